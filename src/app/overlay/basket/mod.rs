//! All marks of a pane, by directory: to be looked at, removed, gone to, and sent as one transfer. It holds what was marked
//! when it was opened; what it removes, it has the pane remove too.

mod lines;
mod plain;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::app::input::Input;
use crate::app::pane::MarkedDirectory;
use crate::app::pane::marks::Totals;
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::Hint;
use crate::app::widgets::list::Selection;
use crate::domain::batch::{self, BatchItem};
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::StoreId;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::{BatchUse, CloseAction, Modal, ModalCx, PaneEdit, Response};

/// The marks.
#[derive(Debug)]
pub struct Basket {
    dirs: Vec<Dir>,
    /// The store that the pane shows: its marks are those that can be sent together.
    store: Option<StoreId>,
    selection: Selection,
    /// What the last key said, or why it was opened.
    words: Option<(Role, SafeText)>,
    /// Whether the next `u` removes all.
    clears: bool,
}

/// A directory with its sums.
#[derive(Debug)]
struct Dir {
    marked: MarkedDirectory,
    totals: Totals,
}

const NOTHING: &str = "Nothing is marked in the store that the pane shows.";

/// The bytes of a path.
type Path = [u8];

/// What is on a row: a directory, and which of its marks.
type Row = (usize, Option<usize>);

impl Modal for Basket {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let clears = std::mem::take(&mut self.clears);
        let key = cx.key(input)?;
        let key = match key {
            DialogKey::Char('j') => DialogKey::Down,
            DialogKey::Char('k') => DialogKey::Up,
            DialogKey::Char('g') => DialogKey::Home,
            DialogKey::Char('G') => DialogKey::End,
            other => other,
        };
        if self.selection.press(key, self.rows(), self.list_height(cx.screen)) {
            return None;
        }
        self.words = None;
        match key {
            DialogKey::Escape | DialogKey::Char('q' | 'b' | 'h') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            DialogKey::Enter | DialogKey::Right | DialogKey::Char('l') => self.go(),
            DialogKey::Submit | DialogKey::Char('c') => self.plan(),
            DialogKey::Char('r') => Some(CloseAction::AskBatch(BatchUse::Read)),
            DialogKey::Char('w') => self.write(),
            DialogKey::Char('x') => {
                self.remove(cx);
                None
            }
            DialogKey::Char('u') if self.dirs.is_empty() => self.say(Role::Warning, "Nothing is marked."),
            DialogKey::Char('u') if clears => {
                self.dirs.clear();
                cx.edit(PaneEdit::UnmarkAll);
                None
            }
            DialogKey::Char('u') => {
                self.clears = true;
                let all = format::count(self.marks(), "mark", "marks");
                self.say(Role::Warning, safe!("u again removes all {}.", all))
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if self.dirs.is_empty() {
            return vec![("Esc b", "close"), ("r", "read from a file")];
        }
        vec![
            ("c", "send all"),
            ("Esc b", "close"),
            ("Enter", "go there"),
            ("x", "remove"),
            ("u", "remove all"),
            ("r", "read from a file"),
            ("w", "write to a file"),
            ("j k", "move"),
        ]
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.choose(row.min(self.rows().saturating_sub(1)));
    }
}

impl Basket {
    /// Shows these marks of a pane that shows that store.
    pub fn new(marked: Vec<MarkedDirectory>, store: Option<StoreId>) -> Self {
        let dir = |marked: MarkedDirectory| Dir { totals: marked.totals(), marked };
        Self {
            dirs: marked.into_iter().map(dir).collect(),
            store,
            selection: Selection::default(),
            words: None,
            clears: false,
        }
    }

    /// The same with why it was opened, or what became of what it was asked for.
    #[must_use]
    pub fn saying(self, role: Role, words: impl Into<SafeText>) -> Self {
        Self { words: Some((role, words.into())), ..self }
    }

    fn say(&mut self, role: Role, words: impl Into<SafeText>) -> Response {
        self.words = Some((role, words.into()));
        None
    }

    fn rows(&self) -> usize {
        self.dirs.iter().map(|dir| dir.marked.marks.len() + 1).sum()
    }

    fn marks(&self) -> u64 {
        self.dirs.iter().map(|dir| dir.marked.marks.len() as u64).sum()
    }

    /// What is on a row.
    fn row(&self, mut at: usize) -> Option<Row> {
        for (index, dir) in self.dirs.iter().enumerate() {
            match at.checked_sub(1) {
                None => return Some((index, None)),
                Some(mark) if mark < dir.marked.marks.len() => return Some((index, Some(mark))),
                Some(_) => at -= dir.marked.marks.len() + 1,
            }
        }
        None
    }

    /// The row of a mark.
    fn row_of(&self, dir: usize, mark: usize) -> usize {
        let before = self.dirs.iter().take(dir).map(|dir| dir.marked.marks.len() + 1).sum::<usize>();
        before + 1 + mark
    }

