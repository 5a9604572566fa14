//! The managers over TLS.

use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::grant::{TokenKind, TokenRecord};
use crate::sandbox::model::seeded_id::seeded_id;
use crate::sandbox::services::caller::TRANSFER_RESOURCE_SERVER;
use crate::sandbox::testing::{Reply, Request, Sandbox};

const JASMIN: &str = "JASMIN Default Collection";
const ARCHER: &str = "ARCHER2 filesystems";

/// A sandbox, and a server of it as one of the users sees it.
struct Server {
    sandbox: Sandbox,
    url: String,
    endpoint: Uuid,
    mapped: Uuid,
    token: String,
}

/// A token of one of the sandbox's users, without a sign-in.
fn token(sandbox: &Sandbox, user: usize, server: &str, scope: &str) -> String {
    let world = &sandbox.running.world;
    let now = world.clock.now();
    let mut accounts = world.accounts();
    let record = TokenRecord {
        kind: TokenKind::Access,
        client: accounts.native_client,
        identity: accounts.users[user],
        resource_server: server.to_owned(),
        scopes: vec![scope.to_owned()],
        session: None,
        refreshes: 0,
        issued: now,
        expires: Some(now + SignedDuration::from_hours(24)),
    };
    let token = Uuid::new_v4().to_string();
    accounts.tokens.insert(token.clone(), record);
    token
}

impl Server {
    async fn of(sandbox: Sandbox, collection: &str, user: usize) -> Self {
        let (mapped, endpoint, url) = {
            let accounts = sandbox.running.world.accounts();
            let found = accounts.collections.values().find(|one| one.display_name == collection).unwrap();
            (found.id, found.endpoint.unwrap(), found.gcs_manager_url.clone().unwrap())
        };
        let scope = format!("urn:globus:auth:scope:{endpoint}:manage_collections");
        let token = token(&sandbox, user, &endpoint.to_string(), &scope);
        Self { sandbox, url, endpoint, mapped, token }
    }

