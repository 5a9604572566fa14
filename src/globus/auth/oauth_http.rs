//! The token endpoint, by the oauth2 crate over [`Http`] (`globus-api.md` 2.5, 2.6).
//!
//! oauth2 writes the forms; `http` sends them with its limits, deadlines and retries. A client without a secret puts its id
//! into the form, one with a secret uses HTTP Basic.

use std::future::Future;
use std::pin::Pin;

use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, StandardRevocableToken, TokenUrl, http,
};

use super::answer::{Grant, TokenAnswer};
use super::now;
use crate::domain::ids::ClientId;
use crate::domain::secret::Token;
use crate::globus::base_url::BaseUrl;
use crate::globus::call::Answer;
use crate::globus::env::Environment;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::http::{Credentials, Http};
use crate::globus::scopes::Scopes;

const AUTHORIZE: &str = "v2/oauth2/authorize";
pub(super) const TOKEN: &str = "v2/oauth2/token";
const REVOKE: &str = "v2/oauth2/token/revoke";

/// An oauth2 client with authorization and token endpoints.
pub(super) type Client = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// A registered application of one Globus.
#[derive(Clone, Debug)]
pub struct OAuth {
    http: Http,
    environment: Environment,
    client: ClientId,
    secret: Option<Token>,
}

impl OAuth {
    /// A native application: it has an id and no secret.
    pub fn native(environment: Environment, http: Http, client: ClientId) -> Self {
        Self { http, environment, client, secret: None }
    }

    /// A confidential application: it has a secret.
    pub fn confidential(environment: Environment, http: Http, client: ClientId, secret: Token) -> Self {
        Self { http, environment, client, secret: Some(secret) }
    }

    /// The client id.
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// The secret, if it has one.
    pub(in crate::globus) fn secret(&self) -> Option<&Token> {
        self.secret.as_ref()
    }

    /// The environment it belongs to.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The HTTP client it uses.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The base URL of Globus Auth, which identifies a Globus.
    pub fn base(&self) -> &BaseUrl {
        self.environment.auth().base()
    }

    pub(super) fn speaker(&self) -> Result<Client, ApiError> {
        let at = |path| format!("{}{path}", self.base().as_str());
        let odd = |_| ApiError::new(ErrorKind::Refused, "the address of Globus Auth cannot be used");
        let client = oauth2::Client::new(oauth2::ClientId::new(self.client.to_string()))
            .set_auth_uri(AuthUrl::new(at(AUTHORIZE)).map_err(odd)?)
            .set_token_uri(TokenUrl::new(at(TOKEN)).map_err(odd)?);
        Ok(match &self.secret {
            // A secret keeps the id out of the form; `send` puts the real one into the header.
            Some(_) => client.set_client_secret(oauth2::ClientSecret::new(String::new())),
            None => client,
        })
    }

    /// Exchanges a code for tokens. A code works once.
    ///
    /// # Errors
    /// An [`ApiError`] whose `code` is OAuth's: `invalid_grant` for an invalid or used code.
    pub async fn exchange(
        &self,
        code: &Token,
        verifier: &Token,
        redirect: RedirectUrl,
    ) -> Result<Vec<Grant>, ApiError> {
        let speaker = self.speaker()?.set_redirect_uri(redirect);
        let answer = speaker
            .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
            .request_async(self)
            .await;
        Ok(answer.map_err(plain)?.grants(now()))
    }

    /// Renews the token of one resource server. Without a refresh token in the answer, the old one stays valid.
    ///
    /// # Errors
    /// An [`ApiError`] whose `code` is OAuth's: `invalid_grant` when the refresh token is no longer valid.
    pub async fn refresh(&self, refresh: &Token) -> Result<Vec<Grant>, ApiError> {
        let refresh = RefreshToken::new(refresh.expose().to_owned());
        let answer = self.speaker()?.exchange_refresh_token(&refresh).request_async(self).await;
        Ok(answer.map_err(plain)?.grants(now()))
    }

    /// Requests tokens by the client credentials grant; the application must have a secret.
    ///
    /// # Errors
    /// An [`ApiError`] whose `code` is OAuth's: `invalid_client` for a wrong id or secret.
    pub async fn own(&self, scopes: &Scopes) -> Result<Vec<Grant>, ApiError> {
        let answer =
            self.speaker()?.exchange_client_credentials().add_scopes(each(scopes)).request_async(self).await;
        Ok(answer.map_err(plain)?.grants(now()))
    }

