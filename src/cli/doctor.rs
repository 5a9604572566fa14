//! `hemi doctor`: what the terminal says of itself, what is wrong, and what keys send.

use std::io::IsTerminal as _;
use std::os::unix::ffi::OsStringExt;

use serde_json::{Value, json};

use super::exit::{ExitCode, Failure};
use super::report::{Report, Table};
use super::subcommand::{Cli, Subcommand};
use crate::config::locale::is_utf8;
use crate::config::variable;
use crate::domain::doctor::{Examined, aligned, facts, findings};
use crate::domain::terminal::TerminalEnv;
use crate::domain::text::SafeText;
use crate::safe;
use crate::terminal::examine::Examination;
use crate::terminal::tmux::read_settings;

/// Arguments of `hemi doctor`.
#[derive(Debug, clap::Args)]
pub struct DoctorArguments {}

impl Subcommand for DoctorArguments {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        let env = TerminalEnv::of(|name| variable(name).map(OsStringExt::into_vec));
        let env = TerminalEnv { utf8: is_utf8(&variable), ..env };
        let tmux = env.tmux.then(read_settings).flatten();
        // Only a person at a terminal presses keys; a program gets what the environment says.
        let is_watched =
            cli.printer.is_for_people() && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        let mut examination = is_watched.then(Examination::begin).flatten();
        let answers = examination.as_mut().filter(|_| env.may_be_asked()).and_then(Examination::ask);
        let size = examination.as_ref().map(Examination::size);
        // Printed as lines, with the terminal as the shell has it.
        drop(examination);
        let examined = Examined { env: &env, terminal: answers.as_ref(), tmux: tmux.as_ref(), size };
        cli.printer.report(&examined)?;
        if is_watched {
            cli.printer.note(&"Press keys to see what they send; Ctrl-C, or Esc twice, ends.".into());
            let shown = tokio::task::spawn_blocking(|| {
                if let Some(mut examination) = Examination::begin() {
                    examination.show_keys();
                }
            });
            let _ = shown.await;
        }
        Ok(ExitCode::Done)
    }
}

const NOT_EXAMINED: &str = "Not examined, because the input or the output is no terminal: what the terminal says of itself, its \
                            size and its keys. For these, run hemi doctor in the terminal itself.";

impl Report for Examined<'_> {
    fn text(&self) -> Vec<SafeText> {
        let mut lines = aligned(&facts(self));
        lines.push(SafeText::default());
        let findings = findings(self);
        // Without a terminal only the environment was looked at.
        let examined = self.size.is_some();
        if findings.is_empty() {
            let words = if examined {
                "Nothing is wrong."
            } else {
                "The environment says of nothing that it is wrong."
            };
            lines.push(words.into());
        }
        for finding in findings {
            lines.push(finding.what.into());
            lines.push(safe!("  {}: {}", finding.place, finding.line));
        }
        if !examined {
            lines.push(NOT_EXAMINED.into());
        }
        lines
    }

    fn document(&self) -> Value {
        let facts = facts(self).into_iter().map(|(name, value)| (name.to_owned(), json!(value.as_str())));
        let findings = findings(self).into_iter();
        json!({
            "terminal_examined": self.size.is_some(),
            "facts": facts.collect::<serde_json::Map<_, _>>(),
            "findings": findings
                .map(|finding| json!({"what": finding.what, "place": finding.place, "line": finding.line}))
                .collect::<Vec<_>>(),
        })
    }

    fn table(&self) -> Table {
        let row = |finding: crate::domain::doctor::Finding| {
            vec![finding.what.into(), finding.place.into(), finding.line.into()]
        };
        Table { columns: &["what", "place", "line"], rows: findings(self).into_iter().map(row).collect() }
    }
}
