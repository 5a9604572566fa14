//! `hemi index`: the names that are kept of the collections that were browsed, to be found without a network.

use std::io;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::exit::{ExitCode, Failure};
use super::report::{Report, Table};
use super::subcommand::{Cli, Subcommand};
use crate::domain::format;
use crate::domain::known_names::IndexFacts;
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::tokens::private_file::safe_path;
use crate::runtime::name_index::NameIndex;
use crate::safe;

/// What to do with the names; to show how many there are, unless something else is said.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct IndexArguments {
    #[command(subcommand)]
    command: Option<IndexCommand>,
}

/// What to do with the names.
#[derive(Clone, Copy, Debug, clap::Subcommand)]
pub enum IndexCommand {
    /// Print how many names are kept, how old they are, and how large their file is
    Show,
    /// Remove all of them; they are kept anew as you browse
    Wipe,
}

impl Subcommand for IndexArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let index = NameIndex::in_data(cli.data_dir()?.as_path());
        let file = safe_path(index.path());
        match self.command.unwrap_or(IndexCommand::Show) {
            IndexCommand::Show => {
                let facts = index.facts().map_err(|error| failed("read", &file, &error))?;
                let zone = cli.time_zone();
                cli.printer.report(&IndexReport { file, facts, zone })?;
            }
            IndexCommand::Wipe => {
                let removed = index.wipe().map_err(|error| failed("remove", &file, &error))?;
                cli.printer.report(&WipeReport { removed })?;
            }
        }
        Ok(ExitCode::Done)
    }
}

fn failed(verb: &'static str, file: &SafeText, error: &io::Error) -> Failure {
    let why = Untrusted::new(error.kind().to_string()).sanitized();
    Failure::new(ExitCode::Failed, safe!("could not {} {}: {}.", verb, *file, why))
}

struct IndexReport {
    file: SafeText,
    facts: Option<IndexFacts>,
    zone: TimeZone,
}

impl Report for IndexReport {
    fn text(&self) -> Vec<SafeText> {
        let Some(facts) = self.facts else { return vec!["No names are kept yet.".into()] };
        let day = |at: Option<i64>| format::date(at.unwrap_or_default() / 1000, &self.zone);
        vec![
            safe!(
                "{} in {}, {}",
                format::count(facts.names, "name", "names"),
                format::count(facts.directories, "directory", "directories"),
                format::bytes(facts.bytes)
            ),
            safe!("Listed between {} and {}.", day(facts.oldest), day(facts.newest)),
            safe!("They are in {}.", self.file),
        ]
    }

    fn document(&self) -> Value {
        let facts = self.facts;
        json!({
            "file": self.file.as_str(),
            "bytes": facts.map_or(0, |facts| facts.bytes),
            "directories": facts.map_or(0, |facts| facts.directories),
            "names": facts.map_or(0, |facts| facts.names),
            "oldest": facts.and_then(|facts| facts.oldest).map(|at| at / 1000),
            "newest": facts.and_then(|facts| facts.newest).map(|at| at / 1000),
        })
    }

    fn table(&self) -> Table {
        let facts = self.facts;
        let time = |at: Option<i64>| at.map(|at| safe!("{}", at / 1000)).unwrap_or_default();
        let number = |number: Option<u64>| safe!("{}", number.unwrap_or(0));
        Table {
            columns: &["file", "bytes", "directories", "names", "oldest", "newest"],
            rows: vec![vec![
                self.file.clone(),
                number(facts.map(|facts| facts.bytes)),
                number(facts.map(|facts| facts.directories)),
                number(facts.map(|facts| facts.names)),
                time(facts.and_then(|facts| facts.oldest)),
                time(facts.and_then(|facts| facts.newest)),
            ]],
        }
    }
}

struct WipeReport {
    removed: bool,
}

impl Report for WipeReport {
    fn text(&self) -> Vec<SafeText> {
        vec![match self.removed {
            true => "The names are removed.".into(),
            false => "No names were kept.".into(),
        }]
    }

    fn document(&self) -> Value {
        json!({ "removed": self.removed })
    }

    fn table(&self) -> Table {
        let word = if self.removed { "true" } else { "false" };
        Table { columns: &["removed"], rows: vec![vec![word.into()]] }
    }
}
