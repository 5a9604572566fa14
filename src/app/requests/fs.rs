//! What is asked of stores: which place a user means, and the entries of a directory.

use std::sync::Arc;

use super::call::topic;
use crate::domain::file_head::FileHead;
use crate::domain::listing::Chunk;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Place, PlaceSpec, StoreId};
use crate::domain::service_filter::ServiceFilter;
use crate::domain::store::StoreInfo;

/// Find out which place a user meant.
#[derive(Clone, Debug)]
pub struct Resolve {
    /// What the user gave.
    pub spec: PlaceSpec,
}

/// A place that was found.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Its store.
    pub store: Arc<StoreInfo>,
    /// The directory; `None`: where the collection begins.
    pub path: Option<StorePath>,
}

/// List a directory.
#[derive(Clone, Debug)]
pub struct List {
    /// Where.
    pub store: StoreId,
    /// Which; `None`: the one the store begins with.
    pub path: Option<StorePath>,
    /// Whether it is listed ahead: nobody waits for it.
    pub ahead: bool,
    /// Whether sizes and times of all entries are needed at once, as sorting by them needs.
    pub full: bool,
    /// Which names the store itself is to select; `None`: all. Only with a path, and where the store can do that.
    pub filter: Option<ServiceFilter>,
}

/// Read more of some entries of a directory, where the listing has names and kinds only.
#[derive(Clone, Debug)]
pub struct ReadDetails {
    /// Where.
    pub store: StoreId,
    /// The directory.
    pub path: StorePath,
    /// Which entries.
    pub names: Vec<EntryName>,
}

/// Find out if a directory can be written to. It runs in the background.
#[derive(Clone, Debug)]
pub struct ReadAccess {
    /// The directory.
    pub at: Place,
}

/// Tell whenever a directory has changed, until another place is shown. It runs in the background.
#[derive(Clone, Debug)]
pub struct WatchDirectory {
    /// The directory.
    pub at: Place,
}

/// What is known of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The directory.
    pub at: Place,
    /// Whether it can be written to, where known.
    pub writable: Option<bool>,
}

/// Read the beginning of a file.
#[derive(Clone, Debug)]
pub struct ReadHead {
    /// The file.
    pub at: Place,
    /// Whether it is read for a preview, which is a background request.
    pub ahead: bool,
}

/// Read the beginning of the document in a directory that says what the directory is, as that of a Zarr array does.
/// It runs in the background.
#[derive(Clone, Debug)]
pub struct ReadDirectoryHead {
    /// The directory.
    pub at: Place,
}

/// The end of a listing: all rows came before.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The directory as the store itself names it.
    pub path: StorePath,
    /// Whether it can be written to, where known.
    pub writable: Option<bool>,
    /// How many bytes more can be stored there, where known.
    pub free: Option<u64>,
    /// Whether the store has more rows than it lists.
    pub truncated: bool,
    /// Entries that the store could not read: they may not be among the rows.
    pub unreadable: u64,
}

/// Create directories, each in the one before. Those that exist are used as they are, but the last must be new.
#[derive(Clone, Debug)]
pub struct MakeDirectories {
    /// Where the first is created.
    pub at: Place,
    /// Their names, outermost first; at least one.
    pub names: Vec<EntryName>,
}

/// Create an empty file. What has that name already is never replaced.
#[derive(Clone, Debug)]
pub struct MakeFile {
    /// The directory.
    pub at: Place,
    /// Its name.
    pub name: EntryName,
}

/// Give an entry of a directory another name. What has that name already is never replaced.
#[derive(Clone, Debug)]
pub struct RenameEntry {
    /// The directory.
    pub at: Place,
    /// The name it has.
    pub from: EntryName,
    /// The name it gets.
    pub to: EntryName,
}

/// A directory whose entries are different now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The directory.
    pub at: Place,
    /// The entry that is new in it.
    pub name: EntryName,
    /// The name it had before, if it was renamed.
    pub from: Option<EntryName>,
    /// The directories that were created, outermost first.
    pub created: Vec<StorePath>,
}

topic! { Fs, FsRequest, FsReply {
    /// Which place is meant.
    Resolve: Read => std::convert::Infallible, Resolved;
    /// The entries of a directory; each name comes once.
    List: Read => Arc<Chunk>, Listed;
    /// The same rows once more, with sizes, times and owners.
    ReadDetails: Read => Arc<Chunk>, ();
    /// Whether a directory can be written to. What cannot be found out is not known: this never fails.
    ReadAccess: Read => std::convert::Infallible, Access;
    /// That a directory has changed (partial). Its end: no more can be known of it. This never fails.
    WatchDirectory: Read => (), ();
    /// The first bytes of a file.
    ReadHead: Read => std::convert::Infallible, FileHead;
    /// The first bytes, if there is one. This never fails.
    ReadDirectoryHead: Read => std::convert::Infallible, Option<FileHead>;
    /// The first of them, which is there too where a later one could not be created (partial).
    MakeDirectories: Write => Changed, Changed;
    /// The file.
    MakeFile: Write => std::convert::Infallible, Changed;
    /// The entry under its new name.
    RenameEntry: Write => std::convert::Infallible, Changed;
} }

impl FsRequest {
    /// Whether nobody waits for the reply.
    pub fn is_background(&self) -> bool {
        match self {
            Self::List(List { ahead, .. }) | Self::ReadHead(ReadHead { ahead, .. }) => *ahead,
            Self::ReadAccess(_) | Self::ReadDirectoryHead(_) | Self::WatchDirectory(_) => true,
            Self::Resolve(_) | Self::ReadDetails(_) => false,
            Self::MakeDirectories(_) | Self::MakeFile(_) | Self::RenameEntry(_) => false,
        }
    }

    /// The store in which it changes something.
    pub fn changes(&self) -> Option<StoreId> {
        match self {
            Self::MakeDirectories(MakeDirectories { at, .. })
            | Self::MakeFile(MakeFile { at, .. })
            | Self::RenameEntry(RenameEntry { at, .. }) => Some(at.store),
            Self::Resolve(_)
            | Self::List(_)
            | Self::ReadDetails(_)
            | Self::ReadHead(_)
            | Self::ReadDirectoryHead(_)
            | Self::WatchDirectory(_)
            | Self::ReadAccess(_) => None,
        }
    }
}
