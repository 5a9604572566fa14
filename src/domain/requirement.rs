//! What a service wants before it does what was asked (`globus-api.md` 4.2).

use super::text::{Shown, Untrusted};
use crate::shown;

/// An auth requirement: consents, identities or a fresher session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// The owner's words.
    pub message: Option<Untrusted>,
    /// Scopes to consent to, with their dependencies.
    pub scopes: Vec<Untrusted>,
    /// Identities, one of which must have signed in.
    pub identities: Vec<Untrusted>,
    /// Domains, one of which an identity must come from.
    pub domains: Vec<Untrusted>,
    /// Policies that must be met.
    pub policies: Vec<Untrusted>,
    /// Whether a second factor is wanted.
    pub mfa: bool,
    /// Whether a fresh sign-in is wanted.
    pub fresh: bool,
}

impl Requirement {
    /// What is wanted, in words.
    pub fn words(&self) -> Shown {
        let list = |all: &[Untrusted]| {
            all.iter().fold(Shown::default(), |so_far, one| {
                if so_far.is_empty() { one.shown() } else { shown!("{}, {}", so_far, one.shown()) }
            })
        };
        if !self.scopes.is_empty() {
            "your consent to let hemi reach this collection's files".into()
        } else if !self.identities.is_empty() {
            shown!("a sign-in as {}", list(&self.identities))
        } else if !self.domains.is_empty() {
            shown!("a sign-in with an identity from {}", list(&self.domains))
        } else if self.mfa {
            "a sign-in with a second factor".into()
        } else if !self.policies.is_empty() {
            "a sign-in that satisfies the collection's policy".into()
        } else {
            "a fresh sign-in".into()
        }
    }
}
