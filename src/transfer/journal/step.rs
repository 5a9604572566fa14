//! The six moments between which a kill must neither lose nor double a task (`ARCHITECTURE.md` P0-2).
//!
//! A debug build stops for good at the one it was told, so that a test can kill it exactly there. It
//! leaves a file `paused-at` in the journal so that the test knows when.

/// A moment in the life of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The plan is on disk.
    PlanWritten,
    /// The service has given an id; it is on no disk.
    IdAnswered,
    /// The id and the exact body are on disk.
    IdSynced,
    /// The service has done what was asked and nobody has looked at its answer.
    PostSent,
    /// The answer was read; it is on no disk.
    AnswerRead,
    /// What came of it is on disk.
    OutcomeSynced,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 6] = [
        Self::PlanWritten,
        Self::IdAnswered,
        Self::IdSynced,
        Self::PostSent,
        Self::AnswerRead,
        Self::OutcomeSynced,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlanWritten => "plan-written",
            Self::IdAnswered => "id-answered",
            Self::IdSynced => "id-synced",
            Self::PostSent => "post-sent",
            Self::AnswerRead => "answer-read",
            Self::OutcomeSynced => "outcome-synced",
        }
    }
}

/// Said when a step's name is none of the six.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a step is one of plan-written, id-answered, id-synced, post-sent, answer-read, outcome-synced")]
pub struct NoSuchStep;

impl std::str::FromStr for Step {
    type Err = NoSuchStep;
    fn from_str(name: &str) -> Result<Self, NoSuchStep> {
        Self::ALL.into_iter().find(|step| step.name() == name).ok_or(NoSuchStep)
    }
}

/// Where to stop. In a release build it knows no step, and costs nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct PauseAt {
    #[cfg(any(test, debug_assertions))]
    step: Option<Step>,
}

impl PauseAt {
    /// Stops at `step` for good.
    #[cfg(any(test, debug_assertions))]
    pub fn new(step: Option<Step>) -> Self {
        Self { step }
    }

    /// Says that `step` is reached; returns unless it is the one to stop at.
    #[cfg_attr(
        not(any(test, debug_assertions)),
        allow(clippy::unused_async, unused_variables, reason = "a release build stops nowhere")
    )]
    pub async fn reached(self, step: Step, dir: &std::path::Path) {
        #[cfg(any(test, debug_assertions))]
        if self.step == Some(step) {
            let _ = std::fs::write(dir.join("paused-at"), step.name());
            std::future::pending::<()>().await;
        }
    }
}
