//! The routes of Transfer.

use axum::Router;
use axum::routing::{get, post};

use crate::sandbox::services::transfer::state::TransferState;
use crate::sandbox::services::transfer::{
    endpoint, file_ops, guest_collections, history, ls, permissions, roles, search, submit, tasks,
};

/// The routes of Transfer, with full paths.
pub fn routes(transfer: TransferState) -> Router {
    const FILES: &str = "/v0.10/operation/endpoint/{id}";
    const RULE: &str = "/v0.10/endpoint/{id}/access/{rule}";
    const TASK: &str = "/v0.10/task/{id}";
    let file = |name: &str| format!("{FILES}/{name}");
    let task = |name: &str| format!("{TASK}/{name}");
    Router::new()
        .route("/v0.10/endpoint_search", get(search::search))
        .route("/v0.10/endpoint/{id}", get(endpoint::show).delete(guest_collections::remove))
        .route("/v0.10/endpoint/{id}/server_list", get(endpoint::server_list))
        .route("/v0.10/endpoint/{id}/my_effective_pause_rule_list", get(endpoint::pause_rules))
        .route("/v0.10/endpoint/{id}/my_shared_endpoint_list", get(endpoint::my_shared))
        .route("/v0.10/endpoint/{id}/shared_endpoint_list", get(guest_collections::list))
        .route("/v0.10/shared_endpoint", post(guest_collections::create))
        .route("/v0.10/endpoint/{id}/access_list", get(permissions::list))
        .route("/v0.10/endpoint/{id}/access", post(permissions::create))
        .route(RULE, get(permissions::show).put(permissions::update).delete(permissions::remove))
        .route("/v0.10/endpoint/{id}/role_list", get(roles::list))
        .route("/v0.10/endpoint/{id}/role", post(roles::create))
        .route("/v0.10/endpoint/{id}/role/{role}", get(roles::show).delete(roles::remove))
        .route(&file("ls"), get(ls::ls))
        .route(&file("stat"), get(file_ops::stat))
        .route(&file("mkdir"), post(file_ops::mkdir))
        .route(&file("rename"), post(file_ops::rename))
        .route(&file("symlink"), post(file_ops::symlink))
        .route("/v0.10/submission_id", get(submit::submission_id))
        .route("/v0.10/transfer", post(submit::transfer))
        .route("/v0.10/delete", post(submit::delete))
        .route("/v0.10/task_list", get(tasks::list))
        .route(TASK, get(tasks::show).put(tasks::update))
        .route(&task("cancel"), post(tasks::cancel))
        .route(&task("remove"), post(tasks::remove))
        .route(&task("event_list"), get(history::events))
        .route(&task("successful_transfers"), get(history::successful_transfers))
        .route(&task("skipped_errors"), get(history::skipped_errors))
        .route(&task("pause_info"), get(history::pause_info))
        .with_state(transfer)
}
