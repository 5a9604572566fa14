//! The beginning of a file: a Range request, and what its answer says of the whole (`globus-api.md` 12).

use reqwest::RequestBuilder;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, RANGE};

use super::Incoming;
use crate::globus::error::{ApiError, ErrorKind};

/// How the path of the address ends at which Globus Auth signs in.
const SIGN_IN: &str = "/v2/oauth2/authorize";

/// What the head of an answer says of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilePart {
    /// The first byte that it sends.
    from: u64,
    /// Bytes of the whole file, where it says so.
    size: Option<u64>,
    /// Whether it leads to a sign-in.
    to_sign_in: bool,
}

/// Asks for no more than the first bytes, as they are. The header of a script makes the server answer 401 in place of a
/// redirect to a sign-in page.
pub(super) fn ask(request: RequestBuilder, most: usize) -> RequestBuilder {
    request
        .header(RANGE, format!("bytes=0-{}", most.saturating_sub(1)))
        .header(ACCEPT, "*/*")
        .header(ACCEPT_ENCODING, "identity")
        .header("x-requested-with", "XMLHttpRequest")
}

impl FilePart {
    /// Reads the head of an answer.
    pub(super) fn of<'a>(status: u16, header: impl Fn(&'static str) -> Option<&'a str>) -> Self {
        let range = || header("content-range")?.trim().strip_prefix("bytes")?.trim().split_once('/');
        match status {
            206 | 416 => {
                let Some((sent, size)) = range() else { return Self::default() };
                let from = sent.split_once('-').and_then(|(from, _)| from.trim().parse().ok());
                Self { from: from.unwrap_or(0), size: size.trim().parse().ok(), to_sign_in: false }
            }
            200 if header("content-encoding").is_none() => {
                let size = header("content-length").and_then(|length| length.trim().parse().ok());
                Self { size, ..Self::default() }
            }
            300..=399 => {
                let location = header("location").unwrap_or_default();
                let path = location.split(['?', '#']).next().unwrap_or_default();
                Self { to_sign_in: path.ends_with(SIGN_IN), ..Self::default() }
            }
            _ => Self::default(),
        }
    }
}

impl Incoming {
    /// Reads no more than the first `most` bytes of a file, and how many it has, where that is known. An error page says
    /// what its status says: the server has no documents.
    pub async fn first_bytes(self, most: usize) -> Result<(Vec<u8>, Option<u64>), ApiError> {
        let FilePart { from, size, to_sign_in } = self.part;
        let status = self.status;
        if status == 416 && size == Some(0) {
            return Ok((Vec::new(), size));
        }
        let mut body = match self.success().await {
            Ok(Self { body, .. }) if from == 0 => body,
            Ok(_) => return Err(ApiError::malformed(status)),
            Err(error) if error.requirement.is_some() => return Err(error),
            Err(error) => {
                let kind = match status {
                    403 => ErrorKind::Denied,
                    404 | 410 => ErrorKind::NotFound,
                    _ if to_sign_in => ErrorKind::Unauthenticated,
                    _ => error.kind,
                };
                return Err(ApiError { kind, ..error });
            }
        };
        let mut bytes = Vec::new();
        while bytes.len() < most
            && let Some(more) = body.next().await?
        {
            bytes.extend_from_slice(more.as_ref());
        }
        bytes.truncate(most);
        Ok((bytes, size))
    }
}
