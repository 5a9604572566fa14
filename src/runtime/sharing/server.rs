//! Reads what the manager of a collection's server tells: its storage gateway, and all that is on the server.

use super::guest::manager;
use crate::app::requests::sharing::ReadGateway;
use crate::domain::ids::CollectionId;
use crate::domain::server::{GatewayOf, ServerTree, Told};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::gcs::{Manager, collections, gateways};
use crate::globus::transfer::details;

/// What was told, or that it is hidden from this user.
///
/// # Errors
/// Those that say neither.
pub fn told<T>(end: Result<T, ApiError>) -> Result<Told<T>, ApiError> {
    match end {
        Ok(known) => Ok(Told::Known(known)),
        Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound) => Ok(Told::Hidden),
        Err(error) => Err(error),
    }
}

/// The storage gateway of a collection. Where the manager takes a consent first, nothing is asked: it is not worth one.
///
/// # Errors
/// Those of the manager, but for refusals.
pub async fn gateway(globus: &Globus, call: &ReadGateway) -> Result<Told<GatewayOf>, ApiError> {
    let manager = Manager::new(&call.manager, call.endpoint, None)?;
    let id = match told(collections::collection(globus, &manager, call.collection).await) {
        Ok(Told::Known(found)) => found.gateway,
        Ok(Told::Hidden) => return Ok(Told::Hidden),
        Ok(Told::Unknown) => None,
        Err(error) if is_requirement(&error) => None,
        Err(error) => return Err(error),
    };
    let Some(id) = id else { return Ok(Told::Unknown) };
    let gateway = told(gateways::gateway(globus, &manager, id).await).unwrap_or(Told::Unknown);
    Ok(Told::Known(GatewayOf { id, gateway }))
}

fn is_requirement(error: &ApiError) -> bool {
    matches!(error.kind, ErrorKind::Requirement | ErrorKind::Unauthenticated)
}

/// All that is on the server of a collection.
///
/// # Errors
/// `Refused` for a collection without a manager; `Requirement` until the user allows hemi to ask it; those of the manager.
pub async fn tree(globus: &Globus, collection: CollectionId) -> Result<ServerTree, ApiError> {
    let found = details::details(globus, collection).await?;
    let manager = manager(&found, false)?;
    let collections = collections::all(globus, &manager).await?;
    let (gateways, endpoint) =
        tokio::join!(gateways::all(globus, &manager), details::details(globus, manager.endpoint()));
    Ok(ServerTree {
        endpoint: manager.endpoint(),
        name: told(endpoint.map(|one| one.collection.name)).unwrap_or(Told::Unknown),
        manager: found.manager_url.unwrap_or_default(),
        gateways: told(gateways)?,
        collections,
    })
}
