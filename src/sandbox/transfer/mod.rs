//! Transfer's routes under `/v0.10`, and the tasks behind them.
//!
//! It turns requests into work for the data plane and its progress into documents; the bytes move in
//! [`super::plane`]. Start with [`routes`], then [`submit`] and [`queue`].

mod access;
mod body;
mod document;
mod endpoint;
pub mod filter;
mod history;
mod inject;
mod ls;
mod operate;
mod parse;
mod query;
pub mod queue;
mod rows;
mod search;
mod submit;
mod tasks;
mod trouble;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::Router;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::caller::Caller;
use super::plane::bucket::Bucket;
use super::plane::task::Handle;
use super::world::World;

pub use inject::inject;

/// How many collections are remembered as recently used.
const RECENT: usize = 100;

/// Tasks and submission ids, as kept across restarts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    submissions: submit::Submissions,
    tasks: BTreeMap<Uuid, Handle>,
    next_number: u64,
    /// By user, the latest first.
    recent: BTreeMap<Uuid, VecDeque<Uuid>>,
    #[serde(skip)]
    injections: Vec<inject::Injection>,
    #[serde(skip)]
    bucket: Arc<Bucket>,
    #[serde(skip)]
    stopping: Arc<AtomicBool>,
}

impl State {
    /// What `GET <control>/state` says of tasks: each with its submission id, in the order of submission.
    pub fn summary(&self) -> Value {
        let ids: BTreeMap<Uuid, Uuid> = self
            .submissions
            .iter()
            .filter_map(|(id, submission)| submission.task.as_ref().map(|(task, _)| (*task, *id)))
            .collect();
        let mut tasks: Vec<(u64, Value)> = self
            .tasks
            .values()
            .map(|task| {
                let task = task.lock();
                let line = json!({"task_id": task.id, "submission_id": ids.get(&task.id), "owner_id": task.owner,
                    "type": task.work.word(), "status": task.status.word(), "label": task.label});
                (task.number, line)
            })
            .collect();
        tasks.sort_by_key(|(number, _)| *number);
        let unused = self.submissions.values().filter(|submission| submission.task.is_none()).count();
        let tasks: Vec<Value> = tasks.into_iter().map(|(_, line)| line).collect();
        json!({"tasks": tasks, "unused_submission_ids": unused})
    }

    /// The tasks that came of a submission id: none or one.
    pub fn tasks_of(&self, submission: &Uuid) -> Option<Uuid> {
        self.submissions.get(submission)?.task.as_ref().map(|(task, _)| *task)
    }

    fn used(world: &World, caller: &Caller, collection: Uuid) {
        let mut state = world.transfer();
        let recent = state.recent.entry(caller.identity).or_default();
        if recent.front() == Some(&collection) {
            return;
        }
        recent.retain(|id| *id != collection);
        recent.push_front(collection);
        recent.truncate(RECENT);
        drop(state);
        world.changed();
    }
}

/// Every route of Transfer that is built, with full paths.
pub fn routes() -> Router<Arc<World>> {
    const FILES: &str = "/v0.10/operation/endpoint/{id}";
    const TASK: &str = "/v0.10/task/{id}";
    let file = |name: &str| format!("{FILES}/{name}");
    let task = |name: &str| format!("{TASK}/{name}");
    Router::new()
        .route("/v0.10/endpoint_search", get(search::search))
        .route("/v0.10/endpoint/{id}", get(endpoint::show))
        .route("/v0.10/endpoint/{id}/server_list", get(endpoint::server_list))
        .route("/v0.10/endpoint/{id}/my_effective_pause_rule_list", get(endpoint::pause_rules))
        .route("/v0.10/endpoint/{id}/my_shared_endpoint_list", get(endpoint::my_shared))
        .route(&file("ls"), get(ls::ls))
        .route(&file("stat"), get(operate::stat))
        .route(&file("mkdir"), post(operate::mkdir))
        .route(&file("rename"), post(operate::rename))
        .route(&file("symlink"), post(operate::symlink))
        .route("/v0.10/submission_id", get(submit::submission_id))
        .route("/v0.10/transfer", post(submit::transfer))
        .route("/v0.10/delete", post(submit::delete))
        .route("/v0.10/task_list", get(tasks::list))
        .route(TASK, get(tasks::show).put(tasks::update))
        .route(&task("cancel"), post(tasks::cancel))
        .route(&task("remove"), post(tasks::remove))
        .route(&task("event_list"), get(history::events))
        .route(&task("successful_transfers"), get(history::successful_transfers))
        .route(&task("skipped_errors"), get(history::skipped_errors))
        .route(&task("pause_info"), get(history::pause_info))
}

#[cfg(test)]
mod tests;
