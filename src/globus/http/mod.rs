//! Sends requests: headers, deadlines, body caps, no redirects, errors without URLs.
//!
//! [`Http::open`] sends a request once; retries and tokens are `client`'s. A token is sent only in the `Authorization`
//! header and only to the base URL it was issued for.

mod body;
mod file_part;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

pub use body::{BODY_CAP, BodyStream};

use super::audience::Audience;
use super::base_url::BaseUrl;
use super::call::{Answer, CallClass, Method, POLL, TOKEN};
use super::env::{EnvError, Environment};
use super::error::{ApiError, ErrorKind};
use super::proxy::ProxySettings;
use super::rate_limit::{Pause, PauseListener, Peer, Permit, RateLimiter, TryNowError, Urgency};
use super::retry::{self, RetryState};
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;
use body::late;
use file_part::FilePart;

const CONNECT: Duration = Duration::from_secs(10);

/// A client for all services. Clones share connections and limits.
#[derive(Clone, Debug)]
pub struct Http {
    outside: Option<reqwest::Client>,
    loopback: reqwest::Client,
    limiter: RateLimiter,
    timeout: Option<Duration>,
    proxy: Option<ProxySettings>,
}

/// What the `Authorization` header holds.
#[derive(Clone, Copy, Debug)]
pub enum Credentials<'a> {
    /// No header.
    None,
    /// An access token.
    Bearer(&'a Token),
    /// A client id with its secret.
    Basic(&'a str, &'a Token),
}

/// The body of a request.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// No body.
    None,
    /// JSON text, sent byte for byte.
    Json(&'a str),
    /// An encoded form.
    Form(&'a str),
}

/// One request, ready to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// The method.
    pub method: Method,
    /// The base URL of the service.
    pub base: &'a BaseUrl,
    /// The path below it.
    pub path: &'a str,
    /// Query parameters, not yet encoded.
    pub query: &'a [(&'static str, String)],
    /// The credentials.
    pub credentials: Credentials<'a>,
    /// The body.
    pub content: Content<'a>,
    /// How many bytes are wanted of a file; `None`: a document is asked for.
    pub first: Option<usize>,
}

impl Http {
    /// A client for the services of `environment`. Reads its CA file, if one is named.
    ///
    /// # Errors
    /// [`EnvError::CaFile`] when that file cannot be used, [`EnvError::Tls`] when TLS cannot be set up.
    pub fn new(environment: &Environment) -> Result<Self, EnvError> {
        // It is the one provider there is: that it was installed before is no error.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let roots = environment.ca_file().map(read_roots).transpose()?;
        let bases = [environment.auth().base(), environment.transfer().base()];
        let build = |builder: reqwest::ClientBuilder, tls: bool| {
            let builder = match &roots {
                Some(only) => builder.tls_certs_only(only.clone()),
                None if tls => builder,
                // Loading the system's certificates takes a while, so it is avoided where no TLS is used.
                None => builder.tls_certs_only(Vec::new()),
            };
            builder.build().map_err(|_| EnvError::Tls)
        };
        let outside = match bases.iter().all(|base| base.is_loopback()) {
            true => None,
            false => Some(build(with_proxy(common(), environment.proxy())?, true)?),
        };
        let loopback_tls = bases.iter().any(|base| base.is_loopback() && base.is_https());
        let loopback = build(common().no_proxy(), loopback_tls)?;
        let (timeout, proxy) = (environment.timeout(), environment.proxy().cloned());
        Ok(Self { outside, loopback, limiter: RateLimiter::default(), timeout, proxy })
    }

    /// Calls `listener` whenever a service asks to wait; it replaces the one before.
    pub fn set_pause_listener(&self, listener: PauseListener) {
        self.limiter.set_pause_listener(listener);
    }

    /// The services that asked to wait, and for how long they still do.
    pub fn pauses(&self) -> Vec<Pause> {
        self.limiter.pauses()
    }

    /// Sends one request to `peer` before the end of its pause, because the user asked for it.
    ///
    /// # Errors
    /// [`TryNowError`] when nothing is paused there, or the last try was less than a minute ago.
    pub fn try_now(&self, peer: &Peer) -> Result<(), TryNowError> {
        self.limiter.try_now(peer)
    }

    /// How long `audience` is still paused, if it is.
    pub fn held(&self, audience: &Audience) -> Option<Duration> {
        self.limiter.held(audience)
    }

    /// Waits until a request to `audience` may be sent.
    pub(super) async fn acquire(&self, audience: &Audience, urgency: &Urgency) -> Permit {
        self.limiter.acquire(audience, urgency).await
    }

    /// How long a try may take: the user's timeout, or else `deadline`.
    pub(super) fn limit(&self, deadline: Duration) -> Duration {
        self.timeout.unwrap_or(deadline)
    }

    /// Sends a request and waits for the head of its answer. `limit` covers head and body.
    ///
    /// # Errors
    /// `Unreachable`, `Proxy` or `Certificate` when nothing was sent, `Unknown` when no answer came in time. An answer
    /// with any status is no error here.
    pub(super) async fn open(
        &self,
        out: Outgoing<'_>,
        permit: Permit,
        limit: Duration,
    ) -> Result<Incoming, ApiError> {
        let deadline = Instant::now() + limit;
        let sent = timeout_at(deadline, self.prepare(&out).send()).await.map_err(|_| late())?;
        let response = sent.map_err(|error| self.failed(&error.without_url()))?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let now = jiff::Timestamp::now().as_second();
        let asked = header("retry-after").and_then(|value| retry::retry_after(value, header("date"), now));
        let status = response.status().as_u16();
        let retry_after = asked.filter(|_| matches!(status, 429 | 503));
        let part = FilePart::of(status, header);
        permit.answered(status, retry_after);
        let body = BodyStream::new(response, deadline, permit)?;
        Ok(Incoming { status, retry_after, part, body })
    }

