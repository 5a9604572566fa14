//! FITS (FITS Standard 4.0, sections 3 and 4): the primary header, card by card, and its image in words.

use super::{Description, FileHead};
use crate::domain::text::{SafeText, UntrustedRef};
use crate::safe;

/// Bytes of a card.
const CARD: usize = 80;

/// What is told first, where the header has it.
const FIRST: [&str; 7] = ["OBJECT", "TELESCOP", "INSTRUME", "FILTER", "DATE-OBS", "EXPTIME", "ORIGIN"];

pub(super) fn describe(head: &FileHead) -> Option<Description> {
    let first = head.bytes.get(..CARD)?;
    if !first.starts_with(b"SIMPLE  =") {
        return None;
    }
    let cards: Vec<&[u8]> =
        head.bytes.chunks_exact(CARD).take_while(|card| keyword(card) != b"END").collect();
    let is_whole = head.bytes.chunks_exact(CARD).any(|card| keyword(card) == b"END");
    let find =
        |name: &str| cards.iter().find(|card| keyword(card) == name.as_bytes()).map(|card| value(card));
    let number =
        |name: &str| find(name).and_then(|text| std::str::from_utf8(text).ok()?.trim().parse::<i64>().ok());
    let mut lines = Vec::new();
    if let Some(image) = image(&number) {
        lines.push(image);
    }
    for name in FIRST {
        if let Some(value) = find(name) {
            lines.push(safe!("{}: {}", name, UntrustedRef(value).sanitized()));
        }
    }
    lines.push(" ".into());
    lines.push("Cards".into());
    lines.extend(cards.iter().map(|card| safe!("  {}", UntrustedRef(card.trim_ascii_end()).sanitized())));
    if !is_whole {
        let why = if head.is_part() {
            "The header is longer than what was read."
        } else {
            "The header is cut off."
        };
        lines.push(why.into());
    }
    Some(Description { format: "FITS".into(), lines })
}

/// The data of the primary header in words: `Image of 2048 x 1024, 32-bit floating point`.
fn image(number: &impl Fn(&str) -> Option<i64>) -> Option<SafeText> {
    let bits = number("BITPIX")?;
    let axes = number("NAXIS")?.clamp(0, 999);
    if axes == 0 {
        return Some("No image in the first part; its data are in extensions.".into());
    }
    let mut size = SafeText::default();
    for axis in 1..=axes {
        let length = number(&format!("NAXIS{axis}"))?;
        let sign = if size.is_empty() { "" } else { " x " };
        size = safe!("{}{}{}", size, sign, length);
    }
    let kind = if bits < 0 { "floating point" } else { "integers" };
    Some(safe!("Image of {}, {}-bit {}", size, bits.unsigned_abs(), kind))
}

fn keyword(card: &[u8]) -> &[u8] {
    card.get(..8).unwrap_or(card).trim_ascii_end()
}

/// The value of a card without quotes, blanks and comment.
fn value(card: &[u8]) -> &[u8] {
    let text = card.get(10..).unwrap_or_default().trim_ascii();
    if let Some(quoted) = text.strip_prefix(b"'") {
        let end = quoted.iter().position(|byte| *byte == b'\'').unwrap_or(quoted.len());
        return quoted.get(..end).unwrap_or_default().trim_ascii_end();
    }
    let end = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_ascii_end()
}
