//! Which entries of a directory are meant: by name patterns, size, time of change and kind, as a user types it. Start with
//! [`Criteria::parse`]; [`Criteria::label`] says in words what was understood.

use super::entry::{Entry, EntryKind};
use super::format;
use super::glob::Glob;
use super::name_pattern::NamePattern;
use super::text::{SafeText, Untrusted};
use super::time::Timestamp;
use crate::safe;

/// What can be typed, as an example.
pub const EXAMPLE: &str = "*.nc newer:2d >1G type:file";

/// What can be typed, and what each word of it means.
pub const TESTS: [(&str, &str); 8] = [
    ("tas", "Part of the name; small letters stand for capitals too."),
    ("*.nc tas_??.nc run[0-9]*", "The whole name: * any text, ? one character, [0-9] one of these."),
    ("*.nc,*.grib", "One of several, with commas between."),
    ("name:README name:a:b", "Exactly this name; needed where it has a colon."),
    ("newer:2d older:1w", "Time of change; m, h, d, w and y are minutes to years."),
    (">1G <10M", "More or fewer bytes: K, M, G, T in steps of 1024."),
    ("type:file type:dir type:link", "Only files, directories or links."),
    ("a b \"a b\"", "Words with blanks between must all hold; quotes keep blanks."),
];

/// Tests that must all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criteria(Box<[Test]>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    /// One of these patterns, as they were typed.
    Name(Box<[Glob]>, Untrusted),
    /// Words that are all part of the name.
    Part(NamePattern),
    Kind(EntryKind),
    /// More bytes than this, and how that was typed.
    Larger(u64, SafeText),
    /// Fewer bytes.
    Smaller(u64, SafeText),
    /// Changed after this moment, in seconds since the Unix epoch, and how long that is ago.
    Newer(i64, SafeText),
    /// Changed before it.
    Older(i64, SafeText),
}

/// Whether an entry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is not.
    No,
    /// It would have to be known better.
    Unknown,
    /// It is.
    Yes,
}

impl Criteria {
    /// Reads what was typed: words with blanks between, of which a quoted one may contain blanks. A word without wildcards
    /// is a part of the name, and small letters find capitals too; [`TESTS`] lists all.
    ///
    /// # Errors
    /// What is wrong with which word, and what can be typed instead.
    pub fn parse(typed: &str, now: Timestamp) -> Result<Self, SafeText> {
        let tests: Box<[Test]> =
            words(typed)?.iter().map(|word| Test::parse(word, now.wall / 1000)).collect::<Result<_, _>>()?;
        if tests.is_empty() { Err(safe!("Type what to match: {}", EXAMPLE)) } else { Ok(Self(tests)) }
    }

    /// Whether an entry is meant.
    pub fn judge(&self, entry: &Entry<'_>) -> Verdict {
        self.0.iter().map(|test| test.judge(entry)).min().unwrap_or(Verdict::No)
    }

    /// What is meant, in words: `files larger than 1 GiB, changed in the last 2 days`.
    pub fn label(&self) -> SafeText {
        let sized = |test: &Test| matches!(test, Test::Larger(..) | Test::Smaller(..));
        let noun =
            match self.0.iter().find_map(|test| if let Test::Kind(kind) = test { Some(*kind) } else { None })
            {
                Some(EntryKind::Dir) => "directories",
                Some(EntryKind::Link) => "links",
                Some(_) => "files",
                None if self.0.iter().any(sized) => "files",
                None => "entries",
            };
        let parts = self.0.iter().filter_map(Test::label);
        let parts = parts.reduce(|so_far, part| safe!("{}, {}", so_far, part));
        parts.map_or_else(|| noun.into(), |parts| safe!("{} {}", noun, parts))
    }
}