    async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        let (root, below) = self.url.rsplit_once('/').unwrap();
        let request = Request::new(root, method, &format!("/{below}/api/{path}")).bearer(&self.token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        request.send_trusting(&self.sandbox.running.ready.ca_file).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    async fn credential(&self) -> Option<String> {
        let shown = self.get(&format!("collections/{}", self.mapped)).await.json();
        let gateway = shown["data"][0]["storage_gateway_id"].as_str().unwrap();
        let all = self.get(&format!("user_credentials?storage_gateway={gateway}")).await.json();
        all["data"][0]["id"].as_str().map(str::to_owned)
    }

    fn guest(&self, credential: &str, path: &str) -> Value {
        json!({"DATA_TYPE": "collection#1.0.0", "collection_type": "guest", "mapped_collection_id": self.mapped,
               "user_credential_id": credential, "collection_base_path": path, "display_name": "Results"})
    }
}

fn refusal(reply: &Reply) -> (u16, String) {
    let body = reply.json();
    assert_eq!(body["http_response_code"], reply.status, "{}", reply.body);
    (reply.status, body["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_says_what_it_is_to_everyone_and_the_rest_to_tokens_of_its_own() {
    let server = Server::of(Sandbox::start().await, JASMIN, 0).await;
    let info = server.get("info").await.json();
    assert_eq!(info["data"][0]["endpoint_id"], json!(server.endpoint));
    let transfer = "urn:globus:auth:scope:transfer.api.globus.org:all";
    let other = token(&server.sandbox, 0, TRANSFER_RESOURCE_SERVER, transfer);
    let server = Server { token: other, ..server };
    assert_eq!(refusal(&server.get("collections").await), (401, "unauthorized".to_owned()));
    assert_eq!(refusal(&server.get("nothing").await), (501, "NotImplemented".to_owned()));
    let (root, _) = server.url.rsplit_once('/').unwrap();
    let no = Request::new(root, "GET", &format!("/{}/api/info", Uuid::nil()));
    let no = no.send_trusting(&server.sandbox.running.ready.ca_file).await;
    assert_eq!(refusal(&no), (404, "not_found".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_collection_needs_a_credential_and_is_one_of_transfers() {
    let server = Server::of(Sandbox::start().await, JASMIN, 0).await;
    assert_eq!(server.credential().await, None);
    let path = "/home/users/demo/runs/";
    let refused = server.send("POST", "collections", Some(&server.guest("", path))).await;
    assert_eq!(refusal(&refused), (400, "bad_request".to_owned()));
    let gateway = server.get(&format!("collections/{}", server.mapped)).await.json();
    let gateway = gateway["data"][0]["storage_gateway_id"].clone();
    let body = json!({"DATA_TYPE": "user_credential#1.0.0", "storage_gateway_id": gateway});
    let made = server.send("POST", "user_credentials", Some(&body)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let credential = server.credential().await.unwrap();
    let missing = server.send("POST", "collections", Some(&server.guest(&credential, "/none/"))).await;
    assert_eq!(refusal(&missing), (404, "not_found".to_owned()));
    let made = server.send("POST", "collections", Some(&server.guest(&credential, path))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let made = made.json()["data"][0].clone();
    assert_eq!(made["collection_base_path"], path);
    let id = made["id"].as_str().unwrap();

    let transfer = token(
        &server.sandbox,
        0,
        TRANSFER_RESOURCE_SERVER,
        "urn:globus:auth:scope:transfer.api.globus.org:all",
    );
    let get = |path: String| server.sandbox.get(&format!("/v0.10/{path}")).bearer(&transfer).send();
    let shown = get(format!("endpoint/{id}")).await.json();
    assert_eq!(shown["entity_type"], "GCSv5_guest_collection");
    assert_eq!((&shown["acl_editable"], &shown["gcs_manager_url"]), (&json!(true), &json!(server.url)));
    let listed = get(format!("operation/endpoint/{id}/ls?path=/")).await.json();
    assert!(listed["DATA"].as_array().is_some_and(|all| all.iter().any(|row| row["name"] == "2024-06-01")));
    let mine = get(format!("endpoint/{}/my_shared_endpoint_list", server.mapped)).await.json();
    assert!(mine["DATA"].as_array().unwrap().iter().any(|one| one["id"] == json!(id)));
    assert_eq!(get(format!("endpoint/{id}/access_list")).await.status, 200);

    let of_mapped = format!("collections?mapped_collection_id={}&filter=created_by_me", server.mapped);
    let listed = server.get(&of_mapped).await.json();
    assert!(listed["data"].as_array().unwrap().iter().any(|one| one["id"] == json!(id)));
    let one = server.get("collections?page_size=1").await.json();
    assert_eq!((&one["has_next_page"], &one["marker"]), (&json!(true), &json!("1")));
    let gone = server.send("DELETE", &format!("collections/{id}"), None).await.json();
    assert_eq!(gone["code"], "success");
    assert_eq!(get(format!("endpoint/{id}")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_below_the_managers_scope_and_a_session_are_required() {
    let server = Server::of(Sandbox::strict().await, ARCHER, 0).await;
    let credential = server.credential().await.expect("there from the start");
    let body = server.guest(&credential, "/work/");
    let refused = server.send("POST", "collections", Some(&body)).await;
    assert_eq!(refusal(&refused), (403, "permission_denied".to_owned()));
    let data = format!("https://auth.globus.org/scopes/{}/data_access", server.mapped);
    let scope = format!("urn:globus:auth:scope:{}:manage_collections[{data}]", server.endpoint);
    let wanted = refused.json()["authorization_parameters"]["required_scopes"].clone();
    assert_eq!(wanted, json!([scope]));
    let user = server.sandbox.running.world.accounts().users[0];
    server.sandbox.control("/consent", json!({"user": user, "scope": scope, "given": true})).await;
    let made = server.send("POST", "collections", Some(&body)).await;
    assert_eq!(made.status, 201, "{}", made.body);

    let server = Server::of(server.sandbox, "Health cohort (high assurance)", 0).await;
    let refused = server.send("POST", "collections", Some(&server.guest("x", "/projects/"))).await;
    assert_eq!(refusal(&refused), (403, "permission_denied".to_owned()));
    assert!(refused.json()["authorization_parameters"].is_object(), "{}", refused.body);
    let detail = refused.json()["detail"]["DATA_TYPE"].clone();
    assert_eq!(detail, "authentication_timeout#1.0.0");
}

#[tokio::test(flavor = "multi_thread")]
async fn gateways_and_all_roles_are_for_administrators() {
    let server = Server::of(Sandbox::start().await, ARCHER, 0).await;
    let all = server.get("storage_gateways").await.json();
    let id = all["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(server.get(&format!("storage_gateways/{id}")).await.status, 200);
    assert_eq!(server.get("endpoint").await.json()["data"][0]["id"], json!(server.endpoint));
    let roles = server.get("roles?include=all_roles").await.json();
    assert_eq!(roles["data"].as_array().unwrap().len(), 2, "{roles}");
    let bola = seeded_id(1, "b.okafor@uni.example.org");
    let role = json!({"principal": format!("urn:globus:auth:identity:{bola}"), "role": "activity_monitor"});
    let made = server.send("POST", "roles", Some(&role)).await.json();
    let role = format!("roles/{}", made["data"][0]["id"].as_str().unwrap());
    assert_eq!(server.get(&role).await.status, 200);
    assert_eq!(server.send("DELETE", &role, None).await.status, 200);
    assert_eq!(server.get(&role).await.status, 404);
    let server = Server::of(server.sandbox, JASMIN, 0).await;
    for path in ["storage_gateways", "roles?include=all_roles", "collections?include=private_policies"] {
        assert_eq!(refusal(&server.get(path).await), (403, "permission_denied".to_owned()), "{path}");
    }
}
