//! A person's tokens: from the file, renewed under its lock, once per expiry across threads and processes.
//!
//! Memory first; then, one caller at a time, the file (another process may have renewed); then the
//! service. What came from the service is on disk before anybody uses it. A refusal never removes
//! anything (`ARCHITECTURE.md` P0-4).

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex as AsyncMutex;
use tokio::time::timeout;

use super::document::Document;
use super::error::TokenError;
use super::lock::{self, Held};
use super::{EARLY, OTHER, private_file};
use crate::domain::account::Account;
use crate::domain::ids::IdentityId;
use crate::domain::secret::Token;
use crate::globus::auth::answer::Grant;
use crate::globus::auth::flow::Authorization;
use crate::globus::auth::{now, oauth_http::OAuth};
use crate::globus::client::{Boxed, TokenSource};
use crate::globus::env::Service;
use crate::globus::error::{ApiError, ErrorKind};

/// A renewal takes no longer than others wait for the lock.
const RENEWAL: Duration = Duration::from_secs(50);

/// The tokens kept in one file. Clones share everything.
#[derive(Clone)]
pub struct StoredTokens(Arc<Inner>);

struct Inner {
    path: PathBuf,
    oauth: OAuth,
    held: Mutex<Option<Document>>,
    /// One caller at a time looks into the file and asks the service.
    renewing: AsyncMutex<()>,
}

impl std::fmt::Debug for StoredTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredTokens(…)")
    }
}

impl StoredTokens {
    /// The tokens in `path`, which belong to the application `oauth`. Nothing is read yet.
    pub fn new(path: impl Into<PathBuf>, oauth: OAuth) -> Self {
        let path = path.into();
        Self(Arc::new(Inner { path, oauth, held: Mutex::default(), renewing: AsyncMutex::default() }))
    }

    /// Who is signed in; `None` for nobody, or for somebody of another application or another Globus.
    ///
    /// # Errors
    /// A [`TokenError`] for a file that cannot be trusted or read.
    pub async fn account(&self) -> Result<Option<Account>, TokenError> {
        let _one = self.0.renewing.lock().await;
        let document = self.0.load().await?.filter(|document| self.0.is_ours(document));
        self.0.hold(document.clone());
        Ok(document.map(|document| document.account()))
    }

    /// Keeps what a sign-in brought; tokens of services it was not about stay.
    ///
    /// A file that cannot be read, or belongs to another application or Globus, is set aside first.
    ///
    /// # Errors
    /// `OtherPerson` when somebody else holds this profile: the new tokens are then ended at the
    /// service and nothing is written. Another [`TokenError`] when the file cannot be written.
    pub async fn keep(&self, signed_in: Authorization) -> Result<Account, TokenError> {
        let this = self.clone();
        // What the service gave is written even if nobody waits for it any more.
        finished(tokio::spawn(async move { this.0.keep(signed_in).await }).await)
    }

    /// Waits for a renewal in progress, so that quitting loses no token.
    pub async fn settled(&self) {
        drop(self.0.renewing.lock().await);
    }

    async fn good(&self, service: Service, refused: Option<&Token>) -> Result<Token, TokenError> {
        if let Some(token) = self.0.in_memory(service, refused) {
            return Ok(token);
        }
        let (this, refused) = (self.clone(), refused.cloned());
        // A renewal that was begun is written even if nobody waits for it any more: its answer may
        // hold the only refresh token that still works.
        finished(tokio::spawn(async move { this.0.good(service, refused).await }).await)
    }
}

impl TokenSource for StoredTokens {
    fn access_token(&self, service: Service) -> Boxed<'_, Result<Token, ApiError>> {
        Box::pin(async move { Ok(self.good(service, None).await?) })
    }

    fn rejected<'a>(&'a self, service: Service, token: &'a Token) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(async move { Ok(self.good(service, Some(token)).await?) })
    }
}

impl Inner {
    async fn good(&self, service: Service, refused: Option<Token>) -> Result<Token, TokenError> {
        let _one = self.renewing.lock().await;
        if let Some(token) = self.in_memory(service, refused.as_ref()) {
            return Ok(token);
        }
        let _turn = lock::take(&self.path).await.map_err(|Held| TokenError::Busy)?;
        let mut used: Option<Token> = None;
        // The second round is for file systems that cannot lock: somebody renewed at the same time.
        loop {
            let mut document = self.load_same_person().await?;
            self.hold(Some(document.clone()));
            if let Some(token) = self.in_memory(service, refused.as_ref()) {
                return Ok(token);
            }
            let kept = document.tokens.get(service.resource_server());
            let refresh = kept.and_then(|kept| kept.refresh_token.clone()).ok_or(TokenError::SignedOut)?;
            if used.as_ref().is_some_and(|used| used.expose() == refresh.expose()) {
                return Err(TokenError::Over);
            }
            match self.refresh(service, &refresh).await {
                Ok(grant) => {
                    let token = grant.access.clone();
                    document.take(grant);
                    self.save(&document).await?;
                    self.hold(Some(document));
                    return Ok(token);
                }
                Err(TokenError::Over) if used.is_none() => used = Some(refresh),
                Err(error) => return Err(error),
            }
        }
    }

