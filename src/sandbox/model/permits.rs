//! What a caller may do on a collection: from its owner, its roles and its access rules.

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::sharing::{ACCESS_ROLES, Principal};

/// Whether a signed-in caller is one of those that a principal names.
fn includes(principal: &Principal, accounts: &Accounts, caller: &Uuid) -> bool {
    let own = identity_set(accounts, caller);
    match principal {
        Principal::Identity(id) => own.contains(id),
        Principal::Group(id) => accounts.groups.iter().any(|group| {
            group.id == *id && group.members.iter().any(|member| own.contains(&member.identity))
        }),
        Principal::AllUsers | Principal::Anonymous => true,
    }
}

/// The identities linked to this one, itself included.
pub fn identity_set(accounts: &Accounts, id: &Uuid) -> Vec<Uuid> {
    accounts
        .identities
        .get(id)
        .map_or_else(|| vec![*id], |identity| accounts.linked(identity).map(|linked| linked.id).collect())
}

/// The roles of a caller on a collection. The owner is an administrator.
pub fn roles_of(accounts: &Accounts, collection: &Collection, caller: &Uuid) -> Vec<String> {
    let own = collection.owner == *caller;
    let mut roles: Vec<String> = own.then(|| "administrator".to_owned()).into_iter().collect();
    for held in collection.roles.iter().filter(|held| includes(&held.principal, accounts, caller)) {
        if !roles.contains(&held.role) {
            roles.push(held.role.clone());
        }
    }
    roles
}

/// Whether the caller may read and change access rules.
pub fn manages_access(accounts: &Accounts, collection: &Collection, caller: &Uuid) -> bool {
    roles_of(accounts, collection, caller).iter().any(|role| ACCESS_ROLES.contains(&role.as_str()))
}

/// Whether access rules exist here: on guest collections.
pub fn has_access_rules(collection: &Collection) -> bool {
    matches!(collection.entity_type, EntityType::Guest | EntityType::PersonalGuest)
}

/// The directories that a caller may use, each with whether it may be changed; None where no rules limit it.
pub fn permits(
    accounts: &Accounts,
    collection: &Collection,
    caller: &Uuid,
    now: Timestamp,
) -> Option<Vec<(String, bool)>> {
    if !has_access_rules(collection) || manages_access(accounts, collection, caller) {
        return None;
    }
    let live = collection.rules.iter().filter(|rule| rule.expires.is_none_or(|at| at > now));
    let own = live.filter(|rule| includes(&rule.principal, accounts, caller));
    Some(own.map(|rule| (rule.path.clone(), rule.write)).collect())
}
