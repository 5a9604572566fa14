//! The records of a new sandbox. Its files are made by [`crate::sandbox::services::transfer::seed`].
//!
//! Everything but secrets is determined by the seed, so sandboxes of one seed are alike.

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::services::auth::{preset_consents, seed as people};
use crate::sandbox::services::groups::seed as groups;
use crate::sandbox::services::transfer::seed::collections;

/// The identities, clients, collections and preset consents of a new sandbox.
pub fn accounts(seed: u64) -> Accounts {
    let mut accounts = Accounts { seed, next_consent: 1, ..Accounts::default() };
    people::add_people(&mut accounts);
    groups::add_groups(&mut accounts);
    collections::add_collections(&mut accounts);
    preset_consents::for_service_client(&mut accounts);
    accounts
}
