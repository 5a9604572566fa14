//! Signing in: by a browser on this computer, by a link opened anywhere and a code pasted here, or, where the service
//! has that, by a code typed on another device.
//!
//! States: choosing the way, starting, waiting for the user; from each of them another way is one key away. Leaving it
//! leaves the app usable. The pasted code is a secret: hidden while typed, kept nowhere else. Must not know how a
//! sign-in works (`runtime` does). Keys are in `keys`, words in `lines`, what fits is decided in `fit`.

mod keys;
mod layout;
mod lines;
mod need;
mod plain;
mod view;

use crate::app::effect::{LoginMethod, TerminalCommand};
use crate::app::event::Clipboard;
use crate::app::input::Input;
use crate::app::requests::login::{BeginLogin, LoginReply, LoginStep};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::widgets::field::Field;
use crate::app::widgets::frame::Hint;
use crate::app::widgets::qr::Qr;
use crate::domain::account::DeviceCode;
use crate::domain::link::Link;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;

use super::{Modal, ModalCx, Response};

pub use need::Need;

/// Where the sign-in is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// Which method? Enter begins.
    Choosing,
    /// The link is being made.
    Starting,
    /// The user is at the link.
    Waiting(Link),
    /// The code is being used.
    Using(Link),
    /// The user types a code on another device.
    DeviceCode(Box<DeviceCode>),
}

/// What the last key copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Copied {
    /// The text, at the start of a sentence.
    what: &'static str,
    /// Where it went, once that is known.
    to: Option<Clipboard>,
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
    /// The requirement that it must satisfy.
    need: Option<Need>,
    copied: Option<Copied>,
    /// That the browser could not be opened, in words.
    no_browser: Option<SafeText>,
    /// Whether a way was tried.
    tried: bool,
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
            no_browser: None,
            tried: false,
        }
    }

    /// The way to begin with next, if one was tried: that one, but no browser where none could be opened.
    pub fn to_begin_with(&self) -> Option<LoginMethod> {
        let way = if self.no_browser.is_some() { LoginMethod::Paste } else { self.way };
        self.tried.then_some(way)
    }

    /// Sets whether the service supports device codes; returns whether that changed something.
    pub fn offer_device(&mut self, there: bool) -> bool {
        std::mem::replace(&mut self.device, there) != there
    }

    /// The methods that exist and can satisfy the requirement.
    fn ways(&self) -> impl DoubleEndedIterator<Item = LoginMethod> + Clone {
        let may_use_device = !self.need.as_ref().is_some_and(Need::is_about_the_session);
        let device = (self.device && may_use_device).then_some(LoginMethod::Device);
        [LoginMethod::Browser, LoginMethod::Paste].into_iter().chain(device)
    }

    /// The way after the present one.
    fn next_way(&self) -> LoginMethod {
        self.ways().cycle().skip_while(|way| *way != self.way).nth(1).unwrap_or(self.way)
    }

    /// Adds what a service requires, if one sign-in can satisfy both. A link that was made before does not ask for it:
    /// another is made.
    pub fn also(&mut self, more: &Need, cx: &mut ModalCx<'_>) {
        let before = self.need.as_ref().map(|need| need.wanted.clone());
        match &mut self.need {
            Some(need) => need.add(more),
            None => self.need = Some(more.clone()),
        }
        let new = self.need.as_ref().map(|need| &need.wanted) != before.as_ref();
        if !self.ways().any(|way| way == self.way) {
            self.way = LoginMethod::Paste;
        }
        if new && matches!(self.state, State::Starting | State::Waiting(_) | State::DeviceCode(_)) {
            self.start(self.way, cx);
        }
    }

    /// What is to be satisfied.
    pub fn need(&self) -> Option<&Need> {
        self.need.as_ref()
    }

    /// Begins with the chosen method, as Enter does.
    pub fn begin(&mut self, cx: &mut ModalCx<'_>) {
        self.start(self.way, cx);
    }

    fn start(&mut self, way: LoginMethod, cx: &mut ModalCx<'_>) {
        self.way = way;
        self.tried = true;
        self.no_browser = None;
        self.focus = Focus::Code;
        self.problem = None;
        // What was copied belongs to the link before.
        self.copied = None;
        self.qr = None;
        self.state = State::Starting;
        cx.cancel(Purpose::LoginCode);
        let requirement = self.need.as_ref().map(|need| Box::new(need.wanted.clone()));
        cx.send(Purpose::Login, BeginLogin { method: way, requirement });
    }

    /// A step of the sign-in under way.
    fn step(&mut self, step: &LoginStep, cx: &mut ModalCx<'_>) {
        match step {
            LoginStep::Link { method, link } if self.state == State::Starting => {
                self.way = *method;
                self.state = State::Waiting(link.clone());
                // A code works with its own link only.
                self.stale |= !self.field.is_blank();
                // The link for the browser here leads back to this machine: a phone has no use for it.
                self.qr = (*method == LoginMethod::Paste).then(|| Qr::of(link)).flatten();
                if *method == LoginMethod::Browser {
                    cx.terminal(TerminalCommand::OpenBrowser(link.clone()));
                }
            }
            LoginStep::DeviceCode(code) if self.state == State::Starting => {
                self.qr = Qr::of(code.whole.as_ref().unwrap_or(&code.page));
                self.state = State::DeviceCode(Box::new(code.clone()));
            }
            LoginStep::Link { .. } | LoginStep::DeviceCode(_) => {}
        }
    }

    /// The code was refused; its link can still be used.
    fn code_refused(&mut self, problem: &Problem) {
        self.problem = Some(problem.clone());
        if let State::Using(link) = &self.state {
            self.stale = true;
            self.state = State::Waiting(link.clone());
        }
    }

    /// The sign-in failed: it begins again with the choice of a method.
    fn failed(&mut self, problem: &Problem) {
        self.problem = Some(problem.clone());
        self.stale = matches!(self.state, State::Using(_));
        self.copied = None;
        self.state = State::Choosing;
    }

    /// Whether something other than the user is waited for.
    pub fn is_busy(&self) -> bool {
        matches!(self.state, State::Starting | State::Using(_))
    }

    fn browser_is_open(&self) -> bool {
        self.way == LoginMethod::Browser && matches!(self.state, State::Waiting(_))
    }
}

