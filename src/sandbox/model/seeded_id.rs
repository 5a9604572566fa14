//! Ids of what a new sandbox holds.

use uuid::Uuid;

/// An id that follows from the seed and a name.
pub fn seeded_id(seed: u64, name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("globus-sandbox/{seed}/{name}").as_bytes())
}
