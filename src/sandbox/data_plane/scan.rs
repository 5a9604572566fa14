//! The scanning items of a transfer: inspect sources, apply filter rules and sync level, queue copies.

use rustix::io::Errno;

use crate::sandbox::data_plane::environment::Volume;
use crate::sandbox::data_plane::fault::{Fault, FaultScope, Side, StepError};
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::queue::{Pair, WorkItem};
use crate::sandbox::data_plane::root::{FileKind, Metadata, ResolvedPath, read_names};
use crate::sandbox::data_plane::task::{FilterRule, Item, Symlinks, TransferSpec};
use crate::sandbox::data_plane::task_context::TaskContext;
use crate::sandbox::data_plane::{digest, glob, tree};

/// The volumes of a transfer.
pub(super) struct Volumes {
    pub source: Volume,
    pub destination: Volume,
}

impl TaskContext<'_> {
    /// Runs one item of a transfer. Returns the items that follow from it.
    pub(super) fn run_transfer_item(
        &self,
        transfer: &TransferSpec,
        item: &WorkItem,
    ) -> Result<Vec<WorkItem>, StepError> {
        let volumes = Volumes {
            source: self.volume(transfer.source, Side::Source)?,
            destination: self.volume(transfer.destination, Side::Destination)?,
        };
        match item {
            WorkItem::Begin(index) => self.begin_item(transfer, &volumes, *index),
            WorkItem::Inspect(pair) => self.inspect(transfer, &volumes, pair),
            WorkItem::Scan(pair) => self.scan_directory(transfer, &volumes, pair),
            WorkItem::Copy(pair) => self.copy(transfer, &volumes, pair).map(|()| Vec::new()),
            WorkItem::Link(pair) => self.copy_link(&volumes, pair).map(|()| Vec::new()),
            WorkItem::Remove(_) => Ok(Vec::new()),
        }
    }

    fn begin_item(
        &self,
        transfer: &TransferSpec,
        volumes: &Volumes,
        index: usize,
    ) -> Result<Vec<WorkItem>, StepError> {
        let Some(item) = transfer.items.get(index) else { return Ok(Vec::new()) };
        let pair = Pair {
            source: parse(&item.source, &volumes.source, Side::Source)?,
            destination: parse(&item.destination, &volumes.destination, Side::Destination)?,
            item: index,
        };
        let at = |code: &str, why: &str| Fault::new(code, Side::Source, &pair.source, why);
        let resolved = locate(&volumes.source, &pair.source, !item.symlink)?;
        let meta = found(&resolved, &pair.source)?;
        if let Some(parent) = pair.destination.parent() {
            tree::make_dirs(&volumes.destination, &parent)?;
        }
        match (meta.kind, item) {
            (FileKind::Link, Item { symlink: true, .. }) => {
                self.update(|task| task.counters.symlinks += 1);
                Ok(vec![WorkItem::Link(pair)])
            }
            (_, Item { symlink: true, .. }) => {
                Err(at("NOT_A_SYMLINK", "the source is not a symbolic link").into())
            }
            (FileKind::Dir, Item { recursive: Some(false), .. }) => {
                Err(at("IS_A_DIRECTORY", "the source is a directory and the item is not recursive").into())
            }
            (FileKind::Dir, _) => self.enter_directory(transfer, volumes, pair, &resolved),
            (_, Item { recursive: Some(true), .. }) => {
                Err(at("NOT_A_DIRECTORY", "the source is not a directory and the item is recursive").into())
            }
            (FileKind::File, _) => self.plan_file(transfer, volumes, pair, meta),
            _ => Err(at("NOT_A_FILE", "the source is neither a file nor a directory").into()),
        }
    }

    fn inspect(
        &self,
        transfer: &TransferSpec,
        volumes: &Volumes,
        pair: &Pair,
    ) -> Result<Vec<WorkItem>, StepError> {
        let mut resolved = locate(&volumes.source, &pair.source, false)?;
        let mut meta = found(&resolved, &pair.source)?;
        if meta.kind == FileKind::Link {
            match transfer.symlinks {
                Symlinks::Ignore => return Ok(Vec::new()),
                Symlinks::Keep => {
                    self.update(|task| task.counters.symlinks += 1);
                    return Ok(vec![WorkItem::Link(pair.clone())]);
                }
                Symlinks::Copy => {
                    let dangling = || {
                        Fault::new("INVALID_SYMLINK", Side::Source, &pair.source, "the link leads to nothing")
                    };
                    let from = resolved.path.parent().unwrap_or_default();
                    resolved = volumes.source.root.locate(&pair.source, true).map_err(|_| dangling())?;
                    meta = resolved.meta.ok_or_else(dangling)?;
                    if meta.kind == FileKind::Dir && from.starts_with(&resolved.path) {
                        let why = "the link leads to a directory that holds it";
                        return Err(Fault::new("INVALID_SYMLINK", Side::Source, &pair.source, why)
                            .with_scope(FaultScope::Fatal)
                            .into());
                    }
                }
            }
        }
        match meta.kind {
            FileKind::Dir => self.enter_directory(transfer, volumes, pair.clone(), &resolved),
            FileKind::File => self.plan_file(transfer, volumes, pair.clone(), meta),
            // Devices and pipes below a directory are ignored, as in the service.
            _ => Ok(Vec::new()),
        }
    }

    /// Creates a directory at the destination and queues the scan of the source.
    fn enter_directory(
        &self,
        transfer: &TransferSpec,
        volumes: &Volumes,
        pair: Pair,
        resolved: &ResolvedPath,
    ) -> Result<Vec<WorkItem>, StepError> {
        tree::make_dirs(&volumes.destination, &pair.destination)?;
        if transfer.source == transfer.destination {
            let target = locate(&volumes.destination, &pair.destination, true)?;
            if target.path != resolved.path && target.path.starts_with(&resolved.path) {
                let why = "the destination lies within the source";
                let fault = Fault::new("AMBIGUOUS_PATH", Side::Destination, &pair.destination, why);
                return Err(fault.with_scope(FaultScope::Fatal).into());
            }
        }
        self.update(|task| task.counters.directories += 1);
        Ok(vec![WorkItem::Scan(pair)])
    }

    /// Queues the copy of a file, unless the sync level finds it unchanged.
    fn plan_file(
        &self,
        transfer: &TransferSpec,
        volumes: &Volumes,
        pair: Pair,
        meta: Metadata,
    ) -> Result<Vec<WorkItem>, StepError> {
        let moved_before = self.update(|task| {
            let destination = pair.destination.wire();
            task.resumed && task.transferred.iter().any(|moved| moved.destination == destination)
        });
        let skipped = !moved_before && self.is_in_sync(transfer, volumes, &pair, meta)?;
        self.update(|task| {
            task.counters.files += 1;
            task.counters.files_skipped += u64::from(skipped);
            task.counters.files_transferred += u64::from(moved_before);
            if skipped || moved_before {
                // The copy counts as a subtask that succeeded.
                task.counters.total += 1;
                task.counters.succeeded += 1;
            }
        });
        Ok(if skipped || moved_before { Vec::new() } else { vec![WorkItem::Copy(pair)] })
    }

    fn is_in_sync(
        &self,
        transfer: &TransferSpec,
        volumes: &Volumes,
        pair: &Pair,
        meta: Metadata,
    ) -> Result<bool, StepError> {
        let Some(level) = transfer.sync_level else { return Ok(false) };
        let there = match volumes.destination.root.locate(&pair.destination, true) {
            Err(Errno::NOENT) => return Ok(false),
            other => other.map_err(|errno| Fault::from_errno(errno, Side::Destination, &pair.destination))?,
        };
        let Some(other) = there.meta.filter(|other| other.kind == FileKind::File) else { return Ok(false) };
        Ok(match level {
            0 => true,
            1 => other.size == meta.size,
            2 => other.size == meta.size && meta.modified <= other.modified,
            _ if other.size != meta.size => false,
            _ => {
                let here = locate(&volumes.source, &pair.source, true)?;
                let first = self.checksum(&here, Side::Source, &pair.source)?;
                first == self.checksum(&there, Side::Destination, &pair.destination)?
            }
        })
    }

    fn checksum(&self, resolved: &ResolvedPath, side: Side, path: &CleanPath) -> Result<Vec<u8>, StepError> {
        let at = |errno| StepError::Fault(Fault::from_errno(errno, side, path));
        let (file, _) = resolved.open_file().map_err(at)?;
        let checked = |bytes| {
            self.update(|task| task.counters.bytes_checksummed += bytes);
            self.check_cancelled()
        };
        digest::file_digest(file, digest::algorithm("SHA256"), checked).map_err(|error| error.into_error(at))
    }

    /// Reads a directory and queues the inspection of its names; first removes extra names at the destination if
    /// requested.
    fn scan_directory(
        &self,
        transfer: &TransferSpec,
        volumes: &Volumes,
        pair: &Pair,
    ) -> Result<Vec<WorkItem>, StepError> {
        let at = |errno| StepError::Fault(Fault::from_errno(errno, Side::Source, &pair.source));
        let resolved = locate(&volumes.source, &pair.source, true)?;
        let dir = resolved.open_dir().map_err(at)?;
        let inside = read_names(&dir).map_err(at)?;
        if transfer.delete_destination_extra {
            self.remove_extra(volumes, pair, &inside)?;
        }
        let mut next = Vec::new();
        for name in inside {
            let is_dir = match Metadata::of_name(&dir, &name) {
                Err(Errno::NOENT) => continue,
                found => found.map_err(at)?.kind == FileKind::Dir,
            };
            if is_included(&transfer.rules, &name, is_dir) {
                next.push(WorkItem::Inspect(Pair {
                    source: pair.source.join(&name),
                    destination: pair.destination.join(&name),
                    item: pair.item,
                }));
            }
        }
        Ok(next)
    }

    fn remove_extra(&self, volumes: &Volumes, pair: &Pair, wanted: &[Vec<u8>]) -> Result<(), StepError> {
        let at = |errno| StepError::Fault(Fault::from_errno(errno, Side::Destination, &pair.destination));
        let there = locate(&volumes.destination, &pair.destination, true)?;
        let dir = there.open_dir().map_err(at)?;
        for name in read_names(&dir).map_err(at)? {
            if wanted.binary_search(&name).is_err() {
                let path = pair.destination.join(&name);
                let extra = tree::locate_for_change(&volumes.destination, &path, false)?;
                tree::remove_tree(&volumes.destination, &extra, &mut |_| self.check_cancelled())?;
            }
        }
        Ok(())
    }
}

