//! Signing a person in: the link they open, and the code they bring back (`globus-api.md` 2.2, 2.3).
//!
//! PKCE S256 and a random state every time. A [`AuthorizationFlow`] stays good after a wrong code: the next code
//! from the same link works with it.

use oauth2::url::Url;
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};

use super::answer::Grant;
use super::error::SignInError;
use super::identities;
use super::oauth_http::{OAuth, each};
use crate::domain::account::Account;
use crate::domain::link::Link;
use crate::domain::requirement::Requirement;
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::scopes::Scopes;

/// Where the code comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// To a page that shows it, to be pasted.
    Paste,
    /// To a listener on this port of 127.0.0.1.
    Loopback(u16),
}

/// What is asked of the person.
#[derive(Clone, Debug, Default)]
pub struct AuthorizationRequest {
    /// The permissions.
    pub scopes: Scopes,
    /// What an error said is wanted besides.
    pub requirement: Option<Requirement>,
}

impl AuthorizationRequest {
    /// The usual permissions, and what `requirement` wants: its scopes merged with them. A scope that
    /// cannot be read is left out, as the login page would refuse everything because of it.
    pub fn usual(requirement: Option<Requirement>) -> Self {
        let mut scopes = Scopes::usual();
        for wanted in requirement.iter().flat_map(|wanted| &wanted.scopes) {
            if let Some(Ok(more)) = wanted.raw_str().map(Scopes::parse) {
                scopes.merge(more);
            }
        }
        Self { scopes, requirement }
    }

    /// The permissions, as oauth2 takes them.
    pub(super) fn oauth_scopes(&self) -> impl Iterator<Item = oauth2::Scope> + '_ {
        each(&self.scopes)
    }
}

/// A sign-in under way. It holds the secrets that make a foreign code useless.
#[derive(Clone, Debug)]
pub struct AuthorizationFlow {
    oauth: OAuth,
    link: Link,
    state: Token,
    verifier: Token,
    redirect: RedirectUrl,
}

/// Somebody who signed in, and what they may do. Not kept anywhere yet.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// Who.
    pub account: Account,
    /// One for each service.
    pub grants: Vec<Grant>,
}

impl AuthorizationFlow {
    /// Begins a sign-in. Nothing is sent.
    ///
    /// # Errors
    /// [`SignInError::Service`] when no URL can be made of the environment's addresses.
    pub fn begin(oauth: &OAuth, redirect: Redirect, ask: &AuthorizationRequest) -> Result<Self, SignInError> {
        let (_, verifier) = PkceCodeChallenge::new_random_sha256();
        Self::with_secrets(oauth, redirect, ask, verifier, CsrfToken::new_random())
    }

    fn with_secrets(
        oauth: &OAuth,
        redirect: Redirect,
        ask: &AuthorizationRequest,
        verifier: PkceCodeVerifier,
        state: CsrfToken,
    ) -> Result<Self, SignInError> {
        let odd = || ApiError::new(ErrorKind::Refused, "the address of Globus Auth cannot be used");
        let back = match redirect {
            Redirect::Paste => format!("{}v2/web/auth-code", oauth.base().as_str()),
            Redirect::Loopback(port) => format!("http://127.0.0.1:{port}"),
        };
        let back = RedirectUrl::new(back).map_err(|_| odd())?;
        let speaker = oauth.speaker()?.set_redirect_uri(back.clone());
        let mut request = speaker
            .authorize_url(|| state)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_scopes(ask.oauth_scopes())
            .add_extra_param("access_type", "offline");
        for (name, value) in ask.requirement.iter().flat_map(session_parameters) {
            request = request.add_extra_param(name, value);
        }
        let (url, state) = request.url();
        Ok(Self {
            oauth: oauth.clone(),
            link: Link::new(&shorter(url.as_str())).ok_or_else(odd)?,
            state: Token::new(state.into_secret()),
            verifier: Token::new(verifier.into_secret()),
            redirect: back,
        })
    }

    /// What the person opens.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// What must come back with the code, unchanged.
    pub(super) fn state(&self) -> &Token {
        &self.state
    }

