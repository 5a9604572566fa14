//! Auth over HTTP.

mod consents;
mod devices;
mod pages;
mod sessions;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::sandbox::services::auth::token::code_challenge;
use crate::sandbox::testing::{Reply, Sandbox, query};

const TRANSFER: &str = "urn:globus:auth:scope:transfer.api.globus.org:all";
const VERIFIER: &str = "a-verifier-of-exactly-forty-three-characters";

/// The claims of a token that this public key verifies.
fn verified(token: &str, key: &Value) -> Value {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let (text, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = text.split_once('.').unwrap();
    let header: Value = serde_json::from_slice(&decode(header)).unwrap();
    assert_eq!((&header["alg"], &header["kid"]), (&json!("RS512"), &key["kid"]));
    let [n, e] = ["n", "e"].map(|name| decode(key[name].as_str().unwrap()));
    let public = ring::signature::RsaPublicKeyComponents { n, e };
    let rules = &ring::signature::RSA_PKCS1_2048_8192_SHA512;
    public.verify(rules, text.as_bytes(), &decode(signature)).unwrap();
    serde_json::from_slice(&decode(claims)).unwrap()
}

/// The authorization request of a native app. Changes replace or add parameters; empty values remove them.
fn authorize(sandbox: &Sandbox, changes: &[(&str, &str)]) -> String {
    let (client, challenge) = (sandbox.client(), code_challenge(VERIFIER));
    let page = format!("{}/v2/web/auth-code", sandbox.url());
    let scope = format!("openid profile email {TRANSFER}");
    let mut members = vec![
        ("client_id", client.as_str()),
        ("redirect_uri", &page),
        ("scope", &scope),
        ("state", "a state & more"),
        ("response_type", "code"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("access_type", "offline"),
    ];
    for change in changes {
        members.retain(|(name, _)| *name != change.0);
        members.push(*change);
    }
    members.retain(|(_, value)| !value.is_empty());
    format!("/v2/oauth2/authorize?{}", query(&members))
}

async fn code(sandbox: &Sandbox, changes: &[(&str, &str)]) -> String {
    let reply = sandbox.get(&authorize(sandbox, changes)).send().await;
    assert_eq!(reply.status, 302, "{}", reply.body);
    reply.redirected_with("code").expect("a code")
}

async fn exchange(sandbox: &Sandbox, code: &str, verifier: &str) -> Reply {
    let (client, page) = (sandbox.client(), format!("{}/v2/web/auth-code", sandbox.url()));
    let fields = [
        ("client_id", client.as_str()),
        ("grant_type", "authorization_code"),
        ("code", code),
        ("code_verifier", verifier),
        ("redirect_uri", &page),
    ];
    sandbox.post("/v2/oauth2/token").form(&fields).send().await
}

async fn sign_in(sandbox: &Sandbox, changes: &[(&str, &str)]) -> Value {
    let reply = exchange(sandbox, &code(sandbox, changes).await, VERIFIER).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

/// The token document of one resource server, at top level or in `other_tokens`.
fn of<'a>(answer: &'a Value, server: &str) -> &'a Value {
    let others = answer["other_tokens"].as_array().expect("other_tokens");
    std::iter::once(answer).chain(others).find(|token| token["resource_server"] == server).expect("a token")
}

fn token<'a>(answer: &'a Value, server: &str) -> &'a str {
    of(answer, server)["access_token"].as_str().unwrap()
}

async fn userinfo(sandbox: &Sandbox, answer: &Value) -> Value {
    sandbox.get("/v2/oauth2/userinfo").bearer(token(answer, "auth.globus.org")).send().await.json()
}

