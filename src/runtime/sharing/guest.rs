//! Creates guest collections: Transfer does on Globus Connect Personal, the manager of the endpoint elsewhere.

use std::sync::Arc;

use crate::app::requests::sharing::CreateGuest;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::store::StoreInfo;
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::transfer::{details, guests};
use crate::runtime::problem::{self, Doing};
use crate::safe;

/// Creates it, and reads what is known of it.
///
/// # Errors
/// Those of the service that creates it.
pub async fn create(globus: &Globus, call: &CreateGuest) -> Result<Arc<StoreInfo>, ApiError> {
    let refused = |why| ApiError::new(ErrorKind::Refused, why);
    let host = call.host.collection().ok_or_else(|| refused("this computer is no collection"))?;
    let found = details::details(globus, host).await?;
    let (id, entity) = match found.collection.entity {
        EntityType::Personal => {
            let id = guests::create(globus, host, &call.directory, &call.name).await?;
            (id, EntityType::PersonalGuest)
        }
        _ => return Err(refused("guest collections on this kind of collection are created in the web app")),
    };
    // It exists, whatever becomes of reading it.
    let read = details::details(globus, id).await.map(|read| read.collection);
    let collection = read.unwrap_or_else(|_| Collection::known_by(id, call.name.clone(), entity));
    Ok(Arc::new(StoreInfo::from(&collection)))
}

/// Why it could not be created.
pub fn problem(error: &ApiError, call: &CreateGuest, doing: &Doing) -> Problem {
    match error.kind {
        ErrorKind::Exists => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: you have one of that name on this directory already.", *doing),
            "Type another name, or open that one: search for its name with the list of places.",
        ),
        ErrorKind::Denied => Problem::new(
            ProblemKind::Denied,
            safe!("Could not {}: {} does not let you share its directories.", *doing, call.host.title()),
            "Ask its owner, or those who run it, whether guest collections are allowed there.",
        ),
        _ => problem::of_api(error, doing),
    }
}
