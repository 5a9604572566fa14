//! Directory listings for `ls` and `stat`, from disk or generated.
//!
//! All names are read first, metadata only when a row is requested, so that the first rows of a large directory are
//! sent before the last are read.

use std::os::fd::OwnedFd;

use rustix::io::{Errno, Result};

use crate::sandbox::data_plane::environment::Volume;
use crate::sandbox::data_plane::generator;
use crate::sandbox::data_plane::generator::Generated;
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::root::{Root, read_names};
use crate::sandbox::data_plane::row::Row;

/// The rows of one directory, sorted by name (generated ones by number).
#[derive(Debug)]
pub enum Rows {
    Disk { root: Root, dir: OwnedFd, at: CleanPath, names: std::vec::IntoIter<Vec<u8>> },
    Generated(Generated),
    Fixed(std::vec::IntoIter<Row>),
}

impl Rows {
    /// Opens the directory at `path`. Fails with ENOTDIR, ENOENT or EACCES, the latter also where no access rule allows it.
    pub fn open(volume: &Volume, path: &CleanPath, show_hidden: bool) -> Result<Self> {
        if !volume.generated.is_empty() && !volume.permits(path, false) {
            return Err(Errno::ACCESS);
        }
        if let Some(count) = volume.generated_at(path) {
            return Ok(Self::Generated(Generated::new(count)));
        }
        if !volume.generated.is_empty() {
            let below = generated_parents(volume, path)?;
            return Ok(Self::Fixed(below.into_iter()));
        }
        let resolved = volume.root.locate(path, true)?;
        if !volume.permits(&resolved.path, false) {
            return Err(Errno::ACCESS);
        }
        let dir = resolved.open_dir()?;
        let mut names = read_names(&dir)?;
        if !show_hidden {
            names.retain(|name| !name.starts_with(b"."));
        }
        Ok(Self::Disk { root: volume.root.clone(), dir, at: resolved.path, names: names.into_iter() })
    }

    /// Skips up to `count` rows without reading metadata. Returns how many were skipped.
    pub fn skip_rows(&mut self, count: usize) -> usize {
        let left = match self {
            Self::Disk { names, .. } => names.len(),
            Self::Generated(generated) => generated.len(),
            Self::Fixed(rows) => rows.len(),
        };
        let passed = count.min(left);
        if let Some(last) = passed.checked_sub(1) {
            match self {
                Self::Disk { names, .. } => drop(names.nth(last)),
                Self::Generated(generated) => drop(generated.nth(last)),
                Self::Fixed(rows) => drop(rows.nth(last)),
            }
        }
        passed
    }
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        match self {
            Self::Generated(generated) => generated.next(),
            Self::Fixed(rows) => rows.next(),
            // A name that was removed after it was read has no row.
            Self::Disk { root, dir, at, names } => names.find_map(|name| Row::read(root, dir, at, name).ok()),
        }
    }
}

/// The row of `path` itself. The root has the name `/`.
pub fn stat(volume: &Volume, path: &CleanPath) -> Result<Row> {
    if !volume.permits(path, false) {
        return Err(Errno::ACCESS);
    }
    let Some((name, parent)) = path.name().zip(path.parent()) else {
        let meta = if volume.generated.is_empty() {
            volume.root.locate(path, true)?.metadata()?
        } else {
            generator::directory()
        };
        return Ok(Row { name: b"/".to_vec(), kind: "dir", meta, link: None });
    };
    if let Some(count) = volume.generated_at(&parent) {
        return generator::find(count, name).ok_or(Errno::NOENT);
    }
    if !volume.generated.is_empty() {
        let found = generated_parents(volume, &parent)?.into_iter().find(|row| row.name == name);
        return found.ok_or(Errno::NOENT);
    }
    let resolved = volume.root.locate(path, false)?;
    if !volume.permits(&resolved.path, false) {
        return Err(Errno::ACCESS);
    }
    resolved.metadata()?;
    let at = resolved.path.parent().unwrap_or_default();
    Row::read(&volume.root, &resolved.dir, &at, resolved.name)
}

