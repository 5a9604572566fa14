use std::fs;

use super::*;

const RULES: &str = "access";

/// The demo user's guest collection, as its owner and as another user.
struct Shared {
    client: SignedIn,
    other: String,
    id: String,
}

impl Shared {
    async fn new() -> Self {
        let client = SignedIn::new().await;
        {
            let mut accounts = client.sandbox.running.world.accounts();
            for collection in accounts.collections.values_mut() {
                collection.roles.clear();
            }
        }
        let (other, id) = (client.other(), client.id("Rothera"));
        Self { client, other, id }
    }

    async fn grant(&self, principal: &str, path: &str, permissions: &str, expires: Value) -> Reply {
        let (kind, principal) = match principal {
            "all_authenticated_users" | "anonymous" => (principal, String::new()),
            username => {
                let accounts = self.client.sandbox.running.world.accounts();
                ("identity", accounts.by_username(username).unwrap().id.to_string())
            }
        };
        let body = json!({"DATA_TYPE": "access", "principal_type": kind, "principal": principal, "path": path,
                          "permissions": permissions, "expiration_date": expires});
        self.client.post(&format!("endpoint/{}/{RULES}", self.id), &body).await
    }

    async fn listed(&self, path: &str) -> u16 {
        let at = format!("operation/endpoint/{}/ls?{}", self.id, query(&[("path", path)]));
        self.client.get_as(&self.other, &at).await.status
    }

