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
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::Place;
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;
use crate::safe;

use super::message::problem_brief;
use super::{CloseAction, Modal, ModalCx, Response, Screen};
use task::{Named, Task};

const COLUMNS: u16 = 70;
/// The cells of the column of labels.
const LABELS: usize = 9;

/// Asking for a name.
#[derive(Debug)]
pub struct NameDialog {
    task: Task,
    store: Arc<StoreInfo>,
    directory: StorePath,
    field: Field,
    /// Why the name cannot be used, after it was tried.
    wrong: Option<SafeText>,
    problem: Option<Problem>,
}

impl Modal for NameDialog {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
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
        vec![("Enter", self.task.verb()), ("Esc", "cancel")]
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn takes_text(&self) -> bool {
        true
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
        Self::new(Task::NewDirectory, store, directory, Field::default())
    }

    /// Renaming an entry of this directory. The field holds its name, the cursor before the extension of a file; a name
    /// that cannot be typed is left out of it, because every letter in the field is part of the new name.
    pub fn rename(store: Arc<StoreInfo>, directory: StorePath, name: EntryName, is_directory: bool) -> Self {
        let field = match name.as_utf8() {
            Ok(text) if name.sanitized().as_str() == text => {
                let mut field = Field::with(text);
                let extension = text.rfind('.').filter(|dot| *dot > 0 && !is_directory);
                if let Some(before) = extension.and_then(|dot| text.get(..dot)) {
                    field.put_cursor(before.chars().count());
                }
                field
            }
            _ => Field::default(),
        };
        Self::new(Task::Rename(name), store, directory, field)
    }

    fn new(task: Task, store: Arc<StoreInfo>, directory: StorePath, field: Field) -> Self {
        Self { task, store, directory, field, wrong: None, problem: None }
    }

    /// Does what the field says, or says why it cannot be done.
    fn submit(&mut self, cx: &mut ModalCx<'_>) {
        self.problem = None;
        match self.named() {
            Ok(named) => {
                self.wrong = None;
                let at = Place { store: self.store.id, path: self.directory.clone() };
                self.task.send(at, named, cx);
            }
            Err(why) => self.wrong = Some(why),
        }
    }

    /// What the field names, or why it names nothing.
    fn named(&self) -> Result<Named, SafeText> {
        self.task.named(&self.field, &self.store)
    }

    /// The lines above the field: where it is, and what it is about.
    fn above(&self, cells: usize) -> Vec<Line> {
        let mut lines = labelled(&"In".into(), LABELS, Role::Text, &self.store.title(), cells);
        lines.extend(labelled(&"Directory".into(), LABELS, Role::Text, &self.directory.sanitized(), cells));
        if let Task::Rename(name) = &self.task {
            lines.extend(labelled(&"Old name".into(), LABELS, Role::Text, &name.sanitized(), cells));
        }
        lines.push(Line::blank());
        lines
    }

    /// The lines below the field: what will be what, and what went wrong.
    fn below(&self, cells: usize, waits: bool) -> Vec<Line> {
        let plan = match self.named() {
            Ok(named) => self.task.plan(&named, &self.directory),
            Err(_) => self.task.hint(),
        };
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

#[cfg(test)]
mod tests;
