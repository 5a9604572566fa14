//! The collections of a new sandbox and their files: `tree` writes them, `jasmin` and `other_sites` list them.

use std::io;
use std::path::Path;

pub mod collections;
mod jasmin;
mod other_sites;
mod tree;

/// Creates the files of all collections below `into`, in parallel. Blocks for some tenths of a second.
pub fn files(into: &Path, seed: u64) -> io::Result<()> {
    let noise = tree::Noise::new(seed);
    tree::make_dirs(into)?;
    std::thread::scope(|scope| {
        let makers: [fn(&mut tree::Tree) -> io::Result<()>; 3] =
            [jasmin::home, jasmin::shared, other_sites::all];
        let dirs = ["jasmin", "jasmin", ""];
        let noise = &noise;
        let threads: Vec<_> = makers
            .into_iter()
            .zip(dirs)
            .map(|(make, dir)| scope.spawn(move || make(&mut tree::Tree::new(&into.join(dir), noise)?)))
            .collect();
        let mut results = threads.into_iter().map(|thread| {
            thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread that makes demo files died")))
        });
        results.try_for_each(|result| result)
    })?;
    tree::age_directories(into)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Component, PathBuf};
    use std::time::SystemTime;

    use super::*;
    use crate::sandbox::remove_data;

    /// Every path below `root` with what it is: a file's contents, a link's target, or nothing for a directory.
    fn walk(root: &Path, below: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        use std::os::unix::ffi::OsStrExt as _;
        for entry in fs::read_dir(root.join(below)).unwrap() {
            let entry = entry.unwrap();
            let path = below.join(entry.file_name());
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                walk(root, &path, found);
                found.insert(path, Vec::new());
            } else if kind.is_symlink() {
                found.insert(path, fs::read_link(entry.path()).unwrap().as_os_str().as_bytes().to_vec());
            } else {
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }

    fn made(root: &Path, seed: u64) -> BTreeMap<PathBuf, Vec<u8>> {
        files(root, seed).unwrap();
        let mut found = BTreeMap::new();
        walk(root, Path::new(""), &mut found);
        found
    }

    #[test]
    fn the_files_follow_from_the_seed() {
        let directory = tempfile::tempdir().unwrap();
        let one = made(&directory.path().join("one"), 7);
        let same = made(&directory.path().join("same"), 7);
        assert!(one == same);
        let other = made(&directory.path().join("other"), 8);
        assert!(one.keys().eq(other.keys()) && one != other);
        let bytes: usize = one.values().map(Vec::len).sum();
        assert!((10_000_000..40_000_000).contains(&bytes), "{bytes}");
        let noisy = |v: &&Vec<u8>| v.len() > 10_000;
        let contents: std::collections::BTreeSet<_> = one.values().filter(noisy).collect();
        assert_eq!(contents.len(), one.values().filter(noisy).count(), "no two data files are equal");
        for name in ["one", "same", "other"] {
            remove_data(&directory.path().join(name)).unwrap();
        }
    }

    #[test]
    fn the_tree_has_what_a_file_manager_must_get_right() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("collections");
        let found = made(&root, 1);
        let home = Path::new("jasmin/home/users/demo");
        let many = found.keys().filter(|path| path.parent() == Some(&home.join("members"))).count();
        assert_eq!(many, jasmin::MANY);
        assert!(fs::read_dir(root.join(home).join("empty")).unwrap().next().is_none());
        let at = |path: &str| root.join(home).join("names/accents").join(path);
        assert!(at("r\u{e9}sum\u{e9}.txt").exists() && at("re\u{301}sume\u{301}.txt").exists());
        let broken = root.join(home).join("runs/first-guess");
        assert!(broken.is_symlink() && !broken.exists());
        assert!(
            root.join(home).join("latest/output").is_dir() && root.join(home).join("xfc/swaths").is_dir()
        );
        let mode = |path: &str| fs::metadata(root.join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode("jasmin/badc"), mode("jasmin/badc/00README"), mode("jasmin/gws")),
            (0o555, 0o444, 0o755)
        );
        let newest = |path: &PathBuf| fs::symlink_metadata(root.join(path)).unwrap().modified().unwrap();
        let old = SystemTime::now() - std::time::Duration::from_secs(86_400);
        assert!(found.keys().filter(|path| !root.join(path).is_symlink()).all(|path| newest(path) < old));
        remove_data(&root).unwrap();
    }

    #[test]
    fn no_link_leaves_its_collection() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("collections");
        for path in made(&root, 1).keys().filter(|path| root.join(path).is_symlink()) {
            let target = fs::read_link(root.join(path)).unwrap();
            assert!(target.is_relative(), "{}", path.display());
            let mut depth = path.parent().unwrap().components().count();
            for step in target.components() {
                match step {
                    Component::ParentDir => depth -= 1,
                    _ => depth += 1,
                }
                assert!(depth >= 1, "{} leaves", path.display());
            }
        }
        remove_data(&root).unwrap();
    }

    #[test]
    fn collections_stand_on_directories_that_are_made() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("collections");
        files(&root, 1).unwrap();
        let mut accounts = crate::sandbox::seed::accounts(1);
        collections::add_big(&mut accounts);
        collections::add_big(&mut accounts);
        assert_eq!(accounts.order.len(), accounts.collections.len());
        for collection in accounts.collections.values().filter(|collection| !collection.dir.is_empty()) {
            let home = root.join(&collection.dir).join(collection.home.trim_start_matches('/'));
            assert!(home.is_dir(), "{}", home.display());
            for path in collection.read_only.iter().chain(collection.generated.keys()) {
                assert!(root.join(&collection.dir).join(path.trim_start_matches('/')).is_dir(), "{path}");
            }
        }
        remove_data(&root).unwrap();
    }
}
