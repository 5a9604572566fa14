//! What a pane browses. Every store is asked through [`Storage`] and promises the same things, so that panes, plans
//! and history never check the kind of store.
//!
//! It must not know the app or the runtime. Start with [`Storage`]; [`backends`] finds the store of a
//! place, [`collection`] is Globus, [`local`] the disks of this computer.

pub mod backends;
pub mod collection;
pub mod complete;
pub mod error;
pub mod local;
pub mod removal;
pub mod tree;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

pub use error::{StorageError, StorageErrorKind};
pub use removal::{Removal, RemovalItem, Removals, Removed};

use crate::domain::capability::Capabilities;
use crate::domain::deletion::{DeleteFacts, Trashed};
use crate::domain::entry::EntryKind;
use crate::domain::file_head::FileHead;
use crate::domain::listing::Chunk;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::permissions::{EntryMode, ModeStep};
use crate::domain::place::StoreId;
use crate::domain::service_filter::ServiceFilter;

/// A piece of a listing.
#[derive(Clone, Debug)]
pub enum Part {
    /// Some rows, in the order they came.
    Rows(Arc<Chunk>),
    /// The end: all rows have come. Always the last item of a listing that worked.
    End(ListingEnd),
}

/// What is known when a listing is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingEnd {
    /// The directory, as the store itself calls it (a home directory is resolved by now).
    pub path: StorePath,
    /// Whether the store has more rows than it lists.
    pub truncated: bool,
    /// How many entries are there and could not be read: the rows then prove no name absent.
    pub unreadable: u64,
}

/// How much a listing reports of each entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowDetail {
    /// Name and kind, and more if that costs no further call. The entries on the screen are then requested with
    /// [`Storage::details`]. A directory on a slow disk is shown at once this way.
    #[default]
    Names,
    /// Sizes and times too, as sorting by them needs: a store that declares `details` reads every entry for it.
    Full,
}

/// One entry, looked up by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is; a link counts as what it points at.
    pub kind: EntryKind,
    /// Bytes, where the store reports it.
    pub size: Option<u64>,
    /// Seconds since the Unix epoch, where the store reports it.
    pub modified: Option<i64>,
    /// Unix permission bits, where the store reports it.
    pub permissions: Option<u16>,
    /// Whether this user may write to it, where the store reports it.
    pub access: Option<bool>,
}

impl Stat {
    /// Whether it can be written to, as far as is known. Permission bits alone say nothing of quotas, or of groups:
    /// only "no user may write" is certain.
    pub fn writable(&self) -> Option<bool> {
        self.access.or_else(|| self.permissions.map(|bits| bits & 0o222 != 0))
    }
}

/// A listing in progress: rows as they arrive, then exactly one [`Part::End`], or an error in its place.
pub type Parts = BoxStream<'static, Result<Part, StorageError>>;

/// Details on their way: rows of a listing once more, with more known of them. Ends without an end mark.
pub type Details = BoxStream<'static, Result<Arc<Chunk>, StorageError>>;

/// What becomes of each of several entries, in their order.
pub type PerEntry<T> = BoxFuture<'static, Result<Vec<Result<T, StorageError>>, StorageError>>;

/// Something that can be browsed.
pub trait Storage: Send + Sync {
    /// Which one it is.
    fn id(&self) -> StoreId;

    /// What it can do beside listing. What is not declared answers `Refused`.
    fn capabilities(&self) -> Capabilities;

    /// The rows of one directory (`None`: the one the store begins with), in chunks of any size, each name
    /// once, hidden ones too, never `.` or `..`. An empty directory is an end without rows. A missing
    /// directory is `NotFound`, never an empty list; a file is `NotDirectory`. Dropping the stream stops it.
    fn list(&self, path: Option<StorePath>, detail: RowDetail) -> Parts;

    /// The same rows, but only those whose names the store finds to match. `Refused` where it does not declare that.
    fn list_matching(&self, _path: &StorePath, _filter: &ServiceFilter) -> Parts {
        Box::pin(futures_util::stream::iter([Err(StorageError::not_declared())]))
    }

    /// More of some entries of a directory. In each chunk the rows come in the order of `names`; what is gone by
    /// now is left out, and a symlink may come twice, the second time as what it leads to. Where an entry is there
    /// and cannot be read, an error comes after the rest. Dropping the stream stops it.
    fn details(&self, path: &StorePath, names: Vec<EntryName>) -> Details;

