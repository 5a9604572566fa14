//! Collections and endpoints: the members of the endpoint document and the directory that holds the files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sandbox::model::access_rules::AccessRules;
use crate::sandbox::model::sharing::{AccessRule, Role};

/// The kind of an endpoint, serialised as the `entity_type` member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntityType {
    #[serde(rename = "GCSv5_endpoint")]
    Endpoint,
    #[serde(rename = "GCSv5_mapped_collection")]
    Mapped,
    #[serde(rename = "GCSv5_guest_collection")]
    Guest,
    #[serde(rename = "GCP_mapped_collection")]
    Personal,
    #[serde(rename = "GCP_guest_collection")]
    PersonalGuest,
}

impl EntityType {
    /// The value of the `entity_type` member.
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Endpoint => "GCSv5_endpoint",
            Self::Mapped => "GCSv5_mapped_collection",
            Self::Guest => "GCSv5_guest_collection",
            Self::Personal => "GCP_mapped_collection",
            Self::PersonalGuest => "GCP_guest_collection",
        }
    }

    /// Whether it is served by Globus Connect Personal.
    pub fn is_personal(self) -> bool {
        matches!(self, Self::Personal | Self::PersonalGuest)
    }
}

/// How a listing names its directory (`globus-api.md` 8.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingPath {
    /// `path` is resolved, `absolute_path` is null.
    #[default]
    Resolved,
    /// `path` is the requested one (`/~/`), `absolute_path` is null.
    Given,
    /// `path` is the requested one, `absolute_path` is resolved.
    GivenWithAbsolute,
}

/// One endpoint or collection. Paths are collection paths: absolute, `/`-separated; only `root` is a real directory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Collection {
    pub id: Uuid,
    pub display_name: String,
    pub entity_type: EntityType,
    /// The identity that owns it.
    pub owner: Uuid,
    /// The `owner_string` member.
    pub owner_string: String,
    /// For GCSv5: the endpoint it lives on (the document's `owner_id`).
    pub endpoint: Option<Uuid>,
    /// Its directory, relative to `DATA/collections`; empty for an endpoint without storage.
    pub dir: String,
    /// Its directory, absolute and canonical. Set at start, so that the data directory can be moved.
    #[serde(skip)]
    pub root: PathBuf,
    /// What `/~/` resolves to; begins and ends with `/`.
    pub home: String,
    pub default_directory: Option<String>,
    /// Paths that are read-only with everything below them. File permissions do not suffice: the process may be
    /// root.
    pub read_only: Vec<String>,
    /// Generated directories: path (ending in `/`) and number of entries.
    pub generated: BTreeMap<String, u64>,
    /// The same for directories of names that a server should not send.
    #[serde(default)]
    pub hostile: BTreeMap<String, u64>,
    /// Whether it does not answer: Globus Connect Personal not connected, or a server that refuses connections.
    pub offline: bool,
    pub description: Option<String>,
    pub organization: Option<String>,
    pub department: Option<String>,
    pub contact_email: Option<String>,
    pub contact_info: Option<String>,
    pub info_link: Option<String>,
    pub keywords: Vec<String>,
    pub user_message: Option<String>,
    pub user_message_link: Option<String>,
    pub public: bool,
    pub high_assurance: bool,
    pub authentication_timeout_mins: Option<u32>,
    /// Whether its files are served by HTTPS.
    #[serde(default)]
    pub https: bool,
    /// Where, if so. Set at start, by the address of the sandbox.
    #[serde(skip)]
    pub https_server: Option<String>,
    pub gcs_manager_url: Option<String>,
    pub gcs_version: Option<String>,
    pub hostname: Option<String>,
    pub subscription_id: Option<Uuid>,
    pub mapped_collection_id: Option<Uuid>,
    pub mapped_collection_display_name: Option<String>,
    pub host_endpoint_id: Option<Uuid>,
    pub host_endpoint_display_name: Option<String>,
    pub host_path: Option<String>,
    pub force_encryption: bool,
    pub force_verify: bool,
    pub disable_verify: bool,
    #[serde(default)]
    pub listing_path: ListingPath,
    /// What it requires of callers' sessions.
    pub access: AccessRules,
    /// Access rules, for a guest collection.
    pub rules: Vec<AccessRule>,
    pub roles: Vec<Role>,
    /// The longest that an access rule may last.
    pub max_rule_minutes: Option<u32>,
    /// The message of the pause rule about its transfers, if there is one.
    #[serde(default)]
    pub pause_rule: Option<String>,
    /// For a guest collection of a server: the account of its owner whose files it shares.
    #[serde(default)]
    pub user_credential: Option<Uuid>,
}

impl Collection {
    /// A public collection with default values.
    pub fn new(id: Uuid, display_name: &str, entity_type: EntityType, owner: Uuid) -> Self {
        Self {
            id,
            display_name: display_name.to_owned(),
            entity_type,
            owner,
            owner_string: String::new(),
            endpoint: None,
            dir: String::new(),
            root: PathBuf::new(),
            home: "/".to_owned(),
            default_directory: None,
            read_only: Vec::new(),
            generated: BTreeMap::new(),
            hostile: BTreeMap::new(),
            offline: false,
            description: None,
            organization: None,
            department: None,
            contact_email: None,
            contact_info: None,
            info_link: None,
            keywords: Vec::new(),
            user_message: None,
            user_message_link: None,
            public: true,
            high_assurance: false,
            authentication_timeout_mins: None,
            https: false,
            https_server: None,
            gcs_manager_url: None,
            gcs_version: None,
            hostname: None,
            subscription_id: None,
            mapped_collection_id: None,
            mapped_collection_display_name: None,
            host_endpoint_id: None,
            host_endpoint_display_name: None,
            host_path: None,
            force_encryption: false,
            force_verify: false,
            disable_verify: false,
            listing_path: ListingPath::default(),
            access: AccessRules { admits_clients: true, ..AccessRules::default() },
            rules: Vec::new(),
            roles: Vec::new(),
            max_rule_minutes: None,
            pause_rule: None,
            user_credential: None,
        }
    }

    /// Whether access to its files requires a `data_access` consent. The scope exists only for such collections.
    pub fn needs_data_access(&self) -> bool {
        self.entity_type == EntityType::Mapped && !self.high_assurance
    }

    /// The storage gateway of a mapped collection, or of the one that a guest collection is on.
    pub fn storage_gateway(&self) -> Uuid {
        Uuid::new_v5(&self.mapped_collection_id.unwrap_or(self.id), b"storage gateway")
    }

    /// Whether it holds no files: endpoints do not, collections do.
    pub fn non_functional(&self) -> bool {
        self.entity_type == EntityType::Endpoint
    }

    /// Whether `path` (normalised, absolute, without `/~/`) is read-only.
    pub fn is_read_only(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.read_only.iter().map(|prefix| prefix.trim_end_matches('/')).any(|prefix| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_only_covers_the_directory_and_what_is_below() {
        let mut collection = Collection::new(Uuid::nil(), "x", EntityType::Mapped, Uuid::nil());
        collection.read_only = vec!["/badc".to_owned()];
        assert!(collection.is_read_only("/badc"));
        assert!(collection.is_read_only("/badc/"));
        assert!(collection.is_read_only("/badc/cmip6"));
        assert!(!collection.is_read_only("/badcase"));
        assert!(!collection.is_read_only("/"));
        collection.read_only = vec!["/".to_owned()];
        assert!(collection.is_read_only("/"));
        assert!(collection.is_read_only("/x"));
    }
}
