//! Granting and revoking consents.

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::grant::Consent;
use crate::sandbox::model::scope::Scope;
use crate::sandbox::model::session::Session;

/// The client, identity and session that consents and tokens are issued to.
#[derive(Debug, Clone)]
pub struct TokenHolder {
    pub client: Uuid,
    pub identity: Uuid,
    pub session: Option<Session>,
}

/// Stores the consent to these scope trees: one record per node. An existing record of the same path is updated.
pub fn grant_consents(
    accounts: &mut Accounts,
    holder: &TokenHolder,
    scopes: &[Scope],
    offline: bool,
    now: Timestamp,
) {
    grant_nodes(accounts, holder, scopes, offline, now, &[]);
}

fn grant_nodes(
    accounts: &mut Accounts,
    holder: &TokenHolder,
    scopes: &[Scope],
    offline: bool,
    now: Timestamp,
    above: &[u64],
) {
    for scope in scopes {
        let held = accounts.consents.iter_mut().find(|consent| {
            consent.client == holder.client
                && consent.identity == holder.identity
                && consent.scope_name == scope.name
                && consent.path.split_last().is_some_and(|(_, parents)| parents == above)
        });
        let path = match held {
            Some(consent) => {
                consent.updated = now;
                consent.last_used = now;
                consent.allows_refresh |= offline;
                consent.atomically_revocable &= scope.optional;
                consent.path.clone()
            }
            None => {
                let id = accounts.next_consent.max(1);
                accounts.next_consent = id + 1;
                let path: Vec<u64> = above.iter().copied().chain([id]).collect();
                accounts.consents.push(Consent {
                    id,
                    client: holder.client,
                    identity: holder.identity,
                    scope_name: scope.name.clone(),
                    path: path.clone(),
                    atomically_revocable: scope.optional,
                    allows_refresh: offline,
                    created: now,
                    updated: now,
                    last_used: now,
                });
                path
            }
        };
        grant_nodes(accounts, holder, &scope.dependencies, offline, now, &path);
    }
}

/// Revokes a consent with everything below it. A consent that is not atomically revocable takes the nearest
/// revocable consent above it along, else the whole tree; with a whole tree, its tokens are revoked. Returns the
/// number of consents removed.
pub fn revoke_consent(accounts: &mut Accounts, id: u64) -> usize {
    let Some(found) = accounts.consents.iter().find(|consent| consent.id == id).cloned() else { return 0 };
    let alone = |id: &&u64| {
        let held = accounts.consents.iter().find(|consent| consent.id == **id);
        held.is_some_and(|held| held.atomically_revocable)
    };
    let top = found.path.iter().rev().find(alone).or(found.path.first()).copied().unwrap_or(id);
    let root = accounts.consents.iter().find(|consent| consent.id == top && consent.path.len() == 1);
    if let Some(root) = root.cloned() {
        accounts.tokens.retain(|_, token| {
            token.client != root.client
                || token.identity != root.identity
                || !token.scopes.contains(&root.scope_name)
        });
    }
    let before = accounts.consents.len();
    accounts.consents.retain(|consent| !consent.path.contains(&top));
    before - accounts.consents.len()
}