/// Whether filter rules include a name: the first matching rule decides; without a match it is included.
pub(super) fn is_included(rules: &[FilterRule], name: &[u8], is_dir: bool) -> bool {
    let fits = |rule: &&FilterRule| {
        rule.dirs.is_none_or(|dirs| dirs == is_dir) && glob::matches(rule.name.as_bytes(), name)
    };
    rules.iter().find(fits).is_none_or(|rule| rule.include)
}

fn parse(text: &str, volume: &Volume, side: Side) -> Result<CleanPath, Fault> {
    CleanPath::parse(text, &volume.home).map_err(|bad| {
        Fault::new("INVALID_PATH_NAME", side, &CleanPath::default(), bad.0).with_scope(FaultScope::Fatal)
    })
}

/// Resolves a source path.
pub(super) fn locate(volume: &Volume, path: &CleanPath, follow: bool) -> Result<ResolvedPath, Fault> {
    if !volume.generated.is_empty() {
        let why = "the files of this collection exist only in listings";
        return Err(Fault::new("PERMISSION_DENIED", Side::Source, path, why));
    }
    let resolved =
        volume.root.locate(path, follow).map_err(|errno| Fault::from_errno(errno, Side::Source, path))?;
    if volume.permits(&resolved.path, false) {
        Ok(resolved)
    } else {
        Err(Fault::new("PERMISSION_DENIED", Side::Source, path, "no access rule allows this path to be read"))
    }
}

fn found(resolved: &ResolvedPath, path: &CleanPath) -> Result<Metadata, Fault> {
    resolved.metadata().map_err(|errno| Fault::from_errno(errno, Side::Source, path))
}
