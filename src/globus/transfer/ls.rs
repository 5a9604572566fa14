//! Listing a directory, its rows handed out while the answer is still arriving (`globus-api.md` 8.1).
//!
//! Start with [`ls`], then [`LsRows::next`] until it has no more, then [`LsRows::end`].

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::get_of;
use super::ls_decode::{Decoder, Facts};
use super::path::wire_path;
use crate::domain::ids::CollectionId;
use crate::domain::listing::Chunk;
use crate::domain::path::StorePath;
use crate::globus::call::{CallClass, LISTING, Request};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::http::BodyStream;
use crate::globus::retry::{Next, RetryState};

/// The most entries the service lists in one answer (section 5).
pub const MOST: u32 = 100_000;

/// Rows that are there are handed out at least this often.
const PATIENCE: Duration = Duration::from_millis(50);
/// Later chunks have at least this many rows, and as many as came before them: whoever merges them into
/// an order then does so in linear time.
const CHUNK: usize = 256;

/// What to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LsOptions {
    /// At most so many entries, up to [`MOST`].
    pub limit: u32,
    /// Whether names that begin with a dot are wanted.
    pub show_hidden: bool,
}

impl Default for LsOptions {
    fn default() -> Self {
        Self { limit: MOST, show_hidden: true }
    }
}

/// What is known when all rows have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LsEnd {
    /// The directory by its absolute path where the service tells it, else as the service names it.
    pub path: StorePath,
    /// How many entries the directory has, where told.
    pub total: Option<u64>,
    /// Entries that could not be read: they are there and missing among the rows, so the rows prove nothing absent.
    pub unreadable: u64,
    /// Whether the directory has more entries than were listed.
    pub truncated: bool,
}

/// A listing on its way. Dropping it ends the request.
pub struct LsRows {
    globus: Globus,
    request: Request,
    asked: StorePath,
    limit: u32,
    retries: RetryState,
    begun: Instant,
    body: Option<BodyStream>,
    decoder: Decoder,
    /// Rows handed out.
    given: usize,
    given_at: Instant,
    end: Option<Facts>,
}

/// Lists `path`, or where the collection begins.
///
/// # Errors
/// `NotFound`, `NotDirectory`, `Denied`, `Offline`, `TooLarge`, `Requirement`; those of [`Globus::call`] for a
/// read. No row has been handed out then.
pub async fn ls(
    globus: &Globus,
    collection: CollectionId,
    path: Option<&StorePath>,
    options: LsOptions,
) -> Result<LsRows, ApiError> {
    let mut request =
        get_of(globus, collection, "ls").within(LISTING).query("limit", options.limit.to_string());
    if let Some(path) = path {
        request = request.query("path", wire_path(path)?);
    }
    if !options.show_hidden {
        request = request.query("show_hidden", "0");
    }
    let begun = Instant::now();
    let body = globus.open(request.clone()).await?;
    Ok(LsRows {
        globus: globus.clone(),
        request,
        asked: path.cloned().unwrap_or_else(StorePath::home),
        limit: options.limit,
        retries: globus.retry_state(CallClass::Read, LISTING),
        begun,
        body: Some(body),
        decoder: Decoder::default(),
        given: 0,
        given_at: begun,
        end: None,
    })
}

impl LsRows {
    /// The next rows; `None` when all have come. The first come as soon as there is one.
    ///
    /// # Errors
    /// `Unknown` when the answer breaks off, comes too late, or is no listing: rows handed out before are
    /// then not to be trusted. As long as none was, the request is made again.
    pub async fn next(&mut self) -> Result<Option<Arc<Chunk>>, ApiError> {
        loop {
            let Err(error) = self.more().await else { return Ok(self.take()) };
            if self.given > 0 {
                return Err(error);
            }
            match self.retries.after(error, self.begun.elapsed()).await? {
                Next::Again | Next::Refresh => {}
            }
            self.begun = Instant::now();
            self.decoder = Decoder::default();
            self.body = Some(self.globus.open(self.request.clone().within(self.retries.limit())).await?);
        }
    }

    /// What is known of the listing, after its last row.
    pub fn end(self) -> LsEnd {
        let facts = self.end.unwrap_or_default();
        let path = facts.absolute_path.or(facts.path).unwrap_or(self.asked);
        let listed = facts.rows + facts.unreadable;
        let truncated = facts.total.map_or(listed >= u64::from(self.limit), |total| total > listed);
        LsEnd { path, total: facts.total, unreadable: facts.unreadable, truncated }
    }

    fn take(&mut self) -> Option<Arc<Chunk>> {
        if self.decoder.pending() == 0 {
            return None;
        }
        self.given += self.decoder.pending();
        self.given_at = Instant::now();
        Some(self.decoder.take())
    }

    /// Reads until there is a chunk worth handing out, or the end.
    async fn more(&mut self) -> Result<(), ApiError> {
        loop {
            let Some(body) = &mut self.body else { return Ok(()) };
            let pending = self.decoder.pending();
            let bytes = if pending == 0 {
                body.next().await?
            } else {
                let due = self.given_at + PATIENCE;
                if self.given == 0 || pending >= self.given.max(CHUNK) || Instant::now() >= due {
                    return Ok(());
                }
                match timeout_at(due, body.next()).await {
                    Ok(bytes) => bytes?,
                    Err(_) => return Ok(()),
                }
            };
            match bytes {
                Some(bytes) => self.decoder.feed(bytes.as_ref()).map_err(|_| malformed())?,
                None => {
                    self.end = Some(self.decoder.finish().map_err(|_| malformed())?.clone());
                    self.body = None;
                }
            }
        }
    }
}

fn malformed() -> ApiError {
    ApiError {
        status: Some(200),
        ..ApiError::new(ErrorKind::Unknown, "the answer is no listing, or was cut off")
    }
}
