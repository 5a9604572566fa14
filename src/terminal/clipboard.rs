//! Copies text to the clipboard of the user, however far away: to tmux's buffer where hemi runs inside it, else by OSC 52,
//! or not at all: the setting `clipboard`. OSC 52 is never confirmed, and that is said.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::mpsc::UnboundedSender;

use super::TerminalEvent;
use super::writer::Bytes;
use crate::app::event::Clipboard;
use crate::domain::preferences::ClipboardMode;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::terminal::TerminalEnv;
use crate::domain::text::SafeText;

/// Terminals drop longer sequences silently (xterm, tmux and others stop near 100,000 bytes).
pub const MOST_COPIED: usize = 64 * 1024;

/// GNU screen passes strings of up to 256 bytes to the terminal.
const SCREEN_CHUNK: usize = 240;

/// The way a text takes to the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// To tmux's buffer, and by OSC 52 where that fails.
    TmuxThenSequence,
    /// To tmux's buffer only.
    Tmux,
    /// By OSC 52.
    Sequence(Wrap),
    /// None: the app shows the text.
    Off,
}

/// What stands between hemi and the terminal that has the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrap {
    /// Nothing.
    None,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Route {
    /// The way that the setting and the environment lead to.
    pub fn of(mode: ClipboardMode, env: &TerminalEnv) -> Self {
        let wrap = match (env.tmux, env.screen) {
            (true, _) => Wrap::Tmux,
            (false, true) => Wrap::Screen,
            (false, false) => Wrap::None,
        };
        match mode {
            ClipboardMode::Off => Self::Off,
            ClipboardMode::Tmux => Self::Tmux,
            ClipboardMode::Osc52 => Self::Sequence(wrap),
            ClipboardMode::Auto if env.tmux => Self::TmuxThenSequence,
            ClipboardMode::Auto => Self::Sequence(wrap),
        }
    }
}

/// Copies `text`, which has at most [`MOST_COPIED`] bytes, and reports where it went to `events`.
pub fn copy(text: &SafeText, route: Route, writer: Bytes, events: UnboundedSender<TerminalEvent>) {
    match route {
        Route::Off => {
            let _ = events.send(TerminalEvent::NotCopied(text.clone()));
        }
        Route::Sequence(wrap) => by_sequence(text, wrap, &writer, &events),
        Route::Tmux | Route::TmuxThenSequence => {
            let text = text.clone();
            let failed = events.clone();
            let copying = move || match (into_tmux(&text), route) {
                (true, _) => {
                    let _ = events.send(TerminalEvent::Copied(Clipboard::Tmux));
                }
                (false, Route::TmuxThenSequence) => by_sequence(&text, Wrap::Tmux, &writer, &events),
                (false, _) => report_tmux_failed(&events),
            };
            // tmux may be slow, and the loop must not wait for it.
            if std::thread::Builder::new().name("clipboard".into()).spawn(copying).is_err() {
                report_tmux_failed(&failed);
            }
        }
    }
}

fn report_tmux_failed(events: &UnboundedSender<TerminalEvent>) {
    let _ = events.send(TerminalEvent::Failed(Problem::new(
        ProblemKind::Local,
        "tmux did not take the text.",
        "Check that `tmux show-buffer` works here, or set clipboard = \"osc52\" in the config file.",
    )));
}

fn by_sequence(text: &SafeText, wrap: Wrap, writer: &Bytes, events: &UnboundedSender<TerminalEvent>) {
    if writer.send(&sequence(text, wrap)) {
        let _ = events.send(TerminalEvent::Copied(Clipboard::Terminal));
    }
}

/// Loads `text` into a new buffer of tmux. `-w` (tmux 3.2) also sets the clipboard of the outer terminal.
fn into_tmux(text: &SafeText) -> bool {
    [&["load-buffer", "-w", "-"][..], &["load-buffer", "-"]].into_iter().any(|arguments| {
        let started = Command::new("tmux")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut tmux) = started else { return false };
        // Dropping the pipe ends the input. A tmux that does not read it fails.
        let written =
            tmux.stdin.take().is_some_and(|mut input| input.write_all(text.as_str().as_bytes()).is_ok());
        tmux.wait().is_ok_and(|status| status.success()) && written
    })
}

/// The bytes that set the clipboard of the terminal (OSC 52).
fn sequence(text: &SafeText, wrap: Wrap) -> Vec<u8> {
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text.as_str()));
    match wrap {
        Wrap::None => plain.into_bytes(),
        // tmux takes the plain form with `set-clipboard on`, and passes the wrapped one through with
        // `allow-passthrough on`. It ignores the other.
        Wrap::Tmux => {
            let wrapped = format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b"));
            [plain, wrapped].concat().into_bytes()
        }
        Wrap::Screen => plain
            .as_bytes()
            .chunks(SCREEN_CHUNK)
            .flat_map(|part| [b"\x1bP", part, b"\x1b\\"].concat())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_encoded_and_wrapped_for_what_is_between() {
        let text = SafeText::from("a b");
        assert_eq!(sequence(&text, Wrap::None), b"\x1b]52;c;YSBi\x07");
        assert_eq!(sequence(&text, Wrap::Tmux), b"\x1b]52;c;YSBi\x07\x1bPtmux;\x1b\x1b]52;c;YSBi\x07\x1b\\");
        assert_eq!(sequence(&text, Wrap::Screen), b"\x1bP\x1b]52;c;YSBi\x07\x1b\\");
        let long = (0..400).fold(SafeText::default(), |text, _| crate::safe!("{}x", text));
        let parts = String::from_utf8(sequence(&long, Wrap::Screen)).unwrap();
        let joined: String =
            parts.split("\x1b\\").map(|part| part.strip_prefix("\x1bP").unwrap_or(part)).collect();
        assert_eq!(joined.as_bytes(), sequence(&long, Wrap::None));
        assert!(parts.split("\x1b\\").all(|part| part.len() <= 256));
    }

    #[test]
    fn the_setting_decides_and_auto_follows_the_environment() {
        let tmux = TerminalEnv { tmux: true, ..TerminalEnv::default() };
        let screen = TerminalEnv { screen: true, ..TerminalEnv::default() };
        let bare = TerminalEnv::default();
        for (mode, env, route) in [
            (ClipboardMode::Auto, &tmux, Route::TmuxThenSequence),
            (ClipboardMode::Auto, &screen, Route::Sequence(Wrap::Screen)),
            (ClipboardMode::Auto, &bare, Route::Sequence(Wrap::None)),
            (ClipboardMode::Osc52, &tmux, Route::Sequence(Wrap::Tmux)),
            (ClipboardMode::Tmux, &bare, Route::Tmux),
            (ClipboardMode::Off, &tmux, Route::Off),
        ] {
            assert_eq!(Route::of(mode, env), route, "{mode:?}");
        }
    }
}
