//! A dialog with one field: the name of something that is to be created, or the new name of something that exists. It says
//! where, and what will be what, before Enter does it. A failure is told in it, and what was typed stays.

mod plain;
mod task;
mod view;

use std::sync::Arc;

use crate::app::input::Input;
use crate::app::requests::{Purpose, Reply};
use crate::app::theme::Role;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::form::labelled;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::ids::{BookmarkId, CollectionId};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::message::problem_brief;
use super::{CloseAction, Modal, ModalCx, Response, Screen};
use task::{Task, is_typed};

const COLUMNS: u16 = 70;
/// The cells of the column of labels.
const LABELS: usize = 9;

/// Asking for a name.
#[derive(Debug)]
pub struct NameDialog {
    task: Task,
    /// Labels and what they say: where it is, what it is about.
    about: Vec<(&'static str, SafeText)>,
    field: Field,
    /// Why the name cannot be used, after it was tried.
    wrong: Option<SafeText>,
    problem: Option<Problem>,
}

impl Modal for NameDialog {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        // The cursor begins before the extension: deleting to the start would leave that behind.
        let typed = match DialogKey::of(input) {
            Some(DialogKey::Control('u')) if self.task.has_old_name() => {
                self.field = Field::default();
                Typed::Changed
            }
            _ => self.field.input(input),
        };
        match typed {
            Typed::Changed => {
                self.wrong = None;
                self.problem = None;
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        match DialogKey::of(input) {
            Some(DialogKey::Escape) => Some(CloseAction::Closed),
            Some(DialogKey::Enter | DialogKey::Submit) => {
                if !cx.waits_for(Purpose::Change) {
                    self.submit(cx);
                }
                None
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![("Enter", self.task.verb()), ("Esc", "cancel")];
        if self.task.has_old_name() {
            hints.push(("Ctrl-U", "empty the name"));
        }
        hints
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn outlives_sign_in(&self) -> bool {
        matches!(self.task, Task::CreateGuest(..))
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        match self.task.end(reply)? {
            Ok(()) => Some(CloseAction::Closed),
            Err(problem) => {
                self.problem = Some(problem.clone());
                None
            }
        }
    }
}

impl NameDialog {
    /// Creating a directory in this one.
    pub fn new_directory(store: Arc<StoreInfo>, directory: StorePath) -> Self {
        let about = where_it_is(store.title(), &directory);
        Self::new(Task::NewDirectory(store, directory), about, Field::default())
    }

    /// Creating an empty file in this one.
    pub fn new_file(store: Arc<StoreInfo>, directory: StorePath) -> Self {
        let about = where_it_is(store.title(), &directory);
        Self::new(Task::NewFile(store, directory), about, Field::default())
    }

    /// Renaming an entry of this directory. The field holds its name, the cursor before the extension of a file; a name
    /// that cannot be typed is left out of it, because every letter in the field is part of the new name.
    pub fn rename(store: Arc<StoreInfo>, directory: StorePath, name: EntryName, is_directory: bool) -> Self {
        let field = match name.as_utf8() {
            Ok(text) if is_typed(&name) => {
                let mut field = Field::with(text);
                let extension = text.rfind('.').filter(|dot| *dot > 0 && !is_directory);
                if let Some(before) = extension.and_then(|dot| text.get(..dot)) {
                    field.put_cursor(before.chars().count());
                }
                field
            }
            _ => Field::default(),
        };
        let mut about = where_it_is(store.title(), &directory);
        about.push(("Old name", name.sanitized()));
        Self::new(Task::Rename(store, directory, name), about, field)
    }

    /// Naming this directory of a collection. The field holds the directory's name, or the collection's at its root.
    pub fn add_bookmark(store: &StoreInfo, collection: CollectionId, directory: StorePath) -> Self {
        let last = directory.name().filter(|name| name.raw() != b"~").map(|name| name.sanitized());
        let field = Field::with(last.unwrap_or_else(|| store.title()).as_str());
        let about = where_it_is(store.title(), &directory);
        Self::new(Task::AddBookmark(collection, directory), about, field)
    }

    /// Sharing a directory through a guest collection. The field holds the directory's name, with the collection's.
    pub fn create_guest(store: Arc<StoreInfo>, directory: StorePath) -> Self {
        let last = directory.name().filter(|name| name.raw() != b"~").map(|name| name.sanitized());
        let name = last.map_or_else(|| store.title(), |last| safe!("{} on {}", last, store.title()));
        let about = where_it_is(store.title(), &directory);
        Self::new(Task::CreateGuest(store, directory), about, Field::with(name.as_str()))
    }

    /// Renaming a bookmark, which leads to the place of that title and path.
    pub fn rename_bookmark(id: BookmarkId, name: Untrusted, leads_to: SafeText) -> Self {
        let field = name.raw_str().map(Field::with).unwrap_or_default();
        let about = vec![("Old name", name.sanitized()), ("Leads to", leads_to)];
        Self::new(Task::RenameBookmark(id, name), about, field)
    }

    fn new(task: Task, about: Vec<(&'static str, SafeText)>, field: Field) -> Self {
        Self { task, about, field, wrong: None, problem: None }
    }

    /// Does what the field says, or says why it cannot be done.
    fn submit(&mut self, cx: &mut ModalCx<'_>) {
        self.problem = None;
        self.wrong = match self.task.planned(&self.field) {
            Ok(planned) => {
                cx.send(Purpose::Change, planned.request);
                None
            }
            Err(why) => Some(why),
        };
    }

    /// The lines above the field: where it is, and what it is about.
    fn above(&self, cells: usize) -> Vec<Line> {
        let lines = |(label, words): &(&'static str, SafeText)| {
            labelled(&(*label).into(), LABELS, Role::Text, words, cells)
        };
        let mut lines: Vec<Line> = self.about.iter().flat_map(lines).collect();
        lines.push(Line::blank());
        lines
    }

    /// The lines below the field: what will be what, and what went wrong.
    fn below(&self, cells: usize, waits: bool) -> Vec<Line> {
        let plan = self.task.planned(&self.field).map_or_else(|_| self.task.hint(), |planned| planned.words);
        let mut lines = vec![Line::blank()];
        lines.extend(paragraph(Role::Secondary, &plan, cells));
        if let Some(wrong) = &self.wrong {
            lines.extend(paragraph(Role::Warning, &safe!("! {}", *wrong), cells));
        }
        if let Some(problem) = &self.problem {
            lines.extend(problem_brief(problem, cells));
        }
        if waits {
            lines.extend(paragraph(Role::Secondary, &self.task.waits(), cells));
        }
        lines
    }

    fn wanted(&self, screen: Screen, waits: bool) -> (u16, u16) {
        let (columns, _) = frame::inside((screen.columns, screen.rows), (COLUMNS, u16::MAX));
        let cells = usize::from(columns);
        let rows = self.above(cells).len() + 1 + self.below(cells, waits).len();
        (columns, u16::try_from(rows).unwrap_or(u16::MAX))
    }
}

fn where_it_is(title: SafeText, directory: &StorePath) -> Vec<(&'static str, SafeText)> {
    vec![("In", title), ("Directory", directory.sanitized())]
}

#[cfg(test)]
mod tests;
