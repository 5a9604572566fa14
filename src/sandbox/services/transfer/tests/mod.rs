//! Transfer over HTTP, with real files.

mod files;
mod large;
mod paging;
mod queueing;
mod searches;
mod sharing;
mod submissions;
mod tasks;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::grant::{TokenKind, TokenRecord};
use crate::sandbox::services::caller::TRANSFER_RESOURCE_SERVER;
use crate::sandbox::testing::{Reply, Sandbox, query};

/// A sandbox and the token of one user.
struct SignedIn {
    sandbox: Sandbox,
    token: String,
}

impl SignedIn {
    async fn new() -> Self {
        Self::at(Sandbox::start().await)
    }

    fn at(sandbox: Sandbox) -> Self {
        let token = token(&sandbox, 0);
        Self { sandbox, token }
    }

    /// A token of another user.
    fn other(&self) -> String {
        token(&self.sandbox, 1)
    }

    fn id(&self, name: &str) -> String {
        let mut collections = self.sandbox.running.ready.collections.iter();
        collections.find(|one| one.name.starts_with(name)).unwrap().id.to_string()
    }

    fn root(&self, name: &str) -> PathBuf {
        let mut collections = self.sandbox.running.ready.collections.iter();
        collections.find(|one| one.name.starts_with(name)).unwrap().root.clone()
    }

    fn jasmin(&self) -> String {
        self.id("JASMIN Default")
    }

    fn laptop(&self) -> String {
        self.id("GCP laptop")
    }

    /// An empty directory of the laptop, as a collection path and on disk.
    fn fresh(&self) -> (String, PathBuf) {
        let real = self.root("GCP laptop").join("home/demo/fresh");
        std::fs::create_dir_all(&real).unwrap();
        ("/home/demo/fresh".to_owned(), real)
    }

    async fn get(&self, path: &str) -> Reply {
        self.sandbox.get(&format!("/v0.10/{path}")).bearer(&self.token).send().await
    }

    async fn get_as(&self, token: &str, path: &str) -> Reply {
        self.sandbox.get(&format!("/v0.10/{path}")).bearer(token).send().await
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        self.sandbox.post(&format!("/v0.10/{path}")).bearer(&self.token).json(body).send().await
    }

    async fn put(&self, path: &str, body: &Value) -> Reply {
        self.sandbox.request("PUT", &format!("/v0.10/{path}")).bearer(&self.token).json(body).send().await
    }

    /// One file operation with a query.
    async fn file(&self, operation: &str, collection: &str, fields: &[(&str, &str)]) -> Reply {
        self.get(&format!("operation/endpoint/{collection}/{operation}?{}", query(fields))).await
    }

    /// One file operation with a body.
    async fn change(&self, operation: &str, collection: &str, body: &Value) -> Reply {
        self.post(&format!("operation/endpoint/{collection}/{operation}"), body).await
    }

    async fn submission_id(&self) -> String {
        self.get("submission_id").await.json()["value"].as_str().unwrap().to_owned()
    }

    /// Submits with a new submission id. Returns the task id.
    async fn submit(&self, kind: &str, mut document: Value) -> String {
        document["submission_id"] = self.submission_id().await.into();
        let reply = self.post(kind, &document).await;
        assert_eq!(reply.status, 202, "{}", reply.body);
        reply.json()["task_id"].as_str().unwrap().to_owned()
    }

    /// Submits a transfer from JASMIN to the laptop.
    async fn send(&self, from: &str, to: &str) -> String {
        self.submit("transfer", self.transfer(&[(from, to)])).await
    }

    fn transfer(&self, items: &[(&str, &str)]) -> Value {
        let items: Vec<Value> = items
            .iter()
            .map(|(from, to)| {
                json!({"DATA_TYPE": "transfer_item", "source_path": from, "destination_path": to})
            })
            .collect();
        json!({"DATA_TYPE": "transfer", "source_endpoint": self.jasmin(), "destination_endpoint": self.laptop(),
               "verify_checksum": true, "DATA": items})
    }

    async fn task(&self, id: &str) -> Value {
        self.get(&format!("task/{id}")).await.json()
    }

    /// Polls a task until a condition holds; fails after twenty seconds.
    async fn until(&self, id: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let task = self.task(id).await;
            if holds(&task) {
                return task;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "not reached: {task}");
            tokio::task::yield_now().await;
        }
    }

    async fn ended(&self, id: &str) -> Value {
        self.until(id, |task| task["status"] != "ACTIVE").await
    }

    async fn codes(&self, id: &str) -> Vec<String> {
        let events = self.get(&format!("task/{id}/event_list?limit=100")).await.json();
        let events = events["DATA"].as_array().unwrap().iter();
        events.map(|event| event["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// A token of one of the sandbox's users, without a sign-in.
fn token(sandbox: &Sandbox, user: usize) -> String {
    let token = Uuid::new_v4().to_string();
    let world = &sandbox.running.world;
    let (identity, client) = {
        let accounts = world.accounts();
        (accounts.users[user], accounts.native_client)
    };
    let now = world.clock.now();
    let record = TokenRecord {
        kind: TokenKind::Access,
        client,
        identity,
        resource_server: TRANSFER_RESOURCE_SERVER.to_owned(),
        scopes: vec!["urn:globus:auth:scope:transfer.api.globus.org:all".to_owned()],
        session: None,
        refreshes: 0,
        issued: now,
        expires: Some(now + SignedDuration::from_hours(24 * 365)),
    };
    world.accounts().tokens.insert(token.clone(), record);
    token
}

/// Status and code of an error.
fn refusal(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
}

/// The names in a listing.
fn names(listing: &Value) -> Vec<&str> {
    listing["DATA"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}
