//! What is asked to find collections.

use std::sync::Arc;

use super::call::topic;
use crate::domain::bookmark::Bookmark;
use crate::domain::collection::Collection;
use crate::domain::text::Untrusted;

/// Which collections a search looks at (`globus-api.md` 7.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SearchScope {
    /// All that can be seen; needs a text.
    #[default]
    All,
    /// Those used lately.
    Recent,
    /// One's own.
    Mine,
    /// Those others shared with the user.
    SharedWithMe,
}

/// Find collections.
#[derive(Clone, Debug)]
pub struct FindCollections {
    /// What was typed.
    pub text: Untrusted,
    /// Among which.
    pub scope: SearchScope,
    /// How many of them are known already: the answer begins after those.
    pub offset: u64,
}

/// Read the user's bookmarks.
#[derive(Clone, Debug)]
pub struct ReadBookmarks;

/// Collections that match.
#[derive(Clone, Debug)]
pub struct FoundCollections {
    /// Best first.
    pub collections: Vec<Arc<Collection>>,
    /// Where the next ones begin, if the service has more than these.
    pub next: Option<u64>,
}

topic! { Search, SearchRequest, SearchReply {
    /// Collections by text and scope.
    FindCollections: Read => std::convert::Infallible, FoundCollections;
    /// All of them, in the service's order.
    ReadBookmarks: Read => std::convert::Infallible, Vec<Bookmark>;
} }
