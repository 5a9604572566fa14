//! What a service wants before it does what was asked, as a sign-in shows and meets it.

use crate::domain::ids::CollectionId;
use crate::domain::requirement::Requirement;
use crate::domain::text::SafeText;

/// What must be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// All of it.
    pub wanted: Requirement,
    /// What the collections it names are called, as far as it is known.
    pub titles: Vec<(CollectionId, SafeText)>,
}

impl Need {
    /// Takes up another one. What cannot be met in the same trip is left out: it is wanted again when what it
    /// was wanted for is repeated.
    pub fn add(&mut self, more: &Self) {
        if self.wanted.merge(more.wanted.clone()).is_err() {
            return;
        }
        for title in &more.titles {
            if !self.titles.contains(title) {
                self.titles.push(title.clone());
            }
        }
    }

    /// Whether it is more than consents: who signs in, and how. A code for another device has no room to say that.
    pub fn is_about_the_session(&self) -> bool {
        let Requirement { identities, domains, policies, mfa, fresh, .. } = &self.wanted;
        let named = [identities, domains, policies].into_iter().any(|list| !list.is_empty());
        named || *mfa || *fresh
    }

    /// Each step, as a sentence.
    pub fn steps(&self) -> Vec<SafeText> {
        let title = |id| self.titles.iter().find(|(known, _)| *known == id).map(|(_, title)| title.clone());
        self.wanted.steps(title)
    }
}
