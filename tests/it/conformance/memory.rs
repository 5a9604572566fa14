//! The reference: a store in memory, as simple as the promises allow.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use futures_util::stream::{self, StreamExt as _};
use hemi::domain::capability::Capabilities;
use hemi::domain::deletion::DeleteFacts;
use hemi::domain::entry::{EntryKind, RawEntry};
use hemi::domain::file_head::{FileHead, MOST};
use hemi::domain::listing::{Chunk, ChunkBuilder};
use hemi::domain::path::{EntryName, StorePath};
use hemi::domain::place::StoreId;
use hemi::domain::text::UntrustedRef;
use hemi::storage::error::Cause;
use hemi::storage::{
    Details, ListingEnd, Part, Parts, Removal, Removals, Removed, RowDetail, Stat, Storage, StorageError,
    StorageErrorKind,
};

#[derive(Clone, Debug)]
pub enum Node {
    Dir,
    File(u64),
    /// The name in the same directory that it leads to.
    Link(Vec<u8>),
}

#[derive(Clone)]
pub struct Memory {
    nodes: Arc<Mutex<BTreeMap<StorePath, Node>>>,
    capabilities: Capabilities,
}

fn error(kind: StorageErrorKind) -> StorageError {
    StorageError { kind, cause: Cause::NotDeclared }
}

type Answer<T> = Result<T, StorageError>;

impl Memory {
    pub fn new(capabilities: Capabilities) -> Self {
        let nodes = BTreeMap::from([(StorePath::root(), Node::Dir)]);
        Self { nodes: Arc::new(Mutex::new(nodes)), capabilities }
    }

    pub fn put(&self, path: &StorePath, node: Node) {
        self.nodes.lock().unwrap().insert(path.clone(), node);
    }

    fn get(&self, path: &StorePath) -> Option<Node> {
        self.nodes.lock().unwrap().get(path).cloned()
    }

    /// What a path leads to, and the text of the link it is.
    fn follow(&self, path: &StorePath) -> Option<(EntryKind, u64, Option<Vec<u8>>)> {
        Some(match self.get(path)? {
            Node::Dir => (EntryKind::Dir, 0, None),
            Node::File(size) => (EntryKind::File, size, None),
            Node::Link(to) => {
                let name = EntryName::new(UntrustedRef(&to)).ok()?;
                let there = path.parent().and_then(|dir| self.get(&dir.join(&name)));
                let (kind, size) = match there {
                    Some(Node::Dir) => (EntryKind::Dir, 0),
                    Some(Node::File(size)) => (EntryKind::File, size),
                    Some(Node::Link(_)) | None => (EntryKind::BrokenLink, 0),
                };
                (kind, size, Some(to))
            }
        })
    }

    fn chunk(&self, paths: &[StorePath], full: bool) -> Arc<Chunk> {
        let mut rows = ChunkBuilder::default();
        for path in paths {
            let Some((kind, size, link)) = self.follow(path) else { continue };
            let (kind, size) = match (full, &link) {
                (true, _) => (kind, Some(size)),
                (false, Some(_)) => (EntryKind::Link, None),
                (false, None) => (kind, None),
            };
            let name = path.name().map(UntrustedRef::raw).unwrap_or_default();
            let link_target = link.as_deref();
            rows.push(&RawEntry { name, kind: Some(kind), size, link_target, ..RawEntry::default() });
        }
        rows.finish()
    }

    fn may_be_made(&self, path: &StorePath) -> Answer<()> {
        if self.get(path).is_some() {
            return Err(error(StorageErrorKind::Exists));
        }
        match path.parent().and_then(|dir| self.get(&dir)) {
            Some(Node::Dir) => Ok(()),
            _ => Err(error(StorageErrorKind::NotFound)),
        }
    }
}

/// The answer, or that it was never declared.
fn declared<T: Send + 'static>(
    is: bool,
    answer: impl FnOnce() -> Answer<T>,
) -> BoxFuture<'static, Answer<T>> {
    ready(if is { answer() } else { Err(StorageError::not_declared()) }).boxed()
}

