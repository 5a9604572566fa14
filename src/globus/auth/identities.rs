//! Who is signed in, and which identities are linked to theirs (`globus-api.md` 2.7).

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::oauth_http::OAuth;
use crate::domain::account::Account;
use crate::domain::ids::IdentityId;
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;
use crate::globus::call::Request;
use crate::globus::client::{Boxed, Globus, TokenSource};
use crate::globus::env::Service;
use crate::globus::error::{ApiError, ErrorKind};

/// Somebody, as Globus Auth describes them to themselves.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their primary identity.
    pub account: Account,
    /// Their address, if told.
    pub email: Option<Untrusted>,
    /// All their identities; `None` where the sign-in did not ask for the right to see them.
    pub linked: Option<Vec<Linked>>,
}

/// One of somebody's identities.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The identity.
    pub id: IdentityId,
    /// `name@domain`.
    pub username: Untrusted,
    /// The person's name there, if told.
    pub name: Option<Untrusted>,
    /// Their address there, if told.
    pub email: Option<Untrusted>,
    /// Who vouches for it, if told.
    pub provider: Option<Untrusted>,
    /// When they last signed in with it, in seconds since the Unix epoch, if told.
    pub last_sign_in: Option<i64>,
}

#[derive(Deserialize)]
struct UserInfo {
    sub: IdentityId,
    #[serde(default)]
    preferred_username: Option<Untrusted>,
    #[serde(default)]
    username: Option<Untrusted>,
    #[serde(default)]
    name: Option<Untrusted>,
    #[serde(default)]
    email: Option<Untrusted>,
    #[serde(default)]
    identity_provider_display_name: Option<Untrusted>,
    #[serde(default)]
    last_authentication: Option<Lenient<f64>>,
    #[serde(default)]
    identity_set: Option<Vec<Lenient<UserInfo>>>,
}

/// A piece that makes no sense costs that piece only.
#[derive(Deserialize)]
#[serde(untagged)]
enum Lenient<T> {
    Good(T),
    Bad(IgnoredAny),
}

impl<T> Lenient<T> {
    fn good(self) -> Option<T> {
        match self {
            Self::Good(value) => Some(value),
            Self::Bad(_) => None,
        }
    }
}

/// Asks the service who the tokens of `globus` belong to.
///
/// # Errors
/// An [`ApiError`]; `SignIn` when nobody is signed in any more.
pub async fn look_up(globus: &Globus, service_user: bool) -> Result<Person, ApiError> {
    let mut info: UserInfo = globus.ask(Request::get(Service::Auth, "v2/oauth2/userinfo")).await?;
    let linked = info.identity_set.take();
    let linked = linked.map(|all| all.into_iter().filter_map(Lenient::good).map(Linked::from).collect());
    let email = told(info.email.take());
    let Linked { id, username, name, .. } = info.into();
    Ok(Person { account: Account { identity: id, username, name, service_user }, email, linked })
}

impl From<UserInfo> for Linked {
    fn from(info: UserInfo) -> Self {
        let username = told(info.preferred_username).or(told(info.username));
        Self {
            id: info.sub,
            username: username.unwrap_or_else(|| Untrusted::new(info.sub.to_string())),
            name: told(info.name),
            email: told(info.email),
            provider: told(info.identity_provider_display_name),
            // `as` keeps within the range of i64.
            last_sign_in: info.last_authentication.and_then(Lenient::good).map(|at| at as i64),
        }
    }
}

fn told(text: Option<Untrusted>) -> Option<Untrusted> {
    text.filter(|text| !text.is_empty())
}

/// Asks the service whose token this is.
///
/// # Errors
/// An [`ApiError`]; `SignIn` when the token is not good for asking.
pub async fn who(oauth: &OAuth, access: &Token, service_user: bool) -> Result<Account, ApiError> {
    let only = Arc::new(Only(access.clone()));
    let globus = Globus::new(oauth.environment().clone(), oauth.http().clone(), only);
    Ok(look_up(&globus, service_user).await?.account)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::testing::{Server, answer};

    #[tokio::test]
    async fn a_piece_that_makes_no_sense_costs_that_piece_only() {
        let body = r#"{"sub":"aaaaaaaa-5f60-7182-93a4-b5c6d7e8f901","preferred_username":"ada@x\u001b[2J","email":"",
            "identity_set":[7,{"sub":"nonsense"},{"sub":"bbbbbbbb-5f60-7182-93a4-b5c6d7e8f901","username":"b@y",
            "last_authentication":1700000000},{"sub":"cccccccc-5f60-7182-93a4-b5c6d7e8f901",
            "last_authentication":"soon","name":null}]}"#;
        let server = Server::start(move |_, _| answer(200, "", body)).await;
        let person = look_up(&server.globus(), false).await.unwrap();
        assert_eq!(person.account.username.shown().as_str(), "ada@x\\x1b[2J");
        assert!(person.email.is_none() && person.account.name.is_none());
        let linked = person.linked.unwrap();
        let plain: Vec<_> = linked.iter().map(|one| (one.username.raw_str(), one.last_sign_in)).collect();
        let unnamed = "cccccccc-5f60-7182-93a4-b5c6d7e8f901";
        assert_eq!(plain, [(Some("b@y"), Some(1_700_000_000)), (Some(unnamed), None)]);
    }
}
