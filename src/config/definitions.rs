//! Every setting, once: name, type, default and meaning. The reader of `config.toml`, its documented form, `hemi config`,
//! the manual page and the README all follow this table.
//!
//! To add a setting, write its line here; a type of its own implements [`super::value::SettingValue`] (for words:
//! [`Word`](crate::domain::preferences::Word)).

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::value::{Kind, Number, SettingValue};
use crate::domain::ids::ClientId;
use crate::domain::preferences::{ClipboardMode, KeyRow, KeymapName, ThemeName};
use crate::domain::sort::SortKey;
use crate::domain::text::SafeText;

/// The version of the file that this program reads and writes.
pub const VERSION: u16 = 1;

/// A setting of `config.toml`.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub sentence: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// The argument that has precedence over it, and the value that this sets.
    pub flag: Option<&'static str>,
    /// The variable that has precedence over it.
    pub variable: Option<&'static str>,
    read: fn(&mut Config, &DeValue<'_>) -> bool,
    toml: fn(&Config) -> SafeText,
}

impl Setting {
    /// Sets it to a value of a file. False for a value that it does not take.
    pub(super) fn read(&self, config: &mut Config, value: &DeValue<'_>) -> bool {
        (self.read)(config, value)
    }

    /// Its value in `config`, as a file has it.
    pub fn toml(&self, config: &Config) -> SafeText {
        (self.toml)(config)
    }

    /// Its default, as a file has it.
    pub fn default(&self) -> SafeText {
        self.toml(&Config::default())
    }
}

macro_rules! settings {
    ($(
        $name:ident: $type:ty = $default:expr, $sentence:literal
        $(, flag $flag:literal)? $(, variable $variable:literal)?;
    )*) => {
        /// The settings: what the file says, and the default of each that it does not name.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Config {
            $(#[doc = $sentence] pub $name: $type,)*
            /// The lines of the tables `[keys.TABLE]`.
            pub keys: Vec<KeyRow>,
            /// The line of each setting that the file names, counted from 1.
            pub lines: BTreeMap<&'static str, usize>,
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)* keys: Vec::new(), lines: BTreeMap::new() }
            }
        }

        /// Every setting, in the order in which they are documented.
        pub const SETTINGS: &[Setting] = &[$(
            Setting {
                name: stringify!($name),
                sentence: $sentence,
                kind: <$type as SettingValue>::KIND,
                flag: [$(Some($flag),)? None][0],
                variable: [$(Some($variable),)? None][0],
                read: |config, value| match SettingValue::read(value) {
                    Some(value) => {
                        config.$name = value;
                        true
                    }
                    None => false,
                },
                toml: |config| config.$name.toml(),
            },
        )*];
    };
}

settings! {
    version: Number<VERSION, VERSION> = Number::new(VERSION),
        "The version of this file's format.";
    client_id: Option<ClientId> = None,
        "The id of the application that you registered at Globus; hemi writes it here when you enter it.",
        variable "HEMI_CLIENT_ID";
    theme: ThemeName = ThemeName::AUTO,
        "The colour theme. With \"auto\" hemi picks one that suits the terminal.",
        flag "--theme";
    ascii: Option<bool> = None,
        "Draw with ASCII characters only. With \"auto\" hemi does so where the locale is not UTF-8.",
        flag "--ascii";
    icons: bool = false,
        "Show an icon before each name. The terminal needs a font that has them (Nerd Fonts).";
    ls_colors: bool = false,
        "Colour names as the variable LS_COLORS says.";
    reduced_motion: bool = false,
        "Leave out graphs that move; numbers and words tell the same. hemi has no spinners.";
    mouse: bool = true,
        "Use the mouse. With Shift held, the terminal still selects text.";
    clipboard: ClipboardMode = ClipboardMode::Auto,
        "How text is copied: \"osc52\" by the terminal, \"tmux\" to tmux's buffer. \"auto\" picks one of the two.";
    escape_ms: Number<0, 1000> = Number::new(50),
        "How long to wait after the Esc byte for the rest of a key, in milliseconds.";
    keymap: KeymapName = KeymapName::Blend,
        "The keys: those of Midnight Commander, of vim, or a blend of both.";
    restore: bool = true,
        "Start with the panes of the last time when no place is named.",
        flag "--fresh";
    prefetch: bool = true,
        "List the directory at the cursor before it is opened, where listing it is a request to a service.";
    show_hidden: bool = false,
        "Show names that begin with a dot.";
    sort: SortKey = SortKey::Name,
        "The order of a listing.";
}

/// The setting of that name.
pub fn named(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_sentences_are_sentences() {
        for (at, setting) in SETTINGS.iter().enumerate() {
            assert!(SETTINGS.iter().skip(at + 1).all(|other| other.name != setting.name), "{}", setting.name);
            assert!(setting.sentence.ends_with('.') && setting.sentence.is_ascii(), "{}", setting.name);
        }
    }
}