    /// One entry. Missing: `NotFound`. A link is followed; one that leads nowhere is a `BrokenLink`.
    fn stat(&self, path: &StorePath) -> BoxFuture<'static, Result<Stat, StorageError>>;

    /// Tells that a directory has changed, at most once a second, until the stream is dropped. Ends at once where that
    /// cannot be known.
    fn watch(&self, _path: &StorePath) -> BoxStream<'static, ()> {
        Box::pin(futures_util::stream::empty())
    }

    /// How many bytes more this user can store where `path` is. `Refused` where the file system does not say it.
    fn free_space(&self, _path: &StorePath) -> BoxFuture<'static, Result<u64, StorageError>> {
        Box::pin(std::future::ready(Err(StorageError::not_declared())))
    }

    /// The first bytes of a file, at most [`MOST`](crate::domain::file_head::MOST). A directory or a device: `Refused`. Missing: `NotFound`.
    fn head(&self, _path: &StorePath) -> BoxFuture<'static, Result<FileHead, StorageError>> {
        Box::pin(std::future::ready(Err(StorageError::not_declared())))
    }

    /// The permissions of entries of one directory, in their order; what is gone is left out. Links are not followed and
    /// have none.
    fn modes(
        &self,
        _directory: &StorePath,
        _names: Vec<EntryName>,
    ) -> BoxFuture<'static, Result<Vec<EntryMode>, StorageError>> {
        Box::pin(std::future::ready(Err(StorageError::not_declared())))
    }

    /// Gives entries of one directory other permissions: for each, what it has then, or why it stays as it was. A link,
    /// and what has others than were seen, stays.
    fn set_modes(&self, _directory: &StorePath, _steps: Vec<ModeStep>) -> PerEntry<ModeStep> {
        Box::pin(std::future::ready(Err(StorageError::not_declared())))
    }

    /// Sets when entries of one directory were modified to now, of a link its own time: for each, why not.
    fn touch(&self, _directory: &StorePath, _names: Vec<EntryName>) -> PerEntry<()> {
        Box::pin(std::future::ready(Err(StorageError::not_declared())))
    }

    /// Creates one empty file. An entry of that name, of any kind: `Exists`. Its directory missing: `NotFound`.
    fn create_file(&self, _path: &StorePath) -> BoxFuture<'static, Result<(), StorageError>> {
        Box::pin(std::future::ready(Err(StorageError::not_declared())))
    }

    /// Makes one directory. An entry of that name, of any kind: `Exists`. Its parent missing: `NotFound`.
    fn mkdir(&self, path: &StorePath) -> BoxFuture<'static, Result<(), StorageError>>;

    /// Renames or moves within the store. `from` missing, or the parent of `to`: `NotFound`. `to` there
    /// already: `Exists`, and nothing is overwritten.
    fn rename(&self, from: &StorePath, to: &StorePath) -> BoxFuture<'static, Result<(), StorageError>>;

    /// What a deletion in this directory must know: the home directory, which is never deleted, and whether there is a
    /// trash.
    fn delete_facts(&self, directory: &StorePath) -> BoxFuture<'static, Result<DeleteFacts, StorageError>>;

    /// Removes entries of one directory for good, directories with all they hold. Links are removed, never followed; what
    /// is mounted, is kept or is not of the kind that was said stays, and is reported. Dropping the stream stops it.
    fn remove(&self, _removal: Removal) -> Removals {
        removal::refused()
    }

    /// Moves them to the trash instead.
    fn trash(&self, _removal: Removal) -> Removals {
        removal::refused()
    }

    /// Brings something back from the trash to where it was. Something is there already: `Exists`; it is no longer in the
    /// trash, or its directory is gone: `NotFound`.
    fn restore(&self, _trashed: &Trashed) -> BoxFuture<'static, Result<(), StorageError>> {
        Box::pin(async { Err(StorageError::not_declared()) })
    }

    /// Removes one directory that is empty. One that is not: `Exists`.
    fn remove_empty(&self, _path: &StorePath) -> BoxFuture<'static, Result<(), StorageError>> {
        Box::pin(async { Err(StorageError::not_declared()) })
    }
}
