//! Injected faults: error responses that tests request for the next requests on a path. Also counts requests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// One injected fault: which requests it matches, and the response they get.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjectedFault {
    /// `GET`, `POST`, ...; absent matches any.
    #[serde(default)]
    pub method: Option<String>,
    /// A substring of path and query; absent matches any.
    #[serde(default)]
    pub path: Option<String>,
    pub status: u16,
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub message: Option<String>,
    /// A raw body in place of an error document; any content.
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub content_type: Option<String>,
    /// The `Retry-After` header, in seconds.
    #[serde(default)]
    pub retry_after: Option<u64>,
    /// Whether the service handles the request first and its response is discarded: a lost response.
    #[serde(default)]
    pub after: bool,
    /// How many requests it matches; absent is one.
    #[serde(default = "default_count")]
    pub count: u64,
}

fn default_count() -> u64 {
    1
}

/// The injected faults and the request counts.
#[derive(Debug, Default)]
pub struct FaultTable {
    table: Mutex<Vec<InjectedFault>>,
    counts: Mutex<BTreeMap<String, u64>>,
}

impl FaultTable {
    /// Adds a fault. Older faults match first.
    pub fn add(&self, fault: InjectedFault) {
        self.table.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// The faults that have matches left.
    pub fn pending(&self) -> Vec<InjectedFault> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.table.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Counts the request and uses up one match of the first fault that matches it.
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

    /// The number of requests by method and path.
    pub fn request_counts(&self) -> BTreeMap<String, u64> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Resets the request counts.
    pub fn reset_request_counts(&self) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
