//! Reads and writes files of transfers on this computer. Each call to the disk has a thread of its own, which is never
//! waited for.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::context::ActorContext;
use super::problem::Doing;
use crate::app::requests::batch::{BatchRequest, ReadBatch, WriteBatch, Written};
use crate::domain::ids::RequestId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::Untrusted;
use crate::safe;

/// The largest file that is read.
const MOST_BYTES: u64 = 64 << 20;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &BatchRequest) -> Doing {
    match request {
        BatchRequest::ReadBatch(call) => safe!("read {}", call.path.sanitized()),
        BatchRequest::WriteBatch(call) => safe!("write {}", call.path.sanitized()),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &BatchRequest) {
    let doing = doing(request);
    let home = PathBuf::from(std::ffi::OsStr::from_bytes(cx.home.raw()));
    match request.clone() {
        BatchRequest::ReadBatch(call) => {
            let end = on_thread(move || read(&whole(&call.path, &home))).await;
            cx.done::<ReadBatch>(id, end.map_err(|error| failed(&error, &doing))).await;
        }
        BatchRequest::WriteBatch(call) => {
            let end =
                on_thread(move || write(&whole(&call.path, &home), call.text.raw(), call.replace)).await;
            cx.done::<WriteBatch>(id, end.map_err(|error| failed(&error, &doing))).await;
        }
    }
}

async fn on_thread<T: Send + 'static>(
    call: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (end, ends) = tokio::sync::oneshot::channel();
    std::thread::Builder::new().name("batch file".into()).spawn(move || {
        // The request may be cancelled: then no one waits.
        let _ = end.send(call());
    })?;
    ends.await.unwrap_or_else(|_| Err(io::Error::from(ErrorKind::Other)))
}

/// The path that was typed. One that begins nowhere begins where hemi was started, as in a shell.
fn whole(typed: &Untrusted, home: &Path) -> PathBuf {
    let typed = Path::new(std::ffi::OsStr::from_bytes(typed.raw()));
    typed.strip_prefix("~").map_or_else(|_| typed.to_owned(), |below| home.join(below))
}

fn read(path: &Path) -> io::Result<Untrusted> {
    // A pipe would never end.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::from(ErrorKind::InvalidInput));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        Err(ErrorKind::FileTooLarge.into())
    } else {
        Ok(Untrusted::new(bytes))
    }
}

/// Writes beside the file first, so that it is never half of one.
fn write(path: &Path, text: &[u8], replace: bool) -> io::Result<Written> {
    if !replace && fs::symlink_metadata(path).is_ok() {
        return Ok(Written::Exists);
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = PathBuf::from(beside);
    let whole = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(text)?;
        file.sync_all()?;
        if replace {
            return fs::rename(&beside, path).map(|()| Written::Whole);
        }
        // A file that came meanwhile is not replaced.
        match fs::hard_link(&beside, path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Written::Exists),
            // This file system has no links.
            Err(_) => fs::rename(&beside, path).map(|()| Written::Whole),
            Ok(()) => Ok(Written::Whole),
        }
    };
    let end = whole();
    // Best effort: after a rename there is none.
    let _ = fs::remove_file(&beside);
    end
}

fn failed(error: &io::Error, doing: &Doing) -> Problem {
    let (kind, why, next) = match error.kind() {
        ErrorKind::NotFound => {
            (ProblemKind::NotFound, "there is no such file or directory", "Check the path.")
        }
        ErrorKind::PermissionDenied => (ProblemKind::Denied, "permission denied", "Choose another path."),
        ErrorKind::IsADirectory | ErrorKind::InvalidInput => {
            (ProblemKind::Refused, "it is not a file", "Type the path of a file.")
        }
        ErrorKind::FileTooLarge => {
            (ProblemKind::Refused, "it is larger than 64 MiB", "Choose a smaller file.")
        }
        ErrorKind::StorageFull => {
            (ProblemKind::Local, "the disk is full", "Make room, or choose another path.")
        }
        _ => (ProblemKind::Local, "the disk reported an error", "Check the disk, then try again."),
    };
    Problem::new(kind, safe!("Could not {}: {}.", doing, why), next)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_is_written_privately_and_replaces_none_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.txt");
        assert_eq!(write(&path, b"a b\n", false).unwrap(), Written::Whole);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(write(&path, b"c d\n", false).unwrap(), Written::Exists);
        assert_eq!(read(&path).unwrap().raw(), b"a b\n");
        assert_eq!(write(&path, b"c d\n", true).unwrap(), Written::Whole);
        assert_eq!(read(&path).unwrap().raw(), b"c d\n");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
        // A link that leads nowhere is a file of that name too.
        std::os::unix::fs::symlink(dir.path().join("gone"), dir.path().join("link")).unwrap();
        assert_eq!(write(&dir.path().join("link"), b"x", false).unwrap(), Written::Exists);
        assert!(read(dir.path()).is_err() && write(&dir.path().join("no/such"), b"x", false).is_err());
    }

    #[test]
    fn a_path_begins_at_home_or_where_hemi_was_started() {
        let whole = |text: &str| whole(&Untrusted::new(text), Path::new("/home/ada"));
        assert_eq!(whole("~/x"), Path::new("/home/ada/x"));
        assert_eq!((whole("/x").as_path(), whole("x/y").as_path()), (Path::new("/x"), Path::new("x/y")));
    }
}
