//! The control routes over HTTP.

use serde_json::json;

use crate::sandbox::services::control::BASE;
use crate::sandbox::services::control::help::CONTROL_HELP;
use crate::sandbox::testing::Sandbox;

const ALL: &str = "urn:globus:auth:scope:transfer.api.globus.org:all";

#[tokio::test(flavor = "multi_thread")]
async fn an_injected_fault_strikes_as_often_as_asked() {
    let sandbox = Sandbox::start().await;
    let token = sandbox.service_token(ALL).await;
    let list = || sandbox.get("/v0.10/bookmark_list?x=1").bearer(&token).send();
    let fault = json!({"status": 503, "path": "bookmark", "method": "get", "count": 2, "retry_after": 7,
                       "code": "ServiceUnavailable", "message": "back soon"});
    sandbox.control("/fault", fault).await;
    for _ in 0..2 {
        let struck = list().await;
        assert_eq!((struck.status, struck.header("retry-after")), (503, Some("7")));
        assert_eq!(
            (&struck.json()["code"], &struck.json()["message"]),
            (&json!("ServiceUnavailable"), &json!("back soon"))
        );
    }
    assert_eq!(list().await.status, 200);

    sandbox.control("/fault", json!({"status": 200, "body": "<html>", "content_type": "text/html"})).await;
    let struck = list().await;
    assert_eq!(
        (struck.status, struck.body.as_str(), struck.header("content-type")),
        (200, "<html>", Some("text/html"))
    );

    let at_auth = json!({"status": 500, "code": "BROKEN", "path": "/v2/api/identities"});
    sandbox.control("/fault", at_auth).await;
    assert_eq!(sandbox.get("/v2/api/identities").send().await.json()["errors"][0]["code"], "BROKEN");
    sandbox.control("/fault", json!({"status": 500})).await;
    assert_eq!(sandbox.request("DELETE", "/__sandbox__/fault").send().await.status, 200);
    assert_eq!(list().await.status, 200);
    let state = sandbox.get("/__sandbox__/state").send().await.json();
    assert_eq!(state["requests"]["GET /v0.10/bookmark_list"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_still_took_effect() {
    let sandbox = Sandbox::start().await;
    let token = sandbox.service_token(ALL).await;
    let endpoint = sandbox.running.ready.collections[0].id;
    sandbox
        .control("/fault", json!({"status": 502, "path": "/v0.10/bookmark", "method": "POST", "after": true}))
        .await;
    let body = json!({"name": "x", "endpoint_id": endpoint, "path": "/"});
    assert_eq!(sandbox.post("/v0.10/bookmark").bearer(&token).json(&body).send().await.status, 502);
    let list = sandbox.get("/v0.10/bookmark_list").bearer(&token).send().await.json();
    assert_eq!(list["DATA"][0]["name"], "x");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_ended_by_kind_user_and_service() {
    let sandbox = Sandbox::start().await;
    let token = sandbox.service_token(ALL).await;
    let list = || sandbox.get("/v0.10/bookmark_list").bearer(&token).send();
    let ready = &sandbox.running.ready;
    for narrowed in [
        json!({"kind": "refresh"}),
        json!({"user": ready.users[0].username}),
        json!({"service": "auth.globus.org"}),
    ] {
        assert_eq!(sandbox.control("/expire", narrowed).await["tokens"], 0);
    }
    assert_eq!(list().await.status, 200);
    let own = format!("{}@clients.auth.globus.org", ready.service_client.id);
    assert_eq!(sandbox.control("/expire", json!({"user": own, "kind": "access"})).await["tokens"], 1);
    assert_eq!(list().await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_that_cannot_be_done_says_why() {
    let sandbox = Sandbox::start().await;
    for (path, request) in [
        ("/clock", json!({})),
        ("/rate", json!({"bytes": 1})),
        ("/expire", json!({"user": "nobody"})),
        ("/fault", json!({"status": 200})),
        ("/fault", json!({"status": 99, "body": ""})),
        ("/event", json!({"task_id": "no such"})),
        ("/task", json!({"task_id": "00000000-0000-0000-0000-000000000000", "forgotten": true})),
        ("/collection", json!({"name": "GCP laptop", "ls_path": "no such"})),
        ("/collection", json!({"name": "no such", "offline": true})),
        ("/collection", json!({"name": "GCP laptop", "session": {"policies": ["no such"]}})),
        ("/collection", json!({"name": "GCP laptop", "session_form": "no such"})),
        ("/consent", json!({"user": "nobody", "collection": "GCP laptop", "given": true})),
        ("/consent", json!({"user": "alice@uni.example.org", "collection": "GCP laptop", "given": true})),
        ("/link", json!({"identity": "nobody"})),
        ("/policy", json!({"name": "p", "identities": ["nobody"]})),
        ("/signout", json!({"user": "nobody"})),
        ("/deny", json!({})),
        ("/nothing", json!({})),
    ] {
        let reply = sandbox.post(&format!("{BASE}{path}")).json(&request).send().await;
        assert!((400..500).contains(&reply.status), "{path} {request}: {}", reply.status);
        assert!(reply.json()["error"].is_string());
    }
    let foreign = sandbox.post(&format!("{BASE}/disk")).header("Content-Type", "text/plain").send().await;
    assert_eq!(foreign.status, 415, "what a foreign web page could send without being asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_goes_offline_and_comes_back() {
    let sandbox = Sandbox::start().await;
    let laptop = sandbox.running.ready.collections[1].id;
    let offline = || sandbox.running.world.collection(&laptop).unwrap().offline;
    sandbox.control("/collection", json!({"id": laptop, "offline": true})).await;
    assert!(offline());
    sandbox
        .control("/collection", json!({"name": "GCP laptop", "offline": false, "user_message": "hello"}))
        .await;
    assert!(!offline());
    assert_eq!(sandbox.running.world.collection(&laptop).unwrap().user_message.as_deref(), Some("hello"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_help_names_is_there() {
    let sandbox = Sandbox::start().await;
    let mut named = 0;
    for line in CONTROL_HELP.lines() {
        let mut words = line.split_whitespace();
        let (Some(method), Some(url)) = (words.next(), words.next()) else { continue };
        let Some(path) = url.strip_prefix("<control>") else { continue };
        let reply = sandbox.request(method, &format!("{BASE}{path}")).json(&json!({})).send().await;
        assert!(reply.status != 405 && !reply.body.contains("no such control"), "{method} {path}");
        named += 1;
    }
    assert_eq!(named, 18);
}
