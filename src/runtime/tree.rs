//! Looks into everything below a directory.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::context::ActorContext;
use super::fs::{finish, store};
use super::problem::{self, Doing};
use crate::app::requests::tree::{FindBelow, FoundBelow, FoundEnd, Measure, Measured, TreeRequest};
use crate::domain::criteria::Verdict;
use crate::domain::found::Found;
use crate::domain::ids::RequestId;
use crate::domain::problem::Problem;
use crate::safe;
use crate::storage::tree::{TreeOrder, TreeStep, TreeWalk};
use crate::storage::{Storage, StorageError, StorageErrorKind};

/// A search stops at the end of the directory with which it has found so many: it can go on.
const MOST_FOUND: usize = 10_000;

/// How often it is reported how far a walk has come.
const REPORTED: Duration = Duration::from_millis(100);

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &TreeRequest) -> Doing {
    match request {
        TreeRequest::Measure(Measure { directories, .. }) => match directories.first() {
            Some(directory) => safe!("look into {}", directory.sanitized()),
            None => "look into a directory".into(),
        },
        TreeRequest::FindBelow(FindBelow { directories, .. }) => match directories.first() {
            Some(directory) => safe!("search below {}", directory.sanitized()),
            None => "search below a directory".into(),
        },
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &TreeRequest) {
    let doing = doing(request);
    let failed = |problem| request.failed(problem);
    match request {
        TreeRequest::Measure(call) => {
            let Some((session, store)) = store(&cx, id, &call.store, &doing, failed).await else { return };
            let end = measure(&cx, id, call.clone(), store).await;
            finish::<Measure>(&cx, session, id, end).await;
        }
        TreeRequest::FindBelow(call) => {
            let Some((session, store)) = store(&cx, id, &call.store, &doing, failed).await else { return };
            let end = find(&cx, id, call.clone(), store).await;
            finish::<FindBelow>(&cx, session, id, end).await;
        }
    }
}

async fn measure(
    cx: &ActorContext,
    id: RequestId,
    call: Measure,
    store: Arc<dyn Storage>,
) -> Result<Measured, Problem> {
    let mut size = call.so_far;
    let mut walk = TreeWalk::new(store, call.directories, TreeOrder::DepthFirst);
    let mut listings = 0;
    let mut reported = Instant::now();
    while let Some(step) = walk.next().await {
        let mut listed = true;
        match step {
            TreeStep::Rows(_, chunk) => {
                listed = false;
                chunk.entries().for_each(|entry| _ = size.add(&entry));
            }
            TreeStep::Listed { unreadable, truncated } => {
                size.unreadable = size.unreadable.saturating_add(unreadable + u64::from(truncated));
            }
            TreeStep::Failed(path, error) => match can_be_passed_over(&error) {
                true => size.unreadable = size.unreadable.saturating_add(1),
                false => {
                    let doing = safe!("look into {}", path.sanitized());
                    return Err(problem::of_storage(&error, &doing));
                }
            },
        }
        size.waiting = walk.waiting() as u64;
        listings += u32::from(listed);
        if listed && call.listings.is_some_and(|most| listings >= most) {
            break;
        }
        if reported.elapsed() >= REPORTED {
            cx.partial::<Measure>(id, size).await;
            reported = Instant::now();
        }
    }
    size.waiting = walk.waiting() as u64;
    Ok(Measured { size, rest: walk.into_rest() })
}

async fn find(
    cx: &ActorContext,
    id: RequestId,
    call: FindBelow,
    store: Arc<dyn Storage>,
) -> Result<FoundEnd, Problem> {
    let mut walk = TreeWalk::new(store, call.directories, TreeOrder::BreadthFirst);
    let (mut listings, mut all) = (0, 0);
    let mut more = FoundBelow::default();
    let mut reported: Option<Instant> = None;
    while let Some(step) = walk.next().await {
        let mut listed = true;
        match step {
            TreeStep::Rows(directory, chunk) => {
                listed = false;
                for entry in chunk.entries() {
                    match call.criteria.judge(&entry) {
                        Verdict::No => {}
                        Verdict::Unknown => more.unknown += 1,
                        Verdict::Yes => more.found.extend(Found::new(&directory, &entry)),
                    }
                }
            }
            TreeStep::Listed { unreadable, truncated } => {
                more.unreadable += unreadable + u64::from(truncated)
            }
            TreeStep::Failed(_, error) if can_be_passed_over(&error) => more.unreadable += 1,
            TreeStep::Failed(path, error) => {
                cx.partial::<FindBelow>(id, more).await;
                return Err(problem::of_storage(&error, &safe!("search {}", path.sanitized())));
            }
        }
        more.looked += u64::from(listed);
        listings += u32::from(listed);
        let is_enough = all + more.found.len() >= MOST_FOUND;
        if listed && (is_enough || call.listings.is_some_and(|most| listings >= most)) {
            break;
        }
        // The first that is found is shown at once.
        let first = all == 0 && !more.found.is_empty();
        if first || reported.is_none_or(|at| at.elapsed() >= REPORTED) {
            all += more.found.len();
            more.waiting = walk.waiting() as u64;
            cx.partial::<FindBelow>(id, std::mem::take(&mut more)).await;
            reported = Some(Instant::now());
        }
    }
    more.waiting = walk.waiting() as u64;
    cx.partial::<FindBelow>(id, more).await;
    Ok(FoundEnd { rest: walk.into_rest() })
}

/// Whether a walk goes on without a directory that could not be listed: it is gone by now, or is not for this user.
fn can_be_passed_over(error: &StorageError) -> bool {
    matches!(
        error.kind,
        StorageErrorKind::NotFound
            | StorageErrorKind::Denied
            | StorageErrorKind::NotDirectory
            | StorageErrorKind::TooLarge
    )
}
