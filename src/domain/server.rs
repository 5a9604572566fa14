//! A Globus Connect Server as its manager tells of it: storage gateways, and the collections on them.

use super::ids::{CollectionId, GatewayId, IdentityId};
use super::text::{SafeText, Untrusted};
use crate::safe;

/// Something that a service may tell or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told<T> {
    /// It was told.
    Known(T),
    /// The service does not tell it to this user.
    Hidden,
    /// It was not asked for, or there was no answer.
    Unknown,
}

impl<T> Told<T> {
    /// What was told, if it was.
    pub fn known(&self) -> Option<&T> {
        if let Self::Known(known) = self { Some(known) } else { None }
    }
}

/// What connects a server to a kind of storage, and how it authenticates its users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageGateway {
    /// Its id.
    pub id: GatewayId,
    /// Its name.
    pub name: Untrusted,
    /// The kind of storage.
    pub connector: SafeText,
    /// Whether it is high assurance.
    pub high_assurance: bool,
    /// Whether a second factor is required.
    pub mfa: bool,
    /// For how many minutes a sign-in counts.
    pub minutes: Option<u64>,
    /// The domains that identities must come from.
    pub domains: Vec<Untrusted>,
}

impl StorageGateway {
    /// How it authenticates its users.
    pub fn policy(&self) -> SafeText {
        let mut words: SafeText = match self.domains.split_first() {
            None => "identities of any domain".into(),
            Some((first, rest)) => {
                rest.iter().fold(safe!("identities of {}", first.on_one_line()), |words, one| {
                    safe!("{}, {}", words, one.on_one_line())
                })
            }
        };
        if self.high_assurance {
            words = safe!("{}; High Assurance", words);
        }
        if self.mfa {
            words = safe!("{}; second factor", words);
        }
        match self.minutes {
            Some(minutes) => safe!("{}; a sign-in counts for {} minutes", words, minutes),
            None => words,
        }
    }
}

/// A collection as its manager tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerCollection {
    /// Its id.
    pub id: CollectionId,
    /// Its name.
    pub name: Untrusted,
    /// Whether it is a guest collection.
    pub guest: bool,
    /// The storage gateway that it is on.
    pub gateway: Option<GatewayId>,
    /// For a guest collection, the mapped collection that it is on.
    pub mapped: Option<CollectionId>,
    /// For a guest collection, the directory of that one; often not told.
    pub base_path: Option<Untrusted>,
    /// Its owner.
    pub owner: Option<IdentityId>,
}

/// A pause rule of a collection that applies to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauseRule {
    /// Its id.
    pub id: Untrusted,
    /// The manager's words.
    pub message: Option<Untrusted>,
    /// What it pauses, as words.
    pub pauses: SafeText,
}

/// The storage gateway of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayOf {
    /// Its id.
    pub id: GatewayId,
    /// All of it, for those who may see it.
    pub gateway: Told<StorageGateway>,
}

/// A server with what is on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerTree {
    /// The id of its endpoint.
    pub endpoint: CollectionId,
    /// Its name.
    pub name: Told<Untrusted>,
    /// The address of its manager.
    pub manager: Untrusted,
    /// Its storage gateways.
    pub gateways: Told<Vec<StorageGateway>>,
    /// Its collections that the user may see.
    pub collections: Vec<ServerCollection>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_a_line_of_words() {
        let open = StorageGateway {
            id: GatewayId::new(uuid::Uuid::nil()),
            name: Untrusted::new("g"),
            connector: "POSIX".into(),
            high_assurance: false,
            mfa: false,
            minutes: None,
            domains: Vec::new(),
        };
        assert_eq!(open.policy().as_str(), "identities of any domain");
        let domains = ["a.example", "b.example"].map(Untrusted::new).to_vec();
        let closed = StorageGateway { high_assurance: true, mfa: true, minutes: Some(30), domains, ..open };
        assert_eq!(
            closed.policy().as_str(),
            "identities of a.example, b.example; High Assurance; second factor; a sign-in counts for 30 minutes"
        );
    }
}
