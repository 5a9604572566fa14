//! Stores: resolves the place that a user names, and lists directories. Rows reach the app while the listing
//! continues.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::OptionFuture;

use super::context::{ActorContext, lock};
use super::known_names;
use super::name_index::ListedDirectory;
use super::problem::{self, Doing};
use super::session::Session;
use crate::app::requests::fs::{
    Access, Changed, FsRequest, List, Listed, MakeDirectories, MakeFile, ReadAccess, ReadDetails,
    ReadDirectoryHead, ReadHead, RenameEntry, Resolve, Resolved, WatchDirectory,
};
use crate::app::requests::{Call, Reply};
use crate::domain::file_head::{FileHead, zarr};
use crate::domain::ids::{CollectionId, RequestId};
use crate::domain::listing::Chunk;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{PlaceSpec, StoreId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::store::StoreInfo;
use crate::domain::text::{Untrusted, UntrustedRef};
use crate::globus::transfer::{bookmarks, endpoints};
use crate::safe;
use crate::storage::complete::complete;
use crate::storage::{ListingEnd, Part, RowDetail, Storage, StorageError, StorageErrorKind};

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &FsRequest) -> Doing {
    match request {
        FsRequest::Resolve(Resolve { spec: PlaceSpec::Collection { id, .. } }) => {
            safe!("open collection {}", id)
        }
        FsRequest::Resolve(Resolve { spec: PlaceSpec::Bookmark(name) }) => {
            safe!("open the bookmark {}", name.sanitized())
        }
        FsRequest::Resolve(Resolve { spec: PlaceSpec::Local(path) }) => safe!("open {}", path.sanitized()),
        FsRequest::List(List { path: Some(path), .. }) => safe!("list {}", path.sanitized()),
        FsRequest::ReadDetails(ReadDetails { path, .. }) => safe!("read the entries of {}", path.sanitized()),
        FsRequest::ReadAccess(ReadAccess { at }) => {
            safe!("find out if {} can be written to", at.path.sanitized())
        }
        FsRequest::WatchDirectory(WatchDirectory { at }) => {
            safe!("watch {} for changes", at.path.sanitized())
        }
        FsRequest::ReadHead(ReadHead { at, .. }) => safe!("read {}", at.path.sanitized()),
        FsRequest::ReadDirectoryHead(ReadDirectoryHead { at }) => {
            safe!("find out what {} is", at.path.sanitized())
        }
        FsRequest::MakeDirectories(MakeDirectories { at, names }) => {
            let path = names.iter().fold(at.path.clone(), |path, name| path.join(name));
            safe!("create {}", path.sanitized())
        }
        FsRequest::MakeFile(MakeFile { at, name }) => {
            safe!("create the file {}", at.path.join(name).sanitized())
        }
        FsRequest::RenameEntry(RenameEntry { at, from, to }) => {
            safe!("rename {} to {}", at.path.join(from).sanitized(), to.sanitized())
        }
        FsRequest::List(List { path: None, .. }) => "list the collection's default directory".into(),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &FsRequest) {
    let doing = doing(request);
    let failed = |problem| request.failed(problem);
    match request {
        FsRequest::Resolve(call) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let found =
                resolve(&cx, &session.with_retry_listener(cx.tell_retries(id)), &call.spec, &doing).await;
            cx.done_as::<Resolve>(&session, id, found).await;
        }
        FsRequest::List(call) => {
            let Some((session, store)) = store(&cx, id, &call.store, &doing, failed).await else { return };
            let mut rows = Vec::new();
            let listed = list(&cx, id, call, &*store, &mut rows).await;
            let listed = listed.map_err(|error| problem::of_storage(&error, &doing));
            if let (Some(session), Ok(listed)) = (&session, &listed) {
                keep_names(&cx, session, call, listed, rows);
            }
            finish::<List>(&cx, session, id, listed).await;
        }
        FsRequest::ReadDetails(call) => {
            let Some((_, store)) = store(&cx, id, &call.store, &doing, failed).await else { return };
            let end = read_details(&cx, id, call, &*store).await;
            cx.done::<ReadDetails>(id, end.map_err(|error| problem::of_storage(&error, &doing))).await;
        }
        FsRequest::ReadAccess(ReadAccess { at }) => {
            let Some((_, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let writable = writable(&*store, &at.path).await;
            cx.done::<ReadAccess>(id, Ok(Access { at: at.clone(), writable })).await;
        }
        FsRequest::WatchDirectory(WatchDirectory { at }) => {
            let Some((_, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let mut changes = store.watch(&at.path);
            while changes.next().await.is_some() {
                cx.partial::<WatchDirectory>(id, ()).await;
            }
            cx.done::<WatchDirectory>(id, Ok(())).await;
        }
        FsRequest::ReadHead(call) => {
            let Some((session, store)) = store(&cx, id, &call.at.store, &doing, failed).await else { return };
            let head = store.head(&call.at.path).await;
            let head = head.map_err(|error| problem::of_storage(&error, &doing));
            finish::<ReadHead>(&cx, session, id, head).await;
        }
        FsRequest::ReadDirectoryHead(ReadDirectoryHead { at }) => {
            let Some((_, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let head = directory_head(&*store, &at.path).await;
            cx.done::<ReadDirectoryHead>(id, Ok(head)).await;
        }
        FsRequest::MakeDirectories(call) => {
            let Some((session, store)) = store(&cx, id, &call.at.store, &doing, failed).await else { return };
            let made = make_directories(&cx, id, call, &*store).await;
            finish::<MakeDirectories>(&cx, session, id, made).await;
        }
        FsRequest::MakeFile(call) => {
            let Some((session, store)) = store(&cx, id, &call.at.store, &doing, failed).await else { return };
            let MakeFile { at, name } = call.clone();
            let made = store.create_file(&at.path.join(&name)).await;
            let made = made.map(|()| Changed { at, name, from: None, created: Vec::new() });
            let made = made.map_err(|error| problem::of_storage(&error, &doing));
            finish::<MakeFile>(&cx, session, id, made).await;
        }
        FsRequest::RenameEntry(call) => {
            let Some((session, store)) = store(&cx, id, &call.at.store, &doing, failed).await else { return };
            let RenameEntry { at, from, to } = call.clone();
            let renamed = store.rename(&at.path.join(&from), &at.path.join(&to)).await;
            let renamed = renamed.map(|()| Changed { at, name: to, from: Some(from), created: Vec::new() });
            let renamed = renamed.map_err(|error| problem::of_storage(&error, &doing));
            finish::<RenameEntry>(&cx, session, id, renamed).await;
        }
    }
}

/// The first bytes of the first of these documents that the directory has. What cannot be read is not known.
async fn directory_head(store: &dyn Storage, directory: &StorePath) -> Option<FileHead> {
    for name in zarr::DOCUMENTS {
        let name = EntryName::new(UntrustedRef(name)).ok()?;
        if let Ok(head) = store.head(&directory.join(&name)).await {
            return Some(head);
        }
    }
    None
}

/// The store of a request, and the session that it needs; this computer needs none. Without the session the request
/// is answered with a failure.
pub(super) async fn store(
    cx: &Arc<ActorContext>,
    id: RequestId,
    store: &StoreId,
    doing: &Doing,
    failed: impl FnOnce(Problem) -> Reply,
) -> Option<(Option<Arc<Session>>, Arc<dyn Storage>)> {
    let session = match store.collection() {
        Some(_) => Some(cx.session_or_fail(id, doing, failed).await?),
        None => None,
    };
    // A sign-out ends the session and its requests.
    let store = cx.backends.store_for(store, cx.tell_retries(id), cx.urgency(id)).ok()?;
    Some((session, store))
}

/// The last answer, in the name of the session that it needed, if any.
pub(super) async fn finish<C: Call>(
    cx: &Arc<ActorContext>,
    session: Option<Arc<Session>>,
    id: RequestId,
    end: Result<C::Reply, Problem>,
) {
    match session {
        Some(session) => cx.done_as::<C>(&session, id, end).await,
        None => cx.done::<C>(id, end).await,
    }
}

/// Creates one directory in the other. One on the way that exists is used as it is: if it is no directory, the next
/// cannot be created in it.
async fn make_directories(
    cx: &ActorContext,
    id: RequestId,
    call: &MakeDirectories,
    store: &dyn Storage,
) -> Result<Changed, Problem> {
    let mut path = call.at.path.clone();
    let mut created = Vec::new();
    for (number, name) in (1..).zip(&call.names) {
        path = path.join(name);
        match store.mkdir(&path).await {
            Ok(()) => created.push(path.clone()),
            Err(error) if error.kind == StorageErrorKind::Exists && number < call.names.len() => {}
            Err(error) => {
                if let Some(first) = changed(call, created).filter(|first| !first.created.is_empty()) {
                    cx.partial::<MakeDirectories>(id, first).await;
                }
                return Err(problem::of_storage(&error, &safe!("create {}", path.sanitized())));
            }
        }
    }
    changed(call, created)
        .ok_or_else(|| problem::of_storage(&StorageError::not_declared(), &"create a directory".into()))
}

fn changed(call: &MakeDirectories, created: Vec<StorePath>) -> Option<Changed> {
    let name = call.names.first()?.clone();
    Some(Changed { at: call.at.clone(), name, from: None, created })
}

async fn read_details(
    cx: &ActorContext,
    id: RequestId,
    call: &ReadDetails,
    store: &dyn Storage,
) -> Result<(), StorageError> {
    let mut details = store.details(&call.path, call.names.clone());
    while let Some(chunk) = details.next().await {
        cx.partial::<ReadDetails>(id, chunk?).await;
    }
    Ok(())
}

async fn list(
    cx: &ActorContext,
    id: RequestId,
    call: &List,
    store: &dyn Storage,
    all: &mut Vec<Arc<Chunk>>,
) -> Result<Listed, StorageError> {
    let rows = async {
        let detail = if call.full { RowDetail::Full } else { RowDetail::Names };
        let mut parts = complete(match (&call.path, &call.filter) {
            (Some(path), Some(filter)) => store.list_matching(path, filter),
            _ => store.list(call.path.clone(), detail),
        });
        while let Some(part) = parts.next().await {
            match part? {
                Part::Rows(chunk) => {
                    all.push(Arc::clone(&chunk));
                    cx.partial::<List>(id, chunk).await;
                }
                Part::End(end) => return Ok(end),
            }
        }
        Err(StorageError::no_end())
    };
    // Where that is another round trip to a service, it is a request of its own, made where it matters.
    let asks = !store.capabilities().remote;
    // With a known path, both are found out at the same time.
    let early = call.path.as_ref().filter(|_| asks).map(|path| facts(store, path));
    let (end, early) = tokio::join!(rows, OptionFuture::from(early));
    let ListingEnd { path, truncated, unreadable } = end?;
    let (writable, free) = match early {
        Some(known) => known,
        None if asks => facts(store, &path).await,
        None => (None, None),
    };
    Ok(Listed { path, writable, free, truncated, unreadable })
}

/// Whether a directory can be written to, and how many bytes.
async fn facts(store: &dyn Storage, path: &StorePath) -> (Option<bool>, Option<u64>) {
    let free = async {
        match store.capabilities().free_space {
            true => store.free_space(path).await.ok(),
            false => None,
        }
    };
    tokio::join!(writable(store, path), free)
}

/// What cannot be found out is not known.
async fn writable(store: &dyn Storage, path: &StorePath) -> Option<bool> {
    if !store.capabilities().stat {
        return None;
    }
    store.stat(path).await.ok()?.writable()
}

async fn resolve(
    cx: &ActorContext,
    session: &Session,
    spec: &PlaceSpec,
    doing: &Doing,
) -> Result<Resolved, Problem> {
    let (collection, path) = match spec {
        PlaceSpec::Collection { id, path } => (*id, path.clone()),
        PlaceSpec::Local(path) => {
            return Ok(Resolved { store: Arc::new(StoreInfo::local()), path: Some(path.clone()) });
        }
        PlaceSpec::Bookmark(name) => bookmark(session, name, doing).await?,
    };
    let ask = endpoints::endpoint(&session.globus, collection);
    let found = session.collections.get(collection, ask).await;
    let collection = found.map_err(|e| problem::of_api(&e, doing))?;
    cx.learn_title(&collection);
    if collection.non_functional {
        return Err(Problem::new(
            ProblemKind::Refused,
            safe!("Could not open {}: it is a server, which holds no files itself.", collection.title()),
            "Search for the collections on it.",
        ));
    }
    Ok(Resolved { store: Arc::new(StoreInfo::from(&*collection)), path })
}

/// Keeps the names of a collection's directory, so that they are found without a network. What a service has selected by a
/// filter is not the directory.
fn keep_names(
    cx: &Arc<ActorContext>,
    session: &Session,
    call: &List,
    listed: &Listed,
    chunks: Vec<Arc<Chunk>>,
) {
    let Some(collection) = call.store.collection().filter(|_| call.filter.is_none()) else { return };
    let title = lock(&cx.titles).get(&collection).cloned().unwrap_or_default();
    let path = listed.path.clone();
    let directory = ListedDirectory { collection, title, path, chunks, at: cx.clock.now().wall };
    known_names::keep(cx, session.account.identity, directory);
}

async fn bookmark(
    session: &Session,
    name: &Untrusted,
    doing: &Doing,
) -> Result<(CollectionId, Option<StorePath>), Problem> {
    let bookmarks =
        bookmarks::bookmark_list(&session.globus).await.map_err(|e| problem::of_api(&e, doing))?;
    let found = bookmarks.into_iter().find(|bookmark| bookmark.name == *name).ok_or_else(|| {
        Problem::new(
            ProblemKind::NotFound,
            safe!("Could not open {}: you have no bookmark of that name.", name.sanitized()),
            "A collection is opened by its name with the command search, which every hemi has; its id, which then can be \
             copied, opens it from the command line too (hemi ID or hemi ID:/path). A directory of this computer is ./NAME.",
        )
    })?;
    let path = found.path.map_err(|bad| problem::bookmark_path(name, &bad.text, bad.reason))?;
    Ok((found.collection, Some(path)))
}
