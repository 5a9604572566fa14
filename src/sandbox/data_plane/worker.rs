//! Working off one task, on a thread of its own: steps in a queue, faults tried again, an end that is always written down.
//!
//! What a step does is in [`super::look`], [`super::copy`] and [`super::delete`]; here is only when it is done. Start
//! with [`work`].

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::sandbox::data_plane::bucket::Bucket;
use crate::sandbox::data_plane::fault::{Fault, Halt, Reach};
use crate::sandbox::data_plane::queue::{Queue, Step, What};
use crate::sandbox::data_plane::site::Site;
use crate::sandbox::data_plane::task::{Handle, Skipped, Task, Work};
use crate::sandbox::data_plane::task_context::Run;

/// How long a worker with nothing to do sleeps before it looks again.
const LOOK: Duration = Duration::from_millis(15);

/// The longest wait before a step is tried again, in seconds of the sandbox's clock.
const LONGEST_WAIT: i64 = 30;

/// How far apart PROGRESS events are, in seconds of the sandbox's clock.
const PROGRESS_EVERY: i64 = 10;

/// Works a task off until it has ended or the sandbox stops. Blocks.
pub fn work(site: &dyn Site, bucket: &Bucket, handle: &Handle) {
    let run = Run { site, bucket, handle, work: handle.lock().work.clone() };
    run.begin();
    let end = run.all();
    run.finish(end);
    site.changed();
}

/// Ends a task that no worker has begun; says whether it had to.
pub fn cancel_waiting(site: &dyn Site, handle: &Handle) -> bool {
    let mut task = handle.lock();
    if task.is_over() || task.running {
        return false;
    }
    end_canceled(&mut task, site.now());
    true
}

fn end_canceled(task: &mut Task, at: Timestamp) {
    task.end(Some(("CANCELED", "canceled by its owner")), "canceled by the user".to_owned(), at);
}

