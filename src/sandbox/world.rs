//! Everything that exists in one sandbox: the shared model behind every service.
//!
//! Services get it as `State<Arc<World>>`. Locks are held for a lookup or a change, never across an await or a file
//! operation. Whoever changes what must survive a restart calls [`World::changed`] afterwards.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use uuid::Uuid;

use super::account::{Bookmark, Client, Code, Consent, Identity, Provider, Session, TokenRecord};
use super::auth::{device::Devices, keys::Keys, pending::Pending, policy::Policy};
use super::clock::Clock;
use super::collection::Collection;
use super::faults::Faults;
use super::transfer;

/// What Auth and the catalogue of collections remember across restarts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Accounts {
    pub seed: u64,
    /// The native client that every sandbox offers.
    pub native_client: Uuid,
    /// The client that acts as itself, with a secret.
    pub service_client: Uuid,
    /// Who signs in when nobody is named: the first.
    pub users: Vec<Uuid>,
    pub providers: Vec<Provider>,
    pub identities: BTreeMap<Uuid, Identity>,
    pub clients: BTreeMap<Uuid, Client>,
    pub codes: HashMap<String, Code>,
    pub tokens: HashMap<String, TokenRecord>,
    /// What browsers remember of who signed in: one session for each client and person.
    pub sessions: Vec<Session>,
    pub policies: Vec<Policy>,
    pub consents: Vec<Consent>,
    pub next_consent: u64,
    pub collections: BTreeMap<Uuid, Collection>,
    /// The collections in the order they are told to a caller: the two of the demo first.
    pub order: Vec<Uuid>,
    pub bookmarks: Vec<Bookmark>,
}

impl Accounts {
    /// The identity of this id or username.
    pub fn identity(&self, id_or_username: &str) -> Option<&Identity> {
        let by_id = id_or_username.parse().ok().and_then(|id: Uuid| self.identities.get(&id));
        by_id.or_else(|| self.by_username(id_or_username))
    }

    /// The identity with this username, whatever its case.
    pub fn by_username(&self, username: &str) -> Option<&Identity> {
        self.identities.values().find(|identity| identity.username.eq_ignore_ascii_case(username))
    }
}

/// What a test can turn while the sandbox runs; forgotten at a restart.
#[derive(Debug)]
pub struct Knobs {
    rate: AtomicU64,
    pub disk_full: AtomicBool,
    pub rotate_refresh_tokens: AtomicBool,
    pub refreshes: AtomicU64,
    /// So many of the next sign-ins are denied.
    pub denials: AtomicU64,
    pub rate_changed: watch::Sender<u64>,
}

impl Knobs {
    fn new(rate: Option<u64>) -> Self {
        let rate = rate.unwrap_or(0);
        Self {
            rate: AtomicU64::new(rate),
            disk_full: AtomicBool::new(false),
            rotate_refresh_tokens: AtomicBool::new(false),
            refreshes: AtomicU64::new(0),
            denials: AtomicU64::new(0),
            rate_changed: watch::Sender::new(rate),
        }
    }

    /// Bytes per second that the data plane may move in all; None is as fast as it goes.
    pub fn rate(&self) -> Option<u64> {
        Some(self.rate.load(Ordering::Relaxed)).filter(|rate| *rate > 0)
    }

    /// Sets the rate, and wakes whoever watches `rate_changed`. None or 0 lifts it.
    pub fn set_rate(&self, rate: Option<u64>) {
        let rate = rate.unwrap_or(0);
        self.rate.store(rate, Ordering::Relaxed);
        self.rate_changed.send_replace(rate);
    }

    /// Whether the data plane must answer every write with NO_SPACE_LEFT.
    pub fn disk_full(&self) -> bool {
        self.disk_full.load(Ordering::Relaxed)
    }
}

/// One sandbox.
#[derive(Debug)]
pub struct World {
    /// `http://127.0.0.1:PORT`, without a trailing slash.
    pub url: String,
    pub data: PathBuf,
    pub auto_consent: bool,
    /// No collection demands a consent or anything of a session.
    pub open: bool,
    pub device_flow: bool,
    pub clock: Clock,
    pub knobs: Knobs,
    pub faults: Faults,
    pub keys: Keys,
    pub pending: Pending,
    pub devices: Devices,
    accounts: Mutex<Accounts>,
    transfer: Mutex<transfer::State>,
    dirty: watch::Sender<u64>,
}

/// What a world is made of.
pub struct Parts {
    pub url: String,
    pub data: PathBuf,
    pub auto_consent: bool,
    pub open: bool,
    pub device_flow: bool,
    pub rate: Option<u64>,
    pub clock: Clock,
    pub keys: Keys,
    pub accounts: Accounts,
    pub transfer: transfer::State,
}

impl World {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self {
            url: parts.url,
            data: parts.data,
            auto_consent: parts.auto_consent,
            open: parts.open,
            device_flow: parts.device_flow,
            clock: parts.clock,
            knobs: Knobs::new(parts.rate),
            faults: Faults::default(),
            keys: parts.keys,
            pending: Pending::default(),
            devices: Devices::default(),
            accounts: Mutex::new(parts.accounts),
            transfer: Mutex::new(parts.transfer),
            dirty: watch::Sender::new(0),
        }
    }

    /// The people, clients, grants, collections and bookmarks, locked: let go before awaiting.
    pub fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tasks and submission ids, locked: let go before awaiting. Take [`World::accounts`] first when both are needed.
    pub fn transfer(&self) -> MutexGuard<'_, transfer::State> {
        self.transfer.lock().unwrap_or_else(PoisonError::into_inner)
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
