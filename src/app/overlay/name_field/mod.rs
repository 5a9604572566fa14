//! A line to type a part of a name into. With every letter the pane behind shows the rows that match only, or puts its
//! cursor on the next one; or, on Enter, the service lists those only that match. What the pane does is asked of it by
//! [`PaneEdit`]s.

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::theme::Role;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::domain::service_filter::ServiceFilter;
use crate::domain::text::SafeText;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, PaneEdit, Response};

/// What the pane does with what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameUse {
    /// It shows the rows that match only.
    Filter,
    /// It has the service list what matches only.
    FilterAtService,
    /// It moves its cursor to the next row that matches.
    Find,
}

/// The line.
#[derive(Debug)]
pub struct NameField {
    names: NameUse,
    field: Field,
    /// Whether the service can filter too.
    service: bool,
    /// Whether nothing matches.
    nothing: bool,
    /// Why the service cannot be asked for what was typed.
    refused: Option<SafeText>,
}

impl NameField {
    /// A line with some text in it.
    pub fn new(names: NameUse, text: &str) -> Self {
        let service = names == NameUse::FilterAtService;
        Self { names, field: Field::with(text), service, nothing: false, refused: None }
    }

    /// The same where the service can filter too.
    #[must_use]
    pub fn with_service(self) -> Self {
        Self { service: true, ..self }
    }

    /// Whether a row matches what was typed.
    pub fn found(&mut self, any: bool) {
        self.nothing = !any;
    }

    /// Whether nothing matches what was typed.
    pub fn has_no_match(&self) -> bool {
        self.nothing
    }

    /// The other filter takes what was typed: that of the rows listed, or that of the service.
    fn switch(&mut self, cx: &mut ModalCx<'_>) {
        (self.nothing, self.refused) = (false, None);
        self.names = match self.names {
            NameUse::Filter => {
                // The rows listed are all shown while another filter is typed.
                cx.edit(PaneEdit::Filter(String::new()));
                NameUse::FilterAtService
            }
            _ => NameUse::Filter,
        };
        self.edit(cx);
    }

    /// What the pane does with every letter.
    fn edit(&self, cx: &mut ModalCx<'_>) {
        let text = self.field.raw().to_owned();
        match self.names {
            NameUse::Filter => cx.edit(PaneEdit::Filter(text)),
            NameUse::Find => cx.edit(PaneEdit::Find(text)),
            NameUse::FilterAtService => {}
        }
    }

    fn ask_service(&mut self, cx: &mut ModalCx<'_>) -> Response {
        match ServiceFilter::parse(self.field.raw()) {
            Ok(filter) => {
                cx.edit(PaneEdit::FilterAtService(filter));
                Some(CloseAction::Closed)
            }
            Err(why) => {
                self.refused = Some(why);
                None
            }
        }
    }

    /// What is said beside the field.
    fn words(&self) -> (Role, SafeText) {
        if self.names != NameUse::FilterAtService {
            return (
                Role::Warning,
                if self.nothing { "No name matches.".into() } else { SafeText::default() },
            );
        }
        let parsed = || match ServiceFilter::parse(self.field.raw()) {
            Ok(Some(filter)) => (Role::Text, safe!("lists {}", filter.sanitized())),
            Ok(None) => (Role::Secondary, "* is any letters, such as *.nc or tas_*,pr_*".into()),
            Err(why) => (Role::Warning, why),
        };
        self.refused.clone().map_or_else(parsed, |why| (Role::Error, why))
    }
}

impl Modal for NameField {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                (self.nothing, self.refused) = (false, None);
                self.edit(cx);
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        let rows = match cx.key(input)? {
            DialogKey::Enter | DialogKey::Submit if self.names == NameUse::FilterAtService => {
                return self.ask_service(cx);
            }
            DialogKey::Enter | DialogKey::Submit => return Some(CloseAction::Closed),
            DialogKey::Escape => {
                match self.names {
                    NameUse::Filter => cx.edit(PaneEdit::Filter(String::new())),
                    NameUse::Find => cx.edit(PaneEdit::Find(String::new())),
                    NameUse::FilterAtService => {}
                }
                return Some(CloseAction::Closed);
            }
            DialogKey::Next | DialogKey::Previous if self.service => {
                self.switch(cx);
                return None;
            }
            DialogKey::Down => 1,
            DialogKey::Up => -1,
            _ => return cx.unused(),
        };
        cx.edit(match self.names {
            NameUse::Filter | NameUse::FilterAtService => PaneEdit::Move(rows),
            NameUse::Find => PaneEdit::FindAgain(rows),
        });
        None
    }

    fn hints(&self) -> Vec<Hint> {
        let [enter, escape, tab, arrows] = match self.names {
            NameUse::Filter => ["keep", "show all", "at the service", "move"],
            NameUse::FilterAtService => ["list", "cancel", "only those listed", "move"],
            NameUse::Find => ["stay there", "go back", "", "next match"],
        };
        let mut hints = vec![("Enter", enter), ("Esc", escape)];
        if self.service {
            hints.push(("Tab", tab));
        }
        hints.push(("Up Down", arrows));
        hints
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
