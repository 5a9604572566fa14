//! Removal goes by handles: links are never followed, what must stay and what changed is left, and a part is told as one.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::domain::path::EntryName;
use crate::domain::text::UntrustedRef;
use crate::storage::error::{Cause, Kept};
use crate::storage::{Removal, RemovalItem, Removed};

fn at(path: &Path) -> StorePath {
    StorePath::parse(path.as_os_str().as_bytes()).unwrap()
}

fn item(name: &str, directory: bool) -> RemovalItem {
    RemovalItem { name: EntryName::new(UntrustedRef(name.as_bytes())).unwrap(), directory }
}

fn removal(dir: &Path, items: &[(&str, bool)], kept: &[&Path]) -> Removal {
    Removal {
        directory: at(dir),
        items: items.iter().map(|(name, directory)| item(name, *directory)).collect(),
        kept: kept.iter().map(|path| at(path)).collect(),
        stop: Default::default(),
    }
}

/// What became of it: items gone, failures, entries.
async fn done(mut reports: crate::storage::Removals) -> (Vec<EntryName>, Vec<(StorePath, Cause)>, u64) {
    let (mut gone, mut failed) = (Vec::new(), Vec::new());
    while let Some(report) = reports.next().await {
        match report.unwrap() {
            Removed::SoFar(_) | Removed::Holding(_) => {}
            Removed::Item(name, _) => gone.push(name),
            Removed::Failed(path, error) => failed.push((path, error.cause)),
            Removed::End(entries) => return (gone, failed, entries),
        }
    }
    panic!("a removal without an end");
}

fn tree(root: &Path) {
    for dir in ["tree/a/b/c", "tree/empty"] {
        std::fs::create_dir_all(root.join(dir)).unwrap();
    }
    for file in ["tree/f", "tree/a/f", "tree/a/b/c/f", "single"] {
        std::fs::write(root.join(file), "x").unwrap();
    }
}

#[tokio::test]
async fn a_tree_goes_with_all_it_holds_and_links_lead_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let guard = tempfile::tempdir().unwrap();
    std::fs::write(guard.path().join("precious"), "kept").unwrap();
    tree(dir.path());
    let link = |name: &str| std::os::unix::fs::symlink(guard.path(), dir.path().join(name)).unwrap();
    link("tree/a/link");
    link("link");
    let items = [("tree", true), ("single", false), ("link", false)];
    let (gone, failed, entries) = done(here().remove(removal(dir.path(), &items, &[]))).await;
    assert_eq!((gone.len(), failed.len(), entries), (3, 0, 11));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    assert_eq!(std::fs::read(guard.path().join("precious")).unwrap(), b"kept");
}

#[tokio::test]
async fn a_link_in_the_place_of_a_directory_is_not_entered() {
    let dir = tempfile::tempdir().unwrap();
    let guard = tempfile::tempdir().unwrap();
    std::fs::write(guard.path().join("precious"), "kept").unwrap();
    std::os::unix::fs::symlink(guard.path(), dir.path().join("swapped")).unwrap();
    std::fs::create_dir_all(dir.path().join("grown/inner")).unwrap();
    let items = [("swapped", true), ("grown", false)];
    let (gone, failed, _) = done(here().remove(removal(dir.path(), &items, &[]))).await;
    assert!(gone.is_empty(), "{gone:?}");
    assert!(failed.iter().all(|(_, why)| matches!(why, Cause::Kept(Kept::Changed))), "{failed:?}");
    assert_eq!(failed.len(), 2);
    assert!(guard.path().join("precious").exists() && dir.path().join("grown/inner").exists());
}

#[tokio::test]
async fn a_directory_that_is_swapped_again_and_again_leads_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let guard = tempfile::tempdir().unwrap();
    std::fs::write(guard.path().join("precious"), "kept").unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let swapper = {
        let (over, root, guard) = (Arc::clone(&over), dir.path().to_owned(), guard.path().to_owned());
        std::thread::spawn(move || {
            let inner = root.join("tree/inner");
            while !over.load(Ordering::Relaxed) {
                let _ = std::fs::remove_file(&inner);
                let _ = std::fs::create_dir(&inner);
                let _ = std::fs::remove_dir(&inner);
                let _ = std::os::unix::fs::symlink(&guard, &inner);
            }
        })
    };
    for _ in 0..200 {
        std::fs::create_dir_all(dir.path().join("tree/other")).unwrap();
        done(here().remove(removal(dir.path(), &[("tree", true)], &[]))).await;
        assert!(guard.path().join("precious").exists());
    }
    over.store(true, Ordering::Relaxed);
    swapper.join().unwrap();
}

#[tokio::test]
async fn what_must_stay_stays_by_whatever_name() {
    let dir = tempfile::tempdir().unwrap();
    tree(dir.path());
    std::os::unix::fs::symlink(dir.path().join("tree"), dir.path().join("alias")).unwrap();
    let kept = dir.path().join("alias/a/b");
    for trash in [false, true] {
        let asked = removal(dir.path(), &[("tree", true)], &[&kept]);
        let reports = if trash { with_trash(dir.path()).trash(asked) } else { here().remove(asked) };
        let (gone, failed, _) = done(reports).await;
        assert!(gone.is_empty() && dir.path().join("tree/a/b/c/f").exists(), "{failed:?}");
        assert!(failed.iter().any(|(_, why)| matches!(why, Cause::Kept(Kept::Protected))), "{failed:?}");
    }
    let home = LocalStore::new(at(&dir.path().join("tree/a")));
    let (gone, ..) = done(home.remove(removal(dir.path(), &[("tree", true)], &[]))).await;
    assert!(gone.is_empty() && dir.path().join("tree/a/b/c/f").exists(), "the home is kept without a word");
}

