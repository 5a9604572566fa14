//! The keys in each state of a sign-in. Letters go to the code while it has the keys; with Ctrl they always mean the
//! same.

use crate::app::effect::{LoginMethod, TerminalCommand};
use crate::app::input::Input;
use crate::app::requests::Purpose;
use crate::app::requests::login::UseLoginCode;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::domain::link::Link;
use crate::domain::text::SafeText;
use crate::safe;

use super::{Copied, Focus, SignIn, State};
use crate::app::overlay::{CloseAction, ModalCx, Response};

impl SignIn {
    /// Types the code, or handles the key in the current state.
    pub(super) fn key(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        self.copied = None;
        if let Input::Paste(_) = input
            && self.has_field()
        {
            // Wherever the keys go, a paste can only be the code.
            self.focus = Focus::Code;
        }
        let is_text =
            matches!(input, Input::Paste(_)) || matches!(DialogKey::of(input), Some(DialogKey::Char(_)));
        if self.stale && is_text && self.code_has_keys() {
            // A refused code is hidden, so what is typed or pasted replaces it instead of being appended.
            self.field = Field::for_code();
        }
        if self.code_has_keys() {
            match self.field.input(input) {
                Typed::Changed => {
                    (self.problem, self.stale) = (None, false);
                    return None;
                }
                Typed::Moved => return None,
                Typed::Ignored => {}
            }
        }
        let press = cx.key(input)?;
        match (press, &self.state) {
            (DialogKey::Escape, _) => Some(CloseAction::Closed),
            (_, State::Choosing) => self.choose(press, cx),
            (DialogKey::Control('t'), _) => {
                self.start(self.next_way(), cx);
                None
            }
            (_, State::Starting) => self.switch(press, cx),
            (_, State::Waiting(_) | State::Using(_) | State::DeviceCode(_)) => self.at_link(press, cx),
        }
    }

    fn choose(&mut self, press: DialogKey, cx: &mut ModalCx<'_>) -> Response {
        match press {
            DialogKey::Down | DialogKey::Next | DialogKey::Char('j') | DialogKey::Control('t') => {
                self.way = self.next_way()
            }
            DialogKey::Up | DialogKey::Previous | DialogKey::Char('k') => {
                let before = self.ways().rev().cycle().skip_while(|way| *way != self.way).nth(1);
                self.way = before.unwrap_or(self.way);
            }
            DialogKey::Enter | DialogKey::Submit => self.begin(cx),
            DialogKey::Char('q') => return Some(CloseAction::Closed),
            DialogKey::Char(letter) => {
                let chosen = self.ways().find(|way| key(*way) == letter);
                match chosen {
                    Some(way) => self.start(way, cx),
                    None => return cx.unused(),
                }
            }
            _ => return cx.unused(),
        }
        None
    }

    /// Another way, while one is under way.
    fn switch(&mut self, press: DialogKey, cx: &mut ModalCx<'_>) -> Response {
        let DialogKey::Char(letter) = press else { return cx.unused() };
        if letter == 'q' {
            return Some(CloseAction::Closed);
        }
        let other = self.ways().find(|way| key(*way) == letter && *way != self.way);
        match other {
            Some(way) => self.start(way, cx),
            None => return cx.unused(),
        }
        None
    }

    fn at_link(&mut self, press: DialogKey, cx: &mut ModalCx<'_>) -> Response {
        let link = self.link().cloned()?;
        let letters = !self.code_has_keys();
        match press {
            DialogKey::Copy => self.copy("The link", safe!("{}", link), cx),
            DialogKey::Char('y') if letters => self.copy("The link", safe!("{}", link), cx),
            DialogKey::Char('c') if letters && let State::DeviceCode(code) = &self.state => {
                let code = code.user_code.sanitized();
                self.copy("The code", code, cx);
            }
            DialogKey::Control('o') => self.open_browser(link, cx),
            DialogKey::Char('o') if letters => self.open_browser(link, cx),
            DialogKey::Control('r') => cx.terminal(TerminalCommand::Print(link)),
            DialogKey::Char('r') if letters => cx.terminal(TerminalCommand::Print(link)),
            DialogKey::Char('s') if letters && self.has_field() => self.field.toggle_mask(),
            DialogKey::Next | DialogKey::Previous | DialogKey::Up | DialogKey::Down if self.has_field() => {
                self.focus = if self.focus == Focus::Code { Focus::Link } else { Focus::Code };
            }
            DialogKey::Enter | DialogKey::Submit if self.has_field() => self.use_code(cx),
            other if letters => return self.switch(other, cx),
            _ => return cx.unused(),
        }
        None
    }

    fn use_code(&mut self, cx: &mut ModalCx<'_>) {
        let State::Waiting(link) = &self.state else { return };
        if self.field.is_blank() {
            return;
        }
        self.state = State::Using(link.clone());
        self.problem = None;
        self.stale = false;
        cx.send(Purpose::LoginCode, UseLoginCode { code: self.field.secret() });
    }

    fn open_browser(&mut self, link: Link, cx: &mut ModalCx<'_>) {
        self.no_browser = None;
        cx.terminal(TerminalCommand::OpenBrowser(link));
    }

    fn copy(&mut self, what: &'static str, words: SafeText, cx: &mut ModalCx<'_>) {
        self.copied = Some(Copied { what, to: None });
        cx.terminal(TerminalCommand::Copy(words));
    }

    /// What is opened, copied and printed.
    pub(super) fn link(&self) -> Option<&Link> {
        match &self.state {
            State::Waiting(link) | State::Using(link) => Some(link),
            State::DeviceCode(code) => Some(code.whole.as_ref().unwrap_or(&code.page)),
            State::Choosing | State::Starting => None,
        }
    }

    /// Whether there is a code to paste.
    pub(super) fn has_field(&self) -> bool {
        self.way == LoginMethod::Paste && matches!(self.state, State::Waiting(_) | State::Using(_))
    }

    pub(super) fn code_has_keys(&self) -> bool {
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
