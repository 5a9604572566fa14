//! `hemi config check`: everything that is wrong with the config file.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::exit::{ExitCode, Failure};
use crate::cli::report::{Report, Table};
use crate::cli::subcommand::{Cli, Subcommand};
use crate::config::file;
use crate::domain::preferences::LineError;
use crate::domain::text::SafeText;
use crate::safe;

/// There is nothing to choose.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct CheckArguments {}

impl Subcommand for CheckArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let (path, name) = cli.config_file()?;
        check(cli, &path, name)
    }
}

/// Checks the file and prints the result.
///
/// # Errors
/// Exit code 1 for a file that cannot be read.
pub fn check(cli: &Cli, path: &Path, name: SafeText) -> Result<ExitCode, Failure> {
    let parsed = file::check(path).map_err(|error| Failure::new(ExitCode::Failed, error.message()))?;
    let of_keys = (cli.key_check)(&parsed.config);
    let mut problems = parsed.problems();
    problems.extend(of_keys);
    problems.sort_by_key(|problem| problem.line);
    let report = Checked { file: name, exists: path.exists(), problems };
    cli.printer.report(&report)?;
    Ok(if report.problems.is_empty() { ExitCode::Done } else { ExitCode::Usage })
}

struct Checked {
    file: SafeText,
    exists: bool,
    problems: Vec<LineError>,
}

impl Report for Checked {
    fn text(&self) -> Vec<SafeText> {
        if self.problems.is_empty() {
            return vec![if self.exists {
                safe!("{}: no problem was found.", self.file)
            } else {
                safe!("{} does not exist: every setting has its default.", self.file)
            }];
        }
        let line = |problem: &LineError| problem.in_file(&self.file);
        self.problems.iter().map(line).collect()
    }

    fn document(&self) -> Value {
        let problem =
            |problem: &LineError| json!({ "line": problem.line, "reason": problem.reason.as_str() });
        json!({
            "file": self.file.as_str(),
            "exists": self.exists,
            "problems": self.problems.iter().map(problem).collect::<Value>(),
        })
    }

    fn table(&self) -> Table {
        let row = |problem: &LineError| vec![safe!("{}", problem.line), problem.reason.clone()];
        Table { columns: &["line", "reason"], rows: self.problems.iter().map(row).collect() }
    }
}
