//! The disks of this computer as a store. It needs no sign-in.
//!
//! A call to a disk may never return, so each has a separate thread ([`threads`]), and the caller may drop its
//! receiver at any time. Nothing more than requested is read: a listing reads names and kinds ([`list`]), the rest is
//! requested row by row ([`details`]). Start with [`LocalStore`].

mod details;
pub mod filesystem;
mod list;
mod mode;
mod mounts;
pub mod people;
mod remove;
mod rows;
mod system;
#[cfg(test)]
mod tests;
mod threads;
mod trash;
mod watch;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};
use rustix::io::Errno;
use tokio::sync::{mpsc, oneshot};

use super::complete::complete;
use super::error::DiskError;
use super::{Details, Parts, PerEntry, Removal, Removals, RowDetail, Stat, Storage, StorageError};
use crate::domain::capability::Capabilities;
use crate::domain::deletion::{DeleteFacts, Trashed};
use crate::domain::entry::EntryKind;
use crate::domain::file_head::{self, FileHead};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::permissions::{EntryMode, ModeStep};
use crate::domain::place::StoreId;
use filesystem::Filesystem;
use people::People;
use system::System;
use threads::CallThreads;
use trash::TrashDir;

/// Chunks that wait to be taken; then the disk has to wait.
const CHUNKS_WAITING: usize = 2;

/// The disks of this computer.
#[derive(Clone)]
pub struct LocalStore {
    shared: Arc<Shared>,
}

struct Shared {
    disks: Box<dyn Filesystem>,
    threads: CallThreads,
    people: People,
    start: StorePath,
    trash: TrashDir,
}

impl LocalStore {
    /// The real disks; a listing of no named directory is one of `start`.
    pub fn new(start: StorePath) -> Self {
        Self::over(Box::new(System::default()), People::default(), start)
    }

    /// The same over other disks and names.
    pub fn over(disks: Box<dyn Filesystem>, people: People, start: StorePath) -> Self {
        let trash = TrashDir::of_user(&start);
        Self { shared: Arc::new(Shared { disks, threads: CallThreads::default(), people, start, trash }) }
    }

    /// The same removal with the paths on the disks, which keeps the home directory too.
    fn on_disks(&self, removal: Removal) -> Removal {
        let mut kept: Vec<StorePath> = removal.kept.iter().map(|path| self.on_disk(path)).collect();
        kept.push(self.shared.start.clone());
        Removal { directory: self.on_disk(&removal.directory), kept, ..removal }
    }

    /// The path on the disks: `/~` is the home directory, as in a collection.
    fn on_disk(&self, path: &StorePath) -> StorePath {
        let below =
            path.is_within(&StorePath::home()).then(|| path.raw().get(StorePath::home().raw().len()..));
        let below = below.flatten().map(|below| [self.shared.start.raw(), below].concat());
        below.and_then(|path| StorePath::parse(path).ok()).unwrap_or_else(|| path.clone())
    }

    /// Asks the disk of `path` for one thing.
    fn ask<T: Send + 'static>(
        &self,
        path: &StorePath,
        call: impl FnOnce(&dyn Filesystem) -> Result<T, Errno> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StorageError>> {
        let shared = Arc::clone(&self.shared);
        let path = path.clone();
        Box::pin(async move {
            let disk = shared.disks.mount_of(&path);
            let (answer, answered) = oneshot::channel();
            let on_thread = Arc::clone(&shared);
            let call = move || drop(answer.send(call(&*on_thread.disks)));
            shared.threads.run(&disk, call).await?;
            Ok(answered.await.map_err(|_| DiskError::Died)??)
        })
    }

    /// Asks the disk of `path` for many things, which `call` sends. Its thread is left alone when the stream is
    /// dropped: the next thing it sends has no taker, and it ends.
    fn stream<T: Send + 'static>(
        &self,
        path: StorePath,
        call: impl FnOnce(&Arc<Shared>, mpsc::Sender<Result<T, StorageError>>) + Send + 'static,
    ) -> stream::BoxStream<'static, Result<T, StorageError>> {
        let shared = Arc::clone(&self.shared);
        let start = async move {
            let disk = shared.disks.mount_of(&path);
            let (things, taken) = mpsc::channel(CHUNKS_WAITING);
            let on_thread = Arc::clone(&shared);
            match shared.threads.run(&disk, move || call(&on_thread, things)).await {
                Ok(()) => stream::unfold(taken, async |mut taken| Some((taken.recv().await?, taken))).boxed(),
                Err(error) => stream::iter([Err(StorageError::from(error))]).boxed(),
            }
        };
        stream::once(start).flatten().boxed()
    }
}

impl Storage for LocalStore {
    fn id(&self) -> StoreId {
        StoreId::Local
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::LOCAL
    }

    fn list(&self, path: Option<StorePath>, detail: RowDetail) -> Parts {
        let path = path.map_or_else(|| self.shared.start.clone(), |path| self.on_disk(&path));
        let dir = path.clone();
        complete(self.stream(path, move |shared, parts| list::list(shared, &dir, detail, &parts)))
    }

