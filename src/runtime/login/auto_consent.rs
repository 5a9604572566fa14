//! The demo's sign-in: its sandbox approves every request, so that no user has to open the link.
//!
//! The authorization flow is the usual one. Only a service on this computer is asked.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::domain::secret::Token;
use crate::globus::auth::error::SignInError;
use crate::globus::auth::flow::AuthorizationFlow;
use crate::globus::base_url::BaseUrl;
use crate::globus::error::{ApiError, ErrorKind};

/// Longer than the head of any redirect.
const HEAD_LIMIT: u64 = 16 << 10;

/// Opens the link of `flow` as a browser would and takes the code from the address it redirects to.
///
/// # Errors
/// `Service` when the service is not on this computer or does not approve; `OtherSignIn` or what the redirect says.
pub(super) async fn approve(base: &BaseUrl, flow: &AuthorizationFlow) -> Result<Token, SignInError> {
    let refused = |why| SignInError::Service(ApiError::new(ErrorKind::Refused, why));
    let target =
        flow.link().as_str().strip_prefix(base.as_str()).filter(|_| base.is_loopback() && !base.is_https());
    let target = target.ok_or_else(|| refused("automatic consent is for a local service only"))?;
    let head = read_head(base, target).await;
    let head = head.map_err(|_| refused("the local service did not answer"))?;
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let location = lines.find(|(name, _)| name.eq_ignore_ascii_case("location"));
    let (_, address) =
        location.ok_or_else(|| refused("the local service does not approve sign-ins automatically"))?;
    flow.pasted(&Token::new(address.trim()))
}

/// The head of the answer to a GET of `target` below `base`.
async fn read_head(base: &BaseUrl, target: &str) -> std::io::Result<String> {
    let host = base.authority();
    let mut stream = TcpStream::connect(host).await?;
    let request =
        format!("GET {}{target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", base.path());
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(HEAD_LIMIT).read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    Ok(text.split("\r\n\r\n").next().unwrap_or_default().to_owned())
}
