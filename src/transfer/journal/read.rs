//! Reading the whole journal, and cleaning up on the way.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::claim::Claim;
use super::error::{JournalError, JournalErrorKind};
use super::record::Record;
use super::{Journal, KEPT, file};
use crate::domain::ids::JobId;

/// What was found in the journal.
#[derive(Debug, Default)]
pub struct Contents {
    /// Entries, oldest first.
    pub records: Vec<Record>,
    /// Entries that a living process has claimed.
    pub claimed: BTreeSet<JobId>,
    /// Those of them that another process works on.
    pub elsewhere: BTreeSet<JobId>,
    /// Files that could not be used. Damaged ones have been set aside under the name given; the others
    /// were left where they are.
    pub unusable: Vec<JournalError>,
    /// Damaged files that were set aside earlier.
    pub set_aside: Vec<PathBuf>,
}

/// Records without bodies, by file.
#[derive(Debug, Default)]
pub struct SummaryCache(HashMap<PathBuf, (Stamp, Record)>);

/// Tells two contents of a file apart: each write makes a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    size: u64,
    modified: (i64, i64),
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let found = fs::symlink_metadata(path).ok()?;
        let modified = (found.mtime(), found.mtime_nsec());
        Some(Self { inode: found.ino(), size: found.len(), modified })
    }
}

impl Journal {
    /// Reads all entries. It also removes temporary files of killed processes and entries finished more than
    /// [`KEPT`] ago, and renames damaged files (never deletes them).
    ///
    /// # Errors
    /// Only when the directory itself cannot be read.
    pub fn read_all(&self, now: i64) -> Result<Contents, JournalError> {
        self.read_with(now, |path| self.read_one(path))
    }

    /// The same, but every record without its body, which may be large; files that did not change since `cache` was
    /// filled are not read again.
    ///
    /// # Errors
    /// As [`Journal::read_all`].
    pub fn read_summaries(&self, now: i64, cache: &mut SummaryCache) -> Result<Contents, JournalError> {
        let known = std::mem::take(cache);
        self.read_with(now, |path| {
            let stamp = Stamp::of(path);
            let unchanged = known.0.get(path).filter(|(then, _)| Some(*then) == stamp);
            let record = match unchanged {
                Some((_, record)) => record.clone(),
                None => self.read_one(path)?.without_body(),
            };
            if let Some(stamp) = stamp {
                cache.0.insert(path.to_owned(), (stamp, record.clone()));
            }
            Ok(record)
        })
    }

    fn read_with(
        &self,
        now: i64,
        mut read: impl FnMut(&Path) -> Result<Record, JournalError>,
    ) -> Result<Contents, JournalError> {
        let _lock = file::lock(&self.dir)?;
        let mut contents = Contents::default();
        let listed = fs::read_dir(&self.dir).map_err(JournalError::io("list", &self.dir))?;
        for entry in listed.flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // No process writes while the lock is held: a temporary file is a leftover.
            if name.starts_with('.') && name.ends_with(file::TEMP) {
                let _ = fs::remove_file(&path);
            } else if name.ends_with(".json.damaged") {
                contents.set_aside.push(path);
            } else if name.ends_with(".json") {
                match read(&path) {
                    Ok(record) if record.state.is_finished() && now.saturating_sub(record.changed) > KEPT => {
                        let _ = fs::remove_file(&path);
                    }
                    Ok(record) => contents.records.push(record),
                    Err(e) => contents.unusable.push(e),
                }
            }
        }
        contents.records.sort_by_key(|record| (record.created, record.id));
        let open = contents.records.iter().filter(|record| !record.state.is_finished());
        contents.claimed = open
            .map(|record| record.id)
            .filter(|id| Claim::is_live(&self.dir, *id, &self.process, now))
            .collect();
        let elsewhere = contents.claimed.iter().copied();
        contents.elsewhere =
            elsewhere.filter(|id| Claim::is_of_other(&self.dir, *id, &self.process)).collect();
        Ok(contents)
    }

    fn read_one(&self, path: &Path) -> Result<Record, JournalError> {
        let record = file::read(path).and_then(|bytes| Record::from_bytes(&bytes).map_err(|e| e.at(path)));
        let error = match record {
            // A copy under another name would be sent as a second entry.
            Ok(record) if self.path(record.id) == path => return Ok(record),
            Ok(_) => JournalError::new(JournalErrorKind::Damaged, "understand").at(path),
            Err(e) => e,
        };
        if error.kind != JournalErrorKind::Damaged {
            return Err(error);
        }
        let aside = path.with_extension("json.damaged");
        fs::rename(path, &aside).map_err(JournalError::io("set aside a damaged file of", path))?;
        Err(error.at(&aside))
    }
}
