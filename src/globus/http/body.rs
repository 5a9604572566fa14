//! The body of an answer: read in pieces, decompressed, with a cap for what comes out, and a deadline.

use std::io::Write;
use std::time::Duration;

use flate2::write::GzDecoder;
use tokio::time::{Instant, timeout_at};

use super::super::error::{ApiError, ErrorKind};
use super::super::rate_limit::Permit;

/// The largest body that is read, after decompression. A listing of 100,000 entries is about 25 MB.
pub const BODY_CAP: usize = 64 << 20;

/// So many compressed bytes are decompressed between two looks at the cap: gzip makes at most about 1,030 of each.
const STEP: usize = 1024;

/// A body read in pieces, with a size cap and a deadline.
pub struct BodyStream {
    response: reqwest::Response,
    /// What decompresses it, until its end.
    decoder: Option<GzDecoder<Vec<u8>>>,
    deadline: Instant,
    left: usize,
    pub(super) permit: Permit,
}

impl BodyStream {
    /// The body of `response`.
    ///
    /// # Errors
    /// `Unknown` when it is encoded in a way that was not asked for.
    pub(super) fn new(
        response: reqwest::Response,
        deadline: Instant,
        permit: Permit,
    ) -> Result<Self, ApiError> {
        let encoding = response.headers().get(reqwest::header::CONTENT_ENCODING);
        let decoder = match encoding.map(|value| value.as_bytes().to_ascii_lowercase()).as_deref() {
            None | Some(b"" | b"identity") => None,
            Some(b"gzip" | b"x-gzip") => Some(GzDecoder::new(Vec::new())),
            Some(_) => return Err(ApiError::malformed(response.status().as_u16())),
        };
        Ok(Self { response, decoder, deadline, left: BODY_CAP, permit })
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// `Unknown` when the connection breaks, the deadline passes, or the body exceeds [`BODY_CAP`].
    pub async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, ApiError> {
        loop {
            let read = timeout_at(self.deadline, self.response.chunk()).await.map_err(|_| late())?;
            let mut bytes = read.map_err(|_| cut_off())?;
            if let Some(decoder) = &mut self.decoder {
                let ends = bytes.is_none();
                let decoded = decode(decoder, bytes.as_deref(), self.left)?;
                if ends {
                    self.decoder = None;
                }
                if decoded.is_empty() && !ends {
                    continue;
                }
                bytes = Some(decoded).filter(|decoded| !decoded.is_empty()).map(Into::into);
            }
            if let Some(bytes) = &bytes {
                self.left = self.left.checked_sub(bytes.len()).ok_or_else(too_large)?;
            }
            return Ok(bytes);
        }
    }

    /// From now on the rest has so much time, unless it has more already: what was asked for is coming.
    pub fn extend(&mut self, time: Duration) {
        self.deadline = self.deadline.max(Instant::now() + time);
    }

    pub(super) async fn read_all(&mut self) -> Result<Vec<u8>, ApiError> {
        let mut body = Vec::new();
        while let Some(bytes) = self.next().await? {
            body.extend_from_slice(bytes.as_ref());
        }
        Ok(body)
    }
}

/// What these bytes decompress to, at most `left`; of the end (`None`), what is left in the decoder.
fn decode(decoder: &mut GzDecoder<Vec<u8>>, bytes: Option<&[u8]>, left: usize) -> Result<Vec<u8>, ApiError> {
    match bytes {
        Some(bytes) => {
            for step in bytes.chunks(STEP) {
                decoder.write_all(step).map_err(|_| cut_off())?;
                if decoder.get_ref().len() > left {
                    return Err(too_large());
                }
            }
        }
        None => decoder.try_finish().map_err(|_| cut_off())?,
    }
    Ok(std::mem::take(decoder.get_mut()))
}

pub(super) fn late() -> ApiError {
    ApiError::new(ErrorKind::Unknown, "no answer in time")
}

fn cut_off() -> ApiError {
    ApiError::new(ErrorKind::Unknown, "the answer was cut off")
}

fn too_large() -> ApiError {
    ApiError::new(ErrorKind::Unknown, "the answer is too large to read")
}
