//! Which keys mean which command, read from tables (`assets/keymaps`, and what the user changes of them). Knows no
//! state: what a key means depends on the contexts given and on the keys pressed just before.
//!
//! Start with [`Keymap::of`] and [`Keymap::find`].

mod key_press;
mod layers;

use super::commands::{self, Command, Context};
use crate::domain::nearest::nearest;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

pub use key_press::KeyPress;
use layers::Layers;

const BLEND: &str = include_str!("../../../assets/keymaps/blend.toml");

/// The keymaps hemi comes with, each as what it changes of blend's.
const PRESETS: [(&str, &str); 3] = [
    ("blend", ""),
    ("mc", include_str!("../../../assets/keymaps/mc.toml")),
    ("vim", include_str!("../../../assets/keymaps/vim.toml")),
];

/// A whole set of key bindings without a clash.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    rows: Vec<Row>,
    digits_are_function_keys: bool,
    /// Whether sentences name a command by its name.
    says_names: bool,
}

#[derive(Clone, Debug)]
struct Row {
    context: Context,
    keys: Vec<KeyPress>,
    command: &'static Command,
}

impl Row {
    /// The command with its table.
    fn end(&self) -> (&'static str, &'static Command) {
        (layers::table(self.context), self.command)
    }
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
    #[error("{}", .words.as_str())]
    Clash {
        /// Which keys, and of which commands.
        words: SafeText,
        /// The two commands, each with its table.
        commands: [(&'static str, &'static Command); 2],
    },
    /// Neither a key to quit nor one to get at the commands without a key.
    #[error("No key is left to quit hemi, nor one for the palette")]
    NoWayOut,
}

impl KeymapError {
    /// The same words for a screen.
    pub fn message(&self) -> SafeText {
        match self {
            Self::NotAMap(words) | Self::UnknownName(words) | Self::Clash { words, .. } => words.clone(),
            Self::NoWayOut => "No key is left to quit hemi, nor one for the palette".into(),
        }
    }
}

