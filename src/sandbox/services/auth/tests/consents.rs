//! Consents: listed, required by collections, revoked.

use super::*;

fn data_access(id: impl std::fmt::Display) -> String {
    format!("https://auth.globus.org/scopes/{id}/data_access")
}

fn id(sandbox: &Sandbox, name: &str) -> String {
    let mut all = sandbox.running.ready.collections.iter();
    all.find(|one| one.name.starts_with(name)).unwrap().id.to_string()
}

async fn ls(sandbox: &Sandbox, token: &str, collection: &str) -> Reply {
    sandbox.get(&format!("/v0.10/operation/endpoint/{collection}/ls")).bearer(token).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_consents_has_every_node_at_its_path() {
    let sandbox = Sandbox::start().await;
    let jasmin = sandbox.running.ready.collections[0].id;
    let access = format!("https://auth.globus.org/scopes/{jasmin}/data_access");
    sign_in(&sandbox, &[]).await;
    let answer = sign_in(&sandbox, &[("scope", &format!("openid {TRANSFER}[*{access}]"))]).await;
    assert_eq!(of(&answer, "transfer.api.globus.org")["scope"], TRANSFER, "dependencies are never echoed");
    let own = sandbox.running.ready.users[0].id;
    let list = |id: String| {
        sandbox
            .get(&format!("/v2/api/identities/{id}/consents?all=False"))
            .bearer(token(&answer, "auth.globus.org"))
            .send()
    };
    let consents = list(own.to_string()).await.json()["consents"].as_array().unwrap().clone();
    let named = |name: &str| consents.iter().filter(|c| c["scope_name"] == name).cloned().collect::<Vec<_>>();
    let (root, below) = (named(TRANSFER), named(&access));
    assert_eq!((root.len(), below.len()), (1, 1), "a second sign-in adds no second consent");
    assert_eq!(below[0]["dependency_path"], json!([root[0]["id"], below[0]["id"]]));
    assert_eq!(
        (&below[0]["atomically_revocable"], &root[0]["atomically_revocable"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(list(sandbox.running.ready.users[1].id.to_string()).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_clients_consents_are_listed_or_everybodys() {
    let sandbox = Sandbox::start().await;
    let answer = sign_in(&sandbox, &[]).await;
    let own = sandbox.running.ready.users[0].id.to_string();
    let other = uuid::Uuid::new_v4();
    sandbox.control("/consent", json!({"user": own, "client": other, "scope": "email", "given": true})).await;
    let list = |all: &'static str| {
        let path = format!("/v2/api/identities/{own}/consents?all={all}");
        sandbox.get(&path).bearer(token(&answer, "auth.globus.org")).send()
    };
    let clients = |reply: Reply| -> Vec<String> {
        let all = reply.json()["consents"].as_array().unwrap().clone();
        all.iter().map(|one| one["client"].as_str().unwrap().to_owned()).collect()
    };
    for (all, foreign) in [("false", 0), ("False", 0), ("0", 0), ("true", 1), ("True", 1), ("1", 1)] {
        let clients = clients(list(all).await);
        assert_eq!(clients.iter().filter(|one| **one == other.to_string()).count(), foreign, "{all}");
        assert_eq!(clients.iter().filter(|one| **one == sandbox.client()).count(), 4, "{all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_on_a_mapped_collection_wants_its_consent() {
    let sandbox = Sandbox::strict().await;
    let answer = sign_in(&sandbox, &[]).await;
    let held = token(&answer, "transfer.api.globus.org");
    let (archer, laptop, jasmin) =
        (id(&sandbox, "ARCHER2"), id(&sandbox, "GCP laptop"), id(&sandbox, "JASMIN Default"));
    let scope = format!("{TRANSFER}[*{}]", data_access(&archer));
    let post = |path: String, body: Value| sandbox.post(&path).bearer(held).json(&body).send();
    let operation = |name: &str| format!("/v0.10/operation/endpoint/{archer}/{name}");
    let submission = || async {
        let reply = sandbox.get("/v0.10/submission_id").bearer(held).send().await;
        reply.json()["value"].clone()
    };
    let item = json!({"DATA_TYPE": "transfer_item", "source_path": "/~/x", "destination_path": "/~/y"});
    let transfer = json!({"DATA_TYPE": "transfer", "submission_id": submission().await, "source_endpoint": laptop,
                          "destination_endpoint": archer, "DATA": [item]});
    let delete = json!({"DATA_TYPE": "delete", "submission_id": submission().await, "endpoint": archer,
                        "DATA": [{"DATA_TYPE": "delete_item", "path": "/~/x"}]});
    let refused = [
        ls(&sandbox, held, &archer).await,
        sandbox.get(&operation("stat?path=/~/")).bearer(held).send().await,
        post(operation("mkdir"), json!({"DATA_TYPE": "mkdir", "path": "/~/x"})).await,
        post(operation("rename"), json!({"DATA_TYPE": "rename", "old_path": "/~/x", "new_path": "/~/y"}))
            .await,
        post("/v0.10/transfer".to_owned(), transfer.clone()).await,
        post("/v0.10/delete".to_owned(), delete).await,
    ];
    for reply in refused {
        assert_eq!((reply.status, &reply.json()["code"]), (403, &json!("ConsentRequired")), "{}", reply.body);
        assert_eq!(reply.json()["required_scopes"], json!([scope]));
        assert_eq!(reply.json()["authorization_parameters"], json!({"required_scopes": [scope]}));
    }
    let mut both = transfer.clone();
    both["source_endpoint"] = jasmin.clone().into();
    let both = post("/v0.10/transfer".to_owned(), both).await.json();
    let of_both = format!("{TRANSFER}[*{} *{}]", data_access(&jasmin), data_access(&archer));
    assert_eq!(both["required_scopes"], json!([of_both]), "one consent for both sides");

    for name in ["CEDA Archive", "North Atlantic", "GCP laptop", "Health cohort"] {
        assert_eq!(ls(&sandbox, held, &id(&sandbox, name)).await.status, 200, "{name} wants none");
    }
    sign_in(&sandbox, &[("scope", &format!("openid {scope}"))]).await;
    assert_eq!(ls(&sandbox, held, &archer).await.status, 200, "the old token gains it too");
    assert_eq!(post("/v0.10/transfer".to_owned(), transfer).await.status, 202);
    let other = sign_in(&sandbox, &[("sandbox_user", "alice")]).await;
    let other = token(&other, "transfer.api.globus.org");
    assert_eq!(ls(&sandbox, other, &archer).await.status, 403, "a consent is one person's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_outside_transfer_opens_nothing() {
    let sandbox = Sandbox::strict().await;
    let archer = id(&sandbox, "ARCHER2");
    let scope = format!("openid {TRANSFER} {}", data_access(&archer));
    let answer = sign_in(&sandbox, &[("scope", &scope)]).await;
    assert_eq!(ls(&sandbox, token(&answer, "transfer.api.globus.org"), &archer).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_sandbox_wants_none() {
    let sandbox = Sandbox::start().await;
    let answer = sign_in(&sandbox, &[]).await;
    for name in ["ARCHER2", "JASMIN Default"] {
        let reply = ls(&sandbox, token(&answer, "transfer.api.globus.org"), &id(&sandbox, name)).await;
        assert_eq!(reply.status, 200, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_such_scope_for_guests_and_high_assurance() {
    let sandbox = Sandbox::strict().await;
    for name in ["CEDA Archive", "Health cohort", "GCP laptop"] {
        let scope = format!("{TRANSFER}[*{}]", data_access(id(&sandbox, name)));
        let page = sandbox.get(&authorize(&sandbox, &[("scope", &scope)])).send().await;
        assert_eq!((page.status, page.header("location")), (400, None), "{name}");
        assert!(page.body.contains("Unknown scope"), "{}", page.body);
        let client = &sandbox.running.ready.service_client;
        let fields = [("grant_type", "client_credentials"), ("scope", scope.as_str())];
        let reply =
            sandbox.post("/v2/oauth2/token").basic(&client.id.to_string(), &client.secret).form(&fields);
        let reply = reply.send().await;
        assert_eq!((reply.status, &reply.json()["error"]), (400, &json!("invalid_scope")), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_has_consents_of_its_own() {
    let sandbox = Sandbox::strict().await;
    let (archer, service) = (id(&sandbox, "ARCHER2"), sandbox.running.ready.service_client.id);
    let held = sandbox.service_token(TRANSFER).await;
    assert_eq!(ls(&sandbox, &held, &archer).await.status, 200, "given from the start");
    assert_eq!(ls(&sandbox, &held, &id(&sandbox, "JASMIN Default")).await.status, 200);
    let taken = json!({"user": service, "collection": "ARCHER2 filesystems", "given": false});
    assert_eq!(sandbox.control("/consent", taken).await["consents"], 1);
    let refused = ls(&sandbox, &held, &archer).await;
    assert_eq!(refused.status, 403);
    let scope = refused.json()["required_scopes"][0].as_str().unwrap().to_owned();
    // The official CLI discards the new token and uses the old one again.
    sandbox.service_token(&scope).await;
    assert_eq!(ls(&sandbox, &held, &archer).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_with_a_star_can_go_alone() {
    let sandbox = Sandbox::strict().await;
    let (archer, jasmin) = (id(&sandbox, "ARCHER2"), id(&sandbox, "JASMIN Default"));
    let scope = format!("openid {TRANSFER}[*{} {}]", data_access(&archer), data_access(&jasmin));
    let answer = sign_in(&sandbox, &[("scope", &scope)]).await;
    let held = of(&answer, "transfer.api.globus.org");
    let (access, kept) = (held["access_token"].as_str().unwrap(), held["refresh_token"].as_str().unwrap());
    let take = |name: &str| json!({"user": "demo@globusid.example.org", "collection": name, "given": false});
    assert_eq!(sandbox.control("/consent", take("ARCHER2 filesystems")).await["consents"], 1);
    assert_eq!(ls(&sandbox, access, &archer).await.json()["code"], "ConsentRequired");
    assert_eq!(refresh(&sandbox, kept).await.status, 200, "the rest stands");
    // A consent that is not atomically revocable takes its root along, and with that the tokens.
    assert_eq!(sandbox.control("/consent", take("JASMIN Default Collection")).await["consents"], 2);
    assert_eq!(ls(&sandbox, access, &archer).await.status, 401);
    assert_eq!(refresh(&sandbox, kept).await.json()["error"], "invalid_grant");
    let state = sandbox.get("/__sandbox__/state").send().await.json();
    let own = state["auth"]["consents"].as_array().unwrap().iter();
    let own: Vec<_> = own.filter(|one| one["client"] == sandbox.client()).map(|one| &one["scope"]).collect();
    assert_eq!(own, ["openid"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_form_of_the_refusal_can_be_had() {
    let sandbox = Sandbox::strict().await;
    let answer = sign_in(&sandbox, &[]).await;
    let held = token(&answer, "transfer.api.globus.org");
    let archer = id(&sandbox, "ARCHER2");
    let scope = format!("{TRANSFER}[*{}]", data_access(&archer));
    for (form, at) in [
        ("transfer", "/required_scopes/0"),
        ("transfer", "/authorization_parameters/required_scopes/0"),
        ("canonical", "/authorization_parameters/required_scopes/0"),
        ("legacy", "/required_scopes/0"),
        ("flows", "/required_scope"),
        ("dependent", "/errors/0/unapproved_scopes/0"),
    ] {
        sandbox.control("/collection", json!({"id": archer, "consent_form": form})).await;
        let reply = ls(&sandbox, held, &archer).await;
        let body = reply.json();
        assert_eq!((reply.status, body.pointer(at)), (403, Some(&json!(scope))), "{form}: {body}");
        let code = if form == "dependent" { json!(null) } else { json!("ConsentRequired") };
        assert_eq!(body["code"], code, "{form}");
        assert_eq!(body["error"] == "dependent_consent_required", form == "dependent");
        if form != "transfer" {
            let others = ["required_scopes", "authorization_parameters", "required_scope", "errors"];
            assert_eq!(others.iter().filter(|name| body.get(**name).is_some()).count(), 1, "{form}: {body}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_begins_with_one_consent_given() {
    let sandbox =
        Sandbox::start_with(|options| (options.open, options.preset_consents) = (false, true)).await;
    let answer = sign_in(&sandbox, &[("prompt", "login")]).await;
    let held = token(&answer, "transfer.api.globus.org");
    assert_eq!(ls(&sandbox, held, &id(&sandbox, "JASMIN Default")).await.status, 200);
    let refused = ls(&sandbox, held, &id(&sandbox, "ARCHER2")).await;
    assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("ConsentRequired")));
}
