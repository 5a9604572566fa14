//! Runs commands, or reports why not; and the methods that their rows call. Start with [`App::why_not`]: it greys
//! hints and guards every command.

use std::sync::Arc;

use super::commands::{Args, Command, Context, global};
use super::pane::{CursorMove, DirView, Pane};
use super::status::Notice;
use super::update_cx::UpdateCx;
use super::{App, Focus};
use crate::domain::place::Side;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// Why a command would do nothing now, if so.
    pub fn why_not(&self, command: &Command) -> Option<SafeText> {
        (command.disabled)(self, &Args::default())
    }

    pub(super) fn perform(&mut self, command: &Command, args: &Args) {
        match (command.disabled)(self, args) {
            None => (command.run)(self, args),
            Some(_) if command.quiet => {}
            Some(reason) => self.cx.say(Notice::refusal(reason)),
        }
    }

    /// The same for a command that was chosen elsewhere: the part that it is about gets the keys first.
    pub(super) fn perform_where_it_applies(&mut self, command: &Command, args: &Args) {
        let here = self.contexts();
        if !command.contexts.iter().any(|context| here.contains(context)) {
            if !command.contexts.contains(&Context::Tasks) {
                self.focus = Focus::Pane;
            } else if let Some(reason) = self.why_not_tasks() {
                return self.cx.say(Notice::refusal(reason));
            } else {
                self.toggle_tasks();
            }
        }
        self.perform(command, args);
    }

    /// Why nothing can be asked of the services, if so.
    pub(super) fn why_not_connected(&self) -> Option<SafeText> {
        self.session.why_not(&self.keys.map)
    }

    /// That the list with the keys has no rows, if so.
    pub(super) fn why_no_list_rows(&self) -> Option<SafeText> {
        match self.focus {
            Focus::Pane => self.why_no_rows(),
            Focus::Tasks => self.monitor.jobs().is_empty().then(|| "There are no tasks.".into()),
        }
    }

    /// That the active pane shows no rows, if so.
    fn why_no_rows(&self) -> Option<SafeText> {
        let rows = self.pane(self.active()).here().map_or(0, DirView::rows);
        (rows == 0).then(|| "There are no entries here.".into())
    }

    /// That the active pane shows no entries, if so.
    pub(super) fn why_no_entries(&self) -> Option<SafeText> {
        let none = self.pane(self.active()).here().is_none_or(|here| here.listing().is_empty());
        none.then(|| "There are no entries here.".into())
    }

    /// Why nothing can be counted, if so.
    pub(super) fn why_not_measure(&self) -> Option<SafeText> {
        let pane = self.pane(self.active());
        let missing = self.why_not_connected().filter(|_| !pane.needs_no_service());
        missing.or_else(|| pane.why_not_measure())
    }

    /// Moves the cursor, down where positive.
    pub(super) fn move_rows(&mut self, rows: isize) {
        self.step(CursorMove::Rows(rows));
    }

    /// Moves the cursor, and what is on the screen with it.
    pub(super) fn scroll_pages(&mut self, pages: isize) {
        self.step(CursorMove::Scroll(self.page().saturating_mul(pages)));
    }

    /// The same by halves of a page.
    pub(super) fn scroll_halves(&mut self, halves: isize) {
        let half = (self.page() / 2).max(1);
        self.step(CursorMove::Scroll(half.saturating_mul(halves)));
    }

    /// Moves the cursor to a row, counted from 1, or to the last one.
    pub(super) fn move_to(&mut self, row: u32) {
        self.step(CursorMove::To(usize::try_from(row).unwrap_or(usize::MAX).saturating_sub(1)));
    }

    /// Moves the cursor to the last row.
    pub(super) fn move_to_end(&mut self) {
        self.step(CursorMove::End);
    }

    /// Moves the cursor of the list with the keys: lists move alike.
    fn step(&mut self, step: CursorMove) {
        match (self.focus, step) {
            (Focus::Pane, _) => self.on_pane(|pane, cx| pane.step(step, cx)),
            (Focus::Tasks, CursorMove::Rows(rows) | CursorMove::Scroll(rows)) => {
                self.monitor.step(rows, &mut self.cx)
            }
            (Focus::Tasks, CursorMove::To(_) | CursorMove::End) => {
                let row = match step {
                    CursorMove::To(row) => isize::try_from(row).unwrap_or(isize::MAX),
                    _ => isize::MAX,
                };
                self.monitor.step(isize::MIN, &mut self.cx);
                self.monitor.step(row, &mut self.cx);
            }
        }
    }

    /// Rows of a page of the list with the keys.
    fn page(&self) -> isize {
        let layout = self.layout();
        let page = match self.focus {
            Focus::Pane => layout.page(self.active()),
            Focus::Tasks => layout.tasks.page(),
        };
        isize::try_from(page).unwrap_or(1)
    }

    /// Changes the active pane.
    pub(super) fn on_pane(&mut self, change: impl FnOnce(&mut Pane, &mut UpdateCx)) {
        let active = self.active();
        change(self.panes.get_mut(active), &mut self.cx);
    }

    /// Gives the keys to the part so many places further: left pane, right pane, task panel while it is open.
    pub(super) fn switch_focus(&mut self, places: isize) {
        const PANEL: isize = 2;
        let from = match (self.focus, self.active()) {
            (Focus::Tasks, _) => PANEL,
            (Focus::Pane, Side::Left) => 0,
            (Focus::Pane, Side::Right) => 1,
        };
        let parts = if self.monitor.is_open() { 3 } else { 2 };
        let to = (from + places).rem_euclid(parts);
        self.focus = if to == PANEL { Focus::Tasks } else { Focus::Pane };
        let side = if to == 0 { Side::Left } else { Side::Right };
        if self.focus == Focus::Pane && side != self.active() {
            self.panes.switch();
        }
        self.cx.changed();
    }

    /// Shows on the left what was on the right, and the other way round.
    pub(super) fn swap_panes(&mut self) {
        self.panes.swap();
        self.cx.changed();
    }

    /// Why the other pane cannot show the place of the active one, if so.
    pub(super) fn why_not_same_place(&self) -> Option<SafeText> {
        let [here, there] = [self.active(), self.active().other()].map(|side| self.pane(side));
        let Some(place) = here.here().and_then(DirView::place) else {
            return Some("This directory is not listed yet.".into());
        };
        let state = there.state(self.requests());
        let is_place = match state.awaited {
            Some((store, path)) => store == place.store && path.as_ref() == Some(&place.path),
            None => state.shown.as_ref() == Some(&place),
        };
        is_place.then(|| "The other pane shows this place already.".into())
    }

    /// Opens the place of the active pane in the other one.
    pub(super) fn open_same_place(&mut self) {
        let here = self.pane(self.active()).here();
        if let Some((store, path)) = here.map(|here| (Arc::clone(here.store()), here.path().cloned())) {
            let other = self.active().other();
            self.panes.get_mut(other).open(store, path, &mut self.cx);
        }
    }

    /// Why the task panel cannot be opened, if so: what is saved on this computer is shown without a connection.
    pub(super) fn why_not_tasks(&self) -> Option<SafeText> {
        let shows = self.monitor.is_open() || self.monitor.list().saved() > 0;
        if shows { None } else { self.why_not_connected() }
    }

    /// Opens the task panel, gives it the keys, or closes it.
    pub(super) fn toggle_tasks(&mut self) {
        if self.focus == Focus::Tasks {
            return self.close_tasks();
        }
        self.focus = Focus::Tasks;
        self.cx.changed();
        self.monitor.set_open(true, &mut self.cx);
    }

    pub(super) fn close_tasks(&mut self) {
        self.focus = Focus::Pane;
        self.cx.changed();
        self.monitor.set_open(false, &mut self.cx);
    }

    /// Stops what is loading in the active pane, else in the other one, else closes what is open: a message first.
    pub(super) fn stop(&mut self) {
        if self.end_range(false) {
            return;
        }
        let active = self.active();
        // In the task panel, keys do not reach the panes.
        let sides = [active, active.other()].into_iter().filter(|_| self.focus == Focus::Pane);
        for side in sides {
            if self.panes.get_mut(side).stop(&mut self.cx) {
                let slot = self.pane(side).slot();
                self.cx.say(Notice::info("Stopped.").about(slot));
                return;
            }
        }
        if self.focus == Focus::Pane && self.panes.get_mut(active).stop_measuring(&mut self.cx) {
            return self.cx.say(Notice::info("Stopped counting; what was counted stays."));
        }
        if self.focus == Focus::Pane && self.stop_deletion() {
            return;
        }
        if self.keys.closed_message
            || self.notices.dismiss()
            || self.clear_filter()
            || self.clear_service_filter()
            || self.clear_comparison()
        {
            self.cx.changed();
        } else if self.monitor.is_open() {
            self.close_tasks();
        } else {
            let quit = self.keys.map.key(&global::QUIT).map(|key| safe!("; {} quits", key));
            self.keys.unbound = Some(safe!("There is nothing to stop{}.", quit.unwrap_or_default()));
            self.cx.changed();
        }
    }
}