    /// Reads a public document below `audience` without credentials.
    ///
    /// # Errors
    /// An [`ApiError`] for everything but a success.
    pub(super) async fn read(&self, audience: &Audience, path: &str) -> Result<Answer, ApiError> {
        let (credentials, content) = (Credentials::None, Content::None);
        let base = audience.base();
        let out = Outgoing { method: Method::Get, base, path, query: &[], credentials, content, first: None };
        self.send(audience, out, RetryState::new(CallClass::Read, self.limit(POLL))).await
    }

    /// Posts a form to a token endpoint, with the retry rules for tokens (`globus-api.md` 2.5).
    ///
    /// # Errors
    /// An [`ApiError`] for everything but a success; its `code` is the `error` of OAuth.
    pub async fn send_form(
        &self,
        audience: &Audience,
        path: &str,
        credentials: Credentials<'_>,
        form: &str,
    ) -> Result<Answer, ApiError> {
        let content = Content::Form(form);
        let base = audience.base();
        let out =
            Outgoing { method: Method::Post, base, path, query: &[], credentials, content, first: None };
        self.send(audience, out, RetryState::new(CallClass::Token, self.limit(TOKEN))).await
    }

    async fn send(
        &self,
        audience: &Audience,
        out: Outgoing<'_>,
        mut retries: RetryState,
    ) -> Result<Answer, ApiError> {
        loop {
            let permit = self.acquire(audience, &Urgency::default()).await;
            let begun = Instant::now();
            let answer = async { self.open(out, permit, retries.limit()).await?.whole().await }.await;
            match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => retries.after(error, begun.elapsed()).await?,
            };
        }
    }

    fn prepare(&self, out: &Outgoing<'_>) -> reqwest::RequestBuilder {
        let client = match &self.outside {
            Some(outside) if !out.base.is_loopback() => outside,
            _ => &self.loopback,
        };
        let method = match out.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let request = client.request(method, out.base.join(out.path, out.query));
        let request = match out.first {
            None => request,
            Some(most) => file_part::ask(request, most),
        };
        let request = match out.credentials {
            Credentials::None => request,
            Credentials::Bearer(token) => request.bearer_auth(token.expose()),
            Credentials::Basic(user, secret) => request.basic_auth(user, Some(secret.expose())),
        };
        match out.content {
            Content::None => request,
            Content::Json(text) => request.header("content-type", "application/json").body(text.to_owned()),
            Content::Form(text) => {
                request.header("content-type", "application/x-www-form-urlencoded").body(text.to_owned())
            }
        }
    }

    /// Converts a failure below HTTP. Its text is not kept.
    fn failed(&self, error: &reqwest::Error) -> ApiError {
        if error.is_connect() {
            ApiError::from_connect(error, self.proxy.as_ref())
        } else if error.is_builder() {
            ApiError::new(ErrorKind::Refused, "the request cannot be written as HTTP")
        } else {
            ApiError::new(ErrorKind::Unknown, "the connection broke before the answer")
        }
    }
}

/// Uses the proxy of the environment and not the system's settings, so that errors name the proxy that was used.
fn with_proxy(
    builder: reqwest::ClientBuilder,
    proxy: Option<&ProxySettings>,
) -> Result<reqwest::ClientBuilder, EnvError> {
    let Some(settings) = proxy else { return Ok(builder.no_proxy()) };
    let unusable = |_| EnvError::Proxy(settings.error());
    let proxy = reqwest::Proxy::https(settings.url().clone()).map_err(unusable)?;
    let exceptions = settings.exceptions().and_then(reqwest::NoProxy::from_string);
    Ok(builder.no_proxy().proxy(proxy.no_proxy(exceptions)))
}

/// The settings of every request.
fn common() -> reqwest::ClientBuilder {
    const PRODUCT: &str = concat!("hemi/", env!("CARGO_PKG_VERSION"));
    const CLIENT_INFO: &str = concat!("product=hemi,version=", env!("CARGO_PKG_VERSION"));
    use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue};
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(HeaderName::from_static("x-globus-client-info"), HeaderValue::from_static(CLIENT_INFO));
    reqwest::Client::builder()
        .user_agent(PRODUCT)
        .default_headers(headers)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(CONNECT)
}

fn read_roots(path: &std::path::Path) -> Result<Vec<reqwest::Certificate>, EnvError> {
    let unusable = || EnvError::CaFile(Untrusted::new(path.as_os_str().as_encoded_bytes()));
    let pem = std::fs::read(path).map_err(|_| unusable())?;
    let roots = reqwest::Certificate::from_pem_bundle(&pem).map_err(|_| unusable())?;
    if roots.is_empty() { Err(unusable()) } else { Ok(roots) }
}

/// An answer whose body is still to be read.
pub(super) struct Incoming {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub part: FilePart,
    pub body: BodyStream,
}

impl Incoming {
    /// Reads the whole body of a success; anything else becomes an error.
    pub async fn whole(self) -> Result<Answer, ApiError> {
        let Incoming { status, mut body, .. } = self.success().await?;
        Ok(Answer { status, body: body.read_all().await? })
    }

    /// Returns a success; reads the body of anything else and converts it to an error.
    pub async fn success(self) -> Result<Self, ApiError> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let Self { status, retry_after, mut body, part: _ } = self;
        let bytes = body.read_all().await?;
        let error = ApiError::from_answer(status, retry_after, &bytes);
        if retry_after.is_some() {
            body.permit.explain(&error.message);
        }
        Err(error)
    }
}
