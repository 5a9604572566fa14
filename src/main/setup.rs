//! What both forms of the terminal program start with: the screen, and the plain mode.

use std::time::Duration;

use hemi::app::AppOptions;
use hemi::app::keymap::Keymap;
use hemi::cli::args::TuiArguments;
use hemi::cli::exit::{ExitCode, Failure};
use hemi::domain::terminal::TerminalEnv;
use hemi::domain::text::Untrusted;
use hemi::safe;
use jiff::tz::TimeZone;

/// Capacity of the channel of events; the runtime waits while it is full.
pub const EVENTS_WAITING: usize = 1024;
/// Writes that must not be lost are waited for this long at the end: after a hang-up hemi ends within 2 s.
pub const LAST_WORK: Duration = Duration::from_millis(1500);
/// That the terminal, or standard input and output, cannot be used.
pub fn unusable(error: &std::io::Error) -> Failure {
    let why = Untrusted::new(error.to_string()).sanitized();
    Failure::new(ExitCode::Failed, safe!("the terminal cannot be used: {}", why))
}

/// What the app starts with, but for its places.
pub fn setup(arguments: &TuiArguments, zone: TimeZone, ascii: bool, size: (u16, u16)) -> AppOptions {
    AppOptions {
        keymap: Keymap::default(),
        zone,
        demo: arguments.demo,
        discards: arguments.demo && arguments.data.is_none(),
        profile: Untrusted::new(&arguments.profile).sanitized(),
        sites: hemi::config::sites::sites(),
        presets: hemi::config::sites::presets(),
        start: Default::default(),
        session: Default::default(),
        engines: hemi::runtime::ENGINE_RULES,
        prefetch: true,
        ascii,
        size,
        terminal: TerminalEnv::default(),
    }
}
