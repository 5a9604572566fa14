//! Permissions and times of entries, where a store can set them.

use std::sync::Arc;

use super::context::ActorContext;
use super::fs::{finish, store};
use super::problem::{self, Doing};
use crate::app::requests::attributes::{
    AttributesRequest, ModesSet, ReadModes, SetModes, TouchEntries, Touched,
};
use crate::domain::ids::RequestId;
use crate::domain::path::EntryName;
use crate::domain::problem::Problem;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;
use crate::storage::StorageError;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &AttributesRequest) -> Doing {
    let (what, at) = match request {
        AttributesRequest::ReadModes(ReadModes { at, .. }) => ("read the permissions in", at),
        AttributesRequest::SetModes(SetModes { at, .. }) => ("change the permissions in", at),
        AttributesRequest::TouchEntries(TouchEntries { at, .. }) => ("set the times in", at),
    };
    safe!("{} {}", what, at.path.sanitized())
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &AttributesRequest) {
    let doing = doing(request);
    let failed = |problem| request.failed(problem);
    let told = |error: StorageError| problem::of_storage(&error, &doing);
    match request {
        AttributesRequest::ReadModes(ReadModes { at, names }) => {
            let Some((session, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let modes = store.modes(&at.path, names.clone()).await.map_err(told);
            finish::<ReadModes>(&cx, session, id, modes).await;
        }
        AttributesRequest::SetModes(SetModes { at, steps }) => {
            let Some((session, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let names: Vec<EntryName> = steps.iter().map(|step| step.name.clone()).collect();
            let end = store.set_modes(&at.path, steps.clone()).await.map_err(told);
            let end = end.and_then(|ends| split(names, ends, &doing));
            let end = end.map(|(done, failed)| ModesSet { at: at.clone(), done, failed });
            finish::<SetModes>(&cx, session, id, end).await;
        }
        AttributesRequest::TouchEntries(TouchEntries { at, names }) => {
            let Some((session, store)) = store(&cx, id, &at.store, &doing, failed).await else { return };
            let end = store.touch(&at.path, names.clone()).await.map_err(told);
            let end = end.and_then(|ends| split(names.clone(), ends, &doing));
            let end = end.map(|(done, failed)| Touched { at: at.clone(), done: done.len(), failed });
            finish::<TouchEntries>(&cx, session, id, end).await;
        }
    }
}

/// What was done, and what was not and why.
type Split<T> = (Vec<T>, Vec<(EntryName, SafeText)>);

/// Sorts what became of each entry. Where nothing was done, the first reason is the problem.
fn split<T>(
    names: Vec<EntryName>,
    ends: Vec<Result<T, StorageError>>,
    doing: &Doing,
) -> Result<Split<T>, Problem> {
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    let mut first = None;
    for (name, end) in names.into_iter().zip(ends) {
        match end {
            Ok(one) => done.push(one),
            Err(error) => {
                let why = Untrusted::new(error.to_string()).sanitized();
                first.get_or_insert(error);
                failed.push((name, why));
            }
        }
    }
    match first {
        Some(error) if done.is_empty() => Err(problem::of_storage(&error, doing)),
        _ => Ok((done, failed)),
    }
}
