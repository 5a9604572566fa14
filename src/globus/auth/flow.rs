//! The authorization code flow: the link the user opens, and the code that comes back (`globus-api.md` 2.2, 2.3).
//!
//! Every flow has its own PKCE S256 verifier and random state. An [`AuthorizationFlow`] stays valid after a wrong code: the
//! next code from the same link works.

use oauth2::url::Url;
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use subtle::ConstantTimeEq as _;

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
    /// To a page that displays it, to be pasted.
    Paste,
    /// To a listener on this port of 127.0.0.1.
    Loopback(u16),
}

/// What to request of the user.
#[derive(Clone, Debug, Default)]
pub struct AuthorizationRequest {
    /// The scopes.
    pub scopes: Scopes,
    /// The requirement of an error, whose session parameters are added.
    pub requirement: Option<Requirement>,
}

impl AuthorizationRequest {
    /// The usual scopes merged with those of `requirement`. A scope that cannot be parsed is left out, because the login
    /// page would refuse the whole request.
    pub fn usual(requirement: Option<Requirement>) -> Self {
        let mut scopes = Scopes::usual();
        for wanted in requirement.iter().flat_map(|wanted| &wanted.scopes) {
            if let Some(Ok(more)) = wanted.raw_str().map(Scopes::parse) {
                scopes.merge(more);
            }
        }
        Self { scopes, requirement }
    }

    /// The scopes as oauth2's type.
    pub(super) fn oauth_scopes(&self) -> impl Iterator<Item = oauth2::Scope> + '_ {
        each(&self.scopes)
    }
}

/// An authorization request in progress, with the secrets that make a code of another request useless.
#[derive(Clone, Debug)]
pub struct AuthorizationFlow {
    oauth: OAuth,
    link: Link,
    state: Token,
    verifier: Token,
    redirect: RedirectUrl,
}

/// The outcome of a flow: who signed in, and the tokens. Not stored yet.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// Who signed in.
    pub account: Account,
    /// One grant for each resource server.
    pub grants: Vec<Grant>,
}

impl AuthorizationFlow {
    /// Builds the authorization request. Nothing is sent.
    ///
    /// # Errors
    /// [`SignInError::Service`] when the environment's addresses form no URL.
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

    /// The link the user opens.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// The state, which must come back unchanged with the code.
    pub(super) fn state(&self) -> &Token {
        &self.state
    }

    /// Extracts the code from pasted text: the code itself, or the whole address of its page.
    ///
    /// # Errors
    /// `NoCode`, `OtherSignIn`, or the error in the address.
    pub fn pasted(&self, text: &Token) -> Result<Token, SignInError> {
        // A terminal may have wrapped it; codes and addresses hold no blanks.
        let text: String = text.expose().chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        if !text.starts_with("http://") && !text.starts_with("https://") {
            let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
            return if plain { Ok(Token::new(text)) } else { Err(SignInError::NoCode) };
        }
        let url = Url::parse(&text).map_err(|_| SignInError::NoCode)?;
        read_answer(url.query().unwrap_or_default(), &self.state)
    }

    /// Exchanges the code for tokens and asks whose they are.
    ///
    /// # Errors
    /// A [`SignInError`]; with [`SignInError::is_retryable`], another code may be tried with this flow.
    pub async fn finish(&self, code: &Token) -> Result<Authorization, SignInError> {
        let grants = self.oauth.exchange(code, &self.verifier, self.redirect.clone()).await?;
        Authorization::of(&self.oauth, grants).await
    }
}

impl Authorization {
    /// Asks whose tokens these are.
    ///
    /// # Errors
    /// `Incomplete` without a token for Globus Auth, `Service` when the call fails.
    pub(super) async fn of(oauth: &OAuth, grants: Vec<Grant>) -> Result<Self, SignInError> {
        let auth = oauth.environment().auth().resource_server();
        let auth =
            grants.iter().find(|grant| *grant.resource_server == *auth).ok_or(SignInError::Incomplete)?;
        let account =
            identities::account_of(oauth, &auth.access, false).await.map_err(SignInError::Service)?;
        Ok(Self { account, grants })
    }
}

/// Reads the query of a redirect. The state is checked first, so that nothing of a forged answer counts.
///
/// # Errors
/// `OtherSignIn` for another state, `NoCode`, or the OAuth error.
pub(super) fn read_answer(query: &str, state: &Token) -> Result<Token, SignInError> {
    let pairs: Vec<_> = oauth2::url::form_urlencoded::parse(query.as_bytes()).collect();
    // A repeated parameter is ambiguous, so it counts as absent.
    let only = |name: &str| {
        let mut values = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_ref());
        values.next().filter(|value| !value.is_empty() && values.next().is_none())
    };
    let given = only("state").unwrap_or_default();
    if !bool::from(given.as_bytes().ct_eq(state.expose().as_bytes())) {
        return Err(SignInError::OtherSignIn);
    }
    match (only("error"), only("code")) {
        (Some(error), _) => Err(SignInError::of_code(error)),
        (None, Some(code)) => Ok(Token::new(code)),
        (None, None) => Err(SignInError::NoCode),
    }
}

/// Decodes the characters a query may hold as they are (RFC 3986 3.4): the link is shorter to copy and to scan.
fn shorter(url: &str) -> String {
    url.replace("%3A", ":").replace("%2F", "/")
}

/// The session parameters of a requirement (`globus-api.md` 2.2).
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
