//! The subcommands, and the run of one from start to end.

use futures_util::future::select_all;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use super::completions::CompletionsArguments;
use super::config::ConfigCommand;
use super::doctor::DoctorArguments;
use super::exit::{ExitCode, Failure};
use super::help::HelpArguments;
use super::index::IndexArguments;
use super::login::LoginArguments;
use super::logout::LogoutArguments;
use super::man::ManArguments;
use super::printer::{Format, print_error};
use super::sandbox::SandboxArguments;
use super::session::SessionCommand;
use super::subcommand::{Cli, RunOptions, Subcommand};
use super::whoami::WhoamiArguments;
use crate::domain::text::SafeText;

/// What hemi does without its two panes.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Sign in to Globus, or explain how to set hemi up for it
    Login(LoginArguments),
    /// Sign out: revoke the tokens at the service and delete them here
    Logout(LogoutArguments),
    /// Print who is signed in
    Whoami(WhoamiArguments),
    /// Show or renew the session: when and how you signed in, as services see it
    #[command(subcommand)]
    Session(SessionCommand),
    /// Show, check or edit the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Show or remove the names kept of the collections that were browsed
    Index(IndexArguments),
    /// Examine the terminal: what it says of itself, what is wrong, and what keys send
    Doctor(DoctorArguments),
    /// Serve a local Globus to other programs, such as the official `globus` command
    Sandbox(SandboxArguments),
    /// Print a manual page: hemi(1) or hemi-config(5)
    Man(ManArguments),
    /// Print what bash, zsh or fish needs to complete hemi's arguments
    Completions(CompletionsArguments),
    /// Explain a subcommand, or show a guide to a topic
    Help(HelpArguments),
}

impl Command {
    /// Whether it serves other programs until a signal ends it. It handles that signal itself.
    fn is_server(&self) -> bool {
        matches!(self, Self::Sandbox(_))
    }

    /// Whether a person signs in, and may cancel that with Ctrl-C.
    fn is_sign_in(&self) -> bool {
        matches!(self, Self::Login(_) | Self::Session(SessionCommand::Update(_) | SessionCommand::Consent(_)))
    }

    /// Whether --theme and --ascii say something to it.
    pub fn takes_flags(&self) -> bool {
        matches!(self, Self::Config(config) if config.takes_flags())
    }

    /// The forms that its result has.
    fn forms(&self) -> &'static [Format] {
        match self {
            Self::Sandbox(_) => &[Format::Json],
            Self::Man(_) | Self::Completions(_) | Self::Help(_) => &[Format::Text],
            _ => &[Format::Text, Format::Json, Format::Csv],
        }
    }

    /// Refuses a form that its result does not have.
    fn check_form(&self, asked: Option<Format>) -> Result<(), Failure> {
        let message = match (self.forms(), asked) {
            (forms, Some(form)) if forms.contains(&form) => return Ok(()),
            (_, None) => return Ok(()),
            ([Format::Json], _) => "this subcommand prints JSON only: leave --format out.",
            _ => "this subcommand prints text only: leave --format, --json and --jmespath out.",
        };
        Err(Failure::new(ExitCode::Usage, message))
    }
}

impl Subcommand for Command {
    async fn run(self, cli: &mut Cli) -> Result<ExitCode, Failure> {
        match self {
            Self::Login(login) => login.run(cli).await,
            Self::Logout(logout) => logout.run(cli).await,
            Self::Whoami(whoami) => whoami.run(cli).await,
            Self::Session(session) => session.run(cli).await,
            Self::Config(config) => config.run(cli).await,
            Self::Index(index) => index.run(cli).await,
            Self::Doctor(doctor) => doctor.run(cli).await,
            Self::Sandbox(sandbox) => sandbox.run(cli).await,
            Self::Man(man) => man.run(cli).await,
            Self::Completions(completions) => completions.run(cli).await,
            Self::Help(help) => help.run(cli).await,
        }
    }
}

/// Runs a subcommand to its end, or until a signal ends it, and prints why it failed.
pub fn run(command: Command, options: RunOptions) -> ExitCode {
    execute(command, options).unwrap_or_else(|failure| {
        print_error(&failure.message);
        failure.code
    })
}

fn execute(command: Command, options: RunOptions) -> Result<ExitCode, Failure> {
    command.check_form(options.output.asked())?;
    let mut cli = Cli::new(options)?;
    let is_server = command.is_server();
    let mut threads = if is_server { Builder::new_multi_thread() } else { Builder::new_current_thread() };
    let tokio = threads.enable_all().build().map_err(|_| {
        Failure::new(ExitCode::Failed, "the system gives hemi no more threads or open files.")
    })?;
    let ended = tokio.block_on(async {
        let ended =
            if is_server { command.run(&mut cli).await } else { until_signal(command, &mut cli).await };
        cli.services.finish_saving().await;
        ended
    });
    // A thread may still wait for a line from the terminal.
    tokio.shutdown_background();
    let code = ended?;
    cli.printer.check()?;
    Ok(code)
}

async fn until_signal(command: Command, cli: &mut Cli) -> Result<ExitCode, Failure> {
    let is_sign_in = command.is_sign_in();
    let refused = |_| Failure::new(ExitCode::Failed, "the system refused hemi's signal handlers.");
    let mut signals = Vec::new();
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        signals.push((kind.as_raw_value(), signal(kind).map_err(refused)?));
    }
    let signalled = select_all(signals.iter_mut().map(|(number, signal)| {
        Box::pin(async move {
            signal.recv().await;
            *number
        })
    }));
    let signalled = tokio::select! {
        // A result counts, also where a signal came while it was made: an editor had the keys meanwhile.
        biased;
        ended = command.run(cli) => return ended,
        (number, ..) = signalled => number,
    };
    // The shell's prompt starts on a new line.
    cli.printer.note(&SafeText::default());
    let interrupted = signalled == SignalKind::interrupt().as_raw_value();
    if interrupted && is_sign_in {
        return Err(Failure::new(ExitCode::Cancelled, "the sign-in was cancelled."));
    }
    Ok(ExitCode::Signal(signalled))
}

/// `--demo` in a build that has no sandbox.
#[cfg(not(feature = "sandbox"))]
pub fn refuse_demo() -> ExitCode {
    let failure = super::sandbox::absent();
    super::printer::print_error(&failure.message);
    failure.code
}
