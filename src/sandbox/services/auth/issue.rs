//! Issuing tokens, one per resource server.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::consents::TokenHolder;
use crate::sandbox::model::grant::{TokenKind, TokenRecord};
use crate::sandbox::services::auth::scope_registry;
use crate::sandbox::services::auth::secret::random_secret;

/// Lifetime of an access token in seconds: 48 h.
pub const ACCESS_TOKEN_LIFETIME_S: i64 = 172_800;

/// Issues an access token (and a refresh token if `offline`) for each resource server of the scopes `names`, in the
/// order of their first scope. Returns the token response: the first at top level, the others in `other_tokens`.
pub fn issue_tokens(
    accounts: &mut Accounts,
    holder: &TokenHolder,
    names: &[String],
    offline: bool,
    now: Timestamp,
) -> Value {
    accounts.tokens.retain(|_, token| token.expires.is_none_or(|at| at > now));
    let mut servers: Vec<(String, Vec<String>)> = Vec::new();
    for name in names {
        let Some(server) = scope_registry::resource_server(accounts, name) else { continue };
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
        let mut document = issue_access_token(accounts, &record, now);
        if offline {
            record.kind = TokenKind::Refresh;
            let refresh = random_secret();
            accounts.tokens.insert(refresh.clone(), record);
            set_member(&mut document, "refresh_token", refresh);
        }
        document
    });
    let mut first = tokens.next().unwrap_or_else(|| json!({}));
    let others: Vec<Value> = tokens.collect();
    set_member(&mut first, "other_tokens", others);
    first
}

/// Issues an access token with the grants of `record`. Returns its document.
pub fn issue_access_token(accounts: &mut Accounts, record: &TokenRecord, now: Timestamp) -> Value {
    let token = random_secret();
    let expires =
        now.checked_add(SignedDuration::from_secs(ACCESS_TOKEN_LIFETIME_S)).unwrap_or(Timestamp::MAX);
    let kind = TokenKind::Access;
    let made = TokenRecord { kind, issued: now, expires: Some(expires), refreshes: 0, ..record.clone() };
    accounts.tokens.insert(token.clone(), made);
    json!({
        "access_token": token,
        "scope": record.scopes.join(" "),
        "resource_server": record.resource_server,
        "expires_in": ACCESS_TOKEN_LIFETIME_S,
        "token_type": "Bearer",
    })
}

/// Sets a member of a JSON object.
pub fn set_member(document: &mut Value, member: &str, value: impl Into<Value>) {
    if let Some(members) = document.as_object_mut() {
        members.insert(member.to_owned(), value.into());
    }
}
