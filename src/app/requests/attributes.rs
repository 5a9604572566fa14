//! What is asked of stores whose entries have permissions and times that can be set.

use super::call::topic;
use crate::domain::path::EntryName;
use crate::domain::permissions::{EntryMode, ModeStep};
use crate::domain::place::Place;
use crate::domain::text::SafeText;

/// Read the permissions of entries. Links are not followed.
#[derive(Clone, Debug)]
pub struct ReadModes {
    /// The directory.
    pub at: Place,
    /// Which entries.
    pub names: Vec<EntryName>,
}

/// Give entries other permissions. What has others than were seen stays as it is.
#[derive(Clone, Debug)]
pub struct SetModes {
    /// The directory.
    pub at: Place,
    /// Which entries, and what they get.
    pub steps: Vec<ModeStep>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct ModesSet {
    /// The directory.
    pub at: Place,
    /// What was done: at least one.
    pub done: Vec<ModeStep>,
    /// What was not, and why.
    pub failed: Vec<(EntryName, SafeText)>,
}

/// Set when entries were modified to now.
#[derive(Clone, Debug)]
pub struct TouchEntries {
    /// The directory.
    pub at: Place,
    /// Which entries.
    pub names: Vec<EntryName>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Touched {
    /// The directory.
    pub at: Place,
    /// How many have the time of now: at least one.
    pub done: usize,
    /// Which have not, and why.
    pub failed: Vec<(EntryName, SafeText)>,
}

topic! { Attributes, AttributesRequest, AttributesReply {
    /// The permissions; what is gone by now is left out.
    ReadModes: Read => std::convert::Infallible, Vec<EntryMode>;
    /// What was done. A failure: nothing was.
    SetModes: Write => std::convert::Infallible, ModesSet;
    /// How many. A failure: none.
    TouchEntries: Write => std::convert::Infallible, Touched;
} }

impl AttributesRequest {
    /// The store in which it changes something.
    pub fn changes(&self) -> Option<crate::domain::place::StoreId> {
        match self {
            Self::ReadModes(_) => None,
            Self::SetModes(SetModes { at, .. }) | Self::TouchEntries(TouchEntries { at, .. }) => {
                Some(at.store)
            }
        }
    }
}
