//! What a service wants before it does what was asked (`globus-api.md` 4.2).

use super::ids::CollectionId;
use super::text::{SafeText, Untrusted};
use crate::safe;

/// The permission for all of Transfer (`globus-api.md` 3).
pub const TRANSFER_ALL: &str = "urn:globus:auth:scope:transfer.api.globus.org:all";

/// How a scope ends that lets a program manage collections of a server (`globus-api.md` 3).
const MANAGE: &str = ":manage_collections";

/// How a scope ends that lets a program reach the files of one collection (`globus-api.md` 3).
const DATA_ACCESS: &str = "/data_access";

/// How a scope ends that lets a program read the files of one collection from its own server (`globus-api.md` 12).
const HTTPS: &str = "/https";

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
    /// Policies that must be satisfied.
    pub policies: Vec<Untrusted>,
    /// Whether a second factor is required.
    pub mfa: bool,
    /// Whether a fresh sign-in is required.
    pub fresh: bool,
}

/// The permission to reach the files of a collection (`globus-api.md` 3).
pub fn data_access(collection: CollectionId) -> String {
    format!("https://auth.globus.org/scopes/{collection}{DATA_ACCESS}")
}

/// The permission to read the files of a collection from its own server (`globus-api.md` 12).
pub fn https_access(collection: CollectionId) -> String {
    format!("https://auth.globus.org/scopes/{collection}{HTTPS}")
}

/// The permission to manage the collections of a server (`globus-api.md` 3).
pub fn manage_collections(endpoint: CollectionId) -> String {
    format!("urn:globus:auth:scope:{endpoint}{MANAGE}")
}

impl Requirement {
    /// The consent to reach the files of a collection through Transfer.
    pub fn to_reach(collection: CollectionId) -> Self {
        let scope = format!("{TRANSFER_ALL}[*{}]", data_access(collection));
        Self { scopes: vec![Untrusted::new(scope)], ..Self::default() }
    }

    /// A fresh sign-in as each of these identities.
    pub fn fresh_as(identities: impl IntoIterator<Item = Untrusted>) -> Self {
        Self { identities: identities.into_iter().collect(), fresh: true, ..Self::default() }
    }

    /// Merges another requirement, so that one sign-in satisfies both. Scopes and policies are merged; different
    /// identities or domains cannot be: they must be satisfied one after the other.
    ///
    /// # Errors
    /// Returns the other one if they cannot be satisfied together.
    pub fn merge(&mut self, other: Self) -> Result<(), Self> {
        let agree =
            |ours: &[Untrusted], theirs: &[Untrusted]| ours.is_empty() || theirs.is_empty() || ours == theirs;
        if !agree(&self.identities, &other.identities) || !agree(&self.domains, &other.domains) {
            return Err(other);
        }
        let add = |ours: &mut Vec<Untrusted>, theirs: Vec<Untrusted>| {
            for one in theirs {
                if !ours.contains(&one) {
                    ours.push(one);
                }
            }
        };
        add(&mut self.scopes, other.scopes);
        add(&mut self.identities, other.identities);
        add(&mut self.domains, other.domains);
        add(&mut self.policies, other.policies);
        self.mfa |= other.mfa;
        self.fresh |= other.fresh;
        self.message = self.message.take().or(other.message);
        Ok(())
    }

    /// Whether a sign-in that satisfied this one satisfied `other` too, the owner's message aside.
    pub fn includes(&self, other: &Self) -> bool {
        let all = |theirs: &[Untrusted], ours: &[Untrusted]| theirs.iter().all(|one| ours.contains(one));
        all(&other.scopes, &self.scopes)
            && all(&other.identities, &self.identities)
            && all(&other.domains, &self.domains)
            && all(&other.policies, &self.policies)
            && (self.mfa || !other.mfa)
            && (self.fresh || !other.fresh)
    }

    /// Whether it is consents and nothing else.
    pub fn is_consent(&self) -> bool {
        let Self { message: _, scopes, identities, domains, policies, mfa, fresh } = self;
        let about_session = [identities, domains, policies].into_iter().any(|list| !list.is_empty());
        !scopes.is_empty() && !about_session && !*mfa && !*fresh
    }

    /// The collections whose files need a consent.
    pub fn collections(&self) -> Vec<CollectionId> {
        self.ids(|name| {
            name.strip_suffix(DATA_ACCESS).or_else(|| name.strip_suffix(HTTPS))?.rsplit('/').next()
        })
    }

    /// The servers whose collections are to be managed.
    fn servers(&self) -> Vec<CollectionId> {
        self.ids(|name| name.strip_suffix(MANAGE)?.rsplit(':').next())
    }

