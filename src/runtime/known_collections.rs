//! The collections that were looked up in a session: one that several panes open at once is asked for once.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::domain::collection::Collection;
use crate::domain::ids::CollectionId;

/// For so long what was found counts.
const COUNTS: Duration = Duration::from_secs(5);

type Cell = Arc<OnceCell<Arc<Collection>>>;

/// The collections, and when each was asked for.
#[derive(Default)]
pub struct KnownCollections(Mutex<HashMap<CollectionId, (Instant, Cell)>>);

impl KnownCollections {
    /// The collection of that id: as it was found a moment ago or is being found, else what `ask` finds.
    ///
    /// # Errors
    /// Those of `ask`. The next one asks again.
    pub async fn get<E>(
        &self,
        id: CollectionId,
        ask: impl Future<Output = Result<Collection, E>>,
    ) -> Result<Arc<Collection>, E> {
        let cell = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|_, (asked, _)| asked.elapsed() < COUNTS);
            let (_, cell) = all.entry(id).or_insert_with(|| (Instant::now(), Cell::default()));
            Arc::clone(cell)
        };
        cell.get_or_try_init(async || Ok(Arc::new(ask.await?))).await.cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::domain::collection::EntityType;
    use crate::domain::text::Untrusted;

    #[tokio::test(start_paused = true)]
    async fn one_that_is_asked_for_twice_at_once_is_looked_up_once_and_a_failure_is_not_kept() {
        let (known, asked) = (KnownCollections::default(), AtomicU32::new(0));
        let id = CollectionId::new(uuid::Uuid::from_u128(1));
        let ask = async |fails: bool| {
            asked.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(200)).await;
            let found = Collection::known_by(id, Untrusted::new("c"), EntityType::Mapped);
            if fails { Err(()) } else { Ok(found) }
        };
        assert!(known.get(id, ask(true)).await.is_err());
        let (one, other) = tokio::join!(known.get(id, ask(false)), known.get(id, ask(false)));
        assert!(one.is_ok() && other.is_ok());
        assert!(known.get(id, ask(false)).await.is_ok());
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        tokio::time::sleep(COUNTS).await;
        assert!(known.get(id, ask(false)).await.is_ok());
        assert_eq!(asked.load(Ordering::SeqCst), 3, "it may be another by now");
    }
}
