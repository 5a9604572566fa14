//! News from the outside, in the past tense. An event with an `id` that no slot waits for is dropped.

use std::sync::Arc;

use crate::domain::account::{Account, DeviceCode};
use crate::domain::collection::Collection;
use crate::domain::identity::{AccountDetails, ObservedSessionLimits};
use crate::domain::ids::{RequestId, TaskId};
use crate::domain::link::Link;
use crate::domain::listing::Chunk;
use crate::domain::path::StorePath;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::problem::Problem;
use crate::domain::task::{Task, TaskEvent};
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;

use super::effect::LoginMethod;

/// What happened outside.
#[derive(Clone, Debug)]
pub enum Event {
    /// The services are known. `environment` is empty in production; `places` fills panes without a start place.
    Connected { environment: SafeText, places: Vec<(Side, PlaceSpec)> },
    /// The services cannot be used at all.
    ConnectFailed { problem: Problem },
    /// There is no client id yet.
    ClientIdNeeded,
    /// The client id could not be remembered.
    ClientIdFailed { id: RequestId, problem: Problem },
    /// Nobody is signed in. `way` is the one that suits this machine; `because` says why, if not the first time.
    SignInNeeded { way: LoginMethod, because: Option<Problem> },
    /// A sign-in waits for the user at `link`.
    SignInReady { id: RequestId, way: LoginMethod, link: Link },
    /// A sign-in waits for the user at another device.
    DeviceReady { id: RequestId, code: DeviceCode },
    /// Whether the service has codes for other devices.
    DeviceFlowSupport { device: bool },
    /// A sign-in did not work. It goes on waiting (another code can be pasted) when `again`.
    SignInFailed { id: RequestId, problem: Problem, again: bool },
    /// Somebody is signed in.
    SignedIn { account: Account },
    /// What refusals of earlier runs have told of how long sign-ins count.
    SessionLimitsLoaded { refused: ObservedSessionLimits },
    /// What is known of who is signed in.
    Account { id: RequestId, details: AccountDetails },
    /// It could not be found out.
    AccountFailed { id: RequestId, problem: Problem },
    /// The sign-in is ended; `problem` tells what could not be ended at the service.
    SignedOut { id: RequestId, problem: Option<Problem> },

    /// A place was found.
    Resolved { id: RequestId, collection: Arc<Collection>, path: Option<StorePath> },
    /// A place was not found.
    ResolveFailed { id: RequestId, problem: Problem },
    /// Some rows of a listing; each name comes once.
    Rows { id: RequestId, chunk: Arc<Chunk> },
    /// The listing is whole. `path` is what the service made of the path asked for.
    Listed { id: RequestId, path: StorePath, writable: Option<bool>, truncated: bool },
    /// The listing failed; rows that came before are not to be trusted.
    ListFailed { id: RequestId, problem: Problem },
    /// Collections that match.
    Found { id: RequestId, collections: Vec<Arc<Collection>>, more: bool },
    /// The search failed.
    SearchFailed { id: RequestId, problem: Problem },

    /// The service has the task. `again`: it had it already.
    Submitted { id: RequestId, task: TaskId, again: bool },
    /// The submission is in the journal and will be sent when `problem` is over.
    SubmitWaits { id: RequestId, problem: Problem },
    /// The service refused it for good.
    SubmitRefused { id: RequestId, problem: Problem },
    /// A submission of an earlier run reached the service now.
    Recovered { task: TaskId, label: SafeText },
    /// A submission of an earlier run could not be sent, or belongs to another service or person.
    RecoveryFailed { problem: Problem },

    /// All tasks, newest first.
    Tasks { tasks: Vec<Task> },
    /// Looking at the tasks failed; it goes on.
    TasksFailed { problem: Problem },
    /// A task's event log, newest first.
    TaskLog { id: RequestId, task: TaskId, events: Vec<TaskEvent> },
    /// It could not be read.
    TaskLogFailed { id: RequestId, problem: Problem },
    /// The service took the wish to cancel; the task list tells when it has.
    TaskCancelled { id: RequestId, task: TaskId },
    /// It did not.
    CancelFailed { id: RequestId, problem: Problem },

    /// No answer to `id` yet: the try before came to nothing `because`, and try `next` (2 or more) follows.
    Retrying { id: RequestId, next: u32, because: SafeText },
    /// The service asked for patience; requests go on at `until`.
    Waiting { until: Timestamp, problem: Problem },
    /// A frame was written to the terminal.
    Drawn { frame: u64 },
    /// A terminal wish could not be done.
    TerminalFailed { problem: Problem },
    /// A part of hemi ended by a fault of its own.
    ActorDied { actor: &'static str },
}