    async fn made(&self, path: &str) -> u16 {
        let at = format!("/v0.10/operation/endpoint/{}/mkdir", self.id);
        let body = json!({"DATA_TYPE": "mkdir", "path": path});
        self.client.sandbox.post(&at).bearer(&self.other).json(&body).send().await.status
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_opens_its_directory_and_no_other() {
    let shared = Shared::new().await;
    const ALICE: &str = "alice@uni.example.org";
    assert_eq!((shared.listed("/users/").await, shared.listed("/").await), (502, 502));
    assert_eq!(shared.grant(ALICE, "/users/", "r", Value::Null).await.status, 201);
    assert_eq!((shared.listed("/users/").await, shared.listed("/users/demo/").await), (200, 200));
    assert_eq!((shared.listed("/").await, shared.listed("/data/").await), (502, 502));
    assert_eq!(shared.made("/users/new").await, 502, "it may only be read");
    let again = shared.grant(ALICE, "/users/", "rw", Value::Null).await;
    assert_eq!(refusal(&again), (409, "Exists".to_owned()));
    assert_eq!(shared.grant("all_authenticated_users", "/users/alice/", "rw", Value::Null).await.status, 201);
    assert_eq!((shared.made("/users/alice/new").await, shared.made("/users/new").await), (202, 502));
    // A link that leads out of it opens nothing.
    std::os::unix::fs::symlink("../../data", shared.client.root("Rothera").join("users/alice/out")).unwrap();
    assert_eq!(shared.listed("/users/alice/out/").await, 502);

    let list = shared.client.get(&format!("endpoint/{}/access_list", shared.id)).await.json();
    let rules = list["DATA"].as_array().unwrap();
    let of_alice = rules.iter().find(|rule| rule["path"] == "/users/").unwrap()["id"].as_str().unwrap();
    let at = format!("endpoint/{}/{RULES}/{of_alice}", shared.id);
    assert_eq!(shared.client.put(&at, &json!({"permissions": "rw"})).await.json()["code"], "Updated");
    assert_eq!(shared.made("/users/new").await, 202);
    let gone = shared.client.sandbox.request("DELETE", &format!("/v0.10/{at}")).bearer(&shared.client.token);
    assert_eq!(gone.send().await.json()["code"], "Deleted");
    assert_eq!(shared.listed("/users/").await, 502);
    assert_eq!(refusal(&shared.client.get(&at).await), (404, "AccessRuleNotFound".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_ends_when_it_expires() {
    let shared = Shared::new().await;
    let now = shared.client.sandbox.running.world.clock.now();
    let at = |seconds: i64| json!((now + SignedDuration::from_secs(seconds)).to_string());
    let past = shared.grant("all_authenticated_users", "/", "r", at(-60)).await;
    assert_eq!(past.status, 400);
    assert_eq!(shared.grant("all_authenticated_users", "/", "r", at(3600)).await.status, 201);
    assert_eq!(shared.listed("/").await, 200);
    shared.client.sandbox.control("/clock", json!({"step_seconds": 7200})).await;
    assert_eq!(shared.listed("/").await, 502);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_reaches_what_its_owner_may_reach() {
    let shared = Shared::new().await;
    let destination = shared.client.root("Rothera");
    let alice = shared.client.id("Alice");
    let send = async |to: &str| {
        let get = format!("/v0.10/{}", "submission_id");
        let id = shared.client.sandbox.get(&get).bearer(&shared.other).send().await.json();
        let body = json!({"DATA_TYPE": "transfer", "submission_id": id["value"], "source_endpoint": alice,
            "destination_endpoint": shared.id,
            "DATA": [{"DATA_TYPE": "transfer_item", "source_path": "/home/alice/todo.txt", "destination_path": to}]});
        shared.client.sandbox.post("/v0.10/transfer").bearer(&shared.other).json(&body).send().await
    };
    assert_eq!(refusal(&send("/users/alice/a").await), (403, "PermissionDenied".to_owned()));
    shared.grant("alice@uni.example.org", "/users/alice/", "rw", Value::Null).await;
    let tasks = [send("/users/alice/a").await, send("/users/b").await].map(|reply| reply.json());
    let at = |task: &Value| format!("task/{}", task["task_id"].as_str().unwrap());
    let began = Instant::now();
    loop {
        let one = shared.client.get_as(&shared.other, &at(&tasks[0])).await.json();
        let two = shared.client.get_as(&shared.other, &at(&tasks[1])).await.json();
        if one["status"] == "SUCCEEDED" && two["nice_status"] == "PERMISSION_DENIED" {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{one} {two}");
        tokio::task::yield_now().await;
    }
    assert!(fs::exists(destination.join("users/alice/a")).unwrap());
    assert!(!fs::exists(destination.join("users/b")).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_for_guest_collections_and_those_who_manage_them() {
    let shared = Shared::new().await;
    let list = |id: &str| format!("endpoint/{id}/access_list");
    let mapped = shared.client.get(&list(&shared.client.jasmin())).await;
    assert_eq!(refusal(&mapped), (409, "NotSupported".to_owned()));
    let other = shared.client.get_as(&shared.other, &list(&shared.id)).await;
    assert_eq!(refusal(&other), (403, "PermissionDenied".to_owned()));
    let roles = format!("endpoint/{}/role", shared.id);
    let alice = shared.client.sandbox.running.world.accounts().users[1];
    let role = json!({"DATA_TYPE": "role", "principal_type": "identity", "principal": alice,
                      "role": "access_manager"});
    let made = shared.client.post(&roles, &role).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let seen = shared.client.get_as(&shared.other, &list(&shared.id)).await.json();
    let implied = seen["DATA"].as_array().unwrap().iter().find(|rule| rule["role_type"] == "access_manager");
    assert_eq!(implied.unwrap()["id"], Value::Null, "implied by the role");
    assert_eq!(shared.listed("/").await, 200, "a role that manages access is access");
    let document = shared.client.get_as(&shared.other, &format!("endpoint/{}", shared.id)).await.json();
    assert_eq!(
        (&document["acl_editable"], &document["my_effective_roles"]),
        (&json!(true), &json!(["access_manager"]))
    );
    let unknown = shared.client.get("endpoint/x/rolelist").await;
    assert_eq!(refusal(&unknown), (404, "ClientError.NotFound".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_of_a_laptop_becomes_a_guest_collection() {
    let shared = Shared::new().await;
    let laptop = shared.client.laptop();
    let body = |host: &str, path: &str| {
        json!({"DATA_TYPE": "shared_endpoint", "host_endpoint": host, "host_path": path,
               "display_name": "Results"})
    };
    let made = shared.client.post("shared_endpoint", &body(&laptop, "/home/demo/results/")).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let listing = shared.client.file("ls", &id, &[("path", "/")]).await.json();
    assert!(names(&listing).contains(&"summary.csv"), "{listing}");
    let mine = shared.client.get(&format!("endpoint/{laptop}/my_shared_endpoint_list")).await.json();
    assert_eq!(mine["DATA"][0]["id"], json!(id));
    let missing = shared.client.post("shared_endpoint", &body(&laptop, "/home/demo/none/")).await;
    assert_eq!(missing.status, 502);
    let mapped = shared.client.post("shared_endpoint", &body(&shared.client.jasmin(), "/")).await;
    assert_eq!(refusal(&mapped), (409, "NotSupported".to_owned()));
}
