//! Sessions: authentications, collections' requirements, and sign-ins that meet them.

use super::*;

const JASMIN: &str = "demo@accounts.jasmin.example.org";
const OWN: &str = "demo@globusid.example.org";
const IDENTITY_SET: &str = "urn:globus:auth:scope:auth.globus.org:view_identity_set";

fn identity(sandbox: &Sandbox, username: &str) -> String {
    sandbox.running.world.accounts().by_username(username).unwrap().id.to_string()
}

fn collection(sandbox: &Sandbox, name: &str) -> String {
    let mut all = sandbox.running.ready.collections.iter();
    all.find(|one| one.name.starts_with(name)).unwrap().id.to_string()
}

async fn ls(sandbox: &Sandbox, answer: &Value, name: &str) -> Reply {
    let path = format!("/v0.10/operation/endpoint/{}/ls", collection(sandbox, name));
    sandbox.get(&path).bearer(token(answer, "transfer.api.globus.org")).send().await
}

/// The last authentication of each linked identity, by username.
async fn times(sandbox: &Sandbox, answer: &Value) -> Vec<(String, Option<i64>)> {
    let person = userinfo(sandbox, answer).await;
    let set = person["identity_set"].as_array().unwrap().iter();
    set.map(|one| (one["username"].as_str().unwrap().to_owned(), one["last_authentication"].as_i64()))
        .collect()
}

