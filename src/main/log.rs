//! The log: `HEMI_LOG` holds its level. It is written to a file and holds hemi's own messages only, because libraries
//! could log whole requests.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Mutex;

use hemi::config::{text_variable, variable};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts the log in `DIR/log` if `HEMI_LOG` is set. Best effort: hemi runs without a log that cannot be written.
pub fn start(dir: &Path) {
    let level = text_variable(&variable, "HEMI_LOG").and_then(|word| word.parse::<tracing::Level>().ok());
    let Some(level) = level else { return };
    let _ = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    let no_links = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    let file =
        OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(no_links).open(dir.join("log"));
    let Ok(file) = file else { return };
    let lines = fmt::layer().with_ansi(false).with_writer(Mutex::new(file));
    let _ =
        tracing_subscriber::registry().with(lines).with(Targets::new().with_target("hemi", level)).try_init();
}
