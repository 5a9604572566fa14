//! What actions do, and why they cannot. Start with [`App::why_not`]: it greys hints and guards every act.

use super::action::Action;
use super::effect::{Effect, ExitReason, TerminalCommand};
use super::pane::{Pane, Step};
use super::status::Notice;
use super::update_cx::UpdateCx;
use super::{App, Focus};
use crate::domain::sort::SortKey;
use crate::domain::text::SafeText;

impl App {
    /// Why an action would do nothing now, if so.
    pub fn why_not(&self, action: Action) -> Option<SafeText> {
        let pane = self.pane(self.active());
        let rows = pane.here().map_or(0, |here| here.listing().len());
        let no_rows = || (rows == 0).then(|| "There are no rows here.".into());
        match action {
            Action::CursorDown
            | Action::CursorUp
            | Action::PageDown
            | Action::PageUp
            | Action::HalfDown
            | Action::HalfUp
            | Action::Top
            | Action::Bottom
            | Action::Mark
            | Action::MarkAll
            | Action::InvertMarks => no_rows(),
            Action::Enter => pane.why_not_enter(),
            Action::Parent => pane.why_not_parent(),
            Action::ClearMarks => {
                let none = pane.here().is_none_or(|here| here.marks().is_empty());
                none.then(|| "Nothing is marked.".into())
            }
            Action::Transfer => self.session.why_not(&self.keys.map).or_else(|| self.why_not_transfer()),
            Action::Search => self.session.why_not(&self.keys.map),
            Action::Refresh => self
                .session
                .why_not(&self.keys.map)
                .filter(|_| !pane.is_local())
                .or_else(|| pane.is_unopened().then(|| "Nothing is open here yet.".into())),
            Action::TaskDown | Action::TaskUp => {
                self.monitor.tasks().is_empty().then(|| "There are no tasks.".into())
            }
            Action::TaskEvents => {
                self.monitor.chosen().is_none().then(|| "There is no task to look at.".into())
            }
            Action::CancelTask => match self.monitor.chosen() {
                None => Some("There is no task to cancel.".into()),
                Some(task) if task.status.is_over() => Some("This task has ended.".into()),
                Some(_) => None,
            },
            Action::CloseTasks => (!self.monitor.is_open()).then(|| "The task panel is not open.".into()),
            Action::Tasks if !self.monitor.is_open() => self.session.why_not(&self.keys.map),
            Action::Account => self.why_not_account(),
            Action::SwitchPane
            | Action::ToggleHidden
            | Action::SortName
            | Action::SortSize
            | Action::SortTime
            | Action::SortReverse
            | Action::Tasks
            | Action::Help
            | Action::Stop
            | Action::Redraw
            | Action::Suspend
            | Action::Quit => None,
        }
    }

    pub(super) fn perform(&mut self, action: Action) {
        if let Some(reason) = self.why_not(action) {
            // A bar that cannot move needs no words.
            if !is_movement(action) {
                self.cx.say(Notice::warning(reason));
            }
            return;
        }
        let page = isize::try_from(self.layout().page(self.active())).unwrap_or(1);
        let half = (page / 2).max(1);
        match action {
            Action::CursorDown => self.on_pane(|pane, cx| pane.step(Step::Rows(1), cx)),
            Action::CursorUp => self.on_pane(|pane, cx| pane.step(Step::Rows(-1), cx)),
            Action::PageDown => self.on_pane(|pane, cx| pane.step(Step::Scroll(page), cx)),
            Action::PageUp => self.on_pane(|pane, cx| pane.step(Step::Scroll(-page), cx)),
            Action::HalfDown => self.on_pane(|pane, cx| pane.step(Step::Scroll(half), cx)),
            Action::HalfUp => self.on_pane(|pane, cx| pane.step(Step::Scroll(-half), cx)),
            Action::Top => self.on_pane(|pane, cx| pane.step(Step::First, cx)),
            Action::Bottom => self.on_pane(|pane, cx| pane.step(Step::Last, cx)),
            Action::Enter => self.on_pane(Pane::enter),
            Action::Parent => self.on_pane(Pane::parent),
            Action::SwitchPane => self.switch_pane(),
            Action::Mark => self.on_pane(Pane::mark),
            Action::MarkAll => self.on_pane(|pane, cx| pane.mark_shown(false, cx)),
            Action::InvertMarks => self.on_pane(|pane, cx| pane.mark_shown(true, cx)),
            Action::ClearMarks => self.on_pane(Pane::clear_marks),
            Action::Transfer => self.plan_transfer(),
            Action::Search => self.open_search(),
            Action::Refresh => self.on_pane(Pane::refresh),
            Action::ToggleHidden => self.on_pane(Pane::toggle_hidden),
            Action::SortName => self.on_pane(|pane, cx| pane.sort_by(SortKey::Name, cx)),
            Action::SortSize => self.on_pane(|pane, cx| pane.sort_by(SortKey::Size, cx)),
            Action::SortTime => self.on_pane(|pane, cx| pane.sort_by(SortKey::Time, cx)),
            Action::SortReverse => self.on_pane(Pane::reverse),
            Action::Tasks => self.toggle_tasks(),
            Action::TaskDown => self.monitor.step(1, &mut self.cx),
            Action::TaskUp => self.monitor.step(-1, &mut self.cx),
            Action::TaskEvents => self.open_task_log(),
            Action::CancelTask => self.open_cancel(),
            Action::CloseTasks => self.close_tasks(),
            Action::Account => self.open_account(),
            Action::Help => self.open_help(),
            Action::Stop => self.stop(),
            Action::Redraw => {
                self.cx.changed();
                self.cx.terminal(TerminalCommand::Redraw);
            }
            Action::Suspend => self.cx.terminal(TerminalCommand::Suspend),
            Action::Quit => self.cx.effect(Effect::Exit(ExitReason::Quit)),
        }
    }

    fn on_pane(&mut self, change: impl FnOnce(&mut Pane, &mut UpdateCx)) {
        let active = self.active();
        change(self.panes.get_mut(active), &mut self.cx);
    }

    /// To the other pane; from the task panel back to the pane that had the keys.
    fn switch_pane(&mut self) {
        if self.focus == Focus::Pane {
            self.panes.switch();
        }
        self.focus = Focus::Pane;
        self.cx.changed();
    }

    /// Opens the task panel, gives it the keys, or closes it.
    fn toggle_tasks(&mut self) {
        if self.focus == Focus::Tasks {
            return self.close_tasks();
        }
        self.focus = Focus::Tasks;
        self.cx.changed();
        self.monitor.set_open(true, &mut self.cx);
    }

    fn close_tasks(&mut self) {
        self.focus = Focus::Pane;
        self.cx.changed();
        self.monitor.set_open(false, &mut self.cx);
    }

    /// Stops what is loading in the active pane, else in the other one, else leaves what is open.
    fn stop(&mut self) {
        if self.focus == Focus::Tasks {
            return self.close_tasks();
        }
        let active = self.active();
        for side in [active, active.other()] {
            if self.panes.get_mut(side).stop(&mut self.cx) {
                self.cx.say(Notice::info("Stopped."));
                return;
            }
        }
        if self.notices.dismiss() {
            self.cx.changed();
        } else if self.monitor.is_open() {
            self.close_tasks();
        }
    }
}

fn is_movement(action: Action) -> bool {
    matches!(
        action,
        Action::CursorDown
            | Action::CursorUp
            | Action::PageDown
            | Action::PageUp
            | Action::HalfDown
            | Action::HalfUp
            | Action::Top
            | Action::Bottom
            | Action::TaskDown
            | Action::TaskUp
    )
}
