//! Tells when a directory changes, where the kernel does (inotify). On a file system that other computers change too it
//! would tell a part only, so there is no watch: nothing says that it is one.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use futures_util::stream::{self, BoxStream, StreamExt as _};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, Result};
use tokio::sync::mpsc;

use super::StorageError;
use crate::domain::path::StorePath;

/// Changes are told at most once in this time.
const APART: Duration = Duration::from_secs(1);

/// The numbers of file systems that other computers, or programs that hemi knows nothing of, change too (statfs(2)):
/// NFS, SMB (three), AFS (two), Coda, Ceph, Lustre, GPFS, FUSE, 9P, GFS2, OCFS2, PanFS and BeeGFS.
#[cfg(target_os = "linux")]
const SHARED: [u64; 16] = [
    0x6969,
    0x517b,
    0xff53_4d42,
    0xfe53_4d42,
    0x5346_414f,
    0x6b41_4653,
    0x7375_7245,
    0x00c3_6400,
    0x0bd0_0bd0,
    0x4750_4653,
    0x6573_5546,
    0x0102_1997,
    0x0116_1970,
    0x7461_636f,
    0xaad7_aaea,
    0x1983_0326,
];

/// Opens a watch of a directory. May block as every call to a disk.
///
/// # Errors
/// `OPNOTSUPP` where changes cannot be known; those of inotify(7).
#[cfg(target_os = "linux")]
pub fn open(path: &StorePath) -> Result<OwnedFd> {
    use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
    let number = u64::try_from(rustix::fs::statfs(path.raw())?.f_type).unwrap_or_default() & 0xffff_ffff;
    if SHARED.contains(&number) {
        return Err(Errno::OPNOTSUPP);
    }
    let watch = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
    // Not what is only read, nor each piece of what is written.
    let changes = WatchFlags::CREATE | WatchFlags::DELETE | WatchFlags::MOVE | WatchFlags::CLOSE_WRITE;
    let own = WatchFlags::ATTRIB | WatchFlags::DELETE_SELF | WatchFlags::MOVE_SELF | WatchFlags::ONLYDIR;
    add_watch(&watch, path.raw(), changes | own)?;
    Ok(watch)
}

/// Elsewhere there is no such call.
///
/// # Errors
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn open(_: &StorePath) -> Result<OwnedFd> {
    Err(Errno::OPNOTSUPP)
}

/// The changes of a directory, which `open` watches. One that is removed is looked for once in [`APART`] (`None`: it is not
/// there), so that it is told when it is there again. Ends where changes cannot be known.
pub fn again<O, F>(open: O) -> BoxStream<'static, ()>
where
    O: Fn() -> F + Send + 'static,
    F: Future<Output = std::result::Result<Option<OwnedFd>, StorageError>> + Send + 'static,
{
    let next = async |(mut told, mut first, open): (BoxStream<'static, ()>, bool, O)| {
        loop {
            if told.next().await.is_some() {
                return Some(((), (told, false, open)));
            }
            if !first {
                tokio::time::sleep(APART).await;
            }
            if let Some(watch) = open().await.ok()? {
                // Asked again after its end, as long as the directory is not there.
                told = changes(watch).fuse().boxed();
                if !first {
                    return Some(((), (told, false, open)));
                }
            }
            first = false;
        }
    };
    stream::unfold((stream::empty().boxed(), true, open), next).boxed()
}

/// The changes that a watch tells. A thread waits for them, without a timer, until the stream is dropped.
pub fn changes(watch: OwnedFd) -> BoxStream<'static, ()> {
    let (told, taken) = mpsc::channel(1);
    let Ok((kept, dropped)) = UnixStream::pair() else { return stream::empty().boxed() };
    let wait = move || wait(&watch, &dropped, &told);
    if std::thread::Builder::new().name("watch".into()).spawn(wait).is_err() {
        return stream::empty().boxed();
    }
    let next = async |(mut taken, kept, waits): (mpsc::Receiver<()>, UnixStream, bool)| {
        if waits {
            tokio::time::sleep(APART).await;
        }
        taken.recv().await.map(|()| ((), (taken, kept, true)))
    };
    stream::unfold((taken, kept, false), next).boxed()
}