#[tokio::test]
async fn a_part_that_stays_is_told_and_a_stop_ends_before_the_next_entry() {
    let dir = tempfile::tempdir().unwrap();
    tree(dir.path());
    let (gone, failed, entries) =
        done(here().remove(removal(dir.path(), &[("missing", false), ("single", false)], &[]))).await;
    assert_eq!((gone.len(), failed.len(), entries), (1, 1, 1));
    let stopped = removal(dir.path(), &[("tree", true)], &[]);
    stopped.stop.stop();
    let (gone, failed, entries) = done(here().remove(stopped)).await;
    assert_eq!((gone.len(), failed.len(), entries), (0, 0, 0));
    assert!(dir.path().join("tree/f").exists());
}

#[tokio::test]
async fn directories_that_stay_because_of_what_they_hold_are_counted() {
    use std::os::unix::fs::PermissionsExt as _;
    if rustix::process::geteuid().is_root() {
        // Nothing is read-only for root.
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let locked = dir.path().join("mix/ro");
    std::fs::create_dir_all(&locked).unwrap();
    std::fs::write(locked.join("f"), "").unwrap();
    std::fs::write(dir.path().join("mix/g"), "").unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).unwrap();
    let mut reports = here().remove(removal(dir.path(), &[("mix", true)], &[]));
    let (mut holding, mut failed, mut entries) = (0, 0, 0);
    while let Some(report) = reports.next().await {
        match report.unwrap() {
            Removed::Holding(count) => holding = count,
            Removed::Failed(..) => failed += 1,
            Removed::End(count) => entries = count,
            Removed::SoFar(_) | Removed::Item(..) => {}
        }
    }
    assert_eq!((entries, failed, holding), (1, 1, 2), "f cannot go, and mix and mix/ro hold it");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A store whose home is this directory, with a trash in it.
fn with_trash(home: &Path) -> LocalStore {
    let mut store = LocalStore::new(at(&home.join("nowhere")));
    let shared = Arc::get_mut(&mut store.shared).unwrap();
    shared.trash = TrashDir { path: at(&home.join("share/Trash")) };
    store
}

#[tokio::test]
async fn the_trash_takes_and_gives_back_and_replaces_nothing() {
    let dir = tempfile::tempdir().unwrap();
    tree(dir.path());
    let work = dir.path().join("tree");
    let store = with_trash(dir.path());
    assert!(store.delete_facts(&at(&work)).await.unwrap().trash);
    let trashed = async |name: &str, directory| {
        let mut reports = store.trash(removal(&work, &[(name, directory)], &[]));
        let Some(Ok(Removed::Item(_, Some(trashed)))) = reports.next().await else { panic!("not moved") };
        trashed
    };
    let first = trashed("f", false).await;
    std::fs::write(work.join("f"), "second").unwrap();
    let second = trashed("f", false).await;
    assert_ne!(first.now, second.now, "two of one name");
    let deep = trashed("a", true).await;
    let mode = std::fs::metadata(dir.path().join("share/Trash")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o700);
    let trash = dir.path().join("share/Trash");
    let info = std::fs::read_to_string(trash.join("info/f.trashinfo")).unwrap();
    assert!(info.starts_with("[Trash Info]\nPath=/") && info.contains("/tree/f\nDeletionDate="), "{info}");
    assert!(trash.join("files/a/b/c/f").exists() && !work.join("a").exists());
    store.restore(&deep).await.unwrap();
    assert!(work.join("a/b/c/f").exists() && !trash.join("info/a.trashinfo").exists());
    store.restore(&second).await.unwrap();
    let error = store.restore(&first).await.unwrap_err();
    assert_eq!(error.kind, crate::storage::StorageErrorKind::Exists, "nothing is replaced");
    assert_eq!(std::fs::read(work.join("f")).unwrap(), b"second");
    assert_eq!(store.restore(&deep).await.unwrap_err().kind, crate::storage::StorageErrorKind::NotFound);
}

#[tokio::test]
async fn a_trash_is_created_on_its_disk_and_why_it_takes_nothing_is_known() {
    use crate::domain::deletion::NoTrash;
    let dir = tempfile::tempdir().unwrap();
    let trash = TrashDir { path: at(&dir.path().join("share/Trash")) };
    assert_eq!(trash.takes(&at(dir.path())), Ok(true), "it is created");
    std::fs::create_dir_all(dir.path().join("share/Trash")).unwrap();
    assert_eq!(trash.takes(&at(dir.path())), Ok(false), "it is there");
    assert_eq!(trash.takes(&at(&dir.path().join("share/Trash/files"))), Err(NoTrash::InTrash));
    assert_eq!(trash.takes(&at(Path::new("/proc"))), Err(NoTrash::OtherDisk));
}

#[tokio::test]
async fn an_empty_directory_is_removed_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    tree(dir.path());
    here().remove_empty(&at(&dir.path().join("tree/empty"))).await.unwrap();
    let error = here().remove_empty(&at(&dir.path().join("tree"))).await.unwrap_err();
    assert_eq!(error.kind, crate::storage::StorageErrorKind::Exists);
}
