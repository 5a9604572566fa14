//! Path resolution confined to one directory.
//!
//! Every component is opened relative to its parent, without letting the kernel follow links: link targets are read
//! and resolved here, with `/` and `..` confined to the collection's root. A link that points outside therefore
//! behaves like a dangling one, and a directory replaced by a link during resolution is a failed open.
//!
//! The owner's permission bits apply even when the process is root, for which the kernel ignores them.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, fstat, openat, readlinkat, statat};
use rustix::io::{Errno, Result};

use crate::sandbox::data_plane::path::CleanPath;

/// Maximum number of symbolic links in one resolution.
const MAX_LINKS: usize = 40;

/// The type of a directory entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    Dir,
    File,
    Link,
    CharDevice,
    BlockDevice,
    Pipe,
    Other,
}

/// Metadata of one entry. Times are seconds and nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metadata {
    pub kind: FileKind,
    pub size: u64,
    pub modified: (i64, u32),
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
}

impl Metadata {
    fn of(stat: &Stat) -> Self {
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => FileKind::Dir,
            FileType::RegularFile => FileKind::File,
            FileType::Symlink => FileKind::Link,
            FileType::CharacterDevice => FileKind::CharDevice,
            FileType::BlockDevice => FileKind::BlockDevice,
            FileType::Fifo => FileKind::Pipe,
            _ => FileKind::Other,
        };
        let nanos = u32::try_from(stat.st_mtime_nsec).unwrap_or(0);
        Self {
            kind,
            size: u64::try_from(stat.st_size).unwrap_or(0),
            modified: (stat.st_mtime, nanos),
            mode: stat.st_mode & 0o7777,
            uid: stat.st_uid,
            gid: stat.st_gid,
        }
    }

    /// The metadata of an open file or directory.
    pub fn of_fd(fd: &OwnedFd) -> Result<Self> {
        Ok(Self::of(&fstat(fd)?))
    }

    /// The metadata of a name in an open directory; links are not followed.
    pub fn of_name(dir: &OwnedFd, name: &[u8]) -> Result<Self> {
        Ok(Self::of(&statat(dir, name, AtFlags::SYMLINK_NOFOLLOW)?))
    }

    /// Fails with EACCES unless the owner has all these bits (`0o4` read, `0o2` write, `0o1` search).
    pub fn check_owner_bits(&self, bits: u32) -> Result<()> {
        if (self.mode >> 6) & bits == bits { Ok(()) } else { Err(Errno::ACCESS) }
    }
}

/// The directory that holds a collection's files.
#[derive(Debug, Clone)]
pub struct Root {
    dir: PathBuf,
}

/// A resolved path: an open directory and a name in it, which may not exist.
#[derive(Debug)]
pub struct ResolvedPath {
    pub dir: OwnedFd,
    /// `.` for the root of the collection.
    pub name: Vec<u8>,
    /// The path with all links resolved.
    pub path: CleanPath,
    /// None when the name does not exist.
    pub meta: Option<Metadata>,
}

impl Root {
    /// The root at `dir`.
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    fn open(&self) -> Result<OwnedFd> {
        rustix::fs::open(&self.dir, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
    }

    /// Whether the directory can be opened.
    pub fn is_present(&self) -> bool {
        self.open().is_ok()
    }

    /// Resolves `path`. `follow` says whether a link in the last component is followed.
    ///
    /// A missing last component is a [`ResolvedPath`] without `meta`; a missing one before it is ENOENT.
    pub fn locate(&self, path: &CleanPath, follow: bool) -> Result<ResolvedPath> {
        let mut above: Vec<OwnedFd> = Vec::new();
        let mut here = self.open()?;
        let mut real = CleanPath::default();
        let mut todo: Vec<Vec<u8>> = path.parts().iter().rev().cloned().collect();
        let mut links = 0;
        while let Some(name) = todo.pop() {
            if name == b".." {
                if let Some(dir) = above.pop() {
                    here = dir;
                    real = real.parent().unwrap_or_default();
                }
                continue;
            }
            Metadata::of_fd(&here)?.check_owner_bits(0o1)?;
            let last = todo.is_empty();
            let meta = match Metadata::of_name(&here, &name) {
                Err(Errno::NOENT) if last => {
                    return Ok(ResolvedPath { path: real.join(&name), dir: here, name, meta: None });
                }
                found => found?,
            };
            if meta.kind == FileKind::Link && (follow || !last) {
                links += 1;
                if links > MAX_LINKS {
                    return Err(Errno::LOOP);
                }
                let target = readlinkat(&here, &*name, Vec::new())?.into_bytes();
                if target.first() == Some(&b'/') {
                    above.clear();
                    here = self.open()?;
                    real = CleanPath::default();
                }
                let steps = target.split(|byte| *byte == b'/').filter(|part| !matches!(*part, b"" | b"."));
                todo.extend(steps.map(<[u8]>::to_vec).rev());
                continue;
            }
            if last {
                return Ok(ResolvedPath { path: real.join(&name), dir: here, name, meta: Some(meta) });
            }
            let below = open_dir_at(&here, &name)?;
            above.push(std::mem::replace(&mut here, below));
            real = real.join(&name);
        }
        let meta = Some(Metadata::of_fd(&here)?);
        Ok(ResolvedPath { dir: here, name: b".".to_vec(), path: real, meta })
    }
}

fn open_dir_at(dir: &OwnedFd, name: &[u8]) -> Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(dir, name, flags, Mode::empty())
}

