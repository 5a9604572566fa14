//! The data plane on real directories. The fixture is here, the tests in the files beside.

mod deletes;
mod faults;
mod transfers;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::sandbox::data_plane::bucket::TokenBucket;
use crate::sandbox::data_plane::environment::{Environment, InjectedError, Volume};
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::root::Root;
use crate::sandbox::data_plane::task::{
    Counters, DeleteSpec, Item, Status, Task, TaskHandle, TaskSpec, TransferSpec,
};
use crate::sandbox::data_plane::worker;

const HERE: Uuid = Uuid::from_u128(1);
const THERE: Uuid = Uuid::from_u128(2);

fn path(text: &str) -> CleanPath {
    CleanPath::parse(text, &CleanPath::default()).unwrap()
}

/// Two collections, beside a guard directory that must stay unchanged.
struct Fixture {
    base: tempfile::TempDir,
    bucket: TokenBucket,
    ahead: AtomicI64,
    rate: AtomicU64,
    full: AtomicBool,
    stopping: AtomicBool,
    read_only: Mutex<Vec<String>>,
    offline: Mutex<Option<&'static str>>,
    injected: Mutex<Vec<InjectedError>>,
}

impl Environment for Fixture {
    fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed))
    }
    fn rate(&self) -> Option<u64> {
        Some(self.rate.load(Ordering::Relaxed)).filter(|rate| *rate > 0)
    }
    fn disk_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }
    fn volume(&self, collection: &Uuid, _: &Uuid) -> Option<Volume> {
        let dir = if *collection == HERE { self.here("") } else { self.there("") };
        let read_only = self.read_only.lock().unwrap().iter().map(|text| path(text)).collect();
        let offline = self.offline.lock().unwrap().filter(|_| *collection == THERE);
        let (home, generated) = (path("/home"), Vec::new());
        Some(Volume { root: Root::new(&dir), home, read_only, generated, permits: None, offline })
    }
    fn injected(&self, _: &Uuid) -> Option<InjectedError> {
        self.injected.lock().unwrap().pop()
    }
    fn changed(&self) {}
    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl Fixture {
    fn new() -> Self {
        let base = tempfile::tempdir().unwrap();
        for dir in ["here/home", "there/home", "guard"] {
            fs::create_dir_all(base.path().join(dir)).unwrap();
        }
        fs::write(base.path().join("guard/precious"), "precious").unwrap();
        Self {
            base,
            bucket: TokenBucket::default(),
            ahead: AtomicI64::new(0),
            rate: AtomicU64::new(0),
            full: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            read_only: Mutex::default(),
            offline: Mutex::default(),
            injected: Mutex::default(),
        }
    }

    fn here(&self, path: &str) -> PathBuf {
        self.base.path().join("here").join(path)
    }

    fn there(&self, path: &str) -> PathBuf {
        self.base.path().join("there").join(path)
    }

    fn guard(&self) -> PathBuf {
        self.base.path().join("guard")
    }

    fn step(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Runs a task on this thread.
    fn work(&self, handle: &TaskHandle) {
        handle.lock().running = true;
        worker::run_task(self, &self.bucket, handle);
        assert!(!handle.lock().running);
        assert_eq!(tree(&self.guard()).len(), 1, "the guard tree changed");
    }

    /// Runs a task on another thread while `meanwhile` runs on this one.
    fn work_while(&self, handle: &TaskHandle, meanwhile: impl FnOnce()) {
        std::thread::scope(|scope| {
            let worker = scope.spawn(|| self.work(handle));
            meanwhile();
            worker.join().unwrap();
        });
    }

    fn transfer(&self, transfer: TransferSpec) -> TaskHandle {
        let handle = task(
            TaskSpec::Transfer(TransferSpec { source: HERE, destination: THERE, ..transfer }),
            self.now(),
        );
        self.work(&handle);
        handle
    }

    /// Transfers with one item, everything else by default.
    fn send(&self, from: &str, to: &str) -> TaskHandle {
        self.transfer(TransferSpec { items: vec![item(from, to)], ..TransferSpec::default() })
    }

    fn delete(&self, delete: DeleteSpec) -> TaskHandle {
        let handle = task(TaskSpec::Delete(DeleteSpec { endpoint: THERE, ..delete }), self.now());
        self.work(&handle);
        handle
    }
}

fn item(from: &str, to: &str) -> Item {
    let (source, destination) = (from.to_owned(), to.to_owned());
    Item { source, destination, recursive: None, symlink: false, checksum: None }
}

fn waiting(fixture: &Fixture, transfer: TransferSpec) -> TaskHandle {
    task(TaskSpec::Transfer(TransferSpec { source: HERE, destination: THERE, ..transfer }), fixture.now())
}

fn task(spec: TaskSpec, now: Timestamp) -> TaskHandle {
    TaskHandle::new(Task {
        id: Uuid::new_v4(),
        number: 1,
        owner: Uuid::nil(),
        username: String::new(),
        spec,
        label: None,
        status: Status::Active,
        request_time: now,
        completion_time: None,
        deadline: now + SignedDuration::from_hours(24),
        deadline_is_fixed: false,
        counters: Counters::default(),
        nice_status: "Queued".to_owned(),
        faults: 0,
        fatal: None,
        events: Vec::new(),
        transferred: Vec::new(),
        skipped: Vec::new(),
        removed: false,
        forgotten: false,
        cancel_requested: false,
        resumed: false,
        running: false,
    })
}

fn status(handle: &TaskHandle) -> Status {
    handle.lock().status
}

fn fatal(handle: &TaskHandle) -> String {
    handle.lock().fatal.as_ref().map(|(code, _)| code.clone()).unwrap_or_default()
}

fn codes(handle: &TaskHandle) -> Vec<String> {
    handle.lock().events.iter().map(|event| event.code.clone()).collect()
}

/// Waits for a condition; fails after ten seconds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(10), "timed out waiting for {what}");
        std::thread::yield_now();
    }
}

/// Everything below a directory: contents of files, targets of links, None for directories.
fn tree(dir: &Path) -> BTreeMap<Vec<u8>, Option<Vec<u8>>> {
    let mut all = BTreeMap::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(at) = todo.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().as_os_str().as_bytes().to_vec();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            let content = if kind.is_dir() {
                todo.push(path);
                None
            } else if kind.is_symlink() {
                Some([b"-> ", fs::read_link(&path).unwrap().as_os_str().as_bytes()].concat())
            } else {
                Some(fs::read(&path).unwrap())
            };
            all.insert(name, content);
        }
    }
    all
}
