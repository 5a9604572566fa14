//! What a pane browses. Every store is asked through [`Storage`] and promises the same things, so that
//! panes, plans and history never look at the kind of store.
//!
//! It must not know the app or the runtime. Start with [`Storage`]; [`registry`] finds the store of a
//! place, [`collection`] is Globus.

pub mod collection;
pub mod error;
pub mod registry;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

pub use error::{StorageError, StorageErrorKind};

use crate::domain::capability::Capabilities;
use crate::domain::entry::EntryKind;
use crate::domain::listing::Chunk;
use crate::domain::path::StorePath;
use crate::domain::place::StoreId;

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
}

/// One entry, looked up by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is; a link counts as what it points at.
    pub kind: EntryKind,
    /// Bytes, where the store tells.
    pub size: Option<u64>,
    /// Seconds since the Unix epoch, where the store tells.
    pub modified: Option<i64>,
    /// Unix permission bits, where the store tells.
    pub permissions: Option<u16>,
}

impl Stat {
    /// Whether it can be written to, as far as its permission bits tell; `None` where there are none.
    /// Bits say nothing of quotas, or of groups: only "nobody may write" is certain.
    pub fn writable(&self) -> Option<bool> {
        self.permissions.map(|bits| bits & 0o222 != 0)
    }
}

/// A listing on its way: rows as they arrive, then exactly one [`Part::End`], or an error in its place.
pub type Parts = BoxStream<'static, Result<Part, StorageError>>;

/// Something that can be browsed.
pub trait Storage: Send + Sync {
    /// Which one it is.
    fn id(&self) -> StoreId;

    /// What it can do beside listing. What is not declared answers `Refused`.
    fn capabilities(&self) -> Capabilities;

    /// The rows of one directory (`None`: the one the store begins with), in chunks of any size, each name
    /// once, hidden ones too, never `.` or `..`. An empty directory is an end without rows. A missing
    /// directory is `NotFound`, never an empty list; a file is `NotDirectory`. Dropping the stream stops it.
    fn list(&self, path: Option<StorePath>) -> Parts;

    /// One entry. Missing: `NotFound`. A link is followed; one that leads nowhere is a `BrokenLink`.
    fn stat(&self, path: &StorePath) -> BoxFuture<'static, Result<Stat, StorageError>>;

    /// Makes one directory. There already, as whatever: `Exists`. Its parent missing: `NotFound`.
    fn mkdir(&self, path: &StorePath) -> BoxFuture<'static, Result<(), StorageError>>;

    /// Renames or moves within the store. `from` missing, or the parent of `to`: `NotFound`. `to` there
    /// already: `Exists`, and nothing is overwritten.
    fn rename(&self, from: &StorePath, to: &StorePath) -> BoxFuture<'static, Result<(), StorageError>>;
}
