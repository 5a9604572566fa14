//! Lists a directory; rows are returned while the answer is still arriving (`globus-api.md` 8.1).
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
use crate::domain::service_filter::ServiceFilter;
use crate::globus::call::{CallClass, LISTING, Request, SILENCE};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::http::BodyStream;
use crate::globus::retry::{Next, RetryState};

/// The most entries the service lists in one answer (section 5).
pub const MOST: u32 = 100_000;

/// Decoded rows are returned at least this often.
const PATIENCE: Duration = Duration::from_millis(50);
/// The fewest and the most rows of a later chunk, which has as many as came before it within these: few chunks, and the
/// rows of a large listing are sorted while the rest is still on its way.
const CHUNK: (usize, usize) = (256, 8192);

/// What to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LsOptions {
    /// The most entries, up to [`MOST`].
    pub limit: u32,
    /// Whether names that begin with a dot are listed.
    pub show_hidden: bool,
    /// Which names are listed; `None`: all.
    pub filter: Option<ServiceFilter>,
}

impl Default for LsOptions {
    fn default() -> Self {
        Self { limit: MOST, show_hidden: true, filter: None }
    }
}

/// What is known after the last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LsEnd {
    /// The absolute path of the directory, if the service sends one; else the path as the service names it.
    pub path: StorePath,
    /// How many entries the directory has, if the service says so.
    pub total: Option<u64>,
    /// How many entries could not be read. They exist and are missing among the rows, so that no name is proved absent.
    pub unreadable: u64,
    /// Whether the directory has more entries than were listed.
    pub truncated: bool,
}

/// A listing in progress. Dropping it cancels the request.
pub struct LsRows {
    globus: Globus,
    request: Request,
    asked: StorePath,
    limit: u32,
    retries: RetryState,
    begun: Instant,
    body: Option<BodyStream>,
    decoder: Decoder,
    /// How many rows were returned.
    given: usize,
    given_at: Instant,
    end: Option<Facts>,
}

/// Lists `path`, or the collection's default directory.
///
/// # Errors
/// `NotFound`, `NotDirectory`, `Denied`, `Offline`, `TooLarge`, `Requirement`; those of [`Globus::call`] for a read.
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
    if let Some(filter) = &options.filter {
        request = request.query("filter", name_clause(filter));
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

/// The names as a clause of a filter (section 6): alternatives with commas between, each a pattern.
fn name_clause(filter: &ServiceFilter) -> String {
    let patterns: Vec<_> = filter.values().map(|pattern| format!("~{pattern}")).collect();
    format!("name:{}", patterns.join(","))
}

impl LsRows {
    /// The next rows; `None` at the end. The first chunk is returned as soon as it has a row.
    ///
    /// # Errors
    /// `Unknown` when the answer is truncated, late or no listing: rows returned before are then invalid. Before the
    /// first row, the request is retried instead.
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

    /// What is known after the last row.
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

    /// Reads until a chunk is large or old enough to be returned, or the listing ends.
    async fn more(&mut self) -> Result<(), ApiError> {
        loop {
            let Some(body) = &mut self.body else { return Ok(()) };
            let pending = self.decoder.pending();
            let bytes = if pending == 0 {
                body.next().await?
            } else {
                let due = self.given_at + PATIENCE;
                if self.given == 0 || pending >= self.given.clamp(CHUNK.0, CHUNK.1) || Instant::now() >= due {
                    return Ok(());
                }
                match timeout_at(due, body.next()).await {
                    Ok(bytes) => bytes?,
                    Err(_) => return Ok(()),
                }
            };
            match bytes {
                Some(bytes) => {
                    self.decoder.feed(bytes.as_ref()).map_err(|_| malformed())?;
                    // A long listing on a thin line takes its time; one whose rows stop coming does not.
                    if self.decoder.pending() > pending {
                        body.extend(SILENCE);
                    }
                }
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
        ..ApiError::new(ErrorKind::Unknown, "the answer is not a listing, or was cut off")
    }
}
