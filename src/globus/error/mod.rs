//! The error of a call: one type for every service, with a closed kind to decide on.
//!
//! Only this folder reads error bodies and error texts. No text made here holds a URL, a header or a token. Start with
//! [`ApiError`]; `body` reads bodies, `requirement` reads auth requirements (`globus-api.md` 4).

mod body;
mod requirement;
#[cfg(test)]
mod tests;

use std::time::Duration;

use super::gridftp;
use super::proxy::ProxySettings;
use crate::domain::requirement::Requirement;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Not signed in, or the token was rejected.
    Unauthenticated,
    /// The service requires a consent, an identity or a newer session first: see `requirement`.
    Requirement,
    /// It does not exist, or the user may not see it.
    NotFound,
    /// It already exists.
    Exists,
    /// The user has no permission.
    Denied,
    /// It is a file where a directory is needed.
    NotDirectory,
    /// The directory exceeds what the service lists.
    TooLarge,
    /// The collection is not connected.
    Offline,
    /// A manager of the collection paused it.
    Paused,
    /// Too many requests.
    RateLimited,
    /// It conflicts with the state of the service.
    Conflict,
    /// The request is invalid or not supported.
    Refused,
    /// The service or the storage behind it failed.
    Unavailable,
    /// No connection: the request was not sent.
    Unreachable,
    /// The proxy refused to connect: the request was not sent. `message` names the proxy.
    Proxy,
    /// The tokens kept on this machine cannot be read or renewed: the request was not sent. `message` says why.
    TokenFile,
    /// The peer's certificate is invalid: the request was not sent.
    Certificate,
    /// The answer is a redirect, which is not followed: tokens go to no other address.
    Redirected,
    /// The answer was lost, late or unreadable: the request may have run.
    Unknown,
}

/// A failed call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sanitized())]
pub struct ApiError {
    /// The kind.
    pub kind: ErrorKind,
    /// The HTTP status; `None` without an answer.
    pub status: Option<u16>,
    /// The service's code, such as `EndpointNotFound`; may be empty.
    pub code: Untrusted,
    /// The service's message, or ours without an answer; may be empty.
    pub message: Untrusted,
    /// The message as received, when `message` is decoded from a server's reply; else empty.
    pub raw_message: Untrusted,
    /// The id that Globus support asks for; may be empty.
    pub request_id: Untrusted,
    /// What the service requires, for [`ErrorKind::Requirement`].
    pub requirement: Option<Box<Requirement>>,
    /// How long the service asked to wait.
    pub retry_after: Option<Duration>,
}

/// Code -> kind; the first match counts. A pattern matches the first dotted parts of a code; `*` matches any one part
/// (`globus-api.md` 4.5: some suffixes are unconfirmed, so prefixes decide).
const CODES: &[(&str, ErrorKind)] = &[
    ("AuthenticationFailed", ErrorKind::Unauthenticated),
    ("ClientError.AuthenticationFailed", ErrorKind::Unauthenticated),
    ("UNAUTHORIZED", ErrorKind::Unauthenticated),
    ("invalid_grant", ErrorKind::Unauthenticated),
    ("access_denied", ErrorKind::Denied),
    ("PermissionDenied", ErrorKind::Denied),
    ("ClientError.PermissionDenied", ErrorKind::Denied),
    ("EndpointPermissionDenied", ErrorKind::Denied),
    ("EndpointNotFound", ErrorKind::NotFound),
    ("TaskNotFound", ErrorKind::NotFound),
    ("NotFound", ErrorKind::NotFound),
    ("ClientError.NotFound", ErrorKind::NotFound),
    ("OperationPaused", ErrorKind::Paused),
    ("NotSupported", ErrorKind::Refused),
    ("InvalidPath", ErrorKind::Refused),
    ("Conflict", ErrorKind::Conflict),
    ("ClientError.Conflict", ErrorKind::Conflict),
    ("ClientError.TooManyRequests", ErrorKind::RateLimited),
    ("ExternalError.*.NotDirectory", ErrorKind::NotDirectory),
    ("ExternalError.*.PermissionDenied", ErrorKind::Denied),
    ("ExternalError.*.LoginFailed", ErrorKind::Denied),
    ("ExternalError.*.GCDisconnected", ErrorKind::Offline),
    ("ExternalError.*.GCPaused", ErrorKind::Offline),
    ("ExternalError.*.ConnectFailed", ErrorKind::Offline),
    ("ExternalError.*.SizeLimit", ErrorKind::TooLarge),
    ("ExternalError.*.Exists", ErrorKind::Exists),
    ("ExternalError.*.NotFound", ErrorKind::NotFound),
    ("ExternalError", ErrorKind::Unavailable),
    ("EndpointError", ErrorKind::Unavailable),
    ("ServiceUnavailable", ErrorKind::Unavailable),
];

