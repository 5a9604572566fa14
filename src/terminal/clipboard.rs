//! Text for the clipboard of whoever sits before the terminal, however far away: OSC 52.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::domain::text::SafeText;

/// Terminals drop longer sequences without a word (xterm, tmux and others stop near 100,000 bytes).
pub const MOST_COPIED: usize = 64 * 1024;

/// The bytes that put `text` on the clipboard; `None` when it is too long.
pub fn sequence(text: &SafeText, inside_tmux: bool) -> Option<Vec<u8>> {
    let text = text.as_str();
    if text.len() > MOST_COPIED {
        return None;
    }
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    if !inside_tmux {
        return Some(plain.into_bytes());
    }
    // tmux takes the plain form with `set-clipboard on`, and hands the wrapped one through with
    // `allow-passthrough on`; each ignores the other.
    let wrapped = format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b"));
    Some([plain, wrapped].concat().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Untrusted;

    #[test]
    fn text_is_encoded_and_wrapped_for_tmux() {
        let text = SafeText::from("a b");
        assert_eq!(sequence(&text, false).unwrap(), b"\x1b]52;c;YSBi\x07");
        assert_eq!(
            sequence(&text, true).unwrap(),
            b"\x1b]52;c;YSBi\x07\x1bPtmux;\x1b\x1b]52;c;YSBi\x07\x1b\\"
        );
    }

    #[test]
    fn what_no_terminal_would_take_is_refused() {
        let long = Untrusted::new("a".repeat(MOST_COPIED + 1)).sanitized();
        assert_eq!(sequence(&long, false), None);
    }
}
