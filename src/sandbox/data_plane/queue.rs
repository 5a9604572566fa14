//! The steps of a task that are still to do, and in which order.
//!
//! Looking runs ahead of copying, so that the number of files found grows early, but only so far that memory stays small.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use crate::sandbox::data_plane::path::CleanPath;

/// How many copies may wait while directories are still looked through.
const MAX_PENDING_COPIES: usize = 5000;

/// A source and what it is to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub source: CleanPath,
    pub destination: CleanPath,
    /// Which item of the request this came from.
    pub item: usize,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkItem {
    /// Begin with an item of the request.
    Begin(usize),
    /// Find out what a name below a directory is and whether it is wanted.
    Inspect(Pair),
    /// Read a directory and look at what is in it.
    Scan(Pair),
    Copy(Pair),
    /// Make a symbolic link like the source's.
    Link(Pair),
    Remove(CleanPath),
}

/// One thing to do, and how often it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedItem {
    pub item: WorkItem,
    pub attempts: u32,
}

/// What is still to do.
#[derive(Debug, Default)]
pub struct Queue {
    scans: VecDeque<QueuedItem>,
    copies: VecDeque<QueuedItem>,
    retries: BTreeMap<(Timestamp, u64), QueuedItem>,
    count: u64,
}

impl Queue {
    /// Adds steps.
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

    /// The next step that may be done now.
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

    /// Keeps a failed step for `due`.
    pub fn retry_at(&mut self, step: QueuedItem, due: Timestamp) {
        self.count += 1;
        self.retries.insert((due, self.count), QueuedItem { attempts: step.attempts + 1, ..step });
    }

    /// Makes every waiting step due.
    pub fn make_all_due(&mut self, now: Timestamp) {
        let waiting = std::mem::take(&mut self.retries);
        self.retries =
            waiting.into_iter().map(|((due, number), step)| ((due.min(now), number), step)).collect();
    }

    /// How many failed steps wait.
    pub fn retrying(&self) -> u64 {
        u64::try_from(self.retries.len()).unwrap_or(u64::MAX)
    }

    /// Whether nothing is left, now or later.
    pub fn is_empty(&self) -> bool {
        self.scans.is_empty() && self.copies.is_empty() && self.retries.is_empty()
    }
}
