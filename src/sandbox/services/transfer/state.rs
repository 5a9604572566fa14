//! What Transfer keeps besides the accounts: tasks, submission ids, recently used collections.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::FromRef;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::data_plane::bucket::TokenBucket;
use crate::sandbox::data_plane::task::TaskHandle;
use crate::sandbox::model::world::World;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::injections::InjectedErrors;

/// How many collections are remembered as recently used.
const MAX_RECENT: usize = 100;

/// A submission id: whose it is, and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Submission {
    pub owner: Uuid,
    /// The task it made, and a digest of the document that made it.
    pub task: Option<(Uuid, String)>,
}

/// Every id ever given out.
pub type Submissions = BTreeMap<Uuid, Submission>;

/// Tasks and submission ids, as kept across restarts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct TaskStore {
    pub submissions: Submissions,
    pub tasks: BTreeMap<Uuid, TaskHandle>,
    pub next_number: u64,
    /// By user, the latest first.
    pub recent: BTreeMap<Uuid, VecDeque<Uuid>>,
    #[serde(skip)]
    pub injections: InjectedErrors,
}

impl TaskStore {
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
                    "type": task.spec.wire_name(), "status": task.status.wire_name(), "label": task.label});
                (task.number, line)
            })
            .collect();
        tasks.sort_by_key(|(number, _)| *number);
        let unused = self.submissions.values().filter(|submission| submission.task.is_none()).count();
        let tasks: Vec<Value> = tasks.into_iter().map(|(_, line)| line).collect();
        json!({"tasks": tasks, "unused_submission_ids": unused})
    }

    /// The tasks that came of a submission id: none or one.
    pub fn task_of(&self, submission: &Uuid) -> Option<Uuid> {
        self.submissions.get(submission)?.task.as_ref().map(|(task, _)| *task)
    }
}

/// The state of Transfer, shared by its handlers and its workers.
#[derive(Debug, Clone)]
pub struct TransferState {
    pub world: Arc<World>,
    /// The rate that all tasks share.
    pub bucket: Arc<TokenBucket>,
    /// Workers put their tasks down.
    pub stopping: Arc<AtomicBool>,
    tasks: Arc<Mutex<TaskStore>>,
}

impl TransferState {
    /// With these tasks; none of them is worked yet.
    pub fn new(world: Arc<World>, tasks: TaskStore) -> Self {
        let (bucket, stopping) = Default::default();
        Self { world, bucket, stopping, tasks: Arc::new(Mutex::new(tasks)) }
    }

    /// Tasks and submission ids, locked: let go before awaiting. Whoever also locks the accounts does that first.
    pub fn tasks(&self) -> MutexGuard<'_, TaskStore> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers that the caller has used a collection.
    pub fn record_use(&self, caller: &Caller, collection: Uuid) {
        let mut state = self.tasks();
        let recent = state.recent.entry(caller.identity).or_default();
        if recent.front() == Some(&collection) {
            return;
        }
        recent.retain(|id| *id != collection);
        recent.push_front(collection);
        recent.truncate(MAX_RECENT);
        drop(state);
        self.world.changed();
    }
}

impl FromRef<TransferState> for Arc<World> {
    fn from_ref(transfer: &TransferState) -> Self {
        Self::clone(&transfer.world)
    }
}
