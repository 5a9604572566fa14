//! Expiring and revoking tokens; rotation of refresh tokens.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::grant::{TokenKind, TokenRecord};
use crate::sandbox::model::world::World;
use crate::sandbox::services::control::request::{
    ControlError, ControlResult, JsonBody, control_error, done, parse_body,
};

/// The refresh tokens with their number of uses.
pub fn refreshes(accounts: &Accounts) -> Vec<Value> {
    let held = accounts.tokens.values().filter(|token| token.kind == TokenKind::Refresh);
    held.map(|token| {
        let user = accounts.identities.get(&token.identity).map(|identity| &identity.username);
        json!({"user": user, "client": token.client, "service": token.resource_server, "refreshes": token.refreshes})
    })
    .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSelector {
    kind: Option<TokenKind>,
    user: Option<String>,
    service: Option<String>,
}

impl TokenSelector {
    /// A predicate for the selected tokens.
    fn matcher(self, accounts: &Accounts) -> Result<impl Fn(&TokenRecord) -> bool + use<>, ControlError> {
        let unknown = |name: &String| control_error(StatusCode::NOT_FOUND, &format!("no user {name}"));
        let user = self
            .user
            .map(|name| accounts.by_username(&name).map(|user| user.id).ok_or_else(|| unknown(&name)));
        let user = user.transpose()?;
        let kind = self.kind;
        let service = self.service;
        Ok(move |token: &TokenRecord| {
            kind.is_none_or(|kind| kind == token.kind)
                && user.is_none_or(|user| user == token.identity)
                && service.as_ref().is_none_or(|service| *service == token.resource_server)
        })
    }
}

/// Expires tokens, as their age would.
pub async fn expire(State(world): State<Arc<World>>, request: JsonBody<TokenSelector>) -> ControlResult {
    let now = world.clock.now();
    change_tokens(&world, parse_body(request)?, |accounts, selected| {
        for token in accounts.tokens.values_mut().filter(|token| selected(token)) {
            token.expires = Some(now);
        }
    })
}

pub async fn revoke(State(world): State<Arc<World>>, request: JsonBody<TokenSelector>) -> ControlResult {
    change_tokens(&world, parse_body(request)?, |accounts, selected| {
        accounts.tokens.retain(|_, token| !selected(token))
    })
}

fn change_tokens(
    world: &World,
    which: TokenSelector,
    change: impl FnOnce(&mut Accounts, &dyn Fn(&TokenRecord) -> bool),
) -> ControlResult {
    let count = {
        let mut accounts = world.accounts();
        let selected = which.matcher(&accounts)?;
        let count = accounts.tokens.values().filter(|token| selected(token)).count();
        change(&mut accounts, &selected);
        count
    };
    world.changed();
    Ok(Json(json!({"ok": true, "tokens": count})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRotation {
    rotate: bool,
}

pub async fn tokens(State(world): State<Arc<World>>, request: JsonBody<TokenRotation>) -> ControlResult {
    world.controls.rotate_refresh_tokens.store(parse_body(request)?.rotate, Ordering::Relaxed);
    done()
}
