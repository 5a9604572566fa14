//! Reads key bindings: those hemi comes with, what a preset changes of them, and what the user changes of that. Each
//! layer replaces the keys of the commands it names. Start with [`Layers::add`].

use toml::{Table, Value};

use super::{KeyPress, KeymapError, Row};
use crate::app::commands::{self, Command, Context};
use crate::domain::nearest::nearest;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The tables of a layer. Dialogs have keys of their own, the same in every keymap.
const TABLES: [(&str, Context); 3] =
    [("global", Context::Global), ("list", Context::List), ("tasks", Context::Tasks)];

/// The table of a context.
pub(super) fn table(context: Context) -> &'static str {
    TABLES.iter().find(|(_, of)| *of == context).map_or("", |(name, _)| name)
}

/// The sign in a preset that digits are function keys.
const DIGITS: &str = "digits_are_function_keys";

/// Bindings so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    rows: Vec<Row>,
    /// Whether a digit that nothing is bound to stands for the function key of its number.
    pub digits_are_function_keys: bool,
}

impl Layers {
    /// Reads a preset's file.
    pub fn preset(&mut self, text: &str) -> Result<(), KeymapError> {
        let mut tables: Table = toml::from_str(text).map_err(|error| {
            KeymapError::NotAMap(safe!("The keymap cannot be read: {}", foreign(error.message())))
        })?;
        if let Some(digits) = tables.remove(DIGITS) {
            self.digits_are_function_keys = digits.as_bool().unwrap_or_default();
        }
        self.add(&tables)
    }

    /// Replaces the keys of the commands that `tables` names. An empty list leaves a command without.
    pub fn add(&mut self, tables: &Table) -> Result<(), KeymapError> {
        for (name, table) in tables {
            let known = TABLES.iter().find(|(known, _)| known == name);
            let (name, context) = known.ok_or_else(|| unknown_table(name))?;
            let table = table
                .as_table()
                .ok_or_else(|| KeymapError::NotAMap(safe!("[keys.{}] is not a table of keys", *name)))?;
            for (command, keys) in table {
                self.bind((name, *context), command, keys)?;
            }
        }
        Ok(())
    }

    fn bind(
        &mut self,
        (table, context): (&'static str, Context),
        name: &str,
        keys: &Value,
    ) -> Result<(), KeymapError> {
        let command = commands::named(name).ok_or_else(|| unknown_command(table, name))?;
        if !command.contexts.contains(&context) {
            return Err(elsewhere(table, command));
        }
        let list =
            keys.as_array().and_then(|keys| keys.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
        let list = list.ok_or_else(|| {
            KeymapError::NotAMap(safe!(
                "{} in [keys.{}] takes a list of keys in quotes, such as [\"x\"]",
                command.name,
                table
            ))
        })?;
        self.rows.retain(|row| (row.context, row.command) != (context, command));
        for keys in list {
            let presses: Option<Vec<KeyPress>> = keys.split_whitespace().map(KeyPress::parse).collect();
            let keys =
                presses.filter(|keys| !keys.is_empty()).ok_or_else(|| unknown_key(table, command, keys))?;
            if keys.first().and_then(|first| first.digit()).is_some_and(|(_, alt)| !alt) {
                return Err(digit_key(table, command, &super::name(&keys)));
            }
            self.rows.push(Row { context, keys, command });
        }
        Ok(())
    }

    /// All bindings, in the order of the help page; of one command, the key to show first comes first.
    pub fn rows(mut self) -> Vec<Row> {
        let place = |row: &Row| {
            let table = TABLES.iter().position(|(_, context)| *context == row.context);
            (commands::all().position(|command| command == row.command), table)
        };
        self.rows.sort_by_cached_key(place);
        self.rows
    }
}

fn unknown_table(name: &str) -> KeymapError {
    let words = match nearest(name, TABLES.map(|(known, _)| known)) {
        Some(meant) => safe!("There is no table [keys.{}]: did you mean [keys.{}]?", foreign(name), meant),
        None => safe!(
            "There is no table [keys.{}]: the tables are [keys.global], [keys.list] and [keys.tasks]",
            foreign(name)
        ),
    };
    KeymapError::UnknownName(words)
}

fn unknown_command(table: &'static str, name: &str) -> KeymapError {
    let words = safe!("[keys.{}] names {}, which is no command", table, foreign(name));
    KeymapError::UnknownName(match nearest(name, commands::all().map(|command| command.name)) {
        Some(meant) => safe!("{}: did you mean {}?", words, meant),
        None => words,
    })
}

/// That a key is a digit, which counts.
fn digit_key(table: &'static str, command: &Command, keys: &SafeText) -> KeymapError {
    KeymapError::UnknownName(safe!(
        "[keys.{}] gives {} the key {}, but digits count rows and repetitions: choose another",
        table,
        command.name,
        keys
    ))
}

fn unknown_key(table: &'static str, command: &Command, keys: &str) -> KeymapError {
    let words = safe!(
        "[keys.{}] gives {} the key {}, which is not known",
        table,
        command.name,
        foreign(if keys.is_empty() { "\"\"" } else { keys })
    );
    let wrong = keys.split_whitespace().find(|key| KeyPress::parse(key).is_none());
    KeymapError::UnknownName(match wrong.and_then(KeyPress::nearest) {
        Some(meant) => safe!("{}: did you mean {}?", words, meant),
        None => safe!("{}: keys are written as in j, \"g g\", Ctrl-D, Alt-x, F5, Space, PgDn", words),
    })
}

/// A command does nothing where its place is not.
fn elsewhere(table: &'static str, command: &Command) -> KeymapError {
    let places = TABLES.iter().filter(|(_, context)| command.contexts.contains(context));
    let places =
        places.map(|(name, _)| safe!("[keys.{}]", *name)).reduce(|all, one| safe!("{} or {}", all, one));
    KeymapError::UnknownName(safe!(
        "[keys.{}] names {}, which belongs in {}",
        table,
        command.name,
        places.unwrap_or_default()
    ))
}

fn foreign(text: &str) -> SafeText {
    Untrusted::new(text).sanitized()
}
