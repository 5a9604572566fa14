//! Finds collections by text and scope.

use std::sync::Arc;

use super::context::ActorContext;
use super::problem::{self, Doing};
use super::session::Session;
use crate::app::requests::search::{
    FindCollections, FoundCollections, ReadBookmarks, SearchRequest, SearchScope,
};
use crate::domain::ids::RequestId;
use crate::domain::problem::Problem;
use crate::globus::transfer::{bookmarks, endpoints};

/// The most results of one request (`globus-api.md` 7.1).
const FOUND: u32 = 100;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &SearchRequest) -> Doing {
    match request {
        SearchRequest::FindCollections(_) => "search for collections".into(),
        SearchRequest::ReadBookmarks(_) => "read your bookmarks".into(),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &SearchRequest) {
    let doing = doing(request);
    let failed = |problem| request.failed(problem);
    match request {
        SearchRequest::FindCollections(call) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let found = search(&session.with_retry_listener(cx.tell_retries(id)), call, &doing).await;
            found.iter().flat_map(|found| &found.collections).for_each(|one| cx.learn_title(one));
            cx.done_as::<FindCollections>(&session, id, found).await;
        }
        SearchRequest::ReadBookmarks(ReadBookmarks) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let globus = session.globus.with_retry_listener(cx.tell_retries(id));
            let read = bookmarks::bookmark_list(&globus).await.map_err(|e| problem::of_api(&e, &doing));
            cx.done_as::<ReadBookmarks>(&session, id, read).await;
        }
    }
}

async fn search(
    session: &Session,
    call: &FindCollections,
    doing: &Doing,
) -> Result<FoundCollections, Problem> {
    let text = call.text.raw_str().unwrap_or_default();
    let scope = match call.scope {
        SearchScope::All => endpoints::Scope::All,
        SearchScope::Recent => endpoints::Scope::RecentlyUsed,
        SearchScope::Mine => endpoints::Scope::Mine,
        SearchScope::SharedWithMe => endpoints::Scope::SharedWithMe,
    };
    let page = endpoints::search(&session.globus, text, scope, call.offset, FOUND).await;
    let page = page.map_err(|e| problem::of_api(&e, doing))?;
    // Servers are removed even if the service sends them: they cannot be opened.
    let collections = page.items.into_iter().filter(|one| !one.non_functional).map(Arc::new).collect();
    Ok(FoundCollections { collections, next: page.next })
}
