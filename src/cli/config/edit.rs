//! `hemi config edit`: the config file in the user's editor.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;

use super::check::check;
use crate::cli::exit::{ExitCode, Failure};
use crate::cli::subcommand::{Cli, Subcommand};
use crate::config::document::default_file;
use crate::config::file::Created;
use crate::config::{file, variable};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The editor where neither variable names one (POSIX).
const LAST_RESORT: &str = "vi";

/// There is nothing to choose.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct EditArguments {}

impl Subcommand for EditArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let (path, name) = cli.config_file()?;
        let text = default_file();
        let created = file::create(&path, &text)
            .map_err(|error| Failure::new(ExitCode::Failed, safe!("{}.", error.message())))?;
        edit(&path).inspect_err(|_| {
            if created == Created::Now {
                file::remove_untouched(&path, &text);
            }
        })?;
        check(cli, &path, name)
    }
}

/// Runs the editor and waits for it. It has the terminal and its keys meanwhile: hemi has nothing else to do.
fn edit(path: &Path) -> Result<(), Failure> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    let editor = named.unwrap_or_else(|| LAST_RESORT.into());
    let failed = |why: SafeText| {
        let editor = Untrusted::new(editor.as_encoded_bytes()).sanitized().fit(60);
        let message = safe!("the editor {} {}. To use another: VISUAL=NAME hemi config edit", editor, why);
        Failure::new(ExitCode::Failed, message)
    };
    let ended = shell(&editor, path).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(match status.code() {
            Some(code) => safe!("ended with code {}", code),
            None => "was ended by a signal".into(),
        })),
        Err(error) => Err(failed(reason(&error))),
    }
}

/// The value may have arguments, so a shell reads it, as it does for other programs.
fn shell(editor: &OsString, path: &Path) -> Command {
    let mut line = editor.clone();
    line.push(" \"$1\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).arg("sh").arg(path);
    command
}

fn reason(error: &io::Error) -> SafeText {
    safe!("cannot be started: {}", Untrusted::new(error.to_string()).sanitized())
}
