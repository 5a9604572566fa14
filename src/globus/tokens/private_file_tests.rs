use super::*;
use std::collections::HashMap;
use std::os::unix::fs::symlink;
use std::sync::{LazyLock, Mutex};
use std::time::SystemTime;

type Faults = HashMap<(PathBuf, &'static str), Errno>;

static FAULTS: LazyLock<Mutex<Faults>> = LazyLock::new(Mutex::default);

/// Has `operation` fail in `dir`, or work again.
pub fn set_fault(dir: &Path, operation: &'static str, error: Option<Errno>) {
    let mut faults = FAULTS.lock().unwrap();
    match error {
        Some(error) => drop(faults.insert((dir.to_owned(), operation), error)),
        None => drop(faults.remove(&(dir.to_owned(), operation))),
    }
}

pub fn check(dir: &Path, operation: &'static str) -> io::Result<()> {
    let planted = FAULTS.lock().unwrap().get(&(dir.to_owned(), operation)).copied();
    planted.map_or(Ok(()), |error| Err(error.into()))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[test]
fn what_is_written_is_private_and_read_back() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a/b/tokens.json");
    assert_eq!(read(&path), Ok(None));
    replace(&path, b"one").unwrap();
    replace(&path, b"two").unwrap();
    assert_eq!(read(&path), Ok(Some(b"two".to_vec())));
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn no_umask_widens_it() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a/tokens.json");
    let before = rustix::process::umask(Mode::empty());
    let written = replace(&path, b"x");
    rustix::process::umask(before);
    assert_eq!((written, mode(&path), mode(path.parent().unwrap())), (Ok(()), 0o600, 0o700));
}

#[test]
fn a_wide_directory_of_ours_is_narrowed() {
    let home = tempfile::tempdir().unwrap();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o777)).unwrap();
    replace(&home.path().join("f"), b"x").unwrap();
    assert_eq!(mode(home.path()), 0o700);
}

#[test]
fn what_is_not_a_private_file_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    write_new(&at("real"), b"x").unwrap();
    symlink(at("real"), at("link")).unwrap();
    symlink(at("nowhere"), at("dangling")).unwrap();
    fs::create_dir(at("directory")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, at("pipe"), rustix::fs::FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
        .unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    for (name, bits) in [("group", 0o640), ("others", 0o604), ("written", 0o602)] {
        write_new(&at(name), b"x").unwrap();
        fs::set_permissions(at(name), fs::Permissions::from_mode(bits)).unwrap();
        assert_eq!(read(&at(name)), Err(FileFault::Open(bits)));
    }
    write_new(&at("named"), b"x").unwrap();
    fs::hard_link(at("named"), at("second name")).unwrap();
    assert_eq!(read(&at("named")), Err(FileFault::Names(2)));
    assert_eq!(read(&at("link")), Err(FileFault::Link));
    assert_eq!(read(&at("dangling")), Err(FileFault::Link));
    for name in ["directory", "pipe", "socket"] {
        assert_eq!(read(&at(name)), Err(FileFault::NotAFile), "{name}");
    }
    File::options().write(true).open(at("real")).unwrap().set_len(MOST_BYTES + 1).unwrap();
    assert_eq!(read(&at("real")), Err(FileFault::TooLong));
}

#[test]
fn the_file_of_somebody_else_is_refused() {
    if !rustix::process::geteuid().is_root() {
        return; // Only root can give a file away.
    }
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("f");
    write_new(&path, b"x").unwrap();
    std::os::unix::fs::chown(&path, Some(12345), None).unwrap();
    assert_eq!(read(&path), Err(FileFault::Foreign(12345)));
    std::os::unix::fs::chown(&path, Some(0), None).unwrap();
    std::os::unix::fs::chown(home.path(), Some(12345), None).unwrap();
    assert_eq!(replace(&path, b"y"), Err(FileFault::Foreign(12345)));
    assert_eq!(read(&path), Err(FileFault::Foreign(12345)), "refused before anything is renewed");
}

#[test]
fn a_planted_file_or_link_is_never_written_through() {
    let home = tempfile::tempdir().unwrap();
    let (target, link) = (home.path().join("target"), home.path().join("link"));
    write_new(&target, b"kept").unwrap();
    symlink(&target, &link).unwrap();
    assert_eq!(write_new(&link, b"x"), Err(FileFault::Io(io::ErrorKind::AlreadyExists)));
    assert_eq!(write_new(&target, b"x"), Err(FileFault::Io(io::ErrorKind::AlreadyExists)));
    assert_eq!(fs::read(&target).unwrap(), b"kept");
}

#[test]
fn what_a_crash_left_is_ignored_and_later_removed() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("tokens.json");
    replace(&path, b"good").unwrap();
    let (old, young) = (home.path().join(".tokens.json.1.new"), home.path().join(".tokens.json.2.new"));
    write_new(&old, b"{\"half").unwrap();
    write_new(&young, b"{\"half").unwrap();
    let then = SystemTime::now() - LEFT_BEHIND * 2;
    File::options().write(true).open(&old).unwrap().set_modified(then).unwrap();
    assert_eq!(read(&path), Ok(Some(b"good".to_vec())));
    replace(&path, b"new").unwrap();
    assert!(!old.exists() && young.exists(), "another program may be writing the young one");
    remove(&path).unwrap();
    assert!(!path.exists() && !young.exists(), "a removal leaves no copy");
    remove(&path).unwrap();
}

#[test]
fn a_directory_that_cannot_be_synced_is_no_failure() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("tokens.json");
    for error in [Errno::INVAL, Errno::NOTSUP] {
        set_fault(home.path(), fault::SYNC_DIR, Some(error));
        assert_eq!(replace(&path, b"new"), Ok(()), "{error}");
        assert_eq!(read(&path), Ok(Some(b"new".to_vec())));
    }
    set_fault(home.path(), fault::SYNC_DIR, Some(Errno::IO));
    assert!(replace(&path, b"newer").is_err());
    set_fault(home.path(), fault::SYNC_DIR, None);
}

#[test]
fn a_reservation_is_given_back_or_becomes_the_file() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("tokens.json");
    replace(&path, b"old").unwrap();
    drop(reserve(&path, 100).unwrap());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    // What is committed may be shorter or longer than what was reserved.
    for text in ["short", &"long".repeat(100)] {
        reserve(&path, 100).unwrap().commit(text.as_bytes()).unwrap();
        assert_eq!(read(&path), Ok(Some(text.as_bytes().to_vec())));
        assert_eq!((mode(&path), fs::read_dir(home.path()).unwrap().count()), (0o600, 1));
    }
    set_fault(home.path(), fault::WRITE, Some(Errno::NOSPC));
    assert_eq!(reserve(&path, 100).unwrap_err(), FileFault::Io(io::ErrorKind::StorageFull));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    set_fault(home.path(), fault::WRITE, None);
}
