//! The stored tokens of a person: read from the file and renewed under its lock, once per expiry across threads and
//! processes.
//!
//! A token comes from memory; else, one caller at a time, from the file, which another process may have renewed; else from
//! the service. Space on the disk is reserved before a refresh token is sent, because it may work only once. A refusal
//! removes nothing (`ARCHITECTURE.md` P0-4). [`super::saving`] handles tokens that could not be saved.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex as AsyncMutex;
use tokio::time::timeout;

use super::OTHER;
use super::document::Document;
use super::error::TokenError;
use super::lock::{self, Held as LockHeld};
use super::private_file::{self, FileFault, Reservation};
use super::unsaved::{Held, TokenWarning, WarningListener};
use crate::domain::account::Account;
use crate::domain::ids::IdentityId;
use crate::domain::secret::Token;
use crate::globus::audience::Audience;
use crate::globus::auth::answer::{Grant, RENEW_EARLY};
use crate::globus::auth::flow::Authorization;
use crate::globus::auth::{now, oauth_http::OAuth};
use crate::globus::client::{Boxed, TokenSource};
use crate::globus::error::{ApiError, ErrorKind};

/// How long a renewal may take: less than other processes wait for the lock.
const RENEWAL: Duration = Duration::from_secs(50);
/// New tokens may be longer than the old ones: so many more bytes are reserved.
const GROWTH: usize = 8 << 10;

/// The tokens kept in one file. Clones share everything.
#[derive(Clone)]
pub struct StoredTokens(pub(super) Arc<Inner>);

pub(super) struct Inner {
    path: PathBuf,
    oauth: OAuth,
    held: Mutex<Held>,
    /// One caller at a time reads the file, asks the service and writes.
    pub renewing: AsyncMutex<()>,
    pub listener: Mutex<Option<WarningListener>>,
}

impl std::fmt::Debug for StoredTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredTokens(…)")
    }
}

impl StoredTokens {
    /// The tokens in `path`, which belong to the application `oauth`. Nothing is read yet.
    pub fn new(path: impl Into<PathBuf>, oauth: OAuth) -> Self {
        let (path, held) = (path.into(), Mutex::default());
        Self(Arc::new(Inner {
            path,
            oauth,
            held,
            renewing: AsyncMutex::default(),
            listener: Mutex::default(),
        }))
    }

    /// Calls `listener` when renewed tokens cannot be saved, and when they are saved later; replaces the listener before.
    pub fn set_warning_listener(&self, listener: WarningListener) {
        *lock_of(&self.0.listener) = Some(listener);
    }

    /// The current warning: renewed tokens that are in memory only.
    pub fn warning(&self) -> Option<TokenWarning> {
        let fault = self.0.held().unsaved.as_ref()?.fault;
        Some(TokenWarning::NotSaved { path: private_file::safe_path(&self.0.path), fault })
    }

    /// The signed-in account; `None` without one, or when the tokens are of another application or Globus.
    ///
    /// # Errors
    /// A [`TokenError`] for an unsafe or unreadable file.
    pub async fn account(&self) -> Result<Option<Account>, TokenError> {
        let _one = self.0.renewing.lock().await;
        let document = self.0.load_current().await?;
        self.0.held().document = document.clone();
        Ok(document.map(|document| document.account()))
    }

    /// Saves the grants of a sign-in; tokens of other resource servers stay.
    ///
    /// A file that cannot be read, or belongs to another application or Globus, is set aside first.
    ///
    /// # Errors
    /// `OtherPerson` when another person holds this profile: the new tokens are then revoked and nothing is written.
    /// Another [`TokenError`] when the file cannot be written.
    pub async fn keep(&self, granted: Authorization) -> Result<Account, TokenError> {
        let this = self.clone();
        // Spawned, so that the grants are saved even if the caller is cancelled.
        joined(tokio::spawn(async move { this.0.keep(granted).await }).await)
    }

    /// Waits for a renewal in progress and tries to save unsaved tokens, so that quitting loses none.
    pub async fn settled(&self) {
        let _one = self.0.renewing.lock().await;
        self.0.save_unsaved().await;
    }

    async fn valid_token(&self, audience: &Audience, refused: Option<&Token>) -> Result<Token, TokenError> {
        if let Some(token) = self.0.in_memory(audience, refused) {
            return Ok(token);
        }
        let (this, audience, refused) = (self.clone(), audience.clone(), refused.cloned());
        // Spawned, so that the answer is saved even if the caller is cancelled: it may hold the only valid refresh token.
        joined(tokio::spawn(async move { this.0.valid_token(&audience, refused).await }).await)
    }
}

