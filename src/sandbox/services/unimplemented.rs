//! Routes that are not implemented: 501 in the error format of the service that owns the path. A path that Transfer
//! does not have either answers Transfer's 404.

use axum::Json;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::auth::error;
use crate::sandbox::services::gcs;

/// The service that owns a path. All services share one root; their paths are disjoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Auth,
    Transfer,
    /// Transfer's newer JSON:API.
    TransferV2,
    Groups,
    Timers,
    Flows,
    Search,
    /// The manager of a server, below the id of its endpoint.
    Manager,
    Unknown,
}

/// Path prefixes and their services; the first match applies.
const PATHS: &[(&str, Service)] = &[
    ("/.well-known/", Service::Auth),
    ("/jwk.json", Service::Auth),
    ("/v2/oauth2/", Service::Auth),
    ("/v2/api/", Service::Auth),
    ("/v2/web/", Service::Auth),
    ("/v0.10/", Service::Transfer),
    ("/v2/tunnels", Service::TransferV2),
    ("/v2/stream_access_points", Service::TransferV2),
    ("/v2/bookmarks", Service::TransferV2),
    ("/v2/groups", Service::Groups),
    ("/v2/preferences", Service::Groups),
    ("/v2/subscription_info", Service::Groups),
    ("/v2/timer", Service::Timers),
    ("/jobs", Service::Timers),
    ("/flows", Service::Flows),
    ("/runs", Service::Flows),
    ("/web_inputs", Service::Flows),
    ("/registered_apis", Service::Flows),
    ("/v1/", Service::Search),
];

fn service_of(path: &str) -> Service {
    let mut parts = path.split('/').skip(1);
    if parts.next().is_some_and(|id| id.parse::<Uuid>().is_ok()) && parts.next() == Some("api") {
        return Service::Manager;
    }
    PATHS
        .iter()
        .find(|(prefix, _)| path.starts_with(prefix))
        .map_or(Service::Unknown, |(_, service)| *service)
}

/// The fallback of all services.
pub async fn not_implemented(uri: Uri) -> Response {
    let path = uri.path();
    let message = format!("The sandbox does not serve {path}");
    match service_of(path) {
        Service::Unknown => ApiError::new(404, "ClientError.NotFound", message).into_response(),
        Service::Auth => error_response(path, StatusCode::NOT_IMPLEMENTED, "NOT_IMPLEMENTED", &message),
        Service::Transfer if !is_of_transfer(path) => {
            let message = format!("No such resource: {path}");
            ApiError::new(404, "ClientError.NotFound", message).into_response()
        }
        _ => error_response(path, StatusCode::NOT_IMPLEMENTED, "NotImplemented", &message),
    }
}

/// Whether Transfer has a path that the sandbox does not serve.
fn is_of_transfer(path: &str) -> bool {
    const TOP: &[&str] = &["/v0.10/endpoint_manager/", "/v0.10/private/", "/v0.10/shared_endpoint"];
    const OF_ENDPOINT: &[&str] = &["", "subscription", "subscription_admin_verified", "monitored_endpoints"];
    let of_endpoint = path.strip_prefix("/v0.10/endpoint/").map(|rest| {
        let (_, below) = rest.split_once('/').unwrap_or((rest, ""));
        OF_ENDPOINT.contains(&below)
    });
    TOP.iter().any(|prefix| path.starts_with(prefix)) || of_endpoint == Some(true)
}

/// An error document in the format of the service that owns `path`.
pub fn error_response(path: &str, status: StatusCode, code: &str, message: &str) -> Response {
    let number = status.as_u16();
    let body = match service_of(path) {
        Service::Transfer | Service::Unknown => return ApiError::new(number, code, message).into_response(),
        Service::Auth => return error::error_document(status, code, message),
        Service::Manager => return gcs::error_document(status, code, message),
        Service::TransferV2 => json!({
            "errors": [{"status": status.as_str(), "code": code, "title": code, "detail": message}],
            "meta": {"request_id": Uuid::new_v4().simple().to_string()},
        }),
        Service::Groups => json!({"errors": [{"code": code, "detail": message}]}),
        Service::Timers => json!({"error": {"code": code, "detail": message, "status": number}}),
        Service::Flows => json!({"error": {"code": code, "detail": message}, "debug_id": Uuid::new_v4()}),
        Service::Search => {
            json!({"@datatype": "GError", "@version": "2017-09-01", "code": code, "message": message,
                                  "request_id": Uuid::new_v4().simple().to_string(), "status": number})
        }
    };
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfer_has_some_paths_that_the_sandbox_lacks_and_no_others() {
        for (path, has) in [
            ("/v0.10/endpoint_manager/task_list", true),
            ("/v0.10/endpoint/x/subscription", true),
            ("/v0.10/endpoint/x", true),
            ("/v0.10/endpoint/x/rolelist", false),
            ("/v0.10/tasklist", false),
        ] {
            assert_eq!(is_of_transfer(path), has, "{path}");
        }
    }

    #[test]
    fn each_path_has_one_owner() {
        assert_eq!(service_of("/v0.10/endpoint/x/role_list"), Service::Transfer);
        assert_eq!(service_of("/v2/groups/my_groups"), Service::Groups);
        assert_eq!(service_of("/jobs/"), Service::Timers);
        assert_eq!(service_of("/v2/oauth2/token"), Service::Auth);
        assert_eq!(service_of("/"), Service::Unknown);
        let of_manager = format!("/{}/api/collections", Uuid::nil());
        assert_eq!(service_of(&of_manager), Service::Manager);
    }
}