fn kind_of_code(code: &str) -> Option<ErrorKind> {
    let fits = |pattern: &str| {
        let mut parts = code.split('.');
        pattern.split('.').all(|wanted| parts.next().is_some_and(|part| wanted == "*" || wanted == part))
    };
    CODES.iter().find(|(pattern, _)| fits(pattern)).map(|(_, kind)| *kind)
}

fn kind_of_status(status: u16) -> ErrorKind {
    match status {
        300..=399 => ErrorKind::Redirected,
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::Denied,
        404 | 410 => ErrorKind::NotFound,
        408 => ErrorKind::Unknown,
        409 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited,
        400..=499 | 501 => ErrorKind::Refused,
        500..=599 => ErrorKind::Unavailable,
        _ => ErrorKind::Unknown,
    }
}

impl ApiError {
    /// An error with a message of ours, where no answer of the service explains it.
    pub fn new(kind: ErrorKind, message: &'static str) -> Self {
        Self {
            kind,
            status: None,
            code: Untrusted::default(),
            message: Untrusted::new(message),
            raw_message: Untrusted::default(),
            request_id: Untrusted::default(),
            requirement: None,
            retry_after: None,
        }
    }

    /// Nothing was sent, because the service asked to wait and so much is left of that.
    pub fn held(left: Duration) -> Self {
        let error = Self::new(ErrorKind::RateLimited, "the service asked hemi to wait");
        Self { retry_after: Some(left), ..error }
    }

    /// A success that cannot be read: the request may have run.
    pub fn malformed(status: u16) -> Self {
        Self { status: Some(status), ..Self::new(ErrorKind::Unknown, "the answer could not be read") }
    }

    /// Reads an answer whose status is no success. `retry_after` is the parsed header.
    pub fn from_answer(status: u16, retry_after: Option<Duration>, body: &[u8]) -> Self {
        let read = body::read(body);
        let requirement = read.requirement.map(Box::new);
        let kind = match () {
            () if requirement.is_some() => ErrorKind::Requirement,
            () if (300..400).contains(&status) => ErrorKind::Redirected,
            // An HTML page comes from an intermediary, so its 404 says nothing about the resource.
            () if read.is_html && status != 401 && status != 429 => ErrorKind::Unavailable,
            () => kind_of_code(read.code.raw_str().unwrap_or_default())
                .unwrap_or_else(|| kind_of_status(status)),
        };
        let message = match (read.message.is_empty(), kind) {
            (true, ErrorKind::Redirected) => Untrusted::new("the answer is a redirect"),
            (true, _) if read.is_html => Untrusted::new("the answer was a web page"),
            _ => read.message,
        };
        let (message, raw_message) = match message.raw_str().and_then(gridftp::lines) {
            Some(lines) => (joined(&lines), message),
            None => (message, Untrusted::default()),
        };
        Self {
            kind,
            status: Some(status),
            code: read.code,
            message,
            raw_message,
            request_id: read.request_id,
            requirement,
            retry_after,
        }
    }