impl ResolvedPath {
    /// The metadata; ENOENT when the path does not exist.
    pub fn metadata(&self) -> Result<Metadata> {
        self.meta.ok_or(Errno::NOENT)
    }

    /// Opens the directory for reading its names.
    pub fn open_dir(&self) -> Result<OwnedFd> {
        let meta = self.metadata()?;
        if meta.kind != FileKind::Dir {
            return Err(Errno::NOTDIR);
        }
        meta.check_owner_bits(0o5)?;
        open_dir_at(&self.dir, &self.name)
    }

    /// Opens the regular file for reading.
    pub fn open_file(&self) -> Result<(OwnedFd, Metadata)> {
        self.metadata()?.check_owner_bits(0o4)?;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = openat(&self.dir, &*self.name, flags, Mode::empty())?;
        let meta = Metadata::of_fd(&file)?;
        match meta.kind {
            FileKind::File => Ok((file, meta)),
            FileKind::Dir => Err(Errno::ISDIR),
            _ => Err(Errno::INVAL),
        }
    }

    /// Fails with EACCES unless entries can be added to and removed from the parent directory.
    pub fn check_parent_writable(&self) -> Result<()> {
        Metadata::of_fd(&self.dir)?.check_owner_bits(0o3)
    }

    /// The target of the symbolic link.
    pub fn read_link(&self) -> Result<Vec<u8>> {
        Ok(readlinkat(&self.dir, &*self.name, Vec::new())?.into_bytes())
    }
}

/// The names in an open directory, sorted, without `.`, `..` and partial files.
pub fn read_names(dir: &OwnedFd) -> Result<Vec<Vec<u8>>> {
    let mut names = read_all_names(dir)?;
    names.retain(|name| !name.starts_with(PART_PREFIX));
    Ok(names)
}

