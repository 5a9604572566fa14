//! A bookmark: the user's name for a directory, which the web app and the official CLI show too (`globus-api.md` 11.1).

use super::ids::{BookmarkId, CollectionId};
use super::path::{PathError, StorePath};
use super::text::Untrusted;

/// A named directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// Which one it is; one that the service gave no usable id can only be opened.
    pub id: Option<BookmarkId>,
    /// Its name, unique among the user's bookmarks.
    pub name: Untrusted,
    /// The collection it points into.
    pub collection: CollectionId,
    /// The directory.
    pub path: Result<StorePath, UnusablePath>,
}

/// A bookmark's path that names no directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusablePath {
    /// The path as received; empty when there is none.
    pub text: Untrusted,
    /// Why it cannot be used.
    pub reason: PathError,
}
