//! Creates guest collections: Transfer does on Globus Connect Personal, the manager of the server elsewhere.

use std::sync::Arc;

use crate::app::requests::sharing::CreateGuest;
use crate::domain::collection::Collection;
use crate::domain::collection::EntityType;
use crate::domain::ids::{CollectionId, GatewayId, IdentityId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::sharing::CollectionDetails;
use crate::domain::store::StoreInfo;
use crate::globus::auth::identities::user_info;
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::gcs::credentials::{self, Credential};
use crate::globus::gcs::guests::NewGuest;
use crate::globus::gcs::{self, Manager, collections};
use crate::globus::transfer::{details, guests};
use crate::runtime::problem::{self, Doing};
use crate::runtime::session::Session;
use crate::safe;

/// Creates it, and reads what is known of it.
///
/// # Errors
/// Those of the service that creates it.
pub async fn create(session: &Session, call: &CreateGuest) -> Result<Arc<StoreInfo>, ApiError> {
    let globus = &session.globus;
    let refused = |why| ApiError::new(ErrorKind::Refused, why);
    let host = call.host.collection().ok_or_else(|| refused("this computer is no collection"))?;
    let found = details::details(globus, host).await?;
    let (id, entity) = match found.collection.entity {
        EntityType::Personal => {
            let id = guests::create(globus, host, &call.directory, &call.name).await?;
            (id, EntityType::PersonalGuest)
        }
        EntityType::Mapped => (on_server(session, call, host, &found).await?, EntityType::Guest),
        _ => return Err(refused("guest collections on this kind of collection are created in the web app")),
    };
    // It exists, whatever becomes of reading it.
    let read = details::details(globus, id).await.map(|read| read.collection);
    let collection = read.unwrap_or_else(|_| Collection::known_by(id, call.name.clone(), entity));
    Ok(Arc::new(StoreInfo::from(&collection)))
}

/// The manager of the server of a collection; `files`: whether it is to reach the user's files there, which only a mapped
/// collection without high assurance requires a consent for.
///
/// # Errors
/// `Refused` when Transfer names no manager.
pub fn manager(found: &CollectionDetails, files: bool) -> Result<Manager, ApiError> {
    let refused = || ApiError::new(ErrorKind::Refused, "Globus names no manager of this collection's server");
    let endpoint = found.endpoint.ok_or_else(refused)?;
    let url = found.manager_url.as_ref().ok_or_else(refused)?;
    let store = StoreInfo::from(&found.collection);
    let needs = files && store.asks_data_access();
    Manager::new(url, endpoint, needs.then_some(found.collection.id))
}

/// On a server: with an account of the user there, which is made known to it where it is not yet.
async fn on_server(
    session: &Session,
    call: &CreateGuest,
    mapped: CollectionId,
    found: &CollectionDetails,
) -> Result<CollectionId, ApiError> {
    let globus = &session.globus;
    let manager = manager(found, true)?;
    let gateway = collections::collection(globus, &manager, mapped).await?.gateway;
    let gateway = gateway.ok_or_else(|| ApiError::malformed(200))?;
    gcs::guests::check_new(globus, &manager, mapped, &call.directory, &call.name).await?;
    let credential = credential(session, &manager, gateway).await?;
    let new = NewGuest { mapped, directory: &call.directory, name: &call.name, credential };
    gcs::guests::create(globus, &manager, new).await
}

/// The user's credential for a gateway: that of the identity in use, else another one, else a new one for the first of the
/// user's identities that the gateway allows. A refused identity changes nothing there.
async fn credential(
    session: &Session,
    manager: &Manager,
    gateway: GatewayId,
) -> Result<Credential, ApiError> {
    let (globus, own) = (&session.globus, session.account.identity);
    let held = credentials::mine(globus, manager, gateway).await?;
    let first = held.iter().find(|one| one.identity == Some(own)).or(held.first());
    if let Some(first) = first {
        return Ok(*first);
    }
    let mut refusal = None;
    for identity in identities(globus, session).await {
        match credentials::create(globus, manager, gateway, identity).await {
            Ok(made) => return Ok(made),
            Err(error) if error.kind == ErrorKind::Denied => {
                refusal.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    Err(refusal
        .unwrap_or_else(|| ApiError::new(ErrorKind::Denied, "none of your identities is allowed there")))
}

/// The user's identities, the one in use first.
async fn identities(globus: &Globus, session: &Session) -> Vec<IdentityId> {
    let own = session.account.identity;
    let linked = user_info(globus, session.account.service_user).await.ok().and_then(|info| info.linked);
    let others = linked.unwrap_or_default().into_iter().map(|one| one.id).filter(|id| *id != own);
    std::iter::once(own).chain(others).collect()
}

/// Why it could not be created.
pub fn problem(error: &ApiError, call: &CreateGuest, doing: &Doing) -> Problem {
    match error.kind {
        ErrorKind::Exists => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: you have one of that name on this directory already.", *doing),
            "Type another name, or open that one: search for its name with the list of places.",
        ),
        ErrorKind::Denied => {
            let told = problem::of_api(error, doing);
            let words =
                safe!("Could not {}: {} does not let you share its directories.", *doing, call.host.title());
            let next = "Ask its owner, or those who run it, whether guest collections are allowed there.";
            Problem { detail: told.detail, ..Problem::new(ProblemKind::Denied, words, next) }
        }
        _ => problem::of_api(error, doing),
    }
}