async fn refresh(sandbox: &Sandbox, refresh_token: &str) -> Reply {
    let client = sandbox.client();
    let fields =
        [("client_id", client.as_str()), ("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    sandbox.post("/v2/oauth2/token").form(&fields).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_native_app_signs_in_with_pkce() {
    let sandbox = Sandbox::start().await;
    let answer = sign_in(&sandbox, &[("nonce", "n-1")]).await;
    assert_eq!(of(&answer, "transfer.api.globus.org")["scope"], TRANSFER);
    assert_eq!(of(&answer, "auth.globus.org")["scope"], "openid profile email");
    for server in ["transfer.api.globus.org", "auth.globus.org"] {
        assert_eq!(of(&answer, server)["expires_in"], 172_800);
        assert!(of(&answer, server)["refresh_token"].is_string());
    }
    assert_eq!(answer["state"], "a state & more");

    let configuration = sandbox.get("/.well-known/openid-configuration").send().await.json();
    assert_eq!(configuration["jwks_uri"], format!("{}/jwk.json", sandbox.url()));
    let key = &sandbox.get("/jwk.json").send().await.json()["keys"][0];
    let claims = verified(answer["id_token"].as_str().unwrap(), key);
    assert_eq!(claims["aud"], sandbox.client());
    let now = jiff::Timestamp::now().as_second();
    assert!(claims["iat"].as_i64().unwrap() <= now && claims["exp"].as_i64().unwrap() > now);
    assert_eq!(claims["sub"], sandbox.running.ready.users[0].id.to_string());
    assert_eq!(claims["nonce"], "n-1");
    assert_eq!(claims["preferred_username"], "demo@globusid.example.org");

    let person = userinfo(&sandbox, &answer).await;
    assert_eq!(person["sub"], claims["sub"]);
    assert!(person.get("identity_set").is_none(), "that scope was not asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_only_with_its_verifier() {
    let sandbox = Sandbox::start().await;
    let first = code(&sandbox, &[]).await;
    let wrong = exchange(&sandbox, &first, "another-verifier-of-more-than-forty-three-characters").await;
    assert_eq!((wrong.status, &wrong.json()["error"]), (401, &json!("invalid_grant")));
    assert_eq!(exchange(&sandbox, &first, VERIFIER).await.status, 401, "a failed try used the code up");
    let second = code(&sandbox, &[]).await;
    assert_eq!(exchange(&sandbox, &second, VERIFIER).await.status, 200);
    assert_eq!(exchange(&sandbox, &second, VERIFIER).await.status, 401);
    let third = code(&sandbox, &[]).await;
    sandbox.control("/clock", json!({"step_seconds": 601})).await;
    assert_eq!(exchange(&sandbox, &third, VERIFIER).await.status, 401, "a code lives ten minutes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_vouched_for_gets_a_page_and_no_redirect() {
    let sandbox = Sandbox::start().await;
    let other_port = "http://127.0.0.1:9/v2/web/auth-code";
    for change in [
        ("client_id", "00000000-0000-0000-0000-000000000000"),
        ("client_id", sandbox.running.ready.service_client.id.to_string().as_str()),
        ("client_id", ""),
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "http://127.0.0.1@evil.example/"),
        ("redirect_uri", "http://127.0.0.1.evil.example/"),
        ("redirect_uri", "http://127.0.0.1:1234/path"),
        ("redirect_uri", "https://127.0.0.1:1234/"),
        ("redirect_uri", other_port),
        ("redirect_uri", ""),
        ("scope", "openid urn:globus:auth:scope:transfer.api.globus.org:everything"),
        ("scope", "openid transfer["),
        ("scope", ""),
        ("sandbox_user", "nobody"),
    ] {
        let reply = sandbox.get(&authorize(&sandbox, &[change])).send().await;
        assert_eq!(reply.status, 400, "{change:?}");
        assert_eq!(reply.header("location"), None, "{change:?}");
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
    }
    for (name, value, error) in [
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("sandbox_decision", "deny", "access_denied"),
    ] {
        let reply = sandbox.get(&authorize(&sandbox, &[(name, value)])).send().await;
        assert_eq!(reply.redirected_with("error").as_deref(), Some(error), "{name}");
        assert_eq!(reply.redirected_with("state").as_deref(), Some("a%20state%20%26%20more"));
        assert_eq!(reply.redirected_with("code"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loopback_redirect_may_use_any_port() {
    let sandbox = Sandbox::start().await;
    for uri in ["http://127.0.0.1:4711", "http://localhost:4711/", "http://[::1]:4711"] {
        let reply = sandbox.get(&authorize(&sandbox, &[("redirect_uri", uri)])).send().await;
        let location = reply.header("location").unwrap();
        assert!(location.starts_with(&format!("{uri}?code=")), "{location}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_gives_one_service_and_ends_with_the_token() {
    let sandbox = Sandbox::start().await;
    let answer = sign_in(&sandbox, &[]).await;
    let held = of(&answer, "transfer.api.globus.org");
    let kept = held["refresh_token"].as_str().unwrap();
    let list = |token: &str| sandbox.get("/v0.10/bookmark_list").bearer(token).send();
    sandbox.control("/clock", json!({"step_seconds": 172_700})).await;
    assert_eq!(list(token(&answer, "transfer.api.globus.org")).await.status, 200);
    sandbox.control("/clock", json!({"step_seconds": 101})).await;
    let dead = list(token(&answer, "transfer.api.globus.org")).await;
    assert_eq!((dead.status, &dead.json()["code"]), (401, &json!("AuthenticationFailed")));
    assert_eq!(dead.json()["resource"], "/v0.10/bookmark_list");

    let fresh = refresh(&sandbox, kept).await.json();
    assert_eq!(fresh["resource_server"], "transfer.api.globus.org");
    assert_eq!(fresh["other_tokens"], json!([]));
    assert_eq!(list(fresh["access_token"].as_str().unwrap()).await.status, 200);

    sandbox.control("/tokens", json!({"rotate": true})).await;
    let rotated = refresh(&sandbox, kept).await.json();
    assert_ne!(rotated["refresh_token"], kept);
    assert_eq!(refresh(&sandbox, kept).await.json()["error"], "invalid_grant");
    assert_eq!(refresh(&sandbox, rotated["refresh_token"].as_str().unwrap()).await.status, 200);
    let state = sandbox.get("/__sandbox__/state").send().await.json();
    assert_eq!(state["token_refreshes"], 3);
    let counted: Vec<_> =
        state["refresh_tokens"].as_array().unwrap().iter().map(|one| &one["refreshes"]).collect();
    assert!(counted.contains(&&json!(3)), "the token that took its place counts on: {state}");
    assert_eq!(counted.len(), 2);

    let online = sign_in(&sandbox, &[("access_type", "online")]).await;
    assert!(of(&online, "transfer.api.globus.org").get("refresh_token").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_its_own_service_alone() {
    let sandbox = Sandbox::start().await;
    let answer = sign_in(&sandbox, &[]).await;
    let wrong =
        sandbox.get("/v2/oauth2/userinfo").bearer(token(&answer, "transfer.api.globus.org")).send().await;
    assert_eq!((wrong.status, &wrong.json()["errors"][0]["code"]), (401, &json!("UNAUTHORIZED")));
    let refresh_token = of(&answer, "transfer.api.globus.org")["refresh_token"].as_str().unwrap();
    let wrong = sandbox.get("/v0.10/bookmark_list").bearer(refresh_token).send().await;
    assert_eq!(wrong.status, 401, "a refresh token opens nothing");
    assert_eq!(sandbox.get("/v0.10/bookmark_list").send().await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_account_acts_as_itself_and_a_native_app_cannot() {
    let sandbox = Sandbox::start().await;
    let token = sandbox.service_token("openid profile email").await;
    let person = sandbox.get("/v2/oauth2/userinfo").bearer(&token).send().await.json();
    let id = sandbox.running.ready.service_client.id.to_string();
    assert_eq!(person["preferred_username"], format!("{id}@clients.auth.globus.org"));
    assert_eq!(person["sub"], id);
    let wanted = [("grant_type", "client_credentials"), ("scope", TRANSFER)];
    let wrong = sandbox.post("/v2/oauth2/token").basic(&id, "guess").form(&wanted).send().await;
    assert_eq!((wrong.status, &wrong.json()["error"]), (401, &json!("invalid_client")));
    let client = sandbox.client();
    let native = [("client_id", client.as_str()), wanted[0], wanted[1]];
    assert_eq!(
        sandbox.post("/v2/oauth2/token").form(&native).send().await.json()["error"],
        "unauthorized_client"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installed_program_registers_introspects_and_removes_itself() {
    let sandbox = Sandbox::start().await;
    let body = json!({"client": {"template_id": "33b6a241-bce4-4359-9c6d-09f88b3c9eef", "name": "A CLI"}});
    let made = sandbox.post("/v2/api/clients").json(&body).send().await;
    assert_eq!(made.status, 201);
    let credential = &made.json()["included"]["client_credential"];
    let (id, secret) = (credential["client"].as_str().unwrap(), credential["secret"].as_str().unwrap());
    let code =
        code(&sandbox, &[("client_id", id), ("code_challenge", ""), ("code_challenge_method", "")]).await;
    let page = format!("{}/v2/web/auth-code", sandbox.url());
    let fields =
        [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", page.as_str())];
    let answer = sandbox.post("/v2/oauth2/token").basic(id, secret).form(&fields).send().await.json();
    let access = token(&answer, "auth.globus.org");

    let ask = [("token", access), ("include", "session_info")];
    let seen = sandbox.post("/v2/oauth2/token/introspect").basic(id, secret).form(&ask).send().await.json();
    let demo = sandbox.running.ready.users[0].id.to_string();
    assert_eq!((&seen["active"], &seen["sub"]), (&json!(true), &json!(demo)));
    assert!(seen["session_info"]["authentications"][&demo]["auth_time"].is_i64());
    let client = sandbox.client();
    let public = [("client_id", client.as_str()), ("token", access)];
    assert_eq!(sandbox.post("/v2/oauth2/token/introspect").form(&public).send().await.status, 403);

    let valid = |token: &str| {
        sandbox.post("/v2/oauth2/token/validate").basic(id, secret).form(&[("token", token)]).send()
    };
    assert_eq!(valid(access).await.json()["active"], true);
    let gone = [("token", access), ("client_id", "33b6a241-bce4-4359-9c6d-09f88b3c9eef")];
    let gone = sandbox.post("/v2/oauth2/token/revoke").form(&gone).send().await;
    assert_eq!((gone.status, &gone.json()["active"]), (200, &json!(false)));
    assert_eq!(valid(access).await.json()["active"], false);

    let remove =
        |secret: &str| sandbox.request("DELETE", &format!("/v2/api/clients/{id}")).basic(id, secret).send();
    assert_eq!(remove("guess").await.status, 401);
    assert_eq!(remove(secret).await.status, 200);
    assert_eq!(remove(secret).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn identities_are_found_and_provisioned() {
    let sandbox = Sandbox::start().await;
    let token = sandbox.service_token("openid urn:globus:auth:scope:auth.globus.org:view_identities").await;
    let find = |query: &str| sandbox.get(&format!("/v2/api/identities?{query}")).bearer(&token).send();
    let found =
        find("usernames=ALICE@uni.example.org,nobody@uni.example.org&include=identity_provider").await.json();
    assert_eq!(found["identities"].as_array().unwrap().len(), 1);
    assert_eq!(found["included"]["identity_providers"][0]["domains"], json!(["uni.example.org"]));
    let new = find("usernames=new@uni.example.org&provision=true").await.json()["identities"][0].clone();
    assert_eq!(new["status"], "unused");
    let again = find(&format!("ids={}", new["id"].as_str().unwrap())).await.json();
    assert_eq!(again["identities"][0]["username"], "new@uni.example.org");
    assert_eq!(find("ids=x").await.status, 400);
    assert_eq!(find("").await.status, 400);
}