    /// Revokes an access or refresh token (`globus-api.md` 2.6). Revoking it twice is no error.
    ///
    /// # Errors
    /// An [`ApiError`]: the token may still be valid.
    pub async fn revoke(&self, token: &Token) -> Result<(), ApiError> {
        let form = {
            let mut form = oauth2::url::form_urlencoded::Serializer::new(String::new());
            form.append_pair("token", token.expose());
            if self.secret.is_none() {
                form.append_pair("client_id", &self.client.to_string());
            }
            form.finish()
        };
        self.send(REVOKE, &form).await.map(|_| ())
    }

    async fn send(&self, path: &str, form: &str) -> Result<Answer, ApiError> {
        let id = self.client.to_string();
        let credentials = match &self.secret {
            Some(secret) => Credentials::Basic(&id, secret),
            None => Credentials::None,
        };
        let answer = self.http.send_form(self.environment.auth(), path, credentials, form).await;
        // A service may echo what it was sent: that must not reach a screen.
        answer.map_err(|error| self.secrets_in(form).into_iter().fold(error, |e, secret| e.redact(&secret)))
    }

    /// The secrets in a request.
    fn secrets_in(&self, form: &str) -> Vec<String> {
        use base64::Engine as _;
        let secret = |name: &str| matches!(name, "code" | "code_verifier" | "refresh_token" | "token");
        let fields = oauth2::url::form_urlencoded::parse(form.as_bytes());
        let mut all: Vec<String> =
            fields.filter(|(name, _)| secret(name)).map(|(_, value)| value.into_owned()).collect();
        if let Some(own) = &self.secret {
            let basic = format!("{}:{}", self.client, own.expose());
            all.extend([base64::engine::general_purpose::STANDARD.encode(basic), own.expose().to_owned()]);
        }
        all
    }
}

impl<'c> oauth2::AsyncHttpClient<'c> for OAuth {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ApiError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { Door { oauth: self, path: TOKEN, polls: false }.send_form(&request).await })
    }
}

/// One endpoint of Globus Auth, as an HTTP client for oauth2.
pub(super) struct Door<'o> {
    pub oauth: &'o OAuth,
    /// The path below the base URL of Globus Auth.
    pub path: &'o str,
    /// Whether a refusal may mean that polling continues (RFC 8628 3.5).
    pub polls: bool,
}

impl<'c> oauth2::AsyncHttpClient<'c> for Door<'_> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ApiError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.send_form(&request).await })
    }
}

impl Door<'_> {
    /// Sends the form oauth2 wrote, to the checked base URL instead of its address.
    async fn send_form(&self, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
        let form = std::str::from_utf8(request.body());
        let form = form.map_err(|_| ApiError::new(ErrorKind::Refused, "the form is not text"))?;
        let (status, body) = match self.oauth.send(self.path, form).await {
            // oauth2 accepts 200 only; `send` returns successes only.
            Ok(answer) => (
                http::StatusCode::OK,
                answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body).to_vec(),
            ),
            Err(error) => (http::StatusCode::BAD_REQUEST, self.refusal(&error).ok_or(error)?),
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        Ok(response)
    }

    /// A refusal in OAuth's form, when polling.
    fn refusal(&self, error: &ApiError) -> Option<Vec<u8>> {
        let said = error.status.is_some_and(|status| matches!(status, 400 | 401 | 403));
        let code = error.code.raw_str().filter(|code| self.polls && said && !code.is_empty())?;
        serde_json::to_vec(&serde_json::json!({ "error": code })).ok()
    }
}

/// The scopes one by one, as oauth2's type.
pub(super) fn each(scopes: &Scopes) -> impl Iterator<Item = Scope> + '_ {
    scopes.iter().map(|scope| Scope::new(scope.wire()))
}

/// The error without oauth2's copy of the body, which may hold tokens.
pub(super) fn plain(error: RequestTokenError<ApiError, BasicErrorResponse>) -> ApiError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(_) | RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            ApiError::malformed(200)
        }
    }
}
