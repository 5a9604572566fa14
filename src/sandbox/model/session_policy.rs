//! Requirements on a session: which identity signed in, from which domain, how long ago, with which factors.
//!
//! Collections require them of callers, authorization requests of the sign-in that they start.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sandbox::model::identity::{Identities, Identity};
use crate::sandbox::model::session::{Authentication, Session};

/// One requirement. It is met when a single authentication of the session meets every part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRequirement {
    /// One of these identities; empty accepts any.
    pub identities: Vec<Uuid>,
    /// A username in one of these domains; empty accepts any.
    pub domains: Vec<String>,
    /// Maximum age of the authentication, in minutes.
    pub timeout_mins: Option<u32>,
    /// Requires a second factor.
    pub mfa: bool,
}

/// A named requirement that collections and authorization requests refer to by id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Policy {
    pub id: Uuid,
    pub name: String,
    pub requirement: SessionRequirement,
}

impl SessionRequirement {
    /// Whether every session meets it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an authentication of this identity can meet it, apart from its age.
    pub fn accepts_identity(&self, identity: &Identity) -> bool {
        let domain = identity.username.rsplit('@').next().unwrap_or_default();
        (self.identities.is_empty() || self.identities.contains(&identity.id))
            && (self.domains.is_empty() || self.domains.iter().any(|held| held.eq_ignore_ascii_case(domain)))
    }

    /// Whether one of the session's authentications meets it. Identities that are no longer linked to the person do
    /// not count.
    pub fn is_met_by(&self, identities: &Identities, session: &Session, now: Timestamp) -> bool {
        self.is_empty()
            || session.authentications.iter().any(|(id, authentication)| {
                let identity = identities.get(id).filter(|held| held.primary == session.person);
                identity.is_some_and(|identity| self.accepts_identity(identity))
                    && self.is_fresh(authentication, now)
            })
    }

    fn is_fresh(&self, authentication: &Authentication, now: Timestamp) -> bool {
        let ends = self.timeout_mins.map(|mins| authentication.at + SignedDuration::from_mins(mins.into()));
        ends.is_none_or(|ends| now < ends) && (authentication.mfa || !self.mfa)
    }

    /// The requirement as a phrase: `a sign-in with an identity from a.example in the last 30 minutes`.
    pub fn message(&self, identities: &Identities) -> String {
        let names = self.identities.iter().filter_map(|id| identities.get(id));
        let names: Vec<&str> = names.map(|identity| identity.username.as_str()).collect();
        let who = match (self.identities.is_empty(), self.domains.is_empty()) {
            (false, _) if names.is_empty() => "a sign-in as an unknown identity".to_owned(),
            (false, _) => format!("a sign-in as {}", names.join(" or ")),
            (true, false) => format!("a sign-in with an identity from {}", self.domains.join(" or ")),
            (true, true) => "a sign-in".to_owned(),
        };
        let age = self.timeout_mins.map(|mins| format!(" in the last {mins} minutes")).unwrap_or_default();
        let factor = if self.mfa { " with a second factor" } else { "" };
        format!("{who}{factor}{age}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::model::accounts::Accounts;
    use crate::sandbox::seed;

    fn session(accounts: &Accounts, username: &str, at: Timestamp, mfa: bool) -> Session {
        let person = accounts.users[0];
        let identity = accounts.by_username(username).unwrap().id;
        let authentications = [(identity, Authentication { at, mfa })].into();
        Session { id: Uuid::nil(), client: Uuid::nil(), person, authentications }
    }

    #[test]
    fn every_part_of_a_demand_counts() {
        let accounts = seed::accounts(1);
        let at: Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
        let later = |mins| at + SignedDuration::from_mins(mins);
        let (own, jasmin) = ("demo@globusid.example.org", "demo@accounts.jasmin.example.org");
        let (plain, linked) = (session(&accounts, own, at, false), session(&accounts, jasmin, at, false));
        let domain = SessionRequirement {
            domains: vec!["Accounts.jasmin.example.org".to_owned()],
            ..SessionRequirement::default()
        };
        assert!(
            domain.is_met_by(&accounts.identities, &linked, at)
                && !domain.is_met_by(&accounts.identities, &plain, at)
        );
        let half = SessionRequirement {
            domains: vec!["jasmin.example.org".to_owned()],
            ..SessionRequirement::default()
        };
        assert!(!half.is_met_by(&accounts.identities, &linked, at), "a domain is not its ending");
        let id = SessionRequirement { identities: vec![accounts.users[0]], ..SessionRequirement::default() };
        assert!(
            id.is_met_by(&accounts.identities, &plain, at)
                && !id.is_met_by(&accounts.identities, &linked, at)
        );
        let fresh = SessionRequirement { timeout_mins: Some(30), ..SessionRequirement::default() };
        assert!(
            fresh.is_met_by(&accounts.identities, &plain, later(29))
                && !fresh.is_met_by(&accounts.identities, &plain, later(30))
        );
        let factor = SessionRequirement { mfa: true, ..SessionRequirement::default() };
        assert!(!factor.is_met_by(&accounts.identities, &plain, at));
        assert!(factor.is_met_by(&accounts.identities, &session(&accounts, own, at, true), at));
        let both = SessionRequirement { timeout_mins: Some(30), ..domain };
        let mut mixed = session(&accounts, own, later(60), false);
        mixed.authentications.extend(linked.authentications.clone());
        assert!(
            !both.is_met_by(&accounts.identities, &mixed, later(60)),
            "one authentication must meet all of it"
        );
        assert_eq!(
            both.message(&accounts.identities),
            "a sign-in with an identity from Accounts.jasmin.example.org in the last 30 minutes"
        );
    }

    #[test]
    fn an_unlinked_identity_no_longer_counts() {
        let mut accounts = seed::accounts(1);
        let now = Timestamp::UNIX_EPOCH;
        let linked = session(&accounts, "demo@accounts.jasmin.example.org", now, false);
        let requirement = SessionRequirement {
            domains: vec!["accounts.jasmin.example.org".to_owned()],
            ..SessionRequirement::default()
        };
        assert!(requirement.is_met_by(&accounts.identities, &linked, now));
        let id = *linked.authentications.keys().next().unwrap();
        accounts.identities.get_mut(&id).unwrap().primary = id;
        assert!(!requirement.is_met_by(&accounts.identities, &linked, now));
    }
}
