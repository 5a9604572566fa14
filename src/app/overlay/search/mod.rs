//! Finding a collection. What is known already is narrowed and ranked with every letter; what is not is requested
//! when typing pauses. After a failure the text stays.
//!
//! Must not know panes: it ends with a collection, or with a place that was pasted. Ranking is in
//! [`rank`].

mod lines;
mod plain;
pub mod rank;
mod view;

use std::sync::Arc;
use std::time::Duration;

use crate::app::input::Input;
use crate::app::requests::search::{FindCollections, FoundCollections, SearchReply, SearchScope};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::app::widgets::list::Selection;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::place::PlaceSpec;
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response};
use rank::{Answer, Known, Row};

/// How long the letters must pause before the service is asked.
const PAUSE: Duration = Duration::from_millis(250);

/// The scopes in the order of Tab, with their names.
const SCOPES: [(SearchScope, &str); 4] = [
    (SearchScope::All, "All"),
    (SearchScope::Recent, "Recent"),
    (SearchScope::Mine, "Mine"),
    (SearchScope::SharedWithMe, "Shared with me"),
];

/// What was asked of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Question {
    scope: SearchScope,
    text: Untrusted,
}

/// The search for a collection.
#[derive(Debug)]
pub struct Search {
    field: Field,
    scope: SearchScope,
    known: Vec<Known>,
    rows: Vec<Row>,
    selection: Selection,
    /// What is asked now, or was asked last.
    asked: Option<Question>,
    answer: Option<Answer>,
    due: Option<Timestamp>,
    problem: Option<Problem>,
    refusal: Option<SafeText>,
}

impl Modal for Search {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.refusal = None;
                self.selection = Selection::default();
                self.due = self.place().is_none().then(|| cx.at().after(PAUSE));
                self.rank();
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        let press = cx.key(input)?;
        self.refusal = None;
        match press {
            DialogKey::Escape => return Some(CloseAction::Closed),
            DialogKey::Enter | DialogKey::Submit => return self.open_chosen(cx),
            DialogKey::Next => self.switch(1, cx.at()),
            DialogKey::Previous => self.switch(SCOPES.len() - 1, cx.at()),
            other => {
                let height = Self::list_height(cx.screen);
                if !self.selection.press(other, self.rows.len(), height) {
                    return cx.unused();
                }
            }
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        let enter = if self.asks_again() { "ask again" } else { "open" };
        vec![("Enter", enter), ("Esc", "cancel"), ("Tab", "scope"), ("Up Down", "move")]
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.choose(row);
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        let Reply::Search(SearchReply::FindCollections(part)) = reply else { return None };
        match part {
            Part::Partial(never) => match *never {},
            Part::Done(Ok(FoundCollections { collections, more })) => {
                let asked = self.asked.as_ref()?;
                self.answer = Some(Answer {
                    text: asked.text.clone(),
                    scope: asked.scope,
                    ids: collections.iter().map(|collection| collection.id).collect(),
                    more: *more,
                });
                rank::learn(&mut self.known, collections, asked.scope);
                self.rank();
            }
            Part::Done(Err(problem)) => self.problem = Some(problem.clone()),
        }
        None
    }

    fn next_wake(&self) -> Option<Timestamp> {
        self.due
    }

    fn wake(&mut self, cx: &mut ModalCx<'_>) -> Response {
        if self.due.is_none_or(|due| cx.at() < due) {
            return None;
        }
        self.due = None;
        let question = Some(self.question());
        if self.asked == question
            && (cx.waits_for(Purpose::read::<FindCollections>()) || self.problem.is_none())
        {
            return None;
        }
        self.ask(cx);
        None
    }
}

impl Search {
    /// Opens with the collections used lately.
    pub fn open(cx: &mut ModalCx<'_>) -> Self {
        let mut search = Self {
            field: Field::default(),
            scope: SearchScope::All,
            known: Vec::new(),
            rows: Vec::new(),
            selection: Selection::default(),
            asked: None,
            answer: None,
            due: None,
            problem: None,
            refusal: None,
        };
        search.ask(cx);
        search
    }