    fn details(&self, path: &StorePath, names: Vec<EntryName>) -> Details {
        let path = self.on_disk(path);
        let dir = path.clone();
        self.stream(path, move |shared, chunks| details::details(shared, &dir, &names, &chunks))
    }

    fn stat(&self, path: &StorePath) -> BoxFuture<'static, Result<Stat, StorageError>> {
        let at = self.on_disk(path);
        self.ask(&at.clone(), move |disks| {
            let (found, kind) = match disks.followed(&at) {
                Ok(found) => (found, found.kind),
                // A link that leads nowhere, or round in a circle, is there all the same.
                Err(error) => match disks.attributes(&at) {
                    Ok(link) if link.kind == EntryKind::Link => (link, EntryKind::BrokenLink),
                    Ok(_) | Err(_) => return Err(error),
                },
            };
            Ok(Stat {
                kind,
                size: Some(found.size),
                modified: Some(found.modified),
                permissions: Some(found.permissions),
                access: disks.may_write(&at),
            })
        })
    }

    fn watch(&self, path: &StorePath) -> stream::BoxStream<'static, ()> {
        let at = self.on_disk(path);
        let store = self.clone();
        watch::again(move || {
            let at = at.clone();
            store.ask(&at.clone(), move |_| match watch::open(&at) {
                Err(Errno::NOENT) => Ok(None),
                opened => Ok(Some(opened?)),
            })
        })
    }

    fn free_space(&self, path: &StorePath) -> BoxFuture<'static, Result<u64, StorageError>> {
        let at = self.on_disk(path);
        self.ask(&at.clone(), move |disks| disks.free_space(&at))
    }

    fn head(&self, path: &StorePath) -> BoxFuture<'static, Result<FileHead, StorageError>> {
        let at = self.on_disk(path);
        self.ask(&at.clone(), move |disks| {
            let (bytes, size) = disks.head(&at, file_head::MOST)?;
            Ok(FileHead { bytes: bytes.into(), size: Some(size) })
        })
    }

    fn modes(
        &self,
        directory: &StorePath,
        names: Vec<EntryName>,
    ) -> BoxFuture<'static, Result<Vec<EntryMode>, StorageError>> {
        let at = self.on_disk(directory);
        self.ask(&at.clone(), move |_| mode::read(&at, &names))
    }

    fn set_modes(&self, directory: &StorePath, steps: Vec<ModeStep>) -> PerEntry<ModeStep> {
        let at = self.on_disk(directory);
        let set = self.ask(&at.clone(), move |_| mode::change(&at, &steps));
        Box::pin(async { Ok(set.await?.into_iter().map(|end| end.map_err(StorageError::from)).collect()) })
    }

    fn touch(&self, directory: &StorePath, names: Vec<EntryName>) -> PerEntry<()> {
        let at = self.on_disk(directory);
        let touched = self.ask(&at.clone(), move |_| mode::touch(&at, &names));
        Box::pin(async {
            Ok(touched.await?.into_iter().map(|end| end.map_err(StorageError::from)).collect())
        })
    }

    fn create_file(&self, path: &StorePath) -> BoxFuture<'static, Result<(), StorageError>> {
        let at = self.on_disk(path);
        self.ask(&at.clone(), move |_| mode::create_file(&at))
    }

    fn mkdir(&self, path: &StorePath) -> BoxFuture<'static, Result<(), StorageError>> {
        let at = self.on_disk(path);
        self.ask(&at.clone(), move |disks| disks.mkdir(&at))
    }

    fn rename(&self, from: &StorePath, to: &StorePath) -> BoxFuture<'static, Result<(), StorageError>> {
        let (at, to) = (self.on_disk(from), self.on_disk(to));
        self.ask(&at.clone(), move |disks| disks.rename(&at, &to))
    }

    fn delete_facts(&self, directory: &StorePath) -> BoxFuture<'static, Result<DeleteFacts, StorageError>> {
        let (at, trash, home) =
            (self.on_disk(directory), self.shared.trash.clone(), self.shared.start.clone());
        self.ask(&at.clone(), move |_| Ok(trash.facts(&at, home)))
    }

    fn remove(&self, removal: Removal) -> Removals {
        let removal = self.on_disks(removal);
        self.stream(removal.directory.clone(), move |_, to| remove::remove(&removal, &to))
    }

    fn trash(&self, removal: Removal) -> Removals {
        let removal = self.on_disks(removal);
        self.stream(removal.directory.clone(), move |shared, to| {
            trash::trash(&removal, &shared.trash, &to);
        })
    }

    fn restore(&self, trashed: &Trashed) -> BoxFuture<'static, Result<(), StorageError>> {
        let trashed = trashed.clone();
        self.ask(&trashed.from.clone(), move |disks| {
            disks.rename(&trashed.now, &trashed.from)?;
            // It is back; a trash forgives what it knows of nothing.
            trash::forget(&trashed).or(Ok(()))
        })
    }

    fn remove_empty(&self, path: &StorePath) -> BoxFuture<'static, Result<(), StorageError>> {
        let at = self.on_disk(path);
        self.ask(&at.clone(), move |_| remove::remove_empty(&at))
    }
}
