//! The device flow.

use super::*;

async fn begin(sandbox: &Sandbox) -> Value {
    let client = sandbox.client();
    let scope = format!("openid profile {TRANSFER}");
    let fields = [("client_id", client.as_str()), ("scope", scope.as_str())];
    let reply = sandbox.post("/v2/oauth2/device_authorization").form(&fields).send().await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

async fn poll(sandbox: &Sandbox, codes: &Value) -> Reply {
    let client = sandbox.client();
    let fields = [
        ("client_id", client.as_str()),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", codes["device_code"].as_str().unwrap()),
    ];
    sandbox.post("/v2/oauth2/token").form(&fields).send().await
}

async fn refused(sandbox: &Sandbox, codes: &Value, error: &str) {
    let reply = poll(sandbox, codes).await;
    assert_eq!((reply.status, &reply.json()["error"]), (400, &json!(error)));
}

async fn wait(sandbox: &Sandbox, seconds: u64) {
    sandbox.control("/clock", json!({"step_seconds": seconds})).await;
}

async fn with_devices(auto_consent: bool) -> Sandbox {
    Sandbox::start_with(|options| (options.device_flow, options.auto_consent) = (true, auto_consent)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_there_unless_asked_for() {
    let sandbox = Sandbox::start().await;
    let about = |sandbox: &Sandbox| sandbox.get("/.well-known/openid-configuration").send();
    assert_eq!(about(&sandbox).await.json().get("device_authorization_endpoint"), None);
    assert_eq!(sandbox.post("/v2/oauth2/device_authorization").form(&[]).send().await.status, 501);
    assert_eq!(poll(&sandbox, &json!({"device_code": "x"})).await.json()["error"], "unsupported_grant_type");
    let sandbox = with_devices(true).await;
    let at = format!("{}/v2/oauth2/device_authorization", sandbox.url());
    assert_eq!(about(&sandbox).await.json()["device_authorization_endpoint"], at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_waits_for_its_person() {
    let sandbox = with_devices(false).await;
    let codes = begin(&sandbox).await;
    assert_eq!(codes["verification_uri"], format!("{}/v2/web/device", sandbox.url()));
    refused(&sandbox, &codes, "authorization_pending").await;
    refused(&sandbox, &codes, "slow_down").await;
    wait(&sandbox, 6).await;
    refused(&sandbox, &codes, "slow_down").await;
    wait(&sandbox, 16).await;
    refused(&sandbox, &codes, "authorization_pending").await;

    let form = sandbox.get("/v2/web/device").send().await;
    assert!(form.body.contains("<label for=\"user_code\">"));
    let mistyped = sandbox.get("/v2/web/device?user_code=XXXX-XXXX").send().await;
    assert!(mistyped.status == 404 && mistyped.body.contains("role=\"alert\""));
    let typed = codes["user_code"].as_str().unwrap().to_lowercase().replace('-', "+");
    let page = sandbox.get(&format!("/v2/web/device?user_code={typed}")).send().await;
    assert!(page.body.contains("Browse, transfer and delete files for you"), "{}", page.body);
    let ticket =
        page.body.split_once("name=\"ticket\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let alice = sandbox.running.ready.users[1].id.to_string();
    let fields = [("ticket", ticket.as_str()), ("identity", &alice), ("decision", "allow")];
    let told = sandbox.post("/v2/oauth2/authorize").form(&fields).send().await;
    assert!(told.status == 200 && told.body.contains("The device is signed in"), "{}", told.body);

    wait(&sandbox, 20).await;
    let tokens = poll(&sandbox, &codes).await.json();
    assert!(
        of(&tokens, "transfer.api.globus.org")["refresh_token"].is_string() && tokens["id_token"].is_string()
    );
    assert_eq!(userinfo(&sandbox, &tokens).await["preferred_username"], "alice@uni.example.org");
    refused(&sandbox, &codes, "invalid_grant").await;
    let late = sandbox.get(&format!("/v2/web/device?user_code={typed}")).send().await;
    assert_eq!(late.status, 404, "a code is answered once");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_refused_or_expires() {
    let sandbox = with_devices(true).await;
    let page = |codes: &Value, more: &str| {
        sandbox
            .get(&format!("/v2/web/device?user_code={}{more}", codes["user_code"].as_str().unwrap()))
            .send()
    };
    let denied = begin(&sandbox).await;
    assert!(page(&denied, "&sandbox_decision=deny").await.body.contains("not let in"));
    refused(&sandbox, &denied, "access_denied").await;

    let quick = begin(&sandbox).await;
    assert_eq!(page(&quick, "&sandbox_user=alice").await.status, 200);
    assert_eq!(poll(&sandbox, &quick).await.status, 200, "a sandbox that consents by itself asks nobody");

    let slow = begin(&sandbox).await;
    wait(&sandbox, 900).await;
    assert_eq!(page(&slow, "").await.status, 404);
    refused(&sandbox, &slow, "expired_token").await;
}