async fn with_set(sandbox: &Sandbox, changes: &[(&str, &str)]) -> Value {
    let scope = format!("openid profile email {IDENTITY_SET} {TRANSFER}");
    let all: Vec<_> = [("scope", scope.as_str())].into_iter().chain(changes.iter().copied()).collect();
    sign_in(sandbox, &all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_knows_which_identity_signed_in_when() {
    let sandbox = Sandbox::start().await;
    let first = with_set(&sandbox, &[]).await;
    let seen = times(&sandbox, &first).await;
    assert_eq!((seen.len(), seen[0].0.as_str(), seen[1].0.as_str()), (2, OWN, JASMIN));
    assert!(seen[0].1.is_some() && seen[1].1.is_none(), "{seen:?}");
    let began = seen[0].1.unwrap();

    sandbox.control("/clock", json!({"step_seconds": 600})).await;
    let both = with_set(&sandbox, &[("sandbox_identity", JASMIN)]).await;
    assert_eq!(
        userinfo(&sandbox, &both).await["preferred_username"],
        OWN,
        "the primary identity stays the same"
    );
    let seen = times(&sandbox, &both).await;
    assert_eq!(seen[0].1, Some(began), "the other one proved nothing new");
    assert!(seen[1].1.unwrap() >= began + 600);
    assert_eq!(times(&sandbox, &first).await[1].1, None, "older tokens keep the session they were made in");

    let again = with_set(&sandbox, &[]).await;
    assert_eq!(times(&sandbox, &again).await[0].1, Some(began), "the browser still knew them");
    let fresh = with_set(&sandbox, &[("prompt", "login")]).await;
    assert!(times(&sandbox, &fresh).await[0].1.unwrap() >= began + 600);
    let kept = of(&first, "auth.globus.org")["refresh_token"].as_str().unwrap();
    let refreshed = refresh(&sandbox, kept).await.json();
    assert_eq!(times(&sandbox, &refreshed).await[1].1, None, "a refresh extends nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn identities_are_linked_and_unlinked() {
    let sandbox = Sandbox::start().await;
    let answer = with_set(&sandbox, &[]).await;
    sandbox.control("/link", json!({"identity": JASMIN})).await;
    assert_eq!(times(&sandbox, &answer).await.len(), 1);
    let alone = with_set(&sandbox, &[("sandbox_identity", JASMIN)]).await;
    assert_eq!(userinfo(&sandbox, &alone).await["preferred_username"], JASMIN);
    sandbox.control("/link", json!({"identity": JASMIN, "to": "alice@uni.example.org"})).await;
    let alice = with_set(&sandbox, &[("sandbox_user", "alice")]).await;
    assert_eq!(times(&sandbox, &alice).await.len(), 2);
    let refused = json!({"identity": "alice@uni.example.org", "to": OWN});
    assert_eq!(sandbox.post("/__sandbox__/link").json(&refused).send().await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn introspection_tells_the_session_and_the_identities() {
    let sandbox = Sandbox::start().await;
    with_set(&sandbox, &[]).await;
    let answer =
        with_set(&sandbox, &[("session_required_identities", JASMIN), ("session_required_mfa", "true")])
            .await;
    let service = &sandbox.running.ready.service_client;
    let ask = |include: &'static str| {
        let fields = [("token", token(&answer, "auth.globus.org")), ("include", include)];
        let post = sandbox.post("/v2/oauth2/token/introspect");
        post.basic(&service.id.to_string(), &service.secret).form(&fields).send()
    };
    let seen = ask("session_info,identity_set,identity_set_detail").await.json();
    let (own, jasmin) = (identity(&sandbox, OWN), identity(&sandbox, JASMIN));
    assert_eq!(seen["identity_set"], json!([own, jasmin]));
    assert_eq!(seen["identity_set_detail"][1]["username"], JASMIN);
    let proved = &seen["session_info"]["authentications"];
    assert_eq!(proved.as_object().unwrap().len(), 2);
    assert_eq!((&proved[&jasmin]["amr"], &proved[&own]["amr"]), (&json!(["mfa"]), &json!(null)));
    let provider = sandbox.running.world.accounts().by_username(JASMIN).unwrap().provider;
    assert_eq!(proved[&jasmin]["idp"], json!(provider));
    assert!(proved[&jasmin]["auth_time"].is_i64() && seen["session_info"]["session_id"].is_string());
    assert_eq!(ask("").await.json().get("session_info"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_is_demanded_in_a_502_and_met_by_that_identity() {
    let sandbox = Sandbox::strict().await;
    let data =
        format!("https://auth.globus.org/scopes/{}/data_access", collection(&sandbox, "JASMIN Default"));
    let scope = format!("openid {TRANSFER}[*{data}]");
    let answer = sign_in(&sandbox, &[("scope", &scope)]).await;
    let refused = ls(&sandbox, &answer, "JASMIN Default").await;
    assert_eq!(refused.status, 502);
    let body = refused.json();
    assert_eq!(body["code"], "ExternalError.DirListingFailed.LoginFailed");
    let domain = json!(["accounts.jasmin.example.org"]);
    assert_eq!(body["authorization_parameters"]["session_required_single_domain"], domain);
    assert_eq!(body["authorization_parameters"].get("prompt"), None);
    let (_, result) = body["message"].as_str().unwrap().split_once("530-GridFTP-JSON-Result: ").unwrap();
    let result: Value = serde_json::from_str(result.split_once("\\r\\n").unwrap().0).unwrap();
    assert_eq!(result["detail"]["DATA_TYPE"], "not_from_allowed_domain#1.0.0");
    assert_eq!(result["authorization_parameters"], body["authorization_parameters"]);

    let needed = [("session_required_single_domain", "accounts.jasmin.example.org")];
    let alice = [needed[0], ("sandbox_user", "alice")];
    let wrong = [needed[0], ("sandbox_identity", OWN)];
    for changes in [alice, wrong] {
        let page = sandbox.get(&authorize(&sandbox, &changes)).send().await;
        assert_eq!((page.status, page.header("location")), (400, None), "{changes:?}");
        assert!(page.body.contains("accounts.jasmin.example.org"));
    }
    let answer = sign_in(&sandbox, &[("prompt", "login"), needed[0]]).await;
    assert_eq!(ls(&sandbox, &answer, "JASMIN Default").await.status, 200);
    // The browser has a session of the required identity; `prompt=login` with another identity does not use it.
    let again = sandbox.get(&authorize(&sandbox, &wrong)).send().await;
    assert_eq!(again.status, 302);
    let wrong = [("prompt", "login"), wrong[0], wrong[1]];
    assert_eq!(sandbox.get(&authorize(&sandbox, &wrong)).send().await.status, 400);
    sandbox.control("/link", json!({"identity": JASMIN})).await;
    assert_eq!(ls(&sandbox, &answer, "JASMIN Default").await.status, 502, "no longer one of theirs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_grows_too_old_and_only_a_fresh_sign_in_renews_it() {
    let sandbox = Sandbox::strict().await;
    const COHORT: &str = "Health cohort";
    let answer = sign_in(&sandbox, &[]).await;
    assert_eq!(ls(&sandbox, &answer, COHORT).await.status, 200);
    sandbox.control("/clock", json!({"step_seconds": 29 * 60})).await;
    assert_eq!(ls(&sandbox, &answer, COHORT).await.status, 200);
    sandbox.control("/clock", json!({"step_seconds": 61})).await;
    let refused = ls(&sandbox, &answer, COHORT).await;
    assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("AuthorizationRequired")));
    let parameters = refused.json()["authorization_parameters"].clone();
    assert_eq!(parameters["prompt"], "login");
    assert!(parameters["session_message"].as_str().unwrap().contains("30 minutes"), "{parameters}");
    let kept = of(&answer, "transfer.api.globus.org")["refresh_token"].as_str().unwrap();
    let refreshed = refresh(&sandbox, kept).await.json();
    assert_eq!(ls(&sandbox, &refreshed, COHORT).await.status, 403, "a refresh does not renew it");
    let same = sign_in(&sandbox, &[]).await;
    assert_eq!(ls(&sandbox, &same, COHORT).await.status, 403, "nor does a browser that is not asked");
    let fresh = sign_in(&sandbox, &[("prompt", "login")]).await;
    assert_eq!(ls(&sandbox, &fresh, COHORT).await.status, 200);
    let document = sandbox.get(&format!("/v0.10/endpoint/{}", collection(&sandbox, COHORT)));
    let document = document.bearer(token(&fresh, "transfer.api.globus.org")).send().await.json();
    assert_eq!(
        (&document["high_assurance"], &document["authentication_timeout_mins"]),
        (&json!(true), &json!(30))
    );
    sandbox.control("/signout", json!({"user": JASMIN})).await;
    sandbox.control("/clock", json!({"step_seconds": 31 * 60})).await;
    let another = sign_in(&sandbox, &[]).await;
    assert_eq!(ls(&sandbox, &another, COHORT).await.status, 200, "a browser that knew nobody");
    let service = sandbox.service_token(TRANSFER).await;
    let path = format!("/v0.10/operation/endpoint/{}/ls", collection(&sandbox, COHORT));
    let service = sandbox.get(&path).bearer(&service).send().await;
    assert_eq!(service.json()["code"], "AuthorizationRequired", "a client has no session");
}

#[tokio::test(flavor = "multi_thread")]
async fn identities_policies_and_second_factors_are_demanded_and_met() {
    let sandbox = Sandbox::strict().await;
    let (own, jasmin) = (identity(&sandbox, OWN), identity(&sandbox, JASMIN));
    let policy =
        json!({"name": "p", "domains": ["accounts.jasmin.example.org"], "timeout_mins": 5, "mfa": true});
    let policy = sandbox.control("/policy", policy).await["id"].as_str().unwrap().to_owned();
    for (rules, member, value) in [
        (json!({"identities": [JASMIN]}), "session_required_identities", json!([jasmin])),
        (json!({"policies": ["p"]}), "session_required_policies", json!([policy])),
        (json!({"mfa": true}), "session_required_mfa", json!(true)),
    ] {
        sandbox.control("/signout", json!({})).await;
        sandbox.control("/collection", json!({"name": "GCP laptop", "session": rules})).await;
        let answer = sign_in(&sandbox, &[]).await;
        let refused = ls(&sandbox, &answer, "GCP laptop").await;
        let parameters = refused.json()["authorization_parameters"].clone();
        assert_eq!((refused.status, &parameters[member]), (403, &value), "{rules}");
        let text = match &value {
            Value::Array(list) => list[0].as_str().unwrap().to_owned(),
            flag => flag.to_string(),
        };
        let answer = sign_in(&sandbox, &[("prompt", "login"), (member, &text)]).await;
        assert_eq!(ls(&sandbox, &answer, "GCP laptop").await.status, 200, "{rules}");
    }
    sandbox.control("/collection", json!({"name": "GCP laptop", "session": {}})).await;
    let answer = sign_in(&sandbox, &[("sandbox_user", "alice")]).await;
    assert_eq!(ls(&sandbox, &answer, "CEDA Archive").await.status, 200);
    let all = format!("{own},{jasmin}");
    sandbox.control("/signout", json!({})).await;
    let answer = with_set(&sandbox, &[("session_required_identities", &all)]).await;
    assert!(times(&sandbox, &answer).await.iter().all(|(_, time)| time.is_some()), "both signed in");
    for unknown in
        [("session_required_policies", own.as_str()), ("session_required_identities", "who@example.org")]
    {
        assert_eq!(sandbox.get(&authorize(&sandbox, &[unknown])).send().await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_form_of_the_session_refusal_can_be_had() {
    let sandbox = Sandbox::strict().await;
    let answer = sign_in(&sandbox, &[]).await;
    let policy = sandbox.control("/policy", json!({"name": "p", "mfa": true})).await["id"].clone();
    let rules =
        json!({"domains": ["a.example", "b.example"], "policies": ["p"], "message": "Come as one of us."});
    sandbox.control("/collection", json!({"name": "GCP laptop", "session": rules})).await;
    for (form, status, code) in [
        ("canonical", 403, json!("AuthorizationRequired")),
        ("legacy", 403, json!(null)),
        ("external", 502, json!("ExternalError.DirListingFailed.LoginFailed")),
        ("external_text", 502, json!("ExternalError.DirListingFailed.LoginFailed")),
    ] {
        sandbox.control("/collection", json!({"name": "GCP laptop", "session_form": form})).await;
        let reply = ls(&sandbox, &answer, "GCP laptop").await;
        let body = reply.json();
        assert_eq!((reply.status, &body["code"]), (status, &code), "{form}");
        let given = &body["authorization_parameters"];
        assert_eq!(given.is_null(), form == "external_text", "{form}");
        assert_eq!(body["message"].as_str().unwrap().contains("GridFTP-JSON-Result"), status == 502);
        match form {
            "legacy" => {
                assert_eq!(given["session_required_single_domain"], "a.example,b.example");
                assert_eq!(given["session_required_policies"], policy);
                assert!(given.as_object().unwrap().contains_key("prompt") && given["prompt"].is_null());
            }
            "external_text" => assert!(body["message"].as_str().unwrap().contains("a.example")),
            _ => {
                assert_eq!(given["session_required_single_domain"], json!(["a.example", "b.example"]));
                assert_eq!(given["session_required_policies"], json!([policy]));
                assert_eq!(given["session_message"], "Come as one of us.");
            }
        }
    }
    let held = token(&answer, "transfer.api.globus.org");
    let id = collection(&sandbox, "GCP laptop");
    let mkdir = sandbox.post(&format!("/v0.10/operation/endpoint/{id}/mkdir")).bearer(held);
    let mkdir = mkdir.json(&json!({"DATA_TYPE": "mkdir", "path": "/~/x"})).send().await;
    assert_eq!(mkdir.json()["code"], "ExternalError.MkdirFailed.LoginFailed");
    let submission = sandbox.get("/v0.10/submission_id").bearer(held).send().await.json()["value"].clone();
    let delete = json!({"DATA_TYPE": "delete", "submission_id": submission, "endpoint": id,
                        "DATA": [{"DATA_TYPE": "delete_item", "path": "/~/x"}]});
    let delete = sandbox.post("/v0.10/delete").bearer(held).json(&delete).send().await;
    assert_eq!((delete.status, &delete.json()["code"]), (403, &json!("AuthorizationRequired")));
}
