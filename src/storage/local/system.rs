//! The disks of this computer, by system calls.

use std::os::fd::OwnedFd;

use rustix::fs::{
    Access, AtFlags, CWD, FileType, Mode, OFlags, accessat, mkdirat, openat, readlinkat, statat,
};
use rustix::io::{Errno, Result};

use super::filesystem::{Attributes, Filesystem, OpenDir};
use super::mounts::Mounts;
use crate::domain::entry::EntryKind;
use crate::domain::path::StorePath;

/// The disks of this computer.
#[derive(Debug, Default)]
pub struct System {
    mounts: Mounts,
}

impl Filesystem for System {
    fn mount_of(&self, path: &StorePath) -> StorePath {
        self.mounts.of(path)
    }

    fn open(&self, path: &StorePath) -> Result<Box<dyn OpenDir>> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let dir = openat(CWD, path.raw(), flags, Mode::empty())?;
        Ok(Box::new(Dir { names: names::Names::new(&dir)?, dir }))
    }

    fn followed(&self, path: &StorePath) -> Result<Attributes> {
        statat(CWD, path.raw(), AtFlags::empty()).map(|stat| attributes(&stat))
    }

    fn attributes(&self, path: &StorePath) -> Result<Attributes> {
        statat(CWD, path.raw(), AtFlags::SYMLINK_NOFOLLOW).map(|stat| attributes(&stat))
    }

    fn may_write(&self, path: &StorePath) -> Option<bool> {
        match accessat(CWD, path.raw(), Access::WRITE_OK, AtFlags::EACCESS) {
            Ok(()) => Some(true),
            Err(Errno::ACCESS | Errno::ROFS | Errno::PERM) => Some(false),
            Err(_) => None,
        }
    }

    fn free_space(&self, path: &StorePath) -> Result<u64> {
        let disk = rustix::fs::statvfs(path.raw())?;
        match disk.f_blocks {
            0 => Err(Errno::OPNOTSUPP),
            _ => Ok(disk.f_bavail.saturating_mul(disk.f_frsize)),
        }
    }

    fn head(&self, path: &StorePath, most: usize) -> Result<(Vec<u8>, u64)> {
        // A pipe without a writer would block.
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = openat(CWD, path.raw(), flags, Mode::empty())?;
        let stat = rustix::fs::fstat(&file)?;
        let Attributes { kind, size, .. } = attributes(&stat);
        match kind {
            EntryKind::File => {}
            EntryKind::Dir => return Err(Errno::ISDIR),
            _ => return Err(Errno::OPNOTSUPP),
        }
        let mut bytes = Vec::with_capacity(most);
        while bytes.len() < most {
            let mut part = vec![0; most - bytes.len()];
            let read = rustix::io::retry_on_intr(|| rustix::io::read(&file, &mut *part))?;
            part.truncate(read);
            if part.is_empty() {
                break;
            }
            bytes.append(&mut part);
        }
        Ok((bytes, size))
    }

    fn mkdir(&self, path: &StorePath) -> Result<()> {
        mkdirat(CWD, path.raw(), Mode::from_raw_mode(0o777))
    }

    fn rename(&self, from: &StorePath, to: &StorePath) -> Result<()> {
        match rename_new(from, to) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => rename_checked(from, to),
            done => done,
        }
    }
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn rename_new(from: &StorePath, to: &StorePath) -> Result<()> {
    rustix::fs::renameat_with(CWD, from.raw(), CWD, to.raw(), rustix::fs::RenameFlags::NOREPLACE)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn rename_new(_: &StorePath, _: &StorePath) -> Result<()> {
    Err(Errno::NOSYS)
}

/// For file systems that cannot rename without replacing (NFS answers `EINVAL`): looks first. What another program
/// puts at `to` in between is lost, which no call of such a file system can prevent for directories.
fn rename_checked(from: &StorePath, to: &StorePath) -> Result<()> {
    match statat(CWD, to.raw(), AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => Err(Errno::EXIST),
        Err(Errno::NOENT) => rustix::fs::renameat(CWD, from.raw(), CWD, to.raw()),
        Err(error) => Err(error),
    }
}

struct Dir {
    dir: OwnedFd,
    names: names::Names,
}

impl OpenDir for Dir {
    fn read(&mut self, each: &mut dyn FnMut(&[u8], Option<EntryKind>)) -> Result<bool> {
        let mut some = false;
        self.names.read(&self.dir, &mut |name, file_type| {
            some = true;
            if name != b"." && name != b".." {
                each(name, kind(file_type));
            }
        })?;
        Ok(some)
    }

    fn attributes(&self, name: &[u8]) -> Result<Attributes> {
        #[cfg(target_os = "linux")]
        let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
        #[cfg(not(target_os = "linux"))]
        let flags = AtFlags::SYMLINK_NOFOLLOW;
        statat(&self.dir, name, flags).map(|stat| attributes(&stat))
    }

    fn followed(&self, name: &[u8]) -> Result<Attributes> {
        statat(&self.dir, name, AtFlags::empty()).map(|stat| attributes(&stat))
    }

    fn target(&self, name: &[u8]) -> Result<Vec<u8>> {
        readlinkat(&self.dir, name, Vec::new()).map(std::ffi::CString::into_bytes)
    }
}

fn kind(file_type: FileType) -> Option<EntryKind> {
    match file_type {
        FileType::Directory => Some(EntryKind::Dir),
        FileType::RegularFile => Some(EntryKind::File),
        FileType::Symlink => Some(EntryKind::Link),
        FileType::Unknown => None,
        _ => Some(EntryKind::Other),
    }
}

#[allow(
    clippy::unnecessary_cast,
    clippy::cast_sign_loss,
    reason = "the widths and signs of these numbers differ between systems"
)]
fn attributes(stat: &rustix::fs::Stat) -> Attributes {
    Attributes {
        kind: kind(FileType::from_raw_mode(stat.st_mode)).unwrap_or(EntryKind::Other),
        size: stat.st_size as u64,
        modified: stat.st_mtime as i64,
        permissions: (stat.st_mode & 0o7777) as u16,
        user: stat.st_uid,
        group: stat.st_gid,
    }
}

