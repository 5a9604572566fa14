//! Examines the terminal: what a key sends while it is pressed, what the terminal says of itself, what is wrong, and the
//! line that corrects it.

mod plain;
mod view;

use std::collections::VecDeque;

use crate::app::effect::TerminalCommand;
use crate::app::input::{Input, RawKey};
use crate::app::keymap::KeyPress;
use crate::app::terminal::Terminal;
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, hanging, paragraph};
use crate::domain::doctor::{Examined, TmuxSettings, aligned, bytes_named, facts, findings};
use crate::domain::terminal::TerminalFacts;
use crate::domain::text::SafeText;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// The most it takes.
const SIZE: (u16, u16) = (90, 40);
/// So many keys are shown.
const KEYS: usize = 4;

/// The examination.
#[derive(Debug)]
pub struct Doctor {
    terminal: Terminal,
    tmux: Option<TmuxSettings>,
    /// The last keys, the newest first.
    keys: VecDeque<RawKey>,
    /// The last key was not the one before: the first Esc is only shown.
    is_new: bool,
    pages: Pages,
}

impl Modal for Doctor {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match input {
            Input::Raw(key) => {
                self.is_new = self.keys.front().is_none_or(|last| last.bytes != key.bytes);
                self.keys.push_front(key.clone());
                self.keys.truncate(KEYS);
                return None;
            }
            Input::Key(key) => {
                let press = KeyPress::of(*key);
                let is_new = std::mem::take(&mut self.is_new);
                if press == KeyPress::CTRL_C || (press.is_escape() && !is_new) {
                    return Some(CloseAction::Closed);
                }
            }
            _ => return None,
        }
        let (columns, rows) = Self::size(cx.screen);
        let len = self.lines(usize::from(columns)).len();
        if let Some(press @ (DialogKey::PageUp | DialogKey::PageDown)) = DialogKey::of(input) {
            self.pages.press(press, len, usize::from(rows));
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        vec![("Esc", "twice: close"), ("Ctrl-C", "close"), ("PgDn PgUp", "scroll")]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn scroll(&mut self, rows: isize, cx: &mut ModalCx<'_>) {
        let (columns, height) = Self::size(cx.screen);
        let len = self.lines(usize::from(columns)).len();
        let press = if rows < 0 { DialogKey::Up } else { DialogKey::Down };
        for _ in 0..rows.unsigned_abs() {
            self.pages.press(press, len, usize::from(height));
        }
    }
}

impl Doctor {
    /// Asks for what keys send, and for the settings of tmux.
    pub fn open(terminal: Terminal, cx: &mut ModalCx<'_>) -> Self {
        cx.terminal(TerminalCommand::ReportKeys(true));
        if terminal.env.tmux {
            cx.terminal(TerminalCommand::ReadTmux);
        }
        Self { terminal, tmux: None, keys: VecDeque::new(), is_new: false, pages: Pages::default() }
    }

    /// More is known of the terminal.
    pub fn learn(&mut self, facts: TerminalFacts, tmux: Option<TmuxSettings>) {
        self.terminal.facts = facts;
        self.tmux = tmux.or(self.tmux.take());
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    fn lines(&self, cells: usize) -> Vec<Line> {
        let known = &self.terminal.facts;
        let examined = Examined {
            env: &self.terminal.env,
            terminal: known.attributes.is_some().then_some(known),
            tmux: self.tmux.as_ref(),
            size: Some(self.terminal.size),
        };
        let words = "Press a key to see what it sends. Esc twice or Ctrl-C closes.";
        let mut lines = paragraph(Role::Secondary, &words.into(), cells);
        lines.extend(self.keys.iter().map(|key| {
            let name = key.key.map_or_else(|| "not known".into(), |key| KeyPress::of(key).sanitized());
            Line::new(Role::Key, name).and(Role::Text, safe!("  {}", bytes_named(key.bytes.raw())))
        }));
        // The rest stays where it is while keys come.
        lines.extend((self.keys.len()..KEYS).map(|_| Line::blank()));
        lines.push(Line::blank());
        for line in aligned(&facts(&examined)) {
            lines.extend(paragraph(Role::Text, &line, cells));
        }
        lines.push(Line::blank());
        let findings = findings(&examined);
        if findings.is_empty() {
            lines.push(Line::new(Role::Success, "Nothing is wrong."));
        }
        for finding in findings {
            lines.extend(hanging((Role::Warning, "! ".into()), Role::Text, &finding.what.into(), cells));
            let place: SafeText = safe!("  {}: ", finding.place);
            lines.extend(hanging((Role::Secondary, place), Role::Key, &finding.line.into(), cells));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overlay::sample::Sample;
    use crate::domain::terminal::TerminalEnv;
    use crate::domain::text::Untrusted;
    use crate::domain::time::Timestamp;

    fn raw(bytes: &[u8], name: &str) -> [Input; 2] {
        let key = KeyPress::parse(name).unwrap().event();
        [Input::Raw(RawKey { bytes: Untrusted::new(bytes), key: Some(key) }), Input::Key(key)]
    }

    fn words(doctor: &Doctor) -> String {
        doctor.lines(80).iter().map(|line| format!("{}\n", line.text())).collect()
    }

    #[test]
    fn keys_are_shown_with_their_bytes_and_only_two_esc_or_ctrl_c_close() {
        let env = TerminalEnv { tmux: true, utf8: true, ..TerminalEnv::default() };
        let terminal = Terminal { env, size: (80, 24), ..Terminal::default() };
        let mut doctor = Sample::open(Timestamp::default(), |cx| Doctor::open(terminal, cx));
        let effects = format!("{:?}", doctor.take_effects());
        assert!(effects.contains("ReportKeys(true)") && effects.contains("ReadTmux"), "{effects}");
        for (bytes, name, line) in [
            (&b"\x1b[A"[..], "Up", "Up  ESC [ A"),
            (b"q", "q", "q  q"),
            (b"\x1b", "Esc", "Esc  ESC"),
            (b"?", "?", "?  ?"),
            (b"\x1b", "Esc", "Esc  ESC"),
        ] {
            for input in raw(bytes, name) {
                assert!(doctor.input(&input).is_none(), "{name} closes it");
            }
            assert!(words(&doctor.overlay).contains(line), "{name}: {}", words(&doctor.overlay));
        }
        let [again, escape] = raw(b"\x1b", "Esc");
        assert!(doctor.input(&again).is_none());
        assert!(doctor.input(&escape).is_some());
        let [_, control] = raw(b"\x03", "Ctrl-C");
        assert!(doctor.input(&control).is_some());
    }

    #[test]
    fn what_tmux_says_leads_to_the_line_for_its_file() {
        let env = TerminalEnv { tmux: true, utf8: true, ..TerminalEnv::default() };
        let mut doctor = Doctor {
            terminal: Terminal { env, ..Terminal::default() },
            tmux: None,
            keys: VecDeque::new(),
            is_new: false,
            pages: Pages::default(),
        };
        assert!(!words(&doctor).contains("escape-time"));
        let printed = b"3.3a\n500\noff\nexternal\ntmux-256color\n256,RGB\n";
        doctor.learn(TerminalFacts::default(), TmuxSettings::parse(printed));
        assert!(words(&doctor).contains("~/.tmux.conf: set -sg escape-time 20"), "{}", words(&doctor));
    }
}
