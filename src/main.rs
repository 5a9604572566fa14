//! hemi: starts the terminal program or a subcommand, and returns its exit code.
#![forbid(unsafe_code)]

#[path = "main/appearance.rs"]
mod appearance;
#[cfg_attr(feature = "sandbox", path = "main/demo.rs")]
#[cfg_attr(not(feature = "sandbox"), path = "main/demo_absent.rs")]
mod demo;
#[cfg(feature = "sandbox")]
#[path = "main/demo_dir.rs"]
mod demo_dir;
#[path = "main/keys.rs"]
mod keys;
#[path = "main/last_directory.rs"]
mod last_directory;
#[path = "main/lazy_runtime.rs"]
mod lazy_runtime;
#[path = "main/log.rs"]
mod log;
#[path = "main/plain.rs"]
mod plain;
#[path = "main/reexec.rs"]
mod reexec;
#[path = "main/setup.rs"]
mod setup;
#[path = "main/start_places.rs"]
mod start_places;
#[path = "main/tui.rs"]
mod tui;

use std::io::IsTerminal as _;

use hemi::cli::args::Arguments;
use hemi::cli::{command, connect};
use hemi::config::locale::is_utf8;
use hemi::config::variable;
use hemi::domain::sanitise::escape_non_ascii;

fn main() -> std::process::ExitCode {
    keep_memory_private();
    // A program that reads the output gets names as they are.
    if !is_utf8(&variable) && std::io::stdout().is_terminal() {
        escape_non_ascii();
    }
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        Err(code) => return code.into(),
    };
    let options = arguments.run_options(keys::problems);
    let Arguments { command, tui, .. } = arguments;
    let code = match command {
        #[cfg(not(feature = "sandbox"))]
        None if tui.demo => command::refuse_demo(),
        None => tui::run(&tui),
        Some(command) => {
            // A profile that cannot be named is an error of the subcommands that need one.
            if let Ok(paths) = connect::paths(&options.profile) {
                log::start(paths.state_dir());
            }
            command::run(command, options)
        }
    };
    code.into()
}

/// No core dump, and no other process of the user may read hemi's memory, which holds tokens. `ARCHITECTURE.md` P0-3.
fn keep_memory_private() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
