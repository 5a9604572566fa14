//! Token validation, introspection and revocation.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::sandbox::model::world::World;
use crate::sandbox::services::auth::client::{FormFields, authenticate_client};
use crate::sandbox::services::auth::error::AuthError;
use crate::sandbox::services::auth::issue::set_member;
use crate::sandbox::services::auth::openid;

/// `POST /v2/oauth2/token/validate`: `{"active"}`.
pub async fn validate(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    fields: FormFields,
) -> Result<Json<Value>, AuthError> {
    let now = world.clock.now();
    let accounts = world.accounts();
    let client = authenticate_client(&accounts, &headers, &fields)?;
    let record = accounts.tokens.get(fields.require("token")?);
    let active =
        record.is_some_and(|record| record.client == client.id && record.expires.is_none_or(|at| at > now));
    Ok(Json(json!({"active": active})))
}

/// `POST /v2/oauth2/token/revoke`: `{"active":false}`, for unknown tokens too. The client is not compared: the
/// official CLI revokes with its template's id, not with its own client id.
pub async fn revoke(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    fields: FormFields,
) -> Result<Json<Value>, AuthError> {
    if !headers.contains_key(axum::http::header::AUTHORIZATION) {
        fields.require("client_id")?;
    }
    let token = fields.require("token")?;
    world.accounts().tokens.remove(token);
    world.changed();
    Ok(Json(json!({"active": false})))
}

/// `POST /v2/oauth2/token/introspect`: confidential clients only.
pub async fn introspect(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    fields: FormFields,
) -> Result<Json<Value>, AuthError> {
    let now = world.clock.now();
    let accounts = world.accounts();
    let client = authenticate_client(&accounts, &headers, &fields)?;
    if client.is_public() {
        return Err(AuthError::forbidden("a native app cannot introspect tokens"));
    }
    let record = accounts.tokens.get(fields.require("token")?);
    let Some(record) = record.filter(|record| record.expires.is_none_or(|at| at > now)) else {
        return Ok(Json(json!({"active": false})));
    };
    let Some(identity) = accounts.identities.get(&record.identity) else {
        return Ok(Json(json!({"active": false})));
    };
    let mut answer = json!({
        "active": true,
        "scope": record.scopes.join(" "),
        "client_id": record.client,
        "sub": identity.id,
        "username": identity.username,
        "name": identity.name,
        "email": identity.email,
        "exp": record.expires.map(|at| at.as_second()),
        "iat": record.issued.as_second(),
        "nbf": record.issued.as_second(),
        "aud": [record.resource_server, record.client.to_string()],
        "iss": world.url,
        "token_type": "Bearer",
        "dependent_tokens_cache_id": null,
    });
    for wanted in fields.get("include").unwrap_or_default().split(',') {
        match wanted.trim() {
            "session_info" => {
                let session = record.session.as_ref();
                let mut authentications = json!({});
                for (id, authentication) in session.into_iter().flat_map(|session| &session.authentications) {
                    let Some(identity) = accounts.identities.get(id) else { continue };
                    let amr = authentication.mfa.then_some(["mfa"]);
                    let document = json!({"idp": identity.provider, "auth_time": authentication.at.as_second(), "acr": null,
                                          "amr": amr, "custom_claims": {}});
                    set_member(&mut authentications, &id.to_string(), document);
                }
                let info = json!({
                    "session_id": session.map(|session| session.id),
                    "authentications": authentications,
                });
                set_member(&mut answer, "session_info", info);
            }
            "identity_set" => {
                let ids: Vec<_> = accounts.linked(identity).map(|linked| linked.id.to_string()).collect();
                set_member(&mut answer, "identity_set", ids);
            }
            "identity_set_detail" => {
                let set = openid::identity_set(&accounts, identity, record.session.as_ref());
                set_member(&mut answer, "identity_set_detail", set);
            }
            _ => {}
        }
    }
    Ok(Json(answer))
}
