//! Runs one task: schedules its work items, retries after faults, and records the result.
//!
//! The items themselves are implemented in [`super::scan`], [`super::copy`] and [`super::delete`]. Start with
//! [`run_task`].

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::sandbox::data_plane::bucket::TokenBucket;
use crate::sandbox::data_plane::environment::Environment;
use crate::sandbox::data_plane::fault::{Fault, FaultScope, StepError};
use crate::sandbox::data_plane::queue::{Queue, QueuedItem, WorkItem};
use crate::sandbox::data_plane::task::{SkippedSource, Task, TaskHandle, TaskSpec};
use crate::sandbox::data_plane::task_context::TaskContext;

/// Sleep of a worker that has no item due.
const POLL_INTERVAL: Duration = Duration::from_millis(15);

/// Maximum delay before a retry, in seconds of the sandbox's clock.
const MAX_RETRY_DELAY_S: i64 = 30;

/// Interval of PROGRESS events, in seconds of the sandbox's clock.
const PROGRESS_INTERVAL_S: i64 = 10;

/// Runs a task until it ends or the sandbox stops. Blocks.
pub fn run_task(environment: &dyn Environment, bucket: &TokenBucket, handle: &TaskHandle) {
    let spec = handle.lock().spec.clone();
    let context = TaskContext { environment, bucket, handle, spec };
    context.begin();
    let end = context.run_items();
    context.finish(end);
    environment.changed();
}

/// Cancels a task that no worker runs. Returns whether it did.
pub fn cancel_queued(environment: &dyn Environment, handle: &TaskHandle) -> bool {
    let mut task = handle.lock();
    if task.is_over() || task.running {
        return false;
    }
    end_canceled(&mut task, environment.now());
    true
}

fn end_canceled(task: &mut Task, at: Timestamp) {
    task.finish(Some(("CANCELED", "canceled by its owner")), "canceled by the user".to_owned(), at);
}

