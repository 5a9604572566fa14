//! Permissions and times are set of the very entry that was seen: no link is followed, and nothing is set blindly.

use std::os::unix::fs::MetadataExt as _;

use super::*;
use crate::domain::permissions::ModeStep;
use crate::storage::error::Kept;

fn bits(at: &Path) -> u16 {
    (fs::symlink_metadata(at).unwrap().permissions().mode() & 0o7777) as u16
}

fn step(named: &str, from: u16, to: u16) -> ModeStep {
    ModeStep { name: name(named.as_bytes()), from, to }
}

/// A file that the user may not even read, a directory, and a link to the file.
fn planted() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "x").unwrap();
    fs::create_dir(dir.path().join("dir")).unwrap();
    symlink("file", dir.path().join("link")).unwrap();
    for (named, mode) in [("file", 0o200), ("dir", 0o750)] {
        fs::set_permissions(dir.path().join(named), fs::Permissions::from_mode(mode)).unwrap();
    }
    dir
}

#[tokio::test]
async fn permissions_are_read_and_set_without_following_links() {
    let dir = planted();
    let at = path(dir.path());
    let names = ["file", "dir", "link", "gone"].map(|named| name(named.as_bytes())).to_vec();
    let modes = here().modes(&at, names).await.unwrap();
    let read: Vec<_> = modes.iter().map(|one| (one.name.raw(), one.bits, one.directory)).collect();
    let expected: [(&[u8], _, _); 3] =
        [(b"file", Some(0o200), false), (b"dir", Some(0o750), true), (b"link", None, false)];
    assert_eq!(read, expected);
    // What the link leads to has these bits by then.
    let steps = vec![
        step("file", 0o200, 0o640),
        step("dir", 0o750, 0o700),
        step("link", 0o640, 0o600),
        step("gone", 0o644, 0),
    ];
    let ends = here().set_modes(&at, steps).await.unwrap();
    assert_eq!(ends[0].as_ref().unwrap(), &step("file", 0o200, 0o640));
    assert!(ends[1].is_ok());
    assert!(
        matches!(&ends[2], Err(error) if matches!(error.cause, Cause::Kept(Kept::Changed))),
        "{:?}",
        ends[2]
    );
    assert!(matches!(&ends[3], Err(error) if error.kind == StorageErrorKind::NotFound), "{:?}", ends[3]);
    assert_eq!([bits(&dir.path().join("file")), bits(&dir.path().join("dir"))], [0o640, 0o700]);
}

#[tokio::test]
async fn what_has_other_permissions_than_were_seen_stays() {
    let dir = planted();
    let ends = here().set_modes(&path(dir.path()), vec![step("dir", 0o755, 0o700)]).await.unwrap();
    assert!(
        matches!(&ends[0], Err(error) if matches!(error.cause, Cause::Kept(Kept::Changed))),
        "{:?}",
        ends[0]
    );
    assert_eq!(bits(&dir.path().join("dir")), 0o750);
}

#[tokio::test]
async fn a_touch_sets_the_time_of_the_entry_itself() {
    let dir = planted();
    let old = rustix::fs::Timespec { tv_sec: 1_000_000, tv_nsec: 0 };
    let times = rustix::fs::Timestamps { last_access: old, last_modification: old };
    for named in ["file", "link"] {
        let at = dir.path().join(named);
        rustix::fs::utimensat(rustix::fs::CWD, &at, &times, rustix::fs::AtFlags::SYMLINK_NOFOLLOW).unwrap();
    }
    let names = vec![name(b"link"), name(b"gone")];
    let ends = here().touch(&path(dir.path()), names).await.unwrap();
    assert!(ends[0].is_ok() && ends[1].is_err(), "{ends:?}");
    let modified = |named: &str| {
        let found = fs::symlink_metadata(dir.path().join(named)).unwrap();
        (found.mtime(), found.atime())
    };
    assert_eq!(modified("file"), (1_000_000, 1_000_000), "what the link leads to is as it was");
    assert!(modified("link").0 > 1_000_000);
}

#[tokio::test]
async fn an_empty_file_is_never_created_over_something() {
    let dir = planted();
    symlink("nowhere", dir.path().join("broken")).unwrap();
    let at = path(dir.path());
    for named in ["file", "dir", "link", "broken"] {
        let refused = here().create_file(&at.join(&name(named.as_bytes()))).await.unwrap_err();
        assert_eq!(refused.kind, StorageErrorKind::Exists, "{named}");
    }
    assert!(!dir.path().join("nowhere").exists());
    here().create_file(&at.join(&name(b"new"))).await.unwrap();
    assert_eq!(fs::metadata(dir.path().join("new")).unwrap().len(), 0);
}
