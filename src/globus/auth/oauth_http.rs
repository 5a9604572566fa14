//! The token endpoint, spoken by the oauth2 crate over our own door (`globus-api.md` 2.5, 2.6).
//!
//! oauth2 writes the forms; what leaves, how often and how long is `http`'s. A client without a secret
//! puts its id into the form, one with a secret proves itself by HTTP Basic.

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

/// An oauth2 client that knows where to authorize and where to get tokens.
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

/// A registered application, at the token endpoint of one Globus.
#[derive(Clone, Debug)]
pub struct OAuth {
    http: Http,
    environment: Environment,
    client: ClientId,
    secret: Option<Token>,
}

impl OAuth {
    /// An application on people's machines: it has an id and no secret.
    pub fn native(environment: Environment, http: Http, client: ClientId) -> Self {
        Self { http, environment, client, secret: None }
    }

    /// An application with a secret of its own.
    pub fn confidential(environment: Environment, http: Http, client: ClientId, secret: Token) -> Self {
        Self { http, environment, client, secret: Some(secret) }
    }

    /// The application.
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// The Globus it belongs to.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The door it uses.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// Where Globus Auth lives: what tells one Globus from another.
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
            // That there is one keeps the id out of the form; `send` puts the real one into the header.
            Some(_) => client.set_client_secret(oauth2::ClientSecret::new(String::new())),
            None => client,
        })
    }

    /// Turns a code into tokens. A code works once.
    ///
    /// # Errors
    /// An [`ApiError`] whose `code` is OAuth's: `invalid_grant` for a code that is wrong or used.
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

    /// Renews one service's token. The answer may lack a refresh token: the old one then stays good.
    ///
    /// # Errors
    /// An [`ApiError`] whose `code` is OAuth's: `invalid_grant` when the sign-in is over.
    pub async fn refresh(&self, refresh: &Token) -> Result<Vec<Grant>, ApiError> {
        let refresh = RefreshToken::new(refresh.expose().to_owned());
        let answer = self.speaker()?.exchange_refresh_token(&refresh).request_async(self).await;
        Ok(answer.map_err(plain)?.grants(now()))
    }

    /// The tokens of the application itself, which must have a secret.
    ///
    /// # Errors
    /// An [`ApiError`] whose `code` is OAuth's: `invalid_client` for a wrong id or secret.
    pub async fn own(&self, scopes: &Scopes) -> Result<Vec<Grant>, ApiError> {
        let answer =
            self.speaker()?.exchange_client_credentials().add_scopes(each(scopes)).request_async(self).await;
        Ok(answer.map_err(plain)?.grants(now()))
    }

    /// Ends a token at the service, access or refresh (`globus-api.md` 2.6). Ending one twice is fine.
    ///
    /// # Errors
    /// An [`ApiError`]: the token may still be good.
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
        // A service may answer with what it was sent: that must not reach a screen.
        answer.map_err(|error| self.secrets_in(form).into_iter().fold(error, |e, secret| e.redact(&secret)))
    }

    /// What a request holds that only its receiver may know.
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

/// One address of Globus Auth, for oauth2.
pub(super) struct Door<'o> {
    pub oauth: &'o OAuth,
    /// Below the address of Globus Auth.
    pub path: &'o str,
    /// Whether refusals are answers to go on with (RFC 8628 3.5), and not the end.
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
    /// Sends the form oauth2 wrote. Its address and header are not used: ours are checked already.
    async fn send_form(&self, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
        let form = std::str::from_utf8(request.body());
        let form = form.map_err(|_| ApiError::new(ErrorKind::Refused, "the form is not text"))?;
        let (status, body) = match self.oauth.send(self.path, form).await {
            // oauth2 takes 200 only; the door lets successes through only.
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

    /// A refusal as OAuth writes it, where it is one to go on with.
    fn refusal(&self, error: &ApiError) -> Option<Vec<u8>> {
        let said = error.status.is_some_and(|status| matches!(status, 400 | 401 | 403));
        let code = error.code.raw_str().filter(|code| self.polls && said && !code.is_empty())?;
        serde_json::to_vec(&serde_json::json!({ "error": code })).ok()
    }
}

/// The scopes one by one, as oauth2 takes them.
pub(super) fn each(scopes: &Scopes) -> impl Iterator<Item = Scope> + '_ {
    scopes.iter().map(|scope| Scope::new(scope.wire()))
}

/// An error without oauth2's copy of the body, which may hold tokens.
pub(super) fn plain(error: RequestTokenError<ApiError, BasicErrorResponse>) -> ApiError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(_) | RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            ApiError::malformed(200)
        }
    }
}
