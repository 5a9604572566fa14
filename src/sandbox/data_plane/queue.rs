//! The steps of a task that are still to do, and in which order.
//!
//! Looking runs ahead of copying, so that the number of files found grows early, but only so far that memory stays small.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use crate::sandbox::data_plane::path::CleanPath;

/// How many copies may wait while directories are still looked through.
const AHEAD: usize = 5000;

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
pub enum What {
    /// Begin with an item of the request.
    Item(usize),
    /// Find out what a name below a directory is and whether it is wanted.
    Look(Pair),
    /// Read a directory and look at what is in it.
    Scan(Pair),
    Copy(Pair),
    /// Make a symbolic link like the source's.
    Link(Pair),
    Remove(CleanPath),
}

/// One thing to do, and how often it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub what: What,
    pub attempts: u32,
}

/// What is still to do.
#[derive(Debug, Default)]
pub struct Queue {
    looks: VecDeque<Step>,
    moves: VecDeque<Step>,
    later: BTreeMap<(Timestamp, u64), Step>,
    count: u64,
}

impl Queue {
    /// Adds steps.
    pub fn extend(&mut self, steps: impl IntoIterator<Item = What>) {
        for what in steps {
            self.add(Step { what, attempts: 0 });
        }
    }

    fn add(&mut self, step: Step) {
        match step.what {
            What::Copy(_) | What::Link(_) | What::Remove(_) => self.moves.push_back(step),
            What::Item(_) | What::Look(_) | What::Scan(_) => self.looks.push_back(step),
        }
    }

    /// The next step that may be done now.
    pub fn next(&mut self, now: Timestamp) -> Option<Step> {
        if self.later.first_key_value().is_some_and(|((due, _), _)| *due <= now) {
            return self.later.pop_first().map(|(_, step)| step);
        }
        if self.moves.len() < AHEAD {
            self.looks.pop_front().or_else(|| self.moves.pop_front())
        } else {
            self.moves.pop_front()
        }
    }

    /// Keeps a failed step for `due`.
    pub fn again(&mut self, step: Step, due: Timestamp) {
        self.count += 1;
        self.later.insert((due, self.count), Step { attempts: step.attempts + 1, ..step });
    }

    /// Makes every waiting step due.
    pub fn all_due(&mut self, now: Timestamp) {
        let waiting = std::mem::take(&mut self.later);
        self.later =
            waiting.into_iter().map(|((due, number), step)| ((due.min(now), number), step)).collect();
    }

    /// How many failed steps wait.
    pub fn waiting(&self) -> u64 {
        u64::try_from(self.later.len()).unwrap_or(u64::MAX)
    }

    /// Whether nothing is left, now or later.
    pub fn is_empty(&self) -> bool {
        self.looks.is_empty() && self.moves.is_empty() && self.later.is_empty()
    }
}
