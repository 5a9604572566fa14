//! The jobs that job sources have reported, newest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{JobChange, JobSnapshot, JobState};
use crate::domain::ids::JobId;

/// How much of a service's list is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobWindow {
    /// How many of its newest jobs.
    pub newest: u64,
    /// How many it has.
    pub total: u64,
}

impl JobWindow {
    /// Whether something is not shown.
    pub fn is_partial(self) -> bool {
        self.total > self.newest
    }
}

/// What changes made of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The jobs that ended.
    pub ended: Vec<JobSnapshot>,
    /// Whether anything is different.
    pub changed: bool,
}

/// All jobs, by the changes applied so far.
#[derive(Clone, Debug, Default)]
pub struct JobList {
    jobs: Vec<JobSnapshot>,
    window: JobWindow,
}

impl JobList {
    /// All jobs: those saved on this computer, then those that are not over, then the others; the newest first in
    /// each part, so that what needs attention is never below a hundred finished tasks.
    pub fn jobs(&self) -> &[JobSnapshot] {
        &self.jobs
    }

    /// A job by its id.
    pub fn get(&self, id: JobId) -> Option<&JobSnapshot> {
        self.jobs.iter().find(|job| job.id == id)
    }

    /// How much of the service's list is shown.
    pub fn window(&self) -> JobWindow {
        self.window
    }

    /// How many jobs the service has not finished.
    pub fn unfinished(&self) -> usize {
        self.jobs.iter().filter(|job| job.state.is_at_service()).count()
    }

    /// The same by what they do: `running`, `queued`, `paused` and `stuck`, which wait for their owner.
    pub fn unfinished_by_state(&self) -> [(&'static str, usize); 4] {
        let mut counts = [("running", 0), ("queued", 0), ("paused", 0), ("stuck", 0)];
        let [(_, running), (_, queued), (_, paused), (_, waiting)] = &mut counts;
        for job in self.jobs.iter().filter(|job| job.state.is_at_service()) {
            match job.state {
                JobState::Active | JobState::Submitted => *running += 1,
                JobState::Queued => *queued += 1,
                JobState::Paused => *paused += 1,
                _ => *waiting += 1,
            }
        }
        counts
    }

    /// How many submissions are saved on this computer and not at the service.
    pub fn saved(&self) -> usize {
        self.jobs.iter().filter(|job| job.state.is_saved()).count()
    }

    /// How many of those hemi sends later without being asked again.
    pub fn to_be_sent(&self) -> usize {
        self.jobs.iter().filter(|job| job.state.will_be_sent()).count()
    }

    /// Applies changes.
    pub fn apply(&mut self, changes: Vec<JobChange>) -> Applied {
        let before = std::mem::take(&mut self.jobs);
        let mut jobs: BTreeMap<JobId, JobSnapshot> = before.into_iter().map(|job| (job.id, job)).collect();
        let mut applied = Applied::default();
        for change in changes {
            match change {
                JobChange::Set(job) => {
                    let is_over = job.state.is_over();
                    let before = jobs.insert(job.id, (*job).clone());
                    applied.changed |= before.as_ref() != Some(&*job);
                    if is_over && before.is_some_and(|before| !before.state.is_over()) {
                        applied.ended.push(*job);
                    }
                }
                JobChange::Removed(id) => applied.changed |= jobs.remove(&id).is_some(),
                JobChange::Window(window) => {
                    applied.changed |= self.window != window;
                    self.window = window;
                }
                JobChange::Answered => {}
            }
        }
        self.jobs = jobs.into_values().collect();
        self.jobs.sort_by_key(|job| (rank(&job.state), Reverse(job.requested), job.id));
        applied
    }
}

fn rank(state: &JobState) -> u8 {
    match state {
        saved if saved.is_saved() => 0,
        over if over.is_over() => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::{EngineKind, JobProgress, WaitReason};
    use crate::domain::task::TaskKind;

    fn set(id: u128, at: i64, state: JobState) -> JobChange {
        JobChange::Set(Box::new(JobSnapshot {
            id: JobId::new(uuid::Uuid::from_u128(id)),
            engine: EngineKind::Globus,
            kind: TaskKind::Transfer,
            state,
            label: None,
            source: None,
            destination: None,
            progress: JobProgress::default(),
            requested: Some(at),
            completed: None,
            tries: 0,
            note: None,
            task: None,
        }))
    }

    #[test]
    fn what_is_not_over_comes_first_and_all_counts_are_of_the_same_list() {
        let mut list = JobList::default();
        list.apply(vec![
            set(1, 10, JobState::Active),
            set(2, 20, JobState::Succeeded),
            set(3, 5, JobState::Waiting(WaitReason::Offline)),
            set(4, 6, JobState::Foreign),
            JobChange::Window(JobWindow { newest: 100, total: 151 }),
        ]);
        let order: Vec<u128> = list.jobs().iter().map(|job| job.id.uuid().as_u128()).collect();
        assert_eq!(order, [4, 3, 1, 2]);
        assert_eq!((list.unfinished(), list.saved(), list.to_be_sent()), (1, 2, 1));
        assert!(list.window().is_partial());
    }

    #[test]
    fn the_counts_by_state_add_up_to_the_count_of_the_header() {
        let mut list = JobList::default();
        let states = [
            JobState::Submitted,
            JobState::Queued,
            JobState::Active,
            JobState::Paused,
            JobState::Inactive,
            JobState::Other(crate::domain::text::Untrusted::new("NEW")),
            JobState::Succeeded,
            JobState::Failed,
            JobState::Cancelled,
            JobState::Forgotten,
            JobState::Submitting,
            JobState::Foreign,
            JobState::TooOld,
            JobState::Unusable,
            JobState::Waiting(WaitReason::SignIn),
        ];
        list.apply(states.into_iter().zip(1..).map(|(state, id)| set(id, 1, state)).collect());
        let counts = list.unfinished_by_state();
        assert_eq!(counts, [("running", 2), ("queued", 1), ("paused", 1), ("stuck", 2)]);
        assert_eq!(counts.iter().map(|(_, count)| count).sum::<usize>(), list.unfinished());
    }

    #[test]
    fn a_job_ends_once() {
        let mut list = JobList::default();
        let first = list.apply(vec![set(1, 1, JobState::Succeeded)]);
        assert_eq!((first.ended.len(), first.changed), (0, true), "it was over before it was seen");
        list.apply(vec![set(2, 1, JobState::Submitted)]);
        assert_eq!(list.apply(vec![set(2, 1, JobState::Forgotten)]).ended.len(), 1);
        assert_eq!(list.apply(vec![set(2, 1, JobState::Forgotten)]), Applied::default());
        let gone = JobId::new(uuid::Uuid::from_u128(2));
        list.apply(vec![JobChange::Removed(gone)]);
        assert_eq!((list.jobs().len(), list.get(gone)), (1, None));
    }
}
