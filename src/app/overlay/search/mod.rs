//! Finding a place: a collection, a bookmark, this computer. What is known already is narrowed and ranked with every
//! letter; what is not is requested when typing pauses, and more of it as the user goes down. After a failure the text
//! stays.
//!
//! Must not know panes: it ends with a place. What is known is in [`known`], ranking in [`rank`].

mod bookmarks;
pub mod known;
mod lines;
mod near;
mod plain;
mod presets;
pub mod rank;
mod view;

use std::sync::Arc;
use std::time::Duration;

use crate::app::input::Input;
use crate::app::requests::search::{
    FindCollections, FoundCollections, ReadBookmarks, SearchReply, SearchScope,
};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::app::widgets::list::Selection;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::place::PlaceSpec;
use crate::domain::preset::Preset;
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response};
use bookmarks::why_not_bookmark;
use known::{Key, Known, Row, Target};
use rank::Answer;

/// The column of names is as wide as the longest of so many rows.
const MEASURED: usize = 200;

/// How long the letters must pause before the service is asked.
const PAUSE: Duration = Duration::from_millis(250);

/// Which places are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// All there are.
    #[default]
    All,
    /// Collections used lately.
    Recent,
    /// The user's bookmarks.
    Bookmarks,
    /// The user's own collections.
    Mine,
    /// Collections that others shared with the user.
    SharedWithMe,
}

/// They in the order of the key Tab, with their names.
const TABS: [(Tab, &str); 5] = [
    (Tab::All, "All"),
    (Tab::Recent, "Recent"),
    (Tab::Bookmarks, "Bookmarks"),
    (Tab::Mine, "Mine"),
    (Tab::SharedWithMe, "Shared with me"),
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
    tab: Tab,
    known: Known,
    rows: Vec<Row>,
    /// The cells of the longest name of the first rows.
    name_width: usize,
    selection: Selection,
    /// What is asked now, or was asked last.
    asked: Option<Question>,
    /// How many of its results were known when it was asked.
    asked_from: u64,
    answer: Option<Answer>,
    due: Option<Timestamp>,
    problem: Option<Problem>,
    refusal: Option<SafeText>,
    /// The one known by name that is being searched for.
    looked_up: Option<Preset>,
}

