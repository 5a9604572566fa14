//! Tabs: opens, shows and closes those of the active pane.

use super::App;
use super::tabs::MOST_TABS;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// Why no tab can be opened, if so.
    pub(super) fn why_not_new_tab(&self) -> Option<SafeText> {
        let (_, count) = self.panes.tabs(self.active()).position();
        if count >= MOST_TABS {
            return Some(safe!("A pane has at most {} tabs.", MOST_TABS));
        }
        self.pane(self.active()).is_unopened().then(|| "This pane shows nothing yet.".into())
    }

    /// That the pane has only one tab, if so.
    pub(super) fn why_only_tab(&self) -> Option<SafeText> {
        let (_, count) = self.panes.tabs(self.active()).position();
        (count == 1).then(|| "This is the only tab of the pane.".into())
    }

    pub(super) fn new_tab(&mut self) {
        self.panes.add_tab(&mut self.cx);
    }

    /// Shows the tab so many places further; after the last one comes the first.
    pub(super) fn step_tab(&mut self, tabs: isize) {
        let (index, count) = self.panes.tabs(self.active()).position();
        let [index, count] = [index, count].map(|number| isize::try_from(number).unwrap_or(1));
        self.show_tab(usize::try_from((index + tabs).rem_euclid(count)).unwrap_or(0));
    }

    /// Shows a tab of the active pane, counted from 0.
    pub(super) fn show_tab(&mut self, index: usize) {
        let (active, connected) = (self.active(), self.why_not_connected().is_none());
        self.panes.show_tab(active, index, connected, &mut self.cx);
    }

    pub(super) fn close_tab(&mut self) {
        let connected = self.why_not_connected().is_none();
        self.panes.close_tab(connected, &mut self.cx);
    }
}
