//! The loopback listener for the redirect of a browser (RFC 8252, `ARCHITECTURE.md` P1-6).
//!
//! It listens on 127.0.0.1 and a port chosen by the system, and accepts one GET of `/` with its Host and state; any other
//! request is refused and changes nothing. The answer is a static page that echoes nothing. Start with
//! [`Loopback::open`].

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::error::SignInError;
use super::flow::{AuthorizationFlow, Redirect, read_answer};
use crate::domain::secret::Token;

/// How long to wait for the browser.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long a connection may take to send its request, and to receive the answer.
const SLOW: Duration = Duration::from_secs(10);
/// The longest request head.
const MOST_HEAD: usize = 16 << 10;
/// The most concurrent connections; later ones wait, at most [`SLOW`].
const MOST_CONNECTIONS: usize = 128;

const PAGE: &str = include_str!("../../../assets/login.html");

/// An open listener.
#[derive(Debug)]
pub struct Loopback {
    listener: TcpListener,
    port: u16,
}

/// The verdict on a request.
#[derive(Debug)]
enum Verdict {
    /// The redirect: a code, or an OAuth error.
    Answer(Result<Token, SignInError>),
    /// Another request, with the status to answer.
    NotTheRedirect(&'static str),
}

impl Loopback {
    /// Opens a port for the browser's answer.
    ///
    /// # Errors
    /// `NoListener` when the system has none.
    pub async fn open() -> Result<Self, SignInError> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|_| SignInError::NoListener)?;
        let port = listener.local_addr().map_err(|_| SignInError::NoListener)?.port();
        Ok(Self { listener, port })
    }

    /// The redirect for [`AuthorizationFlow::begin`].
    pub fn redirect(&self) -> Redirect {
        Redirect::Loopback(self.port)
    }

    /// Waits for the redirect of `sign_in`, at most five minutes, then closes the port.
    ///
    /// # Errors
    /// `TooLate`, or the OAuth error of the redirect, such as `Denied`.
    pub async fn answer(self, sign_in: &AuthorizationFlow) -> Result<Token, SignInError> {
        let expected = Arc::new((format!("127.0.0.1:{}", self.port), sign_in.state().clone()));
        let (report, mut reports) = mpsc::channel(1);
        let until = Instant::now() + PATIENCE;
        let mut connections = JoinSet::new();
        loop {
            let room = connections.len() < MOST_CONNECTIONS;
            tokio::select! {
                Some(answer) = reports.recv() => return answer,
                () = sleep_until(until) => return Err(SignInError::TooLate),
                Some(_) = connections.join_next(), if !connections.is_empty() => {}
                accepted = self.listener.accept(), if room => match accepted {
                    Ok((stream, _)) => {
                        connections.spawn(serve(stream, Arc::clone(&expected), report.clone()));
                    }
                    // No file descriptor left, or a connection that was closed: later ones may succeed.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
            }
        }
    }
}

/// Reads a request, answers it, and sends the first valid redirect to `report`.
async fn serve(
    mut stream: TcpStream,
    expected: Arc<(String, Token)>,
    report: mpsc::Sender<Result<Token, SignInError>>,
) {
    let verdict = match timeout(SLOW, read_head(&mut stream)).await {
        Ok(Some(head)) => judge(&head, &expected.0, &expected.1),
        Ok(None) => Verdict::NotTheRedirect("431 Request Header Fields Too Large"),
        Err(_) => Verdict::NotTheRedirect("408 Request Timeout"),
    };
    match verdict {
        Verdict::NotTheRedirect(status) => {
            write_page(&mut stream, status, "").await;
            drain(&mut stream).await;
        }
        // The slot is reserved before the page is sent, so that only one redirect is accepted.
        Verdict::Answer(answer) => match report.try_reserve() {
            Ok(place) => {
                write_page(&mut stream, "200 OK", PAGE).await;
                place.send(answer);
            }
            Err(_) => write_page(&mut stream, "410 Gone", "").await,
        },
    }
}

/// The head of a request; `None` when it is too long or truncated.
async fn read_head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    let mut some = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let got = stream.read(&mut some).await.ok().filter(|got| *got > 0)?;
        head.extend_from_slice(some.get(..got)?);
        if head.len() > MOST_HEAD {
            return None;
        }
    }
    Some(head)
}

fn judge(head: &[u8], host: &str, state: &Token) -> Verdict {
    let Ok(head) = std::str::from_utf8(head) else { return Verdict::NotTheRedirect("400 Bad Request") };
    if head.chars().any(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t')) {
        return Verdict::NotTheRedirect("400 Bad Request");
    }
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target, version) = (words.next(), words.next().unwrap_or_default(), words.next());
    if !version.is_some_and(|version| version.starts_with("HTTP/1.")) || words.next().is_some() {
        return Verdict::NotTheRedirect("400 Bad Request");
    }
    if method != Some("GET") {
        return Verdict::NotTheRedirect("405 Method Not Allowed");
    }
    let mut hosts =
        lines.filter_map(|line| line.split_once(':')).filter(|(name, _)| name.eq_ignore_ascii_case("host"));
    // DNS rebinding: another site can lead a browser to this port only under its own host name.
    if hosts.next().map(|(_, value)| value.trim()) != Some(host) || hosts.next().is_some() {
        return Verdict::NotTheRedirect("400 Bad Request");
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path != "/" {
        return Verdict::NotTheRedirect("404 Not Found");
    }
    match read_answer(query, state) {
        Err(SignInError::OtherSignIn | SignInError::NoCode) => Verdict::NotTheRedirect("400 Bad Request"),
        answer => Verdict::Answer(answer),
    }
}

async fn write_page(stream: &mut TcpStream, status: &str, page: &str) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n\
         Connection: close\r\n\r\n",
        page.len()
    );
    let write = async {
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(page.as_bytes()).await?;
        stream.shutdown().await
    };
    // Best effort: the sign-in continues without the page.
    let _ = timeout(SLOW, write).await;
}

/// Reads what is still sent: closing with unread bytes would reset the connection and lose the page.
async fn drain(stream: &mut TcpStream) {
    let mut rest = [0; 2048];
    let _ = timeout(SLOW, async { while stream.read(&mut rest).await.is_ok_and(|got| got > 0) {} }).await;
}

#[cfg(test)]
#[path = "loopback_tests.rs"]
mod tests;
