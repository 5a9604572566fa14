//! Prints to standard output and standard error. No other module does.
//!
//! Everything printed is [`SafeText`], escaped JSON or escaped CSV, so no text from outside reaches the
//! terminal raw. An output that cannot be written is an error of the run, except for a closed pipe: the
//! reader has enough.

use std::cell::RefCell;
use std::io::{self, Write as _};

use serde_json::Value;

use super::exit::{ExitCode, Failure};
use super::json;
use super::report::Report;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The form results are printed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for people
    #[default]
    Text,
    /// One line of JSON
    Json,
    /// Rows under a line of column names
    Csv,
}

/// How results are printed.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Output of subcommands")]
pub struct OutputArguments {
    /// Print the result in this form
    #[arg(long, value_name = "FORM", value_enum, global = true)]
    pub format: Option<Format>,
    /// Print the result as JSON: short for --format json
    #[arg(long, global = true, conflicts_with = "format")]
    pub json: bool,
    /// Print what this JMESPath expression selects from the JSON result
    #[arg(long, value_name = "EXPRESSION", global = true)]
    pub jmespath: Option<String>,
    /// Print the result only, without explanations
    #[arg(long, global = true)]
    pub quiet: bool,
}

impl OutputArguments {
    /// Whether none was given.
    pub fn is_default(&self) -> bool {
        self.asked().is_none() && !self.quiet
    }

    /// The form that was asked for, if any.
    pub fn asked(&self) -> Option<Format> {
        if self.json || self.jmespath.is_some() { Some(Format::Json) } else { self.format }
    }
}

/// Prints results, notes and errors.
#[derive(Debug, Default)]
pub struct Printer {
    format: Format,
    filter: Option<jmespath::Expression<'static>>,
    quiet: bool,
    /// The first error of standard output.
    failed: RefCell<Option<io::Error>>,
}

impl Printer {
    /// A printer as the arguments ask for.
    ///
    /// # Errors
    /// Exit code 2 for a JMESPath expression that cannot be read, or one together with a form other than JSON.
    pub fn new(arguments: &OutputArguments) -> Result<Self, Failure> {
        let filter = arguments.jmespath.as_deref().map(compile).transpose()?;
        let format = match (arguments.json || filter.is_some(), arguments.format) {
            (true, None | Some(Format::Json)) => Format::Json,
            (true, Some(_)) => {
                return Err(Failure::new(
                    ExitCode::Usage,
                    "--jmespath selects from JSON: use --format json.",
                ));
            }
            (false, format) => format.unwrap_or_default(),
        };
        Ok(Self { format, filter, quiet: arguments.quiet, failed: RefCell::default() })
    }

    /// Whether a person is to read the result, and is to be explained it.
    pub fn is_for_people(&self) -> bool {
        self.format == Format::Text && !self.quiet
    }

    /// Prints the result of a subcommand.
    ///
    /// # Errors
    /// Exit code 1 when the JMESPath expression cannot be applied to the result.
    pub fn report(&self, report: &impl Report) -> Result<(), Failure> {
        match self.format {
            Format::Text => report.text().iter().for_each(|line| self.line(line.as_str())),
            Format::Json => self.document(&report.document())?,
            Format::Csv => report.table().csv().iter().for_each(|line| self.line(line)),
        }
        Ok(())
    }

    /// Prints a document as a line of JSON, whatever the form.
    ///
    /// # Errors
    /// Exit code 1 when the JMESPath expression cannot be applied to it.
    pub fn document(&self, document: &Value) -> Result<(), Failure> {
        match &self.filter {
            None => self.line(&json::line(document)),
            Some(filter) => self.line(&json::line(&select(filter, document)?)),
        }
        Ok(())
    }

    /// Prints what a person has to read or do before there is a result. It goes to standard error where
    /// standard output is for a program.
    pub fn guide(&self, text: &SafeText) {
        match self.format {
            Format::Text => self.line(text.as_str()),
            Format::Json | Format::Csv => to_stderr(text.as_str()),
        }
    }

    /// Prints an explanation, unless `--quiet` is given.
    pub fn note(&self, text: &SafeText) {
        if !self.quiet {
            self.guide(text);
        }
    }

    /// Prints a question; the answer is typed on the same line.
    pub fn prompt(&self, question: &SafeText) {
        match self.format {
            Format::Text => self.write(question.as_str()),
            Format::Json | Format::Csv => {
                // There is nowhere else to report it.
                let _ = write!(io::stderr().lock(), "{question}");
            }
        }
    }

    /// Whether all output so far could be written.
    ///
    /// # Errors
    /// Exit code 1 with the system's reason. A closed pipe is no error.
    pub fn check(&self) -> Result<(), Failure> {
        self.write("");
        match self.failed.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let reason = Untrusted::new(error.to_string()).sanitized();
                Err(Failure::new(ExitCode::Failed, safe!("the output could not be written: {}.", reason)))
            }
            _ => Ok(()),
        }
    }

    /// Prints text as it is, which must be hemi's own or escaped already.
    pub(super) fn line(&self, text: &str) {
        self.write(&format!("{text}\n"));
    }

    fn write(&self, text: &str) {
        let mut failed = self.failed.borrow_mut();
        if failed.is_none() {
            let mut out = io::stdout().lock();
            *failed = out.write_all(text.as_bytes()).and_then(|()| out.flush()).err();
        }
    }
}

/// Prints an error: what went wrong, and what to do next.
pub fn print_error(text: &SafeText) {
    to_stderr(&format!("hemi: {text}"));
}

pub(super) fn to_stderr(text: &str) {
    // There is nowhere else to report it.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn compile(expression: &str) -> Result<jmespath::Expression<'static>, Failure> {
    jmespath::compile(expression).map_err(|error| {
        let reason = Untrusted::new(error.reason.to_string()).on_one_line();
        let message = safe!(
            "the JMESPath expression cannot be read at character {}: {}.",
            error.offset + 1,
            reason.fit(200)
        );
        Failure::new(ExitCode::Usage, message)
    })
}

fn select(filter: &jmespath::Expression<'static>, document: &Value) -> Result<Value, Failure> {
    let selected = filter.search(document).map_err(|error| error.reason.to_string());
    selected.and_then(|found| serde_json::to_value(&*found).map_err(|error| error.to_string())).map_err(
        |why| {
            let reason = Untrusted::new(why).on_one_line().fit(200);
            Failure::new(
                ExitCode::Failed,
                safe!("the JMESPath expression cannot be applied to the result: {}.", reason),
            )
        },
    )
}
