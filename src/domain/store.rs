//! What is known of a store: a value that panes, history, plans and overlays hold, the same for every kind of store.
//!
//! Start with [`StoreInfo`]; a collection becomes one by `StoreInfo::from`, this computer by [`StoreInfo::local`].

use super::capability::Capabilities;
use super::collection::{Collection, EntityType};
use super::identity::{Lifetime, ObservedSessionLimits, SiteRule};
use super::ids::CollectionId;
use super::path::{EntryName, PathError, StorePath};
use super::place::StoreId;
use super::text::{SafeText, Untrusted, UntrustedRef};
use crate::safe;

/// Entries of one directory that Globus lists at most (`globus-api.md` 5).
const GLOBUS_ROWS: u32 = 100_000;

const DAY: i64 = 86_400;

/// The facts of one store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreInfo {
    /// Which one it is.
    pub id: StoreId,
    /// Its name, for matching and for [`StoreInfo::title`]; may be empty.
    pub name: Untrusted,
    /// Who owns it; may be empty.
    pub owner: Untrusted,
    /// What its owner says of it; may be empty.
    pub description: Untrusted,
    /// A message of its owner for everyone who opens it.
    pub message: Option<Untrusted>,
    /// What kind of thing it is, such as `mapped collection`.
    pub kind: &'static str,
    /// The directory to begin with, where known; without one the store decides.
    pub start: Option<StorePath>,
    /// What it can do beside listing.
    pub capabilities: Capabilities,
    /// What it does not take.
    pub limits: Limits,
    /// What it says about transfers.
    pub transfers: TransferPolicy,
    /// What it may ask of a sign-in; `None`: it needs none.
    pub session_policy: Option<SessionPolicy>,
    /// What keeps it from being used, or may.
    pub notes: Vec<StoreNote>,
}

/// What a store does not take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Whether names must be UTF-8.
    pub utf8_names: bool,
    /// The most entries of one directory that it lists.
    pub listed_rows: Option<u32>,
}

/// What a store says about transfers from and to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransferPolicy {
    /// Whether transfers must be verified by checksum.
    pub must_verify: bool,
    /// Whether transfers cannot be verified by checksum.
    pub cannot_verify: bool,
    /// Whether transfers are always encrypted.
    pub always_encrypted: bool,
}

/// What a collection may ask of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// The collection that asks.
    pub collection: CollectionId,
    /// For how many minutes a sign-in counts, if its document says so.
    pub minutes: Option<u32>,
    /// Whether its files are reached only with a `data_access` consent (`globus-api.md` 3).
    pub data_access: bool,
    /// Whether it asks for high assurance.
    pub high_assurance: bool,
}

/// Something that keeps a store from being used, or may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StoreNote {
    /// It is a server, which holds no files itself.
    Server,
    /// It can be neither listed nor transferred to.
    NonFunctional,
    /// It was not connected when it was looked up.
    Offline,
    /// Its owner had paused it when it was looked up.
    Paused,
}

impl StoreNote {
    /// In a word or two, for a row.
    pub fn label(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::NonFunctional => "cannot be used",
            Self::Offline => "offline",
            Self::Paused => "paused",
        }
    }
}

impl StoreInfo {
    /// The disks of this computer.
    pub fn local() -> Self {
        Self {
            id: StoreId::Local,
            name: Untrusted::new("This computer"),
            owner: Untrusted::default(),
            description: Untrusted::default(),
            message: None,
            kind: "local disk",
            start: None,
            capabilities: Capabilities::LOCAL,
            limits: Limits::default(),
            transfers: TransferPolicy::default(),
            session_policy: None,
            notes: Vec::new(),
        }
    }

    /// Its name for a screen; its id when it has none.
    pub fn title(&self) -> SafeText {
        match self.id {
            StoreId::Collection(id) if self.name.is_empty() => safe!("{}", id),
            _ => self.name.sanitized(),
        }
    }

    /// The collection, if it is one.
    pub fn collection(&self) -> Option<CollectionId> {
        self.id.collection()
    }

    /// Whether it is a collection whose files are reached only with a consent of their own.
    pub fn asks_data_access(&self) -> bool {
        self.session_policy.is_some_and(|policy| policy.data_access)
    }

    /// A name from a listing, as this store accepts it.
    ///
    /// # Errors
    /// [`PathError::BadName`]; [`PathError::NotUtf8`] where the store takes text only.
    pub fn entry_name(&self, name: UntrustedRef<'_>) -> Result<EntryName, PathError> {
        let name = EntryName::new(name)?;
        self.check_name(&name)?;
        Ok(name)
    }

    /// Whether this store takes a name, as a source or as a destination.
    ///
    /// # Errors
    /// [`PathError::NotUtf8`] where the store takes text only.
    pub fn check_name(&self, name: &EntryName) -> Result<(), PathError> {
        if self.limits.utf8_names { name.as_utf8().map(drop) } else { Ok(()) }
    }

