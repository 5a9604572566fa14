//! What is asked of the user's bookmarks, which the web app and the official CLI show too.

use super::call::topic;
use crate::domain::ids::{BookmarkId, CollectionId};
use crate::domain::path::StorePath;
use crate::domain::text::Untrusted;

/// Name a directory.
#[derive(Clone, Debug)]
pub struct AddBookmark {
    /// Its name.
    pub name: Untrusted,
    /// The collection.
    pub collection: CollectionId,
    /// The directory.
    pub path: StorePath,
}

/// Give a bookmark another name.
#[derive(Clone, Debug)]
pub struct RenameBookmark {
    /// Which one.
    pub id: BookmarkId,
    /// The name it gets.
    pub name: Untrusted,
}

/// Remove a bookmark; the directory stays.
#[derive(Clone, Debug)]
pub struct RemoveBookmark {
    /// Which one.
    pub id: BookmarkId,
    /// Its name.
    pub name: Untrusted,
}

topic! { Bookmarks, BookmarksRequest, BookmarksReply {
    /// It is there, under this name.
    AddBookmark: Write => std::convert::Infallible, Untrusted;
    /// It has this name.
    RenameBookmark: Write => std::convert::Infallible, Untrusted;
    /// It is gone; its name.
    RemoveBookmark: Write => std::convert::Infallible, Untrusted;
} }