    /// Classifies a connection failure. Its text is inspected and never kept: it holds the whole URL.
    pub(super) fn from_connect(
        error: &(dyn std::error::Error + 'static),
        proxy: Option<&ProxySettings>,
    ) -> Self {
        let chain = std::iter::successors(Some(error), |e| e.source());
        let texts: Vec<String> = chain.map(|e| e.to_string().to_ascii_lowercase()).collect();
        let any = |words: &str| texts.iter().any(|text| text.contains(words));
        if any("certificate") {
            return Self::new(ErrorKind::Certificate, "the certificate of the server is not valid");
        }
        // hyper-util's texts for a failed CONNECT: it distinguishes 407 and no other status.
        let Some(proxy) = proxy.filter(|_| any("tunnel error")) else {
            return Self::new(ErrorKind::Unreachable, "");
        };
        let name = proxy.label();
        let (kind, message) = if any("proxy authorization required") && proxy.has_credentials() {
            (ErrorKind::Proxy, safe!("the proxy {} does not accept the name and password given for it", name))
        } else if any("proxy authorization required") {
            (ErrorKind::Proxy, safe!("the proxy {} requires a name and password", name))
        } else if any("tunnel error: unsuccessful") {
            (ErrorKind::Proxy, safe!("the proxy {} refused the connection", name))
        } else {
            (ErrorKind::Unreachable, safe!("no connection through the proxy {}", name))
        };
        Self { message: Untrusted::new(message.as_str()), ..Self::new(kind, "") }
    }

    /// Whether the service refused for good: sending the same request again is pointless.
    pub fn is_final(&self) -> bool {
        use ErrorKind as Kind;
        match self.kind {
            Kind::NotFound | Kind::Exists | Kind::Denied | Kind::NotDirectory | Kind::TooLarge => true,
            Kind::Conflict | Kind::Refused => true,
            Kind::Unauthenticated | Kind::Requirement | Kind::Offline | Kind::Paused => false,
            Kind::RateLimited | Kind::Unavailable | Kind::Unreachable | Kind::Proxy | Kind::TokenFile => {
                false
            }
            Kind::Certificate | Kind::Redirected | Kind::Unknown => false,
        }
    }

    /// Whether the request may have run although it failed.
    pub fn may_have_run(&self) -> bool {
        matches!(self.kind, ErrorKind::Unknown | ErrorKind::Unavailable)
    }

    /// Removes a secret from the service's texts, in case it echoed it.
    pub(super) fn redact(mut self, secret: &str) -> Self {
        if secret.is_empty() {
            return self;
        }
        let wanted = self.requirement.iter_mut().flat_map(|wanted| {
            let Requirement { message, scopes, identities, domains, policies, mfa: _, fresh: _ } =
                &mut **wanted;
            message.iter_mut().chain(scopes).chain(identities).chain(domains).chain(policies)
        });
        let own = [&mut self.code, &mut self.message, &mut self.raw_message, &mut self.request_id];
        for text in own.into_iter().chain(wanted) {
            if let Some(found) = text.raw_str().filter(|raw| raw.contains(secret)) {
                *text = Untrusted::new(found.replace(secret, "…"));
            }
        }
        self
    }

    /// Status, code, message and request id on one line, for a log or a report.
    pub fn sanitized(&self) -> SafeText {
        let mut line: SafeText = match self.status {
            Some(status) => safe!("status {}", status),
            None => "no answer".into(),
        };
        for (name, text) in [("code", &self.code), ("message", &self.message), ("request", &self.request_id)]
        {
            if !text.is_empty() {
                line = safe!("{}, {} {}", line, name, text.sanitized());
            }
        }
        line
    }
}

/// Joins the lines of a reply.
fn joined(lines: &[Untrusted]) -> Untrusted {
    let texts = lines.iter().filter_map(Untrusted::raw_str);
    let joined = texts.fold(String::new(), |before, text| match before.chars().next_back() {
        None => text.to_owned(),
        // A sentence needs no other sign between it and the next.
        Some('.' | '!' | '?') => format!("{before} {text}"),
        Some(_) => format!("{before}; {text}"),
    });
    Untrusted::new(joined)
}
