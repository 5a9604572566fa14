//! `hemi man`: the manual pages, made from the command line and the table of settings.

mod page_of_command;
mod page_of_config;

use std::io;
use std::path::{Path, PathBuf};

use clap::Command;

use super::exit::{ExitCode, Failure};
use super::subcommand::{Cli, Subcommand};
use crate::domain::text::Untrusted;
use crate::globus::tokens::private_file::safe_path;
use crate::safe;

/// A manual page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Page {
    /// The program and its subcommands: section 1
    Hemi,
    /// The config file: section 5
    HemiConfig,
}

impl Page {
    const ALL: [Self; 2] = [Self::Hemi, Self::HemiConfig];

    /// The name of its file.
    fn file(self) -> &'static str {
        match self {
            Self::Hemi => "hemi.1",
            Self::HemiConfig => "hemi-config.5",
        }
    }

    /// Its text, for troff.
    fn text(self, command: &Command) -> io::Result<String> {
        match self {
            Self::Hemi => page_of_command::text(command),
            Self::HemiConfig => Ok(page_of_config::text()),
        }
    }
}

/// Which page to print. To read one: hemi man hemi-config | man -l -
#[derive(Clone, Debug, clap::Args)]
pub struct ManArguments {
    /// The page
    #[arg(value_name = "PAGE", value_enum, default_value = "hemi")]
    pub page: Page,
    /// Write all pages into this directory instead
    #[arg(long, value_name = "DIR", conflicts_with = "page")]
    pub dir: Option<PathBuf>,
}

impl Subcommand for ManArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let command = (cli.command_line)();
        match &self.dir {
            Some(dir) => write_all(dir, &command).map_err(|error| unwritable(dir, &error))?,
            None => {
                let text = self.page.text(&command).map_err(|error| unwritable(Path::new("-"), &error))?;
                cli.printer.line(text.trim_end());
            }
        }
        Ok(ExitCode::Done)
    }
}

fn write_all(dir: &Path, command: &Command) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    Page::ALL.iter().try_for_each(|page| std::fs::write(dir.join(page.file()), page.text(command)?))
}

fn unwritable(dir: &Path, error: &io::Error) -> Failure {
    let why = Untrusted::new(error.to_string()).sanitized();
    Failure::new(ExitCode::Failed, safe!("no manual page can be written to {}: {}.", safe_path(dir), why))
}
