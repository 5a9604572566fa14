//! `--demo`: a sandbox of our own, in this process, started when the first frame is on its way.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hemi::app::{Setup, StartPane};
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

/// What the two panes open, by the names a fresh sandbox gives its collections.
pub const PANES: [(Side, &str); 2] = [(Side::Left, "JASMIN Default Collection"), (Side::Right, "GCP laptop")];

/// As fast as a good line: quick enough not to wait for, slow enough to be watched.
const RATE: u64 = 12_000_000;

/// A start is waited for this long at the end: it takes a fraction of a second, but a machine may be busy, and
/// what is still being written cannot be removed.
const START: Duration = Duration::from_secs(30);
/// And the stop this long.
const STOP: Duration = Duration::from_secs(1);
/// So often the removal of the files is tried.
const REMOVALS: u32 = 20;

/// The demo's sandbox and its files.
#[derive(Clone)]
pub struct Demo {
    dir: PathBuf,
    /// Whether the user named the directory: then it stays.
    kept: bool,
    walk_sign_in: bool,
    profile: String,
    starting: Starting,
}

/// How far the sandbox is.
type Starting = Arc<Mutex<Stage>>;

#[derive(Default)]
enum Stage {
    /// Nobody has asked for it yet.
    #[default]
    Idle,
    /// It starts, or runs.
    Started(JoinHandle<Option<Running>>),
    /// It was ended, and is not started any more.
    Over,
}

impl Demo {
    /// A demo as asked for; nothing is started or written yet.
    pub fn of(arguments: &TuiArguments) -> Option<Self> {
        let fresh = || std::env::temp_dir().join(format!("hemi-demo-{}", uuid::Uuid::new_v4()));
        arguments.demo.then(|| Self {
            dir: arguments.data.clone().unwrap_or_else(fresh),
            kept: arguments.data.is_some(),
            walk_sign_in: arguments.sign_in,
            profile: arguments.profile.clone(),
            starting: Arc::default(),
        })
    }

    /// What the panes are called before anything is known of them.
    pub fn entitle(setup: &mut Setup) {
        for (pane, (_, title)) in setup.start.iter_mut().zip(PANES) {
            if pane.spec.is_none() {
                *pane = StartPane { title: Some(title.into()), spec: None };
            }
        }
    }

    /// Starts the sandbox.
    pub async fn connect(self) -> Result<Connection, Problem> {
        // The main journey meets no consent; the other collections have theirs still to give.
        let options = Options {
            rate: Some(RATE),
            auto_consent: !self.walk_sign_in,
            given: true,
            ..Options::at(self.dir.join("sandbox"))
        };
        let (tell, told) = tokio::sync::oneshot::channel();
        let start = async move {
            let (answer, running) = match sandbox::start(options).await {
                Ok(running) => (Ok(running.ready.clone()), Some(running)),
                Err(error) => (Err(Untrusted::new(error.to_string()).sanitized()), None),
            };
            let _ = tell.send(answer);
            running
        };
        {
            let mut stage = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
            if matches!(*stage, Stage::Idle) {
                // A task of its own: a start that is cut short by quitting would leave its files behind.
                *stage = Stage::Started(tokio::spawn(start));
            }
        }
        let ready =
            told.await.unwrap_or_else(|_| Err("it ended while it started".into())).map_err(|why| {
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
        connect::sandbox(&ready.url, ready.client_id, &files, !self.walk_sign_in, places)
    }

    /// Ends the sandbox, and removes its files unless they were asked for.
    pub async fn end(self) {
        let stage = std::mem::replace(
            &mut *self.starting.lock().unwrap_or_else(PoisonError::into_inner),
            Stage::Over,
        );
        let Stage::Started(starting) = stage else { return };
        if let Ok(Ok(Some(running))) = timeout(START, starting).await {
            // Stopped, not dropped: what it still writes would come back after the removal.
            let _ = timeout(STOP, running.stop()).await;
        }
        if self.kept {
            return;
        }
        for _ in 0..REMOVALS {
            let dir = self.dir.clone();
            let _ = tokio::task::spawn_blocking(move || sandbox::remove_data(&dir)).await;
            if !self.dir.exists() {
                return;
            }
            // Something was still being written: it comes to an end now that everything is stopped.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tracing::warn!("the demo's files could not all be removed");
    }
}
