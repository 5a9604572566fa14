//! Finds things out: what a user meant by an id, a link or a bookmark's name, collections by search, and who is
//! signed in.

use std::sync::Arc;

use super::context::ActorContext;
use super::problem::{self, Doing};
use super::session::Session;
use crate::app::effect::SearchScope;
use crate::app::event::Event;
use crate::domain::ids::{CollectionId, RequestId};
use crate::domain::path::StorePath;
use crate::domain::place::PlaceSpec;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::Untrusted;
use crate::globus::auth::account;
use crate::globus::transfer::{bookmarks, endpoints};
use crate::safe;

/// What is wanted.
pub enum Want {
    /// Which place is meant.
    Resolve(PlaceSpec),
    /// What is known of who is signed in.
    Account,
    /// Which collections match.
    Search(Untrusted, SearchScope),
}

/// A search shows this many at most: more are found by a longer text.
const FOUND: u32 = 100;

impl Want {
    /// What it does, for a sentence.
    pub fn doing(&self) -> Doing {
        match self {
            Self::Resolve(PlaceSpec::Local(path)) => safe!("open {}", path.sanitized()),
            Self::Resolve(PlaceSpec::Collection { id, .. }) => safe!("open collection {}", id),
            Self::Resolve(PlaceSpec::Bookmark(name)) => safe!("open the bookmark {}", name.sanitized()),
            Self::Account => "find out about your account".into(),
            Self::Search(..) => "search for collections".into(),
        }
    }

    /// The event that says it failed.
    pub fn failed(&self, id: RequestId, problem: Problem) -> Event {
        match self {
            Self::Resolve(_) => Event::ResolveFailed { id, problem },
            Self::Account => Event::AccountFailed { id, problem },
            Self::Search(..) => Event::SearchFailed { id, problem },
        }
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, want: Want) {
    let doing = want.doing();
    let Some(session) = cx.session().await else {
        return cx.emit(want.failed(id, problem::nobody(&doing))).await;
    };
    let asked = session.telling(cx.tell_retries(id));
    let answer = match &want {
        Want::Resolve(spec) => resolve(&asked, id, spec, &doing).await,
        Want::Account => account::details(&asked.globus, &session.account)
            .await
            .map(|details| Event::Account { id, details })
            .map_err(|e| problem::of_api(&e, &doing)),
        Want::Search(text, scope) => search(&asked, id, text, *scope, &doing).await,
    };
    match answer {
        Ok(event) => cx.emit(event).await,
        Err(problem) => {
            cx.expire_session(&session, &problem).await;
            cx.emit(want.failed(id, problem)).await;
        }
    }
}

async fn resolve(
    session: &Session,
    id: RequestId,
    spec: &PlaceSpec,
    doing: &Doing,
) -> Result<Event, Problem> {
    let (collection, path) = match spec {
        PlaceSpec::Local(_) => {
            let happened = safe!("Could not {}: panes show collections only so far.", doing);
            return Err(Problem::new(ProblemKind::Refused, happened, "Name a collection: id:/path."));
        }
        PlaceSpec::Collection { id, path } => (*id, path.clone()),
        PlaceSpec::Bookmark(name) => bookmark(session, name, doing).await?,
    };
    let found = endpoints::endpoint(&session.globus, collection).await;
    let collection = found.map_err(|e| problem::of_api(&e, doing))?;
    if collection.non_functional {
        return Err(Problem::new(
            ProblemKind::Refused,
            safe!("Could not open {}: it is a server, which holds no files itself.", collection.title()),
            "Search for the collections on it.",
        ));
    }
    Ok(Event::Resolved { id, collection: Arc::new(collection), path })
}

async fn bookmark(
    session: &Session,
    name: &Untrusted,
    doing: &Doing,
) -> Result<(CollectionId, Option<StorePath>), Problem> {
    let bookmarks =
        bookmarks::bookmark_list(&session.globus).await.map_err(|e| problem::of_api(&e, doing))?;
    let found = bookmarks.into_iter().find(|bookmark| bookmark.name == *name);
    found.map(|bookmark| (bookmark.collection, Some(bookmark.path))).ok_or_else(|| {
        Problem::new(
            ProblemKind::NotFound,
            safe!("Could not open {}: you have no bookmark of that name.", name.sanitized()),
            "Name a place by its collection's id and path (id:/path), or search for the collection.",
        )
    })
}

async fn search(
    session: &Session,
    id: RequestId,
    text: &Untrusted,
    scope: SearchScope,
    doing: &Doing,
) -> Result<Event, Problem> {
    let text = text.raw_str().unwrap_or_default();
    let scope = match scope {
        SearchScope::All => endpoints::Scope::All,
        SearchScope::Recent => endpoints::Scope::RecentlyUsed,
        SearchScope::Mine => endpoints::Scope::Mine,
        SearchScope::SharedWithMe => endpoints::Scope::SharedWithMe,
    };
    let page = endpoints::search(&session.globus, text, scope, 0, FOUND).await;
    let page = page.map_err(|e| problem::of_api(&e, doing))?;
    // Servers are left out here too, should the service send them: they cannot be opened.
    let collections = page.items.into_iter().filter(|one| !one.non_functional).map(Arc::new).collect();
    Ok(Event::Found { id, collections, more: page.next.is_some() })
}
