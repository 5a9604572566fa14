//! For the tests of this folder: a scripted service, and a token source.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::audience::Audience;
use super::auth::oauth_http::OAuth;
use super::auth::test_server;
use super::client::{Boxed, Globus, TokenSource};
use super::env::Environment;
use super::error::{ApiError, ErrorKind};
use super::http::Http;
use super::tokens::stored::tests::keep_expired_on_a_full_disk;
use crate::domain::secret::Token;

/// A received request.
#[derive(Clone, Debug)]
pub struct Seen {
    pub head: String,
    pub body: String,
}

impl Seen {
    /// The first line without the protocol.
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap().trim_end_matches(" HTTP/1.1")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// What the service does with a connection after it has read a request; after the last step it closes it.
pub enum ServerStep {
    Send(Vec<u8>),
    /// Sends these bytes at this interval until the peer closes.
    Drip(&'static [u8], Duration),
    Until(Arc<Notify>),
    Hang,
}

/// An answer with `Content-Length`.
pub fn answer(status: u16, headers: &str, body: &str) -> Vec<ServerStep> {
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    );
    vec![ServerStep::Send([head.as_bytes(), body.as_bytes()].concat())]
}

/// The head of an answer whose end is that of the connection.
pub fn head(status: u16) -> ServerStep {
    ServerStep::Send(format!("HTTP/1.1 {status} X\r\nconnection: close\r\n\r\n").into_bytes())
}

/// A service on loopback with one request a connection.
pub struct Server {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Serves the steps that `say` returns for a request and its number, from 0.
    pub async fn start(say: impl Fn(usize, &Seen) -> Vec<ServerStep> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (say, all) = (Arc::new(say), Arc::clone(&seen));
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (say, all) = (Arc::clone(&say), Arc::clone(&all));
                tokio::spawn(async move {
                    let Some(request) = read_request(&mut stream).await else { return };
                    let number = {
                        let mut all: std::sync::MutexGuard<'_, Vec<Seen>> = all.lock().unwrap();
                        all.push(request.clone());
                        all.len() - 1
                    };
                    for step in say(number, &request) {
                        perform(&mut stream, step).await;
                    }
                });
            }
        });
        Self { url, seen, task }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(|one| one.line().to_owned()).collect()
    }

    /// Globus Transfer, served by this one.
    pub fn transfer(&self) -> Audience {
        Environment::local(&self.url).unwrap().transfer().clone()
    }

    /// All services at this one, with tokens `t0`, then `t1`, …
    pub fn globus(&self) -> Globus {
        let environment = Environment::local(&self.url).unwrap();
        let http = Http::new(&environment).unwrap();
        Globus::new(environment, http, Arc::new(Tokens::default()))
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let seen = Seen { head: head.to_owned(), body: body.to_owned() };
            let length: usize = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return Some(seen);
            }
        }
        // A TLS handshake is refused.
        if stream.read_buf(&mut bytes).await.ok()? == 0 || bytes.first() == Some(&0x16) {
            return None;
        }
    }
}

async fn perform(stream: &mut TcpStream, step: ServerStep) {
    match step {
        ServerStep::Send(bytes) => drop(stream.write_all(&bytes).await),
        ServerStep::Drip(bytes, every) => {
            while stream.write_all(bytes).await.is_ok() {
                tokio::time::sleep(every).await;
            }
        }
        ServerStep::Until(signal) => signal.notified().await,
        ServerStep::Hang => std::future::pending().await,
    }
}

/// Tokens `t0`, `t1`, …: each rejection makes the next; the fifth fails.
#[derive(Default)]
pub struct Tokens(Mutex<u32>);

impl TokenSource for Tokens {
    fn access_token<'a>(&'a self, _: &'a Audience) -> Boxed<'a, Result<Token, ApiError>> {
        let number = *self.0.lock().unwrap();
        Box::pin(async move { Ok(Token::new(format!("t{number}"))) })
    }

    fn rejected<'a>(&'a self, _: &'a Audience, token: &'a Token) -> Boxed<'a, Result<Token, ApiError>> {
        let mut number = self.0.lock().unwrap();
        if token.expose() == format!("t{number}") {
            *number += 1;
        }
        let number = *number;
        Box::pin(async move {
            if number < 5 {
                Ok(Token::new(format!("t{number}")))
            } else {
                Err(ApiError::new(ErrorKind::Unauthenticated, "signed out"))
            }
        })
    }
}

/// A file of tokens that have to be renewed, on a disk that fills before the new ones are saved.
pub struct FullDisk(test_server::Server);

impl FullDisk {
    pub async fn with_tokens_in(file: &Path) -> Self {
        let server = test_server::Server::start().await;
        keep_expired_on_a_full_disk(&server, file).await;
        Self(server)
    }

    /// The application the tokens belong to.
    pub fn oauth(&self) -> OAuth {
        self.0.native()
    }
}
