//! The session: the signed-in account and what it can use.

use std::sync::Arc;

use super::known_collections::KnownCollections;
use crate::domain::account::Account;
use crate::globus::client::Globus;
use crate::globus::retry::RetryListener;
use crate::transfer::journal::Origin;

/// A signed-in user with the clients for calls, browsing and submissions. It ends as a whole.
pub struct Session {
    /// Who.
    pub account: Account,
    /// The services.
    pub globus: Globus,
    /// The owner of their submissions.
    pub origin: Origin,
    /// The collections that were looked up in it.
    pub collections: Arc<KnownCollections>,
}

impl Session {
    /// The stores that `globus` reaches.
    pub fn new(account: Account, globus: Globus, origin: Origin) -> Self {
        Self { account, globus, origin, collections: Arc::default() }
    }

    /// The same, with `listener` called whenever one of its reads is retried.
    pub fn with_retry_listener(&self, listener: RetryListener) -> Self {
        Self {
            account: self.account.clone(),
            globus: self.globus.with_retry_listener(listener),
            origin: self.origin.clone(),
            collections: Arc::clone(&self.collections),
        }
    }
}

/// Whether a user is signed in.
#[derive(Clone)]
pub enum AuthState {
    /// It is not known yet.
    Starting,
    /// No user is signed in.
    SignedOut,
    /// A user is signed in.
    Signed(Arc<Session>),
}

impl AuthState {
    /// The session, if there is one.
    pub fn session(&self) -> Option<Arc<Session>> {
        if let Self::Signed(session) = self { Some(Arc::clone(session)) } else { None }
    }
}