/// Tells of changes until the other end of `dropped` is closed, or the watch is broken.
fn wait(watch: &OwnedFd, dropped: &UnixStream, told: &mpsc::Sender<()>) {
    loop {
        let mut fds = [PollFd::new(watch, PollFlags::IN), PollFd::new(dropped, PollFlags::IN)];
        match poll(&mut fds, None) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => return,
        }
        let is_dropped = fds.last().is_some_and(|fd| !fd.revents().is_empty());
        match drain(watch) {
            _ if is_dropped => return,
            // One that waits to be taken tells of this too.
            Ok(Told::Change) => drop(told.try_send(())),
            Ok(Told::Nothing) => {}
            // Another directory may be there of its name: this one is watched no longer.
            Ok(Told::Gone) => {
                let _ = told.try_send(());
                return;
            }
            Err(_) => return,
        }
    }
}

/// What a watch has told by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Nothing,
    Change,
    /// The directory was removed, or has another name.
    Gone,
}

/// Whether one of these events says that the directory is gone: each has a watch, a mask, a cookie and the length of the
/// name that follows (inotify(7)).
fn says_gone(mut events: &[u8]) -> bool {
    /// `IN_DELETE_SELF`, `IN_MOVE_SELF` and `IN_IGNORED`.
    const GONE: u32 = 0x0400 | 0x0800 | 0x8000;
    const HEAD: usize = 16;
    let number = |event: &[u8], at: usize| {
        let bytes = event.get(at..at + 4)?;
        bytes.try_into().ok().map(u32::from_ne_bytes)
    };
    while let (Some(mask), Some(length)) = (number(events, 4), number(events, 12)) {
        if mask & GONE != 0 {
            return true;
        }
        let next = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(HEAD);
        events = events.get(next..).unwrap_or_default();
    }
    false
}

/// Reads all that is told by now.
fn drain(watch: &OwnedFd) -> Result<Told> {
    let mut buffer = [0; 4096];
    let mut any = Told::Nothing;
    loop {
        match rustix::io::read(watch, &mut buffer) {
            Ok(0) => return Err(Errno::IO),
            Ok(read) => {
                let gone = says_gone(buffer.get(..read).unwrap_or_default());
                any = any.max(if gone { Told::Gone } else { Told::Change });
            }
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return Ok(any),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt as _;
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn a_flood_of_changes_is_told_at_once_and_then_once_a_second() {
        let home = tempfile::tempdir().unwrap();
        let path = StorePath::parse(home.path().as_os_str().as_bytes()).unwrap();
        let mut changes = changes(open(&path).unwrap());
        std::fs::write(home.path().join("a"), "").unwrap();
        changes.next().await.unwrap();
        let told = Instant::now();
        for number in 0..500 {
            std::fs::write(home.path().join(format!("b{number}")), "").unwrap();
        }
        changes.next().await.unwrap();
        assert!(told.elapsed() >= APART);
        // Reading it is no change.
        std::fs::read_dir(home.path()).unwrap().for_each(drop);
        std::fs::read(home.path().join("a")).unwrap();
        let more = tokio::time::timeout(APART * 2, changes.next()).await;
        assert!(more.is_err(), "nothing has changed");
    }

    async fn next(told: &mut BoxStream<'static, ()>) -> Option<()> {
        tokio::time::timeout(Duration::from_secs(20), told.next()).await.unwrap()
    }

    #[tokio::test]
    async fn a_directory_that_is_removed_and_made_again_is_told_when_it_is_there() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("dir");
        std::fs::create_dir(&dir).unwrap();
        let path = StorePath::parse(dir.as_os_str().as_bytes()).unwrap();
        let mut told = again(move || {
            std::future::ready(match open(&path) {
                Err(Errno::NOENT) => Ok(None),
                opened => opened.map(Some).map_err(StorageError::from),
            })
        });
        let made = dir.clone();
        // Until it is gone, so that one comes when it is watched.
        let writes = tokio::task::spawn_blocking(move || {
            let file = made.join("f");
            while std::fs::write(&file, "").is_ok() && std::fs::remove_file(&file).is_ok() {
                std::thread::yield_now();
            }
        });
        assert_eq!(next(&mut told).await, Some(()), "it is watched");
        std::fs::rename(&dir, home.path().join("other")).unwrap();
        writes.await.unwrap();
        assert_eq!(next(&mut told).await, Some(()), "it is gone");
        // It is looked for more than once.
        assert!(tokio::time::timeout(APART * 4, told.next()).await.is_err(), "nothing is there");
        std::fs::create_dir(&dir).unwrap();
        assert_eq!(next(&mut told).await, Some(()), "it is back");
        std::fs::write(dir.join("g"), "").unwrap();
        assert_eq!(next(&mut told).await, Some(()), "and watched again");
    }

    #[test]
    fn what_is_no_directory_is_not_watched() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(open(&StorePath::parse(file.path().as_os_str().as_bytes()).unwrap()).is_err());
    }
}
