//! A line to type a place into: a path, which may be relative to the directory shown, a collection id, `ID:/path`, or a
//! link of the web app. Tab completes the next directory of a path. It ends with the place; one that cannot be opened
//! brings the line back, with the reason beside what was typed.

mod complete;
mod plain;
mod view;

use std::sync::Arc;

use crate::app::input::Input;
use crate::app::requests::fs::{FsReply, List};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::theme::Role;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::domain::path::{PathError, StorePath};
use crate::domain::place::{PlaceSpec, typed_path};
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};

use super::{CloseAction, Modal, ModalCx, Response};
use complete::Completion;

/// Where a path begins that does not say it.
#[derive(Clone, Debug)]
pub struct Base {
    /// The store.
    pub store: Arc<StoreInfo>,
    /// The directory; `None` while it is not known.
    pub path: Option<StorePath>,
    /// The directories in it, if all of them are known.
    pub dirs: Option<Vec<Untrusted>>,
}

/// What was typed, and the place that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedPlace {
    /// The text.
    pub text: String,
    /// The place.
    pub place: NamedPlace,
}

/// A place as it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedPlace {
    /// A directory of the pane's store.
    InStore(Arc<StoreInfo>, StorePath),
    /// A place that is to be found.
    Spec(PlaceSpec),
}

/// The line.
#[derive(Debug)]
pub struct PlaceField {
    field: Field,
    base: Option<Base>,
    completion: Completion,
    /// What is said beside the field.
    words: (Role, SafeText),
}

impl PlaceField {
    /// A line with some text in it.
    pub fn new(text: &str, base: Option<Base>) -> Self {
        let completion = Completion::new(base.as_ref());
        Self { field: Field::with(text), base, completion, words: (Role::Secondary, SafeText::default()) }
    }

    /// The same with why what was typed cannot be opened.
    #[must_use]
    pub fn refused(mut self, why: SafeText) -> Self {
        self.words = (Role::Error, why);
        self
    }

    /// What was typed names this, or why it names nothing.
    fn place(&self) -> Result<NamedPlace, SafeText> {
        let text = self.field.raw();
        let spec = PlaceSpec::parse(text);
        match (spec, &self.base) {
            (PlaceSpec::Collection { .. }, _) => Ok(NamedPlace::Spec(PlaceSpec::parse(text))),
            (spec, None) => match spec {
                PlaceSpec::Local(_) => Ok(NamedPlace::Spec(spec)),
                PlaceSpec::Collection { .. } | PlaceSpec::Bookmark(_) => {
                    Err("This is no absolute path, collection id or link.".into())
                }
            },
            (_, Some(base)) => {
                let path = typed_path(text.as_bytes(), base.path.as_ref()).map_err(|error| match error {
                    PathError::BadName => SafeText::from("A path contains no NUL."),
                    PathError::NotAbsolute => {
                        "Where this path begins is not known yet: begin it with /.".into()
                    }
                    PathError::NotUtf8 => "A path is UTF-8 text.".into(),
                })?;
                Ok(NamedPlace::InStore(Arc::clone(&base.store), path))
            }
        }
    }

    fn say(&mut self, role: Role, words: impl Into<SafeText>) {
        self.words = (role, words.into());
    }

    /// Completes the last part of the path, by one listing where its directory is not the one shown.
    fn complete(&mut self, cx: &mut ModalCx<'_>) {
        let Some(base) = &self.base else {
            return self.say(Role::Secondary, "Nothing is open here yet: there are no names to complete.");
        };
        match self.completion.ask(self.field.raw(), base) {
            Some(path) => {
                let list =
                    List { store: base.store.id, path: Some(path), ahead: false, full: false, filter: None };
                cx.read(list);
                self.say(Role::Secondary, "Looking for directories...");
            }
            None => self.completed(),
        }
    }

    fn completed(&mut self) {
        let (text, words) = self.completion.complete(self.field.raw());
        self.field = Field::with(&text);
        self.words = words;
    }
}

impl Modal for PlaceField {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                cx.cancel(Purpose::read::<List>());
                self.say(Role::Secondary, SafeText::default());
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        match cx.key(input)? {
            DialogKey::Escape => Some(CloseAction::Closed),
            DialogKey::Next => {
                self.complete(cx);
                None
            }
            DialogKey::Enter | DialogKey::Submit if self.field.is_blank() => {
                self.say(Role::Warning, "Type where to go.");
                None
            }
            DialogKey::Enter | DialogKey::Submit => match self.place() {
                Ok(place) => {
                    let text = self.field.raw().to_owned();
                    Some(CloseAction::OpenTyped(Box::new(TypedPlace { text, place })))
                }
                Err(why) => {
                    self.say(Role::Error, why);
                    None
                }
            },
            _ => cx.unused(),
        }
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        let Reply::Fs(FsReply::List(part)) = reply else { return None };
        match part {
            Part::Partial(chunk) => self.completion.add(chunk),
            Part::Done(Ok(_)) => {
                self.completion.end();
                self.completed();
            }
            Part::Done(Err(problem)) => self.say(Role::Error, problem.happened.clone()),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![("Enter", "open"), ("Esc", "cancel")];
        if self.base.is_some() {
            hints.push(("Tab", "complete"));
        }
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