impl Modal for Search {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                (self.refusal, self.looked_up) = (None, None);
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
            DialogKey::Control('r') => self.ask_again(cx),
            DialogKey::Control('o') if let Some(Target::Collection(chosen)) = self.chosen() => {
                return Some(CloseAction::ShowDetailsOf(Arc::new(StoreInfo::from(&**chosen))));
            }
            DialogKey::Control('d') => return self.change_bookmark(cx, CloseAction::AskRemoveBookmark),
            DialogKey::Control('t') => return self.change_bookmark(cx, CloseAction::RenameBookmark),
            DialogKey::Next => self.switch(1, cx.at()),
            DialogKey::Previous => self.switch(TABS.len() - 1, cx.at()),
            other => {
                let height = Self::list_height(cx.screen);
                if !self.selection.press(other, self.rows.len(), height) {
                    return cx.unused();
                }
                self.ask_more(height, cx);
            }
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints =
            vec![("Enter", if self.asks_again() { "ask again" } else { "open" }), ("Esc", "cancel")];
        if self.problem.is_some() {
            hints.push(("Ctrl-R", "ask again"));
        }
        if matches!(self.chosen(), Some(Target::Bookmark(_))) {
            hints.extend([("Ctrl-D", "remove"), ("Ctrl-T", "rename")]);
        }
        if matches!(self.chosen(), Some(Target::Collection(_))) {
            hints.push(("Ctrl-O", "details"));
        }
        hints.extend([("Tab", "change scope"), ("Up Down", "move")]);
        hints
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.choose(row);
    }

    fn turn(&mut self, choice: usize, cx: &mut ModalCx<'_>) {
        let here = TABS.iter().position(|(tab, _)| *tab == self.tab).unwrap_or(0);
        self.switch(choice + TABS.len() - here, cx.at());
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        match reply {
            Reply::Search(SearchReply::FindCollections(Part::Done(Ok(found)))) => {
                self.found(found);
                return self.preset_found(found);
            }
            Reply::Search(SearchReply::ReadBookmarks(Part::Done(Ok(bookmarks)))) => {
                self.known.bookmarks.clone_from(bookmarks);
                self.rank();
            }
            Reply::Search(
                SearchReply::FindCollections(Part::Done(Err(problem)))
                | SearchReply::ReadBookmarks(Part::Done(Err(problem))),
            ) => (self.problem, self.looked_up) = (Some(problem.clone()), None),
            _ => {}
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
        if self.tab == Tab::Bookmarks {
            if self.problem.take().is_some() && !cx.waits_for(Purpose::read::<ReadBookmarks>()) {
                cx.read(ReadBookmarks);
            }
            return None;
        }
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
    /// Opens with what is known already, and asks for the collections used lately and the bookmarks.
    pub fn open(known: Known, cx: &mut ModalCx<'_>) -> Self {
        let mut search = Self {
            field: Field::default(),
            tab: Tab::All,
            known,
            rows: Vec::new(),
            name_width: 0,
            selection: Selection::default(),
            asked: None,
            asked_from: 0,
            answer: None,
            due: None,
            problem: None,
            refusal: None,
            looked_up: None,
        };
        search.rank();
        search.ask(cx);
        cx.read(ReadBookmarks);
        search
    }

    /// What it has learnt, when it is closed.
    pub fn into_known(self) -> Known {
        self.known
    }

    fn found(&mut self, FoundCollections { collections, next }: &FoundCollections) {
        let Some(asked) = self.asked.clone() else { return };
        self.known.learn(collections, asked.scope);
        let ids = collections.iter().map(|collection| collection.id);
        let before = self.answer.take().filter(|_| self.asked_from > 0);
        let ids = before.into_iter().flat_map(|before| before.ids).chain(ids).collect();
        self.answer = Some(Answer { text: asked.text, scope: asked.scope, ids, next: *next });
        self.rank();
    }

    fn switch(&mut self, step: usize, at: Timestamp) {
        let here = TABS.iter().position(|(tab, _)| *tab == self.tab).unwrap_or(0);
        let next = TABS.iter().cycle().nth(here + step);
        self.tab = next.map(|(tab, _)| *tab).unwrap_or_default();
        self.selection = Selection::default();
        self.due = Some(at);
        self.rank();
    }

    fn open_chosen(&mut self, cx: &mut ModalCx<'_>) -> Response {
        if let Some(spec) = self.place() {
            return Some(CloseAction::OpenSpec(spec));
        }
        let refusal = match self.chosen() {
            None => {
                // Nothing to open: Enter asks again, which is what a problem needs.
                self.ask_again(cx);
                return None;
            }
            Some(Target::Preset(_)) => {
                self.look_up_preset(cx);
                return None;
            }
            Some(Target::Local) => return Some(CloseAction::Open(Arc::new(StoreInfo::local()))),
            Some(Target::Bookmark(bookmark)) => match why_not_bookmark(bookmark) {
                Some(reason) => reason,
                None => {
                    let (id, path) = (bookmark.collection, bookmark.path.clone().ok());
                    return Some(CloseAction::OpenSpec(PlaceSpec::Collection { id, path }));
                }
            },
            Some(Target::Collection(collection)) => match why_not(collection) {
                Some(reason) => reason,
                None => return Some(CloseAction::Open(Arc::new(StoreInfo::from(&**collection)))),
            },
        };
        self.refusal = Some(refusal);
        None
    }

    /// Asks the service again, unless it has still to answer.
    fn ask_again(&mut self, cx: &ModalCx<'_>) {
        if !cx.waits_for(Purpose::read::<FindCollections>()) {
            self.asked = None;
            self.due = Some(cx.at());
        }
    }

    /// What the row at the cursor stands for.
    fn chosen(&self) -> Option<Target<'_>> {
        self.known.target(*self.rows.get(self.selection.at)?)
    }

    /// The place, if one was typed or pasted.
    fn place(&self) -> Option<PlaceSpec> {
        match PlaceSpec::parse(self.field.raw()) {
            spec @ (PlaceSpec::Collection { .. } | PlaceSpec::Local(_)) => Some(spec),
            PlaceSpec::Bookmark(_) => None,
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
        let scope = match self.tab {
            Tab::All if has_word => SearchScope::All,
            Tab::All | Tab::Recent | Tab::Bookmarks => SearchScope::Recent,
            Tab::Mine => SearchScope::Mine,
            Tab::SharedWithMe => SearchScope::SharedWithMe,
        };
        Question { scope, text: Untrusted::new(if has_word { self.field.raw().trim() } else { "" }) }
    }

    fn ask(&mut self, cx: &mut ModalCx<'_>) {
        let question = self.question();
        let (text, scope) = (question.text.clone(), question.scope);
        cx.read(FindCollections { text, scope, offset: 0 });
        self.asked_from = 0;
        self.asked = Some(question);
        self.problem = None;
    }

    /// Asks for more of the same when the bar comes near the end of what is known.
    fn ask_more(&mut self, height: usize, cx: &mut ModalCx<'_>) {
        let question = self.question();
        let near = self.selection.at + height >= self.rows.len();
        let answer = self.answer.as_ref().filter(|_| near && self.tab != Tab::Bookmarks);
        let Some(offset) =
            answer.filter(|a| a.text == question.text && a.scope == question.scope).and_then(|a| a.next)
        else {
            return;
        };
        if self.due.is_none() && !cx.waits_for(Purpose::read::<FindCollections>()) {
            cx.read(FindCollections { text: question.text.clone(), scope: question.scope, offset });
            (self.asked, self.asked_from) = (Some(question), offset);
            self.problem = None;
        }
    }

    /// Narrows and ranks. The bar stays on its row once it was moved there.
    fn rank(&mut self) {
        let at_cursor: Option<Key> =
            (self.selection.at > 0).then(|| self.chosen().map(|chosen| chosen.key())).flatten();
        let question = self.question();
        let is_asked = question.text.is_empty() == self.field.is_blank();
        let answer = self.answer.as_ref().filter(|a| a.text == question.text && a.scope == question.scope);
        let answer = answer.filter(|_| is_asked);
        // What is no word is not asked, but nothing matches it either.
        let text = self.field.raw().trim();
        self.rows = rank::rows(&self.known, self.tab, question.scope, text, answer);
        let is_at_cursor = |row: &Row| self.known.target(*row).map(|target| target.key()) == at_cursor;
        let at = at_cursor.is_some().then(|| self.rows.iter().position(is_at_cursor)).flatten();
        self.selection.at = at.unwrap_or(0);
        let first = self.rows.iter().take(MEASURED).filter_map(|row| self.known.target(*row));
        self.name_width = first.map(|target| target.title().width()).max().unwrap_or(0);
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
mod place_tests;
#[cfg(test)]
mod tests;
