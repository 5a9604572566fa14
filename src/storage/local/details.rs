//! Reads the details of single entries of a directory: those on the screen.
//!
//! A link may lead to a disk that does not answer. It is followed on that disk's own threads, after all other rows
//! were sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustix::io::Errno;
use tokio::sync::mpsc::Sender;

use super::filesystem::{Attributes, OpenDir};
use super::{Shared, rows};
use crate::domain::entry::EntryKind;
use crate::domain::listing::{Chunk, ChunkBuilder};
use crate::domain::path::{EntryName, StorePath};
use crate::storage::StorageError;

type Chunks = Sender<Result<Arc<Chunk>, StorageError>>;

/// A symlink: its name, its text, and what it is itself.
struct Link {
    name: EntryName,
    text: Vec<u8>,
    itself: Attributes,
}

/// Sends more of the entries `names` of the directory `path`.
pub(super) fn details(shared: &Arc<Shared>, path: &StorePath, names: &[EntryName], chunks: &Chunks) {
    let dir = match shared.disks.open(path) {
        Ok(dir) => dir,
        Err(errno) => {
            // This fails only if the receiver is dropped.
            let _ = chunks.blocking_send(Err(errno.into()));
            return;
        }
    };
    let Some((links, refused)) = entries(shared, &*dir, names, chunks) else { return };
    let home = shared.disks.mount_of(path);
    let mut by_disk: BTreeMap<StorePath, Vec<Link>> = BTreeMap::new();
    for link in links {
        let disk =
            link_target(path, &link.text).map_or_else(|| home.clone(), |to| shared.disks.mount_of(&to));
        by_disk.entry(disk).or_default().push(link);
    }
    let near = by_disk.remove(&home);
    for (disk, links) in by_disk {
        let (on_thread, chunks, path) = (Arc::clone(shared), chunks.clone(), path.clone());
        // Links stay as they are where the directory cannot be opened once more, or their disk is busy.
        let follow = move || {
            if let Ok(dir) = on_thread.disks.open(&path) {
                follow_all(&on_thread, &*dir, &links, &chunks);
            }
        };
        let _ = shared.threads.try_run(&disk, follow);
    }
    follow_all(shared, &*dir, &near.unwrap_or_default(), chunks);
    if let Some(errno) = refused {
        // This fails only if the receiver is dropped.
        let _ = chunks.blocking_send(Err(errno.into()));
    }
}

/// Sends the details of each entry and returns the links among them, and why an entry that is there could not be read,
/// if so. `None`: the receiver was dropped.
fn entries(
    shared: &Shared,
    dir: &dyn OpenDir,
    names: &[EntryName],
    chunks: &Chunks,
) -> Option<(Vec<Link>, Option<Errno>)> {
    let mut links = Vec::new();
    let mut refused = None;
    let mut found = ChunkBuilder::default();
    for name in names {
        if chunks.is_closed() {
            return None;
        }
        // An entry that cannot be read, or no longer exists, has no row.
        let itself = match dir.attributes(name.raw()) {
            Ok(itself) => itself,
            Err(Errno::NOENT) => continue,
            Err(errno) => {
                refused = Some(errno);
                continue;
            }
        };
        if itself.kind == EntryKind::Link {
            if let Some(text) = rows::push_link(&mut found, &shared.people, dir, name.raw(), &itself) {
                links.push(Link { name: name.clone(), text, itself });
            }
        } else {
            rows::push(&mut found, &shared.people, name.raw(), &itself, None);
        }
    }
    send(&mut found, chunks).then_some((links, refused))
}

/// Sends what each link leads to.
fn follow_all(shared: &Shared, dir: &dyn OpenDir, links: &[Link], chunks: &Chunks) {
    let mut found = ChunkBuilder::default();
    for link in links {
        if chunks.is_closed() {
            return;
        }
        let there = match dir.followed(link.name.raw()) {
            Ok(there) => there,
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => {
                Attributes { kind: EntryKind::BrokenLink, ..link.itself }
            }
            // Its target cannot be read.
            Err(_) => continue,
        };
        rows::push(&mut found, &shared.people, link.name.raw(), &there, Some(&link.text));
    }
    send(&mut found, chunks);
}

/// Sends the collected rows; returns false when the receiver was dropped.
fn send(rows: &mut ChunkBuilder, chunks: &Chunks) -> bool {
    rows.is_empty() || chunks.blocking_send(Ok(rows.finish())).is_ok()
}

/// The target of a link, judging by its text.
fn link_target(dir: &StorePath, text: &[u8]) -> Option<StorePath> {
    let absolute = text.starts_with(b"/");
    let whole = if absolute { text.to_vec() } else { [dir.raw(), b"/", text].concat() };
    StorePath::parse(whole).ok()
}
