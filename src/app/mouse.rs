//! What the mouse does: a press is what the key or command under it would do. Start with [`App::mouse`].

use super::commands::{Args, Command, pane, sort, tasks};
use super::input::{Input, Mouse, MouseAction};
use super::keymap::KeyPress;
use super::overlay::{Modal as _, ModalCx, Overlay};
use super::pointer::Target;
use super::{App, Focus};
use crate::domain::place::Side;
use crate::domain::sort::SortKey;

/// Rows that one step of the wheel scrolls.
const WHEEL_ROWS: isize = 3;

impl App {
    /// Handles what the mouse did.
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        match mouse.action {
            MouseAction::Press => self.press(mouse.target),
            MouseAction::Drag => self.drag(mouse.target),
            MouseAction::Release => self.pointer.release(),
            MouseAction::WheelUp => self.wheel(mouse.target, -WHEEL_ROWS),
            MouseAction::WheelDown => self.wheel(mouse.target, WHEEL_ROWS),
        }
    }

    fn press(&mut self, target: Option<Target>) {
        if !matches!(target, Some(Target::Key(_))) {
            let read = self.notices.seen(self.cx.at);
            self.cx.changed_if(read);
        }
        let again = self.pointer.press(target.as_ref(), self.cx.at);
        if !self.host.is_open() {
            self.saver.begin_elsewhere();
        }
        if self.host.is_line() && target.as_ref().is_some_and(Target::is_outside_dialogs) {
            // What was typed is taken over, as by Enter.
            self.close_overlay();
        }
        match target {
            None | Some(Target::Dialog | Target::Outside) => {}
            // A key finishes a sequence that was begun; all else drops it.
            Some(Target::Key(press)) => self.key(press, &Input::Key(press.event())),
            Some(target) if self.host.is_open() => self.press_in_dialog(&target, again),
            Some(target) => {
                self.end_sequence();
                self.press_outside_dialog(target, again);
            }
        }
    }

    fn press_in_dialog(&mut self, target: &Target, again: bool) {
        if self.host.help().is_some() {
            return;
        }
        match *target {
            Target::DialogRow(_) if again => self.key(KeyPress::ENTER, &Input::Key(KeyPress::ENTER.event())),
            Target::DialogRow(index) | Target::Choice(index) => self.in_dialog(|it, cx| it.choose(index, cx)),
            Target::Text(chars) => self.in_dialog(|it, _| it.put_cursor(chars)),
            _ => {}
        }
    }

    fn press_outside_dialog(&mut self, target: Target, again: bool) {
        match target {
            Target::Command(command) => self.run(command),
            Target::Pane(side) => self.focus_pane(side),
            Target::Row(side, _) if again => {
                self.focus_pane(side);
                self.run(&pane::ENTER);
            }
            Target::Row(side, index) => {
                self.focus_pane(side);
                let marked = self.panes.get_mut(side).go_to_row(index, &mut self.cx);
                self.pointer.begin_drag(side, index, !marked);
            }
            Target::Heading(side, key) => {
                self.focus_pane(side);
                let sorted = self.pane(side).sort().key == key;
                self.run(if sorted { &sort::REVERSE } else { order(key) });
            }
            Target::Tab(side, index) => {
                self.focus_pane(side);
                self.show_tab(index);
            }
            Target::TaskPanel => self.focus_tasks(),
            Target::Task(_) if again => {
                self.focus_tasks();
                self.run(&tasks::EVENTS);
            }
            Target::Task(index) => {
                self.focus_tasks();
                self.monitor.choose(index, &mut self.cx);
            }
            // It is read, and follows the cursor of the pane.
            Target::Preview => {}
            // Of dialogs only.
            Target::Key(_) | Target::Dialog | Target::DialogRow(_) | Target::Choice(_) => {}
            Target::Text(_) | Target::Outside => {}
        }
    }

    /// Marks the rows that the mouse passes while the button is held, or takes their marks off if it began on a mark.
    fn drag(&mut self, target: Option<Target>) {
        let Some(Target::Row(side, index)) = target.filter(|_| !self.host.is_open()) else { return };
        if let Some((rows, mark)) = self.pointer.drag_to(side, index) {
            self.panes.get_mut(side).set_marks(rows, mark, &mut self.cx);
            self.panes.get_mut(side).go_to_row(index, &mut self.cx);
        }
    }

    fn wheel(&mut self, target: Option<Target>, rows: isize) {
        if self.host.is_open() && !self.host.is_line() {
            return self.overlay_wheel(rows);
        }
        match target {
            Some(
                Target::Pane(side) | Target::Row(side, _) | Target::Heading(side, _) | Target::Tab(side, _),
            ) => {
                let height = self.layout().page(side);
                self.panes.get_mut(side).scroll(rows, height, &mut self.cx);
            }
            Some(Target::Preview) => self.scroll_preview(rows),
            Some(Target::TaskPanel | Target::Task(_)) => {
                self.monitor.scroll(rows, self.layout().tasks.page(), &mut self.cx);
            }
            _ => {}
        }
    }

    fn run(&mut self, command: &Command) {
        self.perform(command, &Args::default());
    }

    fn focus_pane(&mut self, side: Side) {
        let other = side != self.active();
        if other {
            self.panes.switch();
        }
        let moved = std::mem::replace(&mut self.focus, Focus::Pane) != Focus::Pane;
        self.cx.changed_if(other || moved);
    }

    fn in_dialog(&mut self, change: impl FnOnce(&mut Overlay, &mut ModalCx<'_>)) {
        self.with_overlay(|overlay, cx| {
            change(overlay, cx);
            None
        });
    }

    fn focus_tasks(&mut self) {
        let moved = std::mem::replace(&mut self.focus, Focus::Tasks) != Focus::Tasks;
        self.cx.changed_if(moved);
    }
}

fn order(key: SortKey) -> &'static Command {
    match key {
        SortKey::Name => &sort::BY_NAME,
        SortKey::Size => &sort::BY_SIZE,
        SortKey::Time => &sort::BY_TIME,
        SortKey::Type => &sort::BY_TYPE,
    }
}
