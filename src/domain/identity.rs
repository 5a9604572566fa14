//! The details of an account: linked identities, consents, and how recent the sign-ins are (`globus-api.md` 2.7 to
//! 2.9).

use std::collections::BTreeMap;

use super::ids::{CollectionId, IdentityId};
use super::requirement::{Requirement, data_access};
use super::text::{SafeText, Untrusted};
use crate::safe;

const DAY: i64 = 86_400;

/// One of a person's identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// `name@domain`.
    pub username: Untrusted,
    /// The identity provider, such as a university.
    pub provider: Untrusted,
    /// When it was last signed in with, in seconds since the Unix epoch.
    pub last_sign_in: Option<i64>,
}

/// Something the person allowed hemi to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The permission.
    pub scope: Untrusted,
    /// How many permissions it depends on: 0 for one given to hemi itself.
    pub depth: usize,
    /// When it was given, in seconds since the Unix epoch.
    pub created: Option<i64>,
}

/// What is known of who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountDetails {
    /// The identity in use first, then those linked to it.
    pub identities: Vec<Identity>,
    /// What hemi may do; `None` where the service does not report it.
    pub consents: Option<Vec<Consent>>,
}

/// What is known of the collections of one site and not reported by the services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRule {
    /// What the site is called.
    pub name: SafeText,
    /// A collection belongs to the site if its name or owner has this word; an identity counts there if its domain or
    /// provider has it.
    pub word: SafeText,
    /// For how many days a sign-in counts there.
    pub session_days: u32,
}

/// The session ages (in seconds) that collections rejected.
pub type ObservedSessionLimits = BTreeMap<CollectionId, i64>;

/// A refusal of a younger sign-in is not about its age.
const TOO_YOUNG: i64 = 60;

/// How long a sign-in counts at a collection, and where that is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// In seconds.
    pub seconds: i64,
    /// The word of the site whose identity must have signed in, where it matters which.
    pub word: Option<SafeText>,
}

/// The state of the sign-in that one collection asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It is not known for how long a sign-in counts there.
    NotKnown,
    /// No identity that counts there is known to have signed in.
    Never,
    /// Signed in `age` seconds ago, which counts for `left` seconds more.
    Fresh { age: i64, left: i64 },
    /// Signed in `age` seconds ago, which is too long.
    Lapsed { age: i64 },
}

impl SiteRule {
    /// Whether a store of that name or owner is the site's.
    pub(super) fn is_about(&self, text: &Untrusted) -> bool {
        has(text, self.word.as_str())
    }
}

fn has(text: &Untrusted, word: &str) -> bool {
    text.raw_str().is_some_and(|text| text.to_lowercase().contains(&word.to_lowercase()))
}

impl Identity {
    /// Whether a sign-in with it counts where `lifetime` holds.
    fn counts(&self, lifetime: &Lifetime) -> bool {
        let name = self.username.raw_str().unwrap_or_default();
        let domain = Untrusted::new(name.rsplit_once('@').map_or("", |(_, domain)| domain));
        lifetime
            .word
            .as_ref()
            .is_none_or(|word| has(&domain, word.as_str()) || has(&self.provider, word.as_str()))
    }
}

impl AccountDetails {
    /// The state of the sign-in that a collection requires, at `now` (seconds since the Unix epoch).
    pub fn freshness(&self, lifetime: Option<&Lifetime>, now: i64) -> Freshness {
        let Some(lifetime) = lifetime else { return Freshness::NotKnown };
        let last = self.that_count(lifetime).filter_map(|identity| identity.last_sign_in).max();
        let Some(last) = last else { return Freshness::Never };
        let age = now.saturating_sub(last).max(0);
        match lifetime.seconds.saturating_sub(age) {
            left if left > 0 => Freshness::Fresh { age, left },
            _ => Freshness::Lapsed { age },
        }
    }

