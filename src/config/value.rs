//! The types of settings: which values each takes, and how it is read from TOML and written as TOML.

use toml::de::DeValue;

use crate::domain::ids::ClientId;
use crate::domain::preferences::Word;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// Which values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// `true`, `false` or `"auto"`.
    FlagOrAuto,
    /// One of these words, in quotes.
    Word(&'static [&'static str]),
    /// A whole number between these, both included.
    Number(u16, u16),
    /// The id of an application, in quotes.
    Id,
}

impl Kind {
    /// What it takes, in words, to follow `takes`.
    pub fn sentence(self) -> SafeText {
        match self {
            Self::Flag => "true or false".into(),
            Self::FlagOrAuto => "true, false or \"auto\"".into(),
            Self::Word(words) => alternatives(words),
            Self::Number(least, most) if least == most => safe!("{}", least),
            Self::Number(least, most) => safe!("a whole number from {} to {}", least, most),
            Self::Id => "an id such as \"1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901\"".into(),
        }
    }
}

/// `"a", "b" or "c"`.
fn alternatives(words: &[&'static str]) -> SafeText {
    let quoted = |word: &&'static str| safe!("\"{}\"", *word);
    match words.split_last() {
        Some((last, [first, more @ ..])) => {
            let others = more.iter().fold(quoted(first), |all, word| safe!("{}, {}", all, quoted(word)));
            safe!("{} or {}", others, quoted(last))
        }
        Some((only, [])) => quoted(only),
        None => SafeText::default(),
    }
}

/// A type that a setting can have.
pub trait SettingValue: Sized {
    /// Which values there are.
    const KIND: Kind;

    /// The value in a file. `None` for one that the setting does not take.
    fn read(value: &DeValue<'_>) -> Option<Self>;

    /// The value as a file has it.
    fn toml(&self) -> SafeText;
}

impl SettingValue for bool {
    const KIND: Kind = Kind::Flag;

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_bool()
    }

    fn toml(&self) -> SafeText {
        if *self { "true".into() } else { "false".into() }
    }
}

/// `None` is `"auto"`.
impl SettingValue for Option<bool> {
    const KIND: Kind = Kind::FlagOrAuto;

    fn read(value: &DeValue<'_>) -> Option<Self> {
        if value.as_str() == Some("auto") { Some(None) } else { bool::read(value).map(Some) }
    }

    fn toml(&self) -> SafeText {
        self.map_or("\"auto\"".into(), |flag| flag.toml())
    }
}

impl<T: Word> SettingValue for T {
    const KIND: Kind = Kind::Word(T::WORDS);

    fn read(value: &DeValue<'_>) -> Option<Self> {
        value.as_str().and_then(T::of)
    }

    fn toml(&self) -> SafeText {
        safe!("\"{}\"", self.word())
    }
}

/// A whole number between `LEAST` and `MOST`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<const LEAST: u16, const MOST: u16>(u16);

impl<const LEAST: u16, const MOST: u16> Number<LEAST, MOST> {
    /// This number, or the nearest that is taken.
    pub const fn new(number: u16) -> Self {
        if number < LEAST {
            Self(LEAST)
        } else if number > MOST {
            Self(MOST)
        } else {
            Self(number)
        }
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl<const LEAST: u16, const MOST: u16> SettingValue for Number<LEAST, MOST> {
    const KIND: Kind = Kind::Number(LEAST, MOST);

    fn read(value: &DeValue<'_>) -> Option<Self> {
        let integer = value.as_integer()?;
        let number = u16::from_str_radix(integer.as_str(), integer.radix()).ok()?;
        (LEAST..=MOST).contains(&number).then_some(Self(number))
    }

    fn toml(&self) -> SafeText {
        safe!("{}", self.0)
    }
}

/// `None` is an empty text.
impl SettingValue for Option<ClientId> {
    const KIND: Kind = Kind::Id;

    fn read(value: &DeValue<'_>) -> Option<Self> {
        let text = value.as_str()?.trim();
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    }

    fn toml(&self) -> SafeText {
        self.map_or("\"\"".into(), |id| safe!("\"{}\"", id))
    }
}

/// A value as the file has it, for a message about it: the beginning of it, on one line.
pub fn shown(value: &DeValue<'_>) -> Option<SafeText> {
    value.as_str().map(|text| Untrusted::new(text).on_one_line().fit(60))
}
