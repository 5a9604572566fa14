//! The state of Transfer besides the accounts: tasks, submission ids, recently used collections.

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

/// Maximum number of recently used collections per user.
const MAX_RECENT: usize = 100;

/// A submission id: its owner and the task created with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Submission {
    pub owner: Uuid,
    /// The task, and a digest of the submitted document.
    pub task: Option<(Uuid, String)>,
}

/// All submission ids that were issued.
pub type Submissions = BTreeMap<Uuid, Submission>;

/// The persistent state of Transfer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct TaskStore {
    pub submissions: Submissions,
    pub tasks: BTreeMap<Uuid, TaskHandle>,
    pub next_number: u64,
    /// Recently used collections by user, latest first.
    pub recent: BTreeMap<Uuid, VecDeque<Uuid>>,
    #[serde(skip)]
    pub injections: InjectedErrors,
}

impl TaskStore {
    /// The tasks for `GET <control>/state`, in order of submission, each with its submission id.
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

    /// The task that was created with a submission id.
    pub fn task_of(&self, submission: &Uuid) -> Option<Uuid> {
        self.submissions.get(submission)?.task.as_ref().map(|(task, _)| *task)
    }
}

/// The state of Transfer, shared by handlers and workers.
#[derive(Debug, Clone)]
pub struct TransferState {
    pub world: Arc<World>,
    /// The rate limit that all tasks share.
    pub bucket: Arc<TokenBucket>,
    /// Set when the sandbox stops: workers stop and their tasks can resume later.
    pub stopping: Arc<AtomicBool>,
    tasks: Arc<Mutex<TaskStore>>,
}

impl TransferState {
    /// The state with these tasks, none of them running.
    pub fn new(world: Arc<World>, tasks: TaskStore) -> Self {
        Self { world, bucket: Arc::default(), stopping: Arc::default(), tasks: Arc::new(Mutex::new(tasks)) }
    }

    /// Locks the tasks. Not to be held across an await. Code that also locks the accounts locks them first.
    pub fn tasks(&self) -> MutexGuard<'_, TaskStore> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that the caller used a collection.
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