    /// How old the sign-in was that a refusal is about, if it is about its age: then it requires only a fresh one, of
    /// an identity that has signed in before.
    pub fn refused_age(&self, wanted: &Requirement, now: i64) -> Option<i64> {
        let Requirement { fresh, scopes, identities, domains, policies, mfa, .. } = wanted;
        if !fresh || *mfa || !scopes.is_empty() || !policies.is_empty() {
            return None;
        }
        let is_meant = |one: &&Identity| {
            let name = one.username.raw_str().unwrap_or_default();
            let domain = name.rsplit_once('@').map_or("", |(_, domain)| domain);
            let named = |all: &[Untrusted], text: &str| all.iter().any(|one| one.raw_str() == Some(text));
            (identities.is_empty() || named(identities, name) || named(identities, &one.id.to_string()))
                && (domains.is_empty() || named(domains, domain))
        };
        let last = self.identities.iter().filter(is_meant).filter_map(|one| one.last_sign_in).max()?;
        Some(now.saturating_sub(last)).filter(|age| *age >= TOO_YOUNG)
    }

    /// The identities a sign-in with which counts.
    pub fn that_count(&self, lifetime: &Lifetime) -> impl Iterator<Item = &Identity> {
        self.identities.iter().filter(|identity| identity.counts(lifetime))
    }

    /// Whether the files of a collection may be reached; `None` where that is not known.
    pub fn may_reach(&self, collection: CollectionId) -> Option<bool> {
        let wanted = data_access(collection);
        let consents = self.consents.as_ref()?;
        Some(consents.iter().any(|consent| consent.scope.raw_str() == Some(&wanted)))
    }
}

/// A length of time in its largest unit, for ages and terms: `27 days`, `3 hours`.
pub fn roughly(seconds: i64) -> SafeText {
    let seconds = seconds.max(0);
    let of = |number: i64, one: &'static str, many: &'static str| {
        safe!("{} {}", number, if number == 1 { one } else { many })
    };
    match () {
        () if seconds >= 2 * DAY => of(seconds / DAY, "day", "days"),
        () if seconds >= 2 * 3600 => of(seconds / 3600, "hour", "hours"),
        () if seconds >= 60 => of(seconds / 60, "minute", "minutes"),
        () => "less than a minute".into(),
    }
}

impl Freshness {
    /// As text: `signed in 27 days ago, expires in 3 days`.
    pub fn label(self) -> SafeText {
        match self {
            Self::NotKnown => "not known how long a sign-in counts here".into(),
            Self::Never => "no sign-in with an identity that this collection accepts".into(),
            Self::Fresh { age, left } => {
                safe!("signed in {} ago, expires in {}", roughly(age), roughly(left))
            }
            Self::Lapsed { age } => safe!("signed in {} ago: expired", roughly(age)),
        }
    }

