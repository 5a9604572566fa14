//! The work queue of a task.
//!
//! Scanning runs ahead of copying, so that totals are known early, up to a limit that bounds memory.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use crate::sandbox::data_plane::path::CleanPath;

/// Maximum number of pending copies while directories are still scanned.
const MAX_PENDING_COPIES: usize = 5000;

/// A source path and its destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub source: CleanPath,
    pub destination: CleanPath,
    /// Index of the transfer item that it came from.
    pub item: usize,
}

/// A unit of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkItem {
    /// Start an item of the request.
    Begin(usize),
    /// Inspect a name below a directory.
    Inspect(Pair),
    /// Read a directory.
    Scan(Pair),
    Copy(Pair),
    /// Copy a symbolic link.
    Link(Pair),
    Remove(CleanPath),
}

/// A unit of work and the number of failed attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedItem {
    pub item: WorkItem,
    pub attempts: u32,
}

/// The pending work of a task.
#[derive(Debug, Default)]
pub struct Queue {
    scans: VecDeque<QueuedItem>,
    copies: VecDeque<QueuedItem>,
    retries: BTreeMap<(Timestamp, u64), QueuedItem>,
    count: u64,
}

impl Queue {
    /// Adds work.
    pub fn extend(&mut self, steps: impl IntoIterator<Item = WorkItem>) {
        for item in steps {
            self.add(QueuedItem { item, attempts: 0 });
        }
    }

    fn add(&mut self, step: QueuedItem) {
        match step.item {
            WorkItem::Copy(_) | WorkItem::Link(_) | WorkItem::Remove(_) => self.copies.push_back(step),
            WorkItem::Begin(_) | WorkItem::Inspect(_) | WorkItem::Scan(_) => self.scans.push_back(step),
        }
    }

    /// Takes the next item that is due.
    pub fn next(&mut self, now: Timestamp) -> Option<QueuedItem> {
        if self.retries.first_key_value().is_some_and(|((due, _), _)| *due <= now) {
            return self.retries.pop_first().map(|(_, step)| step);
        }
        if self.copies.len() < MAX_PENDING_COPIES {
            self.scans.pop_front().or_else(|| self.copies.pop_front())
        } else {
            self.copies.pop_front()
        }
    }

    /// Queues a failed item for another attempt at `due`.
    pub fn retry_at(&mut self, step: QueuedItem, due: Timestamp) {
        self.count += 1;
        self.retries.insert((due, self.count), QueuedItem { attempts: step.attempts + 1, ..step });
    }

    /// Makes all retries due.
    pub fn make_all_due(&mut self, now: Timestamp) {
        let waiting = std::mem::take(&mut self.retries);
        self.retries =
            waiting.into_iter().map(|((due, number), step)| ((due.min(now), number), step)).collect();
    }

    /// The number of pending retries.
    pub fn retrying(&self) -> u64 {
        u64::try_from(self.retries.len()).unwrap_or(u64::MAX)
    }

    /// Whether no work is left, retries included.
    pub fn is_empty(&self) -> bool {
        self.scans.is_empty() && self.copies.is_empty() && self.retries.is_empty()
    }
}
