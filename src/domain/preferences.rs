//! What a user prefers: the values of those settings that take one of several words, and the keys of the config file.
//!
//! `config` reads them and says where they are set; `app` and `terminal` act on them.

use super::sort::SortKey;
use super::text::{SafeText, Untrusted};
use crate::safe;

/// A value that a file or an argument names by one of several words.
pub trait Word: Copy + Eq + 'static {
    /// All words, in the order they are documented in.
    const WORDS: &'static [&'static str];

    /// The value of a word.
    fn of(word: &str) -> Option<Self>;

    /// The word of the value.
    fn word(self) -> &'static str;
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        impl Word for $type {
            const WORDS: &'static [&'static str] = &[$($word),*];

            fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

/// The name of a colour theme, or [`ThemeName::AUTO`]. `app::theme` has a theme for each of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThemeName(&'static str);

impl ThemeName {
    /// hemi picks a theme that suits the terminal.
    pub const AUTO: Self = Self("auto");

    /// Without colours.
    pub const MONO: Self = Self("mono");

    /// Whether hemi picks the theme.
    pub fn is_auto(self) -> bool {
        self == Self::AUTO
    }
}

impl Word for ThemeName {
    const WORDS: &'static [&'static str] =
        &["auto", "hemi-dark", "hemi-light", "default16", "high_contrast", "mono"];

    fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|known| **known == word).map(|known| Self(known))
    }

    fn word(self) -> &'static str {
        self.0
    }
}

/// How text is copied to the clipboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClipboardMode {
    /// By tmux inside tmux, else by OSC 52.
    #[default]
    Auto,
    /// By the terminal's escape sequence OSC 52.
    Osc52,
    /// To tmux's buffer.
    Tmux,
    /// Not at all.
    Off,
}

words!(ClipboardMode { Auto = "auto", Osc52 = "osc52", Tmux = "tmux", Off = "off" });

/// A set of keys that hemi comes with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeymapName {
    /// Keys of Midnight Commander and of vim together.
    #[default]
    Blend,
    /// Keys of Midnight Commander.
    Mc,
    /// Keys of vim.
    Vim,
}

words!(KeymapName { Blend = "blend", Mc = "mc", Vim = "vim" });

words!(SortKey { Name = "name", Size = "size", Time = "time", Type = "type" });

/// A line of a `[keys.TABLE]` table of the config file: `COMMAND = ["KEY", "KEY KEY"]`. The file was read, but no name and
/// no key is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The table: where the keys work.
    pub table: Untrusted,
    /// The command.
    pub command: Untrusted,
    /// The keys, each one press or several with spaces between them. None: the command has no key.
    pub keys: Vec<Untrusted>,
    /// The line, counted from 1.
    pub line: usize,
}

/// What is wrong in one line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: SafeText,
}

impl LineError {
    /// The same as a sentence that names the file.
    pub fn in_file(&self, file: &SafeText) -> SafeText {
        let stop = if self.reason.as_str().ends_with('?') { "" } else { "." };
        safe!("{}, line {}: {}{}", file, self.line, self.reason, stop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Debug;

    #[test]
    fn a_problem_of_a_line_ends_as_a_sentence_does() {
        let said = |reason: &'static str| LineError { line: 3, reason: reason.into() }.in_file(&"/f".into());
        assert_eq!(said("x takes 1").as_str(), "/f, line 3: x takes 1.");
        assert_eq!(said("no x: did you mean y?").as_str(), "/f, line 3: no x: did you mean y?");
    }

    fn each_word_is_that_of_its_value<T: Word + Debug>() {
        for word in T::WORDS {
            assert_eq!(T::of(word).map(T::word), Some(*word));
        }
        assert_eq!(T::of("none of them"), None);
    }

    #[test]
    fn words_and_values_belong_together() {
        each_word_is_that_of_its_value::<ThemeName>();
        each_word_is_that_of_its_value::<ClipboardMode>();
        each_word_is_that_of_its_value::<KeymapName>();
        each_word_is_that_of_its_value::<SortKey>();
        for name in [ThemeName::AUTO, ThemeName::MONO] {
            assert_eq!(ThemeName::of(name.word()), Some(name));
        }
    }
}
