//! Which value of a setting counts, and where it comes from: an argument, a variable, the file or the default.

use std::collections::BTreeMap;

use super::definitions::{Config, Setting};
use super::locale;
use super::variables::{Lookup, text_variable};
use crate::domain::preferences::{KeymapName, ThemeName};

/// The arguments that have precedence over settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--theme`.
    pub theme: Option<ThemeName>,
    /// `--keymap`.
    pub keymap: Option<KeymapName>,
    /// `--ascii`.
    pub ascii: bool,
    /// `--fresh`.
    pub fresh: bool,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nothing sets it.
    Default,
    /// A line of the config file, counted from 1.
    Line(usize),
    /// A variable of the environment.
    Variable(&'static str),
    /// An argument.
    Flag(&'static str),
}

/// The settings that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Their values.
    pub config: Config,
    /// Where those come from that neither the file nor the default gives.
    overrides: BTreeMap<&'static str, Source>,
}

impl Resolved {
    /// What counts of the file, the arguments and the environment.
    pub fn new(mut config: Config, flags: Flags, look_up: Lookup<'_>) -> Self {
        let mut overrides = BTreeMap::new();
        if let Some(theme) = flags.theme {
            config.theme = theme;
            overrides.insert("theme", Source::Flag("--theme"));
        }
        if config.theme.is_auto() && text_variable(look_up, "NO_COLOR").is_some() {
            config.theme = ThemeName::MONO;
            overrides.insert("theme", Source::Variable("NO_COLOR"));
        }
        if let Some(keymap) = flags.keymap {
            config.keymap = keymap;
            overrides.insert("keymap", Source::Flag("--keymap"));
        }
        if flags.ascii {
            config.ascii = Some(true);
            overrides.insert("ascii", Source::Flag("--ascii"));
        } else if config.ascii.is_none() {
            config.ascii = Some(!locale::is_utf8(look_up));
            if let Some(variable) = locale::deciding_variable(look_up) {
                overrides.insert("ascii", Source::Variable(variable));
            }
        }
        if flags.fresh {
            config.restore = false;
            overrides.insert("restore", Source::Flag("--fresh"));
        }
        // What is no id there is an error of the settings, wherever they are used.
        let client = text_variable(look_up, "HEMI_CLIENT_ID").and_then(|text| text.trim().parse().ok());
        if client.is_some() {
            config.client_id = client;
            overrides.insert("client_id", Source::Variable("HEMI_CLIENT_ID"));
        }
        Self { config, overrides }
    }

    /// Where the value of that setting comes from.
    pub fn source(&self, setting: &Setting) -> Source {
        let overriding = self.overrides.get(setting.name).copied();
        let line = self.config.lines.get(setting.name).copied();
        overriding.or(line.map(Source::Line)).unwrap_or(Source::Default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::definitions::named;
    use crate::config::parse::parse;
    use crate::domain::preferences::Word as _;
    use std::ffi::OsString;

    fn resolve(file: &str, flags: Flags, variables: &[(&str, &str)]) -> [(String, Source); 4] {
        let look_up = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        };
        let resolved = Resolved::new(parse(file).config, flags, &look_up);
        ["theme", "ascii", "client_id", "restore"].map(|name| {
            let setting = named(name).unwrap();
            (setting.toml(&resolved.config).to_string(), resolved.source(setting))
        })
    }

    #[test]
    fn the_keymap_of_the_arguments_wins_over_that_of_the_file() {
        let flags = Flags { keymap: KeymapName::of("mc"), ..Flags::default() };
        let resolved = Resolved::new(parse("keymap = \"vim\"").config, flags, &|_| None);
        let source = resolved.source(named("keymap").unwrap());
        assert_eq!((resolved.config.keymap, source), (KeymapName::Mc, Source::Flag("--keymap")));
    }

    #[test]
    fn arguments_win_over_variables_and_those_over_the_file() {
        use Source::{Default, Flag, Line, Variable};
        const ID: &str = "1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901";
        let file = format!("client_id = \"{ID}\"\ntheme = \"hemi-dark\"\nascii = false\n");
        let quoted = format!("\"{ID}\"");
        let flags =
            Flags { theme: ThemeName::of("high_contrast"), ascii: true, fresh: true, ..Flags::default() };
        let restore = ("true", Default);
        let table = [
            (
                "",
                Flags::default(),
                vec![],
                [("\"auto\"", Default), ("true", Default), ("\"\"", Default), restore],
            ),
            (
                "",
                Flags::default(),
                vec![("NO_COLOR", "1"), ("LANG", "C.UTF-8"), ("HEMI_CLIENT_ID", ID)],
                [
                    ("\"mono\"", Variable("NO_COLOR")),
                    ("false", Variable("LANG")),
                    (&quoted, Variable("HEMI_CLIENT_ID")),
                    restore,
                ],
            ),
            (
                &file,
                Flags::default(),
                vec![("NO_COLOR", "1"), ("LANG", "C")],
                [("\"hemi-dark\"", Line(2)), ("false", Line(3)), (&quoted, Line(1)), restore],
            ),
            (
                &file,
                flags,
                vec![("NO_COLOR", "1")],
                [
                    ("\"high_contrast\"", Flag("--theme")),
                    ("true", Flag("--ascii")),
                    (&quoted, Line(1)),
                    ("false", Flag("--fresh")),
                ],
            ),
            (
                "theme = \"auto\"",
                Flags::default(),
                vec![("NO_COLOR", "1")],
                [("\"mono\"", Variable("NO_COLOR")), ("true", Default), ("\"\"", Default), restore],
            ),
        ];
        for (file, flags, variables, expected) in table {
            let expected = expected.map(|(value, source)| (value.to_owned(), source));
            assert_eq!(resolve(file, flags, &variables), expected, "{file} {flags:?} {variables:?}");
        }
    }
}
