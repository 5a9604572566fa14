//! Renewed tokens that could not be saved: they are used from memory, reported, and saved as soon as the disk allows.
//!
//! The refresh token in the file is then spent. Memory counts while the file still holds the spent token; a file that
//! another process has changed since counts instead.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::document::Document;
use super::error::TokenError;
use super::lock::{self, Held as LockHeld};
use super::private_file::{self, FileFault};
use super::stored::{Held, Inner, StoredTokens, lock_of};
use crate::domain::problem::Problem;
use crate::domain::secret::Token;
use crate::domain::text::SafeText;

/// The pause before saving is tried again; doubled after each failure.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause between two tries.
const LAST_PAUSE: Duration = Duration::from_secs(300);

/// A warning about the stored tokens; requests still work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenWarning {
    /// Renewed tokens are in memory only.
    NotSaved {
        /// The file.
        path: SafeText,
        /// Why it could not be written.
        fault: FileFault,
    },
    /// They have been saved.
    Saved,
}

impl TokenWarning {
    /// What happened and what to do; `None` when there is nothing to do.
    pub fn problem(&self) -> Option<Problem> {
        match self {
            Self::NotSaved { path, fault } => Some(super::error::not_saved(path, *fault)),
            Self::Saved => None,
        }
    }
}

/// Called with each warning.
pub type WarningListener = Arc<dyn Fn(&TokenWarning) + Send + Sync>;

/// What the file lacks.
pub(super) struct Unsaved {
    /// The spent refresh token that the file holds, by resource server.
    pub spent: BTreeMap<Box<str>, Token>,
    /// Why the last try to save failed.
    pub fault: FileFault,
}

impl Unsaved {
    /// Copies into `file` the tokens of `held` whose spent predecessors it holds. `false` when nothing is left unsaved.
    fn merge_into(&mut self, file: &mut Document, held: &Document) -> bool {
        self.spent.retain(|server, spent| {
            let in_file = file.tokens.get(server).and_then(|kept| kept.refresh_token.as_ref());
            let is_stale = in_file.is_some_and(|token| token.expose() == spent.expose());
            if let (true, Some(renewed)) = (is_stale, held.tokens.get(server)) {
                file.tokens.insert(server.clone(), renewed.clone());
            }
            is_stale
        });
        !self.spent.is_empty()
    }
}

impl Held {
    /// The current document: that of the file, or that of memory where it is newer.
    ///
    /// # Errors
    /// The error of loading the file, unless memory is newer.
    fn current(
        &mut self,
        loaded: Result<Option<Document>, TokenError>,
    ) -> Result<Option<Document>, TokenError> {
        let Some((mut unsaved, renewed)) = self.unsaved.take().zip(self.document.clone()) else {
            return loaded;
        };
        match loaded {
            Ok(Some(mut file)) if file.identity.sub == renewed.identity.sub => {
                let is_pending = unsaved.merge_into(&mut file, &renewed);
                self.unsaved = is_pending.then_some(unsaved);
                Ok(Some(file))
            }
            // The profile was signed out, or another person signed in, meanwhile.
            Ok(other) => Ok(other),
            Err(_) => {
                self.unsaved = Some(unsaved);
                Ok(Some(renewed))
            }
        }
    }
}

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
