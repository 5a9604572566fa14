//! Renewed tokens that are in memory only, because they could not be saved.
//!
//! The refresh token in the file is then spent. Memory counts while the file still holds the spent token; a file that
//! another process has changed since counts instead. [`super::saving`] saves them as soon as the disk allows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::Document;
use super::error::TokenError;
use super::private_file::FileFault;
use crate::domain::problem::Problem;
use crate::domain::secret::Token;
use crate::domain::text::SafeText;

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

/// What is in memory.
#[derive(Default)]
pub(super) struct Held {
    pub document: Option<Document>,
    /// Set while `document` holds tokens that the file does not.
    pub unsaved: Option<Unsaved>,
}

impl Held {
    /// The current document: that of the file, or that of memory where it is newer.
    ///
    /// # Errors
    /// The error of loading the file, unless memory is newer.
    pub fn current(
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
