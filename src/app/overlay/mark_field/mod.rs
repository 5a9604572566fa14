//! A line to type into which entries are to be marked or unmarked: name patterns, size, time of change, kind. With every
//! letter it says in words what is meant, and the active pane counts how many entries that are; Enter marks them.

mod plain;
mod view;

use std::sync::Arc;

use crate::app::input::Input;
use crate::app::pane::Matched;
use crate::app::theme::Role;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::domain::criteria::{Criteria, EXAMPLE, TESTS};
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, PaneEdit, Response};

/// The line.
#[derive(Debug)]
pub struct MarkField {
    mark: bool,
    field: Field,
    /// What is said beside the field.
    words: (Role, SafeText),
}

impl MarkField {
    /// An empty line, to mark or to unmark by.
    pub fn new(mark: bool) -> Self {
        Self { mark, field: Field::default(), words: (Role::Secondary, safe!("such as {}", EXAMPLE)) }
    }

    /// The same with text that means nothing, and why.
    #[must_use]
    pub fn refused(self, text: &str, why: SafeText) -> Self {
        Self { field: Field::with(text), words: (Role::Error, why), ..self }
    }

    /// How many entries are meant; whether that is new.
    pub fn counted(&mut self, matched: Option<Matched>) -> bool {
        let Some(Matched { words, nothing, so_far }) = matched else { return false };
        let role = if nothing && !so_far { Role::Warning } else { Role::Text };
        let words = (role, words);
        std::mem::replace(&mut self.words, words.clone()) != words
    }

    fn criteria(&self, at: Timestamp) -> Result<Criteria, SafeText> {
        Criteria::parse(self.field.raw(), at)
    }

    fn typed(&mut self, cx: &mut ModalCx<'_>) {
        let criteria = match self.criteria(cx.at()) {
            Ok(criteria) => {
                self.words = (Role::Text, criteria.label());
                Some(Arc::new(criteria))
            }
            Err(why) => {
                let role = if self.field.is_blank() { Role::Secondary } else { Role::Warning };
                self.words = (role, why);
                None
            }
        };
        cx.edit(PaneEdit::CountMatching(criteria, self.mark));
    }
}

impl Modal for MarkField {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.typed(cx);
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        match cx.key(input)? {
            DialogKey::Enter | DialogKey::Submit => match self.criteria(cx.at()) {
                Ok(_) => {
                    cx.edit(PaneEdit::MarkMatching);
                    return Some(CloseAction::Closed);
                }
                Err(why) => self.words = (Role::Error, why),
            },
            DialogKey::Escape => return Some(CloseAction::Closed),
            DialogKey::Down => cx.edit(PaneEdit::Move(1)),
            DialogKey::Up => cx.edit(PaneEdit::Move(-1)),
            _ => return cx.unused(),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        vec![("Enter", if self.mark { "mark" } else { "unmark" }), ("Esc", "cancel"), ("Up Down", "move")]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn language(&self) -> &'static [Hint] {
        &TESTS
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn is_line(&self) -> bool {
        true
    }
}
