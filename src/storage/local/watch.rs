//! Tells when a directory changes, where the kernel does (inotify). On a file system that other computers change too it
//! would tell a part only, so there is no watch: nothing says that it is one.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use futures_util::stream::{self, BoxStream, StreamExt as _};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, Result};
use tokio::sync::mpsc;

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
            Ok(true) => drop(told.try_send(())),
            Ok(false) => {}
            Err(_) => return,
        }
    }
}

/// Reads all that is told by now; whether it is anything.
fn drain(watch: &OwnedFd) -> Result<bool> {
    let mut buffer = [0; 4096];
    let mut any = false;
    loop {
        match rustix::io::read(watch, &mut buffer) {
            Ok(0) => return Err(Errno::IO),
            Ok(_) => any = true,
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

    #[test]
    fn what_is_no_directory_is_not_watched() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(open(&StorePath::parse(file.path().as_os_str().as_bytes()).unwrap()).is_err());
    }
}
