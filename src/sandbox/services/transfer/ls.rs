//! `GET .../ls`: a directory listing, streamed while it is read.

use std::convert::Infallible;
use std::io::Write;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use serde_json::json;
use tokio::sync::mpsc::{self, Sender};

use crate::sandbox::data_plane::list::Rows;
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::row::Row;
use crate::sandbox::model::collection::{Collection, ListingPath};
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::filter::{Filter, Order};
use crate::sandbox::services::transfer::fs_error::FileOperation;
use crate::sandbox::services::transfer::query::QueryParams;
use crate::sandbox::services::transfer::rows::{FILE_FIELDS, Owners};
use crate::sandbox::services::transfer::state::TransferState;
use crate::sandbox::services::transfer::{access, authorization};

/// Maximum and default number of rows in one response.
const MAX_ROWS: usize = 100_000;

/// Approximate size of a body chunk.
const CHUNK_BYTES: usize = 64 << 10;

/// The parameters that select and sort rows.
struct ListRequest {
    limit: usize,
    offset: usize,
    filter: Filter,
    order: Order,
    owners: Owners,
}

/// Lists a directory.
pub async fn ls(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    params: QueryParams,
) -> Result<Response, ApiError> {
    let collection = access::find_usable(&transfer.world, &caller, &id)?;
    authorization::authorize(&transfer.world, &caller, &[&collection], Some("DirListing"))?;
    let volume = access::volume(&transfer.world, &collection, &caller.identity);
    let given = params.get("path").or(collection.default_directory.as_deref()).unwrap_or("/~/");
    let path = access::parse_path(&volume, given)?;
    let show_hidden = params.bool("show_hidden")?.unwrap_or(true);
    let wanted = ListRequest {
        limit: params.number("limit", MAX_ROWS, MAX_ROWS)?,
        offset: params.number("offset", 0, usize::MAX)?,
        filter: Filter::parse(params.get_all("filter"), FILE_FIELDS).map_err(ApiError::bad_request)?,
        order: Order::parse(params.get("orderby").unwrap_or_default(), FILE_FIELDS)
            .map_err(ApiError::bad_request)?,
        owners: owners(&collection),
    };
    let head = head(&collection, given, &path, &wanted);
    let opened = tokio::task::spawn_blocking({
        let collection = collection.clone();
        move || {
            let operation = FileOperation { name: "DirListing", verb: "list", collection: &collection };
            operation.check_available(&volume)?;
            Rows::open(&volume, &path, show_hidden).map_err(|errno| operation.errno_error(errno, &path))
        }
    });
    let rows = opened.await.map_err(|e| ApiError::new(500, "InternalError", e.to_string()))??;
    transfer.record_use(&caller, collection.id);

    let (sender, receiver) = mpsc::channel::<Bytes>(4);
    let gzip = accepts_gzip(&headers);
    tokio::task::spawn_blocking(move || wanted.write(rows, head, gzip, &sender));
    let body = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (Ok::<_, Infallible>(piece), receiver))
    });
    let encoding = gzip.then_some([(CONTENT_ENCODING, "gzip")]);
    let types = [(CONTENT_TYPE, "application/json"), (VARY, "accept-encoding")];
    let mut response = (types, Body::from_stream(body)).into_response();
    for (name, value) in encoding.into_iter().flatten() {
        response.headers_mut().insert(name, axum::http::HeaderValue::from_static(value));
    }
    Ok(response)
}

/// Whether the client reads gzip.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut codings = accepted.flat_map(|value| value.split(','));
    codings.any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && quality.trim() != "q=0"
    })
}

/// The file owners of a collection: its users are mapped to the account whose home is `/~/`.
pub fn owners(collection: &Collection) -> Owners {
    let account = collection.home.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty());
    Owners::new(account.unwrap_or("globus"))
}

/// The response up to the first row. `given` is the path as requested.
fn head(collection: &Collection, given: &str, path: &CleanPath, wanted: &ListRequest) -> Vec<u8> {
    let resolved = path.wire_dir();
    let given = if given.ends_with('/') { given.to_owned() } else { format!("{given}/") };
    let (shown, absolute) = match collection.listing_path {
        ListingPath::Resolved => (resolved, None),
        ListingPath::Given => (given, None),
        ListingPath::GivenWithAbsolute => (given, Some(resolved)),
    };
    let members = json!({
        "DATA_TYPE": "file_list",
        "endpoint": collection.id,
        "path": shown,
        "absolute_path": absolute,
        "rename_supported": true,
        "symlink_supported": true,
        "limit": wanted.limit,
        "offset": wanted.offset,
    });
    let mut head = members.to_string().into_bytes();
    head.pop();
    head.extend_from_slice(b",\"DATA\":[");
    head
}

