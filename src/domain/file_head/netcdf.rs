//! NetCDF in its classic formats (NetCDF Classic Format Specification, versions 1, 2 and 5): dimensions, variables and
//! attributes. NetCDF-4 is HDF5.

use super::reader::{Reader, trimmed};
use super::{Description, FileHead};
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

const DIMENSION: u32 = 0x0a;
const VARIABLE: u32 = 0x0b;
const ATTRIBUTE: u32 = 0x0c;

/// More of an attribute is not told.
const MOST_TEXT: usize = 400;
const MOST_VALUES: usize = 8;

/// What is wrong with a header: it ends, or is none.
struct Ended;

/// A value, or where the header ends.
type Read<T> = Result<T, Ended>;

pub(super) fn describe(head: &FileHead) -> Option<Description> {
    let mut bytes = Reader::new(&head.bytes);
    let (magic, version) = (bytes.take(3)?, bytes.u8()?);
    let format = match (magic, version) {
        (b"CDF", 1) => "NetCDF, classic format",
        (b"CDF", 2) => "NetCDF, classic format with 64-bit offsets",
        (b"CDF", 5) => "NetCDF, classic format with 64-bit data",
        _ => return None,
    };
    let mut header = Header { bytes, wide: version == 5, wide_offsets: version != 1, lines: Vec::new() };
    let whole = header.read().is_ok();
    let mut lines = header.lines;
    if !whole {
        let why = if head.is_part() {
            "The header is longer than what was read."
        } else {
            "The header is cut off."
        };
        lines.push(why.into());
    }
    Some(Description { format: format.into(), lines })
}

struct Header<'a> {
    bytes: Reader<'a>,
    /// Whether counts have eight bytes.
    wide: bool,
    wide_offsets: bool,
    lines: Vec<SafeText>,
}

impl<'a> Header<'a> {
    fn read(&mut self) -> Read<()> {
        let records = self.count()?;
        let streaming = records == if self.wide { u64::MAX } else { u64::from(u32::MAX) };
        let mut dimensions: Vec<SafeText> = Vec::new();
        self.lines.push("Dimensions".into());
        for _ in 0..self.list(DIMENSION)? {
            let name = self.name()?;
            let length = self.count()?;
            let length = match (length, streaming) {
                (0, true) => "unlimited".into(),
                (0, false) => safe!("{} (unlimited)", format::grouped(records)),
                (length, _) => format::grouped(length),
            };
            self.lines.push(safe!("  {} = {}", name, length));
            dimensions.push(name);
        }
        let at = self.lines.len();
        let mut about = Vec::new();
        for _ in 0..self.list(ATTRIBUTE)? {
            let (name, value) = self.attribute()?;
            about.push(safe!("  {}: {}", name, value));
        }
        if !about.is_empty() {
            self.lines.push(" ".into());
            self.lines.push("About".into());
            self.lines.append(&mut about);
        }
        // Variables are what a header is opened for: they come before the long texts.
        let texts = self.lines.split_off(at);
        let read = self.variables(&dimensions);
        self.lines.extend(texts);
        read
    }

    fn variables(&mut self, dimensions: &[SafeText]) -> Read<()> {
        let count = self.list(VARIABLE)?;
        if count > 0 {
            self.lines.push(" ".into());
            self.lines.push("Variables".into());
        }
        for _ in 0..count {
            let name = self.name()?;
            let rank = self.count()?;
            let mut shape: Vec<SafeText> = Vec::new();
            for _ in 0..rank {
                let id = usize::try_from(self.count()?).map_err(|_| Ended)?;
                shape.push(dimensions.get(id).cloned().unwrap_or_else(|| "?".into()));
            }
            let mut notes = Vec::new();
            for _ in 0..self.list(ATTRIBUTE)? {
                let (attribute, value) = self.attribute()?;
                if ["units", "long_name", "standard_name"].contains(&attribute.as_str()) {
                    notes.push((attribute.as_str() != "units", value));
                }
            }
            notes.sort_by_key(|(after, _)| *after);
            let kind = type_name(self.u32()?);
            self.count()?;
            self.number(self.wide_offsets)?;
            let shape =
                shape.iter().skip(1).fold(shape.first().cloned().unwrap_or_default(), |so_far, next| {
                    safe!("{}, {}", so_far, next)
                });
            let notes = notes
                .into_iter()
                .fold(SafeText::default(), |so_far, (_, note)| safe!("{}  {}", so_far, note));
            let shape = if rank == 0 { SafeText::default() } else { safe!("({})", shape) };
            self.lines.push(safe!("  {} {}{}{}", kind, name, shape, notes));
        }
        Ok(())
    }

