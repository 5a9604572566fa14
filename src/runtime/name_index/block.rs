//! The format of the file: a line with its version and the user, then a block for each listing of a directory. The first
//! line of a block says what it is of and how long it is; each other line is an entry.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};

use super::ListedDirectory;
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::ids::{CollectionId, IdentityId};
use crate::domain::path::StorePath;
use crate::domain::text::Untrusted;

const VERSION: &str = "hemi-names 1 ";

/// A line ends no name: control characters are encoded, and what is not ASCII.
const ENCODED: &AsciiSet = &CONTROLS.add(b'%');

/// The first line of a block, and where the block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub collection: CollectionId,
    pub title: Untrusted,
    pub path: StorePath,
    pub at: i64,
    pub names: u64,
    /// Where it begins, where its entries begin, and where it ends.
    pub from: u64,
    pub entries: u64,
    pub end: u64,
}

impl Head {
    pub fn bytes(&self) -> u64 {
        self.end.saturating_sub(self.from)
    }
}

/// One entry of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameLine<'a> {
    pub kind: EntryKind,
    pub size: Option<u64>,
    pub name: &'a str,
}

pub(super) fn first_line(user: IdentityId) -> String {
    format!("{VERSION}{user}\n")
}

/// The user whose names these are; `None` for an empty file and for one of another version.
pub(super) fn user(file: &mut File) -> io::Result<Option<IdentityId>> {
    file.seek(SeekFrom::Start(0))?;
    let mut line = String::new();
    // What is no text is no index.
    if BufReader::new(file).read_line(&mut line).is_err() {
        return Ok(None);
    }
    Ok(line.strip_prefix(VERSION).and_then(|user| user.trim_end().parse().ok()))
}

/// A block as it is written.
pub(super) fn write(directory: &ListedDirectory) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut names: u64 = 0;
    for entry in directory.chunks.iter().flat_map(|chunk| chunk.entries()) {
        write_entry(&entry, &mut lines);
        names += 1;
    }
    let head = format!(
        "D\t{}\t{}\t{}\t{names}\t{}\t{}\n",
        lines.len(),
        directory.collection,
        directory.at,
        encoded(directory.path.raw()),
        encoded(directory.title.raw())
    );
    [head.into_bytes(), lines].concat()
}

fn write_entry(entry: &Entry<'_>, lines: &mut Vec<u8>) {
    let kind = match entry.kind {
        EntryKind::Dir => 'd',
        EntryKind::File => 'f',
        EntryKind::Link | EntryKind::BrokenLink => 'l',
        EntryKind::Other => 'o',
    };
    let size = entry.size.filter(|_| !entry.is_dir()).map(|size| size.to_string()).unwrap_or_default();
    lines.extend_from_slice(format!("{kind}\t{size}\t{}\n", encoded(entry.name.raw())).as_bytes());
}

fn encoded(bytes: &[u8]) -> String {
    percent_encode(bytes, ENCODED).to_string()
}

/// The bytes of an encoded text.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

/// The first lines of all blocks that are whole, and where the last of them ends.
pub(super) fn heads(file: &mut File) -> io::Result<(Vec<Head>, u64)> {
    let size = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    let mut at = reader.read_until(b'\n', &mut line)? as u64;
    let mut heads = Vec::new();
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)? as u64;
        let entries = at + length;
        let text = std::str::from_utf8(&line).ok().and_then(|text| text.strip_suffix('\n'));
        let Some(head) = text.and_then(|text| head(text, at, entries)).filter(|head| head.end <= size) else {
            return Ok((heads, at));
        };
        reader.seek_relative(i64::try_from(head.end - entries).unwrap_or(i64::MAX))?;
        at = head.end;
        heads.push(head);
    }
}

fn head(line: &str, from: u64, entries: u64) -> Option<Head> {
    let mut fields = line.split('\t');
    let mut next = || fields.next();
    (next()? == "D").then_some(())?;
    let bytes: u64 = next()?.parse().ok()?;
    let collection = next()?.parse().ok()?;
    let at = next()?.parse().ok()?;
    let names = next()?.parse().ok()?;
    let path = StorePath::parse(decoded(next()?)).ok()?;
    let title = Untrusted::new(decoded(next()?));
    Some(Head { collection, title, path, at, names, from, entries, end: entries.checked_add(bytes)? })
}

/// Reads a line of an entry.
pub(super) fn name_line(line: &str) -> Option<NameLine<'_>> {
    let (kind, rest) = line.split_once('\t')?;
    let (size, name) = rest.split_once('\t')?;
    let kind = match kind {
        "d" => EntryKind::Dir,
        "f" => EntryKind::File,
        "l" => EntryKind::Link,
        "o" => EntryKind::Other,
        _ => return None,
    };
    Some(NameLine { kind, size: size.parse().ok(), name })
}