/// The entries of a directory above generated ones.
fn generated_parents(volume: &Volume, path: &CleanPath) -> Result<Vec<Row>> {
    let below = volume.generated.iter().filter(|(at, _)| at.starts_with(path));
    let mut names: Vec<&Vec<u8>> = below.filter_map(|(at, _)| at.parts().get(path.parts().len())).collect();
    names.dedup();
    if names.is_empty() {
        return Err(if path.parent().and_then(|parent| volume.generated_at(&parent)).is_some() {
            Errno::NOTDIR
        } else {
            Errno::NOENT
        });
    }
    let row =
        |name: &Vec<u8>| Row { name: name.clone(), kind: "dir", meta: generator::directory(), link: None };
    Ok(names.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn path(text: &str) -> CleanPath {
        CleanPath::parse(text, &CleanPath::default()).unwrap()
    }

    fn volume(dir: &std::path::Path, generated: &[(&str, u64)]) -> Volume {
        Volume {
            root: Root::new(dir),
            home: CleanPath::default(),
            read_only: Vec::new(),
            generated: generated
                .iter()
                .map(|(at, count)| (path(at), generator::Content::Ordinary(*count)))
                .collect(),
            permits: None,
            offline: None,
        }
    }

    #[test]
    fn rows_tell_what_is_there() {
        let base = tempfile::tempdir().unwrap();
        fs::create_dir(base.path().join("dir")).unwrap();
        fs::write(base.path().join("file"), "12345").unwrap();
        fs::set_permissions(base.path().join("file"), fs::Permissions::from_mode(0o640)).unwrap();
        fs::write(base.path().join(".hidden"), "").unwrap();
        symlink("file", base.path().join("link")).unwrap();
        symlink("/dir", base.path().join("to-dir")).unwrap();
        symlink("../../etc/passwd", base.path().join("escaping")).unwrap();
        symlink("self", base.path().join("self")).unwrap();
        let volume = volume(base.path(), &[]);
        let rows = |hidden| Rows::open(&volume, &path("/"), hidden).unwrap().collect::<Vec<_>>();
        let kinds: Vec<_> =
            rows(true).iter().map(|row| (String::from_utf8(row.name.clone()).unwrap(), row.kind)).collect();
        let expected = [
            (".hidden", "file"),
            ("dir", "dir"),
            ("escaping", "invalid_symlink"),
            ("file", "file"),
            ("link", "file"),
            ("self", "invalid_symlink"),
            ("to-dir", "dir"),
        ];
        assert_eq!(kinds, expected.map(|(name, kind)| (name.to_owned(), kind)));
        assert_eq!(rows(false).len(), 6);
        let link = stat(&volume, &path("/link")).unwrap();
        assert_eq!((link.meta.size, link.meta.mode), (5, 0o640));
        assert_eq!(link.link.unwrap().target, b"file");
        assert_eq!(stat(&volume, &path("/nothing")).unwrap_err(), Errno::NOENT);
        assert_eq!(stat(&volume, &path("/")).unwrap().kind, "dir");
        assert_eq!(Rows::open(&volume, &path("/file"), true).unwrap_err(), Errno::NOTDIR);
        let mut some = Rows::open(&volume, &path("/"), false).unwrap();
        assert_eq!(some.skip_rows(4), 4);
        assert_eq!(some.next().unwrap().name, b"self");
        assert_eq!(some.skip_rows(9), 1);
        assert_eq!(some.skip_rows(9), 0);
    }

    #[test]
    fn generated_directories_need_no_disk() {
        let volume = volume(std::path::Path::new(""), &[("/100000", 100_000), ("/1000000", 1_000_000)]);
        let top: Vec<_> = Rows::open(&volume, &path("/"), true).unwrap().map(|row| row.name).collect();
        assert_eq!(top, [b"100000".to_vec(), b"1000000".to_vec()]);
        let mut rows = Rows::open(&volume, &path("/100000"), true).unwrap();
        let first = rows.next().unwrap();
        assert_eq!(rows.skip_rows(usize::MAX), 99_999);
        let place = path("/100000").join(&first.name);
        assert_eq!(stat(&volume, &place).unwrap(), first);
        assert_eq!(Rows::open(&volume, &place, true).unwrap_err(), Errno::NOTDIR);
        assert_eq!(Rows::open(&volume, &path("/x"), true).unwrap_err(), Errno::NOENT);
        assert_eq!(stat(&volume, &path("/100000/x")).unwrap_err(), Errno::NOENT);
        assert_eq!(stat(&volume, &path("/100000")).unwrap().kind, "dir");
    }
}
