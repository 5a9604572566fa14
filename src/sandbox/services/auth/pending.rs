//! Sign-ins that wait for a person's Allow or Deny. The page carries only a random ticket, so no other page can answer it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::sandbox::model::scope::Scope;
use crate::sandbox::model::session::Authentication;
use crate::sandbox::services::auth::session_params::Wanted;

/// How long a page may stay open.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Where the answer goes.
#[derive(Debug, Clone)]
pub enum Back {
    /// To the program, through the browser.
    Redirect { uri: String, state: Option<String>, challenge: Option<String>, nonce: Option<String> },
    /// To the device that asks for it with this code.
    Device { code: String },
}

/// A checked authorize request.
#[derive(Debug, Clone)]
pub struct Request {
    pub client: Uuid,
    pub back: Back,
    pub scopes: Vec<Scope>,
    pub offline: bool,
    pub message: Option<String>,
    pub label: Option<String>,
    pub wanted: Wanted,
    /// Who signed in so far in this pass.
    pub proved: BTreeMap<Uuid, Authentication>,
}

/// Open pages by ticket.
#[derive(Debug, Default)]
pub struct Pending(Mutex<HashMap<Uuid, (Request, Timestamp)>>);

impl Pending {
    /// Keeps the request and gives its ticket; forgets pages nobody answered.
    pub fn keep(&self, request: Request, now: Timestamp) -> Uuid {
        let ticket = Uuid::new_v4();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, (_, until)| *until > now);
        open.insert(ticket, (request, now.checked_add(LIFE).unwrap_or(Timestamp::MAX)));
        ticket
    }

    /// Takes the request out: a ticket works once.
    pub fn take(&self, ticket: &Uuid, now: Timestamp) -> Option<Request> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(ticket).filter(|(_, until)| *until > now).map(|(request, _)| request)
    }
}
