//! Reads the text of `config.toml` by the table of settings.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::definitions::{Config, SETTINGS, Setting, named};
use super::value::{Kind, shown};
use crate::domain::nearest::nearest;
use crate::domain::preferences::{KeyRow, LineError};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The table of the tables of keys.
const KEYS: &str = "keys";

/// What a text sets, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What it sets.
    pub config: Config,
    /// What makes the file unusable: text that is not TOML, and a client id that is none. In the order of the lines.
    pub errors: Vec<LineError>,
    /// Lines that set nothing, in their order.
    pub warnings: Vec<LineError>,
}

impl Parsed {
    /// All that is wrong, in the order of the lines.
    pub fn problems(self) -> Vec<LineError> {
        let mut all = self.errors;
        all.extend(self.warnings);
        all.sort_by_key(|problem| problem.line);
        all
    }
}

/// Reads the text of the file.
pub fn parse(text: &str) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, parsed: Parsed::default() };
    for error in errors {
        let line = reader.line(error.span().map_or(0, |span| span.start));
        let reason = Untrusted::new(error.message()).on_one_line().fit(120);
        reader.parsed.errors.push(LineError { line, reason });
    }
    for (key, value) in table.get_ref() {
        reader.read(key, value.get_ref());
    }
    let mut parsed = reader.parsed;
    // What could be read of a broken line says nothing.
    let Parsed { errors, warnings, .. } = &mut parsed;
    warnings.retain(|warning| errors.iter().all(|error| error.line != warning.line));
    parsed.errors.sort_by_key(|error| error.line);
    parsed.warnings.sort_by_key(|warning| warning.line);
    parsed.config.keys.sort_by_key(|row| row.line);
    parsed
}

/// The line, counted from 1, of a key at the top level.
pub fn line_of(text: &str, key: &str) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let offset = table.get_ref().keys().find(|known| known.get_ref() == key).map(Spanned::span)?.start;
    Some(line_at(text, offset))
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.get(..offset).unwrap_or_default().matches('\n').count()
}

struct Reader<'t> {
    text: &'t str,
    parsed: Parsed,
}

type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;

impl Reader<'_> {
    fn line(&self, offset: usize) -> usize {
        line_at(self.text, offset)
    }

    fn warn(&mut self, line: usize, reason: SafeText) {
        self.parsed.warnings.push(LineError { line, reason });
    }

    fn read(&mut self, key: &Key<'_>, value: &DeValue<'_>) {
        let line = self.line(key.span().start);
        let name: &str = key.get_ref();
        match (named(name), value) {
            (Some(setting), value) => self.set(setting, value, line),
            (None, DeValue::Table(tables)) if name == KEYS => {
                tables.iter().for_each(|(table, value)| self.read_keys(table, value.get_ref()));
            }
            (None, _) if name == KEYS => self.warn(line, not_a_table(KEYS.into())),
            (None, _) => self.warn(line, unknown(name)),
        }
    }

    fn set(&mut self, setting: &'static Setting, value: &DeValue<'_>, line: usize) {
        if setting.read(&mut self.parsed.config, value) {
            self.parsed.config.lines.insert(setting.name, line);
            return;
        }
        let reason = refused(setting, value);
        // hemi cannot do without its id: nothing else may be taken for it.
        match setting.kind {
            Kind::Id => self.parsed.errors.push(LineError { line, reason }),
            _ => self.warn(line, reason),
        }
    }

    fn read_keys(&mut self, table: &Key<'_>, value: &DeValue<'_>) {
        let name = Untrusted::new(table.get_ref().as_bytes());
        let DeValue::Table(rows) = value else {
            let line = self.line(table.span().start);
            return self.warn(line, not_a_table(safe!("keys.{}", name.sanitized().fit(60))));
        };
        for (command, keys) in rows {
            let line = self.line(command.span().start);
            let command = Untrusted::new(command.get_ref().as_bytes());
            match key_list(keys.get_ref()) {
                Some(keys) => {
                    self.parsed.config.keys.push(KeyRow { table: name.clone(), command, keys, line });
                }
                None => self.warn(
                    line,
                    safe!(
                        "{} takes a list of keys, such as [\"c\", \"F5\", \"g g\"]",
                        command.sanitized().fit(60)
                    ),
                ),
            }
        }
    }
}

fn key_list(value: &DeValue<'_>) -> Option<Vec<Untrusted>> {
    let DeValue::Array(keys) = value else { return None };
    keys.iter().map(|key| key.get_ref().as_str().map(|key| Untrusted::new(key.as_bytes()))).collect()
}

fn not_a_table(name: SafeText) -> SafeText {
    safe!("{} takes tables such as [keys.list], with lines such as copy = [\"c\", \"F5\"]", name)
}

/// Why the setting does not take that value.
fn refused(setting: &Setting, value: &DeValue<'_>) -> SafeText {
    let takes = setting.kind.sentence();
    match (setting.kind, shown(value)) {
        (Kind::Id, _) => safe!("{} is not {}", setting.name, takes),
        (Kind::Word(words), Some(word)) => {
            match nearest(value.as_str().unwrap_or_default(), words.iter().copied()) {
                Some(meant) => {
                    safe!("{} has no value \"{}\": did you mean \"{}\"?", setting.name, word, meant)
                }
                None => safe!("{} has no value \"{}\": it takes {}", setting.name, word, takes),
            }
        }
        _ => safe!("{} takes {}", setting.name, takes),
    }
}