/// The names in an open directory, sorted, including partial files.
pub fn read_all_names(dir: &OwnedFd) -> Result<Vec<Vec<u8>>> {
    let mut names = Vec::new();
    for entry in rustix::fs::Dir::read_from(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if !matches!(name, b"." | b"..") {
            names.push(name.to_vec());
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// The prefix of the names of partial files.
pub const PART_PREFIX: &[u8] = b".sandbox-part-";

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::sync::atomic::{AtomicBool, Ordering};

    use rustix::fs::{CWD, RenameFlags, renameat_with};

    use super::*;

    fn path(text: &str) -> CleanPath {
        CleanPath::parse(text, &CleanPath::default()).unwrap()
    }

    fn world() -> (tempfile::TempDir, Root) {
        let outside = tempfile::tempdir().unwrap();
        let base = outside.path();
        fs::write(base.join("secret"), "secret").unwrap();
        fs::create_dir_all(base.join("root/a/b")).unwrap();
        fs::write(base.join("root/a/b/file"), "inside").unwrap();
        let root = Root::new(&base.join("root"));
        (outside, root)
    }

    #[test]
    fn links_are_walked_within_the_root() {
        let (base, root) = world();
        let top = base.path().join("root");
        symlink("a/b", top.join("relative")).unwrap();
        symlink("/a/b", top.join("absolute")).unwrap();
        symlink("../../a/b/./..//b", top.join("a/climbing")).unwrap();
        symlink("/relative/file", top.join("twice")).unwrap();
        for given in ["/relative/file", "/absolute/file", "/a/climbing/file", "/twice"] {
            let resolved = root.locate(&path(given), true).unwrap();
            assert_eq!(resolved.path.wire(), "/a/b/file", "{given}");
            assert_eq!(resolved.metadata().unwrap().size, 6);
        }
        let unfollowed = root.locate(&path("/twice"), false).unwrap();
        assert_eq!(unfollowed.metadata().unwrap().kind, FileKind::Link);
        assert_eq!(unfollowed.path.wire(), "/twice");
    }

    #[test]
    fn nothing_leads_outside() {
        let (base, root) = world();
        let top = base.path().join("root");
        let outside = base.path().canonicalize().unwrap();
        symlink("../secret", top.join("up")).unwrap();
        symlink("../../../secret", top.join("a/b/up")).unwrap();
        symlink(outside.join("secret"), top.join("real")).unwrap();
        symlink(&outside, top.join("dir")).unwrap();
        symlink("..", top.join("parent")).unwrap();
        for given in ["/up", "/a/b/up", "/real", "/dir/secret", "/dir", "/parent/secret", "/secret"] {
            let meta = root.locate(&path(given), true).map(|resolved| resolved.meta);
            assert!(matches!(meta, Ok(None) | Err(Errno::NOENT)), "{given}: {meta:?}");
        }
        assert_eq!(root.locate(&path("/parent"), true).unwrap().path, CleanPath::default());
    }

    #[test]
    fn loops_end() {
        let (base, root) = world();
        let top = base.path().join("root");
        symlink("loop", top.join("loop")).unwrap();
        symlink("pong", top.join("ping")).unwrap();
        symlink("ping/x", top.join("pong")).unwrap();
        for given in ["/loop", "/ping", "/loop/x"] {
            assert_eq!(root.locate(&path(given), true).unwrap_err(), Errno::LOOP, "{given}");
        }
    }

    #[test]
    fn missing_files_and_clashes_are_told_apart() {
        let (_base, root) = world();
        assert!(root.locate(&path("/a/new"), true).unwrap().meta.is_none());
        assert_eq!(root.locate(&path("/x/new"), true).unwrap_err(), Errno::NOENT);
        assert_eq!(root.locate(&path("/a/b/file/x"), true).unwrap_err(), Errno::NOTDIR);
        assert_eq!(root.locate(&path("/a/b/file"), true).unwrap().open_dir().unwrap_err(), Errno::NOTDIR);
        assert_eq!(root.locate(&path("/a/b"), true).unwrap().open_file().unwrap_err(), Errno::ISDIR);
    }

    #[test]
    fn the_owners_bits_count_even_for_root() {
        let (base, root) = world();
        let top = base.path().join("root");
        let mode = |path: &str, bits| {
            fs::set_permissions(top.join(path), fs::Permissions::from_mode(bits)).unwrap();
        };
        mode("a/b/file", 0o000);
        assert_eq!(root.locate(&path("/a/b/file"), true).unwrap().open_file().unwrap_err(), Errno::ACCESS);
        mode("a/b", 0o500);
        assert_eq!(
            root.locate(&path("/a/b/new"), true).unwrap().check_parent_writable().unwrap_err(),
            Errno::ACCESS
        );
        mode("a/b", 0o300);
        assert_eq!(root.locate(&path("/a/b"), true).unwrap().open_dir().unwrap_err(), Errno::ACCESS);
        mode("a", 0o600);
        assert_eq!(root.locate(&path("/a/b"), true).unwrap_err(), Errno::ACCESS);
        mode("a", 0o700);
        mode("a/b", 0o700);
    }

    #[test]
    fn a_directory_swapped_for_a_link_during_walks_never_leads_out() {
        let (base, root) = world();
        let top = base.path().join("root");
        let (dir, link) = (top.join("swap"), top.join("link"));
        fs::create_dir(&dir).unwrap();
        symlink(base.path().canonicalize().unwrap(), &link).unwrap();
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    renameat_with(CWD, &dir, CWD, &link, RenameFlags::EXCHANGE).unwrap();
                }
            });
            let led_out = (0..10_000).any(|_| {
                root.locate(&path("/swap/secret"), true).is_ok_and(|resolved| resolved.meta.is_some())
            });
            done.store(true, Ordering::Relaxed);
            assert!(!led_out);
        });
    }
}
