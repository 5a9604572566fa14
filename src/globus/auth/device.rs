//! The device flow (RFC 8628): the user types a short code on another device while hemi polls for tokens.
//!
//! Globus does not offer it today (`globus-api.md` 2.4): it exists where the OpenID configuration names its endpoint.
//! Start with [`discover`], then [`DeviceFlow::begin`]. Only the base URL of Globus Auth is contacted.

use std::future::Future;
use std::time::Duration;

use oauth2::{
    DeviceAuthorizationUrl, DeviceCodeErrorResponse, DeviceCodeErrorResponseType, RequestTokenError,
    StandardDeviceAuthorizationResponse,
};
use serde::Deserialize;

use super::error::SignInError;
use super::flow::{Authorization, AuthorizationRequest};
use super::now;
use super::oauth_http::{Door, OAuth, plain};
use crate::domain::account::DeviceCode;
use crate::domain::link::Link;
use crate::domain::text::Untrusted;
use crate::globus::error::{ApiError, ErrorKind};

const CONFIGURATION: &str = ".well-known/openid-configuration";

/// The shortest polling interval, whatever the service says.
const LEAST_INTERVAL: Duration = Duration::from_secs(1);
/// The longest time to poll.
const MOST_PATIENCE: Duration = Duration::from_secs(3600);
/// The longest code that is displayed.
const MOST_CODE: usize = 40;
/// The longest address that is displayed.
const MOST_LINK: usize = 512;

/// The path of the device authorization endpoint, below the base URL of Globus Auth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Box<str>);

#[derive(Deserialize)]
struct Configuration {
    #[serde(default)]
    device_authorization_endpoint: Option<Untrusted>,
}

/// Reads the OpenID configuration (`globus-api.md` 2.7); `None` when it names no device endpoint.
///
/// # Errors
/// An [`ApiError`] when it could not be read.
pub async fn discover(oauth: &OAuth) -> Result<Option<Endpoint>, ApiError> {
    let body = oauth.http().read(oauth.environment().auth(), CONFIGURATION).await?.body;
    let read: Configuration = serde_json::from_slice(&body).map_err(|_| ApiError::malformed(200))?;
    let named = read.device_authorization_endpoint;
    // An endpoint on another host is ignored: nothing is sent there.
    let path =
        named.as_ref().and_then(Untrusted::raw_str).and_then(|url| url.strip_prefix(oauth.base().as_str()));
    let plain = |path: &&str| {
        !path.is_empty() && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_-.".contains(&b))
    };
    Ok(path.filter(plain).map(|path| Endpoint(path.into())))
}

/// A device flow in progress.
#[derive(Debug)]
pub struct DeviceFlow {
    oauth: OAuth,
    given: StandardDeviceAuthorizationResponse,
    shown: DeviceCode,
}

impl DeviceFlow {
    /// Requests a code. Only the scopes of `ask` are sent: the standard has no session parameters.
    ///
    /// # Errors
    /// A [`SignInError`] when the service sends no code that can be displayed.
    pub async fn begin(
        oauth: &OAuth,
        at: &Endpoint,
        ask: &AuthorizationRequest,
    ) -> Result<Self, SignInError> {
        let address = format!("{}{}", oauth.base().as_str(), at.0);
        let odd = |_| ApiError::new(ErrorKind::Refused, "the address for devices cannot be used");
        let speaker =
            oauth.speaker()?.set_device_authorization_url(DeviceAuthorizationUrl::new(address).map_err(odd)?);
        let request = speaker.exchange_device_code().add_scopes(ask.oauth_scopes());
        let door = Door { oauth, path: &at.0, polls: false };
        let given: StandardDeviceAuthorizationResponse = request.request_async(&door).await.map_err(plain)?;
        let shown = checked(&given, oauth.base().as_str()).ok_or_else(|| ApiError::malformed(200))?;
        Ok(Self { oauth: oauth.clone(), given, shown })
    }

    /// What the user needs to continue on the other device.
    pub fn code(&self) -> &DeviceCode {
        &self.shown
    }

    /// Polls until the user has signed in on the other device. Dropping it stops.
    ///
    /// # Errors
    /// `Denied`, `Expired`, or another [`SignInError`].
    pub async fn finish(&self) -> Result<Authorization, SignInError> {
        self.finish_with(tokio::time::sleep).await
    }

    async fn finish_with<S, F>(&self, sleep: S) -> Result<Authorization, SignInError>
    where
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        let speaker = self.oauth.speaker()?;
        let door = Door { oauth: &self.oauth, path: super::oauth_http::TOKEN, polls: true };
        let patience = self.given.expires_in().min(MOST_PATIENCE);
        let pause = |interval: Duration| sleep(interval.max(LEAST_INTERVAL));
        let asking =
            speaker.exchange_device_access_token(&self.given).request_async(&door, pause, Some(patience));
        // oauth2 measures with the wall clock, which may be set; this timeout is monotonic.
        let answer = tokio::time::timeout(patience, asking).await.map_err(|_| SignInError::Expired)?;
        Authorization::of(&self.oauth, answer.map_err(refused)?.grants(now())).await
    }
}

/// The displayable part of the answer; `None` when it cannot be displayed or must not be opened.
fn checked(given: &StandardDeviceAuthorizationResponse, base: &str) -> Option<DeviceCode> {
    let link = |url: &str| {
        // Serialized again: percent-encoded ASCII without credentials.
        let url = oauth2::url::Url::parse(url)
            .ok()
            .filter(|url| url.username().is_empty() && url.password().is_none())?;
        let secure = url.scheme() == "https" || url.as_str().starts_with(base);
        Link::new(url.as_str()).filter(|link| secure && link.as_str().len() <= MOST_LINK)
    };
    let user_code = given.user_code().secret().trim();
    let plain = !user_code.is_empty()
        && user_code.len() <= MOST_CODE
        && user_code.bytes().all(|b| matches!(b, b' '..=b'~'));
    Some(DeviceCode {
        user_code: plain.then(|| Untrusted::new(user_code))?,
        page: link(given.verification_uri().as_str())?,
        whole: given.verification_uri_complete().and_then(|whole| link(whole.secret())),
        minutes: given.expires_in().min(MOST_PATIENCE).as_secs() / 60,
    })
}

fn refused(error: RequestTokenError<ApiError, DeviceCodeErrorResponse>) -> SignInError {
    match error {
        RequestTokenError::ServerResponse(said) => match said.error() {
            DeviceCodeErrorResponseType::AccessDenied => SignInError::Denied,
            DeviceCodeErrorResponseType::ExpiredToken => SignInError::Expired,
            other => SignInError::of_code(other.as_ref()),
        },
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => ApiError::malformed(200).into(),
    }
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