impl ListRequest {
    /// Writes the response. Stops when the client has gone.
    fn write(&self, mut rows: Rows, head: Vec<u8>, gzip: bool, sender: &Sender<Bytes>) {
        let encoder = gzip.then(|| GzEncoder::new(Vec::new(), Compression::fast()));
        let mut out = ChunkedBody { buffer: head, encoder, sender };
        let mut length = 0_usize;
        let mut add = |out: &mut ChunkedBody<'_>, row: &Row| {
            if length > 0 {
                out.buffer.push(b',');
            }
            length += 1;
            self.owners.write(&mut out.buffer, row);
            out.send_if_full()
        };
        let mut total;
        if !self.order.is_empty() {
            let mut all: Vec<Row> = rows.filter(|row| self.passes(row)).collect();
            let owners = &self.owners;
            all.sort_by(|a, b| self.order.compare(|key| owners.field(a, key), |key| owners.field(b, key)));
            total = all.len();
            for row in all.iter().skip(self.offset).take(self.limit) {
                if add(&mut out, row).is_none() {
                    return;
                }
            }
        } else if self.filter.is_empty() {
            total = rows.skip_rows(self.offset);
            for row in rows.by_ref().take(self.limit) {
                total += 1;
                if add(&mut out, &row).is_none() {
                    return;
                }
            }
            total += rows.skip_rows(usize::MAX);
        } else {
            total = 0;
            for row in rows.filter(|row| self.passes(row)) {
                total += 1;
                let inside = total > self.offset && total - self.offset <= self.limit;
                if inside && add(&mut out, &row).is_none() {
                    return;
                }
            }
        }
        out.buffer.extend_from_slice(format!("],\"length\":{length},\"total\":{total}}}").as_bytes());
        let _ = out.end();
    }

    fn passes(&self, row: &Row) -> bool {
        self.filter.matches(|key| self.owners.field(row, key))
    }
}

struct ChunkedBody<'a> {
    buffer: Vec<u8>,
    encoder: Option<GzEncoder<Vec<u8>>>,
    sender: &'a Sender<Bytes>,
}

impl ChunkedBody<'_> {
    fn send_if_full(&mut self) -> Option<()> {
        if self.buffer.len() < CHUNK_BYTES { Some(()) } else { self.send() }
    }

    /// None when the client has gone.
    fn send(&mut self) -> Option<()> {
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK_BYTES + 1024));
        let piece = match &mut self.encoder {
            Some(encoder) => {
                // Flushed, so that the rows leave now.
                encoder.write_all(&piece).and_then(|()| encoder.flush()).ok()?;
                std::mem::take(encoder.get_mut())
            }
            None => piece,
        };
        self.sender.blocking_send(piece.into()).ok()
    }

    /// Sends the rest.
    fn end(mut self) -> Option<()> {
        self.send()?;
        match self.encoder {
            Some(encoder) => self.sender.blocking_send(encoder.finish().ok()?.into()).ok(),
            None => Some(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::data_plane::environment::Volume;
    use crate::sandbox::data_plane::root::Root;

    #[test]
    fn the_first_rows_leave_before_the_last_are_looked_at() {
        let base = tempfile::tempdir().unwrap();
        for number in 0..3000 {
            std::fs::write(base.path().join(format!("f{number:04}")), "").unwrap();
        }
        let root = Root::new(base.path());
        let home = CleanPath::default();
        let (read_only, generated) = (Vec::new(), Vec::new());
        let volume = Volume { root, home, read_only, generated, permits: None, offline: None };
        let rows = Rows::open(&volume, &CleanPath::default(), true).unwrap();
        let wanted = ListRequest {
            limit: MAX_ROWS,
            offset: 0,
            filter: Filter::default(),
            order: Order::default(),
            owners: Owners::new("demo"),
        };
        let (sender, mut receiver) = mpsc::channel(1);
        let writer = std::thread::spawn(move || wanted.write(rows, b"{\"DATA\":[".to_vec(), false, &sender));
        let mut answer = receiver.blocking_recv().unwrap().to_vec();
        assert!(answer.len() < 2 * CHUNK_BYTES);
        // The writer is blocked by the channel, so this file is removed before its metadata is read.
        std::fs::remove_file(base.path().join("f2999")).unwrap();
        while let Some(piece) = receiver.blocking_recv() {
            answer.extend_from_slice(&piece);
        }
        writer.join().unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["DATA"].as_array().unwrap().len(), 2999);
        assert_eq!((&answer["length"], &answer["total"]), (&json!(2999), &json!(2999)));
    }
}
