//! [`Globus`] makes calls: each gets a token, waits for the rate limiter, is tried again by the retry table, and renews
//! its token once when the service rejects it.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::audience::Audience;
use super::call::{Answer, CallClass, Request};
use super::env::Environment;
use super::error::ApiError;
use super::http::{BodyStream, Content, Credentials, Http, Incoming, Outgoing};
use super::lenient_json::JsonObject;
use super::rate_limit::{Pause, Peer, Permit, TryNowError, Urgency};
use super::retry::{Next, RetryListener, RetryState};
use crate::domain::ids::CollectionId;
use crate::domain::secret::Token;

/// A boxed future, for traits.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source of access tokens.
pub trait TokenSource: Send + Sync {
    /// A token for `audience` that should be valid.
    ///
    /// Errors: `Unauthenticated` when signed out, `Requirement` when the audience's scopes were not granted.
    fn access_token<'a>(&'a self, audience: &'a Audience) -> Boxed<'a, Result<Token, ApiError>>;

    /// The service rejected `token`: another one, requested once however many calls report it.
    ///
    /// Errors: as for [`TokenSource::access_token`].
    fn rejected<'a>(&'a self, audience: &'a Audience, token: &'a Token)
    -> Boxed<'a, Result<Token, ApiError>>;
}

/// The services of one Globus, for one signed-in user. Clones share everything.
#[derive(Clone)]
pub struct Globus {
    inner: Arc<Inner>,
    retry_listener: Option<RetryListener>,
    stops_at_pause: bool,
    urgency: Urgency,
}

/// A pause of no more than this is waited for by calls that stop at longer ones.
const SHORT_PAUSE: Duration = Duration::from_secs(10);

struct Inner {
    environment: Environment,
    http: Http,
    tokens: Arc<dyn TokenSource>,
    /// Where the files of collections are read, as far as that was found out.
    https: Mutex<HashMap<CollectionId, Option<Audience>>>,
}

impl Globus {
    /// Calls the services of `environment` with tokens from `tokens`.
    pub fn new(environment: Environment, http: Http, tokens: Arc<dyn TokenSource>) -> Self {
        Self {
            inner: Arc::new(Inner { environment, http, tokens, https: Mutex::default() }),
            retry_listener: None,
            stops_at_pause: false,
            urgency: Urgency::default(),
        }
    }

    /// The same services; `listener` is called whenever a call made through this one is tried again.
    #[must_use]
    pub fn with_retry_listener(&self, listener: RetryListener) -> Self {
        Self { retry_listener: Some(listener), ..self.clone() }
    }

    /// The same services; a call made through this one fails with `RateLimited` instead of waiting for the end of a pause
    /// that is not short.
    #[must_use]
    pub fn stopping_at_pauses(&self) -> Self {
        Self { stops_at_pause: true, ..self.clone() }
    }

    /// The same services; calls made through this one are as urgent as that.
    #[must_use]
    pub fn with_urgency(&self, urgency: Urgency) -> Self {
        Self { urgency, ..self.clone() }
    }

    /// That a call to `audience` made through this one would stop at a pause, if so.
    ///
    /// # Errors
    /// `RateLimited`.
    pub fn check_pause(&self, audience: &Audience) -> Result<(), ApiError> {
        match self.inner.http.held(audience).filter(|left| self.stops_at_pause && *left > SHORT_PAUSE) {
            Some(left) => Err(ApiError::held(left)),
            None => Ok(()),
        }
    }

    /// The retry state of a new call, with this client's listener.
    pub(super) fn retry_state(&self, class: CallClass, deadline: Duration) -> RetryState {
        RetryState::new(class, deadline).with_retry_listener(self.retry_listener.clone())
    }

    /// Which Globus this is.
    pub fn environment(&self) -> &Environment {
        &self.inner.environment
    }

    /// Globus Auth, as an audience.
    pub fn auth(&self) -> &Audience {
        self.inner.environment.auth()
    }

    /// Globus Transfer, as an audience.
    pub fn transfer(&self) -> &Audience {
        self.inner.environment.transfer()
    }

    /// Globus Groups, as an audience.
    pub fn groups(&self) -> &Audience {
        self.inner.environment.groups()
    }

    /// The services that asked to wait, and for how long they still do.
    pub fn pauses(&self) -> Vec<Pause> {
        self.inner.http.pauses()
    }

    /// Sends one request to `peer` before the end of its pause, because the user asked for it.
    ///
    /// # Errors
    /// [`TryNowError`] when nothing is paused there, or the last try was less than a minute ago.
    pub fn try_now(&self, peer: &Peer) -> Result<(), TryNowError> {
        self.inner.http.try_now(peer)
    }

