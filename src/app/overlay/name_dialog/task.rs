//! What a name is asked for: which names it takes, what it says of them, and the request that does it.

use std::sync::Arc;

use crate::app::requests::bookmarks::{AddBookmark, RenameBookmark};
use crate::app::requests::fs::{MakeDirectories, MakeFile, RenameEntry};
use crate::app::requests::sharing::CreateGuest;
use crate::app::requests::{Call, Reply, Request};
use crate::app::widgets::field::Field;
use crate::domain::ids::{BookmarkId, CollectionId};
use crate::domain::path::{EntryName, PathError, StorePath};
use crate::domain::place::Place;
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted, UntrustedRef};
use crate::safe;

/// What is to be done.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// Create a directory in this one, or several, one in the other.
    NewDirectory(Arc<StoreInfo>, StorePath),
    /// Create an empty file in this directory.
    NewFile(Arc<StoreInfo>, StorePath),
    /// Rename this entry of a directory.
    Rename(Arc<StoreInfo>, StorePath, EntryName),
    /// Name this directory.
    AddBookmark(CollectionId, StorePath),
    /// Rename this bookmark.
    RenameBookmark(BookmarkId, Untrusted),
    /// Share this directory through a guest collection.
    CreateGuest(Arc<StoreInfo>, StorePath),
}

/// What Enter would do.
pub(super) struct Planned {
    /// What will be what.
    pub(super) words: SafeText,
    /// Does it.
    pub(super) request: Request,
}

impl Task {
    /// The title of its frame.
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::NewDirectory(..) => "New directory",
            Self::NewFile(..) => "New file",
            Self::Rename(..) => "Rename",
            Self::AddBookmark(..) => "Add a bookmark",
            Self::RenameBookmark(..) => "Rename a bookmark",
            Self::CreateGuest(..) => "Create a guest collection",
        }
    }

    /// Whether the field begins with the name that something has already.
    pub(super) fn has_old_name(&self) -> bool {
        matches!(self, Self::Rename(..) | Self::RenameBookmark(..))
    }

    /// What Enter does.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Self::NewDirectory(..) | Self::NewFile(..) | Self::CreateGuest(..) => "create",
            Self::Rename(..) | Self::RenameBookmark(..) => "rename",
            Self::AddBookmark(..) => "add",
        }
    }

    /// What is said while the answer is awaited.
    pub(super) fn waits(&self) -> SafeText {
        match self {
            Self::NewDirectory(..) | Self::NewFile(..) | Self::CreateGuest(..) => {
                "Creating it... Esc leaves; it is created all the same.".into()
            }
            Self::Rename(..) | Self::RenameBookmark(..) => {
                "Renaming it... Esc leaves; it is renamed all the same.".into()
            }
            Self::AddBookmark(..) => "Adding it... Esc leaves; it is added all the same.".into(),
        }
    }

    /// What is said before there is a name.
    pub(super) fn hint(&self) -> SafeText {
        match self {
            Self::NewDirectory(..) => "Names with / between are directories, each in the one before.".into(),
            Self::NewFile(..) => "Type the name of an empty file. What has that name is never replaced.".into(),
            Self::Rename(_, _, name) if !is_typed(name) => {
                "Type the new name. The old one cannot be typed, so it is shown with escapes; exactly this entry is \
                 renamed."
                    .into()
            }
            Self::Rename(..) | Self::RenameBookmark(..) => "Type the new name.".into(),
            Self::AddBookmark(..) | Self::CreateGuest(..) => "Type a name.".into(),
        }
    }

    /// What the field means, or why it cannot be used.
    pub(super) fn planned(&self, field: &Field) -> Result<Planned, SafeText> {
        let text = field.raw();
        if field.is_blank() {
            return Err("Type a name first.".into());
        }
        match self {
            Self::NewDirectory(..) if text.starts_with('/') => {
                Err("A path from the root is not taken here: begin with the first name below this directory."
                    .into())
            }
            Self::NewDirectory(store, directory) => {
                let parts = text.split('/').filter(|part| !part.is_empty());
                let names: Vec<EntryName> =
                    parts.map(|part| name_in(store, part)).collect::<Result<_, _>>()?;
                let path = names.iter().fold(directory.clone(), |path, name| path.join(name));
                let request = MakeDirectories { at: place(store, directory), names };
                Ok(Planned { words: safe!("Creates {}/", path.sanitized()), request: request.into() })
            }
            Self::NewFile(..) if text.contains('/') => {
                Err("A name has no / in it: the file is created in this directory.".into())
            }
            Self::NewFile(store, directory) => {
                let name = name_in(store, text)?;
                let words = safe!("Creates the empty file {}", directory.join(&name).sanitized());
                let request = MakeFile { at: place(store, directory), name };
                Ok(Planned { words, request: request.into() })
            }
            Self::Rename(..) if text.contains('/') => {
                Err("A name has no / in it: renaming does not move to another directory.".into())
            }
            Self::Rename(store, directory, from) => {
                let to = name_in(store, text)?;
                if to == *from {
                    return Err("That is its name already.".into());
                }
                let words = safe!("{} becomes {}", from.sanitized(), to.sanitized());
                let request = RenameEntry { at: place(store, directory), from: from.clone(), to };
                Ok(Planned { words, request: request.into() })
            }
            Self::AddBookmark(collection, path) => {
                let name = Untrusted::new(text.trim());
                let words = safe!("The Globus web app and the command globus will show it too.");
                let request = AddBookmark { name, collection: *collection, path: path.clone() };
                Ok(Planned { words, request: request.into() })
            }
            Self::RenameBookmark(id, from) => {
                let name = Untrusted::new(text.trim());
                if name == *from {
                    return Err("That is its name already.".into());
                }
                let words = safe!("{} becomes {}", from.sanitized(), name.sanitized());
                Ok(Planned { words, request: RenameBookmark { id: *id, name }.into() })
            }
            Self::CreateGuest(store, directory) => {
                let words = safe!(
                    "{} and all below it can then be shared with others: nobody may use it before you add them. Only \
                     you, and those you give a role, manage it. What they may do is done with your account on {}: it \
                     stops working when that account ends.",
                    directory.sanitized(),
                    store.title()
                );
                let name = Untrusted::new(text.trim());
                let request = CreateGuest { host: Arc::clone(store), directory: directory.clone(), name };
                Ok(Planned { words, request: request.into() })
            }
        }
    }

    /// How it ended, if this reply says so.
    pub(super) fn end<'a>(&self, reply: &'a Reply) -> Option<Result<(), &'a Problem>> {
        let kind = match self {
            Self::NewDirectory(..) => MakeDirectories::KIND,
            Self::NewFile(..) => MakeFile::KIND,
            Self::Rename(..) => RenameEntry::KIND,
            Self::AddBookmark(..) => AddBookmark::KIND,
            Self::RenameBookmark(..) => RenameBookmark::KIND,
            Self::CreateGuest(..) => CreateGuest::KIND,
        };
        reply.end().filter(|_| reply.kind() == kind)
    }
}

fn place(store: &StoreInfo, directory: &StorePath) -> Place {
    Place { store: store.id, path: directory.clone() }
}

fn name_in(store: &StoreInfo, text: &str) -> Result<EntryName, SafeText> {
    let why =
        |error: PathError| safe!("This cannot be used: {}.", Untrusted::new(error.to_string()).sanitized());
    store.entry_name(UntrustedRef(text.as_bytes())).map_err(why)
}

/// Whether the letters of a name on the screen are those of the name.
pub(super) fn is_typed(name: &EntryName) -> bool {
    name.sanitized().as_str().as_bytes() == name.raw()
}
