//! Signing in: by a browser on this machine, or by a link opened anywhere and a code pasted here.
//!
//! States: choosing the way, starting, waiting for the user. Leaving it leaves the app usable. The code is
//! a secret: hidden while typed, kept nowhere else. Must not know how a sign-in works (`runtime` does).

mod lines;
mod need;
mod view;

use crate::app::effect::{Effect, Effects, SignInWay, TerminalWish};
use crate::app::event::Event;
use crate::app::input::Input;
use crate::app::request::RequestIds;
use crate::app::widgets::field::{Field, Press, Typed};
use crate::domain::ids::RequestId;
use crate::domain::link::Link;
use crate::domain::problem::Problem;
use crate::shown;

use super::{Done, Outcome};

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
    way: SignInWay,
    state: State,
    field: Field,
    focus: Focus,
    problem: Option<Problem>,
    /// What a service wants to be met by it.
    need: Option<Need>,
    copied: bool,
}

impl SignIn {
    /// Asks for the way; `way` is the one that suits this machine. `because` says why a sign-in is needed.
    pub fn new(way: SignInWay, because: Option<Problem>) -> Self {
        Self {
            way,
            state: State::Choosing,
            field: Field::for_code(),
            focus: Focus::Code,
            problem: because,
            need: None,
            copied: false,
        }
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
        match self.state {
            State::Starting(_) | State::Waiting(..) if new => self.start(self.way, ids),
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

    /// Types the code, or does what the key means where the sign-in stands.
    pub fn input(&mut self, input: &Input, ids: &mut RequestIds) -> Outcome {
        self.copied = false;
        if self.code_has_keys() {
            match self.field.input(input) {
                Typed::Changed => {
                    self.problem = None;
                    return Outcome::none();
                }
                Typed::Moved => return Outcome::none(),
                Typed::Ignored => {}
            }
        }
        let Some(press) = Press::of(input) else { return Outcome::none() };
        if press == Press::Escape {
            return Outcome::closed(self.take_id());
        }
        match &self.state {
            State::Choosing => self.choose(press, ids),
            State::Starting(_) => self.switch(press, ids),
            State::Waiting(..) | State::Using(..) => self.at_link(press, ids),
        }
    }

    fn choose(&mut self, press: Press, ids: &mut RequestIds) -> Outcome {
        match press {
            Press::Up | Press::Down | Press::Next | Press::Previous | Press::Char('j' | 'k') => {
                self.way = other(self.way);
                Outcome::none()
            }
            Press::Enter | Press::Submit => Outcome::effects(self.begin(ids)),
            Press::Char('b') => Outcome::effects(self.start(SignInWay::Browser, ids)),
            Press::Char('p') => Outcome::effects(self.start(SignInWay::Paste, ids)),
            Press::Char('q') => Outcome::done(Done::Closed),
            _ => Outcome::none(),
        }
    }

    /// The other way, while one is under way.
    fn switch(&mut self, press: Press, ids: &mut RequestIds) -> Outcome {
        match (press, self.way) {
            (Press::Char('p'), SignInWay::Browser) => Outcome::effects(self.start(SignInWay::Paste, ids)),
            (Press::Char('b'), SignInWay::Paste) => Outcome::effects(self.start(SignInWay::Browser, ids)),
            (Press::Char('q'), _) => Outcome::closed(self.take_id()),
            _ => Outcome::none(),
        }
    }

    fn at_link(&mut self, press: Press, ids: &mut RequestIds) -> Outcome {
        let (State::Waiting(id, link) | State::Using(id, link)) = &self.state else { return Outcome::none() };
        let (id, link) = (*id, link.clone());
        let paste = self.way == SignInWay::Paste;
        match press {
            Press::Copy => self.copy(&link),
            Press::Char('y') if !self.code_has_keys() => self.copy(&link),
            Press::Char('o') if !self.code_has_keys() => {
                Outcome::effect(Effect::Terminal(TerminalWish::OpenBrowser(link)))
            }
            Press::Char('s') if paste && !self.code_has_keys() => {
                self.field.toggle_mask();
                Outcome::none()
            }
            Press::Next | Press::Previous | Press::Up | Press::Down if paste => {
                self.focus = if self.focus == Focus::Code { Focus::Link } else { Focus::Code };
                Outcome::none()
            }
            Press::Enter | Press::Submit if paste && matches!(self.state, State::Waiting(..)) => {
                self.use_code(id, link)
            }
            other if !self.code_has_keys() => self.switch(other, ids),
            _ => Outcome::none(),
        }
    }

    fn use_code(&mut self, id: RequestId, link: Link) -> Outcome {
        if self.field.is_blank() {
            return Outcome::none();
        }
        self.problem = None;
        self.state = State::Using(id, link);
        Outcome::effect(Effect::SignInCode { id, code: self.field.secret() })
    }

    fn copy(&mut self, link: &Link) -> Outcome {
        self.copied = true;
        Outcome::effect(Effect::Terminal(TerminalWish::Copy(shown!("{}", link))))
    }

    fn start(&mut self, way: SignInWay, ids: &mut RequestIds) -> Effects {
        let mut effects: Effects = self.take_id().map(Effect::Cancel).into_iter().collect();
        let id = ids.next();
        self.way = way;
        self.focus = Focus::Code;
        self.problem = None;
        self.state = State::Starting(id);
        let need = self.need.as_ref().map(|need| Box::new(need.wanted.clone()));
        effects.push(Effect::SignIn { id, way, need });
        effects
    }

    /// What the sign-in under way says.
    pub fn apply(&mut self, event: &Event) -> Outcome {
        match event {
            Event::SignedIn { .. } => return Outcome::done(Done::Closed),
            Event::SignInReady { id, way, link } if self.state == State::Starting(*id) => {
                self.way = *way;
                self.state = State::Waiting(*id, link.clone());
                if *way == SignInWay::Browser {
                    return Outcome::effect(Effect::Terminal(TerminalWish::OpenBrowser(link.clone())));
                }
            }
            Event::SignInFailed { id, problem, again } if self.id() == Some(*id) => {
                self.problem = Some(problem.clone());
                let state = std::mem::replace(&mut self.state, State::Choosing);
                if *again {
                    self.state = match state {
                        State::Using(id, link) => State::Waiting(id, link),
                        other => other,
                    };
                }
            }
            // It does not say for whom; only a browser can have failed us here.
            Event::TerminalFailed { problem } if self.browser_is_open() => {
                self.problem = Some(problem.clone());
            }
            _ => {}
        }
        Outcome::none()
    }

    /// Whether something other than the user is waited for.
    pub fn is_busy(&self) -> bool {
        matches!(self.state, State::Starting(_) | State::Using(..))
    }

    fn browser_is_open(&self) -> bool {
        self.way == SignInWay::Browser && matches!(self.state, State::Waiting(..))
    }

    fn code_has_keys(&self) -> bool {
        self.way == SignInWay::Paste
            && self.focus == Focus::Code
            && matches!(self.state, State::Waiting(..) | State::Using(..))
    }

    fn id(&self) -> Option<RequestId> {
        match &self.state {
            State::Choosing => None,
            State::Starting(id) | State::Waiting(id, _) | State::Using(id, _) => Some(*id),
        }
    }

    /// Ends what is under way, if anything is.
    fn take_id(&mut self) -> Option<RequestId> {
        let id = self.id();
        self.state = State::Choosing;
        id
    }
}

fn other(way: SignInWay) -> SignInWay {
    match way {
        SignInWay::Browser => SignInWay::Paste,
        SignInWay::Paste => SignInWay::Browser,
    }
}

#[cfg(test)]
mod tests;
