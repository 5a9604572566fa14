//! A log for those who ask for one: `HEMI_LOG` holds a level. It goes to a file, never to the terminal,
//! and holds only what hemi itself says: libraries could write down whole requests.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Mutex;

use hemi::config::{text_variable, variable};
use tracing_subscriber::EnvFilter;

/// Starts writing to `DIR/log` if `HEMI_LOG` asks for it. A log that cannot be kept is done without.
pub fn start(dir: &Path) {
    let level = text_variable(&variable, "HEMI_LOG").and_then(|word| word.parse::<tracing::Level>().ok());
    let Some(level) = level else { return };
    let _ = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    let no_links = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    let file =
        OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(no_links).open(dir.join("log"));
    let Ok(file) = file else { return };
    let filter = EnvFilter::new(format!("hemi={}", level.as_str().to_lowercase()));
    let log =
        tracing_subscriber::fmt().with_ansi(false).with_env_filter(filter).with_writer(Mutex::new(file));
    let _ = log.try_init();
}
