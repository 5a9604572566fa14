//! Globus Transfer: collections, files, submissions and tasks (`globus-api.md` 6 to 11). Each file holds one kind of call
//! and its wire document.
//!
//! Start with [`ls`] and [`submit`].

pub mod access;
pub mod bookmarks;
pub mod details;
pub mod endpoints;
pub mod events;
pub mod guests;
pub mod ls;
mod ls_decode;
pub mod mkdir_rename;
pub mod path;
pub mod pause_rules;
pub mod stat;
pub mod submit;
pub mod tasks;
#[cfg(test)]
mod tests;

use super::call::Request;
use super::client::Globus;
use crate::domain::ids::CollectionId;

/// A GET of Transfer; `path` follows the version.
fn get(globus: &Globus, path: impl std::fmt::Display) -> Request {
    Request::get(globus.transfer(), format!("v0.10/{path}"))
}

/// A GET of a file operation of a collection.
fn get_of(globus: &Globus, collection: CollectionId, operation: &str) -> Request {
    get(globus, format_args!("operation/endpoint/{collection}/{operation}"))
}
