//! What a service requires before it accepts a request, as a sign-in shows and satisfies it.

use crate::domain::ids::CollectionId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::domain::text::SafeText;
use crate::safe;

/// The requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// All of it.
    pub wanted: Requirement,
    /// What the collections it names are called, as far as it is known.
    pub titles: Vec<(CollectionId, SafeText)>,
    /// What requires again what a sign-in has satisfied already.
    pub again: Vec<SafeText>,
    /// What the sign-in before has brought, where this is a second one for the same.
    pub done: Option<SafeText>,
}

impl Need {
    /// Merges another one. What the same sign-in cannot satisfy is left out: the repeated request requires it again.
    pub fn add(&mut self, more: &Self) {
        for title in &more.again {
            if !self.again.contains(title) {
                self.again.push(title.clone());
            }
        }
        self.done = self.done.take().or_else(|| more.done.clone());
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

    /// That a sign-in worked and was not enough, if so, and for what.
    pub fn still_required(&self) -> Option<Problem> {
        let titles = self.again.iter().cloned().reduce(|all, one| safe!("{}, {}", all, one))?;
        Some(Problem::new(
            ProblemKind::Requirement,
            safe!("You signed in, but the service still refuses this: {}.", titles),
            "Sign in exactly as it requires, perhaps with another identity, or ask the managers of the collection.",
        ))
    }

    /// Each step, as a sentence.
    pub fn steps(&self) -> Vec<SafeText> {
        let title = |id| self.titles.iter().find(|(known, _)| *known == id).map(|(_, title)| title.clone());
        self.wanted.steps(title)
    }
}
