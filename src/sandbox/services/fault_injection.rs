//! The layer that counts requests and injects faults.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::sandbox::model::faults::InjectedFault;
use crate::sandbox::model::world::World;
use crate::sandbox::services::unimplemented;

/// Counts the request, and responds with a fault if one matches.
pub async fn inject(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let path = uri.path().to_owned();
    let whole = uri.path_and_query().map_or(path.as_str(), |both| both.as_str());
    match world.faults.count_and_take(request.method().as_str(), whole, &path) {
        None => next.run(request).await,
        Some(fault) => {
            if fault.after {
                // The request takes effect and its response is discarded.
                let _ = next.run(request).await;
            }
            fault_response(fault, &path)
        }
    }
}

/// The response of a fault.
fn fault_response(fault: InjectedFault, path: &str) -> Response {
    let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match fault.body {
        Some(body) => (status, body).into_response(),
        None => {
            let code = fault.code.unwrap_or_else(|| "ServiceUnavailable".to_owned());
            let message = fault.message.unwrap_or_else(|| "The sandbox was told to fail here".to_owned());
            unimplemented::error_response(path, status, &code, &message)
        }
    };
    let kind = fault.content_type.and_then(|kind| HeaderValue::from_str(&kind).ok());
    if let Some(kind) = kind {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    if let Some(seconds) = fault.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