impl Run<'_> {
    fn begin(&self) {
        let now = self.site.now();
        let mut task = self.handle.lock();
        task.nice = "OK".to_owned();
        let items = self.items();
        task.tally.total = u64::try_from(items).unwrap_or(u64::MAX);
        if !task.resumed {
            task.note("STARTED", json!({"type": self.work.word(), "items": items}).to_string(), now);
        }
        drop(task);
        self.site.changed();
    }

    fn items(&self) -> usize {
        match &self.work {
            Work::Transfer(transfer) => transfer.items.len(),
            Work::Delete(delete) => delete.paths.len(),
        }
    }

    fn all(&self) -> Result<(), Halt> {
        let mut queue = Queue::default();
        queue.extend((0..self.items()).map(What::Item));
        let mut told = self.site.now();
        let mut told_bytes = 0;
        loop {
            self.go_on()?;
            let now = self.site.now();
            if now.as_second() - told.as_second() >= PROGRESS_EVERY {
                self.tell_progress(&mut told, &mut told_bytes, now);
            }
            let Some(step) = queue.next(now) else {
                if queue.is_empty() {
                    self.tell_progress(&mut told, &mut told_bytes, now);
                    return Ok(());
                }
                std::thread::sleep(LOOK);
                continue;
            };
            match self.poke().and_then(|()| self.perform(&step.what)) {
                Ok(next) => self.succeeded(next, &mut queue),
                Err(Halt::Fault(fault)) => self.trouble(fault, step, &mut queue)?,
                Err(halt) => return Err(halt),
            }
        }
    }

    fn perform(&self, what: &What) -> Result<Vec<What>, Halt> {
        match &self.work {
            Work::Transfer(transfer) => self.transfer_step(transfer, what),
            Work::Delete(delete) => self.delete_step(delete, what),
        }
    }

    fn succeeded(&self, next: Vec<What>, queue: &mut Queue) {
        let now = self.site.now();
        let mut task = self.handle.lock();
        task.tally.succeeded += 1;
        task.tally.total += u64::try_from(next.len()).unwrap_or(0);
        queue.extend(next);
        task.tally.retrying = queue.waiting();
        if queue.waiting() == 0 && task.nice != "OK" {
            task.nice = "OK".to_owned();
        }
        task.progressed(now);
    }

    /// Counts a fault and decides what becomes of its step.
    fn trouble(&self, fault: Fault, step: Step, queue: &mut Queue) -> Result<(), Halt> {
        let now = self.site.now();
        if let Work::Transfer(transfer) = &self.work {
            if transfer.fail_on_quota_errors && fault.is_quota() {
                return Err(fault.reaching(Reach::Fatal).into());
            }
            if transfer.skip_source_errors && fault.is_skippable() {
                self.skip(&fault, &step, now);
                return Ok(());
            }
        }
        if fault.reach == Reach::Fatal {
            return Err(fault.into());
        }
        let reach = fault.reach;
        let blocked = self.is_blocked();
        let wait = (1_i64 << step.attempts.min(10)).min(LONGEST_WAIT);
        let due = now.checked_add(SignedDuration::from_secs(wait)).unwrap_or(Timestamp::MAX);
        queue.again(step, due);
        {
            let mut task = self.handle.lock();
            task.fault(&fault, now);
            task.tally.retrying = queue.waiting();
        }
        self.site.changed();
        if reach == Reach::Task {
            // Nothing else of this task would fare better: wait, but not longer than the cause lasts.
            while self.site.now() < due && (!blocked || self.is_blocked()) {
                self.go_on()?;
                std::thread::sleep(LOOK);
            }
            queue.all_due(self.site.now());
        }
        Ok(())
    }

    fn skip(&self, fault: &Fault, step: &Step, now: Timestamp) {
        let (source, destination) = self.wire_paths(&step.what);
        let mut task = self.handle.lock();
        task.tally.skipped_errors += 1;
        task.skipped.push(Skipped {
            code: fault.code.clone(),
            details: fault.details.clone(),
            time: now,
            source,
            destination,
            is_directory: matches!(step.what, What::Scan(_)),
            is_symlink: matches!(step.what, What::Link(_)),
        });
    }

    fn wire_paths(&self, what: &What) -> (String, String) {
        match (what, &self.work) {
            (What::Look(pair) | What::Scan(pair) | What::Copy(pair) | What::Link(pair), _) => {
                (pair.source.wire(), pair.destination.wire())
            }
            (What::Item(index), Work::Transfer(transfer)) => {
                let item = transfer.items.get(*index);
                item.map(|item| (item.source.clone(), item.destination.clone())).unwrap_or_default()
            }
            (What::Remove(path), _) => (path.wire(), String::new()),
            (What::Item(_), Work::Delete(_)) => Default::default(),
        }
    }

    fn tell_progress(&self, told: &mut Timestamp, told_bytes: &mut u64, now: Timestamp) {
        let mut task = self.handle.lock();
        let bytes = task.tally.bytes_transferred.saturating_sub(*told_bytes);
        if bytes > 0 {
            #[allow(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
            let (seconds, bits) = (now.duration_since(*told).as_secs_f64().max(0.001), bytes as f64 * 8.0);
            let mbps = (bits / seconds / 10_000.0).round() / 100.0;
            let duration = (seconds * 100.0).round() / 100.0;
            let details = json!({"bytes_transferred": bytes, "duration": duration, "mbps": mbps});
            task.note("PROGRESS", details.to_string(), now);
            *told_bytes = task.tally.bytes_transferred;
        }
        *told = now;
    }

    fn finish(&self, end: Result<(), Halt>) {
        let now = self.site.now();
        let mut task = self.handle.lock();
        task.running = false;
        match end {
            Ok(()) => {
                let files = match self.work {
                    Work::Transfer(_) => task.tally.files_transferred,
                    Work::Delete(_) => task.tally.files,
                };
                task.end(None, json!({"files_succeeded": files}).to_string(), now);
            }
            Err(Halt::Stopped) => task.begin_again(),
            Err(Halt::Canceled) => end_canceled(&mut task, now),
            Err(Halt::Expired) => {
                let why = format!("the task was not done by its deadline; last status: {}", task.nice);
                task.end(Some(("EXPIRED", &why)), why.clone(), now);
            }
            Err(Halt::Fault(fault)) => {
                task.faults += 1;
                task.end(Some((&fault.code, "")), fault.details, now);
            }
        }
    }
}
