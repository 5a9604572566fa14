//! Finds the store of a place. One value, built once, for the terminal program and for every subcommand.
//!
//! The local part exists from the start. The Globus part exists while a user is signed in: code that signs them in
//! holds the [`SignIn`] of the backends and sets it.

use std::sync::Arc;

use tokio::sync::watch;

use super::Storage;
use super::collection::CollectionStore;
use super::local::LocalStore;
use crate::domain::path::StorePath;
use crate::domain::place::StoreId;
use crate::globus::client::Globus;
use crate::globus::rate_limit::Urgency;
use crate::globus::retry::RetryListener;

/// What a store needs before its first request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Needs {
    /// A sign-in to Globus.
    #[error("a sign-in to Globus is needed first")]
    GlobusSignIn,
}

/// All stores. Cheap to clone; clones see the same sign-in.
#[derive(Clone)]
pub struct Backends {
    local: LocalStore,
    globus: watch::Receiver<Option<Globus>>,
}

/// Sets the Globus part of some [`Backends`].
pub struct SignIn(watch::Sender<Option<Globus>>);

impl Backends {
    /// The stores of this computer, and of Globus once [`SignIn::set`] was called. `home` is the directory that a
    /// local listing begins with.
    pub fn new(home: StorePath) -> (Self, SignIn) {
        let (set, globus) = watch::channel(None);
        (Self { local: LocalStore::new(home), globus }, SignIn(set))
    }

    /// The store of that name. Its first answer shows whether it exists.
    ///
    /// # Errors
    /// What it [`Needs`] first.
    pub fn store(&self, id: &StoreId) -> Result<Arc<dyn Storage>, Needs> {
        self.store_with(id, |globus| globus)
    }

    /// The same, with `listener` called whenever a read is tried again, and its requests as urgent as that.
    ///
    /// # Errors
    /// What it [`Needs`] first.
    pub fn store_for(
        &self,
        id: &StoreId,
        listener: RetryListener,
        urgency: Urgency,
    ) -> Result<Arc<dyn Storage>, Needs> {
        self.store_with(id, |globus| globus.with_retry_listener(listener).with_urgency(urgency))
    }

    fn store_with(
        &self,
        id: &StoreId,
        prepare: impl FnOnce(Globus) -> Globus,
    ) -> Result<Arc<dyn Storage>, Needs> {
        match id {
            StoreId::Local => Ok(Arc::new(self.local.clone())),
            StoreId::Collection(id) => {
                let globus = self.globus.borrow().clone().ok_or(Needs::GlobusSignIn)?;
                Ok(Arc::new(CollectionStore::new(prepare(globus), *id)))
            }
        }
    }

    /// Waits until the session changes; `false` when it cannot change any more.
    pub async fn changed(&mut self) -> bool {
        self.globus.changed().await.is_ok()
    }
}

impl SignIn {
    /// From now on collections are reached through `globus`; through none after `None`. Listings in progress continue
    /// unchanged.
    pub fn set(&self, globus: Option<Globus>) {
        self.0.send_replace(globus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CollectionId;
    use crate::globus::testing::{Server, answer};

    #[tokio::test]
    async fn only_collections_need_a_sign_in_and_it_may_come_and_go() {
        let (backends, sign_in) = Backends::new(StorePath::root());
        let collection = StoreId::Collection(CollectionId::new(uuid::Uuid::nil()));
        assert_eq!(backends.store(&StoreId::Local).map(|store| store.id()), Ok(StoreId::Local));
        assert_eq!(backends.store(&collection).err(), Some(Needs::GlobusSignIn));
        let mut other = backends.clone();
        let server = Server::start(|_, _| answer(200, "", "{}")).await;
        sign_in.set(Some(server.globus()));
        assert!(other.changed().await);
        assert_eq!(other.store(&collection).map(|store| store.id()), Ok(collection));
        sign_in.set(None);
        assert_eq!(other.store(&collection).err(), Some(Needs::GlobusSignIn));
        drop(sign_in);
        assert!(other.changed().await && !other.changed().await);
    }
}
