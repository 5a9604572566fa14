//! What survives a restart: `DATA/state.json`, replaced whole and atomically, a moment after each change.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::transfer;
use super::world::{Accounts, World};

/// Changes within this time are written together.
const GATHER: Duration = Duration::from_millis(40);

/// The whole of `state.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Saved {
    pub version: u32,
    pub clock_offset_ms: i64,
    pub accounts: Accounts,
    pub transfer: transfer::State,
}

#[derive(Deserialize)]
struct Written {
    version: u32,
}

#[derive(Serialize)]
struct Saving<'a> {
    version: u32,
    clock_offset_ms: i64,
    accounts: &'a Accounts,
    transfer: &'a transfer::State,
}

/// The version this build writes and reads.
pub const VERSION: u32 = 2;

/// Reads the state; None when there is none yet.
pub fn load(file: &Path) -> io::Result<Option<Saved>> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    // First of all: another version may be unreadable otherwise.
    let Written { version } = serde_json::from_slice(&bytes).map_err(io::Error::from)?;
    if version != VERSION {
        let why = format!("written by another version ({version}, not {VERSION}); name another directory");
        return Err(io::Error::other(why));
    }
    serde_json::from_slice(&bytes).map(Some).map_err(io::Error::from)
}

/// Writes the state now.
pub fn save(world: &World) -> io::Result<()> {
    let bytes = {
        let accounts = world.accounts();
        let transfer = world.transfer();
        serde_json::to_vec(&Saving {
            version: VERSION,
            clock_offset_ms: world.clock.offset_ms(),
            accounts: &accounts,
            transfer: &transfer,
        })?
    };
    replace(&world.data.join("state.json"), &bytes)
}

/// Saves after each change until `stop`, then once more.
pub async fn keep_saving(world: Arc<World>, stop: CancellationToken) {
    let mut changes = world.changes();
    loop {
        let stopped = tokio::select! {
            _ = stop.cancelled() => true,
            _ = changes.changed() => false,
        };
        if !stopped {
            tokio::select! {
                _ = stop.cancelled() => {}
                () = tokio::time::sleep(GATHER) => {}
            }
            changes.mark_unchanged();
        }
        let saving = Arc::clone(&world);
        let result = tokio::task::spawn_blocking(move || save(&saving)).await;
        match result {
            Ok(Ok(())) => {}
            Ok(Err(e)) => tracing::error!("the sandbox's state could not be saved: {e}"),
            Err(e) => tracing::error!("the sandbox's state could not be saved: {e}"),
        }
        if stopped {
            return;
        }
    }
}

/// Replaces a file (mode 0600) in one step: whoever reads sees the old or the new, never a half.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let mut new: File =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    new.write_all(bytes)?;
    drop(new);
    fs::rename(&beside, file)
}