    /// The length of a list with that tag; an absent one has none.
    fn list(&mut self, tag: u32) -> Read<u64> {
        let (found, length) = (self.u32()?, self.count()?);
        if found == tag || (found, length) == (0, 0) { Ok(length) } else { Err(Ended) }
    }

    fn u32(&mut self) -> Read<u32> {
        self.bytes.u32().ok_or(Ended)
    }

    fn number(&mut self, wide: bool) -> Read<u64> {
        if wide { self.bytes.u64() } else { self.bytes.u32().map(u64::from) }.ok_or(Ended)
    }

    fn count(&mut self) -> Read<u64> {
        self.number(self.wide)
    }

    /// So many bytes, and those that fill up to a multiple of four.
    fn padded(&mut self, count: u64) -> Read<&'a [u8]> {
        let count = usize::try_from(count).map_err(|_| Ended)?;
        let bytes = self.bytes.take(count).ok_or(Ended)?;
        self.bytes.take(count.wrapping_neg() % 4).ok_or(Ended)?;
        Ok(bytes)
    }

    fn name(&mut self) -> Read<SafeText> {
        let length = self.count()?;
        Ok(trimmed(self.padded(length)?).sanitized())
    }

    fn attribute(&mut self) -> Read<(SafeText, SafeText)> {
        let name = self.name()?;
        let (kind, count) = (self.u32()?, self.count()?);
        let width = type_width(kind).ok_or(Ended)?;
        let bytes = self.padded(count.checked_mul(width).ok_or(Ended)?)?;
        Ok((name, value(kind, bytes)))
    }
}

fn type_name(kind: u32) -> &'static str {
    ["?", "byte", "char", "short", "int", "float", "double", "ubyte", "ushort", "uint", "int64", "uint64"]
        .get(usize::try_from(kind).unwrap_or(0))
        .copied()
        .unwrap_or("?")
}

/// Bytes of one value.
fn type_width(kind: u32) -> Option<u64> {
    match kind {
        1 | 2 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 5 | 9 => Some(4),
        6 | 10 | 11 => Some(8),
        _ => None,
    }
}

fn value(kind: u32, bytes: &[u8]) -> SafeText {
    if kind == 2 {
        let text = trimmed(bytes);
        let words = text.sanitized();
        return if words.width() > MOST_TEXT { words.fit_with(MOST_TEXT, "…") } else { words };
    }
    let width = usize::try_from(type_width(kind).unwrap_or(1)).unwrap_or(1);
    let count = bytes.len() / width;
    let shown = bytes.chunks_exact(width).take(MOST_VALUES).map(|bytes| number(kind, bytes));
    let words = shown.fold(SafeText::default(), |so_far, next| {
        let sign = if so_far.is_empty() { "" } else { ", " };
        safe!("{}{}{}", so_far, sign, next)
    });
    if count > MOST_VALUES {
        safe!("{}, … ({} values)", words, format::grouped(count as u64))
    } else {
        words
    }
}

fn number(kind: u32, bytes: &[u8]) -> SafeText {
    let mut reader = Reader::new(bytes);
    let number = match kind {
        1 => reader.u8().map(|byte| safe!("{}", byte.cast_signed())),
        7 => reader.u8().map(|byte| safe!("{}", byte)),
        3 => reader.u16().map(|number| safe!("{}", number.cast_signed())),
        8 => reader.u16().map(|number| safe!("{}", number)),
        4 => reader.u32().map(|number| safe!("{}", number.cast_signed())),
        9 => reader.u32().map(|number| safe!("{}", number)),
        5 => reader.u32().map(|bits| safe!("{}", f64::from(f32::from_bits(bits)))),
        6 => reader.u64().map(|bits| safe!("{}", f64::from_bits(bits))),
        10 => reader.u64().map(|number| safe!("{}", number.cast_signed())),
        _ => reader.u64().map(|number| safe!("{}", number)),
    };
    number.unwrap_or_default()
}
