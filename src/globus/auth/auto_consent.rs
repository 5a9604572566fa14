//! A sign-in without a person: for the demo, whose sandbox consents by itself. The flow is otherwise the
//! very same; against any service that is not on this machine it is refused.

use super::error::SignInError;
use super::flow::AuthorizationFlow;
use super::oauth_http::OAuth;
use crate::domain::secret::Token;

/// Opens the link of `sign_in` as a browser would and takes the code from where that leads.
///
/// # Errors
/// `Service` when the service is not on this machine or does not consent by itself; `OtherSignIn` or what
/// the service says went wrong.
pub async fn consent(oauth: &OAuth, sign_in: &AuthorizationFlow) -> Result<Token, SignInError> {
    let to =
        oauth.http().redirect_target(oauth.base(), sign_in.link()).await.map_err(SignInError::Service)?;
    sign_in.pasted(&to)
}
