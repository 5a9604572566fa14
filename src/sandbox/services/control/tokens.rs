//! Ending tokens before their time, and turning rotation on.

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
use crate::sandbox::services::control::request::{Answer, Body, Refused, body, done, refuse};

/// The refresh tokens, and how often each was used.
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
pub struct Which {
    kind: Option<TokenKind>,
    user: Option<String>,
    service: Option<String>,
}

impl Which {
    /// A test for the tokens that are meant.
    fn test(self, accounts: &Accounts) -> Result<impl Fn(&TokenRecord) -> bool + use<>, Refused> {
        let unknown = |name: &String| refuse(StatusCode::NOT_FOUND, &format!("no user {name}"));
        let user = self
            .user
            .map(|name| accounts.by_username(&name).map(|user| user.id).ok_or_else(|| unknown(&name)));
        let user = user.transpose()?;
        let (kind, service) = (self.kind, self.service);
        Ok(move |token: &TokenRecord| {
            kind.is_none_or(|kind| kind == token.kind)
                && user.is_none_or(|user| user == token.identity)
                && service.as_ref().is_none_or(|service| *service == token.resource_server)
        })
    }
}

/// Ends tokens as their age would; they stay known, and dead.
pub async fn expire(State(world): State<Arc<World>>, wish: Body<Which>) -> Answer {
    let now = world.clock.now();
    change_tokens(&world, body(wish)?, |accounts, meant| {
        for token in accounts.tokens.values_mut().filter(|token| meant(token)) {
            token.expires = Some(now);
        }
    })
}

pub async fn revoke(State(world): State<Arc<World>>, wish: Body<Which>) -> Answer {
    change_tokens(&world, body(wish)?, |accounts, meant| accounts.tokens.retain(|_, token| !meant(token)))
}

fn change_tokens(
    world: &World,
    which: Which,
    change: impl FnOnce(&mut Accounts, &dyn Fn(&TokenRecord) -> bool),
) -> Answer {
    let count = {
        let mut accounts = world.accounts();
        let meant = which.test(&accounts)?;
        let count = accounts.tokens.values().filter(|token| meant(token)).count();
        change(&mut accounts, &meant);
        count
    };
    world.changed();
    Ok(Json(json!({"ok": true, "tokens": count})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    rotate: bool,
}

pub async fn tokens(State(world): State<Arc<World>>, wish: Body<Tokens>) -> Answer {
    world.knobs.rotate_refresh_tokens.store(body(wish)?.rotate, Ordering::Relaxed);
    done()
}
