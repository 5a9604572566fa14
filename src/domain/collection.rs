//! A collection as a user sees it.

use super::ids::CollectionId;
use super::path::StorePath;
use super::text::{SafeText, Untrusted};

/// What kind of thing an endpoint document describes (`globus-api.md` 7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityType {
    /// An administrator's view of storage on Globus Connect Server 5.
    Mapped,
    /// A collection a user made inside another one.
    Guest,
    /// A user's own computer with Globus Connect Personal.
    Personal,
    /// A guest collection on Globus Connect Personal.
    PersonalGuest,
    /// A server, which cannot be browsed itself.
    Endpoint,
    /// A kind this program does not know.
    Other,
}

impl EntityType {
    /// As text.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mapped => "mapped collection",
            Self::Guest | Self::PersonalGuest => "guest collection",
            Self::Personal => "personal computer",
            Self::Endpoint => "endpoint",
            Self::Other => "collection",
        }
    }
}

/// The facts of one collection (`globus-api.md` 7.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its id.
    pub id: CollectionId,
    /// Its name as its owner wrote it.
    pub name: Untrusted,
    /// Who owns it.
    pub owner: Untrusted,
    /// What its owner says of it.
    pub description: Untrusted,
    /// What kind it is.
    pub entity: EntityType,
    /// Where to begin, if its owner said so.
    pub default_directory: Option<StorePath>,
    /// Whether it asks for high assurance.
    pub high_assurance: bool,
    /// For a personal computer: whether it is connected.
    pub connected: Option<bool>,
    /// For a personal computer: whether its owner paused it.
    pub paused: Option<bool>,
    /// Whether it can be neither listed nor transferred to.
    pub non_functional: bool,
    /// Whether transfers must be verified by checksum.
    pub force_verify: bool,
    /// Whether transfers cannot be verified by checksum.
    pub disable_verify: bool,
    /// Whether transfers are always encrypted.
    pub force_encryption: bool,
    /// For how many minutes a sign-in counts here, if its document says so.
    pub session_minutes: Option<u32>,
    /// A message of its owner to users who open it.
    pub user_message: Option<Untrusted>,
    /// The address of the server from which its files can be read, if there is one.
    pub https_server: Option<Untrusted>,
}

impl Collection {
    /// A collection of which nothing is known but this.
    pub fn known_by(id: CollectionId, name: Untrusted, entity: EntityType) -> Self {
        Self {
            id,
            name,
            owner: Untrusted::default(),
            description: Untrusted::default(),
            entity,
            default_directory: None,
            high_assurance: false,
            connected: None,
            paused: None,
            non_functional: false,
            force_verify: false,
            disable_verify: false,
            force_encryption: false,
            session_minutes: None,
            user_message: None,
            https_server: None,
        }
    }

    /// Whether its files are reached only with a consent of their own: no other collection knows one, and
    /// asking for it there fails the whole sign-in (`globus-api.md` 3).
    pub fn asks_data_access(&self) -> bool {
        self.entity == EntityType::Mapped && !self.high_assurance
    }

    /// Its name for a screen; its id when it has none.
    pub fn title(&self) -> SafeText {
        if self.name.is_empty() { crate::safe!("{}", self.id) } else { self.name.sanitized() }
    }
}
