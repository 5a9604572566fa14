//! Deterministic ids for the records of a new sandbox.

use uuid::Uuid;

/// The id that a seed and a name determine.
pub fn seeded_id(seed: u64, name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("globus-sandbox/{seed}/{name}").as_bytes())
}
