//! GRIB, editions 1 and 2 (WMO Manual on Codes, FM 92): what the messages at the beginning of the file hold.

use super::reader::Reader;
use super::{Description, FileHead};
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

/// More messages are counted, not told.
const TOLD: usize = 50;

/// What a message says of itself.
struct Message {
    length: u64,
    words: SafeText,
}

pub(super) fn describe(head: &FileHead) -> Option<Description> {
    let edition = *head.bytes.get(7)?;
    if !head.bytes.starts_with(b"GRIB") || !matches!(edition, 1 | 2) {
        return None;
    }
    let mut lines = Vec::new();
    let (mut at, mut count) = (0_usize, 0_u64);
    while let Some(message) = head.bytes.get(at..).and_then(message) {
        count += 1;
        if lines.len() < TOLD {
            lines.push(safe!("{}. {}", count, message.words));
        }
        // A length of nothing would never end.
        let Some(next) =
            usize::try_from(message.length.max(8)).ok().and_then(|length| at.checked_add(length))
        else {
            break;
        };
        at = next;
    }
    let told = lines.len() as u64;
    if count > told {
        lines.push(safe!("{} more messages begin in what was read.", format::grouped(count - told)));
    }
    if head.is_part() {
        lines.push("There may be more messages behind what was read.".into());
    }
    Some(Description { format: safe!("GRIB, edition {}", edition), lines })
}

/// The message that begins here.
fn message(bytes: &[u8]) -> Option<Message> {
    let mut reader = Reader::new(bytes);
    if reader.take(4)? != b"GRIB" {
        return None;
    }
    let length = reader.take(3)?;
    let edition = reader.u8()?;
    match edition {
        1 => {
            let length = length.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
            Some(Message { length, words: first_edition(reader).unwrap_or_default() })
        }
        2 => {
            let discipline = *length.get(2)?;
            let length = reader.u64()?;
            Some(Message { length, words: second_edition(discipline, reader).unwrap_or_default() })
        }
        _ => None,
    }
}

/// Section 1 of edition 1: centre, parameter, level and time.
fn first_edition(mut bytes: Reader<'_>) -> Option<SafeText> {
    bytes.take(3)?;
    let table = bytes.u8()?;
    let from = u16::from(bytes.u8()?);
    bytes.take(3)?;
    let (parameter, level_kind, level) = (bytes.u8()?, bytes.u8()?, bytes.u16()?);
    let (year, month, day) = (u16::from(bytes.u8()?), bytes.u8()?, bytes.u8()?);
    let (hour, minute) = (bytes.u8()?, bytes.u8()?);
    bytes.take(7)?;
    let century =
        u16::from(bytes.take(1).and_then(|byte| byte.first().copied()).unwrap_or(21)).saturating_sub(1);
    let year = century.saturating_mul(100).saturating_add(year);
    let time = date(year, [month, day, hour, minute]);
    Some(safe!(
        "{}  {}, parameter {} of table {}, level {} of type {}",
        time,
        centre(from),
        parameter,
        table,
        level,
        level_kind
    ))
}

/// Sections 1, 3 and 4 of edition 2: centre and time, points of the grid, parameter.
fn second_edition(discipline: u8, mut bytes: Reader<'_>) -> Option<SafeText> {
    let mut section = section(&mut bytes)?;
    if section.0 != 1 {
        return None;
    }
    let from = section.1.u16()?;
    section.1.take(5)?;
    let year = section.1.u16()?;
    let [month, day, hour, minute] = [section.1.u8()?, section.1.u8()?, section.1.u8()?, section.1.u8()?];
    let mut words =
        safe!("{}  {}, {}", date(year, [month, day, hour, minute]), centre(from), subject(discipline));
    while let Some((number, mut section)) = self::section(&mut bytes) {
        match number {
            3 => {
                section.take(1)?;
                words = safe!("{}, {} points", words, format::grouped(u64::from(section.u32()?)));
            }
            4 => {
                section.take(4)?;
                let (category, parameter) = (section.u8()?, section.u8()?);
                return Some(safe!("{}, parameter {}.{}.{}", words, discipline, category, parameter));
            }
            _ => {}
        }
    }
    Some(words)
}

/// The next section of edition 2: its number and what follows that.
fn section<'a>(bytes: &mut Reader<'a>) -> Option<(u8, Reader<'a>)> {
    let length = usize::try_from(bytes.u32()?).ok()?;
    let mut section = Reader::new(bytes.take(length.checked_sub(4)?)?);
    Some((section.u8()?, section))
}

fn date(year: u16, [month, day, hour, minute]: [u8; 4]) -> SafeText {
    safe!("{:04}-{:02}-{:02} {:02}:{:02}", year, month, day, hour, minute)
}

/// The originating centre (Common Code Table C-11).
fn centre(number: u16) -> SafeText {
    let name = match number {
        7 => "NCEP",
        34 => "JMA",
        54 => "Canadian Meteorological Service",
        74 => "UK Met Office",
        78 => "DWD",
        85 => "Météo-France",
        98 => "ECMWF",
        _ => return safe!("centre {}", number),
    };
    name.into()
}

/// The discipline (Code Table 0.0).
fn subject(number: u8) -> SafeText {
    let name = match number {
        0 => "meteorology",
        1 => "hydrology",
        2 => "land surface",
        3 => "satellite images",
        4 => "space weather",
        10 => "oceanography",
        _ => return safe!("discipline {}", number),
    };
    name.into()
}
