//! Reads a directory from its first name to its last.

use std::time::{Duration, Instant};

use rustix::io::Errno;
use tokio::sync::mpsc::Sender;

use super::filesystem::OpenDir;
use super::{Shared, rows};
use crate::domain::entry::EntryKind;
use crate::domain::listing::ChunkBuilder;
use crate::domain::path::StorePath;
use crate::storage::{ListingEnd, Part, RowDetail, StorageError};

/// The fewest and the most rows of a chunk, but for the last. A chunk has as many as came before it, up to the most:
/// the code that sorts them runs seldom for a small directory and in short steps for a large one.
const CHUNK: (usize, usize) = (128, 4096);
/// Rows are sent at least this often.
const PATIENCE: Duration = Duration::from_millis(50);
/// A directory whose last names took this long may take as long for the next.
const SLOW: Duration = Duration::from_millis(10);

/// Sends the rows of `path`, then its end.
pub(super) fn list(
    shared: &Shared,
    path: &StorePath,
    detail: RowDetail,
    parts: &Sender<Result<Part, StorageError>>,
) {
    let listed = shared.disks.open(path).and_then(|mut dir| {
        let mut listing =
            Listing { shared, detail, parts, rows: ChunkBuilder::default(), sent: 0, unreadable: 0 };
        Ok((listing.read(&mut *dir)?, listing.unreadable))
    });
    let end = match listed {
        Ok((Taken::All, unreadable)) => {
            Ok(Part::End(ListingEnd { path: path.clone(), truncated: false, unreadable }))
        }
        Ok((Taken::NoMore, _)) => return,
        Err(errno) => Err(errno.into()),
    };
    // This fails only if the receiver is dropped.
    let _ = parts.blocking_send(end);
}

enum Taken {
    All,
    /// The receiver was dropped.
    NoMore,
}

struct Listing<'a> {
    shared: &'a Shared,
    detail: RowDetail,
    parts: &'a Sender<Result<Part, StorageError>>,
    rows: ChunkBuilder,
    sent: usize,
    /// Entries whose attributes were to be read and could not be.
    unreadable: u64,
}

impl Listing<'_> {
    fn read(&mut self, dir: &mut dyn OpenDir) -> Result<Taken, Errno> {
        let mut names: Vec<(Box<[u8]>, Option<EntryKind>)> = Vec::new();
        let mut sent_at = Instant::now();
        loop {
            let asked_at = Instant::now();
            if !dir.read(&mut |name, kind| names.push((name.into(), kind)))? {
                break;
            }
            let slow = asked_at.elapsed() >= SLOW;
            for (name, kind) in names.drain(..) {
                if self.parts.is_closed() {
                    return Ok(Taken::NoMore);
                }
                self.push(dir, &name, kind);
                let enough = self.rows.len() >= self.sent.clamp(CHUNK.0, CHUNK.1);
                if enough || sent_at.elapsed() >= PATIENCE {
                    if !self.send() {
                        return Ok(Taken::NoMore);
                    }
                    sent_at = Instant::now();
                }
            }
            // The next names may take long.
            if (slow || self.sent == 0) && !self.send() {
                return Ok(Taken::NoMore);
            }
        }
        Ok(if self.send() { Taken::All } else { Taken::NoMore })
    }

    fn push(&mut self, dir: &dyn OpenDir, name: &[u8], kind: Option<EntryKind>) {
        let Shared { people, .. } = self.shared;
        let looked_at = match (self.detail, kind) {
            (RowDetail::Names, Some(_)) => None,
            // Some file systems do not report kinds.
            (RowDetail::Full, _) | (RowDetail::Names, None) => {
                let found = dir.attributes(name);
                self.unreadable += u64::from(found.is_err_and(|errno| errno != Errno::NOENT));
                found.ok()
            }
        };
        match looked_at {
            Some(found) if found.kind == EntryKind::Link => {
                rows::push_link(&mut self.rows, people, dir, name, &found);
            }
            Some(found) => rows::push(&mut self.rows, people, name, &found, None),
            None => rows::push_bare(&mut self.rows, name, kind.unwrap_or(EntryKind::Other)),
        }
    }

    /// Sends the collected rows; returns false when the receiver was dropped.
    fn send(&mut self) -> bool {
        if self.rows.is_empty() {
            return true;
        }
        self.sent += self.rows.len();
        self.parts.blocking_send(Ok(Part::Rows(self.rows.finish()))).is_ok()
    }
}
