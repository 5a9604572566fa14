//! Injected faults: a test asks for the next answers on a path to be errors, and how many of them. Also counts requests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// One injected fault: which requests it hits and what they get instead of an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjectedFault {
    /// `GET`, `POST`, ...; absent is any.
    #[serde(default)]
    pub method: Option<String>,
    /// A part of the path (and query); absent is any.
    #[serde(default)]
    pub path: Option<String>,
    pub status: u16,
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub message: Option<String>,
    /// A raw body instead of an error document; it need not be JSON.
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub content_type: Option<String>,
    /// Seconds for a `Retry-After` header.
    #[serde(default)]
    pub retry_after: Option<u64>,
    /// Let the service do its work first, and only then answer with the fault: an answer that got lost.
    #[serde(default)]
    pub after: bool,
    /// How many requests it hits; absent is one.
    #[serde(default = "one")]
    pub count: u64,
}

fn one() -> u64 {
    1
}

/// The faults still to come, and what was asked so far.
#[derive(Debug, Default)]
pub struct FaultTable {
    table: Mutex<Vec<InjectedFault>>,
    counts: Mutex<BTreeMap<String, u64>>,
}

impl FaultTable {
    /// Adds one; older ones go first.
    pub fn add(&self, fault: InjectedFault) {
        self.table.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// Those that did not strike yet.
    pub fn pending(&self) -> Vec<InjectedFault> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        self.table.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Counts the request and takes the fault that hits it, if one does.
    pub fn count_and_take(&self, method: &str, path_and_query: &str, path: &str) -> Option<InjectedFault> {
        *self
            .counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(format!("{method} {path}"))
            .or_default() += 1;
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let hit = table.iter_mut().find(|fault| {
            fault.count > 0
                && fault.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.path.as_ref().is_none_or(|part| path_and_query.contains(part.as_str()))
        })?;
        hit.count -= 1;
        let fault = hit.clone();
        table.retain(|fault| fault.count > 0);
        Some(fault)
    }

    /// Requests seen so far, by method and path.
    pub fn request_counts(&self) -> BTreeMap<String, u64> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts counting anew.
    pub fn reset_request_counts(&self) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
