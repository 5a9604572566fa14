//! The keymap that the settings name, with the keys of the config file.

use hemi::app::commands::Command;
use hemi::app::keymap::{Keymap, KeymapError};
use hemi::config::file::Config;
use hemi::domain::preferences::{KeyRow, LineError, Word as _};
use hemi::domain::text::SafeText;
use hemi::safe;
use toml::{Table, Value};

/// The keymap, and each line of the config file that it does without, with the reason.
pub fn keymap(config: &Config) -> (Keymap, Vec<LineError>) {
    let preset = config.keymap.word();
    let mut rows: Vec<&KeyRow> = config.keys.iter().collect();
    let mut problems = Vec::new();
    loop {
        let error = match of(preset, &rows) {
            Ok(keymap) => return (keymap, problems),
            Err(error) => error,
        };
        // It is in the line with which it begins: of a clash, in the second of its two lines.
        let begins =
            |at: &usize| of(preset, rows.get(..=*at).unwrap_or_default()).err().as_ref() == Some(&error);
        let first = (0..rows.len()).find(begins);
        let Some(at) = first.or(rows.len().checked_sub(1)) else { return (Keymap::default(), problems) };
        let reason = with_next_step(&error, rows.get(at).copied(), config);
        problems.push(LineError { line: rows.remove(at).line, reason });
    }
}

/// What is wrong, and of a clash also which line to change. The line itself is named before it.
fn with_next_step(error: &KeymapError, row: Option<&KeyRow>, config: &Config) -> SafeText {
    let (KeymapError::Clash { commands, .. }, Some(row)) = (error, row) else { return error.message() };
    let is = |row: &KeyRow, (table, command): (&str, &Command)| {
        row.table.raw() == table.as_bytes() && row.command.raw() == command.name.as_bytes()
    };
    let Some((table, other)) = commands.iter().copied().find(|end| !is(row, *end)) else {
        return error.message();
    };
    let theirs = config.keys.iter().find(|row| is(row, (table, other)));
    match theirs {
        Some(theirs) => safe!("{}: change this line, or line {} of the file", error.message(), theirs.line),
        None => safe!(
            "{}: change this line, or add one below [keys.{}] that gives {} its keys: {} = [\"KEY\"]",
            error.message(),
            table,
            other.name,
            other.name
        ),
    }
}

/// Each line with keys that cannot be used.
pub fn problems(config: &Config) -> Vec<LineError> {
    keymap(config).1
}

fn of(preset: &str, rows: &[&KeyRow]) -> Result<Keymap, KeymapError> {
    let mut tables = Table::new();
    for row in rows {
        let name = |text: &hemi::domain::text::Untrusted| String::from_utf8_lossy(text.raw()).into_owned();
        let keys = row.keys.iter().map(|key| Value::String(name(key))).collect();
        let table = tables.entry(name(&row.table)).or_insert_with(|| Table::new().into());
        if let Some(table) = table.as_table_mut() {
            table.insert(name(&row.command), Value::Array(keys));
        }
    }
    Keymap::of(preset, &tables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hemi::app::commands::named;
    use hemi::config::parse::parse;

    #[test]
    fn each_line_that_cannot_be_used_is_named_and_the_others_count() {
        let text = "[keys.list]\nmark = [\"x\"]\ntransfre = [\"y\"]\ntransfer = [\"x\"]\nrefresh = [\"Ctrl-Q-R\"]\n\
                    [keys.lst]\nmark = [\"z\"]\n[keys.global]\nquit = [\"W\"]\n";
        let (keymap, problems) = keymap(&parse(text).config);
        let mut lines: Vec<(usize, String)> =
            problems.into_iter().map(|problem| (problem.line, problem.reason.to_string())).collect();
        lines.sort();
        let words = [
            (3, "did you mean transfer"),
            (4, "mark and x to transfer"),
            (5, "Ctrl-Q-R"),
            (7, "[keys.list]"),
        ];
        assert_eq!(lines.len(), words.len(), "{lines:?}");
        for ((line, reason), (expected, words)) in lines.iter().zip(words) {
            assert!(*line == expected && reason.contains(words), "{line}: {reason} has not {words}");
        }
        let key = |name: &str| keymap.key(named(name).unwrap()).unwrap().to_string();
        assert_eq!([key("mark"), key("quit"), key("transfer")], ["x", "W", "c"]);
    }

    #[test]
    fn a_key_that_is_taken_from_another_command_is_a_clash_until_that_has_a_line_of_its_own() {
        let said = |text: &str| {
            let problems = problems(&parse(text).config);
            problems.iter().map(|problem| format!("{}: {}", problem.line, problem.reason)).collect::<Vec<_>>()
        };
        assert_eq!(
            said("[keys.list]\ntransfer = [\"F9\", \"q\"]\n"),
            [
                "2: q for transfer in [keys.list] takes that key from quit: change this line, or add one below \
              [keys.global] that gives quit its keys: quit = [\"KEY\"]"
            ]
        );
        for quit in ["[\"F10\"]", "[\"q\", \"F10\"]"] {
            let text = format!("[keys.list]\ntransfer = [\"F9\", \"q\"]\n[keys.global]\nquit = {quit}\n");
            assert_eq!(said(&text), [""; 0], "{quit}");
        }
        // The keymap itself gives q to it in the task panel.
        assert_eq!(said("[keys.tasks]\nclose_tasks = [\"q\", \"z\"]\n"), [""; 0]);
        let both = said("[keys.list]\nmark = [\"x\"]\nsearch = [\"x\"]\n");
        assert!(
            both[0].starts_with("3: ") && both[0].ends_with("change this line, or line 2 of the file"),
            "{both:?}"
        );
        let one = said("[keys.list]\nmark = [\"c\"]\n");
        assert!(
            one[0].contains("c to mark and c to transfer") || one[0].contains("c to transfer"),
            "{one:?}"
        );
        assert!(one[0].ends_with("that gives transfer its keys: transfer = [\"KEY\"]"), "{one:?}");
    }

    #[test]
    fn two_commands_may_swap_their_keys() {
        let text = "[keys.list]\nrefresh = [\"o\"]\nsearch = [\"R\"]\n[keys.tasks]\nsearch = [\"R\"]\n";
        assert_eq!(problems(&parse(text).config), []);
    }

    #[test]
    fn the_keys_in_the_explained_file_can_be_used() {
        let text = hemi::config::document::EXAMPLE_OF_KEYS.join("\n");
        assert_eq!(problems(&parse(&text).config), []);
    }
}