impl TokenSource for StoredTokens {
    fn access_token<'a>(&'a self, audience: &'a Audience) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(async move { Ok(self.valid_token(audience, None).await?) })
    }

    fn rejected<'a>(
        &'a self,
        audience: &'a Audience,
        token: &'a Token,
    ) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(async move { Ok(self.valid_token(audience, Some(token)).await?) })
    }
}

impl Inner {
    async fn valid_token(
        self: &Arc<Self>,
        audience: &Audience,
        refused: Option<Token>,
    ) -> Result<Token, TokenError> {
        let _one = self.renewing.lock().await;
        if let Some(token) = self.in_memory(audience, refused.as_ref()) {
            return Ok(token);
        }
        let _turn = lock::take(&self.path).await.map_err(|LockHeld| TokenError::Busy)?;
        let server = audience.resource_server();
        let mut used: Option<Token> = None;
        // The second round is for file systems without locks: another process may have renewed at the same time.
        loop {
            let mut document = self.load_same_person().await?;
            self.hold(document.clone());
            if let Some(token) = self.in_memory(audience, refused.as_ref()) {
                return Ok(token);
            }
            let refresh = document.tokens.get(server).and_then(|kept| kept.refresh_token.clone());
            let refresh = refresh.ok_or_else(|| TokenError::not_granted(audience))?;
            if used.as_ref().is_some_and(|used| used.expose() == refresh.expose()) {
                return Err(TokenError::Over);
            }
            let room = self.reserve_for(server, &document).await?;
            match self.refresh(audience, &refresh).await {
                Ok(grant) => {
                    let token = grant.access.clone();
                    document.take(grant);
                    self.hold(document.clone());
                    match self.commit(room, document).await {
                        Ok(()) => self.saved(),
                        Err(fault) => self.not_saved(server, refresh, fault),
                    }
                    return Ok(token);
                }
                Err(TokenError::Over) if used.is_none() => used = Some(refresh),
                Err(error) => return Err(error),
            }
        }
    }

    /// Proves that the file can be written before its refresh token is spent. When that token is already spent, because the
    /// last renewal could not be saved, nothing more can be lost: then the renewal needs no proof.
    async fn reserve_for(
        &self,
        server: &str,
        document: &Document,
    ) -> Result<Option<Reservation>, TokenError> {
        match self.reserve(document).await {
            Ok(room) => Ok(Some(room)),
            Err(_)
                if self.held().unsaved.as_ref().is_some_and(|unsaved| unsaved.spent.contains_key(server)) =>
            {
                Ok(None)
            }
            Err(fault) => Err(TokenError::NotRenewed { path: private_file::safe_path(&self.path), fault }),
        }
    }

    async fn refresh(&self, audience: &Audience, refresh: &Token) -> Result<Grant, TokenError> {
        let late = |_| TokenError::Service(ApiError::new(ErrorKind::Unknown, "no answer in time"));
        let grants = match timeout(RENEWAL, self.oauth.refresh(refresh)).await.map_err(late)? {
            Ok(grants) => grants,
            Err(error) if error.code.raw_str() == Some("invalid_grant") => return Err(TokenError::Over),
            Err(error) => return Err(TokenError::Service(error)),
        };
        let name = audience.resource_server();
        // An answer without a resource server is for the requested one.
        let ours = |grant: &Grant| *grant.resource_server == *name || grant.resource_server.is_empty();
        let strange = || TokenError::Service(ApiError::malformed(200));
        let grant = grants.into_iter().find(ours).ok_or_else(strange)?;
        Ok(Grant { resource_server: name.into(), ..grant })
    }

