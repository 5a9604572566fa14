//! What keys mean where a sign-in stands. Letters go to the code while it has the keys; with Ctrl they always mean the
//! same.

use crate::app::effect::{Effect, SignInWay, TerminalWish};
use crate::app::input::Input;
use crate::app::request::RequestIds;
use crate::app::widgets::field::{Field, Press, Typed};
use crate::domain::ids::RequestId;
use crate::domain::link::Link;
use crate::domain::text::Shown;
use crate::shown;

use super::{Copied, Focus, SignIn, State};
use crate::app::overlay::{Done, Outcome};

impl SignIn {
    /// Types the code, or does what the key means where the sign-in stands.
    pub fn input(&mut self, input: &Input, ids: &mut RequestIds) -> Outcome {
        self.copied = None;
        if let Input::Paste(_) = input
            && self.has_field()
        {
            // Wherever the keys go, a paste can only be the code; after a wrong one it is the next.
            self.focus = Focus::Code;
            if self.stale {
                self.field = Field::for_code();
            }
        }
        if self.code_has_keys() {
            match self.field.input(input) {
                Typed::Changed => {
                    (self.problem, self.stale) = (None, false);
                    return Outcome::none();
                }
                Typed::Moved => return Outcome::none(),
                Typed::Ignored => {}
            }
        }
        let Some(press) = Press::of(input) else { return Outcome::none() };
        match (press, &self.state) {
            (Press::Escape, _) => Outcome::closed(self.take_id()),
            (_, State::Choosing) => self.choose(press, ids),
            (Press::Control('t'), _) => Outcome::effects(self.start(self.next_way(), ids)),
            (_, State::Starting(_)) => self.switch(press, ids),
            (_, State::Waiting(..) | State::Using(..) | State::Away(..)) => self.at_link(press, ids),
        }
    }

    fn choose(&mut self, press: Press, ids: &mut RequestIds) -> Outcome {
        match press {
            Press::Down | Press::Next | Press::Char('j') | Press::Control('t') => self.way = self.next_way(),
            Press::Up | Press::Previous | Press::Char('k') => {
                let before = self.ways().rev().cycle().skip_while(|way| *way != self.way).nth(1);
                self.way = before.unwrap_or(self.way);
            }
            Press::Enter | Press::Submit => return Outcome::effects(self.begin(ids)),
            Press::Char('q') => return Outcome::done(Done::Closed),
            Press::Char(letter) => {
                let chosen = self.ways().find(|way| key(*way) == letter);
                return chosen.map(|way| Outcome::effects(self.start(way, ids))).unwrap_or_default();
            }
            _ => {}
        }
        Outcome::none()
    }

    /// Another way, while one is under way.
    fn switch(&mut self, press: Press, ids: &mut RequestIds) -> Outcome {
        let Press::Char(letter) = press else { return Outcome::none() };
        if letter == 'q' {
            return Outcome::closed(self.take_id());
        }
        let other = self.ways().find(|way| key(*way) == letter && *way != self.way);
        other.map(|way| Outcome::effects(self.start(way, ids))).unwrap_or_default()
    }

    fn at_link(&mut self, press: Press, ids: &mut RequestIds) -> Outcome {
        let Some(link) = self.link().cloned() else { return Outcome::none() };
        let letters = !self.code_has_keys();
        match press {
            Press::Copy => self.copy(Copied::Link, shown!("{}", link)),
            Press::Char('y') if letters => self.copy(Copied::Link, shown!("{}", link)),
            Press::Char('c') if letters && let State::Away(_, code) = &self.state => {
                self.copy(Copied::Code, code.user_code.shown())
            }
            Press::Control('o') => Outcome::effect(Effect::Terminal(TerminalWish::OpenBrowser(link))),
            Press::Char('o') if letters => Outcome::effect(Effect::Terminal(TerminalWish::OpenBrowser(link))),
            Press::Control('r') => Outcome::effect(Effect::Terminal(TerminalWish::Print(link))),
            Press::Char('r') if letters => Outcome::effect(Effect::Terminal(TerminalWish::Print(link))),
            Press::Char('s') if letters && self.has_field() => {
                self.field.toggle_mask();
                Outcome::none()
            }
            Press::Next | Press::Previous | Press::Up | Press::Down if self.has_field() => {
                self.focus = if self.focus == Focus::Code { Focus::Link } else { Focus::Code };
                Outcome::none()
            }
            Press::Enter | Press::Submit if self.has_field() => self.use_code(),
            other if letters => self.switch(other, ids),
            _ => Outcome::none(),
        }
    }

    fn use_code(&mut self) -> Outcome {
        let State::Waiting(id, link) = &self.state else { return Outcome::none() };
        if self.field.is_blank() {
            return Outcome::none();
        }
        let (id, link): (RequestId, Link) = (*id, link.clone());
        (self.problem, self.stale) = (None, false);
        self.state = State::Using(id, link);
        Outcome::effect(Effect::SignInCode { id, code: self.field.secret() })
    }

    fn copy(&mut self, what: Copied, words: Shown) -> Outcome {
        self.copied = Some(what);
        Outcome::effect(Effect::Terminal(TerminalWish::Copy(words)))
    }

    /// What is opened, copied and printed.
    pub(super) fn link(&self) -> Option<&Link> {
        match &self.state {
            State::Waiting(_, link) | State::Using(_, link) => Some(link),
            State::Away(_, code) => Some(code.whole.as_ref().unwrap_or(&code.page)),
            State::Choosing | State::Starting(_) => None,
        }
    }

    /// Whether there is a code to paste.
    pub(super) fn has_field(&self) -> bool {
        self.way == SignInWay::Paste && matches!(self.state, State::Waiting(..) | State::Using(..))
    }

    fn code_has_keys(&self) -> bool {
        self.focus == Focus::Code && self.has_field()
    }
}

/// The letter of a way.
pub(super) fn key(way: SignInWay) -> char {
    match way {
        SignInWay::Browser => 'b',
        SignInWay::Paste => 'p',
        SignInWay::Device => 'd',
    }
}
