//! Start, stop and restart.

use serde_json::json;

use super::*;
use crate::sandbox::testing::{Request, Sandbox, options};

#[tokio::test(flavor = "multi_thread")]
async fn it_never_listens_off_loopback() {
    let directory = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let mut options = options(directory.path());
        options.listen = address.parse().unwrap();
        assert!(matches!(start(options).await, Err(StartError::NotLoopback(_))), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ready_line_names_real_directories() {
    let sandbox = Sandbox::start().await;
    let line = serde_json::to_string(&sandbox.running.ready).unwrap();
    assert!(!line.contains('\n'));
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    let members: Vec<_> = ready.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["ca_file", "client_id", "collections", "control", "service_client", "url", "users"]);
    assert_eq!(ready["collections"][0]["name"], "JASMIN Default Collection");
    assert_eq!(ready["collections"][1]["name"], "GCP laptop");
    for collection in ready["collections"].as_array().unwrap() {
        assert!(Path::new(collection["root"].as_str().unwrap()).is_dir());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_finds_everything_as_it_was() {
    let sandbox = Sandbox::start().await;
    let token = sandbox.service_token("urn:globus:auth:scope:transfer.api.globus.org:all").await;
    let body = json!({"name": "kept", "endpoint_id": sandbox.running.ready.collections[0].id, "path": "/"});
    assert_eq!(sandbox.post("/v0.10/bookmark").bearer(&token).json(&body).send().await.status, 201);
    sandbox.control("/clock", json!({"step_seconds": 60})).await;
    let jwks = sandbox.get("/jwk.json").send().await.body;
    let Sandbox { running, directory } = sandbox;
    let (before, data) = (running.ready.clone(), directory.path().join("data"));
    let second = start(options(&data)).await;
    assert!(matches!(second, Err(StartError::InUse(_))), "two sandboxes on one directory");
    running.stop().await;

    let running = start(options(&data)).await.unwrap();
    assert_eq!(running.ready.client_id, before.client_id);
    assert_eq!(running.ready.service_client.secret, before.service_client.secret);
    let get = |path: &str| Request::new(&running.ready.url, "GET", path).bearer(&token).send();
    assert_eq!(get("/v0.10/bookmark_list").await.json()["DATA"][0]["name"], "kept");
    assert_eq!(get("/jwk.json").await.body, jwks);
    assert_eq!(running.world.clock.offset_ms(), 60_000);
    running.stop().await;
    drop(directory);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_cannot_be_read_is_not_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("state.json"), "{\"version\":").unwrap();
    assert!(matches!(start(options(directory.path())).await, Err(StartError::Data(..))));
    assert_eq!(fs::read(directory.path().join("state.json")).unwrap(), b"{\"version\":");
    fs::write(directory.path().join("state.json"), "{\"version\":1}").unwrap();
    let other = start(options(directory.path())).await.err().unwrap().to_string();
    assert!(other.contains("written by another version (1"), "{other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_to_begin_with_and_taken_back_stays_gone() {
    let sandbox = Sandbox::start_with(|options| options.preset_consents = true).await;
    let user = sandbox.running.ready.users[0].username.clone();
    let taken = json!({"user": user, "collection": "JASMIN Default Collection", "given": false});
    assert_eq!(sandbox.control("/consent", taken.clone()).await["consents"], 1);
    let Sandbox { running, directory } = sandbox;
    let data = directory.path().join("data");
    let sessions = running.world.accounts().sessions.clone();
    assert_eq!(sessions.len(), 1);
    running.stop().await;
    let running = start(Options { preset_consents: true, ..options(&data) }).await.unwrap();
    assert_eq!(running.world.accounts().sessions[0].id, sessions[0].id);
    let again = Request::new(&running.ready.url, "POST", "/__sandbox__/consent").json(&taken).send().await;
    assert_eq!(again.json()["consents"], 0);
    running.stop().await;
    drop(directory);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_service_refuses_what_is_not_built_in_its_own_words() {
    let sandbox = Sandbox::start().await;
    let get = |path: &'static str| sandbox.get(path).send();
    let code = |body: serde_json::Value, at: &str| body.pointer(at).cloned().unwrap_or_default();
    for (path, status, at) in [
        ("/v0.10/endpoint_manager/task_list", 501, "/code"),
        ("/v2/preferences", 501, "/errors/0/code"),
        ("/jobs/", 501, "/error/code"),
        ("/flows", 501, "/error/code"),
        ("/v1/index_list", 501, "/code"),
        ("/v2/bookmarks", 501, "/errors/0/code"),
    ] {
        let reply = get(path).await;
        assert_eq!((reply.status, code(reply.json(), at)), (status, json!("NotImplemented")), "{path}");
    }
    let reply = get("/v2/api/projects").await;
    assert_eq!((reply.status, code(reply.json(), "/errors/0/status")), (501, json!("501")));
    assert_eq!(code(reply.json(), "/errors/0/code"), "NOT_IMPLEMENTED");
    let reply = get("/v0.10/nothing_of_ours").await;
    assert_eq!((reply.status, code(reply.json(), "/code")), (404, json!("ClientError.NotFound")));
    assert_eq!(get("/elsewhere").await.status, 404);
    let deleted = sandbox.request("DELETE", "/v2/oauth2/userinfo").send().await;
    assert_eq!(deleted.status, 501, "a method that is not built");
    let rebound = sandbox.get("/jwk.json").header("Host", "evil.example").send().await;
    assert_eq!(rebound.status, 421);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_closes_idle_connections_and_frees_the_port() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let sandbox = Sandbox::start().await;
    let address = sandbox.url().trim_start_matches("http://").to_owned();
    let mut kept = tokio::net::TcpStream::connect(&address).await.unwrap();
    kept.write_all(format!("GET /nothing HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await.unwrap();
    let mut first = [0; 12];
    kept.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 404");
    let Sandbox { running, directory } = sandbox;
    running.stop().await;
    let mut rest = Vec::new();
    kept.read_to_end(&mut rest).await.unwrap();
    assert!(tokio::net::TcpListener::bind(&address).await.is_ok());
    drop(directory);
}

#[tokio::test]
async fn any_port_is_the_one_of_the_last_run_where_that_is_free() {
    let dir = tempfile::tempdir().unwrap();
    let options = || options(&dir.path().join("data"));
    let first = start(options()).await.unwrap();
    let url = first.ready.url.clone();
    first.stop().await;
    let again = start(options()).await.unwrap();
    assert_eq!(again.ready.url, url);
    again.stop().await;
    let taken = TcpListener::bind(url.trim_start_matches("http://")).await.unwrap();
    let other = start(options()).await.unwrap();
    assert_ne!(other.ready.url, url);
    other.stop().await;
    drop(taken);
}