impl Keymap {
    /// The names of the presets.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(name, _)| *name)
    }

    /// The keys of the first preset.
    pub fn blend() -> Self {
        Self::of("blend", &toml::Table::new()).unwrap_or_default()
    }

    /// A preset with what the user changes of it: tables `global`, `list` and `tasks`, each with a list of keys for a
    /// command (`mark = ["x", "Insert"]`), which replaces the keys the preset has there. An empty list takes them away.
    ///
    /// # Errors
    /// A [`KeymapError`] that says what is unknown, with the nearest known name, or which two commands have the same keys.
    pub fn of(preset: &str, changes: &toml::Table) -> Result<Self, KeymapError> {
        let (_, file) =
            PRESETS.iter().find(|(name, _)| *name == preset).ok_or_else(|| unknown_preset(preset))?;
        let mut layers = Layers::default();
        layers.preset(BLEND)?;
        layers.preset(file)?;
        let before = Self { rows: layers.clone().rows(), ..Self::default() };
        layers.add(changes)?;
        let map = Self::checked(layers)?;
        map.check_taken(&before, changes)?;
        Ok(map)
    }

    /// Refuses a key that the user's tables take from a global command without a word about that command: a line for it
    /// says that this is meant.
    fn check_taken(&self, before: &Self, changes: &toml::Table) -> Result<(), KeymapError> {
        let is_changed = |row: &Row| {
            let table = changes.get(layers::table(row.context)).and_then(toml::Value::as_table);
            table.is_some_and(|table| table.contains_key(row.command.name))
        };
        let focused = self.rows.iter().filter(|row| row.context != Context::Global && is_changed(row));
        for row in focused {
            let Found::Command(command) = before.find(&[row.context, Context::Global], &row.keys) else {
                continue;
            };
            let is_taken = |other: &&Row| {
                (other.context, other.command) == (Context::Global, command) && other.keys == row.keys
            };
            if let Some(other) = self.rows.iter().find(is_taken).filter(|other| !is_changed(other)) {
                let words = safe!(
                    "{} for {} in [keys.{}] takes that key from {}",
                    name(&row.keys),
                    row.command.name,
                    layers::table(row.context),
                    command.name
                );
                return Err(KeymapError::Clash { words, commands: [row.end(), other.end()] });
            }
        }
        Ok(())
    }

    fn checked(layers: Layers) -> Result<Self, KeymapError> {
        let digits_are_function_keys = layers.digits_are_function_keys;
        let map = Self { rows: layers.rows(), digits_are_function_keys, says_names: false };
        map.check()?;
        Ok(map)
    }

    /// Refuses keys that mean two things, or that begin what means another.
    fn check(&self) -> Result<(), KeymapError> {
        for (at, a) in self.rows.iter().enumerate() {
            for b in self.rows.iter().skip(at + 1) {
                let overlap = a.keys.starts_with(&b.keys) || b.keys.starts_with(&a.keys);
                if overlap && self.is_clash(a, b) {
                    let words = safe!(
                        "The keymap gives {} to {} and {} to {}; one of them would never be reached",
                        name(&a.keys),
                        a.command.name,
                        name(&b.keys),
                        b.command.name
                    );
                    return Err(KeymapError::Clash { words, commands: [a.end(), b.end()] });
                }
            }
        }
        let ways_out = [&commands::global::QUIT, &commands::global::QUIT_UNSAVED, &commands::global::PALETTE];
        match self.rows.iter().any(|row| ways_out.contains(&row.command)) {
            true => Ok(()),
            false => Err(KeymapError::NoWayOut),
        }
    }

    /// Whether two rows with keys in common cannot both be. The context with the focus wins over the global one, as long
    /// as the global command has another key there; but no global key may be the start of a longer one, or the other
    /// way round.
    fn is_clash(&self, a: &Row, b: &Row) -> bool {
        let (global, focused) = match (a.context, b.context) {
            (here, there) if here == there => return true,
            (Context::Global, _) => (a, b),
            (_, Context::Global) => (b, a),
            _ => return false,
        };
        let in_focus = |keys: &[KeyPress]| {
            self.rows.iter().any(|row| row.context == focused.context && row.keys.as_slice() == keys)
        };
        let others =
            self.rows.iter().filter(|row| row.command == global.command && row.context == Context::Global);
        a.keys.len() != b.keys.len() || !others.into_iter().any(|row| !in_focus(&row.keys))
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

    /// The same, where a command is given by its name and not by a key: sentences say the name.
    #[must_use]
    pub fn with_names_said(self) -> Self {
        Self { says_names: true, ..self }
    }

    /// How a sentence names the command: by its first key wherever it is bound, or by its name.
    pub fn key(&self, command: &Command) -> Option<SafeText> {
        if self.says_names {
            return Some(command.name.into());
        }
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

    /// The keys that mean a command in these contexts, each once.
    pub fn keys_in(&self, contexts: &[Context], command: &Command) -> Vec<SafeText> {
        let of_context = |context: &Context| self.keys_of(*context, command).collect::<Vec<_>>();
        let keys = contexts.iter().flat_map(of_context);
        let reached = keys
            .filter(|keys| matches!(self.find(contexts, keys), Found::Command(found) if found == command));
        reached.map(name).collect()
    }

    /// Whether digits stand for function keys, so that no count can be typed.
    pub fn digits_are_function_keys(&self) -> bool {
        self.digits_are_function_keys
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

/// The name of a sequence: letters side by side (`gg`), keys with longer names apart (`Ctrl-W x`).
pub fn name(keys: &[KeyPress]) -> SafeText {
    if keys.iter().any(|press| press.sanitized().width() > 1) {
        return apart(keys);
    }
    keys.iter().fold(SafeText::default(), |so_far, press| safe!("{}{}", so_far, press.sanitized()))
}

/// The keys as they were pressed, whether or not they mean something: `g Enter`.
pub fn apart(keys: &[KeyPress]) -> SafeText {
    let names = keys.iter().map(|press| press.sanitized());
    names.reduce(|so_far, name| safe!("{} {}", so_far, name)).unwrap_or_default()
}

fn unknown_preset(wanted: &str) -> KeymapError {
    let wanted_words = Untrusted::new(wanted).sanitized();
    KeymapError::UnknownName(match nearest(wanted, Keymap::presets()) {
        Some(meant) => safe!("There is no keymap {}: did you mean {}?", wanted_words, meant),
        None => safe!("There is no keymap {}: the keymaps are blend, mc and vim", wanted_words),
    })
}

#[cfg(test)]
mod tests;
