//! Deletes entry by entry, where a store can, and takes such changes back. A deletion goes on when its reply is no longer
//! needed, until it is stopped.

use std::sync::Arc;

use futures_util::StreamExt as _;

use super::context::{ActorContext, lock};
use super::fs::{finish, store};
use super::problem::{self, Doing};
use crate::app::requests::removal::{
    NotRestored, ReadDeleteFacts, ReadEmpty, RemovalEnd, RemovalRequest, RemoveEmpty, RemoveEntries,
    RestoreEntries, Restored, StopRemoval,
};
use crate::domain::deletion::{ConfirmedDelete, Fate, Trashed};
use crate::domain::ids::RequestId;
use crate::domain::listing::Listing;
use crate::domain::path::StorePath;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::sort::Sort;
use crate::domain::text::Untrusted;
use crate::safe;
use crate::storage::complete::complete;
use crate::storage::removal::Stop;
use crate::storage::{
    Part, Removal, RemovalItem, Removed, RowDetail, Storage, StorageError, StorageErrorKind,
};

/// Failures that are told one by one.
const TOLD: usize = 200;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &RemovalRequest) -> Doing {
    match request {
        RemovalRequest::ReadDeleteFacts(ReadDeleteFacts { at }) => {
            safe!("find out what may be deleted in {}", at.path.sanitized())
        }
        RemovalRequest::RemoveEntries(RemoveEntries { plan, .. }) => {
            safe!("delete in {}", plan.plan().directory().place().path.sanitized())
        }
        RemovalRequest::StopRemoval(_) => "stop deleting".into(),
        RemovalRequest::RestoreEntries(RestoreEntries { at, .. }) => {
            safe!("bring back what was in {}", at.path.sanitized())
        }
        RemovalRequest::ReadEmpty(ReadEmpty { at, .. }) => {
            safe!("find out whether what was created in {} is empty", at.path.sanitized())
        }
        RemovalRequest::RemoveEmpty(RemoveEmpty { paths, .. }) => match paths.first() {
            Some(path) => safe!("remove {}", path.sanitized()),
            None => "remove a directory".into(),
        },
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &RemovalRequest) {
    let doing = doing(request);
    let failed = |problem| request.failed(problem);
    let told = |error: StorageError| problem::of_storage(&error, &doing);
    match request {
        RemovalRequest::ReadDeleteFacts(ReadDeleteFacts { at }) => {
            let Some((session, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let facts = store.delete_facts(&at.path).await.map_err(told);
            finish::<ReadDeleteFacts>(&cx, session, id, facts).await;
        }
        RemovalRequest::RemoveEntries(RemoveEntries { number, plan }) => {
            let at = plan.plan().directory().place();
            let stop = Stop::default();
            lock(&cx.removals).insert(*number, stop.clone());
            let end = match store(&cx, id, &at.store, &doing, failed).await {
                Some((_, store)) => remove(&cx, id, plan, stop, &*store).await.map_err(told),
                None => return,
            };
            lock(&cx.removals).remove(number);
            cx.done::<RemoveEntries>(id, end).await;
        }
        RemovalRequest::StopRemoval(StopRemoval { number }) => {
            if let Some(stop) = lock(&cx.removals).get(number) {
                stop.stop();
            }
            cx.done::<StopRemoval>(id, Ok(())).await;
        }
        RemovalRequest::RestoreEntries(RestoreEntries { at, trashed }) => {
            let Some((session, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let end = restore(&*store, trashed).await;
            finish::<RestoreEntries>(&cx, session, id, Ok(end)).await;
        }
        RemovalRequest::ReadEmpty(ReadEmpty { at, paths }) => {
            let Some((session, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let empty = read_empty(&*store, paths, &doing).await;
            finish::<ReadEmpty>(&cx, session, id, empty).await;
        }
        RemovalRequest::RemoveEmpty(RemoveEmpty { at, paths }) => {
            let Some((session, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let mut end = Ok(0);
            for (number, path) in (1..).zip(paths) {
                if let Err(error) = store.remove_empty(path).await {
                    let doing = safe!("remove {}, which must be empty for it", path.sanitized());
                    end = Err(partly(problem::of_storage(&error, &doing), number - 1, paths.len()));
                    break;
                }
                end = Ok(number);
            }
            finish::<RemoveEmpty>(&cx, session, id, end).await;
        }
    }
}

/// Brings back all that can be: what is in the way of one is not in the way of the others.
async fn restore(store: &dyn Storage, trashed: &[Trashed]) -> Restored {
    let mut end = Restored::default();
    for one in trashed {
        match store.restore(one).await {
            Ok(()) => end.back += 1,
            Err(error) => end.left.push(NotRestored {
                trashed: one.clone(),
                why: Untrusted::new(error.to_string()).sanitized(),
                // Its directory may be made again, but nothing comes back to the trash.
                again: error.kind != StorageErrorKind::NotFound || store.stat(&one.now).await.is_ok(),
            }),
        }
    }
    end
}

/// Whether each directory holds the next one and nothing else, the last one nothing.
async fn read_empty(store: &dyn Storage, paths: &[StorePath], doing: &Doing) -> Result<(), Problem> {
    let next = paths.iter().skip(1).map(Some).chain([None]);
    for (path, next) in paths.iter().zip(next) {
        let next = next.and_then(StorePath::name);
        let mut parts = complete(store.list(Some(path.clone()), RowDetail::Names));
        while let Some(part) = parts.next().await {
            match part.map_err(|error| problem::of_storage(&error, doing))? {
                Part::Rows(chunk) => {
                    let mut rows = Listing::new(Sort::default(), true);
                    rows.push(chunk);
                    if rows.iter().any(|row| Some(row.name) != next) {
                        return Err(not_empty(path));
                    }
                }
                Part::End(end) if end.unreadable > 0 || end.truncated => return Err(not_empty(path)),
                Part::End(_) => break,
            }
        }
    }
    Ok(())
}

fn not_empty(path: &StorePath) -> Problem {
    let happened = safe!("{} is not empty any more.", path.sanitized());
    Problem::new(ProblemKind::Refused, happened, "Delete it as any other directory.")
}

/// The same problem with how many were done before it.
fn partly(problem: Problem, done: usize, all: usize) -> Problem {
    match done {
        0 => problem,
        done => {
            let happened = safe!("{} {} of {} were done before.", problem.happened, done, all);
            Problem { happened, ..problem }
        }
    }
}

async fn remove(
    cx: &ActorContext,
    id: RequestId,
    plan: &ConfirmedDelete,
    stop: Stop,
    store: &dyn Storage,
) -> Result<RemovalEnd, StorageError> {
    let plan = plan.plan();
    let item = |item: &crate::domain::deletion::DeleteItem| RemovalItem {
        name: item.name.clone(),
        directory: item.is_recursive(),
    };
    let kept = plan.kept();
    let removal = Removal {
        directory: plan.directory().place().path.clone(),
        items: plan.items().iter().map(item).collect(),
        kept: [&kept.home, &kept.base, &kept.other].into_iter().flatten().cloned().collect(),
        stop: stop.clone(),
    };
    let mut reports = match plan.fate() {
        Fate::Removed => store.remove(removal),
        Fate::Trash => store.trash(removal),
        Fate::Task => return Err(StorageError::not_declared()),
    };
    let mut end = RemovalEnd {
        at: plan.directory().place().clone(),
        gone: Vec::new(),
        trashed: Vec::new(),
        entries: 0,
        failed: Vec::new(),
        failures: 0,
        holding: 0,
        stopped: false,
    };
    while let Some(report) = reports.next().await {
        match report? {
            Removed::SoFar(entries) => cx.partial::<RemoveEntries>(id, entries).await,
            Removed::Item(name, trashed) => {
                end.gone.push(name);
                end.trashed.extend(trashed);
            }
            Removed::Failed(path, error) => {
                end.failures = end.failures.saturating_add(1);
                if end.failed.len() < TOLD {
                    end.failed.push((path, Untrusted::new(error.to_string()).sanitized()));
                }
            }
            Removed::Holding(count) => end.holding = count,
            Removed::End(entries) => {
                end.entries = entries;
                // One that was stopped after its last entry is whole.
                end.stopped = stop.is_stopped() && end.gone.len() < plan.items().len();
                return Ok(end);
            }
        }
    }
    Err(StorageError::no_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::local::LocalStore;

    #[tokio::test]
    async fn one_that_cannot_come_back_keeps_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let path =
            |name: &str| StorePath::parse(dir.path().join(name).as_os_str().as_encoded_bytes()).unwrap();
        let trashed: Vec<Trashed> = ["a", "b", "c", "d"]
            .map(|name| Trashed {
                from: path(name),
                now: path(&format!("{name}.trash")),
                info: path(&format!("{name}.info")),
            })
            .into();
        // `b` has a new file of its name, `c` was taken out of the trash.
        for name in ["a.trash", "b.trash", "b", "d.trash"] {
            std::fs::write(dir.path().join(name), name).unwrap();
        }
        let store = LocalStore::new(path("home"));
        let end = restore(&store, &trashed).await;
        assert_eq!(end.back, 2);
        assert!(dir.path().join("a").exists() && dir.path().join("d").exists());
        assert_eq!(std::fs::read(dir.path().join("b")).unwrap(), b"b", "nothing is replaced");
        let left: Vec<_> = end.left.iter().map(|one| (&one.trashed, one.again)).collect();
        assert_eq!(left, [(&trashed[1], true), (&trashed[2], false)]);
    }
}
