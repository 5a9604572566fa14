//! Bookmarks: names a user gave to directories (`globus-api.md` 11.1).

use super::get;
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::text::Untrusted;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;

/// A directory with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// Its name, unique among the user's bookmarks.
    pub name: Untrusted,
    /// The collection it points into.
    pub collection: CollectionId,
    /// The directory.
    pub path: StorePath,
}

/// All bookmarks of the user. One that names no collection or no path is left out.
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn bookmark_list(globus: &Globus) -> Result<Vec<Bookmark>, ApiError> {
    let (_, bookmarks) = globus.list(get("bookmark_list")).await?;
    let read = bookmarks.iter().filter_map(|one| {
        Some(Bookmark {
            name: one.text("name")?,
            collection: one.parsed("endpoint_id")?,
            path: StorePath::parse(one.word("path")).ok()?,
        })
    });
    Ok(read.collect())
}