    /// Finds the code in what was pasted: the code itself, or the whole address of the page it is on.
    ///
    /// # Errors
    /// `NoCode`, `OtherSignIn`, or what the address says went wrong.
    pub fn pasted(&self, text: &Token) -> Result<Token, SignInError> {
        // A terminal may have wrapped it; no code or address holds a blank.
        let text: String = text.expose().chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        if !text.starts_with("http://") && !text.starts_with("https://") {
            let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
            return if plain { Ok(Token::new(text)) } else { Err(SignInError::NoCode) };
        }
        let url = Url::parse(&text).map_err(|_| SignInError::NoCode)?;
        read_answer(url.query().unwrap_or_default(), &self.state)
    }

    /// Turns the code into tokens and finds out whose they are.
    ///
    /// # Errors
    /// A [`SignInError`]; with [`SignInError::is_retryable`], another code may be tried with this sign-in.
    pub async fn finish(&self, code: &Token) -> Result<Authorization, SignInError> {
        let grants = self.oauth.exchange(code, &self.verifier, self.redirect.clone()).await?;
        Authorization::of(&self.oauth, grants).await
    }
}

impl Authorization {
    /// Finds out whose tokens these are.
    ///
    /// # Errors
    /// `Incomplete` without one for Globus Auth, `Service` when it does not tell.
    pub(super) async fn of(oauth: &OAuth, grants: Vec<Grant>) -> Result<Self, SignInError> {
        let auth = oauth.environment().auth().resource_server();
        let auth =
            grants.iter().find(|grant| *grant.resource_server == *auth).ok_or(SignInError::Incomplete)?;
        let account =
            identities::account_of(oauth, &auth.access, false).await.map_err(SignInError::Service)?;
        Ok(Self { account, grants })
    }
}

/// Reads the query of a redirect: `state` first, so that a stranger's answer says nothing at all.
///
/// # Errors
/// `OtherSignIn` for a state that is not ours, `NoCode`, or what `error` says.
pub(super) fn read_answer(query: &str, state: &Token) -> Result<Token, SignInError> {
    let pairs: Vec<_> = oauth2::url::form_urlencoded::parse(query.as_bytes()).collect();
    // What is there twice can be read in two ways, so it is not there.
    let only = |name: &str| {
        let mut values = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_ref());
        values.next().filter(|value| !value.is_empty() && values.next().is_none())
    };
    let given = only("state").unwrap_or_default();
    aws_lc_rs::constant_time::verify_slices_are_equal(given.as_bytes(), state.expose().as_bytes())
        .map_err(|_| SignInError::OtherSignIn)?;
    match (only("error"), only("code")) {
        (Some(error), _) => Err(SignInError::of_code(error)),
        (None, Some(code)) => Ok(Token::new(code)),
        (None, None) => Err(SignInError::NoCode),
    }
}

/// The same link with what a query may hold as it is (RFC 3986 3.4): shorter to wrap, and to scan.
fn shorter(url: &str) -> String {
    url.replace("%3A", ":").replace("%2F", "/")
}

/// What a requirement adds to the link (`globus-api.md` 2.2).
fn session_parameters(wanted: &Requirement) -> Vec<(&'static str, String)> {
    let text = |one: &Untrusted| String::from_utf8_lossy(one.raw()).into_owned();
    let list = |all: &[Untrusted]| all.iter().map(text).collect::<Vec<_>>().join(",");
    let flag = |on: bool, value: &str| if on { value.to_owned() } else { String::new() };
    let mut all = vec![
        ("session_message", wanted.message.as_ref().map(text).unwrap_or_default()),
        ("session_required_identities", list(&wanted.identities)),
        ("session_required_single_domain", list(&wanted.domains)),
        ("session_required_policies", list(&wanted.policies)),
        ("session_required_mfa", flag(wanted.mfa, "true")),
        ("prompt", flag(wanted.fresh, "login")),
    ];
    all.retain(|(_, value)| !value.is_empty());
    all
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;
