//! What is below directories, as far as it was looked at.

use super::entry::{Entry, EntryKind};
use super::format;
use super::text::SafeText;
use crate::safe;

/// The entries below a directory, counted. Links are not followed, so that nothing is counted twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TreeSize {
    /// Files.
    pub files: u64,
    /// Their bytes together, as far as they are known.
    pub bytes: u64,
    /// Files whose size the store does not report.
    pub unsized_files: u64,
    /// Directories below.
    pub directories: u64,
    /// Links.
    pub links: u64,
    /// Devices, pipes and the like.
    pub others: u64,
    /// Directories and entries that could not be read: what is in them is not counted.
    pub unreadable: u64,
    /// Directories that are still to be looked into.
    pub waiting: u64,
}

impl TreeSize {
    /// Counts an entry. Whether it is a directory whose contents count too.
    pub fn add(&mut self, entry: &Entry<'_>) -> bool {
        let one = |count: &mut u64| *count = count.saturating_add(1);
        if entry.link_target.is_some() {
            one(&mut self.links);
            return false;
        }
        match entry.kind {
            EntryKind::Dir => {
                one(&mut self.directories);
                return true;
            }
            EntryKind::Link | EntryKind::BrokenLink => one(&mut self.links),
            EntryKind::Other => one(&mut self.others),
            EntryKind::File => {
                one(&mut self.files);
                match entry.size {
                    Some(size) => self.bytes = self.bytes.saturating_add(size),
                    None => one(&mut self.unsized_files),
                }
            }
        }
        false
    }

    /// Whether everything is counted.
    pub fn is_whole(&self) -> bool {
        self.waiting == 0 && self.unreadable == 0 && self.unsized_files == 0
    }

    /// The bytes in at most five cells, with a sign where there is more than was counted: `1.2T`, `1.2T+`.
    pub fn bytes_short(&self) -> SafeText {
        safe!("{}{}", format::bytes_short(self.bytes), if self.is_whole() { "" } else { "+" })
    }

    /// What was counted, as a sentence without its subject: `1.2 TiB in 12,345 files and 834 directories`.
    pub fn sentence(&self) -> SafeText {
        let count = |number, one, many| format::count(number, one, many);
        let mut words = safe!(
            "{}{} in {} and {}",
            if self.is_whole() { "" } else { "at least " },
            format::bytes(self.bytes),
            count(self.files, "file", "files"),
            count(self.directories, "directory", "directories")
        );
        for (number, rest) in [
            (self.links, "not followed"),
            (self.unsized_files, "of unknown size"),
            (self.unreadable, "not readable"),
            (self.waiting, "not looked into yet"),
        ] {
            let what = match rest {
                "not followed" => count(number, "link", "links"),
                "of unknown size" => count(number, "file", "files"),
                "not readable" => format::grouped(number),
                _ => count(number, "directory", "directories"),
            };
            if number > 0 {
                words = safe!("{}, {} {}", words, what, rest);
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::RawEntry;
    use crate::domain::listing::ChunkBuilder;

    #[test]
    fn what_is_not_known_is_said_and_never_part_of_a_whole() {
        let mut builder = ChunkBuilder::default();
        let rows = [
            ("d", EntryKind::Dir, None, None),
            ("to d", EntryKind::Dir, None, Some("d")),
            ("f", EntryKind::File, Some(1_048_576), None),
            ("to f", EntryKind::File, Some(9), Some("f")),
            ("lost", EntryKind::BrokenLink, None, Some("x")),
            ("odd", EntryKind::Other, None, None),
        ];
        for (name, kind, size, link) in rows {
            let link_target = link.map(str::as_bytes);
            builder.push(&RawEntry {
                name: name.as_bytes(),
                kind: Some(kind),
                size,
                link_target,
                ..RawEntry::default()
            });
        }
        let mut size = TreeSize::default();
        let chunk = builder.finish();
        let enter: Vec<bool> = chunk.entries().map(|entry| size.add(&entry)).collect();
        assert_eq!(enter, [true, false, false, false, false, false]);
        assert_eq!(
            (size.files, size.bytes, size.directories, size.links, size.others),
            (1, 1_048_576, 1, 3, 1)
        );
        assert!(size.is_whole());
        assert_eq!(size.bytes_short().as_str(), "1.0M");
        assert_eq!(size.sentence().as_str(), "1.0 MiB in 1 file and 1 directory, 3 links not followed");
        for part in [
            TreeSize { waiting: 2, ..size },
            TreeSize { unreadable: 1, ..size },
            TreeSize { unsized_files: 3, ..size },
        ] {
            assert_eq!(part.bytes_short().as_str(), "1.0M+");
            assert!(part.sentence().as_str().starts_with("at least 1.0 MiB"), "{}", part.sentence());
        }
        assert!(TreeSize { bytes: u64::MAX, waiting: 1, ..size }.bytes_short().width() <= 5);
    }
}
