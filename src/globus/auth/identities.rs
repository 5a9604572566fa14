//! The userinfo of OpenID Connect: who is signed in, and the linked identities (`globus-api.md` 2.7).

use std::sync::Arc;

use super::oauth_http::OAuth;
use crate::domain::account::Account;
use crate::domain::identity::Identity;
use crate::domain::ids::IdentityId;
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;
use crate::globus::audience::Audience;
use crate::globus::call::Request;
use crate::globus::client::{Boxed, Globus, TokenSource};
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::lenient_json::JsonObject;

/// The userinfo document.
#[derive(Clone, Debug)]
pub struct UserInfo {
    /// The primary identity.
    pub account: Account,
    /// The email address, if known.
    pub email: Option<Untrusted>,
    /// All linked identities; `None` when the token lacks the scope for them.
    pub linked: Option<Vec<Identity>>,
}

/// Reads the userinfo of the tokens of `globus`.
///
/// # Errors
/// An [`ApiError`]; `Unauthenticated` when the sign-in has ended.
pub async fn user_info(globus: &Globus, service_user: bool) -> Result<UserInfo, ApiError> {
    let mut info = globus.document(Request::get(globus.auth(), "v2/oauth2/userinfo")).await?;
    let own: IdentityId = info.parsed("sub").ok_or_else(|| ApiError::malformed(200))?;
    let username =
        info.nonempty_text("preferred_username").unwrap_or_else(|| Untrusted::new(own.to_string()));
    let account = Account { identity: own, username, name: info.nonempty_text("name"), service_user };
    let linked = info.list("identity_set").map(|all| all.iter().filter_map(identity).collect());
    Ok(UserInfo { account, email: info.nonempty_text("email"), linked })
}

/// One identity of the set; `None` without an id or a name.
fn identity(object: &JsonObject) -> Option<Identity> {
    let seconds = |name| object.maybe_count(name).and_then(|count| i64::try_from(count).ok());
    Some(Identity {
        id: object.parsed("sub")?,
        username: object.nonempty_text("username")?,
        provider: object
            .nonempty_text("identity_provider_display_name")
            .or_else(|| object.nonempty_text("organization"))
            .unwrap_or_default(),
        last_sign_in: seconds("last_authentication").filter(|seconds| *seconds > 0),
    })
}

/// The account that an access token belongs to.
///
/// # Errors
/// An [`ApiError`]; `Unauthenticated` when the token is rejected.
pub async fn account_of(oauth: &OAuth, access: &Token, service_user: bool) -> Result<Account, ApiError> {
    let only = Arc::new(Only(access.clone()));
    let globus = Globus::new(oauth.environment().clone(), oauth.http().clone(), only);
    Ok(user_info(&globus, service_user).await?.account)
}

/// A token that is not stored yet and cannot be renewed.
struct Only(Token);

impl TokenSource for Only {
    fn access_token<'a>(&'a self, _: &'a Audience) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }

    fn rejected<'a>(&'a self, _: &'a Audience, _: &'a Token) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(std::future::ready(Err(ApiError::new(
            ErrorKind::Unauthenticated,
            "the new token was refused",
        ))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::testing::{Server, answer};

    #[tokio::test]
    async fn a_piece_that_makes_no_sense_costs_that_piece_only() {
        let body = r#"{"sub":"aaaaaaaa-5f60-7182-93a4-b5c6d7e8f901","preferred_username":"ada@x\u001b[2J","email":"",
            "identity_set":[7,{"sub":"nonsense"},{"sub":"bbbbbbbb-5f60-7182-93a4-b5c6d7e8f901","username":"b@y",
            "last_authentication":1700000000,"identity_provider_display_name":"Y"},{"sub":"cccccccc-5f60-7182-93a4-b5c6d7e8f901",
            "username":"c@z","last_authentication":"soon","name":null},
            {"username":"d@w"}]}"#;
        let server = Server::start(move |_, _| answer(200, "", body)).await;
        let person = user_info(&server.globus(), false).await.unwrap();
        assert_eq!(person.account.username.sanitized().as_str(), "ada@x\\x1b[2J");
        assert!(person.email.is_none() && person.account.name.is_none());
        let linked = person.linked.unwrap();
        let plain: Vec<_> = linked.iter().map(|one| (one.username.raw_str(), one.last_sign_in)).collect();
        assert_eq!(plain, [(Some("b@y"), Some(1_700_000_000)), (Some("c@z"), None)]);
        assert_eq!(linked[0].provider.raw(), b"Y");
    }
}
