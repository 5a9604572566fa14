//! Adds, renames and removes bookmarks.

use std::sync::Arc;

use super::context::ActorContext;
use super::problem::{self, Doing};
use crate::app::requests::bookmarks::{AddBookmark, BookmarksRequest, RemoveBookmark, RenameBookmark};
use crate::domain::ids::RequestId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::Untrusted;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::transfer::bookmarks;
use crate::safe;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &BookmarksRequest) -> Doing {
    match request {
        BookmarksRequest::AddBookmark(call) => safe!("add the bookmark {}", call.name.sanitized()),
        BookmarksRequest::RenameBookmark(call) => {
            safe!("rename the bookmark to {}", call.name.sanitized())
        }
        BookmarksRequest::RemoveBookmark(call) => safe!("remove the bookmark {}", call.name.sanitized()),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &BookmarksRequest) {
    let doing = doing(request);
    let Some(session) = cx.session_or_fail(id, &doing, |problem| request.failed(problem)).await else {
        return;
    };
    let globus = &session.globus;
    let named = |end: Result<(), ApiError>, name: &Untrusted| match end {
        Ok(()) => Ok(name.clone()),
        Err(error) => Err(failed(&error, &doing)),
    };
    match request {
        BookmarksRequest::AddBookmark(AddBookmark { name, collection, path }) => {
            let end = named(bookmarks::create(globus, name, *collection, path).await, name);
            cx.done_as::<AddBookmark>(&session, id, end).await;
        }
        BookmarksRequest::RenameBookmark(call) => {
            let end = named(bookmarks::rename(globus, call.id, &call.name).await, &call.name);
            cx.done_as::<RenameBookmark>(&session, id, end).await;
        }
        BookmarksRequest::RemoveBookmark(call) => {
            let end = named(bookmarks::remove(globus, call.id).await, &call.name);
            cx.done_as::<RemoveBookmark>(&session, id, end).await;
        }
    }
}

/// Names are unique among the user's bookmarks.
fn failed(error: &ApiError, doing: &Doing) -> Problem {
    match error.kind {
        ErrorKind::Conflict | ErrorKind::Exists => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: you have a bookmark of that name.", doing),
            "Type another name.",
        ),
        _ => problem::of_api(error, doing),
    }
}
