//! Hands out the ids by which answers find the slot that waits for them. Knows nothing of what is asked.

use crate::domain::ids::RequestId;

/// The one source of request ids in an `App`; never gives the same id twice.
#[derive(Debug, Default)]
pub struct RequestIds(u64);

impl RequestIds {
    /// A fresh id.
    #[allow(
        clippy::should_implement_trait,
        reason = "not an iterator: it never ends, and nobody may skip or collect it"
    )]
    pub fn next(&mut self) -> RequestId {
        self.0 = self.0.saturating_add(1);
        RequestId(self.0)
    }
}
