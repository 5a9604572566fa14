//! `hemi config show`: every setting, its value, and what gives it that value.

use serde_json::{Map, Value, json};

use crate::cli::exit::{ExitCode, Failure};
use crate::cli::printer::print_error;
use crate::cli::report::{Report, Table, columns, json_text};
use crate::cli::subcommand::{Cli, Subcommand};
use crate::config::definitions::{SETTINGS, Setting};
use crate::config::file;
use crate::config::resolve::{Resolved, Source};
use crate::config::variable;
use crate::domain::preferences::KeyRow;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// There is nothing to choose.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ShowArguments {}

impl Subcommand for ShowArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let (path, name) = cli.config_file()?;
        let parsed = file::check(&path).map_err(|error| Failure::new(ExitCode::Failed, error.message()))?;
        let resolved = Resolved::new(parsed.config.clone(), cli.flags, &variable);
        let unused = (cli.key_check)(&parsed.config).len() + parsed.problems().len();
        cli.printer.report(&Settings { file: name, resolved })?;
        if unused > 0 {
            print_error(&"the config file has lines that set nothing. To see them: hemi config check".into());
        }
        Ok(ExitCode::Done)
    }
}

struct Settings {
    file: SafeText,
    resolved: Resolved,
}

impl Settings {
    fn rows(&self) -> impl Iterator<Item = (&'static Setting, SafeText, Source)> {
        let row = |setting: &'static Setting| {
            (setting, setting.toml(&self.resolved.config), self.resolved.source(setting))
        };
        SETTINGS.iter().map(row)
    }
}

impl Report for Settings {
    fn text(&self) -> Vec<SafeText> {
        let settings = self
            .rows()
            .map(|(setting, value, source)| [safe!("{} = {}", setting.name, value), described(source)]);
        let keys = self
            .resolved
            .config
            .keys
            .iter()
            .map(|row| [safe!("{} = {}", name_of(row), keys_of(row)), described(Source::Line(row.line))]);
        let mut text = vec![safe!("Config file: {}", self.file), SafeText::default()];
        text.extend(columns(settings.chain(keys).collect()));
        text
    }

    fn document(&self) -> Value {
        let member = |(setting, value, source): (&Setting, SafeText, Source)| {
            // Each value is written alike in TOML and in JSON.
            let value: Value = serde_json::from_str(value.as_str()).unwrap_or_default();
            let (kind, name, line) = parts(source);
            let member = json!({ "value": value, "source": kind, "name": name, "line": line });
            (setting.name.to_owned(), member)
        };
        let keys = self.resolved.config.keys.iter().map(|row| {
            json!({
                "table": json_text(&row.table),
                "command": json_text(&row.command),
                "keys": row.keys.iter().map(json_text).collect::<Value>(),
                "line": row.line,
            })
        });
        json!({
            "file": self.file.as_str(),
            "settings": self.rows().map(member).collect::<Map<_, _>>(),
            "keys": keys.collect::<Value>(),
        })
    }

    fn table(&self) -> Table {
        let row = |setting: SafeText, value: SafeText, source: Source| {
            let (kind, name, line) = parts(source);
            let line = line.map(|line| safe!("{}", line)).unwrap_or_default();
            vec![setting, value, kind.into(), name.unwrap_or_default().into(), line]
        };
        // A text is its letters: quotes are for a file, and those of CSV would come on top of them.
        let bare = |value: SafeText| match serde_json::from_str(value.as_str()) {
            Ok(Value::String(text)) => Untrusted::new(text).sanitized(),
            _ => value,
        };
        let settings =
            self.rows().map(|(setting, value, source)| row(setting.name.into(), bare(value), source));
        let keys = self
            .resolved
            .config
            .keys
            .iter()
            .map(|key| row(name_of(key), keys_of(key), Source::Line(key.line)));
        Table {
            columns: &["setting", "value", "source", "name", "line"],
            rows: settings.chain(keys).collect(),
        }
    }
}

fn described(source: Source) -> SafeText {
    match source {
        Source::Default => "default".into(),
        Source::Line(line) => safe!("line {} of the file", line),
        Source::Variable(name) => safe!("variable {}", name),
        Source::Flag(name) => safe!("argument {}", name),
    }
}

/// A source for programs: its kind, the name of a variable or an argument, and a line of the file.
fn parts(source: Source) -> (&'static str, Option<&'static str>, Option<usize>) {
    match source {
        Source::Default => ("default", None, None),
        Source::Line(line) => ("file", None, Some(line)),
        Source::Variable(name) => ("variable", Some(name), None),
        Source::Flag(name) => ("argument", Some(name), None),
    }
}

fn name_of(row: &KeyRow) -> SafeText {
    safe!("keys.{}.{}", row.table.sanitized(), row.command.sanitized())
}

fn keys_of(row: &KeyRow) -> SafeText {
    let quoted = |key: &Untrusted| safe!("\"{}\"", key.sanitized());
    let list = row.keys.iter().map(quoted).reduce(|all, key| safe!("{}, {}", all, key));
    safe!("[{}]", list.unwrap_or_default())
}
