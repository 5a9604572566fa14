//! Bookmarks: the user's names for directories (`globus-api.md` 11.1).
//!
//! After a lost answer to a change the list is read before the change is sent again or an error is returned
//! (`ARCHITECTURE.md` 12).

use serde_json::json;

use super::get;
use super::path::wire_path;
use crate::domain::bookmark::{Bookmark, UnusablePath};
use crate::domain::ids::{BookmarkId, CollectionId};
use crate::domain::path::StorePath;
use crate::domain::place::drive_path;
use crate::domain::text::Untrusted;
use crate::globus::call::{CallClass, Request};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};

/// How often a change is sent when every answer is lost and the list shows that it was not made.
const TRIES: u32 = 3;

/// All bookmarks of the user. Those without a collection are left out; those with an unusable path are not.
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn bookmark_list(globus: &Globus) -> Result<Vec<Bookmark>, ApiError> {
    let (_, bookmarks) = globus.list(get(globus, "bookmark_list")).await?;
    let read = bookmarks.iter().filter_map(|one| {
        Some(Bookmark {
            id: one.parsed("id"),
            name: one.text("name")?,
            collection: one.parsed("endpoint_id")?,
            path: path(one.text("path").unwrap_or_default()),
        })
    });
    Ok(read.collect())
}

/// Adds a bookmark. One of that name that leads to the same directory counts as added only where an earlier try may have
/// added it.
///
/// # Errors
/// `Conflict` or `Exists` when the name is taken; an error that [`ApiError::may_have_run`] when the list could not be
/// read either.
pub async fn create(
    globus: &Globus,
    name: &Untrusted,
    collection: CollectionId,
    to: &StorePath,
) -> Result<(), ApiError> {
    let wire = String::from(wire_path(to)?);
    let slash = if wire.ends_with('/') { "" } else { "/" };
    let name_text = name.raw_str().unwrap_or_default();
    let body =
        json!({"endpoint_id": collection.to_string(), "path": format!("{wire}{slash}"), "name": name_text});
    let is_it = |one: &Bookmark| {
        one.name == *name && one.collection == collection && one.path.as_ref().is_ok_and(|path| path == to)
    };
    let mut sent = 0;
    loop {
        let path = "v0.10/bookmark";
        let request = Request::post(globus.transfer(), path, body.to_string(), CallClass::WriteOther);
        let Err(error) = globus.document(request).await else { return Ok(()) };
        sent += 1;
        let by_us = sent > 1 && matches!(error.kind, ErrorKind::Conflict | ErrorKind::Exists);
        if !error.may_have_run() && !by_us {
            return Err(error);
        }
        match bookmark_list(globus).await {
            Ok(all) if all.iter().any(is_it) => return Ok(()),
            Ok(_) if !by_us && sent < TRIES => {}
            Ok(_) | Err(_) => return Err(error),
        }
    }
}

/// Gives a bookmark another name: sent twice it is the same as once.
///
/// # Errors
/// `Conflict` or `Exists` when the name is taken, `NotFound`.
pub async fn rename(globus: &Globus, id: BookmarkId, name: &Untrusted) -> Result<(), ApiError> {
    let body = json!({"name": name.raw_str().unwrap_or_default()});
    let request = Request::put(globus.transfer(), format!("v0.10/bookmark/{id}"), body.to_string());
    globus.document(request).await.map(drop)
}

/// Removes a bookmark; what it leads to stays. One that is gone is removed.
///
/// # Errors
/// Those of [`Globus::call`]; an error that [`ApiError::may_have_run`] when every answer was lost.
pub async fn remove(globus: &Globus, id: BookmarkId) -> Result<(), ApiError> {
    let mut sent = 0;
    loop {
        let request = Request::delete(globus.transfer(), format!("v0.10/bookmark/{id}"));
        let Err(error) = globus.document(request).await else { return Ok(()) };
        sent += 1;
        // It names this bookmark and no other, ever: to send it again removes nothing else.
        match error.kind {
            ErrorKind::NotFound => return Ok(()),
            _ if error.may_have_run() && sent < TRIES => {}
            _ => return Err(error),
        }
    }
}

