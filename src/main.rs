//! hemi: the terminal program or a subcommand, and the exit code. `main/` puts the parts together.
#![forbid(unsafe_code)]

#[path = "main/demo.rs"]
mod demo;
#[path = "main/log.rs"]
mod log;
#[path = "main/tui.rs"]
mod tui;
#[path = "main/work.rs"]
mod work;

use std::process::ExitCode;

use clap::Parser as _;
use hemi::cli::args::{Arguments, Command};

fn main() -> ExitCode {
    keep_memory_private();
    let arguments = Arguments::parse();
    match arguments.command {
        Some(Command::Sandbox(sandbox)) => hemi::cli::sandbox::run(sandbox).into(),
        None => tui::run(&arguments.tui).into(),
    }
}

/// No core dump, and no other process of the user may look inside: tokens are in here. `ARCHITECTURE.md` P0-3.
fn keep_memory_private() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
