//! Decodes the answer to `ls` while it arrives: rows come out as soon as their last byte is in.
//!
//! Bytes go in by [`Decoder::feed`], in pieces of any size, and rows come out of [`Decoder::take`]. An
//! entry that cannot be read costs itself and nothing else. It knows nothing of HTTP.

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

/// The body is no listing: not JSON, or cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// What stands beside the rows, before or after them (`globus-api.md` 8.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The directory, as the service names it.
    pub path: Option<StorePath>,
    /// The same from the root, where told: `path` may be `/~/`.
    pub absolute_path: Option<StorePath>,
    /// How many entries the directory has.
    pub total: Option<u64>,
    /// Whether there was a list of rows at all.
    pub has_rows: bool,
    /// Rows that could be read.
    pub rows: u64,
    /// Rows that could not.
    pub unreadable: u64,
}

/// Where in the document the next byte belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Start,
    Key,
    Colon(Member),
    Value(Member),
    Row,
    End,
}

/// The members that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    Data,
    Path,
    AbsolutePath,
    Total,
    Other,
}

/// An unfinished entry up to this size is simply decoded anew when more has come.
const SMALL: usize = 4096;

/// The decoder of one answer.
#[derive(Debug)]
pub(super) struct Decoder {
    /// What has come and is not decoded yet, from `at` on.
    buffer: Vec<u8>,
    at: usize,
    phase: Phase,
    /// How far into the value at `at` it was looked for its end.
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

    /// Rows decoded and not taken yet.
    pub fn pending(&self) -> usize {
        self.builder.len()
    }

    /// The rows decoded since the last time.
    pub fn take(&mut self) -> Arc<Chunk> {
        self.builder.finish()
    }

    /// The body has ended.
    ///
    /// # Errors
    /// [`Malformed`] when the document has not, or held no list of rows.
    pub fn finish(&self) -> Result<&Facts, Malformed> {
        if self.phase == Phase::End && self.facts.has_rows { Ok(&self.facts) } else { Err(Malformed) }
    }

    /// Decodes one thing more; `false` when that needs more bytes.
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
        // A value of no length is none.
        Ok(true)
    }

    fn go(&mut self, bytes: usize, phase: Phase) {
        self.at += bytes;
        self.phase = phase;
    }

    /// A mark before the document is no reason to refuse it.
    fn byte_order_mark(&mut self) -> Result<bool, Malformed> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        if rest.starts_with(MARK) && self.at == 0 {
            self.at += MARK.len();
            return Ok(true);
        }
        if MARK.starts_with(rest) { Ok(false) } else { Err(Malformed) }
    }

    /// Where the value that begins at `at` ends; remembers how far it looked.
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
            // From the root: one that begins at the home says no more than `path`.
            Member::AbsolutePath => {
                self.facts.absolute_path = path_of(value).filter(|_| value.starts_with(b"\"/"));
            }
            Member::Total => self.facts.total = serde_json::from_slice(value).ok(),
            Member::Data | Member::Other => {}
        }
    }

    /// Most rows are whole and good: they are decoded at once, without looking for their end first.
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
