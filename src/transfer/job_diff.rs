//! Computes the changes between two lists of jobs.

use std::collections::BTreeMap;

use crate::domain::ids::JobId;
use crate::domain::job::{JobChange, JobSnapshot, JobWindow};

/// The jobs reported so far.
#[derive(Debug, Default)]
pub struct JobDiff {
    jobs: BTreeMap<JobId, JobSnapshot>,
    window: JobWindow,
}

impl JobDiff {
    /// The changes from what was reported to `jobs`, which count as reported from now on.
    pub fn changes(&mut self, jobs: Vec<JobSnapshot>, window: JobWindow) -> Vec<JobChange> {
        let jobs: BTreeMap<JobId, JobSnapshot> = jobs.into_iter().map(|job| (job.id, job)).collect();
        let gone = self.jobs.keys().filter(|id| !jobs.contains_key(id));
        let mut changes: Vec<JobChange> = gone.map(|id| JobChange::Removed(*id)).collect();
        let changed = jobs.values().filter(|job| self.jobs.get(&job.id) != Some(job));
        changes.extend(changed.map(|job| JobChange::Set(Box::new(job.clone()))));
        if self.window != window {
            changes.push(JobChange::Window(window));
        }
        self.jobs = jobs;
        self.window = window;
        changes
    }
}
