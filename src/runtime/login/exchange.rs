//! From a code to tokens that are stored.

use std::sync::Arc;

use super::auto_consent::approve;
use super::{Failure, Login};
use crate::domain::requirement::Requirement;
use crate::domain::secret::Token;
use crate::globus::auth::error::SignInError;
use crate::globus::auth::flow::{AuthorizationFlow, AuthorizationRequest, Redirect};
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::tokens::StoredTokens;

/// Exchanges a code for tokens and stores them.
pub(super) async fn finish(
    code: Result<Token, SignInError>,
    sign_in: &AuthorizationFlow,
    tokens: StoredTokens,
) -> Result<Login, Failure> {
    let code = code.map_err(|e| failure(&e))?;
    let signed_in = sign_in.finish(&code).await.map_err(|e| failure(&e))?;
    let account = tokens.keep(signed_in).await.map_err(|e| (e.problem(), false))?;
    Ok((account, Arc::new(tokens)))
}

/// The same flow with a service that consents without a user: the sandbox of the demo.
pub(super) async fn consent_automatically(
    oauth: OAuth,
    tokens: StoredTokens,
    need: Option<Box<Requirement>>,
) -> Result<Login, Failure> {
    let wanted = AuthorizationRequest::usual(need.map(|need| *need));
    let sign_in = AuthorizationFlow::begin(&oauth, Redirect::Paste, &wanted).map_err(|e| failure(&e))?;
    finish(approve(oauth.base(), &sign_in).await, &sign_in, tokens).await
}

pub(super) fn failure(error: &SignInError) -> Failure {
    (error.problem(), error.is_retryable())
}
