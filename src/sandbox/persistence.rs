//! Persistent state: `DATA/state.json`, replaced atomically shortly after each change.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::sandbox::atomic_file;
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::world::World;
use crate::sandbox::services::transfer::state::{TaskStore, TransferState};

/// Changes within this time are saved together.
const SAVE_DELAY: Duration = Duration::from_millis(40);

/// The contents of `state.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Saved {
    pub version: u32,
    pub clock_offset_ms: i64,
    pub accounts: Accounts,
    pub transfer: TaskStore,
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
    transfer: &'a TaskStore,
}

/// The format version that this build reads and writes.
pub const VERSION: u32 = 4;

/// Reads the state; None when the file does not exist.
pub fn load(file: &Path) -> io::Result<Option<Saved>> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    // The version is read first, because another version may not deserialise.
    let Written { version } = serde_json::from_slice(&bytes).map_err(io::Error::from)?;
    if version != VERSION {
        let why = format!("written by another version ({version}, not {VERSION}); name another directory");
        return Err(io::Error::other(why));
    }
    serde_json::from_slice(&bytes).map(Some).map_err(io::Error::from)
}

/// Saves the state to a file.
pub struct Saver {
    pub file: PathBuf,
    pub world: Arc<World>,
    pub transfer: TransferState,
}

impl Saver {
    /// Writes the state.
    fn save(&self) -> io::Result<()> {
        let bytes = {
            let accounts = self.world.accounts();
            let transfer = self.transfer.tasks();
            serde_json::to_vec(&Saving {
                version: VERSION,
                clock_offset_ms: self.world.clock.offset_ms(),
                accounts: &accounts,
                transfer: &transfer,
            })?
        };
        atomic_file::replace(&self.file, &bytes)
    }

    /// Saves after each change until `stop` is cancelled, then once more.
    pub async fn run(self, stop: CancellationToken) {
        let saver = Arc::new(self);
        let mut changes = saver.world.changes();
        loop {
            let stopped = tokio::select! {
                _ = stop.cancelled() => true,
                _ = changes.changed() => false,
            };
            if !stopped {
                tokio::select! {
                    _ = stop.cancelled() => {}
                    () = tokio::time::sleep(SAVE_DELAY) => {}
                }
                changes.mark_unchanged();
            }
            let saving = Arc::clone(&saver);
            let result = tokio::task::spawn_blocking(move || saving.save()).await;
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
}
