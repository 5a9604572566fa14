//! The GCS manager of a server, by which its collections are managed (`globus-api.md` 13). Each file holds one kind of
//! call and its wire document.
//!
//! Start with [`Manager`]: one server, an audience of its own.

pub mod collections;
pub mod credentials;
pub mod gateways;
pub mod guests;

use super::audience::Audience;
use super::base_url::BaseUrl;
use super::call::{CallClass, Request};
use super::client::Globus;
use super::error::{ApiError, ErrorKind};
use super::lenient_json::JsonObject;
use super::scopes::Scopes;
use crate::domain::ids::CollectionId;
use crate::domain::text::Untrusted;

/// The most pages of a list that are read: no server has so many collections, and one may say so for ever.
const PAGES: usize = 100;

/// The manager of one server.
#[derive(Clone, Debug)]
pub struct Manager {
    endpoint: CollectionId,
    audience: Audience,
}

impl Manager {
    /// The manager at `url` of the server `endpoint`. A token for it lets hemi reach the user's files on `files` as well.
    ///
    /// # Errors
    /// `Refused` for an address that no token may be sent to.
    pub fn new(
        url: &Untrusted,
        endpoint: CollectionId,
        files: Option<CollectionId>,
    ) -> Result<Self, ApiError> {
        let text = url.raw_str().unwrap_or_default().trim_end_matches('/');
        let base = BaseUrl::parse(&format!("{text}/api/")).map_err(|_| {
            ApiError::new(ErrorKind::Refused, "the address of the server's manager is none that hemi asks")
        })?;
        let scopes = Scopes::of_manager(endpoint, files);
        let audience = Audience::new("the server's manager", endpoint.to_string(), base, scopes);
        Ok(Self { endpoint, audience })
    }

    /// The id of the server's endpoint.
    pub fn endpoint(&self) -> CollectionId {
        self.endpoint
    }

    fn get(&self, path: impl Into<String>) -> Request {
        Request::get(&self.audience, path)
    }

    fn post(&self, path: &str, body: &serde_json::Value) -> Request {
        Request::post(&self.audience, path, body.to_string(), CallClass::WriteOther)
    }
}

/// The one document of an answer.
async fn document(globus: &Globus, request: Request) -> Result<JsonObject, ApiError> {
    let (_, all) = envelope(globus, request).await?;
    all.into_iter().next().ok_or_else(|| ApiError::malformed(200))
}

/// All documents of a list, page by page.
async fn list(globus: &Globus, request: Request) -> Result<Vec<JsonObject>, ApiError> {
    let mut found = Vec::new();
    let mut marker: Option<Untrusted> = None;
    for _ in 0..PAGES {
        let page = match marker.as_ref().and_then(Untrusted::raw_str) {
            Some(marker) => request.clone().query("marker", marker),
            None => request.clone(),
        };
        let (answer, items) = envelope(globus, page).await?;
        let empty = items.is_empty();
        found.extend(items);
        let next = answer.nonempty_text("marker").filter(|_| answer.flag("has_next_page"));
        if empty || next.is_none() {
            return Ok(found);
        }
        marker = next;
    }
    // A part of a list is not told as the whole.
    Err(ApiError::new(ErrorKind::Refused, "the server's list has no end"))
}

async fn envelope(globus: &Globus, request: Request) -> Result<(JsonObject, Vec<JsonObject>), ApiError> {
    let audience = request.audience.clone();
    let answer = globus
        .call_and_read(request, |body| {
            let mut object = JsonObject::parse(body)?;
            let data = object.list("data")?;
            Some((object, data))
        })
        .await;
    answer.map_err(|error| naming_scopes(error, &audience))
}

/// A token keeps the session that it was issued in: a sign-in that the manager requires must issue one for it too.
fn naming_scopes(mut error: ApiError, audience: &Audience) -> ApiError {
    if let Some(wanted) = error.requirement.as_mut().filter(|wanted| wanted.scopes.is_empty()) {
        wanted.scopes = audience.scopes().iter().map(|scope| Untrusted::new(scope.wire())).collect();
    }
    error
}