    async fn refresh(&self, service: Service, refresh: &Token) -> Result<Grant, TokenError> {
        let late = |_| TokenError::Service(ApiError::new(ErrorKind::Unknown, "no answer in time"));
        let grants = match timeout(RENEWAL, self.oauth.refresh(refresh)).await.map_err(late)? {
            Ok(grants) => grants,
            Err(error) if error.code.raw_str() == Some("invalid_grant") => return Err(TokenError::Over),
            Err(error) => return Err(TokenError::Service(error)),
        };
        let name = service.resource_server();
        // An answer that does not say is about what was asked.
        let ours = |grant: &Grant| *grant.resource_server == *name || grant.resource_server.is_empty();
        let strange = || TokenError::Service(ApiError::malformed(200));
        let grant = grants.into_iter().find(ours).ok_or_else(strange)?;
        Ok(Grant { resource_server: name.into(), ..grant })
    }

    async fn keep(&self, signed_in: Authorization) -> Result<Account, TokenError> {
        let _one = self.renewing.lock().await;
        let _turn = lock::take(&self.path).await.map_err(|Held| TokenError::Busy)?;
        let Authorization { account, grants } = signed_in;
        let found = match self.load().await {
            Ok(found) => found,
            Err(TokenError::Garbage { .. }) => {
                // Somebody may still mend it by hand, so no other one takes its place.
                self.set_aside(format!(".unreadable-{}", uuid::Uuid::new_v4().simple())).await?;
                None
            }
            Err(error) => return Err(error),
        };
        let mut document = match found {
            // Whichever application they signed in with, and however long ago that ended.
            Some(found) if self.is_of_this_globus(&found) && found.identity.sub != account.identity => {
                self.end(&grants).await;
                let path = private_file::safe_path(&self.path);
                return Err(TokenError::OtherPerson {
                    path,
                    held: found.identity.username,
                    came: account.username,
                });
            }
            Some(found) if !self.is_ours(&found) => {
                self.set_aside(OTHER.to_owned()).await?;
                self.new_document(&account)
            }
            Some(found) => found,
            None => self.new_document(&account),
        };
        grants
            .into_iter()
            .filter(|grant| !grant.resource_server.is_empty())
            .for_each(|grant| document.take(grant));
        self.save(&document).await?;
        self.hold(Some(document));
        Ok(account)
    }

    /// Ends tokens that are not going to be kept.
    async fn end(&self, grants: &[Grant]) {
        for grant in grants {
            for token in [grant.refresh.as_ref(), Some(&grant.access)].into_iter().flatten() {
                // One that cannot be ended now is forgotten and ends by itself.
                let _ = timeout(Duration::from_secs(5), self.oauth.revoke(token)).await;
            }
        }
    }

    fn new_document(&self, account: &Account) -> Document {
        Document::new(self.oauth.client(), self.oauth.base().as_str(), account)
    }

    fn is_ours(&self, document: &Document) -> bool {
        document.client_id == self.oauth.client() && self.is_of_this_globus(document)
    }

    /// Whether its people are the ones we know: another Globus has other people.
    fn is_of_this_globus(&self, document: &Document) -> bool {
        *document.service == *self.oauth.base().as_str()
    }

    /// The token in memory, unless it ends soon or is the one that was refused.
    fn in_memory(&self, service: Service, refused: Option<&Token>) -> Option<Token> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = held.as_ref()?.tokens.get(service.resource_server())?;
        let good = match refused {
            // Somebody else was refused the same token and got another since.
            Some(bad) => bad.expose() != kept.access_token.expose(),
            None => true,
        };
        (good && kept.expires_at.saturating_sub(EARLY) > now()).then(|| kept.access_token.clone())
    }

    fn hold(&self, document: Option<Document>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = document;
    }

    fn person(&self) -> Option<IdentityId> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|document| document.identity.sub)
    }

    /// The file's document, if it still is of who was signed in before.
    async fn load_same_person(&self) -> Result<Document, TokenError> {
        let found = self.load().await?.filter(|document| self.is_ours(document));
        let found = found.ok_or(TokenError::SignedOut)?;
        // Requests under way must not go on as somebody else.
        let same = self.person().is_none_or(|person| person == found.identity.sub);
        if same { Ok(found) } else { Err(TokenError::SignedOut) }
    }

    async fn load(&self) -> Result<Option<Document>, TokenError> {
        self.on_disk(Document::load).await
    }

    async fn save(&self, document: &Document) -> Result<(), TokenError> {
        let garbage = |_| TokenError::Garbage { path: private_file::safe_path(&self.path) };
        let bytes = document.write().map_err(garbage)?;
        self.on_disk(move |path| {
            private_file::replace(path, &bytes).map_err(|fault| TokenError::file(path, fault))
        })
        .await
    }

    async fn set_aside(&self, ending: String) -> Result<(), TokenError> {
        self.on_disk(move |path| {
            private_file::set_aside(path, &ending).map_err(|fault| TokenError::file(path, fault))
        })
        .await
    }

    /// Home directories may be far away: file work never holds up the other tasks.
    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, TokenError> + Send + 'static,
    ) -> Result<T, TokenError> {
        let path = self.path.clone();
        finished(tokio::task::spawn_blocking(move || work(&path)).await)
    }
}

/// The result of a task of ours; one that panicked or was cut off at the end of the program has none.
fn finished<T>(joined: Result<Result<T, TokenError>, tokio::task::JoinError>) -> Result<T, TokenError> {
    joined.unwrap_or_else(|_| {
        Err(TokenError::Service(ApiError::new(ErrorKind::Unknown, "renewing was cut off")))
    })
}

#[cfg(test)]
#[path = "stored_tests.rs"]
mod tests;
