//! Finds the mounted file system of a path, judging by its text: calls that hang are counted for each.
//!
//! The table is the kernel's own (proc(5), mountinfo), so that reading it waits for no disk. Where there is none,
//! all paths are of one disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::path::StorePath;

/// How old a table may be.
const FRESH: Duration = Duration::from_secs(2);

/// The mount points, read again now and then.
#[derive(Debug, Default)]
pub struct Mounts {
    last: Mutex<Option<(Instant, Arc<[StorePath]>)>>,
}

impl Mounts {
    /// The mount point above `path`, or `path` itself.
    pub fn of(&self, path: &StorePath) -> StorePath {
        above(&self.points(), path)
    }

    fn points(&self) -> Arc<[StorePath]> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((read, points)) if read.elapsed() < FRESH => Arc::clone(points),
            _ => {
                let table = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
                let points: Arc<[StorePath]> = parse(&table).into();
                *last = Some((Instant::now(), Arc::clone(&points)));
                points
            }
        }
    }
}

fn above(points: &[StorePath], path: &StorePath) -> StorePath {
    let holding = points.iter().filter(|point| path.is_within(point));
    holding.max_by_key(|point| point.raw().len()).cloned().unwrap_or_else(StorePath::root)
}

/// The mount points of a table: the fifth word of each line.
fn parse(table: &[u8]) -> Vec<StorePath> {
    let point = |line: &[u8]| {
        let word = line.split(|byte| *byte == b' ').nth(4)?;
        StorePath::parse(unescape(word)).ok()
    };
    table.split(|byte| *byte == b'\n').filter_map(point).collect()
}

/// Blanks, tabs, line breaks and backslashes are written as a backslash and three octal digits.
fn unescape(word: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some((first, after)) = rest.split_first() {
        let octal = (*first == b'\\').then(|| after.get(..3)).flatten();
        let byte = octal.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok());
        plain.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(3..).unwrap_or_default() } else { after };
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> StorePath {
        StorePath::parse(text).unwrap()
    }

    #[test]
    fn a_path_is_on_the_nearest_mount_above_it() {
        let table = b"22 1 0:21 / / rw,relatime - ext4 /dev/sda1 rw\n\
            23 22 0:22 / /gws rw - autofs systemd-1 rw\n\
            24 23 0:23 / /gws/nopw/j04\\040old rw - nfs4 server:/x rw\nodd\n";
        let points = parse(table);
        for (asked, mount) in [
            ("/", "/"),
            ("/gws", "/gws"),
            ("/gwsx", "/"),
            ("/gws/nopw/other", "/gws"),
            ("/gws/nopw/j04 old/a/b", "/gws/nopw/j04 old"),
        ] {
            assert_eq!(above(&points, &path(asked)), path(mount), "{asked}");
        }
        assert_eq!(above(&[], &path("/x")), StorePath::root());
    }

    #[test]
    fn this_computer_has_a_root() {
        assert!(path("/x").is_within(&Mounts::default().of(&path("/x"))));
    }
}
