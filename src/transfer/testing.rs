//! For the tests of engines and of the runtime: a small service that records its requests. It is no sandbox: it
//! answers only what those tests ask.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::domain::collection::{Collection, EntityType};
use crate::domain::deletion::{ConfirmedDelete, DeleteItem, DeletePlan, Fate, Kept, WORD};
use crate::domain::entry::EntryKind;
use crate::domain::ids::CollectionId;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::Side;
use crate::domain::plan::{ConfirmedPlan, Plan, PlanItem, TransferOptions};
use crate::domain::route::EndInfo;
use crate::domain::store::StoreInfo;
use crate::domain::text::{Untrusted, UntrustedRef};
use crate::domain::time::Timestamp;
use crate::globus::env::Environment;

/// Who signs in with a secret.
pub const IDENTITY: Uuid = Uuid::from_u128(0x77);

/// What the service knows.
#[derive(Default)]
pub struct Told {
    /// Every body posted to `transfer`, as it came.
    pub posts: Mutex<Vec<String>>,
    /// Submission id -> body and task.
    pub tasks: Mutex<HashMap<String, (String, Uuid)>>,
    /// How often the task list was read.
    pub looks: AtomicUsize,
    /// Answer `transfer` with this status and body, and do nothing.
    pub refuse: Mutex<Option<(u16, &'static str)>>,
    /// Answer `transfer` with status 429 and this many seconds to wait, and do nothing.
    pub paused: Mutex<Option<u32>>,
    /// Answer `task_list` with these documents: the newest, and the unfinished.
    pub lists: Mutex<Option<(Value, Value)>>,
    /// Know no task, in no list and not by id.
    pub forgetful: AtomicBool,
    /// Every task requested by id.
    pub single: Mutex<Vec<Uuid>>,
    /// Every task cancelled.
    pub cancelled: Mutex<Vec<Uuid>>,
    /// All tasks are over.
    pub over: AtomicBool,
    /// Take every token for a bad one.
    pub signed_out: AtomicBool,
    /// The client dropped a listing.
    pub hung_up: Notify,
}

/// A running service.
pub struct Service {
    /// What it knows.
    pub told: Arc<Told>,
    /// Where it is.
    pub environment: Environment,
}

impl Service {
    /// Starts one on loopback.
    pub async fn start() -> Self {
        let told = Arc::new(Told::default());
        let routes = Router::new()
            .route("/v2/oauth2/token", post(token))
            .route("/v2/oauth2/userinfo", get(userinfo))
            .route("/v0.10/submission_id", get(submission_id))
            .route("/v0.10/transfer", post(transfer))
            .route("/v0.10/delete", post(transfer))
            .route("/v0.10/task_list", get(task_list))
            .route("/v0.10/task/{id}", get(task))
            .route("/v0.10/task/{id}/cancel", post(cancel))
            .route("/v0.10/operation/endpoint/{id}/ls", get(endless_listing))
            .with_state(Arc::clone(&told));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let environment = Environment::local(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { told, environment }
    }

    /// How many tasks there are.
    pub fn tasks(&self) -> usize {
        self.told.tasks.lock().unwrap().len()
    }
}

async fn token() -> Response {
    let of = |server: &str| json!({"access_token": "t", "expires_in": 172_800, "token_type": "Bearer", "resource_server": server});
    let mut answer = of("auth.globus.org");
    answer["other_tokens"] = json!([of("transfer.api.globus.org")]);
    axum::Json(answer).into_response()
}

async fn userinfo() -> Response {
    axum::Json(json!({"sub": IDENTITY, "preferred_username": "app@clients"})).into_response()
}

fn signed_out(told: &Told) -> Option<Response> {
    let body = json!({"code": "AuthenticationFailed", "message": "expired"});
    let out = told.signed_out.load(Ordering::SeqCst);
    out.then(|| (StatusCode::UNAUTHORIZED, axum::Json(body)).into_response())
}

async fn submission_id(State(told): State<Arc<Told>>) -> Response {
    signed_out(&told).unwrap_or_else(|| axum::Json(json!({"value": Uuid::new_v4()})).into_response())
}

async fn transfer(State(told): State<Arc<Told>>, body: String) -> Response {
    told.posts.lock().unwrap().push(body.clone());
    if let Some((status, answer)) = *told.refuse.lock().unwrap() {
        return (StatusCode::from_u16(status).unwrap(), answer).into_response();
    }
    if let Some(seconds) = *told.paused.lock().unwrap() {
        let body = json!({"code": "ClientError.TooManyRequests", "message": "slow down"});
        let wait = [("retry-after", seconds.to_string())];
        return (StatusCode::TOO_MANY_REQUESTS, wait, axum::Json(body)).into_response();
    }
    let document: Value = serde_json::from_str(&body).unwrap();
    let id = document["submission_id"].as_str().unwrap().to_owned();
    let mut tasks = told.tasks.lock().unwrap();
    let code = if tasks.contains_key(&id) { "Duplicate" } else { "Accepted" };
    let (_, task) = tasks.entry(id).or_insert((body, Uuid::new_v4()));
    axum::Json(json!({"code": code, "task_id": task})).into_response()
}

async fn task_list(State(told): State<Arc<Told>>, RawQuery(query): RawQuery) -> Response {
    told.looks.fetch_add(1, Ordering::SeqCst);
    if let Some(answer) = signed_out(&told) {
        return answer;
    }
    let unfinished = query.is_some_and(|query| query.contains("filter=status"));
    if let Some((newest, active)) = &*told.lists.lock().unwrap() {
        return axum::Json(if unfinished { active.clone() } else { newest.clone() }).into_response();
    }
    let hidden = told.forgetful.load(Ordering::SeqCst) || unfinished && told.over.load(Ordering::SeqCst);
    let tasks = told.tasks.lock().unwrap();
    let tasks = tasks.values().filter(|_| !hidden).map(|(body, task)| document(&told, body, *task));
    axum::Json(json!({"DATA": tasks.collect::<Vec<_>>()})).into_response()
}

fn document(told: &Told, body: &str, task: Uuid) -> Value {
    let document: Value = serde_json::from_str(body).unwrap();
    let is_delete = document["DATA_TYPE"] == "delete";
    let source = if is_delete { &document["endpoint"] } else { &document["source_endpoint"] };
    json!({
        "task_id": task, "type": if is_delete { "DELETE" } else { "TRANSFER" }, "label": document["label"],
        "status": if told.over.load(Ordering::SeqCst) { "SUCCEEDED" } else { "ACTIVE" },
        "source_endpoint_id": source,
        "destination_endpoint_id": document["destination_endpoint"],
        "request_time": jiff::Timestamp::now().to_string(),
    })
}

async fn task(State(told): State<Arc<Told>>, Path(id): Path<Uuid>) -> Response {
    told.single.lock().unwrap().push(id);
    let tasks = told.tasks.lock().unwrap();
    match tasks.values().find(|(_, task)| *task == id) {
        Some((body, task)) if !told.forgetful.load(Ordering::SeqCst) => {
            axum::Json(document(&told, body, *task)).into_response()
        }
        _ => {
            let body = json!({"code": "TaskNotFound", "message": "no such task"});
            (StatusCode::NOT_FOUND, axum::Json(body)).into_response()
        }
    }
}

async fn cancel(State(told): State<Arc<Told>>, Path(id): Path<Uuid>) -> Response {
    told.cancelled.lock().unwrap().push(id);
    axum::Json(json!({"code": "Canceled"})).into_response()
}

/// One row, and then nothing more while the client reads. A collection of another id is not there.
async fn endless_listing(State(told): State<Arc<Told>>, Path(id): Path<Uuid>) -> Response {
    if id != Uuid::from_u128(1) {
        let body = json!({"code": "EndpointNotFound", "message": "no such collection"});
        return (StatusCode::NOT_FOUND, axum::Json(body)).into_response();
    }
    struct HungUp(Arc<Told>);
    impl Drop for HungUp {
        fn drop(&mut self) {
            self.0.hung_up.notify_one();
        }
    }
    let alarm = HungUp(told);
    let row = r#"{"DATA_TYPE":"file_list","path":"/x/","DATA":[{"name":"a","type":"file","size":1},"#;
    let first = stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(row)) });
    // Only a write shows that the client has closed the connection.
    let rest = stream::unfold(alarm, |alarm| async move {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        Some((Ok(Bytes::from_static(b" ")), alarm))
    });
    Body::from_stream(first.chain(rest)).into_response()
}

