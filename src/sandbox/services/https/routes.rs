//! `GET` and `HEAD` of a file. Without a token the answer is a redirect to the sign-in, or 401 to a script.

use std::convert::Infallible;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_RANGES, AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, LOCATION, RANGE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use rustix::io::Errno;
use serde_json::json;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::range::{Sent, sent};
use crate::sandbox::data_plane::environment::Volume;
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::model::access_rules::data_access;
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::{access, authorization};

/// Bytes of a piece of a body.
const PIECE: u64 = 64 << 10;

/// The address of a collection's files, below the root of all services.
pub fn address(url: &str, collection: &Uuid) -> String {
    format!("{url}/https/{collection}")
}

/// The routes, with full paths.
pub fn routes(world: Arc<World>) -> Router {
    Router::new().route("/https/{id}/{*path}", get(file)).with_state(world)
}

async fn file(
    State(world): State<Arc<World>>,
    Path((id, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let found = Uuid::try_parse(&id).ok().and_then(|id| world.collection(&id));
    let collection = found.filter(|collection| collection.https_server.is_some()).ok_or_else(|| {
        ApiError::new(404, "not_found", format!("No collection '{id}' is served here")).into_response()
    })?;
    if !headers.contains_key(AUTHORIZATION) {
        return Err(to_sign_in(&world, &collection, &headers));
    }
    let caller = Caller::authenticate(&world, &headers, &collection.id.to_string())
        .map_err(|why| ApiError::new(401, "authentication_failed", why).into_response())?;
    check_scopes(&world, &caller, &collection).map_err(IntoResponse::into_response)?;
    authorization::authorize_session(&world, &caller, &collection).map_err(IntoResponse::into_response)?;
    let volume = access::volume(&world, &collection, &caller.identity);
    let path = access::parse_path(&volume, &format!("/{path}")).map_err(IntoResponse::into_response)?;
    let range = headers.get(RANGE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let opened = tokio::task::spawn_blocking(move || open(&volume, &path, range.as_deref())).await;
    let opened = opened.map_err(|error| ApiError::new(500, "internal_error", error.to_string()));
    opened.and_then(|opened| opened).map_err(IntoResponse::into_response)
}

/// The answer to a request without a token.
fn to_sign_in(world: &World, collection: &Collection, headers: &HeaderMap) -> Response {
    if headers.contains_key("x-requested-with") {
        return ApiError::new(401, "authentication_failed", "No credentials supplied").into_response();
    }
    let location = format!("{}/v2/oauth2/authorize?client_id={}", world.url, collection.id);
    (StatusCode::FOUND, [(LOCATION, location)]).into_response()
}

/// The scopes of the token: that of HTTPS, and of the data where the collection asks for it (section 3).
fn check_scopes(world: &World, caller: &Caller, collection: &Collection) -> Result<(), ApiError> {
    let https = format!("https://auth.globus.org/scopes/{}/https", collection.id);
    let mut needed = vec![https];
    if collection.needs_data_access() && !world.open {
        needed.push(data_access(&collection.id));
    }
    if needed.iter().all(|scope| caller.has_scope(scope)) {
        return Ok(());
    }
    let error = ApiError::new(403, "ConsentRequired", "Missing required consent");
    Err(error.with("authorization_parameters", json!({"required_scopes": needed})))
}

/// Opens a file and sends what is asked for of it.
fn open(volume: &Volume, path: &CleanPath, range: Option<&str>) -> Result<Response, ApiError> {
    if volume.offline.is_some() {
        return Err(ApiError::new(503, "unavailable", "The storage does not answer"));
    }
    let refused = |errno: Errno| {
        let shown = path.wire();
        match errno {
            Errno::NOENT | Errno::NOTDIR => {
                ApiError::new(404, "not_found", format!("'{shown}' was not found"))
            }
            Errno::ISDIR => ApiError::new(400, "is_directory", format!("'{shown}' is a directory")),
            Errno::ACCESS | Errno::PERM => {
                ApiError::new(403, "permission_denied", format!("Permission denied to '{shown}'"))
            }
            _ => ApiError::new(400, "not_a_file", format!("'{shown}' is no file that can be read")),
        }
    };
    let resolved = volume.root.locate(path, true).map_err(refused)?;
    if !volume.permits(&resolved.path, false) {
        return Err(refused(Errno::ACCESS));
    }
    let (file, meta) = resolved.open_file().map_err(refused)?;
    let mut file = File::from(file);
    let (status, from, count) = match sent(range, meta.size) {
        Sent::Whole => (StatusCode::OK, 0, meta.size),
        Sent::Part(from, count) => (StatusCode::PARTIAL_CONTENT, from, count),
        Sent::Unsatisfiable => {
            let all = [(CONTENT_RANGE, format!("bytes */{}", meta.size))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, all).into_response());
        }
    };
    file.seek(SeekFrom::Start(from)).map_err(|_| refused(Errno::IO))?;
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (CONTENT_LENGTH, count.to_string()),
    ];
    let mut response = (status, headers, body(file, count)).into_response();
    if status == StatusCode::PARTIAL_CONTENT {
        let last = from + count.saturating_sub(1);
        let range = format!("bytes {from}-{last}/{}", meta.size);
        response.headers_mut().extend(range.parse().ok().map(|range| (CONTENT_RANGE, range)));
    }
    Ok(response)
}

/// So many bytes of a file, read as they are sent.
fn body(file: File, count: u64) -> Body {
    let (sender, receiver) = mpsc::channel::<Bytes>(2);
    tokio::task::spawn_blocking(move || {
        let mut rest = file.take(count);
        loop {
            let mut piece = Vec::new();
            match (&mut rest).take(PIECE).read_to_end(&mut piece) {
                Ok(1..) if sender.blocking_send(piece.into()).is_ok() => {}
                _ => return,
            }
        }
    });
    Body::from_stream(stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (Ok::<_, Infallible>(piece), receiver))
    }))
}
