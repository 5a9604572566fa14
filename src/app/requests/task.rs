//! What is asked about jobs: to submit, send again, drop or cancel one, and to read about it.

use super::call::topic;
use crate::domain::deletion::ConfirmedDelete;
use crate::domain::ids::{JobId, TaskId};
use crate::domain::job::{CancelOutcome, JobDetails};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::problem::Problem;
use crate::domain::task::TaskEvent;
use crate::domain::text::SafeText;

/// Submit what was confirmed.
#[derive(Clone, Debug)]
pub struct Submit {
    /// What was seen and confirmed.
    pub plan: Box<ConfirmedPlan>,
}

/// Submit a deletion that was confirmed.
#[derive(Clone, Debug)]
pub struct SubmitDelete {
    /// What was seen and confirmed.
    pub plan: Box<ConfirmedDelete>,
}

/// What became of a submission that was not refused.
#[derive(Clone, Debug)]
pub enum Submission {
    /// The service has it.
    Accepted {
        /// Whether the service had it already.
        again: bool,
    },
    /// It is in the journal, and is sent when this problem is over.
    Waits(Problem),
}

/// Send a saved submission now.
#[derive(Clone, Debug)]
pub struct SendJob {
    /// Which.
    pub job: JobId,
    /// What it is called.
    pub title: SafeText,
}

/// Drop a saved submission, so that it is never sent.
#[derive(Clone, Debug)]
pub struct DropJob {
    /// Which.
    pub job: JobId,
    /// What it is called.
    pub title: SafeText,
}

/// Cancel a job at its service. The list of jobs shows when it has ended.
#[derive(Clone, Debug)]
pub struct CancelJob {
    /// Which.
    pub job: JobId,
    /// What it is called.
    pub title: SafeText,
}

/// Read a saved submission.
#[derive(Clone, Debug)]
pub struct ReadJobDetails {
    /// Which.
    pub job: JobId,
}

/// Read the newest events of a task.
#[derive(Clone, Debug)]
pub struct ReadTaskLog {
    /// Which.
    pub task: TaskId,
}

topic! { Task, TaskRequest, TaskReply {
    /// A submission: first the job's id, when it is durable in the journal. A failure is a refusal for good.
    Submit: Submission => JobId, Submission;
    /// The same of a deletion.
    SubmitDelete: Submission => JobId, Submission;
    /// A saved submission was sent. A failure is a refusal for good.
    SendJob: Submission => std::convert::Infallible, Submission;
    /// It is dropped.
    DropJob: Write => std::convert::Infallible, ();
    /// What the service made of the request to cancel.
    CancelJob: Write => std::convert::Infallible, CancelOutcome;
    /// A saved submission as text.
    ReadJobDetails: Read => std::convert::Infallible, JobDetails;
    /// The events of a task, newest first.
    ReadTaskLog: Read => std::convert::Infallible, Vec<TaskEvent>;
} }
