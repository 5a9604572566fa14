//! Finding entries below a directory, by name, size, time of change and kind. What is found comes while the search goes
//! on, and can be marked as in its directory. Knows neither panes nor stores: it asks for more and says what was chosen.

mod lines;
mod plain;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::app::input::Input;
use crate::app::requests::tree::{FindBelow, FoundBelow, FoundEnd, TreeReply};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::list::Selection;
use crate::domain::criteria::{Criteria, TESTS};
use crate::domain::found::Found;
use crate::domain::path::StorePath;
use crate::domain::place::Place;
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;

use super::{CloseAction, Modal, ModalCx, PaneEdit, Response, Screen};

/// The widest and highest it gets.
const SIZE: (u16, u16) = (120, 60);

/// The most directories of a service that are listed before the user is asked whether to go on.
const LISTINGS: u32 = 200;

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Field,
    List,
}

/// How far the search is.
#[derive(Debug)]
enum Search {
    /// Nothing was searched for.
    Idle,
    /// It goes on; so many directories wait.
    Running {
        waiting: u64,
    },
    /// It stopped before its end: these directories are left.
    Stopped {
        rest: Vec<StorePath>,
    },
    /// All was looked at.
    Done,
    Failed(Problem),
}

/// Finding entries below a directory.
#[derive(Debug)]
pub struct FindBelowDialog {
    store: Arc<StoreInfo>,
    root: StorePath,
    zone: TimeZone,
    field: Field,
    focus: Focus,
    /// What is searched for, and that it cannot be understood.
    criteria: Option<Arc<Criteria>>,
    refusal: Option<SafeText>,
    found: Vec<Found>,
    marked: BTreeSet<usize>,
    selection: Selection,
    search: Search,
    looked: u64,
    unreadable: u64,
    unknown: u64,
}

impl Modal for FindBelowDialog {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        if self.focus == Focus::Field {
            return self.field_input(input, cx);
        }
        let press = cx.key(input)?;
        let height = self.list_height(cx.screen);
        if self.selection.press(press, self.found.len(), height) || self.letters(press, height) {
            return None;
        }
        match press {
            DialogKey::Escape if matches!(self.search, Search::Running { .. }) => self.stop(cx),
            DialogKey::Escape | DialogKey::Char('q') => return Some(CloseAction::Closed),
            DialogKey::Char('/' | 'e') | DialogKey::Next | DialogKey::Previous => self.focus = Focus::Field,
            DialogKey::Char(' ') if !self.found.is_empty() => {
                self.turn_mark(self.selection.at, cx);
                self.selection.press(DialogKey::Down, self.found.len(), height);
            }
            DialogKey::Char('A') if !self.found.is_empty() => self.mark_all(cx),
            DialogKey::Char('m') if matches!(self.search, Search::Stopped { .. }) => self.go_on(cx),
            DialogKey::Enter => {
                let found = self.found.get(self.selection.at)?;
                let place = Place { store: self.store.id, path: found.directory.clone() };
                return Some(CloseAction::OpenAt(Arc::clone(&self.store), place.path, found.name.clone()));
            }
            _ => return cx.unused(),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        if self.focus == Focus::Field {
            let mut hints = vec![("Enter", "search"), ("Esc", "cancel")];
            if !matches!(self.search, Search::Idle) {
                hints.push(("Tab", "go to the list"));
            }
            return hints;
        }
        let escape = if matches!(self.search, Search::Running { .. }) { "stop" } else { "close" };
        let mut hints = vec![("Esc", escape)];
        if !self.found.is_empty() {
            hints.extend([("Enter", "go there"), ("Space A", "mark it, mark all")]);
        }
        if matches!(self.search, Search::Stopped { .. }) {
            hints.push(("m", "search on"));
        }
        hints.extend([("/", "change the search"), ("j k", "move")]);
        hints
    }

    fn takes_text(&self) -> bool {
        self.focus == Focus::Field
    }

    fn language(&self) -> &'static [Hint] {
        if self.focus == Focus::Field { &TESTS } else { &[] }
    }

    fn put_cursor(&mut self, chars: usize) {
        self.focus = Focus::Field;
        self.field.put_cursor(chars);
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.focus = Focus::List;
        self.selection.choose(row);
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        match reply {
            Reply::Tree(TreeReply::FindBelow(Part::Partial(more))) => self.take(more),
            Reply::Tree(TreeReply::FindBelow(Part::Done(Ok(FoundEnd { rest })))) => {
                self.search = match rest.is_empty() {
                    true => Search::Done,
                    false => Search::Stopped { rest: rest.clone() },
                };
            }
            Reply::Tree(TreeReply::FindBelow(Part::Done(Err(problem)))) => {
                self.search = Search::Failed(problem.clone());
            }
            _ => {}
        }
        None
    }
}

