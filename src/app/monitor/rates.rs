//! How fast jobs are now, from one report to the next: the service reports only the average over a task's whole age.
//! It knows jobs by id, nothing of the panel.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::domain::ids::JobId;
use crate::domain::job::JobSnapshot;
use crate::domain::time::Timestamp;

/// Looks that are kept: a minute or two while watching.
const KEPT: usize = 60;
/// Nothing is known of what happened between looks further apart: a gap, not an average.
const GAP: Duration = Duration::from_secs(45);

/// The rates of all jobs that move.
#[derive(Debug, Default)]
pub struct Rates {
    by_job: BTreeMap<JobId, History>,
}

#[derive(Debug)]
struct History {
    at: Timestamp,
    bytes: u64,
    rates: VecDeque<Option<u64>>,
}

impl Rates {
    /// Takes what one look saw. A job that has ended has no rate any more.
    pub fn apply_snapshot(&mut self, jobs: &[JobSnapshot], at: Timestamp) {
        let moving = || jobs.iter().filter(|job| job.state.is_at_service());
        self.by_job.retain(|id, _| moving().any(|job| job.id == *id));
        for job in moving() {
            match self.by_job.get_mut(&job.id) {
                Some(history) => history.observe(job.progress.bytes, at),
                None => {
                    let first = History { at, bytes: job.progress.bytes, rates: VecDeque::new() };
                    self.by_job.insert(job.id, first);
                }
            }
        }
    }

    /// Bytes a second between the last two looks; `None` where that is not known.
    pub fn now(&self, job: JobId) -> Option<u64> {
        self.by_job.get(&job)?.rates.back().copied().flatten()
    }

    /// The rates seen, oldest first; a gap where nothing was looked at.
    pub fn seen(&self, job: JobId) -> Vec<Option<u64>> {
        self.by_job.get(&job).map(|history| history.rates.iter().copied().collect()).unwrap_or_default()
    }
}

impl History {
    fn observe(&mut self, bytes: u64, at: Timestamp) {
        let passed = at.since(self.at);
        // Two answers in the same instant, or a decreased count, give no rate.
        let rate = match (bytes.checked_sub(self.bytes), u64::try_from(passed.as_millis())) {
            _ if passed > GAP => None,
            (Some(moved), Ok(ms)) if ms > 0 => Some(moved.saturating_mul(1000) / ms),
            (Some(_), _) => return,
            (None, _) => None,
        };
        (self.at, self.bytes) = (at, bytes);
        self.rates.push_back(rate);
        if self.rates.len() > KEPT {
            self.rates.pop_front();
        }
    }
}
