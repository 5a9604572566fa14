//! The client credentials grant of a service account (`globus-api.md` 2.1, 2.5). Tokens stay in memory: the secret gets
//! new ones at any time.

use std::collections::HashMap;

use tokio::sync::Mutex;

use super::answer::{Grant, RENEW_EARLY};
use super::error::SignInError;
use super::flow::AuthorizationRequest;
use super::oauth_http::OAuth;
use super::{identities, now};
use crate::domain::account::Account;
use crate::domain::requirement::Requirement;
use crate::domain::secret::Token;
use crate::globus::audience::Audience;
use crate::globus::client::{Boxed, TokenSource};
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::scopes::Scopes;

/// The tokens of a service account.
#[derive(Debug)]
pub struct ClientCredentials {
    oauth: OAuth,
    scopes: Scopes,
    /// Locked during a request, so that concurrent calls make one.
    held: Mutex<HashMap<Box<str>, Grant>>,
}

impl ClientCredentials {
    /// The tokens of the application `oauth`, which must have a secret; requested when first needed.
    pub fn new(oauth: OAuth) -> Self {
        Self { oauth, scopes: Scopes::usual(), held: Mutex::default() }
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
        Ok(Self { scopes: AuthorizationRequest::usual(Some(wanted.clone())).scopes, ..Self::new(oauth) })
    }

    /// The account; proves that the id and the secret are valid.
    ///
    /// # Errors
    /// `UnknownClient` when they are not.
    pub async fn account(&self) -> Result<Account, SignInError> {
        let token = self.valid_token(self.oauth.environment().auth(), None).await?;
        identities::account_of(&self.oauth, &token, true).await.map_err(SignInError::Service)
    }

    async fn valid_token(&self, audience: &Audience, refused: Option<&Token>) -> Result<Token, ApiError> {
        let name = audience.resource_server();
        let mut held = self.held.lock().await;
        let still = |grant: &&Grant| {
            let another = refused.is_none_or(|bad| bad.expose() != grant.access.expose());
            another && grant.expires_at - RENEW_EARLY > now()
        };
        if let Some(grant) = held.get(name).filter(still) {
            return Ok(grant.access.clone());
        }
        let mut scopes = self.scopes.clone();
        scopes.merge(audience.scopes().clone());
        for grant in self.oauth.own(&scopes).await? {
            held.insert(grant.resource_server.clone(), grant);
        }
        let fresh =
            held.get(name).filter(|grant| refused.is_none_or(|bad| bad.expose() != grant.access.expose()));
        let nothing = || {
            ApiError::new(
                ErrorKind::Unauthenticated,
                "Globus Auth gave the application no token for this service",
            )
        };
        fresh.map(|grant| grant.access.clone()).ok_or_else(nothing)
    }
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