impl FindBelowDialog {
    /// An empty search below a directory. Times are shown in `zone`.
    pub fn new(store: Arc<StoreInfo>, root: StorePath, zone: TimeZone) -> Self {
        Self {
            store,
            root,
            zone,
            field: Field::default(),
            focus: Focus::Field,
            criteria: None,
            refusal: None,
            found: Vec::new(),
            marked: BTreeSet::new(),
            selection: Selection::default(),
            search: Search::Idle,
            looked: 0,
            unreadable: 0,
            unknown: 0,
        }
    }

    fn field_input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.refusal = None;
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        match cx.key(input)? {
            DialogKey::Enter | DialogKey::Submit => self.begin(cx),
            DialogKey::Escape if matches!(self.search, Search::Idle) => return Some(CloseAction::Closed),
            DialogKey::Escape | DialogKey::Next | DialogKey::Previous | DialogKey::Down
                if !matches!(self.search, Search::Idle) =>
            {
                self.focus = Focus::List;
            }
            _ => return cx.unused(),
        }
        None
    }

    /// `j`, `k`, `g` and `G` move in the list as the arrow keys do.
    fn letters(&mut self, press: DialogKey, height: usize) -> bool {
        let key = match press {
            DialogKey::Char('j') => DialogKey::Down,
            DialogKey::Char('k') => DialogKey::Up,
            DialogKey::Char('g') => DialogKey::Home,
            DialogKey::Char('G') => DialogKey::End,
            _ => return false,
        };
        self.selection.press(key, self.found.len(), height)
    }

    /// Searches for what was typed, from the beginning.
    fn begin(&mut self, cx: &mut ModalCx<'_>) {
        let criteria = match Criteria::parse(self.field.raw(), cx.at()) {
            Ok(criteria) => Arc::new(criteria),
            Err(why) => {
                self.refusal = Some(why);
                return;
            }
        };
        self.criteria = Some(criteria);
        (self.found, self.marked) = (Vec::new(), BTreeSet::new());
        (self.looked, self.unreadable, self.unknown) = (0, 0, 0);
        self.selection = Selection::default();
        self.focus = Focus::List;
        self.ask(vec![self.root.clone()], cx);
    }

    fn ask(&mut self, directories: Vec<StorePath>, cx: &mut ModalCx<'_>) {
        let Some(criteria) = &self.criteria else { return };
        self.search = Search::Running { waiting: directories.len() as u64 };
        let listings = self.store.capabilities.remote.then_some(LISTINGS);
        let (store, criteria) = (self.store.id, Arc::clone(criteria));
        cx.read(FindBelow { store, directories, criteria, listings });
    }

    /// Goes on with the directories that are left.
    fn go_on(&mut self, cx: &mut ModalCx<'_>) {
        if let Search::Stopped { rest } = std::mem::replace(&mut self.search, Search::Done) {
            self.ask(rest, cx);
        }
    }

    /// Ends the search: what was found stays. What was not looked at is not known any more.
    fn stop(&mut self, cx: &mut ModalCx<'_>) {
        cx.cancel(Purpose::read::<FindBelow>());
        self.search = Search::Stopped { rest: Vec::new() };
    }

    fn take(&mut self, more: &FoundBelow) {
        self.found.extend(more.found.iter().cloned());
        self.looked = self.looked.saturating_add(more.looked);
        self.unreadable = self.unreadable.saturating_add(more.unreadable);
        self.unknown = self.unknown.saturating_add(more.unknown);
        self.search = Search::Running { waiting: more.waiting };
    }

    fn turn_mark(&mut self, index: usize, cx: &mut ModalCx<'_>) {
        let Some(found) = self.found.get(index) else { return };
        let mark = !self.marked.remove(&index);
        if mark {
            self.marked.insert(index);
        }
        cx.edit(PaneEdit::MarkFound(vec![found.clone()], mark));
    }

    /// Marks everything found, or takes the marks off where all of it is marked.
    fn mark_all(&mut self, cx: &mut ModalCx<'_>) {
        let mark = self.marked.len() < self.found.len();
        self.marked = if mark { (0..self.found.len()).collect() } else { BTreeSet::new() };
        cx.edit(PaneEdit::MarkFound(self.found.clone(), mark));
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// Rows of the list: all but the field, the words below it, a blank row and what is said of the search.
    fn list_height(&self, screen: Screen) -> usize {
        let (columns, rows) = Self::size(screen);
        usize::from(rows).saturating_sub(lines::AROUND + self.meaning(usize::from(columns)).len())
    }
}
