//! What is asked of everything below a directory.

use std::sync::Arc;

use super::call::topic;
use crate::domain::criteria::Criteria;
use crate::domain::found::Found;
use crate::domain::path::StorePath;
use crate::domain::place::StoreId;
use crate::domain::tree::TreeSize;

/// Count what is in directories and below.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Where.
    pub store: StoreId,
    /// The directories that are still to be looked into.
    pub directories: Vec<StorePath>,
    /// What was counted before.
    pub so_far: TreeSize,
    /// The most directories to be listed, where each costs a request to a service.
    pub listings: Option<u32>,
}

/// What was counted, and what is left.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What was counted.
    pub size: TreeSize,
    /// Directories that were not looked into: as many as `size` says are waiting.
    pub rest: Vec<StorePath>,
}

/// Find entries below directories.
#[derive(Clone, Debug)]
pub struct FindBelow {
    /// Where.
    pub store: StoreId,
    /// The directories that are still to be looked into.
    pub directories: Vec<StorePath>,
    /// Which entries are meant.
    pub criteria: Arc<Criteria>,
    /// The most directories to be listed, where each costs a request to a service.
    pub listings: Option<u32>,
}

/// What was found since the last of these, and where the search is.
#[derive(Clone, Debug, Default)]
pub struct FoundBelow {
    /// Entries that are meant.
    pub found: Vec<Found>,
    /// Directories that were listed.
    pub looked: u64,
    /// Directories and entries that could not be read.
    pub unreadable: u64,
    /// Entries of which too little is known to say whether they are meant.
    pub unknown: u64,
    /// Directories that wait, in all.
    pub waiting: u64,
}

/// The end of a search.
#[derive(Clone, Debug)]
pub struct FoundEnd {
    /// Directories that were not looked into.
    pub rest: Vec<StorePath>,
}

topic! { Tree, TreeRequest, TreeReply {
    /// How much is below a directory; what was counted so far comes meanwhile.
    Measure: Read => TreeSize, Measured;
    /// Which entries below a directory are meant; they come as they are found.
    FindBelow: Read => FoundBelow, FoundEnd;
} }
