//! Listings that no pane shows: those of places that panes have left, and those that are asked for ahead. They know places
//! and rows, never panes or services.

mod ahead;
mod kept;

pub use ahead::{Ahead, Flight};
pub use kept::{KeptListing, KeptListings};

use crate::domain::place::StoreId;

/// Both.
#[derive(Debug, Default)]
pub struct Listings {
    /// Those of places that were left or listed ahead.
    pub kept: KeptListings,
    /// Those on their way.
    pub ahead: Ahead,
    /// How often something has changed in a store, as far as is known.
    pub changes: u64,
}

impl Listings {
    /// hemi changes something in `store`, or a task did: what is known of it is no longer true.
    pub fn forget_store(&mut self, store: StoreId) {
        self.changes += 1;
        self.kept.forget_store(store);
        self.ahead.distrust(|place| place.store == store);
    }

    /// Another user is signed in, or none.
    pub fn forget_all(&mut self) {
        self.changes += 1;
        self.kept = KeptListings::default();
        self.ahead.distrust(|_| true);
    }
}
