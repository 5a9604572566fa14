//! A call to a disk that does not return.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// A latch that holds calls back until it is opened.
#[derive(Default)]
pub struct Latch {
    open: Mutex<bool>,
    opened: Condvar,
    pub waiting: AtomicUsize,
}

impl Latch {
    pub fn pass(&self) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.opened.wait_while(open, |open| !*open));
    }

    pub fn open(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.opened.notify_all();
    }
}
