//! Test support: a sandbox in a temporary directory, and HTTP over a plain socket, so that no client library alters
//! a response.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::sandbox::options::Options;
use crate::sandbox::run::{Running, start};

/// Options for tests: automatic consent, and collections without requirements.
pub fn options(data: &Path) -> Options {
    Options { auto_consent: true, open: true, ..Options::at(data.to_owned()) }
}

/// A running sandbox and its temporary directory.
pub struct Sandbox {
    pub running: Running,
    pub directory: tempfile::TempDir,
}

impl Sandbox {
    /// Starts a sandbox with the options for tests.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts a sandbox whose collections require consents and sessions.
    pub async fn strict() -> Self {
        Self::start_with(|options| options.open = false).await
    }

    /// Starts a sandbox with changed options.
    pub async fn start_with(change: impl FnOnce(&mut Options)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut options = options(&directory.path().join("data"));
        change(&mut options);
        Self { running: start(options).await.unwrap(), directory }
    }

    pub fn url(&self) -> &str {
        &self.running.ready.url
    }

    pub fn client(&self) -> String {
        self.running.ready.client_id.to_string()
    }

    pub fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.url(), method, path)
    }

    pub fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }

    pub fn post(&self, path: &str) -> Request {
        self.request("POST", path)
    }

    /// Calls a control route and asserts success.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let reply = self.post(&format!("/__sandbox__{path}")).json(&body).send().await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()
    }

    /// An access token for the service client.
    pub async fn service_token(&self, scope: &str) -> String {
        let client = &self.running.ready.service_client;
        let reply = self
            .post("/v2/oauth2/token")
            .basic(&client.id.to_string(), &client.secret)
            .form(&[("grant_type", "client_credentials"), ("scope", scope)])
            .send()
            .await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()["access_token"].as_str().unwrap().to_owned()
    }
}

/// An HTTP request on its own connection.
pub struct Request {
    address: String,
    head: String,
    body: String,
}

impl Request {
    pub fn new(url: &str, method: &str, path: &str) -> Self {
        let (_, address) = url.split_once("://").unwrap();
        let address = address.trim_end_matches('/').to_owned();
        Self {
            address,
            head: format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n"),
            body: String::new(),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head += &format!("{name}: {value}\r\n");
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub fn basic(self, id: &str, secret: &str) -> Self {
        use base64::Engine as _;
        let coded = base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}"));
        self.header("Authorization", &format!("Basic {coded}"))
    }

    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.body = query(fields);
        self.header("Content-Type", "application/x-www-form-urlencoded")
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string();
        self.header("Content-Type", "application/json")
    }

    /// Sends it over TLS, believing this authority alone.
    pub async fn send_trusting(self, authority: &Path) -> Reply {
        let mut roots = RootCertStore::empty();
        let pem = std::fs::read(authority).unwrap();
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            roots.add(certificate.unwrap()).unwrap();
        }
        let config = ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(&self.address).await.unwrap();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
        self.send_on(stream).await
    }

    pub async fn send(self) -> Reply {
        let stream = TcpStream::connect(&self.address).await.unwrap();
        self.send_on(stream).await
    }

    async fn send_on(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) -> Reply {
        let host = if self.head.contains("\r\nHost: ") {
            String::new()
        } else {
            format!("Host: {}\r\n", self.address)
        };
        let message = format!("{}{host}Content-Length: {}\r\n\r\n{}", self.head, self.body.len(), self.body);
        stream.write_all(message.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // Over TLS a server may close without saying so.
        let ended = stream.read_to_end(&mut answer).await;
        assert!(ended.is_ok() || !answer.is_empty(), "{ended:?}");
        Reply::read(&answer)
    }
}

/// An HTTP response.
pub struct Reply {
    pub status: u16,
    headers: BTreeMap<String, String>,
    pub body: String,
}

impl Reply {
    fn read(answer: &[u8]) -> Self {
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let pair =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let headers: BTreeMap<_, _> = lines.filter_map(pair).collect();
        let mut body = answer[end + 4..].to_vec();
        if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            body = unchunked(&body);
        }
        Self { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    /// A query parameter of the `Location` header.
    pub fn redirected_with(&self, name: &str) -> Option<String> {
        let (_, query) = self.header("location")?.split_once('?')?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(held, _)| *held == name).map(|(_, value)| value.to_owned())
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        whole.extend_from_slice(&body[end + 2..end + 2 + size]);
        if size == 0 {
            break;
        }
        body = &body[end + 2 + size + 2..];
    }
    whole
}

/// Percent-encoded names and values, for a query or a form.
pub fn query(fields: &[(&str, &str)]) -> String {
    let code = |text: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", code(name), code(value))).collect::<Vec<_>>().join("&")
}
