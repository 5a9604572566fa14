//! One entry of a listing. Names stay bytes, so that names with invalid UTF-8 or lone surrogates stay different.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::listing::ChunkBuilder;
use crate::domain::time::parse_service_time;

/// How many members are read. An entry that cannot be read with all of them is tried with fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    All,
    Kind,
    Name,
}

/// The members of an entry that are used.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    name: Cow<'a, [u8]>,
    kind: Scalar<'a>,
    size: Scalar<'a>,
    modified: Scalar<'a>,
    permissions: Scalar<'a>,
    user: Scalar<'a>,
    group: Scalar<'a>,
    link_target: Option<Cow<'a, [u8]>>,
}

impl Row<'_> {
    /// Adds it as a row; `false` when it has no name. `.` and `..` are skipped.
    pub fn push(&self, rows: &mut ChunkBuilder) -> bool {
        match &*self.name {
            b"" => return false,
            b"." | b".." => return true,
            _ => {}
        }
        rows.push(&RawEntry {
            name: &self.name,
            kind: Some(kind_of(self.kind.text())),
            size: self.size.count(),
            modified: time(self.modified.text()),
            permissions: octal(self.permissions.text()),
            user: self.user.text(),
            group: self.group.text(),
            link_target: self.link_target.as_deref(),
        })
    }
}

/// The kind for a `type` (`globus-api.md` 8.1); an unknown one is [`EntryKind::Other`].
pub(in super::super) fn kind_of(word: &[u8]) -> EntryKind {
    match word {
        b"file" => EntryKind::File,
        b"dir" => EntryKind::Dir,
        b"invalid_symlink" => EntryKind::BrokenLink,
        _ => EntryKind::Other,
    }
}

/// Parses permission bits from octal text such as `0644`.
pub(in super::super) fn octal(text: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(text).ok()?;
    let bits = u32::from_str_radix(text.strip_prefix("0o").unwrap_or(text), 8).ok()?;
    u16::try_from(bits & 0o7777).ok()
}

/// Parses a time. The usual form, `2024-01-31 23:59:59+00:00`, has its own parser, which saves a third of the time of a
/// listing.
fn time(text: &[u8]) -> Option<i64> {
    let number = |from: usize, to: usize| {
        text.get(from..to)?
            .iter()
            .try_fold(0_i64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
    };
    let simple = || {
        let marks = [(4, b"-"), (7, b"-"), (13, b":"), (16, b":")];
        let formed = text.get(19..)? == b"+00:00"
            && marks.iter().all(|(at, mark)| text.get(*at..at + 1) == Some(*mark));
        if !formed || !matches!(text.get(10), Some(b' ' | b'T')) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        // Days 29 to 31 and leap seconds need the checks of the general parser.
        let plain = (1..=12).contains(&month) && (1..=28).contains(&day);
        if !plain || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        Some(((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
    };
    simple().or_else(|| parse_service_time(std::str::from_utf8(text).ok()?))
}

/// Days since 1970-01-01 in the Gregorian calendar; years from 0 on.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // With years that begin in March, the leap day is the last day.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 719_469
}

impl<'de> Deserialize<'de> for Row<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        RowIn(Care::All).deserialize(from)
    }
}

/// Deserializes a row with this care.
#[derive(Clone, Copy)]
pub(super) struct RowIn(Care);

impl RowIn {
    /// Parses `json` as one row.
    pub fn parse(json: &[u8], care: Care) -> Option<Row<'_>> {
        let mut from = serde_json::Deserializer::from_slice(json);
        let row = RowIn(care).deserialize(&mut from).ok()?;
        from.end().is_ok().then_some(row)
    }
}

impl<'de> DeserializeSeed<'de> for RowIn {
    type Value = Row<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Row<'de>, D::Error> {
        from.deserialize_map(self)
    }
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Name,
    Type,
    Size,
    LastModified,
    Permissions,
    User,
    Group,
    LinkTarget,
    #[serde(other)]
    Other,
}

impl<'de> Visitor<'de> for RowIn {
    type Value = Row<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }

    /// The last value of a repeated key counts.
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Row<'de>, M::Error> {
        let mut row = Row::default();
        while let Some(key) = map.next_key::<Key>()? {
            let slot = match (key, self.0) {
                (Key::Name, _) => {
                    row.name = map.next_value::<Bytes<'_>>()?.0;
                    continue;
                }
                (Key::LinkTarget, Care::All) => {
                    row.link_target = map.next_value::<Option<Bytes<'_>>>()?.map(|bytes| bytes.0);
                    continue;
                }
                (Key::Type, Care::All | Care::Kind) => &mut row.kind,
                (Key::Size, Care::All) => &mut row.size,
                (Key::LastModified, Care::All) => &mut row.modified,
                (Key::Permissions, Care::All) => &mut row.permissions,
                (Key::User, Care::All) => &mut row.user,
                (Key::Group, Care::All) => &mut row.group,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *slot = map.next_value()?;
        }
        Ok(row)
    }
}

/// Text as bytes, which may be invalid UTF-8.
struct Bytes<'a>(Cow<'a, [u8]>);

impl<'de> Deserialize<'de> for Bytes<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Bytes<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Bytes<'de>, E> {
                Ok(Bytes(Cow::Borrowed(bytes)))
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes<'de>, E> {
                Ok(Bytes(Cow::Owned(bytes.to_vec())))
            }
        }
        from.deserialize_bytes(Text)
    }
}

/// A value of any type; only text and numbers are kept.
#[derive(Debug, Default)]
enum Scalar<'a> {
    #[default]
    None,
    Text(Cow<'a, str>),
    Number(u64),
}

impl Scalar<'_> {
    fn text(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::None | Self::Number(_) => b"",
        }
    }

    fn count(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::None => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyScalar)
    }
}

struct AnyScalar;

impl<'de> Visitor<'de> for AnyScalar {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Number(number))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::None)
    }
    fn visit_f64<E>(self, number: f64) -> Result<Scalar<'de>, E> {
        Ok(if number >= 0.0 { Scalar::Number(number as u64) } else { Scalar::None })
    }
    fn visit_bool<E>(self, _: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::None)
    }
    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::None)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::None)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::None)
    }
}
