//! Transfer's bookmarks.

pub mod routes;