/// Names by one getdents(2) at a time, so that those of a slow directory are shown as they come.
#[cfg(target_os = "linux")]
mod names {
    use std::os::fd::OwnedFd;

    use rustix::fs::{FileType, RawDir};
    use rustix::io::Result;

    /// Room for about a thousand names.
    const BUFFER: usize = 32 * 1024;

    pub struct Names(Vec<u8>);

    impl Names {
        pub fn new(_: &OwnedFd) -> Result<Self> {
            Ok(Self(Vec::with_capacity(BUFFER)))
        }

        pub fn read(&mut self, dir: &OwnedFd, each: &mut dyn FnMut(&[u8], FileType)) -> Result<()> {
            let mut raw = RawDir::new(dir, self.0.spare_capacity_mut());
            while let Some(entry) = raw.next() {
                let entry = entry?;
                each(entry.file_name().to_bytes(), entry.file_type());
                if raw.is_buffer_empty() {
                    break;
                }
            }
            Ok(())
        }
    }
}

/// Names by readdir(3), which does not show where its buffer ends.
#[cfg(not(target_os = "linux"))]
mod names {
    use std::os::fd::OwnedFd;

    use rustix::fs::{Dir, FileType};
    use rustix::io::Result;

    const AT_ONCE: usize = 64;

    pub struct Names(Dir);

    impl Names {
        pub fn new(dir: &OwnedFd) -> Result<Self> {
            Dir::read_from(dir).map(Self)
        }

        pub fn read(&mut self, _: &OwnedFd, each: &mut dyn FnMut(&[u8], FileType)) -> Result<()> {
            for entry in self.0.by_ref().take(AT_ONCE) {
                let entry = entry?;
                each(entry.file_name().to_bytes(), entry.file_type());
            }
            Ok(())
        }
    }
}
