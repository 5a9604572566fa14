//! Consents of a new sandbox: the service client's, and the demo user's for a demo that starts with its main task.

use jiff::Timestamp;

use crate::sandbox::model::access_rules::{TRANSFER_ALL, data_access};
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::consents;
use crate::sandbox::model::consents::TokenHolder;
use crate::sandbox::model::scope::Scope;
use crate::sandbox::model::seeded_id::seeded_id;
use crate::sandbox::model::session::{Authentication, Session};
use crate::sandbox::services::auth::seed::FACILITY_USER;

/// The collection that the demo user can access at once.
const OPENED: &str = "JASMIN Default Collection";

/// Grants the service client access to the data of every collection that requires a consent.
pub fn for_service_client(accounts: &mut Accounts) {
    let wanted: Vec<String> =
        accounts.collections.values().filter(|c| c.needs_data_access()).map(|c| data_access(&c.id)).collect();
    let service = accounts.service_client;
    let holder = TokenHolder { client: service, identity: service, session: None };
    consents::grant_consents(accounts, &holder, &[transfer_with(wanted)], false, Timestamp::UNIX_EPOCH);
}

/// Adds a session of the demo user with the built-in native client, and the consent for the JASMIN collection.
pub fn for_demo_user(accounts: &mut Accounts, now: Timestamp) {
    let client = accounts.native_client;
    let person = accounts.users.first().copied().unwrap_or_default();
    let authentications = [seeded_id(accounts.seed, FACILITY_USER)]
        .map(|one| (one, Authentication { at: now, mfa: false }))
        .into();
    let session = Session { id: seeded_id(accounts.seed, "demo session"), client, person, authentications };
    accounts.sessions.push(session.clone());
    let opened = accounts.collections.values().filter(|c| c.display_name == OPENED);
    let wanted: Vec<String> = opened.map(|c| data_access(&c.id)).collect();
    let holder = TokenHolder { client, identity: person, session: Some(session) };
    consents::grant_consents(accounts, &holder, &[transfer_with(wanted)], true, now);
}

fn transfer_with(names: Vec<String>) -> Scope {
    let below = |name| Scope { name, optional: true, dependencies: Vec::new() };
    let dependencies = names.into_iter().map(below).collect();
    Scope { name: TRANSFER_ALL.to_owned(), optional: false, dependencies }
}
