//! Bookmark records.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A named path on a collection, owned by one identity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bookmark {
    pub id: Uuid,
    pub owner: Uuid,
    pub name: String,
    pub endpoint_id: Uuid,
    pub path: String,
    pub pinned: bool,
}
