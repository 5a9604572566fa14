//! Creating a directory and renaming (`globus-api.md` 8.3).
//!
//! Neither is idempotent, so after a lost answer the state is read before the request is sent again or an error is
//! returned (`ARCHITECTURE.md` 12).

use serde_json::json;

use super::path::wire_path;
use super::stat::stat;
use crate::domain::entry::EntryKind;
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::globus::call::{CallClass, Request};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::retry::FailureClass;

/// How often a change is sent when every answer is lost and the state shows that it was not made.
const TRIES: u32 = 3;

/// Creates one directory; its parent must exist.
///
/// # Errors
/// `Exists` when the name is taken, `NotFound` without a parent, `Denied`; an error that [`ApiError::may_have_run`] when
/// the state could not be read either.
pub async fn mkdir(globus: &Globus, collection: CollectionId, path: &StorePath) -> Result<(), ApiError> {
    let body = json!({"DATA_TYPE": "mkdir", "path": wire_path(path)?});
    let mut sent = 0;
    loop {
        let Err(error) = change(globus, collection, "mkdir", &body).await else { return Ok(()) };
        sent += 1;
        // An earlier try may have created it.
        let by_us = sent > 1 && error.kind == ErrorKind::Exists;
        if !error.may_have_run() && !by_us {
            return Err(error);
        }
        let refused = FailureClass::of(&error) == FailureClass::StorageFailure && !by_us;
        match stat(globus, collection, path).await {
            Ok(found) if found.kind == EntryKind::Dir && !refused => return Ok(()),
            Ok(_) => return Err(ApiError { kind: ErrorKind::Exists, ..error }),
            Err(none) if none.kind == ErrorKind::NotFound && !refused && sent < TRIES => {}
            Err(_) => return Err(error),
        }
    }
}

/// Renames or moves within a collection. Whether the service overwrites is not documented, so an existing `to` is refused
/// here.
///
/// # Errors
/// `Exists` when `to` exists, `NotFound` without `from` or the parent of `to`, `Denied`; an error that
/// [`ApiError::may_have_run`] when the state could not be read either.
pub async fn rename(
    globus: &Globus,
    collection: CollectionId,
    from: &StorePath,
    to: &StorePath,
) -> Result<(), ApiError> {
    let body = json!({"DATA_TYPE": "rename", "old_path": wire_path(from)?, "new_path": wire_path(to)?});
    let there = async |path| match stat(globus, collection, path).await {
        Ok(_) => Ok(true),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    };
    if there(to).await? {
        return Err(ApiError::new(ErrorKind::Exists, "something has that name already"));
    }
    let mut sent = 0;
    loop {
        let Err(error) = change(globus, collection, "rename", &body).await else { return Ok(()) };
        sent += 1;
        let by_us = sent > 1 && error.kind == ErrorKind::NotFound;
        if !error.may_have_run() && !by_us {
            return Err(error);
        }
        match (there(from).await, there(to).await) {
            (Ok(false), Ok(true)) => return Ok(()),
            (Ok(true), Ok(false))
                if FailureClass::of(&error) != FailureClass::StorageFailure && sent < TRIES => {}
            _ => return Err(error),
        }
    }
}

/// Sends a change once; any success is accepted.
async fn change(
    globus: &Globus,
    collection: CollectionId,
    operation: &str,
    body: &serde_json::Value,
) -> Result<(), ApiError> {
    let path = format!("v0.10/operation/endpoint/{collection}/{operation}");
    let request = Request::post(globus.transfer(), path, body.to_string(), CallClass::WriteOther);
    globus.document(request).await.map(drop)
}