    /// The ids that `part` finds in the names of the scopes, each once.
    fn ids(&self, part: impl Fn(&str) -> Option<&str>) -> Vec<CollectionId> {
        let texts = self.scopes.iter().filter_map(Untrusted::raw_str);
        let names = texts.flat_map(|text| text.split([' ', '[', ']', '*']));
        let ids = names.filter_map(|name| part(name)?.parse().ok());
        let mut all = Vec::new();
        for id in ids {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        all
    }

    /// Each requirement as a sentence; `title` returns the name of a collection.
    pub fn steps(&self, title: impl Fn(CollectionId) -> Option<SafeText>) -> Vec<SafeText> {
        let mut steps = Vec::new();
        let (collections, servers) = (self.collections(), self.servers());
        for id in &servers {
            steps.push(safe!("Allow hemi to manage collections on the server {}.", *id));
        }
        for id in &collections {
            let name = title(*id).unwrap_or_else(|| safe!("collection {}", *id));
            steps.push(safe!("Allow hemi to reach your files on {}.", name));
        }
        if collections.is_empty() && servers.is_empty() {
            steps.extend(self.scopes.iter().map(|scope| safe!("Allow hemi {}.", scope.sanitized())));
        }
        if !self.identities.is_empty() {
            steps.push(safe!("Sign in as {}.", list(&self.identities)));
        }
        if !self.domains.is_empty() {
            steps.push(safe!("Sign in with an identity of {}.", list(&self.domains)));
        }
        if !self.policies.is_empty() {
            steps.push(safe!("Sign in as this policy requires: {}.", list(&self.policies)));
        }
        if self.mfa {
            steps.push("Sign in with a second factor (MFA).".into());
        }
        if steps.is_empty() || (self.fresh && self.identities.is_empty() && self.domains.is_empty()) {
            steps.push("Sign in again: the last sign-in is too old, or used another method.".into());
        }
        steps
    }

    /// What is required, as text.
    pub fn label(&self) -> SafeText {
        if !self.servers().is_empty() {
            "your consent to let hemi manage collections on this server".into()
        } else if !self.scopes.is_empty() {
            "your consent to let hemi reach this collection's files".into()
        } else if !self.identities.is_empty() {
            safe!("a sign-in as {}", list(&self.identities))
        } else if !self.domains.is_empty() {
            safe!("a sign-in with an identity from {}", list(&self.domains))
        } else if self.mfa {
            "a sign-in with a second factor".into()
        } else if !self.policies.is_empty() {
            "a sign-in that satisfies the collection's policy".into()
        } else {
            "a fresh sign-in".into()
        }
    }
}

fn list(all: &[Untrusted]) -> SafeText {
    all.iter().fold(SafeText::default(), |so_far, one| {
        if so_far.is_empty() { one.sanitized() } else { safe!("{}, {}", so_far, one.sanitized()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent(id: u128) -> Requirement {
        Requirement::to_reach(CollectionId::new(uuid::Uuid::from_u128(id)))
    }

    fn person(name: &str) -> Requirement {
        Requirement::fresh_as([Untrusted::new(name)])
    }

    #[test]
    fn a_consent_to_manage_collections_names_the_server_and_the_files() {
        let id = |number| CollectionId::new(uuid::Uuid::from_u128(number));
        let scope = format!("{}[{}]", manage_collections(id(1)), data_access(id(2)));
        let wanted = Requirement { scopes: vec![Untrusted::new(scope)], ..Requirement::default() };
        let steps = wanted.steps(|_| Some("JASMIN".into()));
        let words: Vec<&str> = steps.iter().map(SafeText::as_str).collect();
        let manage = format!("Allow hemi to manage collections on the server {}.", id(1));
        assert_eq!(words, [&*manage, "Allow hemi to reach your files on JASMIN."]);
        assert!(wanted.label().as_str().contains("manage collections") && wanted.is_consent());
    }

    #[test]
    fn consents_add_up_and_two_people_do_not() {
        let mut both = consent(1);
        both.merge(consent(2)).unwrap();
        both.merge(consent(1)).unwrap();
        assert_eq!(both.scopes.len(), 2);
        assert_eq!(both.collections().len(), 2);
        both.merge(person("ada")).unwrap();
        assert!(both.fresh);
        let before = both.clone();
        assert_eq!(both.merge(person("bob")), Err(person("bob")));
        assert_eq!(both, before);
        both.merge(person("ada")).unwrap();
        assert_eq!(both, before);
    }

    #[test]
    fn a_requirement_includes_what_it_was_merged_from_and_nothing_else() {
        let parts = [
            consent(1),
            person("ada"),
            Requirement { mfa: true, ..Requirement::default() },
            Requirement { policies: vec![Untrusted::new("p")], ..Requirement::default() },
            Requirement { domains: vec![Untrusted::new("x.org")], ..Requirement::default() },
        ];
        for left_out in 0..parts.len() {
            let mut merged = Requirement::default();
            for (at, part) in parts.iter().enumerate() {
                if at != left_out {
                    merged.merge(part.clone()).unwrap();
                }
            }
            for (at, part) in parts.iter().enumerate() {
                assert_eq!(merged.includes(part), at != left_out, "{part:?} in {merged:?}");
            }
        }
        assert!(!consent(1).includes(&consent(2)) && !person("ada").includes(&person("bob")));
    }

    #[test]
    fn every_thing_wanted_is_a_sentence() {
        let title = |id: CollectionId| (id.uuid().as_u128() == 1).then(|| SafeText::from("JASMIN"));
        let mut all = consent(1);
        for more in [
            consent(2),
            person("ada@x"),
            Requirement { domains: vec![Untrusted::new("jasmin.ac.uk")], ..Requirement::default() },
            Requirement { policies: vec![Untrusted::new("p\u{1b}1")], ..Requirement::default() },
            Requirement { mfa: true, ..Requirement::default() },
        ] {
            all.merge(more).unwrap();
        }
        let said: Vec<String> = all.steps(title).iter().map(|one| one.as_str().to_owned()).collect();
        assert_eq!(
            said,
            [
                "Allow hemi to reach your files on JASMIN.",
                "Allow hemi to reach your files on collection 00000000-0000-0000-0000-000000000002.",
                "Sign in as ada@x.",
                "Sign in with an identity of jasmin.ac.uk.",
                "Sign in as this policy requires: p\\x1b1.",
                "Sign in with a second factor (MFA).",
            ]
        );
        let other = Requirement { scopes: vec![Untrusted::new("urn:y:flows")], ..Requirement::default() };
        assert_eq!(other.steps(title), ["Allow hemi urn:y:flows.".into()]);
        assert_eq!(Requirement { fresh: true, ..Requirement::default() }.steps(title).len(), 1);
    }
}
