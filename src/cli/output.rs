//! The only place that prints. Text is [`SafeText`], so nothing foreign reaches the terminal this way
//! either. A reader that went away is no error of ours.

use std::io::{self, Write as _};

use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::domain::text::SafeText;

/// A line of results.
pub fn line(text: &SafeText) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Words before something is typed, on the same line.
pub fn ask(text: &SafeText) {
    let mut out = io::stdout().lock();
    let _ = write!(out, "{text}");
    let _ = out.flush();
}

/// A line of JSON for another program, in ASCII: what it is printed on may be a terminal all the same.
pub fn json(value: &impl serde::Serialize) {
    let mut text = Vec::new();
    if value.serialize(&mut Serializer::with_formatter(&mut text, Ascii)).is_ok() {
        text.push(b'\n');
        let mut out = io::stdout().lock();
        let _ = out.write_all(&text);
        let _ = out.flush();
    }
}

/// What went wrong, and what to do.
pub fn complain(text: &SafeText) {
    let _ = writeln!(io::stderr().lock(), "hemi: {text}");
}

/// Writes every character that is not printable ASCII as the format's own escape.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut plain = CompactFormatter;
        for piece in fragment.split_inclusive(|c: char| !(' '..='~').contains(&c)) {
            let printable = piece.trim_end_matches(|c: char| !(' '..='~').contains(&c));
            plain.write_string_fragment(writer, printable)?;
            for unit in piece.get(printable.len()..).unwrap_or_default().encode_utf16() {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_ascii_and_says_the_same() {
        let texts =
            ["plain", "Zoë Ångström", "\u{9b}2J\u{7f}\u{1b}[2J\u{202e}", "\u{1f4c1}x\u{1f4c1}", "\"\\\n"];
        let mut out = Vec::new();
        serde::Serialize::serialize(&texts, &mut Serializer::with_formatter(&mut out, Ascii)).unwrap();
        assert!(out.iter().all(|byte| (b' '..=b'~').contains(byte)), "{}", String::from_utf8_lossy(&out));
        assert_eq!(serde_json::from_slice::<Vec<String>>(&out).unwrap(), texts);
    }
}
