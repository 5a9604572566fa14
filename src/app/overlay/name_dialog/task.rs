//! What a name is asked for: which names it takes, what it says of them, and the request that does it.

use crate::app::overlay::ModalCx;
use crate::app::requests::fs::{FsReply, MakeDirectories, RenameEntry};
use crate::app::requests::{Purpose, Reply};
use crate::app::widgets::field::Field;
use crate::domain::path::{EntryName, PathError, StorePath};
use crate::domain::place::Place;
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted, UntrustedRef};
use crate::safe;

/// What is to be done.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// Create a directory, or several, one in the other.
    NewDirectory,
    /// Rename this entry.
    Rename(EntryName),
}

/// What was typed, as names that the store takes, outermost first; at least one.
pub(super) type Named = Vec<EntryName>;

impl Task {
    /// The title of its frame.
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::NewDirectory => "New directory",
            Self::Rename(_) => "Rename",
        }
    }

    /// What Enter does.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Self::NewDirectory => "create",
            Self::Rename(_) => "rename",
        }
    }

    /// What is said while the answer is awaited.
    pub(super) fn waits(&self) -> SafeText {
        match self {
            Self::NewDirectory => "Creating it... Esc leaves; it is created all the same.".into(),
            Self::Rename(_) => "Renaming it... Esc leaves; it is renamed all the same.".into(),
        }
    }

    /// What is said before there is a name.
    pub(super) fn hint(&self) -> SafeText {
        match self {
            Self::NewDirectory => "Names with / between are directories, each in the one before.".into(),
            Self::Rename(name) if is_typed(name) => "Type the new name.".into(),
            Self::Rename(_) => {
                "Type the new name. The old one cannot be typed, so it is shown with escapes; exactly this entry is \
                 renamed."
                    .into()
            }
        }
    }

    /// What will be what.
    pub(super) fn plan(&self, named: &Named, directory: &StorePath) -> SafeText {
        let path = named.iter().fold(directory.clone(), |path, name| path.join(name));
        match self {
            Self::NewDirectory => safe!("Creates {}/", path.sanitized()),
            Self::Rename(from) => {
                let to = named.first().map(EntryName::sanitized).unwrap_or_default();
                safe!("{} becomes {}", from.sanitized(), to)
            }
        }
    }

    /// The names in the field, or why they cannot be used.
    pub(super) fn named(&self, field: &Field, store: &StoreInfo) -> Result<Named, SafeText> {
        let text = field.raw();
        if field.is_blank() {
            return Err("Type a name first.".into());
        }
        let name = |text: &str| store.entry_name(UntrustedRef(text.as_bytes())).map_err(why);
        match self {
            Self::NewDirectory if text.starts_with('/') => {
                Err("A path from the root is not taken here: begin with the first name below this directory."
                    .into())
            }
            Self::NewDirectory => text.split('/').filter(|part| !part.is_empty()).map(name).collect(),
            Self::Rename(_) if text.contains('/') => {
                Err("A name has no / in it: renaming does not move to another directory.".into())
            }
            Self::Rename(from) => {
                let to = name(text)?;
                if to == *from { Err("That is its name already.".into()) } else { Ok(vec![to]) }
            }
        }
    }

    /// How it ended, if this reply says so.
    pub(super) fn end<'a>(&self, reply: &'a Reply) -> Option<Result<(), &'a Problem>> {
        match (self, reply) {
            (Self::NewDirectory, Reply::Fs(FsReply::MakeDirectories(_)))
            | (Self::Rename(_), Reply::Fs(FsReply::RenameEntry(_))) => reply.end(),
            (Self::NewDirectory | Self::Rename(_), _) => None,
        }
    }

    /// Asks for it to be done.
    pub(super) fn send(&self, at: Place, named: Named, cx: &mut ModalCx<'_>) {
        match self {
            Self::NewDirectory => cx.send(Purpose::Change, MakeDirectories { at, names: named }),
            Self::Rename(from) => {
                if let Some(to) = named.into_iter().next() {
                    cx.send(Purpose::Change, RenameEntry { at, from: from.clone(), to });
                }
            }
        }
    }
}

/// Whether the letters of a name on the screen are those of the name.
fn is_typed(name: &EntryName) -> bool {
    name.sanitized().as_str().as_bytes() == name.raw()
}

fn why(error: PathError) -> SafeText {
    safe!("This cannot be used: {}.", Untrusted::new(error.to_string()).sanitized())
}
