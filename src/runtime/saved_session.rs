//! The files of saved sessions, one for each hemi that runs: two of one profile never lose each other's. A start restores
//! the newest that no running hemi holds, and continues it; the lock on it ends with the process, however that ends.
//!
//! Start with [`SessionFile::claim`].

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize};

use super::context::{ActorContext, lock};
use super::problem::Doing;
use crate::app::event::Event;
use crate::app::requests::saved_session::{RevertSession, SaveSession, SavedSessionRequest};
use crate::domain::ids::RequestId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::saved_session::SavedSession;
use crate::domain::text::Untrusted;
use crate::globus::tokens::private_file::{self, FileFault, safe_path};
use crate::safe;

const VERSION: u32 = 1;
/// The files that are kept beside those in use.
const KEPT: usize = 8;

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    session: SavedSession,
}

/// The file of this run's session.
#[derive(Debug)]
pub struct SessionFile {
    path: PathBuf,
    /// As it was at the start; `None`: there was none.
    before: Option<Vec<u8>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Held while hemi runs.
    lock: Option<File>,
    /// The number of the last request that was carried out: an older one that comes later is passed over.
    last: RequestId,
}

impl SessionFile {
    /// The file of this run, and what it restores: the newest session in the profile's state that no hemi holds, unless
    /// a `fresh` one is to begin. One that cannot be read is passed over.
    pub fn claim(state: &Path, fresh: bool) -> (Self, Option<SavedSession>) {
        let dir = state.join("saved-sessions");
        for path in if fresh { Vec::new() } else { newest_first(&dir) } {
            let held = match hold(&path) {
                Ok(lock) => Some(lock),
                Err(TryLockError::WouldBlock) => continue,
                // This file system cannot lock: the session is copied, so that no hemi writes another's.
                Err(TryLockError::Error(_)) => None,
            };
            let Ok(Some(bytes)) = private_file::read(&path) else { continue };
            let Some(session) = read(&bytes) else { continue };
            let file = match held {
                Some(lock) => Self::new(path, Some(bytes), Some(lock)),
                None => Self::new(new_path(&dir), None, None),
            };
            return (file, Some(session));
        }
        (Self::new(new_path(&dir), None, None), None)
    }

    fn new(path: PathBuf, before: Option<Vec<u8>>, lock: Option<File>) -> Self {
        Self { path, before, state: Mutex::new(State { lock, last: RequestId::default() }) }
    }

    /// Does what is asked, unless something was asked later and is done already.
    fn perform(&self, id: RequestId, request: &SavedSessionRequest) -> Result<(), FileFault> {
        let mut state = lock(&self.state);
        if id < state.last {
            return Ok(());
        }
        state.last = id;
        match request {
            SavedSessionRequest::SaveSession(SaveSession { session }) => {
                let document = Document { version: VERSION, session: (**session).clone() };
                let bytes = serde_json::to_vec(&document)
                    .map_err(|_| FileFault::Io(std::io::ErrorKind::InvalidData))?;
                private_file::replace(&self.path, &bytes)?;
                if state.lock.is_none() {
                    // Held from the first time on. Best effort: without a lock another start may copy this session.
                    state.lock = hold(&self.path).ok();
                    prune(self.path.parent().unwrap_or(Path::new(".")));
                }
                Ok(())
            }
            SavedSessionRequest::RevertSession(RevertSession) => match &self.before {
                Some(bytes) => private_file::replace(&self.path, bytes),
                None => remove(&self.path),
            },
        }
    }
}

/// What a request does, as the rest of "Could not ...".
pub fn doing(_request: &SavedSessionRequest) -> Doing {
    "save the session".into()
}

/// Answers a request at once, in the order they come: the last one must outlive quitting, and quitting waits for it.
pub fn answer(
    cx: &Arc<ActorContext>,
    file: Option<&Arc<SessionFile>>,
    id: RequestId,
    request: SavedSessionRequest,
) {
    let Some(file) = file.map(Arc::clone) else { return };
    let events = Arc::clone(cx);
    cx.tracker.spawn_blocking(move || {
        let end = file.perform(id, &request).map_err(|fault| unsaved(&file.path, fault));
        let reply = match end {
            Ok(()) => match request {
                SavedSessionRequest::SaveSession(_) => Event::done::<SaveSession>(id, Ok(())),
                SavedSessionRequest::RevertSession(_) => Event::done::<RevertSession>(id, Ok(())),
            },
            Err(problem) => Event::Reply { id, reply: request.failed(problem) },
        };
        events.emit_detached(reply);
    });
}

fn unsaved(path: &Path, fault: FileFault) -> Problem {
    let why = match fault {
        FileFault::Io(kind) => Untrusted::new(kind.to_string()).sanitized(),
        FileFault::Foreign(_) => "the directory belongs to another user".into(),
        _ => "the file is not a private file of your own".into(),
    };
    Problem::new(
        ProblemKind::Local,
        safe!("The session cannot be saved to {}: {}.", safe_path(path), why),
        "hemi works on; the next start may not come back to where you are.",
    )
}

fn read(bytes: &[u8]) -> Option<SavedSession> {
    let document: Document = serde_json::from_slice(bytes).ok()?;
    (document.version == VERSION).then_some(document.session)
}

