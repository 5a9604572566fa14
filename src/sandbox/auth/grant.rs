//! Making tokens: one per resource server, and the consents that stand behind them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::account::{Consent, Session, TokenKind, TokenRecord};
use super::super::world::Accounts;
use super::scope::Scope;
use super::{known, secret};

/// Seconds that an access token lives: 48 h.
pub const LIFE: i64 = 172_800;

/// For whom tokens are made.
#[derive(Debug, Clone)]
pub struct Holder {
    pub client: Uuid,
    pub identity: Uuid,
    pub session: Option<Session>,
}

/// Makes an access token (and a refresh token if `offline`) for each resource server of `names`, in the order of their
/// first scope, and gives the answer: the first at top level, the others in `other_tokens`.
pub fn issue(
    accounts: &mut Accounts,
    holder: &Holder,
    names: &[String],
    offline: bool,
    now: Timestamp,
) -> Value {
    accounts.tokens.retain(|_, token| token.expires.is_none_or(|at| at > now));
    let mut servers: Vec<(String, Vec<String>)> = Vec::new();
    for name in names {
        let Some(server) = known::resource_server(accounts, name) else { continue };
        match servers.iter_mut().find(|(held, _)| *held == server) {
            Some((_, scopes)) => scopes.push(name.clone()),
            None => servers.push((server, vec![name.clone()])),
        }
    }
    let mut tokens = servers.into_iter().map(|(server, scopes)| {
        let mut record = TokenRecord {
            kind: TokenKind::Access,
            client: holder.client,
            identity: holder.identity,
            resource_server: server,
            scopes,
            session: holder.session.clone(),
            issued: now,
            expires: None,
            refreshes: 0,
        };
        let mut document = access(accounts, &record, now);
        if offline {
            record.kind = TokenKind::Refresh;
            let refresh = secret();
            accounts.tokens.insert(refresh.clone(), record);
            put(&mut document, "refresh_token", refresh);
        }
        document
    });
    let mut first = tokens.next().unwrap_or_else(|| json!({}));
    let others: Vec<Value> = tokens.collect();
    put(&mut first, "other_tokens", others);
    first
}

/// Makes one access token like `record` and gives its document.
pub fn access(accounts: &mut Accounts, record: &TokenRecord, now: Timestamp) -> Value {
    let token = secret();
    let expires = now.checked_add(SignedDuration::from_secs(LIFE)).unwrap_or(Timestamp::MAX);
    let kind = TokenKind::Access;
    let made = TokenRecord { kind, issued: now, expires: Some(expires), refreshes: 0, ..record.clone() };
    accounts.tokens.insert(token.clone(), made);
    json!({
        "access_token": token,
        "scope": record.scopes.join(" "),
        "resource_server": record.resource_server,
        "expires_in": LIFE,
        "token_type": "Bearer",
    })
}

/// Sets a member of a document.
pub fn put(document: &mut Value, member: &str, value: impl Into<Value>) {
    if let Some(members) = document.as_object_mut() {
        members.insert(member.to_owned(), value.into());
    }
}

/// Remembers that this identity granted these scope trees to this client: one consent per node, found again by its path.
pub fn consent(accounts: &mut Accounts, holder: &Holder, scopes: &[Scope], offline: bool, now: Timestamp) {
    node(accounts, holder, scopes, offline, now, &[]);
}

fn node(
    accounts: &mut Accounts,
    holder: &Holder,
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
        node(accounts, holder, &scope.dependencies, offline, now, &path);
    }
}

/// Takes a consent back, with all that depends on it. What was not asked for with `*` cannot go alone: the consent above
/// it goes too. With a whole tree go the tokens that stood on it. Gives how many consents went.
pub fn revoke(accounts: &mut Accounts, id: u64) -> usize {
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
