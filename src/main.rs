//! hemi: the terminal program or a subcommand, and the exit code. `main/` puts the parts together.
#![forbid(unsafe_code)]

#[path = "main/again.rs"]
mod again;
#[cfg_attr(feature = "sandbox", path = "main/demo.rs")]
#[cfg_attr(not(feature = "sandbox"), path = "main/demo_absent.rs")]
mod demo;
#[path = "main/log.rs"]
mod log;
#[path = "main/tui.rs"]
mod tui;
#[path = "main/work.rs"]
mod work;

use std::process::ExitCode;

use hemi::cli::args::{Arguments, Command, TuiArguments};
use hemi::cli::exit::Code;
use hemi::cli::{connect, login, logout, output, sandbox, session, whoami};

fn main() -> ExitCode {
    keep_memory_private();
    let Arguments { command, tui } = Arguments::read();
    run(command, &tui).into()
}

fn run(command: Option<Command>, arguments: &TuiArguments) -> Code {
    if let Some(Command::Sandbox(sandbox)) = command {
        return sandbox::run(sandbox);
    }
    #[cfg(not(feature = "sandbox"))]
    if arguments.demo {
        return sandbox::refuse();
    }
    let files = arguments.files();
    let paths = match connect::paths(&files) {
        Ok(paths) => paths,
        Err(problem) => {
            output::complain(&problem.happened);
            return Code::Usage;
        }
    };
    if command.is_some() {
        log::start(paths.state_dir());
    }
    match command {
        Some(Command::Login(arguments)) => login::run(&arguments, &files),
        Some(Command::Logout) => logout::run(&files),
        Some(Command::Whoami(arguments)) => whoami::run(arguments, &files),
        Some(Command::Session(command)) => session::run(&command, &files),
        Some(Command::Sandbox(_)) | None => tui::run(arguments),
    }
}

/// No core dump, and no other process of the user may look inside: tokens are in here. `ARCHITECTURE.md` P0-3.
fn keep_memory_private() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