    /// For how long a sign-in counts here, as far as it is known: its own document says so, or a rule does, or a
    /// refusal has shown that it is no longer than that.
    pub fn lifetime(&self, rules: &[SiteRule], refused: &ObservedSessionLimits) -> Option<Lifetime> {
        let policy = self.session_policy?;
        let rule = rules.iter().find(|rule| rule.is_about(&self.name) || rule.is_about(&self.owner));
        let word = rule.map(|rule| rule.word.clone());
        let own = policy.minutes.map(|minutes| i64::from(minutes) * 60);
        let ruled = || rule.map(|rule| i64::from(rule.session_days) * DAY);
        let observed = || refused.get(&policy.collection).copied();
        let seconds = own.or_else(ruled).or_else(observed)?;
        Some(Lifetime { seconds, word })
    }

    /// Why it cannot be opened at all. One that is offline may be tried: what is known may be old.
    pub fn why_not_open(&self) -> Option<SafeText> {
        let title = self.title();
        if self.notes.contains(&StoreNote::NonFunctional) {
            return Some(safe!(
                "{} can be neither listed nor transferred to: its owner or the server's managers must repair it.",
                title
            ));
        }
        self.notes.contains(&StoreNote::Server).then(|| {
            safe!("{} is a server, which cannot be browsed itself: open one of its collections.", title)
        })
    }
}

impl From<&Collection> for StoreInfo {
    fn from(collection: &Collection) -> Self {
        let notes = [
            (collection.entity == EntityType::Endpoint, StoreNote::Server),
            (collection.non_functional, StoreNote::NonFunctional),
            (collection.connected == Some(false), StoreNote::Offline),
            (collection.paused == Some(true), StoreNote::Paused),
        ];
        Self {
            id: StoreId::Collection(collection.id),
            name: collection.name.clone(),
            owner: collection.owner.clone(),
            description: collection.description.clone(),
            message: collection.user_message.clone(),
            kind: collection.entity.label(),
            start: collection.default_directory.clone(),
            capabilities: Capabilities {
                guests: matches!(collection.entity, EntityType::Mapped | EntityType::Personal),
                read: collection.https_server.is_some(),
                ..Capabilities::COLLECTION
            },
            limits: Limits { utf8_names: true, listed_rows: Some(GLOBUS_ROWS) },
            transfers: TransferPolicy {
                must_verify: collection.force_verify,
                cannot_verify: collection.disable_verify,
                always_encrypted: collection.force_encryption,
            },
            session_policy: Some(SessionPolicy {
                collection: collection.id,
                minutes: collection.session_minutes,
                data_access: collection.asks_data_access(),
                high_assurance: collection.high_assurance,
            }),
            notes: notes.into_iter().filter_map(|(holds, note)| holds.then_some(note)).collect(),
        }
    }
}

impl Collection {
    /// As [`StoreInfo::lifetime`].
    pub fn lifetime(&self, rules: &[SiteRule], refused: &ObservedSessionLimits) -> Option<Lifetime> {
        StoreInfo::from(self).lifetime(rules, refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laptop() -> Collection {
        let id = CollectionId::new(uuid::Uuid::from_u128(1));
        Collection::known_by(id, Untrusted::new("laptop"), EntityType::Personal)
    }

    #[test]
    fn what_a_collection_tells_is_kept() {
        let collection = Collection {
            connected: Some(false),
            force_verify: true,
            session_minutes: Some(60),
            user_message: Some(Untrusted::new("read me")),
            ..Collection { entity: EntityType::Mapped, ..laptop() }
        };
        let info = StoreInfo::from(&collection);
        assert_eq!(info.collection(), Some(collection.id));
        assert_eq!((info.kind, info.title().as_str()), ("mapped collection", "laptop"));
        assert!(info.asks_data_access() && info.transfers.must_verify && !info.transfers.cannot_verify);
        assert_eq!(info.notes, [StoreNote::Offline]);
        assert_eq!(info.message, collection.user_message);
        assert_eq!(info.lifetime(&[], &ObservedSessionLimits::new()).map(|one| one.seconds), Some(3600));
        assert_eq!(info.why_not_open(), None, "it may be back by now");
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        let broken = Collection { non_functional: true, ..laptop() };
        let server = Collection { entity: EntityType::Endpoint, ..laptop() };
        for (collection, word) in [(broken, "repair"), (server, "is a server")] {
            let why = StoreInfo::from(&collection).why_not_open().unwrap();
            assert!(why.as_str().contains(word), "{why}");
        }
    }

    #[test]
    fn a_store_without_a_name_is_called_by_its_id() {
        let nameless = Collection { name: Untrusted::default(), ..laptop() };
        assert_eq!(StoreInfo::from(&nameless).title().as_str(), nameless.id.to_string());
    }

    #[test]
    fn only_globus_refuses_names_that_are_no_text() {
        let latin = UntrustedRef(b"caf\xe9");
        assert_eq!(StoreInfo::from(&laptop()).entry_name(latin), Err(PathError::NotUtf8));
        assert_eq!(
            StoreInfo::local().entry_name(latin).map(|name| name.raw().to_vec()),
            Ok(latin.0.to_vec())
        );
        assert_eq!(StoreInfo::local().entry_name(UntrustedRef(b"..")), Err(PathError::BadName));
    }

    #[test]
    fn the_local_store_asks_for_no_sign_in() {
        let local = StoreInfo::local();
        assert_eq!(local.lifetime(&[], &ObservedSessionLimits::new()), None);
        assert!(local.session_policy.is_none() && local.collection().is_none());
    }
}