    async fn keep(&self, granted: Authorization) -> Result<Account, TokenError> {
        let _one = self.renewing.lock().await;
        let _turn = lock::take(&self.path).await.map_err(|LockHeld| TokenError::Busy)?;
        let Authorization { account, grants } = granted;
        let found = match self.load().await {
            Ok(found) => found,
            Err(TokenError::Garbage { .. }) => {
                // It may be repaired by hand, so no later file replaces it.
                self.set_aside(format!(".unreadable-{}", uuid::Uuid::new_v4().simple())).await?;
                None
            }
            Err(error) => return Err(error),
        };
        let mut document = match found {
            // Also when they signed in with another application, or the sign-in has expired.
            Some(found) if self.is_of_this_globus(&found) && found.identity.sub != account.identity => {
                let tokens = grants.iter().flat_map(|grant| grant.refresh.iter().chain([&grant.access]));
                self.revoke(&tokens.cloned().collect::<Vec<_>>()).await;
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
        let room = self.reserve(&document).await.map_err(|fault| TokenError::file(&self.path, fault))?;
        self.commit(Some(room), document.clone())
            .await
            .map_err(|fault| TokenError::file(&self.path, fault))?;
        *self.held() = Held { document: Some(document), unsaved: None };
        Ok(account)
    }

    /// Revokes tokens that are not stored.
    pub(super) async fn revoke(&self, tokens: &[Token]) {
        for token in tokens {
            // Best effort: a token that cannot be revoked expires unused.
            let _ = timeout(Duration::from_secs(5), self.oauth.revoke(token)).await;
        }
    }

    fn new_document(&self, account: &Account) -> Document {
        Document::new(self.oauth.client(), self.oauth.base().as_str(), account)
    }

    pub(super) fn is_ours(&self, document: &Document) -> bool {
        document.client_id == self.oauth.client() && self.is_of_this_globus(document)
    }

    /// Whether its identities are of this Globus.
    fn is_of_this_globus(&self, document: &Document) -> bool {
        *document.service == *self.oauth.base().as_str()
    }

    /// The token in memory, unless it expires soon or is the rejected one.
    fn in_memory(&self, audience: &Audience, refused: Option<&Token>) -> Option<Token> {
        let held = self.held();
        let kept = held.document.as_ref()?.tokens.get(audience.resource_server())?;
        // Another caller may have renewed the rejected token since.
        let differs = refused.is_none_or(|bad| bad.expose() != kept.access_token.expose());
        (differs && kept.expires_at.saturating_sub(RENEW_EARLY) > now()).then(|| kept.access_token.clone())
    }

    pub(super) fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        lock_of(&self.held)
    }

    pub(super) fn hold(&self, document: Document) {
        self.held().document = Some(document);
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn person(&self) -> Option<IdentityId> {
        self.held().document.as_ref().map(|document| document.identity.sub)
    }

    /// The current document, if the identity is unchanged: requests in progress must not continue as another person.
    async fn load_same_person(&self) -> Result<Document, TokenError> {
        let found = self.load_current().await?.ok_or(TokenError::SignedOut)?;
        let same = self.person().is_none_or(|person| person == found.identity.sub);
        if same { Ok(found) } else { Err(TokenError::SignedOut) }
    }

    pub(super) async fn load(&self) -> Result<Option<Document>, TokenError> {
        self.on_disk(Document::load).await
    }

    pub(super) async fn reserve(&self, document: &Document) -> Result<Reservation, FileFault> {
        let size = document.write().map_or(0, |bytes| bytes.len()) + GROWTH;
        self.on_disk(move |path| private_file::reserve(path, size)).await
    }

    /// Writes `document` into the reserved space, or reserves it first.
    pub(super) async fn commit(
        &self,
        room: Option<Reservation>,
        document: Document,
    ) -> Result<(), FileFault> {
        let invalid = |_| FileFault::Io(std::io::ErrorKind::InvalidData);
        self.on_disk(move |path| {
            let bytes = document.write().map_err(invalid)?;
            match room {
                Some(room) => room.commit(&bytes),
                None => private_file::replace(path, &bytes),
            }
        })
        .await
    }

    async fn set_aside(&self, ending: String) -> Result<(), TokenError> {
        self.on_disk(move |path| {
            private_file::set_aside(path, &ending).map_err(|fault| TokenError::file(path, fault))
        })
        .await
    }

    /// Home directories may be slow, so file operations run on blocking threads.
    async fn on_disk<T: Send + 'static, E: Interrupted + Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let path = self.path.clone();
        joined(tokio::task::spawn_blocking(move || work(&path)).await)
    }
}

/// Ignores lock poisoning: no guarded value is ever left half-written.
pub(super) fn lock_of<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The result of a spawned task; an error when it panicked or was cancelled at the end of the program.
fn joined<T, E: Interrupted>(result: Result<Result<T, E>, tokio::task::JoinError>) -> Result<T, E> {
    result.unwrap_or_else(|_| Err(E::interrupted()))
}

/// An error type with a value for an interrupted task.
trait Interrupted {
    fn interrupted() -> Self;
}

impl Interrupted for TokenError {
    fn interrupted() -> Self {
        Self::Service(ApiError::new(ErrorKind::Unknown, "the renewal was cut off"))
    }
}

impl Interrupted for FileFault {
    fn interrupted() -> Self {
        Self::Io(std::io::ErrorKind::Interrupted)
    }
}

#[cfg(test)]
#[path = "stored_tests.rs"]
pub(in crate::globus) mod tests;
