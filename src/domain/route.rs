//! Whether data can be moved from one place to another, and what has to happen first.

use super::place::{Place, StoreId};
use super::text::SafeText;

/// One end of a transfer: a place and what is known of its store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndInfo {
    /// The place.
    pub place: Place,
    /// The title of its store.
    pub title: SafeText,
}

impl EndInfo {
    /// One end of a plan.
    pub fn of((place, title): (&Place, &SafeText)) -> Self {
        Self { place: place.clone(), title: title.clone() }
    }

    /// The store.
    pub fn store(&self) -> &StoreId {
        &self.place.store
    }
}

/// Whether an engine moves data from one place to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Yes,
    /// It does not: the reason, and the ways that exist.
    No(NoRoute),
    /// It does once something was done.
    Needs(NextStep),
}

/// Why data cannot be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoute {
    /// The reason.
    pub reason: SafeText,
    /// What the user can do instead.
    pub next: SafeText,
}

/// What has to be done before data can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Sign in to Globus.
    SignIn,
}
