//! Searches the index of names, and keeps what is listed in it. The file is read and written on threads of their own.

use std::io;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::context::{ActorContext, lock};
use super::name_index::{ListedDirectory, NameIndex, find};
use super::problem::Doing;
use crate::app::requests::known_names::{FindNames, KnownNamesRequest};
use crate::domain::ids::{IdentityId, RequestId};
use crate::domain::known_names::{FoundNames, IndexFacts};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::Untrusted;
use crate::globus::tokens::private_file::safe_path;
use crate::safe;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &KnownNamesRequest) -> Doing {
    match request {
        KnownNamesRequest::FindNames(_) => "search the names seen before".into(),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &KnownNamesRequest) {
    let KnownNamesRequest::FindNames(FindNames { text }) = request;
    let index = lock(&cx.names).clone();
    let Some(index) = index else { return cx.done::<FindNames>(id, Ok(None)).await };
    let user = cx.current_session().map(|session| session.account.identity);
    let (found, mut all_found) = mpsc::channel::<FoundNames>(1);
    let path = safe_path(index.path());
    let text = text.clone();
    // A search that no one waits for any more ends when it reports the next time.
    let search = tokio::task::spawn_blocking(move || search(&index, user, &text, &found));
    while let Some(found) = all_found.recv().await {
        cx.partial::<FindNames>(id, found).await;
    }
    let end = search.await.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::Interrupted)));
    let end = end.map_err(|error| {
        Problem::new(
            ProblemKind::Local,
            safe!("Could not read {}: {}.", path, Untrusted::new(error.kind().to_string()).sanitized()),
            "hemi index wipe removes it; it fills again as you browse.",
        )
    });
    cx.done::<FindNames>(id, end).await;
}

fn search(
    index: &NameIndex,
    user: Option<IdentityId>,
    text: &Untrusted,
    found: &mpsc::Sender<FoundNames>,
) -> io::Result<Option<IndexFacts>> {
    let text = text.raw_str().unwrap_or_default();
    if !text.trim().is_empty() {
        let last = find(index, user, text, |so_far| match found.try_send(so_far) {
            Ok(()) | Err(mpsc::error::TrySendError::Full(_)) => true,
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        })?;
        // What is reported last is never left out.
        let _ = found.blocking_send(last);
    }
    index.facts()
}

/// Keeps the names of a directory that was listed to its end. Best effort: a disk that is full costs only the index.
pub fn keep(cx: &Arc<ActorContext>, user: IdentityId, directory: ListedDirectory) {
    let Some(index) = lock(&cx.names).clone() else { return };
    let context = Arc::clone(cx);
    cx.tracker.spawn_blocking(move || {
        // A sign-out meanwhile has removed all names.
        if context.current_session().is_none_or(|session| session.account.identity != user) {
            return;
        }
        if let Err(error) = index.keep(user, &directory) {
            tracing::warn!("the names of a directory were not kept: {}", error.kind());
        }
    });
}

/// Forgets all names: another person may use this profile next. Best effort, as there may be none.
pub async fn wipe(cx: &Arc<ActorContext>) {
    let Some(index) = lock(&cx.names).clone() else { return };
    let _ = tokio::task::spawn_blocking(move || index.wipe()).await;
}
