//! Changes to a directory tree: create directories, remove trees, replace a file or link atomically.

use std::os::fd::OwnedFd;

use rustix::fs::{AtFlags, Mode, OFlags, mkdirat, openat, renameat, symlinkat, unlinkat};
use rustix::io::Errno;
use uuid::Uuid;

use crate::sandbox::data_plane::environment::Volume;
use crate::sandbox::data_plane::fault::{Fault, Side, StepError};
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::root::{FileKind, Metadata, PART_PREFIX, ResolvedPath, read_all_names};

/// The mode of a new directory, before the umask.
const DIRECTORY: u32 = 0o777;

/// Resolves a path for a change; read-only paths are refused, and those that no access rule allows.
pub fn locate_for_change(volume: &Volume, path: &CleanPath, follow: bool) -> Result<ResolvedPath, Fault> {
    let at = |errno| Fault::from_errno(errno, Side::Destination, path);
    let resolved = volume.root.locate(path, follow).map_err(at)?;
    if volume.is_read_only(&resolved.path) || !volume.generated.is_empty() {
        return Err(Fault::new(
            "PERMISSION_DENIED",
            Side::Destination,
            path,
            "this part of the collection is read-only",
        ));
    }
    if !volume.permits(&resolved.path, true) {
        let why = "no access rule allows this path to be changed";
        return Err(Fault::new("PERMISSION_DENIED", Side::Destination, path, why));
    }
    resolved.check_parent_writable().map_err(at)?;
    Ok(resolved)
}

/// Creates a directory in an existing parent.
pub fn make_dir(resolved: &ResolvedPath) -> rustix::io::Result<()> {
    mkdirat(&resolved.dir, &*resolved.name, Mode::from_raw_mode(DIRECTORY))
}

/// Creates a directory with missing parents.
pub fn make_dirs(volume: &Volume, path: &CleanPath) -> Result<(), Fault> {
    let at = |errno| Fault::from_errno(errno, Side::Destination, path);
    let mut missing = Vec::new();
    let mut above = path.clone();
    loop {
        match volume.root.locate(&above, true).map(|resolved| resolved.meta) {
            Ok(Some(meta)) if meta.kind == FileKind::Dir => break,
            Ok(Some(_)) => return Err(at(Errno::NOTDIR)),
            Ok(None) | Err(Errno::NOENT) => {}
            Err(errno) => return Err(at(errno)),
        }
        let Some(parent) = above.parent() else { return Err(at(Errno::NOENT)) };
        missing.push(std::mem::replace(&mut above, parent));
    }
    for path in missing.iter().rev() {
        match make_dir(&locate_for_change(volume, path, true)?) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(errno) => return Err(at(errno)),
        }
    }
    Ok(())
}

/// A temporary file or link beside its destination, removed on drop unless committed.
#[derive(Debug)]
pub struct PartialFile<'a> {
    resolved: &'a ResolvedPath,
    name: Vec<u8>,
    placed: bool,
}

impl<'a> PartialFile<'a> {
    fn beside(resolved: &'a ResolvedPath, task: &Uuid) -> Self {
        let name = [PART_PREFIX, task.simple().to_string().as_bytes()].concat();
        Self { resolved, name, placed: false }
    }

    /// Creates a file. A leftover of the same task from before a restart is replaced.
    pub fn file(resolved: &'a ResolvedPath, task: &Uuid, mode: u32) -> rustix::io::Result<(Self, OwnedFd)> {
        let part = Self::beside(resolved, task);
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let open = || openat(&resolved.dir, &*part.name, flags, Mode::from_raw_mode(mode));
        let file = match open() {
            Err(Errno::EXIST) => {
                unlinkat(&resolved.dir, &*part.name, AtFlags::empty())?;
                open()?
            }
            opened => opened?,
        };
        Ok((part, file))
    }

    /// Creates a symbolic link.
    pub fn link(resolved: &'a ResolvedPath, task: &Uuid, target: &[u8]) -> rustix::io::Result<Self> {
        let part = Self::beside(resolved, task);
        let _ = unlinkat(&resolved.dir, &*part.name, AtFlags::empty());
        symlinkat(target, &resolved.dir, &*part.name)?;
        Ok(part)
    }

    /// Renames it to its destination, atomically.
    pub fn commit(mut self) -> rustix::io::Result<()> {
        renameat(&self.resolved.dir, &*self.name, &self.resolved.dir, &*self.resolved.name)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for PartialFile<'_> {
    fn drop(&mut self) {
        if !self.placed {
            let _ = unlinkat(&self.resolved.dir, &*self.name, AtFlags::empty());
        }
    }
}

/// Progress of a removal: entries found, or an entry of this kind removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovalEvent {
    Found(usize),
    Removed(FileKind),
}

/// Removes `spot` recursively, children first. Links are removed, not followed.
pub fn remove_tree(
    volume: &Volume,
    resolved: &ResolvedPath,
    on_event: &mut dyn FnMut(RemovalEvent) -> Result<(), StepError>,
) -> Result<(), StepError> {
    let Some(meta) = resolved.meta else { return Ok(()) };
    remove_at(volume, &resolved.dir, &resolved.name, &resolved.path, meta, on_event)
}

fn remove_at(
    volume: &Volume,
    dir: &OwnedFd,
    name: &[u8],
    path: &CleanPath,
    meta: Metadata,
    on_event: &mut dyn FnMut(RemovalEvent) -> Result<(), StepError>,
) -> Result<(), StepError> {
    let at = |errno| StepError::Fault(Fault::from_errno(errno, Side::Destination, path));
    if volume.is_read_only(path) {
        return Err(at(Errno::ROFS));
    }
    if meta.kind == FileKind::Dir {
        meta.check_owner_bits(0o7).map_err(at)?;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let below = openat(dir, name, flags, Mode::empty()).map_err(at)?;
        let inside = read_all_names(&below).map_err(at)?;
        on_event(RemovalEvent::Found(inside.len()))?;
        for child in &inside {
            match Metadata::of_name(&below, child) {
                Err(Errno::NOENT) => {}
                Err(errno) => return Err(at(errno)),
                Ok(meta) => remove_at(volume, &below, child, &path.join(child), meta, on_event)?,
            }
        }
        unlinkat(dir, name, AtFlags::REMOVEDIR).map_err(at)?;
    } else {
        unlinkat(dir, name, AtFlags::empty()).map_err(at)?;
    }
    on_event(RemovalEvent::Removed(meta.kind))
}
