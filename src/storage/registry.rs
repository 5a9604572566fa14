//! Finds the store of a place. Stores are cheap: they are made when asked for.

use std::sync::Arc;

use super::Storage;
use super::collection::CollectionStore;
use crate::domain::place::StoreId;
use crate::globus::client::Globus;

/// All stores within reach of one signed-in user.
#[derive(Clone)]
pub struct Registry {
    globus: Globus,
}

impl Registry {
    /// The stores `globus` reaches.
    pub fn new(globus: Globus) -> Self {
        Self { globus }
    }

    /// The store of that name, if `globus` reaches it. Whether it exists is told by its first answer.
    pub fn get(&self, store: &StoreId) -> Option<Arc<dyn Storage>> {
        let id = store.collection()?;
        Some(Arc::new(CollectionStore::new(self.globus.clone(), id)))
    }
}
