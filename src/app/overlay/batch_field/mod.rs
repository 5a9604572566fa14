//! A line to type the path of a file of transfers into, to be read or written. It stays open, with the reason, until that
//! worked.

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::requests::batch::{BatchReply, ReadBatch, WriteBatch, Written};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::theme::Role;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::domain::batch;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response};

/// What is done with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchUse {
    /// It is read, and what it names is marked.
    Read,
    /// This is written to it.
    Write(Untrusted),
}

/// The line.
#[derive(Debug)]
pub struct BatchField {
    does: BatchUse,
    field: Field,
    /// What is said beside the field.
    words: (Role, SafeText),
    /// The path that has a file, which the next Enter replaces.
    replaces: Option<Untrusted>,
}

impl BatchField {
    /// An empty line.
    pub fn new(does: BatchUse) -> Self {
        let words = match does {
            BatchUse::Read => "a file of `globus transfer --batch`",
            BatchUse::Write(_) => "for `globus transfer --batch`",
        };
        Self { does, field: Field::default(), words: (Role::Secondary, words.into()), replaces: None }
    }

    fn say(&mut self, role: Role, words: impl Into<SafeText>) -> Response {
        self.words = (role, words.into());
        None
    }

    fn send(&mut self, cx: &mut ModalCx<'_>) -> Response {
        let path = Untrusted::new(self.field.raw().trim());
        if path.is_empty() {
            return self.say(Role::Warning, "Type the path of a file.");
        }
        match &self.does {
            BatchUse::Read => cx.send(Purpose::read::<ReadBatch>(), ReadBatch { path }),
            BatchUse::Write(text) => {
                let replace = self.replaces.as_ref() == Some(&path);
                cx.send(Purpose::Change, WriteBatch { path, text: text.clone(), replace });
            }
        }
        self.say(Role::Secondary, "One moment...")
    }
}

impl Modal for BatchField {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.replaces = None;
                return self.say(Role::Secondary, SafeText::default());
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        match cx.key(input)? {
            DialogKey::Escape => Some(CloseAction::Closed),
            // A file that is being written is not written twice.
            DialogKey::Enter | DialogKey::Submit if cx.waits_for(Purpose::Change) => None,
            DialogKey::Enter | DialogKey::Submit => self.send(cx),
            _ => cx.unused(),
        }
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        let Reply::Batch(reply) = reply else { return None };
        match reply {
            BatchReply::ReadBatch(Part::Done(Ok(text))) => match batch::read(text.raw()) {
                Ok(items) if items.is_empty() => self.say(Role::Warning, "The file names nothing."),
                Ok(items) => Some(CloseAction::MarkBatch(items)),
                Err(wrong) => self.say(Role::Error, safe!("Line {}: {}.", wrong.line, wrong.reason)),
            },
            BatchReply::WriteBatch(Part::Done(Ok(Written::Whole))) => {
                let path = Untrusted::new(self.field.raw().trim());
                Some(CloseAction::BackToBasket(safe!("Written to {}.", path.sanitized())))
            }
            BatchReply::WriteBatch(Part::Done(Ok(Written::Exists))) => {
                self.replaces = Some(Untrusted::new(self.field.raw().trim()));
                self.say(Role::Warning, "It exists: Enter again replaces it.")
            }
            BatchReply::ReadBatch(Part::Done(Err(problem)))
            | BatchReply::WriteBatch(Part::Done(Err(problem))) => {
                self.say(Role::Error, problem.happened.clone())
            }
            BatchReply::ReadBatch(Part::Partial(never)) | BatchReply::WriteBatch(Part::Partial(never)) => {
                match *never {}
            }
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let does = match (&self.does, &self.replaces) {
            (BatchUse::Read, _) => "read",
            (BatchUse::Write(_), None) => "write",
            (BatchUse::Write(_), Some(_)) => "replace it",
        };
        vec![("Enter", does), ("Esc", "back")]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn is_line(&self) -> bool {
        true
    }
}