    fn switch(&mut self, step: usize, at: Timestamp) {
        let here = SCOPES.iter().position(|(scope, _)| *scope == self.scope).unwrap_or(0);
        let next = SCOPES.iter().cycle().nth(here + step);
        self.scope = next.map(|(scope, _)| *scope).unwrap_or_default();
        self.selection = Selection::default();
        self.due = Some(at);
        self.rank();
    }

    fn open_chosen(&mut self, cx: &ModalCx<'_>) -> Response {
        if let Some(spec) = self.place() {
            return Some(CloseAction::OpenSpec(spec));
        }
        let Some(collection) = self.chosen() else {
            // Nothing to open: Enter asks again, which is what a problem needs.
            if !cx.waits_for(Purpose::read::<FindCollections>()) {
                self.asked = None;
                self.due = Some(cx.at());
            }
            return None;
        };
        match why_not(collection) {
            Some(reason) => {
                self.refusal = Some(reason);
                None
            }
            None => Some(CloseAction::Open(Arc::new(StoreInfo::from(&**collection)))),
        }
    }

    /// The collection at the cursor.
    fn chosen(&self) -> Option<&Arc<Collection>> {
        let row = self.rows.get(self.selection.at)?;
        self.known.get(row.known).map(|known| &known.collection)
    }

    /// The place, if one was typed or pasted.
    fn place(&self) -> Option<PlaceSpec> {
        match PlaceSpec::parse(self.field.raw()) {
            spec @ PlaceSpec::Collection { .. } => Some(spec),
            PlaceSpec::Local(_) | PlaceSpec::Bookmark(_) => None,
        }
    }

    /// Whether Enter has nothing to open and would ask the service again.
    fn asks_again(&self) -> bool {
        self.problem.is_some() && self.rows.is_empty() && self.place().is_none()
    }

    /// The current query. The service does not list all collections without a text (`globus-api.md` 7.1): recently
    /// used ones replace them.
    fn question(&self) -> Question {
        // What has neither a letter nor a digit is no word: the service would refuse it.
        let has_word = self.field.raw().contains(char::is_alphanumeric);
        let scope =
            if !has_word && self.scope == SearchScope::All { SearchScope::Recent } else { self.scope };
        Question { scope, text: Untrusted::new(if has_word { self.field.raw().trim() } else { "" }) }
    }

    fn ask(&mut self, cx: &mut ModalCx<'_>) {
        let question = self.question();
        let (text, scope) = (question.text.clone(), question.scope);
        cx.read(FindCollections { text, scope });
        self.asked = Some(question);
        self.problem = None;
    }

    /// Narrows and ranks. The bar stays on its collection once it was moved there.
    fn rank(&mut self) {
        let entry_at_cursor =
            (self.selection.at > 0).then(|| self.chosen().map(|chosen| chosen.id)).flatten();
        let question = self.question();
        let answer = self.answer.as_ref().filter(|a| a.text == question.text && a.scope == question.scope);
        let text = question.text.raw_str().unwrap_or_default();
        self.rows = rank::rows(&self.known, question.scope, text, answer);
        let is_at_cursor = |row: &Row| {
            self.known.get(row.known).is_some_and(|known| Some(known.collection.id) == entry_at_cursor)
        };
        self.selection.at = self.rows.iter().position(is_at_cursor).unwrap_or(0);
    }
}

/// Why a collection cannot be opened at all. One that is offline may be tried: its state may be old.
fn why_not(collection: &Collection) -> Option<SafeText> {
    let title = collection.title();
    if collection.non_functional {
        return Some(safe!(
            "{} can be neither listed nor transferred to: its owner or the server's managers must repair it.",
            title
        ));
    }
    (collection.entity == EntityType::Endpoint)
        .then(|| safe!("{} is a server, which cannot be browsed itself: open one of its collections.", title))
}

#[cfg(test)]
mod tests;
