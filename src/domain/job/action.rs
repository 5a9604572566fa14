//! The actions on a job, or why they are not possible.

use super::{JobSnapshot, JobState};
use crate::domain::text::SafeText;

/// Why nothing is done with a job that another process sends.
const ELSEWHERE: &str = "Another hemi is sending it now: wait for the result.";

/// An action on a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobAction {
    /// Send a saved submission now.
    SendNow,
    /// Remove a saved submission, so that it is never sent.
    Drop,
    /// Cancel it at the service.
    Cancel,
    /// Look at it: the plan of a saved submission, the events of a task.
    Inspect,
}

/// The outcome of a request to cancel a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// It is cancelled.
    Cancelled,
    /// Its service will cancel it; the list of jobs shows when.
    Accepted,
    /// It had already ended.
    AlreadyOver,
}

impl JobAction {
    /// All.
    pub const ALL: [Self; 4] = [Self::SendNow, Self::Drop, Self::Cancel, Self::Inspect];
}

impl JobSnapshot {
    /// Why an action is not possible, if so.
    pub fn why_not(&self, action: JobAction) -> Option<SafeText> {
        match action {
            JobAction::SendNow => self.why_not_send(),
            JobAction::Drop => self.why_not_drop(),
            JobAction::Cancel => self.why_not_cancel(),
            JobAction::Inspect => None,
        }
    }

    fn why_not_send(&self) -> Option<SafeText> {
        let reason = match &self.state {
            JobState::Waiting(_) => return None,
            JobState::TooOld if self.tries == 0 => return None,
            JobState::TooOld => {
                "It was sent once and may have arrived: check the destination, then drop it or submit it again."
            }
            JobState::Submitting => "It is already being sent.",
            JobState::SubmittingElsewhere => ELSEWHERE,
            JobState::Foreign => "It belongs to another account: sign in with that account to send it.",
            JobState::Unusable => "This version of hemi cannot read it.",
            _ => "Globus has it already.",
        };
        Some(reason.into())
    }

    fn why_not_drop(&self) -> Option<SafeText> {
        let reason = match &self.state {
            JobState::Waiting(_) | JobState::Foreign | JobState::TooOld => return None,
            JobState::Submitting => "It is being sent now: wait for the result.",
            JobState::SubmittingElsewhere => ELSEWHERE,
            JobState::Unusable => {
                "hemi never deletes a file that it cannot read. Its details show the name of the file."
            }
            state if state.is_over() => "This task has ended: there is nothing to drop.",
            _ => "Globus has it already: cancel it instead.",
        };
        Some(reason.into())
    }

    fn why_not_cancel(&self) -> Option<SafeText> {
        let reason = match &self.state {
            state if state.is_at_service() => return None,
            state if state.is_over() => "This task has ended: it cannot be cancelled.",
            JobState::Submitting => "It is being sent now: wait for the result.",
            JobState::SubmittingElsewhere => ELSEWHERE,
            _ => "Globus does not have it: drop it instead.",
        };
        Some(reason.into())
    }

    /// What dropping a saved submission leaves open, in a sentence.
    pub fn drop_consequence(&self) -> SafeText {
        match self.tries {
            0 => "It was never sent: nothing will be copied.".into(),
            _ => "It was sent at least once and may have arrived: hemi will not send it again and will not \
                  look for its task."
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::JobId;
    use crate::domain::job::{EngineKind, JobProgress, WaitReason};
    use crate::domain::task::TaskKind;

    fn job(state: JobState, tries: u32) -> JobSnapshot {
        JobSnapshot {
            id: JobId::new(uuid::Uuid::nil()),
            engine: EngineKind::Globus,
            kind: TaskKind::Transfer,
            state,
            label: None,
            source: None,
            destination: None,
            progress: JobProgress::default(),
            requested: None,
            completed: None,
            tries,
            note: None,
            task: None,
        }
    }

    fn allowed(state: JobState, tries: u32) -> Vec<JobAction> {
        let job = job(state, tries);
        JobAction::ALL.into_iter().filter(|action| job.why_not(*action).is_none()).collect()
    }

    #[test]
    fn a_saved_submission_can_be_dropped_and_a_task_cancelled_never_both() {
        use JobAction::{Cancel, Drop, Inspect, SendNow};
        assert_eq!(allowed(JobState::Waiting(WaitReason::Offline), 1), [SendNow, Drop, Inspect]);
        assert_eq!(allowed(JobState::Foreign, 0), [Drop, Inspect]);
        assert_eq!(allowed(JobState::TooOld, 0), [SendNow, Drop, Inspect]);
        assert_eq!(allowed(JobState::TooOld, 1), [Drop, Inspect], "it could become a second task");
        assert_eq!(allowed(JobState::Submitting, 0), [Inspect]);
        assert_eq!(allowed(JobState::SubmittingElsewhere, 0), [Inspect]);
        assert_eq!(allowed(JobState::Unusable, 0), [Inspect]);
        for state in [JobState::Submitted, JobState::Queued, JobState::Active, JobState::Paused] {
            assert_eq!(allowed(state, 0), [Cancel, Inspect]);
        }
        for state in [JobState::Succeeded, JobState::Failed, JobState::Cancelled, JobState::Forgotten] {
            assert_eq!(allowed(state, 0), [Inspect]);
        }
    }
}