fn unknown(key: &str) -> SafeText {
    let name = Untrusted::new(key).sanitized().fit(60);
    let known = SETTINGS.iter().map(|setting| setting.name).chain([KEYS]);
    match nearest(key, known) {
        Some(meant) => safe!("{} is not a setting of hemi: did you mean {}?", name, meant),
        None => safe!("{} is not a setting of this version of hemi", name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preferences::{ClipboardMode, ThemeName, Word as _};
    use crate::domain::sort::SortKey;

    fn lines(problems: &[LineError]) -> Vec<String> {
        problems.iter().map(|problem| format!("{}: {}", problem.line, problem.reason)).collect()
    }

    #[test]
    fn settings_are_read_and_nothing_is_dropped_silently() {
        let text =
            "# mine\nthmee = \"x\"\ntheme = \"mono\"\nascii = true\nsort = \"time\"\n\n[other]\na = 1\n";
        let parsed = parse(text);
        let config = parsed.config;
        assert_eq!((config.theme, config.ascii), (ThemeName::of("mono").unwrap(), Some(true)));
        assert_eq!((config.sort, config.mouse, config.clipboard), (SortKey::Time, true, ClipboardMode::Auto));
        assert_eq!(config.lines, [("ascii", 4), ("sort", 5), ("theme", 3)].into());
        assert_eq!(
            lines(&parsed.warnings),
            [
                "2: thmee is not a setting of hemi: did you mean theme?",
                "7: other is not a setting of this version of hemi",
            ]
        );
        assert_eq!(parsed.errors, []);
    }

    #[test]
    fn values_that_are_not_taken_are_named_with_what_is() {
        let parsed = parse(concat!(
            "theme = 1\nascii = \"yes\"\n\"\\u001b]0;x\" = 1\n\n",
            "sort = \"nam\"\nclipboard = \"\\u001b\"\nmouse = 1\nescape_ms = 1001\nversion = 2\n"
        ));
        let config = parsed.config.clone();
        assert_eq!(config, Config::default());
        let said = lines(&parsed.problems());
        assert_eq!(
            said,
            [
                &format!("1: theme takes {}", named("theme").unwrap().kind.sentence()),
                "2: ascii takes true, false or \"auto\"",
                "3: \\x1b]0;x is not a setting of this version of hemi",
                "5: sort has no value \"nam\": did you mean \"name\"?",
                "6: clipboard has no value \"\\x1b\": it takes \"auto\", \"osc52\", \"tmux\" or \"off\"",
                "7: mouse takes true or false",
                "8: escape_ms takes a whole number from 0 to 1000",
                "9: version takes 1",
            ]
        );
    }

    #[test]
    fn every_line_that_is_not_toml_is_named() {
        let parsed = parse("theme = \nclient_id = 7\nsort = time\nmouse = false\n");
        assert!(!parsed.config.mouse, "the rest is read");
        let at: Vec<usize> = parsed.errors.iter().map(|error| error.line).collect();
        assert_eq!((at, parsed.warnings), (vec![1, 2, 3], vec![]), "{:?}", parsed.errors);
    }

    #[test]
    fn numbers_are_read_in_every_form_of_toml() {
        let number = |text: &str| parse(&format!("escape_ms = {text}")).config.escape_ms.get();
        assert_eq!(
            ["0", "1_000", "0x10", "+7", "-1", "1.0", "99999999999"].map(number),
            [0, 1000, 16, 7, 50, 50, 50]
        );
    }

    #[test]
    fn tables_of_keys_are_values_with_their_lines() {
        let parsed = parse(concat!(
            "[keys.list]\ncopy = [\"c\", \"g g\"]\nnone = []\n[keys]\nglobal = 1\ntasks.close = \"q\"\n",
            "tasks.events = [\"e\", 1]\nodd.command = [\"\\u001b\"]\n"
        ));
        let row = |table: &str, command: &str, keys: &[&str], line| KeyRow {
            table: Untrusted::new(table),
            command: Untrusted::new(command),
            keys: keys.iter().map(Untrusted::new).collect(),
            line,
        };
        assert_eq!(
            parsed.config.keys,
            [
                row("list", "copy", &["c", "g g"], 2),
                row("list", "none", &[], 3),
                row("odd", "command", &["\u{1b}"], 8)
            ]
        );
        assert_eq!(
            lines(&parsed.warnings),
            [
                "5: keys.global takes tables such as [keys.list], with lines such as copy = [\"c\", \"F5\"]",
                "6: close takes a list of keys, such as [\"c\", \"F5\", \"g g\"]",
                "7: events takes a list of keys, such as [\"c\", \"F5\", \"g g\"]",
            ]
        );
        assert_eq!(lines(&parse("keys = 1").warnings).len(), 1);
    }
}
