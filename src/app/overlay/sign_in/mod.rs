//! Signing in: by a browser on this machine, by a link opened anywhere and a code pasted here, or, where the service
//! has that, by a code typed on another device.
//!
//! States: choosing the way, starting, waiting for the user; from each of them another way is one key away. Leaving it
//! leaves the app usable. The pasted code is a secret: hidden while typed, kept nowhere else. Must not know how a
//! sign-in works (`runtime` does). Keys are in `keys`, words in `lines`, what fits is decided in `fit`.

mod keys;
mod layout;
mod lines;
mod need;
mod view;

use crate::app::effect::{Effect, Effects, LoginMethod, TerminalCommand};
use crate::app::event::Event;
use crate::app::request::RequestIds;
use crate::app::widgets::field::Field;
use crate::app::widgets::qr::Qr;
use crate::domain::account::DeviceCode;
use crate::domain::ids::RequestId;
use crate::domain::link::Link;
use crate::domain::problem::{Problem, ProblemKind};

use super::{CloseAction, Response};

pub use need::Need;

/// Where the sign-in stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// Which way? Enter begins.
    Choosing,
    /// The link is being made.
    Starting(RequestId),
    /// The user is at the link.
    Waiting(RequestId, Link),
    /// The code is being used.
    Using(RequestId, Link),
    /// The user is at another device.
    Away(RequestId, Box<DeviceCode>),
}

/// What was handed to the terminal's clipboard last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    Link,
    Code,
}

/// What has the keys where a code is pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Code,
    Link,
}

/// A sign-in.
#[derive(Debug)]
pub struct SignIn {
    way: LoginMethod,
    /// Whether the service has codes for other devices.
    device: bool,
    state: State,
    /// What a phone can read, where there is something.
    qr: Option<Qr>,
    field: Field,
    /// The code in the field was refused, or is of another link: a paste takes its place.
    stale: bool,
    focus: Focus,
    problem: Option<Problem>,
    /// What a service wants to be met by it.
    need: Option<Need>,
    copied: Option<Copied>,
}

impl SignIn {
    /// Asks for the way; `way` is the one that suits this machine. `because` says why a sign-in is needed.
    pub fn new(way: LoginMethod, because: Option<Problem>) -> Self {
        Self {
            way,
            device: false,
            state: State::Choosing,
            qr: None,
            stale: false,
            field: Field::for_code(),
            focus: Focus::Code,
            problem: because,
            need: None,
            copied: None,
        }
    }

    /// The service has codes for other devices, or not; tells whether that is news.
    pub fn offer_device(&mut self, there: bool) -> bool {
        std::mem::replace(&mut self.device, there) != there
    }

    /// The ways there are, and that can bring what is wanted.
    fn ways(&self) -> impl DoubleEndedIterator<Item = LoginMethod> + Clone {
        let meets = !self.need.as_ref().is_some_and(Need::is_about_the_session);
        let device = (self.device && meets).then_some(LoginMethod::Device);
        [LoginMethod::Browser, LoginMethod::Paste].into_iter().chain(device)
    }

    /// The way after the present one.
    fn next_way(&self) -> LoginMethod {
        self.ways().cycle().skip_while(|way| *way != self.way).nth(1).unwrap_or(self.way)
    }

    /// Meets `more` in the same trip, if that can be. A link that was made already is made anew, as it does
    /// not ask for it.
    pub fn also(&mut self, more: &Need, ids: &mut RequestIds) -> Effects {
        let before = self.need.clone();
        match &mut self.need {
            Some(need) => need.add(more),
            None => self.need = Some(more.clone()),
        }
        let new = self.need != before;
        if !self.ways().any(|way| way == self.way) {
            self.way = LoginMethod::Paste;
        }
        match self.state {
            State::Starting(_) | State::Waiting(..) | State::Away(..) if new => self.start(self.way, ids),
            _ => Effects::new(),
        }
    }

    /// What is to be met.
    pub fn need(&self) -> Option<&Need> {
        self.need.as_ref()
    }

    /// Begins the chosen way, as Enter does.
    pub fn begin(&mut self, ids: &mut RequestIds) -> Effects {
        self.start(self.way, ids)
    }

    fn start(&mut self, way: LoginMethod, ids: &mut RequestIds) -> Effects {
        let mut effects: Effects = self.take_id().map(Effect::Cancel).into_iter().collect();
        let id = ids.next();
        self.way = way;
        self.focus = Focus::Code;
        self.problem = None;
        self.qr = None;
        self.state = State::Starting(id);
        let need = self.need.as_ref().map(|need| Box::new(need.wanted.clone()));
        effects.push(Effect::SignIn { id, way, need });
        effects
    }

    /// What the sign-in under way says.
    pub fn apply(&mut self, event: &Event) -> Response {
        match event {
            Event::SignedIn { .. } => return Response::done(CloseAction::Closed),
            Event::SignInReady { id, way, link } if self.state == State::Starting(*id) => {
                self.way = *way;
                self.state = State::Waiting(*id, link.clone());
                // A code works with its own link only.
                self.stale |= !self.field.is_blank();
                // The link for the browser here leads back to this machine: a phone has no use for it.
                self.qr = (*way == LoginMethod::Paste).then(|| Qr::of(link)).flatten();
                if *way == LoginMethod::Browser {
                    return Response::effect(Effect::Terminal(TerminalCommand::OpenBrowser(link.clone())));
                }
            }
            Event::DeviceReady { id, code } if self.state == State::Starting(*id) => {
                self.qr = Qr::of(code.whole.as_ref().unwrap_or(&code.page));
                self.state = State::Away(*id, Box::new(code.clone()));
            }
            Event::SignInFailed { id, problem, again } if self.id() == Some(*id) => {
                self.problem = Some(problem.clone());
                let state = std::mem::replace(&mut self.state, State::Choosing);
                self.stale = matches!(state, State::Using(..));
                if *again {
                    self.state = match state {
                        State::Using(id, link) => State::Waiting(id, link),
                        other => other,
                    };
                }
            }
            // It does not say for whom; only a browser can have failed us here.
            Event::TerminalFailed { problem } if self.browser_is_open() => {
                let next = "Open the link on this machine by hand, or take another way.";
                self.problem = Some(Problem::new(ProblemKind::Local, problem.happened.clone(), next));
            }
            _ => {}
        }
        Response::none()
    }

    /// Whether something other than the user is waited for.
    pub fn is_busy(&self) -> bool {
        matches!(self.state, State::Starting(_) | State::Using(..))
    }

    fn browser_is_open(&self) -> bool {
        self.way == LoginMethod::Browser && matches!(self.state, State::Waiting(..))
    }

    fn id(&self) -> Option<RequestId> {
        match &self.state {
            State::Choosing => None,
            State::Starting(id) | State::Waiting(id, _) | State::Using(id, _) | State::Away(id, _) => {
                Some(*id)
            }
        }
    }

    /// Ends what is under way, if anything is.
    fn take_id(&mut self) -> Option<RequestId> {
        let id = self.id();
        self.state = State::Choosing;
        id
    }
}

#[cfg(test)]
mod drawn_tests;
#[cfg(test)]
mod tests;