impl Test {
    fn parse(word: &str, now: i64) -> Result<Self, SafeText> {
        let shown = || Untrusted::new(word).sanitized();
        if let Some(number) = word.strip_prefix('>') {
            let (bytes, label) = size(number).ok_or_else(|| wrong_size(&shown()))?;
            return Ok(Self::Larger(bytes, label));
        }
        if let Some(number) = word.strip_prefix('<') {
            let (bytes, label) = size(number).ok_or_else(|| wrong_size(&shown()))?;
            return Ok(Self::Smaller(bytes, label));
        }
        let names = |patterns: &str| {
            let globs = Glob::list(patterns);
            let blank = globs.is_empty();
            let test = Self::Name(globs, Untrusted::new(patterns));
            if blank { Err(safe!("{}: a pattern is missing, such as *.nc.", shown())) } else { Ok(test) }
        };
        let ago = |span: Option<(i64, SafeText)>| {
            let (seconds, label) = span.ok_or_else(|| {
                safe!("{}: type a number and m, h, d, w or y (minutes to years), such as 2d.", shown())
            })?;
            Ok((now.saturating_sub(seconds), label))
        };
        match word.split_once(':') {
            Some(("name", patterns)) => names(patterns),
            Some(("newer", span)) => ago(age(span)).map(|(since, label)| Self::Newer(since, label)),
            Some(("older", span)) => ago(age(span)).map(|(until, label)| Self::Older(until, label)),
            Some(("type", "file" | "f")) => Ok(Self::Kind(EntryKind::File)),
            Some(("type", "dir" | "d" | "directory")) => Ok(Self::Kind(EntryKind::Dir)),
            Some(("type", "link" | "l")) => Ok(Self::Kind(EntryKind::Link)),
            Some(("type", _)) => Err(safe!("{}: the types are file, dir and link.", shown())),
            Some((key, _)) if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                Err(safe!(
                    "{}: the tests are newer:, older:, type:, name:, > and <. A name with a colon is typed name:{}.",
                    shown(),
                    shown()
                ))
            }
            _ if !word.contains(WILDCARDS) => match NamePattern::parse(word) {
                Some(pattern) => Ok(Self::Part(pattern)),
                None => names(word),
            },
            _ => names(word),
        }
    }

    fn judge(&self, entry: &Entry<'_>) -> Verdict {
        let known = |holds: bool| if holds { Verdict::Yes } else { Verdict::No };
        // What a link points to is not known before it was looked at.
        let unseen = entry.kind == EntryKind::Link;
        match self {
            Self::Name(globs, _) => known(globs.iter().any(|glob| glob.matches(entry.name.raw()))),
            Self::Part(pattern) => known(pattern.matches(entry.name.raw())),
            Self::Kind(EntryKind::Link) => known(
                entry.link_target.is_some() || matches!(entry.kind, EntryKind::Link | EntryKind::BrokenLink),
            ),
            Self::Kind(_) if unseen => Verdict::Unknown,
            Self::Kind(kind) => known(entry.kind == *kind),
            Self::Larger(..) | Self::Smaller(..)
                if matches!(entry.kind, EntryKind::Dir | EntryKind::BrokenLink) =>
            {
                Verdict::No
            }
            Self::Larger(bytes, _) => entry.size.map_or(Verdict::Unknown, |size| known(size > *bytes)),
            Self::Smaller(bytes, _) => entry.size.map_or(Verdict::Unknown, |size| known(size < *bytes)),
            Self::Newer(since, _) => entry.modified.map_or(Verdict::Unknown, |time| known(time > *since)),
            Self::Older(until, _) => entry.modified.map_or(Verdict::Unknown, |time| known(time < *until)),
        }
    }

    fn label(&self) -> Option<SafeText> {
        Some(match self {
            Self::Kind(_) => return None,
            Self::Name(_, typed) => safe!("named {}", typed.sanitized()),
            Self::Part(pattern) => safe!("with {} in the name", pattern.sanitized()),
            Self::Larger(_, size) => safe!("larger than {}", size),
            Self::Smaller(_, size) => safe!("smaller than {}", size),
            Self::Newer(_, span) => safe!("changed in the last {}", span),
            Self::Older(_, span) => safe!("not changed in the last {}", span),
        })
    }
}

/// With one of these, a word is a pattern of the whole name, or several.
const WILDCARDS: [char; 5] = ['*', '?', '[', ',', '\\'];

