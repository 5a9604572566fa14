//! What a terminal says of itself: the questions, and the answers among its bytes.
//!
//! The terminal is asked once, after the first frame, and nothing waits for it. DA1 is the last question: every terminal
//! answers it, and in order, so that its answer ends the others.

use crate::domain::terminal::{Rgb, TerminalAnswer};
use crate::domain::text::Untrusted;

/// The questions: background colour, name, synchronized update, keyboard protocol of kitty, kind of terminal. None of them
/// moves the cursor or changes a style; the saved cursor is left alone, because the alternate screen uses it.
pub const QUESTIONS: &[u8] = b"\x1b]11;?\x1b\\\x1b[>q\x1b[?2026$p\x1b[?u\x1b[c";

/// The answer that is a control sequence: its parameters and its last byte.
pub fn csi(parameters: &[u8], end: u8) -> Option<TerminalAnswer> {
    if (parameters, end) == (b"0", b'n') {
        return Some(TerminalAnswer::Ready);
    }
    let private = parameters.strip_prefix(b"?")?;
    match end {
        b'c' => Some(TerminalAnswer::Attributes(Untrusted::new(private))),
        b'u' => Some(TerminalAnswer::KittyKeys),
        b'y' => {
            // 0: not known; 4: known, and never on.
            let value = private.strip_prefix(b"2026;")?.strip_suffix(b"$")?;
            Some(TerminalAnswer::SynchronizedUpdate(matches!(value, b"1" | b"2" | b"3")))
        }
        _ => None,
    }
}

/// The answer that is a string, from its introducer to its terminator.
pub fn string(sequence: &[u8]) -> Option<TerminalAnswer> {
    let body = sequence.strip_suffix(b"\x1b\\").or_else(|| sequence.strip_suffix(b"\x07"))?;
    if let Some(colour) = body.strip_prefix(b"\x1b]11;") {
        return Rgb::parse(std::str::from_utf8(colour).ok()?).map(TerminalAnswer::Background);
    }
    body.strip_prefix(b"\x1bP>|").map(|name| TerminalAnswer::Name(Untrusted::new(name)))
}

/// Whether bytes begin what no one types: an answer, or a report of the mouse. The rest may take its time.
pub fn begins(held: &[u8]) -> bool {
    match held {
        [0x1b, b'[', b'?' | b'<', ..] | [0x1b, b'P' | b'_', _, ..] => true,
        [0x1b, b']', third, ..] => third.is_ascii_digit(),
        _ => false,
    }
}
