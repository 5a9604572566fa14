//! Streaming decoder for the answer to `ls`: a row is available as soon as its last byte has arrived.
//!
//! [`Decoder::feed`] takes bytes in pieces of any size, [`Decoder::take`] returns rows. An entry that cannot be read is
//! counted and does not affect the others.

mod row;
mod scan;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::domain::listing::{Chunk, ChunkBuilder};
use crate::domain::path::StorePath;

use row::{Care, Row, RowIn};
pub(super) use row::{kind_of, octal};
use scan::Scan;

/// The body is no listing: not JSON, or truncated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// The members beside the rows, before or after them (`globus-api.md` 8.1), and counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The directory, as the service names it.
    pub path: Option<StorePath>,
    /// The absolute path, if the service sends one: `path` may be `/~/`.
    pub absolute_path: Option<StorePath>,
    /// How many entries the directory has.
    pub total: Option<u64>,
    /// Whether there was an array of rows.
    pub has_rows: bool,
    /// How many rows could be read.
    pub rows: u64,
    /// How many rows could not be read.
    pub unreadable: u64,
}

/// The position in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Start,
    Key,
    Colon(Member),
    Value(Member),
    Row,
    End,
}

/// The members that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    Data,
    Path,
    AbsolutePath,
    Total,
    Other,
}

/// An incomplete entry up to this size is decoded again when more has arrived.
const SMALL: usize = 4096;

/// The decoder of one answer.
#[derive(Debug)]
pub(super) struct Decoder {
    /// Received bytes; those from `at` on are not decoded yet.
    buffer: Vec<u8>,
    at: usize,
    phase: Phase,
    /// The search for the end of the value at `at`.
    scan: Scan,
    builder: ChunkBuilder,
    facts: Facts,
}

impl Default for Decoder {
    fn default() -> Self {
        Self {
            buffer: Vec::new(),
            at: 0,
            phase: Phase::Start,
            scan: Scan::default(),
            builder: ChunkBuilder::default(),
            facts: Facts::default(),
        }
    }
}

impl Decoder {
    /// Takes the next bytes of the body.
    ///
    /// # Errors
    /// [`Malformed`] when they cannot belong to a JSON object.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        self.buffer.extend_from_slice(bytes);
        while self.step()? {}
        self.buffer.drain(..self.at);
        self.at = 0;
        Ok(())
    }

    /// How many decoded rows were not taken yet.
    pub fn pending(&self) -> usize {
        self.builder.len()
    }

    /// Takes the decoded rows.
    pub fn take(&mut self) -> Arc<Chunk> {
        self.builder.finish()
    }

    /// Ends the body.
    ///
    /// # Errors
    /// [`Malformed`] when the document is incomplete or has no array of rows.
    pub fn finish(&self) -> Result<&Facts, Malformed> {
        if self.phase == Phase::End && self.facts.has_rows { Ok(&self.facts) } else { Err(Malformed) }
    }

    /// Decodes the next token or row; `false` when that needs more bytes.
    fn step(&mut self) -> Result<bool, Malformed> {
        let skip_commas = matches!(self.phase, Phase::Key | Phase::Row);
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let blank =
            |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n') || (skip_commas && *byte == b',');
        let blanks = rest.iter().take_while(|byte| blank(byte)).count();
        self.at += blanks;
        let Some(first) = self.buffer.get(self.at).copied() else { return Ok(false) };
        match (self.phase, first) {
            (Phase::Start, 0xef) => return self.byte_order_mark(),
            (Phase::Start, b'{') => self.go(1, Phase::Key),
            (Phase::Key, b'}') => self.go(1, Phase::End),
            (Phase::Key, b'"') => {
                let Some(end) = self.value_end() else { return Ok(false) };
                let member = match self.buffer.get(self.at..end).unwrap_or_default() {
                    b"\"DATA\"" => Member::Data,
                    b"\"path\"" => Member::Path,
                    b"\"absolute_path\"" => Member::AbsolutePath,
                    b"\"total\"" => Member::Total,
                    _ => Member::Other,
                };
                self.go(end - self.at, Phase::Colon(member));
            }
            (Phase::Colon(member), b':') => self.go(1, Phase::Value(member)),
            (Phase::Value(Member::Data), b'[') => {
                self.facts.has_rows = true;
                self.go(1, Phase::Row);
            }
            (Phase::Value(member), _) => {
                let Some(end) = self.value_end() else { return Ok(false) };
                self.fact(member, end);
                self.go(end - self.at, Phase::Key);
            }
            (Phase::Row, b']') => self.go(1, Phase::Key),
            (Phase::Row, _) => return self.row(),
            _ => return Err(Malformed),
        }
        // An empty value leaves the phase in an error state at the next step.
        Ok(true)
    }

    fn go(&mut self, bytes: usize, phase: Phase) {
        self.at += bytes;
        self.phase = phase;
    }

    /// Skips a byte order mark.
    fn byte_order_mark(&mut self) -> Result<bool, Malformed> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        if rest.starts_with(MARK) && self.at == 0 {
            self.at += MARK.len();
            return Ok(true);
        }
        if MARK.starts_with(rest) { Ok(false) } else { Err(Malformed) }
    }

    /// The end of the value at `at`; a later call continues the search.
    fn value_end(&mut self) -> Option<usize> {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let end = self.scan.end(rest)?;
        self.scan = Scan::default();
        Some(self.at + end)
    }

    fn fact(&mut self, member: Member, end: usize) {
        let value = self.buffer.get(self.at..end).unwrap_or_default();
        match member {
            Member::Path => self.facts.path = path_of(value),
            // Only from the root: one that begins with `~` says no more than `path`.
            Member::AbsolutePath => {
                self.facts.absolute_path = path_of(value).filter(|_| value.starts_with(b"\"/"));
            }
            Member::Total => self.facts.total = serde_json::from_slice(value).ok(),
            Member::Data | Member::Other => {}
        }
    }

    /// Decodes a row. Most rows are complete and valid, so they are decoded without searching for their end first.
    fn row(&mut self) -> Result<bool, Malformed> {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        if self.scan.is_fresh() {
            let mut rows = serde_json::Deserializer::from_slice(rest).into_iter::<Row<'_>>();
            match rows.next() {
                Some(Ok(row)) => {
                    let length = rows.byte_offset();
                    let good = row.push(&mut self.builder);
                    return self.counted(good, length);
                }
                Some(Err(error)) if error.is_eof() && rest.len() <= SMALL => return Ok(false),
                _ => {}
            }
        }
        let Some(end) = self.scan.end(rest) else { return Ok(false) };
        self.scan = Scan::default();
        let whole = rest.get(..end).unwrap_or_default();
        let good = [Care::All, Care::Kind, Care::Name]
            .iter()
            .find_map(|care| RowIn::parse(whole, *care))
            .is_some_and(|row| row.push(&mut self.builder));
        self.counted(good, end)
    }

    fn counted(&mut self, good: bool, length: usize) -> Result<bool, Malformed> {
        if length == 0 {
            return Err(Malformed);
        }
        *(if good { &mut self.facts.rows } else { &mut self.facts.unreadable }) += 1;
        self.at += length;
        Ok(true)
    }
}

fn path_of(json: &[u8]) -> Option<StorePath> {
    StorePath::parse(&serde_json::from_slice::<String>(json).ok()?).ok()
}
