//! The engines. They are made when the profile's journal is known and outlive every sign-in, so that what is saved is
//! shown and can be dropped also while no user is signed in.

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

    /// A poisoned lock holds a whole value all the same.
    fn globus(&self) -> MutexGuard<'_, Option<GlobusEngine>> {
        self.globus.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All that there are now.
    pub fn all(&self) -> Vec<Arc<dyn Engine>> {
        self.all.borrow().clone()
    }

    /// Waits until there is one.
    pub async fn ready(&self) -> Vec<Arc<dyn Engine>> {
        let mut all = self.all.subscribe();
        let found = all.wait_for(|all| !all.is_empty()).await.map(|all| all.clone());
        found.unwrap_or_default()
    }

    /// Begins or ends the session of the engines that need one.
    pub fn set_session(&self, session: Option<&Session>) {
        if let Some(globus) = &*self.globus() {
            globus.set_session(session.map(|session| GlobusSession {
                globus: session.globus.clone(),
                origin: session.origin.clone(),
            }));
        }
    }
}