/// Bookmarks made on Windows may hold `C:/Users/x`, which is `/C/Users/x` in Globus.
fn path(text: Untrusted) -> Result<StorePath, UnusablePath> {
    let raw = text.raw_str().unwrap_or_default();
    let path = drive_path(raw).map_or_else(|| StorePath::parse(raw), StorePath::parse);
    path.map_err(|reason| UnusablePath { text, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::testing::{Server, answer};

    const MINE: &str = "6d3b5a2e-1111-4222-8333-444455556666";

    /// A service with these bookmarks that answers the first change so, and later ones with a conflict.
    async fn create_at(first: u16, listed: &'static str) -> (Result<(), ErrorKind>, Vec<String>) {
        let server = Server::start(move |number, seen| match seen.line().starts_with("GET") {
            true => answer(200, "", &format!(r#"{{"DATA":[{listed}]}}"#)),
            false if number == 0 => answer(first, "", r#"{"code":"x","message":"m"}"#),
            false => answer(409, "", r#"{"code":"Conflict","message":"taken"}"#),
        })
        .await;
        let (to, id) = (StorePath::parse("/data/x").unwrap(), MINE.parse().unwrap());
        let end = create(&server.globus(), &Untrusted::new("x"), id, &to).await.map_err(|e| e.kind);
        (end, server.lines())
    }

    #[tokio::test]
    async fn a_bookmark_whose_answer_was_lost_is_looked_for_before_it_is_sent_again() {
        const IT: &str =
            r#"{"name":"x","endpoint_id":"6d3b5a2e-1111-4222-8333-444455556666","path":"/data/x/"}"#;
        const OTHER: &str =
            r#"{"name":"x","endpoint_id":"6d3b5a2e-1111-4222-8333-444455556666","path":"/other/"}"#;
        let (end, lines) = create_at(201, "").await;
        assert_eq!((end, lines.len()), (Ok(()), 1));
        let (end, lines) = create_at(409, IT).await;
        assert!(end.is_err() && lines.len() == 1, "what was there before is not what was added: {lines:?}");
        let (end, lines) = create_at(500, IT).await;
        assert_eq!((end, lines.len()), (Ok(()), 2));
        let (end, lines) = create_at(500, OTHER).await;
        assert!(end.is_err() && lines.len() == 4, "{lines:?}");
    }

    #[tokio::test]
    async fn a_bookmark_that_is_gone_is_removed() {
        let server = Server::start(|number, _| match number {
            0 => answer(500, "", "{}"),
            _ => answer(404, "", r#"{"code":"ClientError.NotFound","message":"none"}"#),
        })
        .await;
        remove(&server.globus(), MINE.parse().unwrap()).await.unwrap();
        assert_eq!(server.lines().len(), 2, "{:?}", server.lines());
    }

    #[tokio::test]
    async fn a_path_that_cannot_be_used_is_told_and_not_left_out() {
        const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";
        let one =
            |name: &str, path: &str| format!(r#"{{"name":"{name}","endpoint_id":"{ID}","path":{path}}}"#);
        let rows = [
            one("plain", r#""/data/x/""#),
            one("windows", r#""C:/Users/x/""#),
            one("backslashes", r#""d:\\\\data""#.replace("\\\\\\\\", "\\\\").as_str()),
            one("null", "null"),
            one("relative", r#""data/x""#),
            r#"{"name":"nowhere","endpoint_id":null,"path":"/"}"#.to_owned(),
        ];
        let body = format!(r#"{{"DATA":[{}]}}"#, rows.join(","));
        let server = Server::start(move |_, _| answer(200, "", &body)).await;
        let read = bookmark_list(&server.globus()).await.unwrap();
        let paths: Vec<_> = read
            .iter()
            .map(|one| match &one.path {
                Ok(path) => path.as_utf8().unwrap().to_owned(),
                Err(bad) => format!("{:?} {:?}", bad.text.raw_str().unwrap(), bad.reason),
            })
            .collect();
        let expected = ["/data/x", "/C/Users/x", "/d/data", "\"\" NotAbsolute", "\"data/x\" NotAbsolute"];
        assert_eq!(paths, expected);
    }
}
