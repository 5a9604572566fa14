//! Whether a person waits for a request: that one goes before those for which nobody waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// The urgency of a request. The default is that a person waits for it. Clones share it, so that a request in the queue
/// can be raised.
#[derive(Clone, Debug, Default)]
pub struct Urgency(Option<Arc<Background>>);

#[derive(Debug)]
struct Background {
    raised: AtomicBool,
    changed: Notify,
}

impl Urgency {
    /// A background request: no key press depends on it.
    pub fn background() -> Self {
        Self(Some(Arc::new(Background { raised: AtomicBool::new(false), changed: Notify::new() })))
    }

    /// A person waits for it now.
    pub fn raise(&self) {
        if let Some(background) = &self.0 {
            background.raised.store(true, Ordering::Release);
            background.changed.notify_waiters();
        }
    }

    /// Whether it is a background request.
    pub fn is_background(&self) -> bool {
        self.0.as_ref().is_some_and(|background| !background.raised.load(Ordering::Acquire))
    }

    /// Waits until it is raised; for ever where it cannot be.
    pub(super) async fn raised(&self) {
        let Some(background) = &self.0 else { return std::future::pending().await };
        let changed = background.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        if self.is_background() { changed.await } else { std::future::pending().await }
    }
}
