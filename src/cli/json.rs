//! JSON in ASCII: other programs read it, but it may be printed on a terminal.

use std::io;

use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// One line of JSON. Every character that is not printable ASCII is written as JSON's own escape.
pub fn line(value: &serde_json::Value) -> String {
    let mut text = Vec::new();
    let written = serde::Serialize::serialize(value, &mut Serializer::with_formatter(&mut text, Ascii));
    match written {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        // Writing a value to memory cannot fail.
        Err(_) => String::new(),
    }
}

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
    fn json_is_ascii_and_decodes_to_the_same() {
        let texts =
            ["plain", "Zoë Ångström", "\u{9b}2J\u{7f}\u{1b}[2J\u{202e}", "\u{1f4c1}x\u{1f4c1}", "\"\\\n"];
        let line = line(&serde_json::json!(texts));
        assert!(line.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{line}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&line).unwrap(), texts);
    }
}
