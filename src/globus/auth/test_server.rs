//! A small Globus Auth for tests: codes, rotating refresh tokens, device flow, userinfo.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use serde_json::{Value, json};

use super::oauth_http::OAuth;
use crate::domain::secret::Token;
use crate::globus::env::Environment;
use crate::globus::http::Http;

pub const CLIENT: &str = "1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901";
pub const PERSON: &str = "aaaaaaaa-5f60-7182-93a4-b5c6d7e8f901";
pub const SECRET: &str = "CANARY-client-secret";
const SERVICES: [&str; 2] = ["transfer.api.globus.org", "auth.globus.org"];

/// The state of the server, and what it received.
pub struct World {
    serial: u32,
    /// Resource server -> the valid refresh token.
    pub refresh: BTreeMap<String, String>,
    /// The valid code and its challenge.
    pub code: Option<(String, String)>,
    /// Every token form received.
    pub forms: Vec<BTreeMap<String, String>>,
    /// Every revoked token.
    pub revoked: Vec<String>,
    /// The `sub` of userinfo.
    pub person: String,
    /// Whether a refresh answer holds a new refresh token.
    pub rotates: bool,
    /// The device endpoint in the OpenID configuration.
    pub device_endpoint: Option<String>,
    /// The answer to a device authorization request.
    pub device: Value,
    /// The answers to polls, in order; an empty one grants the tokens. Afterwards the flow stays pending.
    pub device_answers: VecDeque<&'static str>,
    /// The refusal of every token request, if set.
    pub instead: Option<(u16, &'static str)>,
    /// Called once, before a refresh token is refused.
    pub on_refusal: Option<Box<dyn FnOnce() + Send>>,
}

impl World {
    pub fn count(&self, grant: &str) -> usize {
        self.forms.iter().filter(|form| form.get("grant_type").is_some_and(|have| have == grant)).count()
    }

    fn grant(&mut self, service: &str, with_refresh: bool) -> Value {
        self.serial += 1;
        let mut grant = json!({
            "access_token": format!("CANARY-access-{service}-{}", self.serial), "scope": "s",
            "resource_server": service, "expires_in": 172_800, "token_type": "Bearer",
        });
        if with_refresh {
            let refresh = format!("CANARY-refresh-{service}-{}", self.serial);
            grant["refresh_token"] = refresh.clone().into();
            self.refresh.insert(service.to_owned(), refresh);
        }
        grant
    }

    fn all(&mut self, with_refresh: bool) -> Value {
        let mut first = self.grant(SERVICES[0], with_refresh);
        first["other_tokens"] = json!([self.grant(SERVICES[1], with_refresh)]);
        first
    }
}

type Shared = Arc<Mutex<World>>;

/// The server. It ends with the test's runtime.
pub struct Server {
    pub url: String,
    world: Shared,
}

impl Server {
    pub async fn start() -> Self {
        let world = Arc::new(Mutex::new(World {
            serial: 0,
            refresh: BTreeMap::new(),
            code: None,
            forms: Vec::new(),
            revoked: Vec::new(),
            person: PERSON.into(),
            rotates: true,
            device_endpoint: None,
            device: Value::Null,
            device_answers: VecDeque::new(),
            instead: None,
            on_refusal: None,
        }));
        let routes = Router::new()
            .route("/v2/oauth2/token", post(token))
            .route("/v2/oauth2/token/revoke", post(revoke))
            .route("/v2/oauth2/userinfo", get(userinfo))
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/device/begin", post(device))
            .with_state(Arc::clone(&world));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, world }
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub fn native(&self) -> OAuth {
        let environment = Environment::local(&self.url).unwrap();
        let http = Http::new(&environment).unwrap();
        OAuth::native(environment, http, CLIENT.parse().unwrap())
    }

    pub fn confidential(&self, secret: &str) -> OAuth {
        let environment = Environment::local(&self.url).unwrap();
        let http = Http::new(&environment).unwrap();
        OAuth::confidential(environment, http, CLIENT.parse().unwrap(), Token::new(secret))
    }
}

fn refused(status: u16, error: &str) -> (StatusCode, Json<Value>) {
    (StatusCode::from_u16(status).unwrap(), Json(json!({ "error": error })))
}

async fn token(
    State(world): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let mut world = world.lock().unwrap();
    world.forms.push(form.clone());
    if let Some((status, error)) = world.instead {
        return refused(status, error);
    }
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let basic = headers.get("authorization").and_then(|value| value.to_str().ok()).map(str::to_owned);
    match field("grant_type").as_str() {
        "authorization_code" if basic.is_none() && field("client_id") == CLIENT => {
            let Some((code, challenge)) = world.code.clone() else { return refused(401, "invalid_grant") };
            let verifier = oauth2::PkceCodeVerifier::new(field("code_verifier"));
            let proof = oauth2::PkceCodeChallenge::from_code_verifier_sha256(&verifier);
            if field("code") != code || proof.as_str() != challenge {
                return refused(401, "invalid_grant");
            }
            world.code = None;
            (StatusCode::OK, Json(world.all(true)))
        }
        "refresh_token" => {
            let sent = field("refresh_token");
            let service =
                world.refresh.iter().find(|(_, good)| **good == sent).map(|(service, _)| service.clone());
            let Some(service) = service else {
                world.on_refusal.take().into_iter().for_each(|act| act());
                return refused(400, "invalid_grant");
            };
            let rotates = world.rotates;
            (StatusCode::OK, Json(world.grant(&service, rotates)))
        }
        "urn:ietf:params:oauth:grant-type:device_code" if field("client_id") == CLIENT => {
            match world.device_answers.pop_front().unwrap_or("authorization_pending") {
                "" if field("device_code") == "CANARY-device" => (StatusCode::OK, Json(world.all(true))),
                "" => refused(400, "invalid_grant"),
                error => refused(400, error),
            }
        }
        "client_credentials" => {
            use base64::Engine as _;
            let expected = base64::prelude::BASE64_STANDARD.encode(format!("{CLIENT}:{SECRET}"));
            if basic != Some(format!("Basic {expected}")) || form.contains_key("client_id") {
                return refused(401, "invalid_client");
            }
            (StatusCode::OK, Json(world.all(false)))
        }
        _ => refused(400, "unsupported_grant_type"),
    }
}

async fn configuration(State(world): State<Shared>) -> Json<Value> {
    let endpoint = world.lock().unwrap().device_endpoint.clone();
    let mut document = json!({ "issuer": "https://auth.example.org" });
    if let Some(endpoint) = endpoint {
        document["device_authorization_endpoint"] = endpoint.into();
    }
    Json(document)
}

async fn device(State(world): State<Shared>, Form(form): Form<BTreeMap<String, String>>) -> Json<Value> {
    let mut world = world.lock().unwrap();
    world.forms.push(form);
    Json(world.device.clone())
}

async fn revoke(State(world): State<Shared>, Form(form): Form<BTreeMap<String, String>>) -> Json<Value> {
    world.lock().unwrap().revoked.push(form["token"].clone());
    Json(json!({ "active": false }))
}

async fn userinfo(State(world): State<Shared>, headers: HeaderMap) -> (StatusCode, Json<Value>) {
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !bearer.starts_with("Bearer CANARY-access-auth.globus.org-") {
        return refused(401, "UNAUTHORIZED");
    }
    let person = world.lock().unwrap().person.clone();
    let info =
        json!({ "sub": person, "preferred_username": "ada@example.org", "name": "Ada", "email": null });
    (StatusCode::OK, Json(info))
}
