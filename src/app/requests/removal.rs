//! What is asked of stores that delete entry by entry: what they must know first, to delete, to stop, and to take a
//! change back.

use super::call::topic;
use crate::domain::deletion::{ConfirmedDelete, DeleteFacts, Trashed};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::Place;
use crate::domain::text::SafeText;

/// What must be known before something in this directory is deleted.
#[derive(Clone, Debug)]
pub struct ReadDeleteFacts {
    /// The directory.
    pub at: Place,
}

/// Delete what was confirmed.
#[derive(Clone, Debug)]
pub struct RemoveEntries {
    /// Its number in this run, by which it is stopped.
    pub number: u32,
    /// What was seen and confirmed.
    pub plan: Box<ConfirmedDelete>,
}

/// What became of a deletion. What is not among `gone` is still there, whole or in part.
#[derive(Clone, Debug)]
pub struct RemovalEnd {
    /// The directory.
    pub at: Place,
    /// What is gone with all it held.
    pub gone: Vec<EntryName>,
    /// Where that is now, if it is in a trash.
    pub trashed: Vec<Trashed>,
    /// How many entries are gone, those inside directories included.
    pub entries: u64,
    /// What is still there and why: the first of them.
    pub failed: Vec<(StorePath, SafeText)>,
    /// How many could not be deleted.
    pub failures: u64,
    /// How many directories stay because of what they still hold.
    pub holding: u64,
    /// Whether it was stopped.
    pub stopped: bool,
}

/// Stop a deletion before its next entry. It ends itself, with what became of it.
#[derive(Clone, Debug)]
pub struct StopRemoval {
    /// Its number in this run.
    pub number: u32,
}

/// Bring entries back from a trash.
#[derive(Clone, Debug)]
pub struct RestoreEntries {
    /// The directory they were in.
    pub at: Place,
    /// Which.
    pub trashed: Vec<Trashed>,
}

/// What became of bringing entries back.
#[derive(Clone, Debug, Default)]
pub struct Restored {
    /// How many are back.
    pub back: usize,
    /// Which are not.
    pub left: Vec<NotRestored>,
}

/// Something that is still in the trash, or is not found there.
#[derive(Clone, Debug)]
pub struct NotRestored {
    /// What.
    pub trashed: Trashed,
    /// Why, as a part of a sentence.
    pub why: SafeText,
    /// Whether it is still there, so that another try may bring it back.
    pub again: bool,
}

/// Remove directories that are empty, innermost first.
#[derive(Clone, Debug)]
pub struct RemoveEmpty {
    /// The directory that shows the change.
    pub at: Place,
    /// Which.
    pub paths: Vec<StorePath>,
}

/// Find out whether directories are empty, but for the next of them.
#[derive(Clone, Debug)]
pub struct ReadEmpty {
    /// The directory that holds the first.
    pub at: Place,
    /// Which, outermost first.
    pub paths: Vec<StorePath>,
}

topic! { Removal, RemovalRequest, RemovalReply {
    /// The home directory, and whether there is a trash.
    ReadDeleteFacts: Read => std::convert::Infallible, DeleteFacts;
    /// How many entries are gone so far, then what became of it.
    RemoveEntries: Write => u64, RemovalEnd;
    /// It will stop.
    StopRemoval: Write => std::convert::Infallible, ();
    /// Those that could be are back.
    RestoreEntries: Write => std::convert::Infallible, Restored;
    /// They are gone: how many.
    RemoveEmpty: Write => std::convert::Infallible, usize;
    /// They are. A failure says which is not.
    ReadEmpty: Read => std::convert::Infallible, ();
} }
