//! What is asked to find collections.

use std::sync::Arc;

use super::call::topic;
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
}

/// Collections that match.
#[derive(Clone, Debug)]
pub struct FoundCollections {
    /// Best first.
    pub collections: Vec<Arc<Collection>>,
    /// Whether the service has more than these.
    pub more: bool,
}

topic! { Search, SearchRequest, SearchReply {
    /// Collections by text and scope.
    FindCollections: Read => std::convert::Infallible, FoundCollections;
} }