impl TaskContext<'_> {
    fn begin(&self) {
        let now = self.environment.now();
        let mut task = self.handle.lock();
        task.nice_status = "OK".to_owned();
        let items = self.items();
        task.counters.total = u64::try_from(items).unwrap_or(u64::MAX);
        if !task.resumed {
            task.add_event(
                "STARTED",
                json!({"type": self.spec.wire_name(), "items": items}).to_string(),
                now,
            );
        }
        drop(task);
        self.environment.changed();
    }

    fn items(&self) -> usize {
        match &self.spec {
            TaskSpec::Transfer(transfer) => transfer.items.len(),
            TaskSpec::Delete(delete) => delete.paths.len(),
        }
    }

    fn run_items(&self) -> Result<(), StepError> {
        let mut queue = Queue::default();
        queue.extend((0..self.items()).map(WorkItem::Begin));
        let mut last = self.environment.now();
        let mut last_bytes = 0;
        loop {
            self.check_cancelled()?;
            let now = self.environment.now();
            if now.as_second() - last.as_second() >= PROGRESS_INTERVAL_S {
                self.record_progress(&mut last, &mut last_bytes, now);
            }
            let Some(step) = queue.next(now) else {
                if queue.is_empty() {
                    self.record_progress(&mut last, &mut last_bytes, now);
                    return Ok(());
                }
                std::thread::sleep(POLL_INTERVAL);
                continue;
            };
            match self.check_faults().and_then(|()| self.run_item(&step.item)) {
                Ok(next) => self.record_success(next, &mut queue),
                Err(StepError::Fault(fault)) => self.handle_fault(fault, step, &mut queue)?,
                Err(error) => return Err(error),
            }
        }
    }

    fn run_item(&self, item: &WorkItem) -> Result<Vec<WorkItem>, StepError> {
        match &self.spec {
            TaskSpec::Transfer(transfer) => self.run_transfer_item(transfer, item),
            TaskSpec::Delete(delete) => self.run_delete_item(delete, item),
        }
    }

    fn record_success(&self, next: Vec<WorkItem>, queue: &mut Queue) {
        let now = self.environment.now();
        let mut task = self.handle.lock();
        task.counters.succeeded += 1;
        task.counters.total += u64::try_from(next.len()).unwrap_or(0);
        queue.extend(next);
        task.counters.retrying = queue.retrying();
        if queue.retrying() == 0 && task.nice_status != "OK" {
            task.nice_status = "OK".to_owned();
        }
        task.extend_deadline(now);
    }

    /// Records a fault and skips the item, retries it or fails the task.
    fn handle_fault(&self, fault: Fault, step: QueuedItem, queue: &mut Queue) -> Result<(), StepError> {
        let now = self.environment.now();
        if let TaskSpec::Transfer(transfer) = &self.spec {
            if transfer.fail_on_quota_errors && fault.is_quota() {
                return Err(fault.with_scope(FaultScope::Fatal).into());
            }
            if transfer.skip_source_errors && fault.is_skippable() {
                self.record_skip(&fault, &step, now);
                return Ok(());
            }
        }
        if fault.reach == FaultScope::Fatal {
            return Err(fault.into());
        }
        let reach = fault.reach;
        let blocked = self.is_blocked();
        let wait = (1_i64 << step.attempts.min(10)).min(MAX_RETRY_DELAY_S);
        let due = now.checked_add(SignedDuration::from_secs(wait)).unwrap_or(Timestamp::MAX);
        queue.retry_at(step, due);
        {
            let mut task = self.handle.lock();
            task.record_fault(&fault, now);
            task.counters.retrying = queue.retrying();
        }
        self.environment.changed();
        if reach == FaultScope::Task {
            // The fault affects every item of the task: wait until the retry is due or the cause is gone.
            while self.environment.now() < due && (!blocked || self.is_blocked()) {
                self.check_cancelled()?;
                std::thread::sleep(POLL_INTERVAL);
            }
            queue.make_all_due(self.environment.now());
        }
        Ok(())
    }

    fn record_skip(&self, fault: &Fault, step: &QueuedItem, now: Timestamp) {
        let (source, destination) = self.wire_paths(&step.item);
        let mut task = self.handle.lock();
        task.counters.skipped_errors += 1;
        task.skipped.push(SkippedSource {
            code: fault.code.clone(),
            details: fault.details.clone(),
            time: now,
            source,
            destination,
            is_directory: matches!(step.item, WorkItem::Scan(_)),
            is_symlink: matches!(step.item, WorkItem::Link(_)),
        });
    }

    fn wire_paths(&self, item: &WorkItem) -> (String, String) {
        match (item, &self.spec) {
            (
                WorkItem::Inspect(pair) | WorkItem::Scan(pair) | WorkItem::Copy(pair) | WorkItem::Link(pair),
                _,
            ) => (pair.source.wire(), pair.destination.wire()),
            (WorkItem::Begin(index), TaskSpec::Transfer(transfer)) => {
                let item = transfer.items.get(*index);
                item.map(|item| (item.source.clone(), item.destination.clone())).unwrap_or_default()
            }
            (WorkItem::Remove(path), _) => (path.wire(), String::new()),
            (WorkItem::Begin(_), TaskSpec::Delete(_)) => Default::default(),
        }
    }

    fn record_progress(&self, last: &mut Timestamp, last_bytes: &mut u64, now: Timestamp) {
        let mut task = self.handle.lock();
        let bytes = task.counters.bytes_transferred.saturating_sub(*last_bytes);
        if bytes > 0 {
            #[allow(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
            let bits = bytes as f64 * 8.0;
            let seconds = now.duration_since(*last).as_secs_f64().max(0.001);
            let mbps = (bits / seconds / 10_000.0).round() / 100.0;
            let duration = (seconds * 100.0).round() / 100.0;
            let details = json!({"bytes_transferred": bytes, "duration": duration, "mbps": mbps});
            task.add_event("PROGRESS", details.to_string(), now);
            *last_bytes = task.counters.bytes_transferred;
        }
        *last = now;
    }

    fn finish(&self, end: Result<(), StepError>) {
        let now = self.environment.now();
        let mut task = self.handle.lock();
        task.running = false;
        match end {
            Ok(()) => {
                let files = match self.spec {
                    TaskSpec::Transfer(_) => task.counters.files_transferred,
                    TaskSpec::Delete(_) => task.counters.files,
                };
                task.finish(None, json!({"files_succeeded": files}).to_string(), now);
            }
            Err(StepError::Stopped) => task.reset_for_resume(),
            Err(StepError::Canceled) => end_canceled(&mut task, now),
            Err(StepError::Expired) => {
                let why = format!("the task was not done by its deadline; last status: {}", task.nice_status);
                task.finish(Some(("EXPIRED", &why)), why.clone(), now);
            }
            Err(StepError::Fault(fault)) => {
                task.faults += 1;
                task.finish(Some((&fault.code, "")), fault.details, now);
            }
        }
    }
}
