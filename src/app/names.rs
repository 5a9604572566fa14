//! A part of a name that is typed: the active pane shows the names that match only, or goes to the next of them. Start
//! with [`App::edit_pane`].

use super::App;
use super::commands::names;
use super::overlay::{NameField, NameUse, PaneEdit};
use super::pane::{CursorMove, DirView};
use super::status::Notice;
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// That the active pane shows no directory whose names could match, if so.
    pub(super) fn why_no_names(&self) -> Option<SafeText> {
        self.pane(self.active()).here().is_none().then(|| "This directory is not listed yet.".into())
    }

    /// Opens the line that narrows the names shown, with the filter that is there.
    pub(super) fn open_filter(&mut self) {
        let pane = self.pane(self.active());
        let here = pane.here();
        let typed = here.and_then(DirView::filter).map(|filter| filter.typed().to_owned());
        let asked = here.and_then(DirView::service_filter).map(|filter| filter.typed().to_owned());
        let field = match (typed, asked) {
            (None, Some(asked)) => NameField::new(NameUse::FilterAtService, &asked),
            (typed, _) => NameField::new(NameUse::Filter, &typed.unwrap_or_default()),
        };
        let field = if pane.can_filter_at_service() { field.with_service() } else { field };
        self.open(field);
    }

    /// Says once of a directory that its service lists no more of it, and what can be done.
    pub(super) fn say_limit(&mut self) {
        let active = self.active();
        let Some(rows) = self.panes.get_mut(active).take_limit() else { return };
        let key = self.keys.map.key(&names::FILTER).unwrap_or_default();
        let words = safe!(
            "Only {} entries are listed: the service's limit. {}, then Tab: filter at the service. The directory \
             itself can be sent from its parent.",
            format::grouped(u64::from(rows)),
            key
        );
        self.cx.say(Notice::info(words));
    }

    /// Lists all names again, if only those that match were asked for. Whether that was so.
    pub(super) fn clear_service_filter(&mut self) -> bool {
        let mut cleared = false;
        self.on_pane(|pane, cx| cleared = pane.filter_at_service(None, cx));
        cleared
    }

    /// Opens the line that finds the next name.
    pub(super) fn open_find(&mut self) {
        self.open(NameField::new(NameUse::Find, ""));
        self.on_pane(|pane, _| pane.begin_search());
    }

    /// Goes on to the next match, or the one before where negative.
    pub(super) fn find_again(&mut self, steps: isize) {
        let mut found = false;
        self.on_pane(|pane, cx| found = pane.search_again(steps, cx));
        if !found {
            self.say_no_match();
        }
    }

    /// Says that nothing here matches what was searched for.
    pub(super) fn say_no_match(&mut self) {
        if let Some(pattern) = self.pane(self.active()).searched() {
            let words = safe!("No name here matches {}.", pattern.sanitized());
            self.cx.say(Notice::refusal(words));
        }
    }

    /// Shows all names again; whether there was a filter.
    pub(super) fn clear_filter(&mut self) -> bool {
        let mut cleared = false;
        self.on_pane(|pane, cx| cleared = pane.clear_filter(cx));
        cleared
    }

    /// Does what the overlay asks of the active pane.
    pub(super) fn edit_pane(&mut self, edit: PaneEdit) {
        match edit {
            PaneEdit::Compare(by) => return self.begin_comparison(by),
            PaneEdit::EndComparison => {
                self.clear_comparison();
                return self.cx.changed();
            }
            PaneEdit::SwitchPane => {
                self.panes.switch();
                self.cx.changed();
                return self.tell_comparison();
            }
            _ => {}
        }
        let mut found = true;
        self.on_pane(|pane, cx| match edit {
            PaneEdit::Filter(typed) => pane.filter(&typed, cx),
            PaneEdit::FilterAtService(filter) => _ = pane.filter_at_service(filter, cx),
            PaneEdit::Find(typed) => found = pane.search(&typed, cx),
            PaneEdit::FindAgain(steps) => found = pane.search_again(steps, cx),
            PaneEdit::MarkFound(found, mark) => pane.mark_found(&found, mark, cx),
            PaneEdit::Move(rows) => pane.step(CursorMove::Rows(rows), cx),
            PaneEdit::CountMatching(criteria, mark) => pane.count_matching(criteria, mark, cx),
            PaneEdit::MarkMatching => pane.commit_matching(),
            PaneEdit::Unmark(place, name) => pane.unmark_in(&place, name.as_ref(), cx),
            PaneEdit::UnmarkAll => pane.unmark_everywhere(cx),
            PaneEdit::MarkDiffering(differing) => pane.mark_differing(differing, cx),
            PaneEdit::Compare(_) | PaneEdit::EndComparison | PaneEdit::SwitchPane => {}
        });
        if let Some(field) = self.host.name_field() {
            field.found(found);
        }
    }
}
