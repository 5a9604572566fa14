//! Which keys mean which command, read from a table (`assets/keymaps`). Knows no state: what a key
//! means depends on the contexts given and on the keys pressed just before.
//!
//! Start with [`Keymap::read`] and [`Keymap::find`].

mod key_press;

use std::collections::BTreeMap;

use super::commands::{self, Command, Context};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

pub use key_press::KeyPress;

const BLEND: &str = include_str!("../../../assets/keymaps/blend.toml");

/// The tables of a keymap file. Dialogs have keys of their own, the same in every keymap.
const TABLES: [(&str, Context); 3] =
    [("global", Context::Global), ("list", Context::List), ("tasks", Context::Tasks)];

/// A whole set of key bindings without a clash.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    context: Context,
    keys: Vec<KeyPress>,
    command: &'static Command,
}

/// What keys mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This.
    Command(&'static Command),
    /// They begin something longer.
    Prefix,
    /// Nothing.
    Nothing,
}

/// Why a keymap was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// It is not a table of tables of key lists.
    #[error("{}", .0.as_str())]
    NotAMap(SafeText),
    /// An unknown name.
    #[error("{}", .0.as_str())]
    UnknownName(SafeText),
    /// Two meanings for the same keys.
    #[error("{}", .0.as_str())]
    Clash(SafeText),
}

impl Keymap {
    /// The keys hemi comes with.
    pub fn blend() -> Self {
        // A test reads the file; a build in which it cannot be read does not pass.
        Self::read(BLEND).unwrap_or_default()
    }

    /// Reads a keymap file.
    ///
    /// # Errors
    /// A [`KeymapError`] that names the row, for anything unknown and for keys with two meanings.
    pub fn read(text: &str) -> Result<Self, KeymapError> {
        let tables: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(text).map_err(|error| {
                KeymapError::NotAMap(safe!("The keymap cannot be read: {}", foreign(error.message())))
            })?;
        let mut map = Self::default();
        for (name, table) in &tables {
            let context = TABLES.iter().find(|(known, _)| known == name).map(|(_, context)| *context);
            let context = context.ok_or_else(|| {
                KeymapError::UnknownName(safe!(
                    "The keymap has a table [{}], which is not known",
                    foreign(name)
                ))
            })?;
            for (name, keys) in table {
                let command = commands::named(name).ok_or_else(|| {
                    KeymapError::UnknownName(safe!("The keymap names {}, which is no command", foreign(name)))
                })?;
                for keys in keys {
                    let presses: Option<Vec<KeyPress>> =
                        keys.split_whitespace().map(KeyPress::parse).collect();
                    let keys = presses.filter(|keys| !keys.is_empty()).ok_or_else(|| {
                        KeymapError::UnknownName(safe!(
                            "The keymap gives {} the key {}, which is not known",
                            command.name,
                            foreign(keys)
                        ))
                    })?;
                    map.rows.push(Row { context, keys, command });
                }
            }
        }
        map.check()?;
        Ok(map)
    }

    /// Refuses keys that mean two things, or that begin what means another.
    fn check(&self) -> Result<(), KeymapError> {
        for (at, a) in self.rows.iter().enumerate() {
            for b in self.rows.iter().skip(at + 1) {
                let together = a.context == b.context;
                let overlap = a.keys.starts_with(&b.keys) || b.keys.starts_with(&a.keys);
                // The focused context wins over the global one on purpose (Esc closes the panel), but a
                // global key must not be the start of a longer one or the other way round.
                let longer = a.keys.len() != b.keys.len()
                    && (a.context == Context::Global || b.context == Context::Global);
                if overlap && (together || longer) {
                    return Err(KeymapError::Clash(safe!(
                        "The keymap gives {} to {} and {} to {}; one of them would never be reached",
                        name(&a.keys),
                        a.command.name,
                        name(&b.keys),
                        b.command.name
                    )));
                }
            }
        }
        Ok(())
    }

    /// What `keys`, pressed one after the other, mean: in the first context that knows them.
    pub fn find(&self, contexts: &[Context], keys: &[KeyPress]) -> Found {
        let mut begins = false;
        for context in contexts {
            for row in self.rows.iter().filter(|row| row.context == *context) {
                if row.keys == keys {
                    return Found::Command(row.command);
                }
                begins |= row.keys.starts_with(keys);
            }
        }
        if begins { Found::Prefix } else { Found::Nothing }
    }

    /// The keys of a command in a context, the one to show first.
    pub fn keys_of<'a>(
        &'a self,
        context: Context,
        command: &'a Command,
    ) -> impl Iterator<Item = &'a [KeyPress]> {
        self.rows
            .iter()
            .filter(move |row| row.context == context && row.command == command)
            .map(|row| row.keys.as_slice())
    }

    /// The first key of a command wherever it is bound, for a sentence that names it.
    pub fn key(&self, command: &Command) -> Option<SafeText> {
        self.rows.iter().find(|row| row.command == command).map(|row| name(&row.keys))
    }

    /// All keys of a command wherever it is bound, each once, for the help page.
    pub fn all_keys(&self, command: &Command) -> Vec<SafeText> {
        let mut out: Vec<SafeText> = Vec::new();
        for row in self.rows.iter().filter(|row| row.command == command) {
            let keys = name(&row.keys);
            if !out.contains(&keys) {
                out.push(keys);
            }
        }
        out
    }

    /// What may follow `keys` in these contexts: the rest of each sequence and its command.
    pub fn after(&self, contexts: &[Context], keys: &[KeyPress]) -> Vec<(SafeText, &'static Command)> {
        self.rows
            .iter()
            .filter(|row| contexts.contains(&row.context))
            .filter_map(|row| Some((name(row.keys.strip_prefix(keys)?), row.command)))
            .collect()
    }
}

/// The name of a sequence: `gg`, `Ctrl-D`.
pub fn name(keys: &[KeyPress]) -> SafeText {
    keys.iter().fold(SafeText::default(), |so_far, press| safe!("{}{}", so_far, press.sanitized()))
}

fn foreign(text: &str) -> SafeText {
    Untrusted::new(text).sanitized()
}

#[cfg(test)]
mod tests;
