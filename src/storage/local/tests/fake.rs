//! Disks that are made up: they block, fail or are very large.

use super::*;

/// What a made-up directory does when it is read.
#[derive(Clone)]
pub(super) enum Reading {
    /// So many names in batches of so many.
    Names(usize, usize),
    /// One name, then nothing until the gate opens.
    Hangs(Arc<Latch>),
    /// One name, then an error.
    Fails(Errno),
    /// A fault of hemi.
    Panics,
}

/// Directories by their path; each mount point is a separate disk.
#[derive(Clone, Default)]
pub(super) struct FakeDisks {
    pub(super) dirs: BTreeMap<StorePath, Reading>,
    /// Links in every directory, and where they lead.
    pub(super) links: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) slow_links: Option<Arc<Latch>>,
    /// Entries that may not be read, in every directory.
    pub(super) refused: BTreeSet<Vec<u8>>,
    pub(super) looked_at: Arc<AtomicUsize>,
}

struct FakeDir {
    disks: FakeDisks,
    reading: Reading,
    given: usize,
}

impl Filesystem for FakeDisks {
    fn mount_of(&self, path: &StorePath) -> StorePath {
        let mut at = path.clone();
        while let Some(parent) = at.parent().filter(|parent| !parent.is_root()) {
            at = parent;
        }
        at
    }
    fn open(&self, path: &StorePath) -> Result<Box<dyn OpenDir>, Errno> {
        let reading = self.dirs.get(path).cloned().ok_or(Errno::NOENT)?;
        Ok(Box::new(FakeDir { disks: self.clone(), reading, given: 0 }))
    }
    fn followed(&self, _: &StorePath) -> Result<Attributes, Errno> {
        Err(Errno::NOENT)
    }
    fn attributes(&self, _: &StorePath) -> Result<Attributes, Errno> {
        Err(Errno::NOENT)
    }
    fn may_write(&self, _: &StorePath) -> Option<bool> {
        None
    }
    fn head(&self, _: &StorePath, _: usize) -> Result<(Vec<u8>, u64), Errno> {
        Err(Errno::NOENT)
    }
    fn mkdir(&self, _: &StorePath) -> Result<(), Errno> {
        Err(Errno::ROFS)
    }
    fn rename(&self, _: &StorePath, _: &StorePath) -> Result<(), Errno> {
        Err(Errno::ROFS)
    }
}

impl OpenDir for FakeDir {
    fn read(&mut self, each: &mut dyn FnMut(&[u8], Option<EntryKind>)) -> Result<bool, Errno> {
        let first = self.given;
        let (count, batch) = match &self.reading {
            Reading::Names(count, batch) => (*count, *batch),
            Reading::Hangs(gate) => {
                if first > 0 {
                    gate.pass();
                }
                (1, 1)
            }
            Reading::Fails(errno) if first > 0 => return Err(*errno),
            Reading::Fails(_) => (2, 1),
            Reading::Panics => panic!("a fault planted by this test"),
        };
        self.given = count.min(first + batch);
        for number in first..self.given {
            each(format!("f{number}").as_bytes(), Some(EntryKind::File));
        }
        Ok(self.given > first)
    }
    fn attributes(&self, name: &[u8]) -> Result<Attributes, Errno> {
        self.disks.looked_at.fetch_add(1, Ordering::SeqCst);
        if self.disks.refused.contains(name) {
            return Err(Errno::ACCESS);
        }
        let kind = if self.disks.links.contains_key(name) { EntryKind::Link } else { EntryKind::File };
        Ok(Attributes { kind, size: 1, modified: 1, permissions: 0o644, user: 0, group: 0 })
    }
    fn followed(&self, name: &[u8]) -> Result<Attributes, Errno> {
        if let Some(gate) = self.disks.slow_links.as_ref().filter(|_| name.starts_with(b"slow")) {
            gate.pass();
        }
        Ok(Attributes { kind: EntryKind::Dir, size: 1, modified: 1, permissions: 0o755, user: 0, group: 0 })
    }
    fn target(&self, name: &[u8]) -> Result<Vec<u8>, Errno> {
        self.disks.links.get(name).cloned().ok_or(Errno::INVAL)
    }
}
