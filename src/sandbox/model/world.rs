//! The state that all services share: accounts, clock, test controls.
//!
//! Locks are held for a lookup or a change, never across an await or a file operation. A change of persistent state
//! is followed by [`World::changed`], which schedules a save.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::clock::Clock;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::faults::FaultTable;
use crate::sandbox::model::test_controls::TestControls;

/// The shared state of one sandbox.
#[derive(Debug)]
pub struct World {
    /// `http://127.0.0.1:PORT`, without a trailing slash.
    pub url: String,
    /// No collection requires a consent or a session.
    pub open: bool,
    pub clock: Clock,
    pub controls: TestControls,
    pub faults: FaultTable,
    accounts: Mutex<Accounts>,
    dirty: watch::Sender<u64>,
}

impl World {
    /// A world with these accounts. `rate` is the data plane's, in bytes per second.
    pub fn new(url: String, open: bool, clock: Clock, rate: Option<u64>, accounts: Accounts) -> Self {
        Self {
            url,
            open,
            clock,
            controls: TestControls::new(rate),
            faults: FaultTable::default(),
            accounts: Mutex::new(accounts),
            dirty: watch::Sender::new(0),
        }
    }

    /// Locks the accounts. Not to be held across an await. Code that also locks a service's state locks the accounts
    /// first.
    pub fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of one collection.
    pub fn collection(&self, id: &Uuid) -> Option<Collection> {
        self.accounts().collections.get(id).cloned()
    }

    /// Schedules a save of the persistent state.
    pub fn changed(&self) {
        self.dirty.send_modify(|count| *count += 1);
    }

    /// A receiver that is notified of each change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.dirty.subscribe()
    }
}
