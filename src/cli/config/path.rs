//! `hemi config path`: where the config file lies, whether it exists or not.

use serde_json::{Value, json};

use crate::cli::exit::{ExitCode, Failure};
use crate::cli::report::{Report, Table};
use crate::cli::subcommand::{Cli, Subcommand};
use crate::domain::text::SafeText;

/// There is nothing to choose.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct PathArguments {}

impl Subcommand for PathArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let report = PathReport { file: cli.config_file()?.1 };
        cli.printer.report(&report)?;
        Ok(ExitCode::Done)
    }
}

struct PathReport {
    file: SafeText,
}

impl Report for PathReport {
    fn text(&self) -> Vec<SafeText> {
        vec![self.file.clone()]
    }

    fn document(&self) -> Value {
        json!({ "file": self.file.as_str() })
    }

    fn table(&self) -> Table {
        Table { columns: &["file"], rows: vec![vec![self.file.clone()]] }
    }
}
