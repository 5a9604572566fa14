//! The search below a directory as text.

use super::{FindBelowDialog, Focus, Search};
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::theme::Glyphs;
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::found::Found;
use crate::domain::text::SafeText;
use crate::safe;

/// More are not read out; they are in the list.
const READ_OUT: usize = 100;

impl Plain for FindBelowDialog {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let busy = matches!(self.search, Search::Running { .. });
        let form = PlainForm::new(self.title()).say_lines(self.meaning(UNBROKEN));
        if self.focus == Focus::Field {
            return form.field("Part of a name, or tests", Some("Enter"));
        }
        if busy {
            return PlainForm { busy, ..form.keys(&self.hints()) };
        }
        let more = self.found.len().saturating_sub(READ_OUT);
        let more = if more > 0 { safe!("and {} more, which are not read out", more) } else { "".into() };
        let mut form = form.say_lines([self.state(&Glyphs::SAID)]).say(more);
        if !self.found.is_empty() {
            form = form.say("A number goes to that entry, m with numbers marks or unmarks: m 1 3-5.");
        }
        for (index, found) in self.found.iter().take(READ_OUT).enumerate() {
            form = form.row(self.said(found), index, ["Enter", "Space"]);
        }
        // Enter and Space are for one row: its number is.
        let hints: Vec<_> =
            self.hints().into_iter().filter(|(key, _)| !matches!(*key, "Enter" | "Space A")).collect();
        if !self.found.is_empty() {
            form = form.choice("mark all, or unmark all", ["A"]);
        }
        form.keys(&hints)
    }
}

impl FindBelowDialog {
    /// What was found, with what is known of it.
    fn said(&self, found: &Found) -> SafeText {
        let mut words = self.below(found);
        let kind = match (found.is_link, found.kind) {
            (true, _) => Some("link"),
            (false, EntryKind::Dir) => Some("directory"),
            _ => None,
        };
        if let Some(kind) = kind {
            words = safe!("{}, {}", words, kind);
        }
        if let Some(size) = found.size.filter(|_| found.kind != EntryKind::Dir) {
            words = safe!("{}, {}", words, format::bytes(size));
        }
        match found.modified {
            Some(at) => safe!("{}, {}", words, format::day(at, &self.zone)),
            None => words,
        }
    }
}