    /// Whether it expires within `seconds` from now.
    pub fn lapses_within(self, seconds: i64) -> bool {
        match self {
            Self::Fresh { left, .. } => left < seconds,
            Self::Lapsed { .. } => true,
            Self::NotKnown | Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::collection::{Collection, EntityType};

    const NOW: i64 = 1_700_000_000;

    fn identity(name: &str, days_ago: Option<i64>) -> Identity {
        Identity {
            id: IdentityId::new(uuid::Uuid::from_u128(name.len() as u128)),
            username: Untrusted::new(name),
            provider: Untrusted::default(),
            last_sign_in: days_ago.map(|days| NOW - days * DAY),
        }
    }

    fn collection(name: &str, minutes: Option<u32>) -> Collection {
        Collection {
            owner: Untrusted::new("somebody"),
            session_minutes: minutes,
            ..Collection::known_by(
                CollectionId::new(uuid::Uuid::from_u128(1)),
                Untrusted::new(name),
                EntityType::Mapped,
            )
        }
    }

    fn jasmin() -> SiteRule {
        SiteRule { name: "JASMIN".into(), word: "jasmin".into(), session_days: 30 }
    }

    #[test]
    fn the_sign_in_that_counts_is_the_one_of_the_right_domain() {
        let person = |days| AccountDetails {
            identities: vec![
                identity("ada@globusid.org", Some(1)),
                identity("ada@accounts.jasmin.ac.uk", days),
            ],
            consents: None,
        };
        let rules = [jasmin()];
        let here =
            collection("JASMIN Default Collection", None).lifetime(&rules, &ObservedSessionLimits::new());
        let at = |days| person(days).freshness(here.as_ref(), NOW);
        assert_eq!(at(Some(27)).label().as_str(), "signed in 27 days ago, expires in 3 days");
        assert_eq!(at(Some(31)).label().as_str(), "signed in 31 days ago: expired");
        assert_eq!(at(None), Freshness::Never);
        assert!(at(Some(29)).lapses_within(2 * DAY) && !at(Some(27)).lapses_within(2 * DAY));
        let elsewhere = collection("Laptop", None).lifetime(&rules, &ObservedSessionLimits::new());
        assert_eq!(person(None).freshness(elsewhere.as_ref(), NOW), Freshness::NotKnown);
    }

    #[test]
    fn a_collections_own_word_goes_before_a_rule() {
        let here =
            collection("JASMIN HA", Some(60)).lifetime(&[jasmin()], &ObservedSessionLimits::new()).unwrap();
        assert_eq!((here.seconds, here.word.as_ref().map(SafeText::as_str)), (3600, Some("jasmin")));
        assert_eq!(
            collection("Laptop", Some(1)).lifetime(&[], &ObservedSessionLimits::new()).map(|own| own.word),
            Some(None)
        );
    }

    #[test]
    fn a_refusal_tells_how_old_is_too_old() {
        let person = AccountDetails {
            identities: vec![identity("ada@globusid.org", Some(10)), identity("ada@uni.org", Some(90))],
            consents: None,
        };
        let fresh = |identities: &[&str], domains: &[&str]| Requirement {
            identities: identities.iter().map(Untrusted::new).collect(),
            domains: domains.iter().map(Untrusted::new).collect(),
            fresh: true,
            ..Requirement::default()
        };
        let age = |wanted: Requirement| person.refused_age(&wanted, NOW).map(|age| age / DAY);
        assert_eq!(age(fresh(&[], &[])), Some(10));
        assert_eq!(age(fresh(&["ada@uni.org"], &[])), Some(90));
        assert_eq!(age(fresh(&[], &["uni.org"])), Some(90));
        assert_eq!(age(fresh(&["bob@uni.org"], &[])), None, "somebody else is wanted, not a fresher sign-in");
        assert_eq!(age(Requirement { mfa: true, ..fresh(&[], &[]) }), None);
        assert_eq!(age(Requirement::to_reach(CollectionId::new(uuid::Uuid::nil()))), None);
        assert_eq!(person.refused_age(&fresh(&[], &[]), NOW - 10 * DAY + 5), None, "just signed in");
        let here = collection("Somewhere", None);
        let refused = ObservedSessionLimits::from([(here.id, 10 * DAY)]);
        let lifetime = here.lifetime(&[], &refused);
        assert_eq!(person.freshness(lifetime.as_ref(), NOW), Freshness::Lapsed { age: 10 * DAY });
    }

    #[test]
    fn consents_are_found_and_lengths_are_read() {
        let id = CollectionId::new(uuid::Uuid::from_u128(5));
        let consent = Consent { scope: Untrusted::new(data_access(id)), depth: 1, created: None };
        let mut details = AccountDetails::default();
        assert_eq!(details.may_reach(id), None);
        details.consents = Some(Vec::new());
        assert_eq!(details.may_reach(id), Some(false));
        details.consents = Some(vec![consent]);
        assert_eq!(details.may_reach(id), Some(true));
        for (seconds, words) in [
            (-5, "less than a minute"),
            (60, "1 minute"),
            (7200, "2 hours"),
            (47 * 3600, "47 hours"),
            (3 * DAY, "3 days"),
        ] {
            assert_eq!(roughly(seconds).as_str(), words);
        }
    }
}
