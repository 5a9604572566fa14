//! The names of what was browsed in collections, kept in one private file of the profile, so that they are found without
//! a network. It is appended to: a directory that is listed again is a new block, and the old one is passed over until the
//! file is written anew.
//!
//! Start with [`NameIndex`]; `block` is the format of the file, `find` searches it.

mod block;
mod find;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::ids::{CollectionId, IdentityId};
use crate::domain::known_names::IndexFacts;
use crate::domain::listing::Chunk;
use crate::domain::path::StorePath;
use crate::domain::text::Untrusted;
use block::Head;

pub use find::find;

/// The most bytes of the file: about half a million names.
const MOST_BYTES: u64 = 32 << 20;

/// The index of one profile.
#[derive(Clone, Debug)]
pub struct NameIndex {
    path: PathBuf,
    most: u64,
}

/// A directory that was listed to its end.
#[derive(Clone, Debug)]
pub struct ListedDirectory {
    /// Of which collection.
    pub collection: CollectionId,
    /// What that is called.
    pub title: Untrusted,
    /// Which.
    pub path: StorePath,
    /// Its rows.
    pub chunks: Vec<Arc<Chunk>>,
    /// When it was listed, in milliseconds since the Unix epoch.
    pub at: i64,
}

impl NameIndex {
    /// The index in the data directory of a profile.
    pub fn in_data(data: &Path) -> Self {
        Self { path: data.join("names.index"), most: MOST_BYTES }
    }

    /// Keeps the names of a directory as `user` saw them. Names that another user saw are removed.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn keep(&self, user: IdentityId, directory: &ListedDirectory) -> io::Result<()> {
        let _turn = self.lock()?;
        let mut file = self.open()?;
        if block::user(&mut file)? != Some(user) {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(block::first_line(user).as_bytes())?;
        }
        let (heads, end) = block::heads(&mut file)?;
        let block = block::write(directory);
        // What is new is what must fit.
        if end + block.len() as u64 > self.most || is_mostly_outdated(&heads) {
            let room = (self.most / 2).saturating_sub(block.len() as u64);
            self.write_anew(user, &mut file, &heads, room)?;
            file = self.open()?;
        } else {
            // What a crash has cut off goes.
            file.set_len(end)?;
        }
        if block.len() as u64 <= self.most / 2 {
            file.seek(SeekFrom::End(0))?;
            file.write_all(&block)?;
        }
        Ok(())
    }

    /// How much it holds; `None` where there is none.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn facts(&self) -> io::Result<Option<IndexFacts>> {
        let Some(mut file) = self.open_to_read()? else { return Ok(None) };
        if block::user(&mut file)?.is_none() {
            return Ok(None);
        }
        let (heads, bytes) = block::heads(&mut file)?;
        let current = current(&heads);
        let ages = || current.iter().map(|head| head.at);
        Ok(Some(IndexFacts {
            bytes,
            directories: current.len() as u64,
            names: current.iter().map(|head| head.names).sum(),
            oldest: ages().min(),
            newest: ages().max(),
        }))
    }

    /// Removes it; whether there was one.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn wipe(&self) -> io::Result<bool> {
        if !self.path.exists() {
            return Ok(false);
        }
        let _turn = self.lock()?;
        match fs::remove_file(&self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// One process at a time writes. A file system that cannot lock is written to all the same.
    fn lock(&self) -> io::Result<File> {
        if let Some(dir) = self.path.parent() {
            use std::os::unix::fs::DirBuilderExt as _;
            fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        }
        let lock =
            private().write(true).create(true).truncate(false).open(self.path.with_extension("lock"))?;
        let _ = lock.lock();
        Ok(lock)
    }

    fn open(&self) -> io::Result<File> {
        private().read(true).write(true).create(true).truncate(false).open(&self.path)
    }

    fn open_to_read(&self) -> io::Result<Option<File>> {
        match private().read(true).open(&self.path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes the newest current blocks into a new file, as many as there is room for, and puts it in the place of this one.
    fn write_anew(&self, user: IdentityId, file: &mut File, heads: &[Head], room: u64) -> io::Result<()> {
        let mut kept = current(heads);
        kept.sort_by_key(|head| std::cmp::Reverse(head.at));
        let mut left = room;
        kept.retain(|head| {
            let fits = head.bytes() <= left;
            left = left.saturating_sub(if fits { head.bytes() } else { 0 });
            fits
        });
        let beside = self.path.with_extension("new");
        let _ = fs::remove_file(&beside);
        let mut new = private().write(true).create_new(true).open(&beside)?;
        new.write_all(block::first_line(user).as_bytes())?;
        // The oldest first, as they came.
        for head in kept.iter().rev() {
            file.seek(SeekFrom::Start(head.from))?;
            io::copy(&mut Read::by_ref(file).take(head.bytes()), &mut new)?;
        }
        fs::rename(&beside, &self.path)
    }
}

/// A file that only its owner may read, and no link.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    options
}

/// The last block of each directory.
fn current(heads: &[Head]) -> Vec<&Head> {
    let mut last: HashMap<(CollectionId, &[u8]), &Head> = HashMap::new();
    for head in heads {
        last.insert((head.collection, head.path.raw()), head);
    }
    last.into_values().collect()
}

fn is_mostly_outdated(heads: &[Head]) -> bool {
    /// Below this nothing is worth the writing.
    const LITTLE: u64 = 1 << 20;
    let all: u64 = heads.iter().map(Head::bytes).sum();
    let live: u64 = current(heads).iter().map(|head| head.bytes()).sum();
    all > LITTLE && all > 2 * live
}
