//! Everything that the services share: the accounts, the clock, the controls of tests.
//!
//! Locks are held for a lookup or a change, never across an await or a file operation. Whoever changes what must survive
//! a restart calls [`World::changed`] afterwards.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::clock::Clock;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::faults::FaultTable;
use crate::sandbox::model::test_controls::TestControls;

/// What every service of one sandbox sees.
#[derive(Debug)]
pub struct World {
    /// `http://127.0.0.1:PORT`, without a trailing slash.
    pub url: String,
    /// No collection demands a consent or anything of a session.
    pub open: bool,
    pub clock: Clock,
    pub controls: TestControls,
    pub faults: FaultTable,
    accounts: Mutex<Accounts>,
    dirty: watch::Sender<u64>,
}

impl World {
    /// A world of these accounts; `rate` is the data plane's, in bytes per second.
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

    /// The people, clients, grants, collections and bookmarks, locked: let go before awaiting. Whoever also locks the
    /// state of a service takes this lock first.
    pub fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of one collection.
    pub fn collection(&self, id: &Uuid) -> Option<Collection> {
        self.accounts().collections.get(id).cloned()
    }

    /// Says that something worth keeping changed; it is on disk a moment later.
    pub fn changed(&self) {
        self.dirty.send_modify(|count| *count += 1);
    }

    /// Counts changes, for the saver.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.dirty.subscribe()
    }
}