/// A directory of a collection.
pub fn end(id: u128, path: &str) -> EndInfo {
    let id = CollectionId::new(Uuid::from_u128(id));
    let collection = Collection::known_by(id, Untrusted::new("a collection"), EntityType::Mapped);
    EndInfo::new(Arc::new(StoreInfo::from(&collection)), StorePath::parse(path).unwrap())
}

/// A directory of this computer.
pub fn local_end(path: &str) -> EndInfo {
    EndInfo::new(Arc::new(StoreInfo::local()), StorePath::parse(path).unwrap())
}

/// A deletion of a directory of collection 1, seen and confirmed.
pub fn delete_plan() -> ConfirmedDelete {
    let name = EntryName::new(UntrustedRef("d \"é\"".as_bytes())).unwrap();
    let items = vec![DeleteItem { name, kind: EntryKind::Dir, size: None, modified: None }];
    let plan = DeletePlan::new(Side::Left, end(1, "/out"), items, Fate::Task, Kept::default()).unwrap();
    let now = Timestamp { mono: 300, wall: 0 };
    let ticket = plan.ticket(Some(Timestamp::default()), now, WORD).unwrap();
    plan.confirm(ticket).unwrap()
}

/// A plan from collection 1 to `to`, seen and confirmed.
pub fn plan(to: u128, label: &str) -> ConfirmedPlan {
    let name = EntryName::new(UntrustedRef("d \"é\"".as_bytes())).unwrap();
    let items = vec![PlanItem { dir: None, name, kind: EntryKind::Dir, size: None }];
    let options = TransferOptions { label: Untrusted::new(label), ..TransferOptions::default() };
    let plan = Plan::new(end(1, "/~/in"), end(to, "/out"), items, options).unwrap();
    let ticket = plan.ticket(Some(Timestamp::default()), Timestamp { mono: 300, wall: 0 }).unwrap();
    plan.confirm(ticket).unwrap()
}
