//! Who is signed in, and what is within their reach.

use std::sync::Arc;

use crate::domain::account::Account;
use crate::globus::client::Globus;
use crate::globus::retry::RetryListener;
use crate::transfer::journal::Origin;

/// A signed-in user: what they may call, browse and submit through. Ends as a whole.
pub struct Session {
    /// Who.
    pub account: Account,
    /// The services.
    pub globus: Globus,
    /// To whom their submissions belong.
    pub origin: Origin,
}

impl Session {
    /// What is within reach through `globus`.
    pub fn new(account: Account, globus: Globus, origin: Origin) -> Self {
        Self { account, globus, origin }
    }

    /// The same, with `listener` told whenever one of its reads is tried again.
    pub fn with_retry_listener(&self, listener: RetryListener) -> Self {
        Self::new(self.account.clone(), self.globus.with_retry_listener(listener), self.origin.clone())
    }
}

/// Whether somebody is signed in.
#[derive(Clone)]
pub enum AuthState {
    /// It is not known yet.
    Starting,
    /// Nobody.
    Nobody,
    /// Login.
    Signed(Arc<Session>),
}

impl AuthState {
    /// The session, if there is one.
    pub fn session(&self) -> Option<Arc<Session>> {
        if let Self::Signed(session) = self { Some(Arc::clone(session)) } else { None }
    }
}
