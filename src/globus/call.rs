//! A request before it is sent: method, audience, path, body, and what may be done when its answer is lost. Names no HTTP
//! library.

use std::time::Duration;

use super::audience::Audience;

/// What a request changes: the column of the retry table (`ARCHITECTURE.md` 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallClass {
    /// Changes nothing.
    Read,
    /// A write that is idempotent, by its id or its nature.
    WriteWithId,
    /// Any other write: after a lost answer the caller reads the state before it does anything else.
    WriteOther,
    /// A token request: codes and some refresh tokens work only once.
    Token,
}

/// The HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

/// How long a listing may take, all tries together (`ARCHITECTURE.md` 12).
pub const LISTING: Duration = Duration::from_secs(90);
/// While the rows of a listing come, the next ones may take this long, whatever was said before.
pub const SILENCE: Duration = Duration::from_secs(30);
/// How long a read of tasks or documents may take, all tries together.
pub const POLL: Duration = Duration::from_secs(20);
/// How long one try of a submission or another write may take.
pub const SUBMIT: Duration = Duration::from_secs(60);
/// How long one request for a token may take.
pub const TOKEN: Duration = Duration::from_secs(30);

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    pub(super) method: Method,
    pub(super) audience: Audience,
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<String>,
    pub(super) class: CallClass,
    /// How many bytes are wanted of a file; `None`: a document is asked for.
    pub(super) first: Option<usize>,
    pub(super) deadline: Duration,
}

impl Request {
    /// A read of `path` (relative to the service's base, ids and literals only), with the deadline of a poll.
    pub fn get(audience: &Audience, path: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            audience: audience.clone(),
            path: path.into(),
            query: Vec::new(),
            body: None,
            class: CallClass::Read,
            first: None,
            deadline: POLL,
        }
    }

    /// A POST with a JSON body, sent byte for byte as given; an empty one means none.
    pub fn post(
        audience: &Audience,
        path: impl Into<String>,
        json: impl Into<String>,
        class: CallClass,
    ) -> Self {
        Self::write(Method::Post, audience, path, json, class)
    }

    /// A PUT with a JSON body: the whole document, so that sending it twice is the same as once.
    pub fn put(audience: &Audience, path: impl Into<String>, json: impl Into<String>) -> Self {
        Self::write(Method::Put, audience, path, json, CallClass::WriteWithId)
    }

    /// A PATCH with a JSON body: the members that change.
    pub fn patch(audience: &Audience, path: impl Into<String>, json: impl Into<String>) -> Self {
        Self::write(Method::Patch, audience, path, json, CallClass::WriteOther)
    }

    /// A DELETE. After a lost answer the caller reads the state: a second one may answer `NotFound`.
    pub fn delete(audience: &Audience, path: impl Into<String>) -> Self {
        Self::write(Method::Delete, audience, path, "", CallClass::WriteOther)
    }

    fn write(
        method: Method,
        audience: &Audience,
        path: impl Into<String>,
        json: impl Into<String>,
        class: CallClass,
    ) -> Self {
        let body = Some(json.into()).filter(|json| !json.is_empty());
        Self { method, body, class, deadline: SUBMIT, ..Self::get(audience, path) }
    }

    /// Adds a query parameter; it is encoded when sent.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Sets the deadline: for all tries of a read together, for each try of a write.
    #[must_use]
    pub fn within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }
}

/// A success with its whole body.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status, 200 to 299.
    pub status: u16,
    /// The body as received.
    pub body: Vec<u8>,
}
