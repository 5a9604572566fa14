//! `--demo`: a sandbox in this process. It starts once the first frame is handed to the writer.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use hemi::app::AppOptions;
use hemi::cli::args::TuiArguments;
use hemi::cli::connect::{self, ProfilePaths};
use hemi::domain::place::{PlaceSpec, Side};
use hemi::domain::problem::{Problem, ProblemKind};
use hemi::domain::text::Untrusted;
use hemi::runtime::Connection;
use hemi::safe;
use hemi::sandbox::{self, Options, Running};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::demo_dir;

/// The collections that the two panes open, by name.
pub const PANES: [(Side, &str); 2] = [(Side::Left, "JASMIN Default Collection"), (Side::Right, "GCP laptop")];

/// The transfer rate in bytes per second: that of a good line, so that progress is visible.
const RATE: u64 = 12_000_000;

/// How long the end waits for a start in progress, whose files could not be removed otherwise. A start takes a
/// fraction of a second on an idle machine.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the end waits for the sandbox to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(1);
/// Maximum number of attempts to remove the files.
const MAX_REMOVAL_ATTEMPTS: u32 = 20;

/// The demo's sandbox and its files.
#[derive(Clone)]
pub struct Demo {
    dir: PathBuf,
    /// Whether the user named the directory, which is then not removed.
    kept: bool,
    walk_sign_in: bool,
    profile: String,
    startup: Arc<Mutex<Startup>>,
    /// Tells other demos that the directory is in use.
    lock: Arc<OnceLock<File>>,
}

/// The progress of the sandbox.
#[derive(Default)]
enum Startup {
    #[default]
    NotStarted,
    /// Starting or running.
    Started(JoinHandle<Option<Running>>),
    /// Ended; it is not started again.
    Ended,
}

impl Demo {
    /// The demo that the arguments ask for, not started yet; None without `--demo`.
    pub fn of(arguments: &TuiArguments) -> Option<Self> {
        arguments.demo.then(|| Self {
            dir: arguments.data.clone().unwrap_or_else(demo_dir::fresh),
            kept: arguments.data.is_some(),
            walk_sign_in: arguments.sign_in,
            profile: arguments.profile.clone(),
            startup: Arc::default(),
            lock: Arc::default(),
        })
    }

    /// Sets the titles of the panes until their collections are known.
    pub fn set_titles(setup: &mut AppOptions) {
        for (pane, (_, title)) in setup.start.iter_mut().zip(PANES) {
            if pane.spec.is_none() {
                pane.title = Some(title.into());
            }
        }
    }

    /// Starts the sandbox.
    pub async fn connect(self) -> Result<Connection, Problem> {
        // The collections of the two panes need no further consent; the others do.
        let options = Options {
            rate: Some(RATE),
            auto_consent: !self.walk_sign_in,
            preset_consents: true,
            // Directories beyond what a service lists; they take no room.
            big: true,
            ..Options::at(self.dir.join("sandbox"))
        };
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let (dir, kept, lock) = (self.dir.clone(), self.kept, Arc::clone(&self.lock));
        let start = async move {
            if !kept {
                let claimed = tokio::task::spawn_blocking(move || demo_dir::claim(&dir)).await;
                if let Ok(Ok(file)) = claimed {
                    let _ = lock.set(file);
                }
                // Nothing waits for it.
                tokio::task::spawn_blocking(|| demo_dir::remove_abandoned(&std::env::temp_dir()));
            }
            let (answer, running) = match sandbox::start(options).await {
                Ok(running) => (Ok(running.ready.clone()), Some(running)),
                Err(error) => (Err(Untrusted::new(error.to_string()).sanitized()), None),
            };
            let _ = sender.send(answer);
            running
        };
        {
            let mut startup = self.startup.lock().unwrap_or_else(PoisonError::into_inner);
            if matches!(*startup, Startup::NotStarted) {
                // A separate task: a start that is cancelled by quitting would leave its files behind.
                *startup = Startup::Started(tokio::spawn(start));
            }
        }
        let ready =
            receiver.await.unwrap_or_else(|_| Err("it ended while it started".into())).map_err(|why| {
                Problem::new(
                    ProblemKind::Local,
                    safe!("The demo's local Globus did not start: {}.", why),
                    "Name a directory with room for it: hemi --demo --data DIR",
                )
            })?;
        let place = |(side, name): (Side, &str)| {
            let found = ready.collections.iter().find(|c| c.name == name)?;
            Some((side, PlaceSpec::parse(&found.id.to_string())))
        };
        let places = PANES.into_iter().filter_map(place).collect();
        let files = ProfilePaths { profile: self.profile, dir: Some(self.dir) };
        connect::sandbox(&ready.url, ready.ca_file, ready.client_id, &files, !self.walk_sign_in, places)
    }

    /// Stops the sandbox and removes its files, unless the user named their directory.
    pub async fn end(self) {
        let startup = std::mem::replace(
            &mut *self.startup.lock().unwrap_or_else(PoisonError::into_inner),
            Startup::Ended,
        );
        let Startup::Started(starting) = startup else { return };
        if let Ok(Ok(Some(running))) = timeout(START_TIMEOUT, starting).await {
            // Stopped, not dropped: files that it still writes would appear after the removal.
            let _ = timeout(STOP_TIMEOUT, running.stop()).await;
        }
        if self.kept {
            return;
        }
        for _ in 0..MAX_REMOVAL_ATTEMPTS {
            let dir = self.dir.clone();
            let _ = tokio::task::spawn_blocking(move || sandbox::remove_data(&dir)).await;
            if !self.dir.exists() {
                return;
            }
            // A file was still being written: writing ends, now that everything is stopped.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tracing::warn!("the demo's files could not all be removed");
    }
}