impl Modal for SignIn {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        self.key(input, cx)
    }

    fn hints(&self) -> Vec<Hint> {
        self.keys_now().to_vec()
    }

    fn put_cursor(&mut self, chars: usize) {
        self.focus = Focus::Code;
        self.field.put_cursor(chars);
    }

    fn takes_text(&self) -> bool {
        self.code_has_keys()
    }

    fn reply(&mut self, reply: &Reply, cx: &mut ModalCx<'_>) -> Response {
        match reply {
            Reply::Login(LoginReply::BeginLogin(Part::Partial(step))) => self.step(step, cx),
            Reply::Login(LoginReply::BeginLogin(Part::Done(Err(problem)))) => self.failed(problem),
            Reply::Login(LoginReply::UseLoginCode(Part::Done(Err(problem)))) => self.code_refused(problem),
            Reply::Login(LoginReply::ProbeDeviceFlow(Part::Done(Ok(there)))) => self.device = *there,
            // `AuthEvent::SignedIn` reports a sign-in that worked.
            _ => {}
        }
        None
    }

    fn copied(&mut self, clipboard: Clipboard) {
        if let Some(copied) = &mut self.copied {
            copied.to = Some(clipboard);
        }
    }

    fn terminal_failed(&mut self, problem: &Problem) -> bool {
        // It does not say for whom: a browser that failed names the link, which is seen here whole.
        if !self.link().is_some_and(|link| problem.next.as_str().contains(link.as_str())) {
            return false;
        }
        if self.browser_is_open() {
            self.no_browser = Some(problem.happened.clone());
        } else {
            let next = "Open the link in a browser yourself.";
            self.problem = Some(Problem::new(ProblemKind::Local, problem.happened.clone(), next));
        }
        true
    }
}

#[cfg(test)]
mod drawn_tests;
#[cfg(test)]
mod tests;
