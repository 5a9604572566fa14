//! What is asked about tasks: to submit, to cancel, and what happened to one.

use super::call::topic;
use crate::domain::ids::TaskId;
use crate::domain::plan::ConfirmedPlan;
use crate::domain::problem::Problem;
use crate::domain::task::TaskEvent;

/// Submit what was confirmed.
#[derive(Clone, Debug)]
pub struct Submit {
    /// What was seen and confirmed.
    pub plan: Box<ConfirmedPlan>,
}

/// What became of a submission that was not refused.
#[derive(Clone, Debug)]
pub enum Submission {
    /// The service has it as this task.
    Accepted {
        /// The task.
        task: TaskId,
        /// Whether the service had it already.
        again: bool,
    },
    /// It is in the journal, and is sent when this problem is over.
    Waits(Problem),
}

/// Cancel a task. The task list tells when it has ended.
#[derive(Clone, Debug)]
pub struct CancelTask {
    /// Which.
    pub task: TaskId,
}

/// Read the newest events of a task.
#[derive(Clone, Debug)]
pub struct ReadTaskLog {
    /// Which.
    pub task: TaskId,
}

topic! { Task, TaskRequest, TaskReply {
    /// A submission; a failure is a refusal for good.
    Submit: Submission => std::convert::Infallible, Submission;
    /// The service took the wish to cancel.
    CancelTask: Write => std::convert::Infallible, ();
    /// The events of a task, newest first.
    ReadTaskLog: Read => std::convert::Infallible, Vec<TaskEvent>;
} }
