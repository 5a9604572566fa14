//! The scopes that exist. Each belongs to one resource server, by which tokens are keyed.

use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::EntityType;
use crate::sandbox::model::scope::Scope;
use crate::sandbox::services::caller::{
    AUTH_RESOURCE_SERVER, GROUPS_RESOURCE_SERVER as GROUPS, TRANSFER_RESOURCE_SERVER,
};

/// The resource server of Timers.
const TIMERS: &str = "524230d7-ea86-4a52-8312-86065a9e0417";
const SEARCH: &str = "search.api.globus.org";
const FLOWS: &str = "flows.globus.org";
const COMPUTE: &str = "funcx_service";

const URN: &str = "urn:globus:auth:scope:";
const URL: &str = "https://auth.globus.org/scopes/";

/// Resource server, prefix of its scope names, and the suffixes that exist.
const SCOPES: &[(&str, &str, &[&str])] = &[
    (AUTH_RESOURCE_SERVER, "", &["openid", "profile", "email"]),
    (
        AUTH_RESOURCE_SERVER,
        "urn:globus:auth:scope:auth.globus.org:",
        &[
            "view_identity_set",
            "view_identities",
            "view_consents",
            "manage_projects",
            "view_identity_providers",
        ],
    ),
    (
        TRANSFER_RESOURCE_SERVER,
        "urn:globus:auth:scope:transfer.api.globus.org:",
        &["all", "gcp_install", "monitor_ongoing"],
    ),
    (GROUPS, "urn:globus:auth:scope:groups.api.globus.org:", &["all", "view_my_groups_and_memberships"]),
    (SEARCH, "urn:globus:auth:scope:search.api.globus.org:", &["all", "search", "ingest"]),
    (TIMERS, "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/", &["timer"]),
    (
        FLOWS,
        "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/",
        &["all", "view_flows", "run", "run_status", "run_manage", "manage_flows"],
    ),
    (COMPUTE, "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/", &["all"]),
];

/// The resource server of a scope; None if the scope does not exist.
pub fn resource_server(accounts: &Accounts, name: &str) -> Option<String> {
    let fixed = SCOPES
        .iter()
        .find(|(_, begins, ends)| name.strip_prefix(begins).is_some_and(|end| ends.contains(&end)));
    if let Some((server, ..)) = fixed {
        return Some((*server).to_owned());
    }
    let (id, verb) = match name.strip_prefix(URL) {
        Some(rest) => rest.split_once('/')?,
        None => name.strip_prefix(URN)?.split_once(':')?,
    };
    let collection = accounts.collections.get(&id.parse::<Uuid>().ok()?)?;
    let exists = match verb {
        "data_access" => collection.needs_data_access(),
        "https" => !collection.entity_type.is_personal() && collection.https_server.is_some(),
        "manage_collections" => collection.entity_type == EntityType::Endpoint,
        _ => false,
    };
    (exists && (verb == "manage_collections") != name.starts_with(URL)).then(|| collection.id.to_string())
}

/// Checks that every scope and dependency exists. The error is the first unknown name.
pub fn check_known<'a>(accounts: &Accounts, scopes: &'a [Scope]) -> Result<(), &'a str> {
    for scope in scopes {
        if resource_server(accounts, &scope.name).is_none() {
            return Err(&scope.name);
        }
        check_known(accounts, &scope.dependencies)?;
    }
    Ok(())
}

/// The description of a scope for the consent page.
pub fn description(accounts: &Accounts, name: &str) -> String {
    let fixed = match name {
        "openid" => "Know who you are",
        "profile" => "See your name and organisation",
        "email" => "See your e-mail address",
        _ if name.ends_with(":view_identity_set") => "See the identities linked to yours",
        _ if name.ends_with(":view_identities") => "Look up people by name",
        _ if name.contains("transfer.api.globus.org:all") => "Browse, transfer and delete files for you",
        _ if name.contains("groups.api.globus.org") => "See and manage your groups",
        _ if name.contains("search.api.globus.org") => "Search for you",
        _ if name.ends_with("/timer") => "Set timers for you",
        _ if name.contains("eec9b274-0c81-4334-bdc2-54e90e689b9a") => "Run flows for you",
        _ => "",
    };
    if !fixed.is_empty() {
        return fixed.to_owned();
    }
    let named = accounts.collections.values().find(|c| name.contains(&c.id.to_string()));
    match named {
        Some(collection) => format!("Reach your files on {}", collection.display_name),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::seed;

    #[test]
    fn data_access_exists_for_mapped_collections_alone() {
        let accounts = seed::accounts(1);
        let of = |kind| accounts.collections.values().find(|c| c.entity_type == kind).map(|c| c.id).unwrap();
        let scope = |kind| format!("{URL}{}/data_access", of(kind));
        assert_eq!(
            resource_server(&accounts, &scope(EntityType::Mapped)),
            Some(of(EntityType::Mapped).to_string())
        );
        for kind in [EntityType::Guest, EntityType::Personal, EntityType::Endpoint] {
            assert_eq!(resource_server(&accounts, &scope(kind)), None);
        }
        let endpoint = of(EntityType::Endpoint);
        let manage = format!("{URN}{endpoint}:manage_collections");
        assert_eq!(resource_server(&accounts, &manage), Some(endpoint.to_string()));
        assert_eq!(resource_server(&accounts, &format!("{URL}{endpoint}/manage_collections")), None);
    }

    #[test]
    fn the_official_login_knows_six_services() {
        let accounts = seed::accounts(1);
        for (name, server) in [
            ("openid", AUTH_RESOURCE_SERVER),
            ("urn:globus:auth:scope:transfer.api.globus.org:all", TRANSFER_RESOURCE_SERVER),
            ("urn:globus:auth:scope:groups.api.globus.org:all", GROUPS),
            ("urn:globus:auth:scope:search.api.globus.org:all", SEARCH),
            ("https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer", TIMERS),
            ("https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/all", FLOWS),
        ] {
            assert_eq!(resource_server(&accounts, name).as_deref(), Some(server));
        }
        assert_eq!(
            resource_server(&accounts, "urn:globus:auth:scope:transfer.api.globus.org:everything"),
            None
        );
    }
}
