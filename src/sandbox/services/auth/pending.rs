//! Authorization requests that wait for Allow or Deny. The page carries a random ticket, so that no other page can
//! answer it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::sandbox::model::scope::Scope;
use crate::sandbox::model::session::Authentication;
use crate::sandbox::services::auth::session_params::SessionParams;

/// How long a consent page is valid.
const REQUEST_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// Where the response to an authorization request goes.
#[derive(Debug, Clone)]
pub enum ResponseTarget {
    /// To the client, by redirecting the browser.
    Redirect { uri: String, state: Option<String>, challenge: Option<String>, nonce: Option<String> },
    /// To the device that polls with this device code.
    Device { code: String },
}

/// A validated authorization request.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    pub client: Uuid,
    pub target: ResponseTarget,
    pub scopes: Vec<Scope>,
    pub offline: bool,
    pub message: Option<String>,
    pub label: Option<String>,
    pub session_params: SessionParams,
    /// The authentications made for this request so far.
    pub authentications: BTreeMap<Uuid, Authentication>,
}

/// Pending requests by ticket.
#[derive(Debug, Default)]
pub struct PendingRequests(Mutex<HashMap<Uuid, (AuthorizationRequest, Timestamp)>>);

impl PendingRequests {
    /// Stores a request and returns its ticket. Removes expired requests.
    pub fn insert(&self, request: AuthorizationRequest, now: Timestamp) -> Uuid {
        let ticket = Uuid::new_v4();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, (_, until)| *until > now);
        open.insert(ticket, (request, now.checked_add(REQUEST_LIFETIME).unwrap_or(Timestamp::MAX)));
        ticket
    }

    /// Removes a request that has not expired: a ticket is valid once.
    pub fn take(&self, ticket: &Uuid, now: Timestamp) -> Option<AuthorizationRequest> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(ticket).filter(|(_, until)| *until > now).map(|(request, _)| request)
    }
}