fn new_path(dir: &Path) -> PathBuf {
    dir.join(format!("{}.json", uuid::Uuid::new_v4()))
}

/// The sessions of a directory, the one that was saved last first.
fn newest_first(dir: &Path) -> Vec<PathBuf> {
    let saved_at = |path: &Path| fs::symlink_metadata(path).and_then(|meta| meta.modified()).ok();
    let mut found: Vec<(SystemTime, PathBuf)> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .filter_map(|path| Some((saved_at(&path)?, path)))
        .collect();
    found.sort_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, path)| path).collect()
}

/// Takes the lock of a session. It lies beside the session, which is replaced at every change.
fn hold(path: &Path) -> Result<File, TryLockError> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = rustix::fs::open(path.with_extension("lock"), flags, Mode::RUSR | Mode::WUSR)
        .map_err(|error| TryLockError::Error(error.into()))?;
    let file = File::from(file);
    file.try_lock()?;
    Ok(file)
}

/// Removes the oldest sessions that no hemi holds. Best effort: the next new session tries again.
fn prune(dir: &Path) {
    for path in newest_first(dir).into_iter().skip(KEPT) {
        if let Ok(_lock) = hold(&path) {
            let _ = remove(&path);
        }
    }
}

fn remove(path: &Path) -> Result<(), FileFault> {
    private_file::remove(path)?;
    let _ = fs::remove_file(path.with_extension("lock"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::Side;

    fn session(active: Side) -> SavedSession {
        SavedSession { active, ..SavedSession::default() }
    }

    fn save(file: &SessionFile, id: u64, active: Side) {
        let request = SavedSessionRequest::SaveSession(SaveSession { session: Arc::new(session(active)) });
        file.perform(RequestId(id), &request).unwrap();
    }

    fn files(state: &Path) -> usize {
        newest_first(&state.join("saved-sessions")).len()
    }

    #[test]
    fn what_one_saves_the_next_restores_and_continues() {
        let state = tempfile::tempdir().unwrap();
        let (first, none) = SessionFile::claim(state.path(), false);
        assert_eq!(none, None);
        save(&first, 1, Side::Right);
        drop(first);
        let (next, restored) = SessionFile::claim(state.path(), false);
        assert_eq!(restored, Some(session(Side::Right)));
        save(&next, 1, Side::Left);
        assert_eq!(files(state.path()), 1);
    }

    #[test]
    fn one_that_is_in_use_is_left_alone() {
        let state = tempfile::tempdir().unwrap();
        let (first, _) = SessionFile::claim(state.path(), false);
        save(&first, 1, Side::Right);
        let (second, none) = SessionFile::claim(state.path(), false);
        assert_eq!(none, None, "the first one runs");
        save(&second, 1, Side::Left);
        assert_eq!(files(state.path()), 2);
        drop(first);
        let (_third, restored) = SessionFile::claim(state.path(), false);
        assert_eq!(restored, Some(session(Side::Right)), "the second one runs");
    }

    #[test]
    fn a_fresh_one_takes_nothing_and_loses_nothing() {
        let state = tempfile::tempdir().unwrap();
        let (first, _) = SessionFile::claim(state.path(), false);
        save(&first, 1, Side::Right);
        drop(first);
        let (fresh, none) = SessionFile::claim(state.path(), true);
        assert_eq!(none, None);
        save(&fresh, 1, Side::Left);
        assert_eq!(files(state.path()), 2);
    }

    #[test]
    fn reverted_it_is_what_was_restored() {
        let state = tempfile::tempdir().unwrap();
        let revert = SavedSessionRequest::RevertSession(RevertSession);
        let (first, _) = SessionFile::claim(state.path(), false);
        save(&first, 1, Side::Right);
        drop(first);
        let (second, _) = SessionFile::claim(state.path(), false);
        save(&second, 1, Side::Left);
        second.perform(RequestId(2), &revert).unwrap();
        // A write that was asked for earlier comes late.
        save(&second, 1, Side::Left);
        drop(second);
        let (_third, restored) = SessionFile::claim(state.path(), false);
        assert_eq!(restored, Some(session(Side::Right)));
        let (fresh, _) = SessionFile::claim(state.path(), true);
        save(&fresh, 1, Side::Left);
        fresh.perform(RequestId(2), &revert).unwrap();
        assert_eq!(files(state.path()), 1, "there was none before");
    }

    #[test]
    fn what_cannot_be_read_is_passed_over_and_old_ones_go() {
        let state = tempfile::tempdir().unwrap();
        let dir = state.path().join("saved-sessions");
        for at in 0..KEPT + 5 {
            let (file, _) = SessionFile::claim(state.path(), true);
            save(&file, 1, if at == 0 { Side::Left } else { Side::Right });
        }
        assert_eq!(files(state.path()), KEPT);
        for junk in [&b"\xff"[..], br#"{"version":9,"session":{}}"#] {
            private_file::replace(&new_path(&dir), junk).unwrap();
        }
        let (_file, restored) = SessionFile::claim(state.path(), false);
        assert_eq!(restored, Some(session(Side::Right)));
    }
}
