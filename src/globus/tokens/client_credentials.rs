//! The client credentials grant of a service account (`globus-api.md` 2.1, 2.5). The secret gets new tokens at any time;
//! they are kept for as long as they are valid ([`super::service_user`]).

use std::collections::HashMap;
use std::path::PathBuf;

use tokio::sync::Mutex;

use super::service_user::ServiceUserFile;
use crate::domain::account::Account;
use crate::domain::requirement::Requirement;
use crate::domain::secret::Token;
use crate::globus::audience::Audience;
use crate::globus::auth::answer::{Grant, RENEW_EARLY};
use crate::globus::auth::error::SignInError;
use crate::globus::auth::flow::AuthorizationRequest;
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::auth::{identities, now};
use crate::globus::client::{Boxed, TokenSource};
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::scopes::Scopes;

/// The tokens of a service account.
#[derive(Debug)]
pub struct ClientCredentials {
    oauth: OAuth,
    scopes: Scopes,
    file: Option<ServiceUserFile>,
    /// Whether the first token is requested whatever is kept: requesting it gives a consent.
    consents: bool,
    /// Locked during a request, so that concurrent calls make one.
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    grants: HashMap<Box<str>, Grant>,
    account: Option<Account>,
}

impl ClientCredentials {
    /// The tokens of the application `oauth`, which must have a secret; requested when first needed.
    pub fn new(oauth: OAuth) -> Self {
        Self { oauth, scopes: Scopes::usual(), file: None, consents: false, held: Mutex::default() }
    }

    /// The same, with the scopes of a requirement: requesting them gives the consent.
    ///
    /// # Errors
    /// `NeedsPerson` when a session is required: an application has none.
    pub fn with_consents(oauth: OAuth, wanted: &Requirement) -> Result<Self, SignInError> {
        let Requirement { scopes, identities, domains, policies, mfa, .. } = wanted;
        let person = !(identities.is_empty() && domains.is_empty() && policies.is_empty()) || *mfa;
        if person || scopes.is_empty() {
            return Err(SignInError::NeedsPerson);
        }
        let scopes = AuthorizationRequest::usual(Some(wanted.clone())).scopes;
        Ok(Self { scopes, consents: true, ..Self::new(oauth) })
    }

    /// The same, with the tokens kept in that file.
    #[must_use]
    pub fn kept_in(self, path: PathBuf) -> Self {
        Self { file: Some(ServiceUserFile::new(path)), ..self }
    }

    /// The account. That it is known, or found, proves that the id and the secret were valid when the tokens were given.
    ///
    /// # Errors
    /// `UnknownClient` when they are not.
    pub async fn account(&self) -> Result<Account, SignInError> {
        let token = self.valid_token(self.oauth.environment().auth(), None).await?;
        if let Some(account) = self.held.lock().await.account.clone() {
            return Ok(account);
        }
        let account = match identities::account_of(&self.oauth, &token, true).await {
            Err(error) if error.kind == ErrorKind::Unauthenticated && self.file.is_some() => {
                let token = self.valid_token(self.oauth.environment().auth(), Some(&token)).await?;
                identities::account_of(&self.oauth, &token, true).await
            }
            found => found,
        };
        let account = account.map_err(SignInError::Service)?;
        let mut held = self.held.lock().await;
        held.account = Some(account.clone());
        self.save(&held).await;
        Ok(account)
    }

    /// Takes what is kept and still valid.
    async fn load(&self, held: &mut Held) {
        let Some(file) = self.file.as_ref().filter(|_| !(self.consents && held.grants.is_empty())) else {
            return;
        };
        let Some(kept) = file.load(&self.oauth).await else { return };
        held.account = held.account.take().or(kept.account);
        for grant in kept.grants.into_iter().filter(is_valid) {
            held.grants.insert(grant.resource_server.clone(), grant);
        }
    }

    async fn save(&self, held: &Held) {
        if let Some(file) = &self.file {
            let grants: Vec<Grant> = held.grants.values().filter(|grant| is_valid(grant)).cloned().collect();
            file.save(&self.oauth, &grants, held.account.as_ref()).await;
        }
    }

    async fn valid_token(&self, audience: &Audience, refused: Option<&Token>) -> Result<Token, ApiError> {
        let name = audience.resource_server();
        let mut held = self.held.lock().await;
        let is_another = |grant: &Grant| refused.is_none_or(|bad| bad.expose() != grant.access.expose());
        let still = |grant: &&Grant| is_another(grant) && is_valid(grant);
        if let Some(grant) = held.grants.get(name).filter(still) {
            return Ok(grant.access.clone());
        }
        self.load(&mut held).await;
        if let Some(grant) = held.grants.get(name).filter(still) {
            return Ok(grant.access.clone());
        }
        let mut scopes = self.scopes.clone();
        scopes.merge(audience.scopes().clone());
        let granted = self.oauth.own(&scopes).await;
        if let (Err(_), Some(_), Some(file)) = (&granted, refused, &self.file) {
            file.remove().await;
        }
        for grant in granted? {
            held.grants.insert(grant.resource_server.clone(), grant);
        }
        self.save(&held).await;
        let fresh = held.grants.get(name).filter(|grant| is_another(grant));
        let nothing = || {
            ApiError::new(
                ErrorKind::Unauthenticated,
                "Globus Auth gave the application no token for this service",
            )
        };
        fresh.map(|grant| grant.access.clone()).ok_or_else(nothing)
    }
}

fn is_valid(grant: &Grant) -> bool {
    grant.expires_at - RENEW_EARLY > now()
}

impl TokenSource for ClientCredentials {
    fn access_token<'a>(&'a self, audience: &'a Audience) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(self.valid_token(audience, None))
    }

    fn rejected<'a>(
        &'a self,
        audience: &'a Audience,
        token: &'a Token,
    ) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(self.valid_token(audience, Some(token)))
    }
}
