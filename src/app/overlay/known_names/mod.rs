//! Finding names that were seen in collections before, without asking any service. With every letter the index of names is
//! searched anew; Enter opens the directory of a name. Knows neither panes nor files.

mod lines;
mod plain;
#[cfg(test)]
mod tests;
mod view;

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::app::input::Input;
use crate::app::requests::known_names::{FindNames, KnownNamesReply};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::app::widgets::list::Selection;
use crate::domain::known_names::{FoundNames, IndexFacts};
use crate::domain::problem::Problem;
use crate::domain::text::Untrusted;
use crate::domain::time::Timestamp;

use super::{CloseAction, Modal, ModalCx, Response};

/// The list of names.
#[derive(Debug)]
pub struct KnownNames {
    zone: TimeZone,
    field: Field,
    found: FoundNames,
    /// How much is known, once that was answered.
    facts: Option<IndexFacts>,
    problem: Option<Problem>,
    selection: Selection,
    /// Whether the names are those of an earlier text, until the first of the new one come.
    stale: bool,
    /// When the text is searched for: letters that come quickly are one text.
    due: Option<Timestamp>,
}

/// A pause between letters that begins a search.
const PAUSE: Duration = Duration::from_millis(40);

impl Modal for KnownNames {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.changed(cx);
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        match cx.key(input)? {
            DialogKey::Escape => Some(CloseAction::Closed),
            DialogKey::Enter | DialogKey::Submit => {
                let hit = self.found.hits.get(self.selection.at).filter(|_| !self.stale)?;
                Some(CloseAction::OpenKnown(hit.collection, hit.directory.clone(), hit.name.clone()))
            }
            other => {
                let height = Self::list_height(cx.screen);
                if self.selection.press(other, self.found.hits.len(), height) { None } else { cx.unused() }
            }
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![("Esc", "cancel")];
        if !self.found.hits.is_empty() {
            hints.insert(0, ("Enter", "go there"));
            hints.push(("Up Down", "move"));
        }
        hints
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.at = row.min(self.found.hits.len().saturating_sub(1));
    }

    fn next_wake(&self) -> Option<Timestamp> {
        self.due
    }

    fn wake(&mut self, cx: &mut ModalCx<'_>) -> Response {
        if self.due.is_some_and(|due| cx.at() >= due) {
            self.ask(cx);
        }
        None
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        match reply {
            Reply::KnownNames(_) if self.due.is_some() => {}
            Reply::KnownNames(KnownNamesReply::FindNames(Part::Partial(found))) => {
                self.found = found.clone();
                self.stale = false;
                self.selection.at = self.selection.at.min(self.found.hits.len().saturating_sub(1));
            }
            Reply::KnownNames(KnownNamesReply::FindNames(Part::Done(Ok(facts)))) => {
                self.facts = *facts;
                self.stale = false;
            }
            Reply::KnownNames(KnownNamesReply::FindNames(Part::Done(Err(problem)))) => {
                self.problem = Some(problem.clone());
            }
            _ => {}
        }
        None
    }
}

impl KnownNames {
    /// The list without a text: how much is known is asked for.
    pub fn open(zone: TimeZone, cx: &mut ModalCx<'_>) -> Self {
        let mut list = Self {
            zone,
            field: Field::default(),
            found: FoundNames::default(),
            facts: None,
            problem: None,
            selection: Selection::default(),
            stale: false,
            due: None,
        };
        list.ask(cx);
        list
    }

    /// Another text is searched for in a moment; what is found until then is for nothing.
    fn changed(&mut self, cx: &mut ModalCx<'_>) {
        self.problem = None;
        self.selection = Selection::default();
        self.stale = !self.field.is_blank();
        if self.field.is_blank() {
            self.found = FoundNames::default();
        }
        self.due = Some(cx.at().after(PAUSE));
    }

    fn ask(&mut self, cx: &mut ModalCx<'_>) {
        self.due = None;
        cx.read(FindNames { text: Untrusted::new(self.field.raw()) });
    }

    /// The purpose of its request.
    fn purpose() -> Purpose {
        Purpose::read::<FindNames>()
    }
}
