//! Sign-ins that wait for a person's Allow or Deny. The page carries only a random ticket, so no other page can answer it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::sandbox::model::scope::Scope;
use crate::sandbox::model::session::Authentication;
use crate::sandbox::services::auth::session_params::SessionParams;

/// How long a page may stay open.
const REQUEST_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// Where the answer goes.
#[derive(Debug, Clone)]
pub enum ResponseTarget {
    /// To the program, through the browser.
    Redirect { uri: String, state: Option<String>, challenge: Option<String>, nonce: Option<String> },
    /// To the device that asks for it with this code.
    Device { code: String },
}

/// A checked authorize request.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    pub client: Uuid,
    pub target: ResponseTarget,
    pub scopes: Vec<Scope>,
    pub offline: bool,
    pub message: Option<String>,
    pub label: Option<String>,
    pub session_params: SessionParams,
    /// Who signed in so far in this pass.
    pub authentications: BTreeMap<Uuid, Authentication>,
}

/// Open pages by ticket.
#[derive(Debug, Default)]
pub struct PendingRequests(Mutex<HashMap<Uuid, (AuthorizationRequest, Timestamp)>>);

impl PendingRequests {
    /// Keeps the request and gives its ticket; forgets pages nobody answered.
    pub fn insert(&self, request: AuthorizationRequest, now: Timestamp) -> Uuid {
        let ticket = Uuid::new_v4();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, (_, until)| *until > now);
        open.insert(ticket, (request, now.checked_add(REQUEST_LIFETIME).unwrap_or(Timestamp::MAX)));
        ticket
    }

    /// Takes the request out: a ticket works once.
    pub fn take(&self, ticket: &Uuid, now: Timestamp) -> Option<AuthorizationRequest> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(ticket).filter(|(_, until)| *until > now).map(|(request, _)| request)
    }
}