fn wrong_size(word: &SafeText) -> SafeText {
    safe!("{}: type a size such as 500, 10M or 1.5G.", word)
}

/// The words, without their quotes.
fn words(typed: &str) -> Result<Vec<String>, SafeText> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for letter in typed.chars() {
        match letter {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            blank if blank.is_whitespace() && !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    if quoted {
        return Err("The quotation mark is not closed.".into());
    }
    words.extend(word);
    Ok(words)
}

/// A number that may have a fraction, and what follows it.
fn number(text: &str) -> Option<(u128, u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || whole.len() > 20 || fraction.len() > 6 || fraction.contains('.') {
        return None;
    }
    let value = format!("{whole}{fraction}").parse().ok()?;
    Some((value, u32::try_from(fraction.len()).ok()?, unit))
}

/// Bytes, in binary units, and the same in words.
fn size(text: &str) -> Option<(u64, SafeText)> {
    let (value, decimals, unit) = number(text)?;
    let (shift, name) = match unit.to_ascii_lowercase().trim_end_matches("ib").trim_end_matches('b') {
        "" => (0, "B"),
        "k" => (10, "KiB"),
        "m" => (20, "MiB"),
        "g" => (30, "GiB"),
        "t" => (40, "TiB"),
        "p" => (50, "PiB"),
        "e" => (60, "EiB"),
        _ => return None,
    };
    let bytes = value.checked_mul(1 << shift)? / 10_u128.pow(decimals);
    let digits = text.strip_suffix(unit)?;
    Some((u64::try_from(bytes).ok()?, safe!("{} {}", Untrusted::new(digits).sanitized(), name)))
}

/// Seconds, and the same in words.
fn age(text: &str) -> Option<(i64, SafeText)> {
    let (value, decimals, unit) = number(text)?;
    let (seconds, one, many) = match unit {
        "m" | "min" => (60, "minute", "minutes"),
        "h" => (3600, "hour", "hours"),
        "d" => (86_400, "day", "days"),
        "w" => (7 * 86_400, "week", "weeks"),
        "y" => (365 * 86_400, "year", "years"),
        _ => return None,
    };
    let all = i64::try_from(value.checked_mul(seconds)? / 10_u128.pow(decimals)).ok()?;
    let words = match u64::try_from(value) {
        Ok(1) if decimals == 0 => one.into(),
        Ok(whole) if decimals == 0 => format::count(whole, one, many),
        _ => safe!("{} {}", Untrusted::new(text.strip_suffix(unit)?).sanitized(), many),
    };
    Some((all, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{RawEntry, RowId};
    use crate::domain::listing::ChunkBuilder;

    const NOW: Timestamp = Timestamp { mono: 0, wall: 1_700_000_000_000 };

    fn judge(typed: &str, raw: RawEntry<'_>) -> Verdict {
        let mut builder = ChunkBuilder::default();
        builder.push(&raw);
        let mut listing = crate::domain::listing::Listing::default();
        listing.push(builder.finish());
        let entry = listing.by_row(RowId(0)).unwrap();
        Criteria::parse(typed, NOW).unwrap().judge(&entry)
    }

    fn file(name: &str, size: u64, age: i64) -> RawEntry<'_> {
        RawEntry {
            name: name.as_bytes(),
            kind: Some(EntryKind::File),
            size: Some(size),
            modified: Some(1_700_000_000 - age),
            ..RawEntry::default()
        }
    }

    #[test]
    fn all_tests_must_hold() {
        let typed = "*.nc,*.grib newer:2d >1G type:file";
        assert_eq!(judge(typed, file("a.nc", (1 << 30) + 1, 86_400)), Verdict::Yes);
        assert_eq!(judge(typed, file("a.grib", (1 << 30) + 1, 86_400)), Verdict::Yes);
        for other in [file("a.txt", 1 << 40, 0), file("a.nc", 1 << 30, 0), file("a.nc", 1 << 40, 2 * 86_400)]
        {
            assert_eq!(judge(typed, other), Verdict::No);
        }
        assert_eq!(judge("older:1w <10M", file("a", 1, 8 * 86_400)), Verdict::Yes);
        assert_eq!(judge("older:1w", file("a", 1, 6 * 86_400)), Verdict::No);
        assert_eq!(judge("name:a:b", file("a:b", 1, 0)), Verdict::Yes);
        assert_eq!(judge("\"a b*\"", file("a b.nc", 1, 0)), Verdict::Yes);
        assert_eq!(judge("2020-01-01T00:00.nc", file("2020-01-01T00:00.nc", 1, 0)), Verdict::Yes);
        assert_eq!(judge("<1.5k", file("a", 1535, 0)), Verdict::Yes);
        assert_eq!(judge("<1.5K", file("a", 1536, 0)), Verdict::No);
    }

    #[test]
    fn a_word_without_wildcards_is_a_part_of_the_name() {
        for (typed, name, expected) in [
            ("read", "README", Verdict::Yes),
            ("READ", "readme", Verdict::No),
            ("name:READ", "README", Verdict::No),
            ("name:README", "README", Verdict::Yes),
            ("READ*", "a README", Verdict::No),
            ("README,*.nc", "README.txt", Verdict::No),
        ] {
            assert_eq!(judge(typed, file(name, 1, 0)), expected, "{typed} {name}");
        }
    }

    #[test]
    fn every_example_of_the_list_of_tests_can_be_typed() {
        for (examples, _) in TESTS {
            for typed in examples.split(' ').filter(|word| !word.contains('"')) {
                assert!(Criteria::parse(typed, NOW).is_ok(), "{typed}");
            }
        }
    }

    #[test]
    fn what_is_not_known_is_told_from_what_does_not_match() {
        let bare = |kind| RawEntry { name: b"a.nc", kind: Some(kind), ..RawEntry::default() };
        assert_eq!(judge(">1G", bare(EntryKind::File)), Verdict::Unknown);
        assert_eq!(judge("newer:1d", bare(EntryKind::Dir)), Verdict::Unknown);
        assert_eq!(judge(">1G", bare(EntryKind::Dir)), Verdict::No);
        assert_eq!(judge("*.grib >1G", bare(EntryKind::File)), Verdict::No);
        assert_eq!(judge("type:file", bare(EntryKind::Link)), Verdict::Unknown);
        assert_eq!(judge("type:link", bare(EntryKind::Link)), Verdict::Yes);
        let link = RawEntry { link_target: Some(b"x"), ..bare(EntryKind::Dir) };
        assert_eq!((judge("type:link", link), judge("type:dir", link)), (Verdict::Yes, Verdict::Yes));
    }

    #[test]
    fn it_is_told_in_words() {
        let label = |typed: &str| Criteria::parse(typed, NOW).unwrap().label().to_string();
        assert_eq!(label(">1G newer:2d"), "files larger than 1 GiB, changed in the last 2 days");
        assert_eq!(label("*.nc"), "entries named *.nc");
        assert_eq!(label("READ"), "entries with READ in the name");
        assert_eq!(label("name:READ"), "entries named READ");
        assert_eq!(label("type:dir older:1w"), "directories not changed in the last week");
        assert_eq!(label("type:link"), "links");
        assert_eq!(label("<1.5m newer:1000h"), "files smaller than 1.5 MiB, changed in the last 1,000 hours");
    }

    #[test]
    fn a_wrong_word_is_named() {
        let said = |typed: &str| Criteria::parse(typed, NOW).unwrap_err().to_string();
        assert!(said("*.nc newer:2x").contains("newer:2x"));
        assert!(said(">big").contains("10M") && said("<").contains("10M") && said(">1..2G").contains("10M"));
        assert!(said("type:pipe").contains("file, dir and link"));
        assert!(said("size:3").contains("newer:, older:"));
        assert!(said("\"a b").contains("not closed"));
        assert!(said("  ").contains("*.nc") && said("name:").contains("pattern"));
        assert!(Criteria::parse(">99999999999999999999E newer:99999999999999999999y", NOW).is_err());
    }
}
