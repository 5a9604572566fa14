//! The tasks of Globus: the unfinished ones, requested separately; the newest, finished or not; and single tasks that
//! neither list shows.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::ids::TaskId;
use crate::domain::job::JobWindow;
use crate::domain::task::Task;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::page::Page;
use crate::globus::transfer::tasks::{self, TaskQuery};

/// How many of the newest tasks are listed.
const NEWEST: u32 = 100;

/// Finished tasks do not change: the newest tasks are read again when something ended, and after this time.
const NEWEST_AGAIN: Duration = Duration::from_secs(60);

/// Tasks requested by id in one poll. The others follow with the next one.
const SINGLE: usize = 20;

/// After this many answers in a row a task does not exist: a service may list a new task a moment late.
const FORGOTTEN_AFTER: u8 = 2;

/// The tasks at the last poll.
#[derive(Debug, Default)]
pub struct TaskPoll {
    unfinished: BTreeMap<TaskId, Task>,
    newest: BTreeMap<TaskId, Task>,
    /// Over, and not among the newest.
    single: BTreeMap<TaskId, Task>,
    missing: BTreeMap<TaskId, u8>,
    forgotten: BTreeMap<TaskId, Option<Task>>,
    window: JobWindow,
    newest_read: Option<Instant>,
}

impl TaskPoll {
    /// Asks the service. `followed` are tasks that must exist; `refresh` reads the newest tasks in any case.
    ///
    /// # Errors
    /// Those of a read; then what was known before is unchanged.
    pub async fn poll(
        &mut self,
        globus: &Globus,
        followed: &BTreeSet<TaskId>,
        refresh: bool,
    ) -> Result<(), ApiError> {
        let listed = tasks::unfinished(globus).await?;
        let mut unfinished: BTreeMap<TaskId, Task> =
            listed.into_iter().filter(|task| !task.status.is_over()).map(|task| (task.id, task)).collect();
        let vanished = self.vanished(followed, &unfinished);
        let due = self.newest_read.is_none_or(|read| read.elapsed() >= NEWEST_AGAIN);
        let page = if refresh || due || !vanished.is_empty() {
            Some(tasks::task_list(globus, TaskQuery { filter: None, offset: 0, limit: NEWEST }).await?)
        } else {
            None
        };
        let is_listed = |id: &TaskId| match &page {
            Some(page) => page.items.iter().any(|task| task.id == *id),
            None => false,
        };
        let mut answers = Vec::new();
        for id in vanished.iter().filter(|id| !is_listed(id)).take(SINGLE) {
            answers.push((*id, tasks::task_if_known(globus, *id).await?));
        }
        // Not requested in this poll, or missing once: unchanged.
        for id in vanished.iter().filter(|id| !is_listed(id)) {
            if let Some(task) = self.unfinished.get(id) {
                unfinished.insert(*id, task.clone());
            }
        }
        self.unfinished = unfinished;
        if let Some(page) = page {
            self.apply_newest(page);
        }
        for (id, task) in answers {
            self.apply_single(id, task);
        }
        Ok(())
    }

    fn apply_newest(&mut self, page: Page<Task>) {
        let newest = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
        self.window = JobWindow { newest, total: page.total.unwrap_or(newest).max(newest) };
        self.newest = page.items.into_iter().map(|task| (task.id, task)).collect();
        self.newest_read = Some(Instant::now());
    }

    fn apply_single(&mut self, id: TaskId, answer: Option<Task>) {
        let Some(task) = answer else {
            let times = self.missing.entry(id).or_default();
            *times = times.saturating_add(1);
            if *times >= FORGOTTEN_AFTER {
                self.missing.remove(&id);
                self.forgotten.insert(id, self.unfinished.remove(&id));
            }
            return;
        };
        self.missing.remove(&id);
        if task.status.is_over() {
            self.unfinished.remove(&id);
            self.single.insert(id, task);
        } else {
            self.unfinished.insert(id, task);
        }
    }

    /// Tasks that should be among the unfinished and are not.
    fn vanished(&self, followed: &BTreeSet<TaskId>, unfinished: &BTreeMap<TaskId, Task>) -> BTreeSet<TaskId> {
        let known = self.tasks();
        let alive = known.values().filter(|task| !task.status.is_over()).map(|task| task.id);
        let unknown = followed.iter().copied().filter(|id| !known.contains_key(id));
        alive
            .chain(unknown)
            .filter(|id| !unfinished.contains_key(id) && !self.forgotten.contains_key(id))
            .collect()
    }

    /// All tasks that are known, each in its latest state.
    pub fn tasks(&self) -> BTreeMap<TaskId, &Task> {
        let mut all: BTreeMap<TaskId, &Task> = self.single.iter().map(|(id, task)| (*id, task)).collect();
        all.extend(self.newest.iter().map(|(id, task)| (*id, task)));
        // The newest were read after the unfinished: one that is over there has just ended.
        let running = self
            .unfinished
            .iter()
            .filter(|(id, _)| self.newest.get(id).is_none_or(|newest| !newest.status.is_over()));
        all.extend(running.map(|(id, task)| (*id, task)));
        all
    }

    /// Tasks that the service no longer knows, as they were last seen.
    pub fn forgotten(&self) -> &BTreeMap<TaskId, Option<Task>> {
        &self.forgotten
    }

    /// Whether a task is over or forgotten.
    pub fn is_over(&self, id: TaskId) -> bool {
        self.forgotten.contains_key(&id) || self.tasks().get(&id).is_some_and(|task| task.status.is_over())
    }

    /// How much of the service's list is known.
    pub fn window(&self) -> JobWindow {
        self.window
    }
}