    fn go(&self) -> Response {
        let (dir, mark) = self.row(self.selection.at)?;
        let marked = &self.dirs.get(dir)?.marked;
        let name = mark.and_then(|mark| marked.marks.get(mark)).map(|(name, _)| name.clone());
        Some(CloseAction::GoToEntry(marked.place.clone(), name))
    }

    /// Removes the mark at the cursor, or all of the directory there.
    fn remove(&mut self, cx: &mut ModalCx<'_>) {
        let Some((index, mark)) = self.row(self.selection.at) else { return };
        let Some(dir) = self.dirs.get_mut(index) else { return };
        let place = dir.marked.place.clone();
        match mark {
            Some(mark) if mark < dir.marked.marks.len() => {
                let (name, _) = dir.marked.marks.remove(mark);
                dir.totals = dir.marked.totals();
                cx.edit(PaneEdit::Unmark(place, Some(name)));
            }
            _ => {
                dir.marked.marks.clear();
                cx.edit(PaneEdit::Unmark(place, None));
            }
        }
        if dir.marked.marks.is_empty() {
            self.dirs.remove(index);
        }
        self.selection.choose(self.selection.at.min(self.rows().saturating_sub(1)));
    }

    /// Asks for a file to write the marks of the pane's store to, unless they cannot be sent together.
    fn write(&mut self) -> Response {
        if let Some((row, words)) = self.clash() {
            self.selection.choose(row);
            return self.say(Role::Warning, words);
        }
        let item = |dir: &Path, name: &Untrusted, kind| {
            let path = [dir, b"/", name.raw()].concat();
            let path = if dir.ends_with(b"/") { [dir, name.raw()].concat() } else { path };
            let recursive = (kind == EntryKind::Dir).then_some(true);
            let source = Untrusted::new(path);
            BatchItem { source, destination: name.clone(), recursive, has_checksum: false }
        };
        let items: Vec<BatchItem> = self
            .of_store()
            .flat_map(|(_, dir)| {
                let path = dir.marked.place.path.raw();
                dir.marked.marks.iter().map(move |(name, marked)| item(path, name, marked.kind))
            })
            .collect();
        if items.is_empty() {
            return self.say(Role::Warning, NOTHING);
        }
        match batch::write(&items) {
            Ok(text) => Some(CloseAction::AskBatch(BatchUse::Write(Untrusted::new(text)))),
            Err((path, why)) => {
                let words = safe!("{} cannot be written to such a file: {}.", path.sanitized(), why);
                self.say(Role::Warning, words)
            }
        }
    }

    /// Plans the transfer of all marks of the pane's store, unless they cannot be sent together.
    fn plan(&mut self) -> Response {
        if let Some((row, words)) = self.clash() {
            self.selection.choose(row);
            return self.say(Role::Warning, words);
        }
        if self.of_store().next().is_none() {
            return self.say(Role::Warning, NOTHING);
        }
        Some(CloseAction::PlanMarked)
    }

    /// The directories of the store that the pane shows, and where they are in the list.
    fn of_store(&self) -> impl Iterator<Item = (usize, &Dir)> {
        self.dirs.iter().enumerate().filter(|(_, dir)| Some(dir.marked.place.store) == self.store)
    }

    /// Why not all marks of the pane's store can be sent at once: two have one name, or one is inside of another. The row
    /// of one of them, and what is said.
    fn clash(&self) -> Option<(usize, SafeText)> {
        let whole = |(_, dir): (usize, &Dir)| {
            let path = dir.marked.place.path.clone();
            let dirs = dir.marked.marks.iter().filter(|(_, marked)| marked.kind == EntryKind::Dir);
            let names = dirs.filter_map(|(name, _)| EntryName::new(name.as_ref()).ok());
            names.map(move |name| path.join(&name)).collect::<Vec<_>>()
        };
        let whole: BTreeSet<StorePath> = self.of_store().flat_map(whole).collect();
        let mut names = BTreeMap::new();
        for (index, dir) in self.of_store() {
            let path = &dir.marked.place.path;
            let mut above = std::iter::successors(Some(path.clone()), StorePath::parent);
            if let Some(outer) = above.find(|above| whole.contains(above)) {
                let words = safe!(
                    "{} is marked, and so is something in it, which would be sent twice. x removes one of the marks.",
                    outer.sanitized()
                );
                return Some((self.row_of(index, 0), words));
            }
            for (at, (name, _)) in dir.marked.marks.iter().enumerate() {
                if let Some(other) = names.insert(name.raw(), path) {
                    let words = safe!(
                        "{} is marked in {} and in {}: one would overwrite the other. x removes one of the marks.",
                        name.sanitized(),
                        other.sanitized(),
                        path.sanitized()
                    );
                    return Some((self.row_of(index, at), words));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
