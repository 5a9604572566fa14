//! Lists directories: rows reach the app while the rest is still on its way.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::{Either, OptionFuture, ready};

use super::context::ActorContext;
use super::problem::{self, Doing};
use crate::app::event::Event;
use crate::domain::ids::RequestId;
use crate::domain::path::StorePath;
use crate::domain::place::StoreId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::globus::error::{ApiError, ErrorKind};
use crate::safe;
use crate::storage::{ListingEnd, Part, Storage, StorageError};

/// A directory to list.
pub struct Want {
    /// Where.
    pub store: StoreId,
    /// Which; `None`: the one the store begins with.
    pub path: Option<StorePath>,
    /// Whether to find out if it can be written to as well.
    pub ask_access: bool,
}

impl Want {
    /// What it does, for a sentence.
    pub fn doing(&self) -> Doing {
        match &self.path {
            Some(path) => safe!("list {}", path.sanitized()),
            None => "list where the collection begins".into(),
        }
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, want: Want) {
    let doing = want.doing();
    let Some(session) = cx.session().await else {
        return cx.emit(Event::ListFailed { id, problem: problem::nobody(&doing) }).await;
    };
    let Some(store) = session.telling(cx.tell_retries(id)).store(&want.store) else {
        let happened = safe!("Could not {}: no sign-in reaches it.", doing);
        let problem = Problem::new(ProblemKind::Refused, happened, "Open a collection instead.");
        return cx.emit(Event::ListFailed { id, problem }).await;
    };
    match list(&cx, id, &want, &*store).await {
        Ok(event) => cx.emit(event).await,
        Err(error) => {
            let problem: Problem = problem::of_storage(&error, &doing);
            cx.expire_session(&session, &problem).await;
            cx.emit(Event::ListFailed { id, problem }).await;
        }
    }
}

async fn list(
    cx: &ActorContext,
    id: RequestId,
    want: &Want,
    store: &dyn Storage,
) -> Result<Event, StorageError> {
    let rows = async {
        let mut parts = store.list(want.path.clone());
        while let Some(part) = parts.next().await {
            match part? {
                Part::Rows(chunk) => cx.emit(Event::Rows { id, chunk }).await,
                Part::End(end) => return Ok(end),
            }
        }
        // Stores promise an end; without one, rows may be missing.
        Err(StorageError::from(ApiError::new(ErrorKind::Unknown, "the listing has no end")))
    };
    // Where the path is known, both questions are asked at once.
    let early = want.path.as_ref().filter(|_| want.ask_access).map(|path| writable(store, path));
    let (end, early) = tokio::join!(rows, OptionFuture::from(early));
    let ListingEnd { path, truncated } = end?;
    let late = match early {
        Some(known) => Either::Left(ready(known)),
        None if want.ask_access => Either::Right(writable(store, &path)),
        None => Either::Left(ready(None)),
    };
    let writable = late.await;
    Ok(Event::Listed { id, path, writable, truncated })
}

/// That it cannot be found out is no reason to fail a listing.
async fn writable(store: &dyn Storage, path: &StorePath) -> Option<bool> {
    if !store.capabilities().stat {
        return None;
    }
    store.stat(path).await.ok()?.writable()
}