impl Storage for Memory {
    fn id(&self) -> StoreId {
        StoreId::Local
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    fn list(&self, path: Option<StorePath>, detail: RowDetail) -> Parts {
        let dir = path.unwrap_or_else(StorePath::root);
        let kind = match self.get(&dir) {
            Some(Node::Link(_)) => self.follow(&dir).map(|(kind, ..)| kind),
            Some(Node::Dir) => Some(EntryKind::Dir),
            Some(Node::File(_)) => Some(EntryKind::File),
            None => None,
        };
        let parts = match kind {
            None | Some(EntryKind::BrokenLink) => vec![Err(error(StorageErrorKind::NotFound))],
            Some(EntryKind::Dir) => {
                let nodes = self.nodes.lock().unwrap();
                let inside: Vec<_> =
                    nodes.keys().filter(|path| path.parent().as_ref() == Some(&dir)).cloned().collect();
                drop(nodes);
                let full = detail == RowDetail::Full || !self.capabilities.details;
                let rows = inside.chunks(3).map(|some| Ok(Part::Rows(self.chunk(some, full))));
                let end = Part::End(ListingEnd { path: dir.clone(), truncated: false, unreadable: 0 });
                rows.chain([Ok(end)]).collect()
            }
            Some(_) => vec![Err(error(StorageErrorKind::NotDirectory))],
        };
        stream::iter(parts).boxed()
    }

    fn details(&self, path: &StorePath, names: Vec<EntryName>) -> Details {
        let answer = if self.capabilities.details {
            let paths: Vec<_> = names.iter().map(|name| path.join(name)).collect();
            Ok(self.chunk(&paths, true))
        } else {
            Err(StorageError::not_declared())
        };
        stream::iter([answer]).boxed()
    }

    fn stat(&self, path: &StorePath) -> BoxFuture<'static, Answer<Stat>> {
        declared(self.capabilities.stat, || {
            let (kind, size, _) = self.follow(path).ok_or_else(|| error(StorageErrorKind::NotFound))?;
            Ok(Stat { kind, size: Some(size), modified: None, permissions: None, access: None })
        })
    }

    fn free_space(&self, path: &StorePath) -> BoxFuture<'static, Answer<u64>> {
        declared(self.capabilities.free_space, || match self.follow(path) {
            Some(_) => Ok(1024),
            None => Err(error(StorageErrorKind::NotFound)),
        })
    }

    fn head(&self, path: &StorePath) -> BoxFuture<'static, Answer<FileHead>> {
        declared(self.capabilities.read, || match self.follow(path) {
            Some((EntryKind::File, size, _)) => {
                let bytes = vec![b'x'; usize::try_from(size).unwrap().min(MOST)];
                Ok(FileHead { bytes: bytes.into(), size: Some(size) })
            }
            Some((EntryKind::BrokenLink, ..)) | None => Err(error(StorageErrorKind::NotFound)),
            Some(_) => Err(error(StorageErrorKind::Refused)),
        })
    }

    fn mkdir(&self, path: &StorePath) -> BoxFuture<'static, Answer<()>> {
        declared(self.capabilities.mkdir, || {
            self.may_be_made(path)?;
            self.put(path, Node::Dir);
            Ok(())
        })
    }

    fn rename(&self, from: &StorePath, to: &StorePath) -> BoxFuture<'static, Answer<()>> {
        declared(self.capabilities.rename, || {
            self.get(from).ok_or_else(|| error(StorageErrorKind::NotFound))?;
            self.may_be_made(to)?;
            let mut nodes = self.nodes.lock().unwrap();
            let moved: Vec<_> = nodes.keys().filter(|path| path.is_within(from)).cloned().collect();
            for path in moved {
                let below = &path.raw()[from.raw().len()..];
                let new = StorePath::parse([to.raw(), below].concat()).unwrap();
                if let Some(node) = nodes.remove(&path) {
                    nodes.insert(new, node);
                }
            }
            Ok(())
        })
    }

    fn delete_facts(&self, _: &StorePath) -> BoxFuture<'static, Answer<DeleteFacts>> {
        ready(Ok(DeleteFacts::default())).boxed()
    }

    fn remove(&self, removal: Removal) -> Removals {
        if !self.capabilities.remove {
            return stream::iter([Err(StorageError::not_declared())]).boxed();
        }
        let (mut reports, mut entries) = (Vec::new(), 0);
        for item in removal.items.iter().filter(|_| !removal.stop.is_stopped()) {
            let path = removal.directory.join(&item.name);
            let mut nodes = self.nodes.lock().unwrap();
            let gone: Vec<_> = nodes.keys().filter(|one| one.is_within(&path)).cloned().collect();
            gone.iter().for_each(|path| drop(nodes.remove(path)));
            entries += gone.len() as u64;
            reports.push(Ok(match gone.is_empty() {
                true => Removed::Failed(path, error(StorageErrorKind::NotFound)),
                false => Removed::Item(item.name.clone(), None),
            }));
        }
        reports.push(Ok(Removed::End(entries)));
        stream::iter(reports).boxed()
    }

    fn remove_empty(&self, path: &StorePath) -> BoxFuture<'static, Answer<()>> {
        declared(self.capabilities.remove, || {
            self.get(path).ok_or_else(|| error(StorageErrorKind::NotFound))?;
            let mut nodes = self.nodes.lock().unwrap();
            if nodes.keys().any(|one| one.parent().as_ref() == Some(path)) {
                return Err(error(StorageErrorKind::Exists));
            }
            nodes.remove(path);
            Ok(())
        })
    }
}