    /// Makes a call and reads the whole answer.
    ///
    /// # Errors
    /// The last [`ApiError`], when the retry table says to stop. When a `WriteOther` call [`ApiError::may_have_run`],
    /// the caller reads the state before it reports a failure.
    pub async fn call(&self, request: Request) -> Result<Answer, ApiError> {
        self.retries(&request, &|incoming| Box::pin(incoming.whole())).await
    }

    /// Makes a call and decodes the JSON of its answer; an answer of another shape counts as lost.
    ///
    /// # Errors
    /// As [`Globus::call`].
    pub async fn ask<T: DeserializeOwned + Send + 'static>(&self, request: Request) -> Result<T, ApiError> {
        self.call_and_read(request, |body| {
            // A byte order mark is skipped.
            serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).ok()
        })
        .await
    }

    /// Makes a call and reads its answer with `read`; an answer it cannot read counts as lost.
    pub(super) async fn call_and_read<T: Send + 'static>(
        &self,
        request: Request,
        read: fn(&[u8]) -> Option<T>,
    ) -> Result<T, ApiError> {
        let whole = move |incoming: Incoming| -> Boxed<'static, Result<T, ApiError>> {
            Box::pin(async move {
                let answer = incoming.whole().await?;
                read(&answer.body).ok_or_else(|| ApiError::malformed(answer.status))
            })
        };
        self.retries(&request, &whole).await
    }

    /// Makes a call whose answer is a JSON object; anything else counts as lost.
    pub(super) async fn document(&self, request: Request) -> Result<JsonObject, ApiError> {
        self.call_and_read(request, JsonObject::parse).await
    }

    /// Makes a call whose answer holds a list `DATA`; an answer without one counts as lost.
    pub(super) async fn list(&self, request: Request) -> Result<(JsonObject, Vec<JsonObject>), ApiError> {
        self.call_and_read(request, |body| {
            let mut object = JsonObject::parse(body)?;
            let list = object.list("DATA")?;
            Some((object, list))
        })
        .await
    }

    /// Makes a call and returns the body of its success as a stream. A failure of the stream is not retried.
    ///
    /// # Errors
    /// As [`Globus::call`].
    pub async fn open(&self, request: Request) -> Result<BodyStream, ApiError> {
        self.retries(&request, &|incoming| Box::pin(async move { Ok(incoming.success().await?.body) })).await
    }

    /// Reads no more than the first `most` bytes of a file, and how many it has, where the server says so.
    ///
    /// # Errors
    /// As [`Globus::call`].
    pub(super) async fn first_bytes(
        &self,
        request: Request,
        most: usize,
    ) -> Result<(Vec<u8>, Option<u64>), ApiError> {
        let request = Request { first: Some(most), ..request };
        self.retries(&request, &move |incoming| Box::pin(incoming.first_bytes(most))).await
    }

    /// Where the files of a collection are read, if that was found out; `None` inside: nowhere.
    pub(super) fn known_https(&self, collection: CollectionId) -> Option<Option<Audience>> {
        self.https().get(&collection).cloned()
    }

    /// That was found out.
    pub(super) fn learn_https(&self, collection: CollectionId, server: Option<Audience>) {
        self.https().insert(collection, server);
    }

    /// Ignores lock poisoning: no guarded value is ever left half-written.
    fn https(&self) -> MutexGuard<'_, HashMap<CollectionId, Option<Audience>>> {
        self.inner.https.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn retries<T>(
        &self,
        request: &Request,
        read: &(dyn Fn(Incoming) -> Boxed<'static, Result<T, ApiError>> + Sync),
    ) -> Result<T, ApiError> {
        let Inner { http, tokens, .. } = &*self.inner;
        let mut token = tokens.access_token(&request.audience).await?;
        let mut retries = self.retry_state(request.class, http.limit(request.deadline));
        let mut last = None;
        loop {
            // After a try that failed its error says more, and whether the request may have run.
            self.check_pause(&request.audience).map_err(|held| last.take().unwrap_or(held))?;
            let permit = http.acquire(&request.audience, &self.urgency).await;
            let begun = Instant::now();
            let answer =
                async { read(self.open_once(request, &token, permit, retries.limit()).await?).await }.await;
            let error = match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => error.redact(token.expose()),
            };
            last = self.stops_at_pause.then(|| error.clone());
            match retries.after(error, begun.elapsed()).await? {
                Next::Again => {}
                Next::Refresh => token = tokens.rejected(&request.audience, &token).await?,
            }
        }
    }

    async fn open_once(
        &self,
        request: &Request,
        token: &Token,
        permit: Permit,
        limit: Duration,
    ) -> Result<Incoming, ApiError> {
        let out = Outgoing {
            method: request.method,
            base: request.audience.base(),
            path: &request.path,
            query: &request.query,
            credentials: Credentials::Bearer(token),
            content: request.body.as_deref().map_or(Content::None, Content::Json),
            first: request.first,
        };
        self.inner.http.open(out, permit, limit).await
    }
}
