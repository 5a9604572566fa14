//! What keys mean where a sign-in stands. Letters go to the code while it has the keys; with Ctrl they always mean the
//! same.

use crate::app::effect::{Effect, LoginMethod, TerminalCommand};
use crate::app::input::Input;
use crate::app::request::RequestIds;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::domain::ids::RequestId;
use crate::domain::link::Link;
use crate::domain::text::SafeText;
use crate::safe;

use super::{Copied, Focus, SignIn, State};
use crate::app::overlay::{CloseAction, Response};

impl SignIn {
    /// Types the code, or does what the key means where the sign-in stands.
    pub fn input(&mut self, input: &Input, ids: &mut RequestIds) -> Response {
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
                    return Response::none();
                }
                Typed::Moved => return Response::none(),
                Typed::Ignored => {}
            }
        }
        let Some(press) = DialogKey::of(input) else { return Response::none() };
        match (press, &self.state) {
            (DialogKey::Escape, _) => Response::closed(self.take_id()),
            (_, State::Choosing) => self.choose(press, ids),
            (DialogKey::Control('t'), _) => Response::effects(self.start(self.next_way(), ids)),
            (_, State::Starting(_)) => self.switch(press, ids),
            (_, State::Waiting(..) | State::Using(..) | State::Away(..)) => self.at_link(press, ids),
        }
    }

    fn choose(&mut self, press: DialogKey, ids: &mut RequestIds) -> Response {
        match press {
            DialogKey::Down | DialogKey::Next | DialogKey::Char('j') | DialogKey::Control('t') => {
                self.way = self.next_way()
            }
            DialogKey::Up | DialogKey::Previous | DialogKey::Char('k') => {
                let before = self.ways().rev().cycle().skip_while(|way| *way != self.way).nth(1);
                self.way = before.unwrap_or(self.way);
            }
            DialogKey::Enter | DialogKey::Submit => return Response::effects(self.begin(ids)),
            DialogKey::Char('q') => return Response::done(CloseAction::Closed),
            DialogKey::Char(letter) => {
                let chosen = self.ways().find(|way| key(*way) == letter);
                return chosen.map(|way| Response::effects(self.start(way, ids))).unwrap_or_default();
            }
            _ => {}
        }
        Response::none()
    }

    /// Another way, while one is under way.
    fn switch(&mut self, press: DialogKey, ids: &mut RequestIds) -> Response {
        let DialogKey::Char(letter) = press else { return Response::none() };
        if letter == 'q' {
            return Response::closed(self.take_id());
        }
        let other = self.ways().find(|way| key(*way) == letter && *way != self.way);
        other.map(|way| Response::effects(self.start(way, ids))).unwrap_or_default()
    }

    fn at_link(&mut self, press: DialogKey, ids: &mut RequestIds) -> Response {
        let Some(link) = self.link().cloned() else { return Response::none() };
        let letters = !self.code_has_keys();
        match press {
            DialogKey::Copy => self.copy(Copied::Link, safe!("{}", link)),
            DialogKey::Char('y') if letters => self.copy(Copied::Link, safe!("{}", link)),
            DialogKey::Char('c') if letters && let State::Away(_, code) = &self.state => {
                self.copy(Copied::Code, code.user_code.sanitized())
            }
            DialogKey::Control('o') => Response::effect(Effect::Terminal(TerminalCommand::OpenBrowser(link))),
            DialogKey::Char('o') if letters => {
                Response::effect(Effect::Terminal(TerminalCommand::OpenBrowser(link)))
            }
            DialogKey::Control('r') => Response::effect(Effect::Terminal(TerminalCommand::Print(link))),
            DialogKey::Char('r') if letters => {
                Response::effect(Effect::Terminal(TerminalCommand::Print(link)))
            }
            DialogKey::Char('s') if letters && self.has_field() => {
                self.field.toggle_mask();
                Response::none()
            }
            DialogKey::Next | DialogKey::Previous | DialogKey::Up | DialogKey::Down if self.has_field() => {
                self.focus = if self.focus == Focus::Code { Focus::Link } else { Focus::Code };
                Response::none()
            }
            DialogKey::Enter | DialogKey::Submit if self.has_field() => self.use_code(),
            other if letters => self.switch(other, ids),
            _ => Response::none(),
        }
    }

    fn use_code(&mut self) -> Response {
        let State::Waiting(id, link) = &self.state else { return Response::none() };
        if self.field.is_blank() {
            return Response::none();
        }
        let (id, link): (RequestId, Link) = (*id, link.clone());
        (self.problem, self.stale) = (None, false);
        self.state = State::Using(id, link);
        Response::effect(Effect::SignInCode { id, code: self.field.secret() })
    }

    fn copy(&mut self, what: Copied, words: SafeText) -> Response {
        self.copied = Some(what);
        Response::effect(Effect::Terminal(TerminalCommand::Copy(words)))
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
        self.way == LoginMethod::Paste && matches!(self.state, State::Waiting(..) | State::Using(..))
    }

    fn code_has_keys(&self) -> bool {
        self.focus == Focus::Code && self.has_field()
    }
}

/// The letter of a way.
pub(super) fn key(way: LoginMethod) -> char {
    match way {
        LoginMethod::Browser => 'b',
        LoginMethod::Paste => 'p',
        LoginMethod::Device => 'd',
    }
}
