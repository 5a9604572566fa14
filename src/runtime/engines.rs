//! The engines. They are created when the profile's journal is known and outlive every sign-in, so that saved
//! submissions are shown and can be dropped while no user is signed in.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::session::Session;
use crate::transfer::Engine;
use crate::transfer::globus::{GlobusEngine, GlobusSession};

/// All engines, in the order in which they are asked.
pub struct Engines {
    globus: Mutex<Option<GlobusEngine>>,
    all: watch::Sender<Vec<Arc<dyn Engine>>>,
}

impl Engines {
    /// None yet.
    pub fn new() -> Self {
        Self { globus: Mutex::default(), all: watch::Sender::new(Vec::new()) }
    }

    /// Adds the engine of Globus.
    pub fn add_globus(&self, engine: GlobusEngine) {
        *self.globus() = Some(engine.clone());
        self.all.send_modify(|all| all.push(Arc::new(engine)));
    }

    /// Ignores lock poisoning: the value is never half-written.
    fn globus(&self) -> MutexGuard<'_, Option<GlobusEngine>> {
        self.globus.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The current engines.
    pub fn all(&self) -> Vec<Arc<dyn Engine>> {
        self.all.borrow().clone()
    }

    /// Waits for the first engine.
    pub async fn ready(&self) -> Vec<Arc<dyn Engine>> {
        let mut all = self.all.subscribe();
        let found = all.wait_for(|all| !all.is_empty()).await.map(|all| all.clone());
        found.unwrap_or_default()
    }

    /// Sets or ends the session of the engines.
    pub fn set_session(&self, session: Option<&Session>) {
        if let Some(globus) = &*self.globus() {
            globus.set_session(session.map(|session| GlobusSession {
                globus: session.globus.clone(),
                origin: session.origin.clone(),
            }));
        }
    }
}
