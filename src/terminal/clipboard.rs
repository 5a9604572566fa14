//! Copies text to the clipboard of the user, however far away: by tmux where hemi runs inside it, else by OSC 52.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::mpsc::UnboundedSender;

use super::TerminalEvent;
use super::writer::Bytes;
use crate::app::event::Clipboard;
use crate::domain::text::SafeText;

/// Terminals drop longer sequences silently (xterm, tmux and others stop near 100,000 bytes).
pub const MOST_COPIED: usize = 64 * 1024;

/// Copies `text`, which has at most [`MOST_COPIED`] bytes, and reports where it went to `events`.
pub fn copy(text: &SafeText, inside_tmux: bool, writer: Bytes, events: UnboundedSender<TerminalEvent>) {
    if !inside_tmux {
        by_sequence(text, inside_tmux, &writer, &events);
        return;
    }
    let text = text.clone();
    let copying = {
        let (text, writer, events) = (text.clone(), writer.clone(), events.clone());
        move || {
            if into_tmux(&text) {
                let _ = events.send(TerminalEvent::Copied(Clipboard::Tmux));
            } else {
                by_sequence(&text, inside_tmux, &writer, &events);
            }
        }
    };
    // tmux may be slow, and the loop must not wait for it.
    if std::thread::Builder::new().name("clipboard".into()).spawn(copying).is_err() {
        by_sequence(&text, inside_tmux, &writer, &events);
    }
}

fn by_sequence(text: &SafeText, inside_tmux: bool, writer: &Bytes, events: &UnboundedSender<TerminalEvent>) {
    if writer.send(&sequence(text, inside_tmux)) {
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
fn sequence(text: &SafeText, inside_tmux: bool) -> Vec<u8> {
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text.as_str()));
    if !inside_tmux {
        return plain.into_bytes();
    }
    // tmux takes the plain form with `set-clipboard on`, and passes the wrapped one through with
    // `allow-passthrough on`. It ignores the other.
    let wrapped = format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b"));
    [plain, wrapped].concat().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_encoded_and_wrapped_for_tmux() {
        let text = SafeText::from("a b");
        assert_eq!(sequence(&text, false), b"\x1b]52;c;YSBi\x07");
        assert_eq!(sequence(&text, true), b"\x1b]52;c;YSBi\x07\x1bPtmux;\x1b\x1b]52;c;YSBi\x07\x1b\\");
    }
}
