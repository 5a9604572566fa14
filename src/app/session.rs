//! How far hemi has come with the services, and who is signed in. Values only.

use std::collections::{BTreeMap, BTreeSet};

use super::commands;
use super::effect::LoginMethod;
use super::keymap::Keymap;
use crate::domain::account::Account;
use crate::domain::identity::{AccountDetails, Freshness, ObservedSessionLimits, SiteRule};
use crate::domain::ids::{CollectionId, IdentityId};
use crate::domain::preset::Preset;
use crate::domain::problem::Problem;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// The state of the connection to the services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was heard of them yet.
    Connecting,
    /// They cannot be used.
    Unreachable(Problem),
    /// No application is registered.
    NoClientId,
    /// No user is signed in.
    SignedOut,
    /// A user is signed in.
    SignedIn(Account),
}

/// What is known of the services and the user.
#[derive(Clone, Debug)]
pub struct Session {
    /// The state.
    pub phase: Phase,
    /// Which services, where they are not the production ones; else empty.
    pub environment: SafeText,
    /// The way to sign in that suits this machine.
    pub method: LoginMethod,
    /// The way that was tried last in this run.
    pub method_used: Option<LoginMethod>,
    /// Who is signed in, or was last: what panes show is what that user may see.
    pub last_user: Option<IdentityId>,
    /// What is known of who is signed in.
    pub details: Option<AccountDetails>,
    /// The names of the collections seen in this run.
    pub titles: BTreeMap<CollectionId, SafeText>,
    /// The session ages that collections rejected.
    pub observed_limits: ObservedSessionLimits,
    /// What is known beforehand of collections.
    pub sites: Vec<SiteRule>,
    /// Collections that are well known by name.
    pub presets: Vec<Preset>,
    /// The collections whose owner's message was told in this run.
    pub told_messages: BTreeSet<CollectionId>,
    /// Whether the service has codes for other devices, once it is known.
    pub device: Option<bool>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            phase: Phase::Connecting,
            environment: SafeText::default(),
            method: LoginMethod::Paste,
            method_used: None,
            last_user: None,
            details: None,
            titles: BTreeMap::new(),
            observed_limits: ObservedSessionLimits::new(),
            sites: Vec::new(),
            presets: Vec::new(),
            told_messages: BTreeSet::new(),
            device: None,
        }
    }
}

impl Session {
    /// Whether a user is signed in.
    pub fn is_signed_in(&self) -> bool {
        matches!(self.phase, Phase::SignedIn(_))
    }

    /// Whether an application is signed in as itself.
    pub fn is_service_user(&self) -> bool {
        matches!(&self.phase, Phase::SignedIn(account) if account.service_user)
    }

    /// The state of the sign-in that a collection requires, at `at`.
    pub fn freshness(&self, store: &StoreInfo, at: Timestamp) -> Freshness {
        let lifetime = store.lifetime(&self.sites, &self.observed_limits);
        let known = self.details.as_ref();
        known.map_or(Freshness::NotKnown, |details| details.freshness(lifetime.as_ref(), at.wall / 1000))
    }

    /// Why nothing can be asked of the services, if so.
    pub fn why_not(&self, keymap: &Keymap) -> Option<SafeText> {
        let key = keymap.key(&commands::global::ACCOUNT).unwrap_or_default();
        match &self.phase {
            Phase::Connecting => Some("Not connected yet.".into()),
            Phase::Unreachable(problem) => Some(safe!("{} {}", problem.happened, problem.next)),
            Phase::NoClientId => Some(safe!("hemi has no client id yet; {} shows how to get one.", key)),
            Phase::SignedOut => Some(safe!("You are not signed in; {} signs in.", key)),
            Phase::SignedIn(_) => None,
        }
    }
}
