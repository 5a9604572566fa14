//! Who is signed in (`globus-api.md` 2.7).

use std::sync::Arc;

use serde::Deserialize;

use super::oauth_http::OAuth;
use crate::domain::account::Account;
use crate::domain::ids::IdentityId;
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;
use crate::globus::call::Request;
use crate::globus::client::{Boxed, Globus, TokenSource};
use crate::globus::env::Service;
use crate::globus::error::{ApiError, ErrorKind};

#[derive(Deserialize)]
struct UserInfo {
    sub: IdentityId,
    #[serde(default)]
    preferred_username: Option<Untrusted>,
    #[serde(default)]
    name: Option<Untrusted>,
}

/// Asks the service whose token this is.
///
/// # Errors
/// An [`ApiError`]; `SignIn` when the token is not good for asking.
pub async fn who(oauth: &OAuth, access: &Token, service_user: bool) -> Result<Account, ApiError> {
    let only = Arc::new(Only(access.clone()));
    let globus = Globus::new(oauth.environment().clone(), oauth.http().clone(), only);
    let info: UserInfo = globus.ask(Request::get(Service::Auth, "v2/oauth2/userinfo")).await?;
    let told = |text: Option<Untrusted>| text.filter(|text| !text.is_empty());
    Ok(Account {
        identity: info.sub,
        username: told(info.preferred_username).unwrap_or_else(|| Untrusted::new(info.sub.to_string())),
        name: told(info.name),
        service_user,
    })
}

/// One token that is not kept anywhere yet, and cannot be renewed.
struct Only(Token);

impl TokenSource for Only {
    fn access_token(&self, _: Service) -> Boxed<'_, Result<Token, ApiError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }

    fn rejected<'a>(&'a self, _: Service, _: &'a Token) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(std::future::ready(Err(ApiError::new(ErrorKind::SignIn, "the new token was refused"))))
    }
}
