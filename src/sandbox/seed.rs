//! What a fresh sandbox holds: people, clients, collections, consents. Files are in [`crate::sandbox::services::transfer::seed`].
//!
//! Everything but secrets follows from the seed, so two sandboxes with the same one look alike.

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::services::auth::{preset_consents, seed as people};
use crate::sandbox::services::transfer::seed::collections;

/// The people, clients and collections of a new sandbox.
pub fn accounts(seed: u64) -> Accounts {
    let mut accounts = Accounts { seed, next_consent: 1, ..Accounts::default() };
    people::add_people(&mut accounts);
    collections::add_collections(&mut accounts);
    preset_consents::for_service_client(&mut accounts);
    accounts
}
