//! Wishes to the outside, in the imperative. `run_loop` does [`Effect::Terminal`] and
//! [`Effect::Quit`]; the runtime does the rest and answers with events.

pub use crate::domain::account::LoginMethod;
use crate::domain::identity::ObservedSessionLimits;
use crate::domain::ids::{ClientId, RequestId, TaskId};
use crate::domain::link::Link;
use crate::domain::path::StorePath;
use crate::domain::place::{PlaceSpec, StoreId};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::requirement::Requirement;
use crate::domain::secret::Token;
use crate::domain::text::{SafeText, Untrusted};

/// What `App` wants done, in order.
pub type Effects = Vec<Effect>;

/// A wish to the outside.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Find out which place a user meant: answered by `Resolved` or `ResolveFailed`.
    Resolve { id: RequestId, spec: PlaceSpec },
    /// List a directory (`None`: where the collection begins): `Rows`…, then `Listed` or `ListFailed`.
    /// `ask_access`: also find out whether the directory itself can be written to.
    Browse { id: RequestId, store: StoreId, path: Option<StorePath>, ask_access: bool },
    /// Find collections: answered by `Found` or `SearchFailed`.
    Search { id: RequestId, text: Untrusted, scope: SearchScope },
    /// Submit what was confirmed: `Submitted`, `SubmitWaits` or `SubmitRefused`.
    Submit { id: RequestId, plan: Box<ConfirmedPlan> },
    /// Look at the tasks at this pace from now on: `Tasks` or `TasksFailed`, again and again.
    Watch(Pace),
    /// Read a task's event log: `TaskLog` or `TaskLogFailed`.
    ReadTaskLog { id: RequestId, task: TaskId },
    /// Cancel a task: `TaskCancelled` or `CancelFailed`.
    CancelTask { id: RequestId, task: TaskId },
    /// Begin a sign-in that also meets `need`: `SignInReady` or `DeviceReady`, then `SignedIn` or `SignInFailed`.
    SignIn { id: RequestId, way: LoginMethod, need: Option<Box<Requirement>> },
    /// Find out what is known of who is signed in: `Account` or `AccountFailed`.
    ReadAccount { id: RequestId },
    /// Keep what refusals have told of how long sign-ins count.
    SaveSessionLimits { refused: ObservedSessionLimits },
    /// End the sign-in at the service and here: `SignedOut`, then `SignInNeeded`.
    SignOut { id: RequestId },
    /// Find out which ways of signing in the service has beside those it always has: answered by `Ways`, if at all.
    ProbeDeviceFlow,
    /// Use the code the user pasted: `SignedIn` or `SignInFailed`.
    SignInCode { id: RequestId, code: Token },
    /// Remember the id of the registered application and begin anew: `SignInNeeded` or `ClientIdFailed`.
    SaveClientId { id: RequestId, client: ClientId },
    /// Nobody waits for this any more.
    Cancel(RequestId),
    /// Something only the terminal can do.
    Terminal(TerminalCommand),
    /// Leave, to start again with another profile.
    SwitchProfile,
    /// Leave.
    Quit,
}

/// Which collections a search looks at (`globus-api.md` 7.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SearchScope {
    /// All that can be seen; needs a text.
    #[default]
    All,
    /// Those used lately.
    Recent,
    /// One's own.
    Mine,
    /// Those others shared with the user.
    SharedWithMe,
}

/// How eagerly tasks are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The panel is open: every 2 s while something runs, doubling to 60 s when nothing does.
    Watching,
    /// Something of ours runs and the panel is closed: every 10 s.
    Background,
    /// Nothing to see: not at all.
    Off,
}

/// Something only the terminal can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalCommand {
    /// Open a link in a browser, without waiting for it.
    OpenBrowser(Link),
    /// Put text on the clipboard by OSC 52.
    Copy(SafeText),
    /// Show a link as one plain line, the screen of the shell around it, until a key is pressed.
    Print(Link),
    /// Draw everything anew.
    Redraw,
    /// Give the terminal back until the job is continued.
    Suspend,
}
