//! The six moments between which a kill must neither lose nor double a task (`ARCHITECTURE.md` P0-2).
//!
//! A debug build blocks at the given one, so that a test can kill it exactly there. It writes a file `paused-at` into
//! the journal so that the test knows when.

/// A step of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalStep {
    /// The plan is on disk.
    PlanWritten,
    /// The service has given an id, which is not on disk yet.
    IdAnswered,
    /// The id and the exact body are on disk.
    IdSynced,
    /// The service has answered the POST; the answer is not read.
    PostSent,
    /// The answer was read and is not on disk yet.
    AnswerRead,
    /// The result is on disk.
    OutcomeSynced,
}

impl JournalStep {
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

/// A name that is none of the six steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a step is one of plan-written, id-answered, id-synced, post-sent, answer-read, outcome-synced")]
pub struct UnknownStep;

impl std::str::FromStr for JournalStep {
    type Err = UnknownStep;
    fn from_str(name: &str) -> Result<Self, UnknownStep> {
        Self::ALL.into_iter().find(|step| step.name() == name).ok_or(UnknownStep)
    }
}

/// The step to stop at. Empty in a release build.
#[derive(Clone, Copy, Debug, Default)]
pub struct CrashPoint {
    #[cfg(any(test, debug_assertions))]
    step: Option<JournalStep>,
}

impl CrashPoint {
    /// Stops at `step` for good.
    #[cfg(any(test, debug_assertions))]
    pub fn new(step: Option<JournalStep>) -> Self {
        Self { step }
    }

    /// Returns at once, except at the step to stop at.
    #[cfg_attr(
        not(any(test, debug_assertions)),
        allow(clippy::unused_async, unused_variables, reason = "a release build stops nowhere")
    )]
    pub async fn reached(self, step: JournalStep, dir: &std::path::Path) {
        #[cfg(any(test, debug_assertions))]
        if self.step == Some(step) {
            let _ = std::fs::write(dir.join("paused-at"), step.name());
            std::future::pending::<()>().await;
        }
    }
}
