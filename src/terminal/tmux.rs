//! Asks the tmux that hemi runs inside for its settings.

use std::process::{Command, Stdio};

use tokio::sync::mpsc::UnboundedSender;

use super::TerminalEvent;
use crate::domain::doctor::TmuxSettings;

/// Reads the settings. Waits for tmux, which answers at once or not at all.
pub fn read_settings() -> Option<TmuxSettings> {
    let printed = Command::new("tmux")
        .args(["display-message", "-p", TmuxSettings::FORMAT])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    TmuxSettings::parse(&printed.stdout)
}

/// The same on another thread, since the loop must not wait for tmux. [`TerminalEvent::Tmux`] reports them.
pub fn start_reading(events: UnboundedSender<TerminalEvent>) {
    let read = move || {
        if let Some(settings) = read_settings() {
            let _ = events.send(TerminalEvent::Tmux(settings));
        }
    };
    // Without a thread the settings stay unknown, as they do without tmux.
    let _ = std::thread::Builder::new().name("tmux".into()).spawn(read);
}
