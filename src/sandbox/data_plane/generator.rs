//! Generated directories: entry `i` is computed from `i`, deterministically and without disk space.

use std::io::Write;

use crate::sandbox::data_plane::hostile;
use crate::sandbox::data_plane::noise::scramble;
use crate::sandbox::data_plane::root::{FileKind, Metadata};
use crate::sandbox::data_plane::row::Row;

/// Modification times start at 2019-01-01 and cover six years.
const SINCE: i64 = 1_546_300_800;
const SPREAD: u64 = 6 * 365 * 86_400;

/// What a generated directory has in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// So many ordinary entries.
    Ordinary(u64),
    /// So many files with names that a server should not send.
    Hostile(u64),
}

impl Content {
    /// The number of entries.
    fn count(self) -> u64 {
        match self {
            Self::Ordinary(count) | Self::Hostile(count) => count,
        }
    }

    fn row(self, index: u64) -> Row {
        match self {
            Self::Ordinary(_) => row(index),
            Self::Hostile(_) => {
                let meta = meta(FileKind::File, index, SINCE, 0o644);
                Row { name: hostile::name(index), kind: "file", meta, link: None }
            }
        }
    }
}

/// The rows of one generated directory.
#[derive(Debug, Clone)]
pub struct Generated {
    next: u64,
    content: Content,
}

impl Generated {
    /// The rows of a directory with this content.
    pub fn new(content: Content) -> Self {
        Self { next: 0, content }
    }

    /// The number of rows left.
    pub fn len(&self) -> usize {
        usize::try_from(self.content.count() - self.next).unwrap_or(usize::MAX)
    }

    /// Whether no row is left.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Iterator for Generated {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.nth(0)
    }

    fn nth(&mut self, skip: usize) -> Option<Row> {
        let index = self.next.saturating_add(u64::try_from(skip).unwrap_or(u64::MAX));
        let count = self.content.count();
        self.next = index.saturating_add(1).min(count);
        (index < count).then(|| self.content.row(index))
    }
}

/// The metadata of a generated directory.
pub fn directory() -> Metadata {
    meta(FileKind::Dir, 4096, SINCE, 0o755)
}

/// Finds an entry by name. Every ordinary name ends with its number, of seven digits or more.
pub fn find(content: Content, name: &[u8]) -> Option<Row> {
    let Content::Ordinary(count) = content else {
        return Generated::new(content).find(|row| row.name == name);
    };
    let text = std::str::from_utf8(name).ok()?;
    let number = text.split(|char: char| !char.is_ascii_digit()).rfind(|digits| digits.len() >= 7)?;
    let index = number.parse().ok().filter(|index| *index < count)?;
    Some(row(index)).filter(|row| row.name == name)
}

fn row(index: u64) -> Row {
    let noise = scramble(index);
    let is_dir = index % 1000 == 5;
    let mut name = Vec::with_capacity(64);
    // Writing to a Vec cannot fail.
    let _ = match index % 8 {
        1 => {
            let member = noise % 19 + 1;
            let year = 1850 + noise / 32 % 165;
            write!(name, "tas_Amon_UKESM1-0-LL_historical_r{member}i1p1f2_gn_{year}01-{year}12_{index:07}.nc")
        }
        3 => write!(name, "run{:03}_step{index:07}.h5", noise % 400),
        5 if is_dir => write!(name, "station-{index:07}"),
        7 if index % 64 == 7 => write!(name, "débit mensuel 観測 {index:07}.csv"),
        _ => write!(name, "f{index:07}"),
    };
    let (kind, word, size, mode) = if is_dir {
        (FileKind::Dir, "dir", 4096, 0o755)
    } else {
        // Sizes from 0 to 16 GiB, mostly small.
        (FileKind::File, "file", (noise >> 20) >> (10 + noise % 34), 0o644)
    };
    let modified = SINCE + i64::try_from(noise % SPREAD).unwrap_or(0);
    Row { name, kind: word, meta: meta(kind, size, modified, mode), link: None }
}

fn meta(kind: FileKind, size: u64, modified: i64, mode: u32) -> Metadata {
    let uid = rustix::process::getuid().as_raw();
    let gid = rustix::process::getgid().as_raw();
    Metadata { kind, size, modified: (modified, 0), mode, uid, gid }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_found_again_and_always_alike() {
        let names: HashSet<_> = Generated::new(Content::Ordinary(100_000)).map(|row| row.name).collect();
        assert_eq!(names.len(), 100_000);
        assert!(names.contains(&b"f0000000"[..]));
        for row in Generated::new(Content::Ordinary(100_000)).step_by(97) {
            assert_eq!(find(Content::Ordinary(100_000), &row.name), Some(row));
        }
        assert_eq!(find(Content::Ordinary(10), b"f0000010"), None);
        assert_eq!(find(Content::Ordinary(1000), b"x0000010"), None);
    }

    #[test]
    fn skipping_is_the_same_as_walking() {
        let mut walked = Generated::new(Content::Ordinary(1000));
        for _ in 0..500 {
            walked.next();
        }
        let mut skipped = Generated::new(Content::Ordinary(1000));
        assert_eq!(skipped.nth(500), walked.next());
        assert_eq!((skipped.len(), walked.len()), (499, 499));
        assert_eq!(skipped.nth(usize::MAX), None);
        assert!(skipped.is_empty());
    }
}
