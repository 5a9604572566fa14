//! Saves renewed tokens that could not be saved at once: in the background, and at the end of the program.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::document::Document;
use super::error::TokenError;
use super::lock::{self, Held as LockHeld};
use super::private_file::{self, FileFault};
use super::stored::{Inner, StoredTokens, lock_of};
use super::unsaved::{TokenWarning, Unsaved};
use crate::domain::secret::Token;

/// The pause before saving is tried again; doubled after each failure.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause between two tries.
const LAST_PAUSE: Duration = Duration::from_secs(300);

impl StoredTokens {
    /// Revokes the tokens that are in memory only; [`super::revoke`] revokes those of the file.
    pub async fn revoke_unsaved(&self) {
        let _one = self.0.renewing.lock().await;
        let tokens: Vec<Token> = {
            let held = std::mem::take(&mut *self.0.held());
            let servers = held.unsaved.iter().flat_map(|unsaved| unsaved.spent.keys());
            let kept = servers.filter_map(|server| held.document.as_ref()?.tokens.get(server));
            kept.flat_map(|kept| kept.refresh_token.iter().chain([&kept.access_token])).cloned().collect()
        };
        self.0.revoke(&tokens).await;
    }
}

impl Inner {
    /// The document of the file, with unsaved tokens.
    pub(super) async fn load_current(&self) -> Result<Option<Document>, TokenError> {
        let loaded = self.load().await.map(|found| found.filter(|document| self.is_ours(document)));
        self.held().current(loaded)
    }

    /// Records that everything is saved.
    pub(super) fn saved(&self) {
        if self.held().unsaved.take().is_some() {
            self.warn(&TokenWarning::Saved);
        }
    }

    /// Records that a renewal is in memory only, warns, and starts saving it in the background.
    pub(super) fn not_saved(self: &Arc<Self>, server: &str, spent: Token, fault: FileFault) {
        let is_first = {
            let mut held = self.held();
            let is_first = held.unsaved.is_none();
            let unsaved = held.unsaved.get_or_insert_with(|| Unsaved { spent: BTreeMap::new(), fault });
            unsaved.fault = fault;
            // The file holds the token that was spent first.
            unsaved.spent.entry(server.into()).or_insert(spent);
            is_first
        };
        if is_first {
            tracing::warn!("tokens: renewed, but not saved: {fault:?}");
            self.warn(&TokenWarning::NotSaved { path: private_file::safe_path(self.path()), fault });
            tokio::spawn(save_later(Arc::downgrade(self)));
        }
    }

    /// Saves unsaved tokens; `true` when nothing is left. The caller holds `renewing`.
    pub(super) async fn save_unsaved(&self) -> bool {
        if self.held().unsaved.is_none() {
            return true;
        }
        let Ok(_turn) = lock::take(self.path()).await.map_err(|LockHeld| ()) else { return false };
        let Ok(document) = self.load_current().await else { return false };
        let is_pending = self.held().unsaved.is_some();
        let Some(document) = document.filter(|_| is_pending) else { return true };
        self.hold(document.clone());
        match self.commit(None, document).await {
            Ok(()) => {
                self.saved();
                true
            }
            Err(fault) => {
                if let Some(unsaved) = &mut self.held().unsaved {
                    unsaved.fault = fault;
                }
                false
            }
        }
    }

    fn warn(&self, warning: &TokenWarning) {
        let listener = lock_of(&self.listener).clone();
        if let Some(listener) = listener {
            listener(warning);
        }
    }
}

/// Tries until it is saved or the tokens are dropped.
async fn save_later(tokens: Weak<Inner>) {
    let mut pause = FIRST_PAUSE;
    loop {
        tokio::time::sleep(pause).await;
        let Some(tokens) = tokens.upgrade() else { return };
        let _one = tokens.renewing.lock().await;
        if tokens.save_unsaved().await {
            return;
        }
        pause = (pause * 2).min(LAST_PAUSE);
    }
}
