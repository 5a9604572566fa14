//! What happened outside, in the past tense. A topic adds replies to [`requests`](super::requests), never a variant
//! here.

use crate::domain::account::{Account, LoginMethod};
use crate::domain::doctor::TmuxSettings;
use crate::domain::identity::ObservedSessionLimits;
use crate::domain::ids::RequestId;
use crate::domain::job::JobChange;
use crate::domain::pause::ServicePause;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::problem::Problem;
use crate::domain::terminal::TerminalFacts;
use crate::domain::text::SafeText;
use crate::safe;

use super::requests::{Call, Part, PartOf, Reply};

/// What happened outside.
#[derive(Clone, Debug)]
pub enum Event {
    /// A piece of the answer to a request. One that no slot waits for is dropped.
    Reply {
        /// The request.
        id: RequestId,
        /// The piece.
        reply: Reply,
    },
    /// A request has no answer yet and is tried again.
    Retrying {
        /// The request.
        id: RequestId,
        /// The number of the try that follows, 2 or more.
        next: u32,
        /// Why the one before failed.
        because: SafeText,
    },
    /// Something about the services as a whole, or about who is signed in.
    Auth(AuthEvent),
    /// A change of tasks or submissions that answers no request.
    Tasks(TasksEvent),
    /// Services asked hemi to wait, or no longer do: all pauses there are now.
    RateLimited(Vec<ServicePause>),
    /// Something about the terminal.
    Terminal(TerminalReport),
    /// An actor panicked.
    ActorDied {
        /// Which.
        actor: &'static str,
    },
}

impl Event {
    /// A piece of an answer that continues.
    pub fn partial<C: Call>(id: RequestId, partial: C::Partial) -> Self {
        Self::Reply { id, reply: C::reply(Part::Partial(partial)) }
    }

    /// The piece of an answer to this call, if it is one, and the request it answers.
    pub fn part<C: Call>(&self) -> Option<(RequestId, &PartOf<C>)> {
        match self {
            Self::Reply { id, reply } => C::part(reply).map(|part| (*id, part)),
            _ => None,
        }
    }

    /// The end of an answer.
    pub fn done<C: Call>(id: RequestId, end: Result<C::Reply, Problem>) -> Self {
        Self::Reply { id, reply: C::reply(Part::Done(end)) }
    }
}

/// Something about the services as a whole, or about who is signed in.
#[derive(Clone, Debug)]
pub enum AuthEvent {
    /// The services are known.
    Connected {
        /// Which they are; empty in production.
        environment: SafeText,
        /// Places for panes that the command line names none for.
        places: Vec<(Side, PlaceSpec)>,
        /// The way to sign in that suits this computer.
        method: LoginMethod,
    },
    /// The services cannot be used at all.
    ConnectFailed(Problem),
    /// There is no client id yet.
    ClientIdNeeded,
    /// No user is signed in; why, if not at the first start.
    SignInNeeded(Option<Problem>),
    /// A user is signed in.
    SignedIn(Account),
    /// The sign-in was renewed but could not be saved; `None`: it has been saved since.
    NotSaved(Option<Problem>),
    /// The session ages that collections rejected in earlier runs.
    SessionLimitsLoaded(ObservedSessionLimits),
}

/// Something about tasks and submissions.
#[derive(Clone, Debug)]
pub enum TasksEvent {
    /// Jobs are new, or have changed.
    Jobs(Vec<JobChange>),
    /// The service could not be asked for its tasks; it is asked again.
    JobsFailed(Problem),
    /// A submission of an earlier run reached the service now.
    Recovered {
        /// Its label.
        label: SafeText,
    },
    /// A submission of an earlier run could not be sent, or belongs to another service or identity.
    RecoveryFailed(Problem),
}

/// Something about the terminal.
#[derive(Clone, Debug)]
pub enum TerminalReport {
    /// This frame was written.
    Drawn {
        /// Its number.
        frame: u64,
    },
    /// The terminal has said of itself what it knows.
    Answered(TerminalFacts),
    /// The settings of the tmux around hemi.
    Tmux(TmuxSettings),
    /// A text was copied.
    Copied(Clipboard),
    /// Copying is turned off; this text was to be copied.
    NotCopied(SafeText),
    /// A terminal command failed.
    Failed(Problem),
    /// The program that had the terminal has ended; why that is no good end, if so.
    ProgramEnded(Option<Problem>),
}

/// Where a copied text went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clipboard {
    /// Into a buffer of tmux, which confirmed it.
    Tmux,
    /// Nowhere: the setting `clipboard` is off.
    Off,
    /// To the terminal by OSC 52, which terminals may ignore and none confirms.
    Terminal,
}

impl Clipboard {
    /// That `what` is there now, as far as that is known.
    pub fn told(self, what: &'static str) -> SafeText {
        match self {
            Self::Off => "Copying is turned off in the config file (clipboard = \"off\").".into(),
            Self::Tmux => safe!("{} was copied to tmux's buffer.", what),
            Self::Terminal => {
                safe!("{} was sent to the terminal's clipboard (if it allows OSC 52).", what)
            }
        }
    }
}
