//! Guest collections on a server.
//!
//! After a lost answer the list of one's guest collections is read before anything is sent again (`ARCHITECTURE.md` 12).

use serde_json::json;

use super::collections::{self, my_guests};
use super::credentials::Credential;
use super::{Manager, document};
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::server::ServerCollection;
use crate::domain::sharing::rule_path;
use crate::domain::text::Untrusted;
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};

/// How often it is sent when every answer is lost and the list shows that it was not created.
const TRIES: u32 = 3;

/// What is to be created.
#[derive(Clone, Copy, Debug)]
pub struct NewGuest<'a> {
    /// The mapped collection that it is on.
    pub mapped: CollectionId,
    /// The directory of that one.
    pub directory: &'a StorePath,
    /// Its name.
    pub name: &'a Untrusted,
    /// The account whose files it shares.
    pub credential: Credential,
}

/// Fails when there is a guest collection of one's own with that name on the directory: which of the two a lost answer was
/// about could not be told.
///
/// # Errors
/// `Exists`; those of [`my_guests`].
pub async fn check_new(
    globus: &Globus,
    manager: &Manager,
    mapped: CollectionId,
    directory: &StorePath,
    name: &Untrusted,
) -> Result<(), ApiError> {
    let path = path_of(directory)?;
    match find(&my_guests(globus, manager, mapped).await?, name, &path) {
        Some(_) => {
            Err(ApiError::new(ErrorKind::Exists, "there is a guest collection of that name on the directory"))
        }
        None => Ok(()),
    }
}

/// Creates it; [`check_new`] comes first.
///
/// # Errors
/// Those of [`Globus::call`] for a write. An error that [`ApiError::may_have_run`] when the list could not be read either.
pub async fn create(globus: &Globus, manager: &Manager, new: NewGuest<'_>) -> Result<CollectionId, ApiError> {
    let path = path_of(new.directory)?;
    let body = json!({"DATA_TYPE": "collection#1.0.0", "collection_type": "guest", "mapped_collection_id": new.mapped,
        "user_credential_id": new.credential.id, "identity_id": new.credential.identity,
        "collection_base_path": path, "display_name": new.name.raw_str().unwrap_or_default(), "public": false});
    let mut sent = 0;
    loop {
        let error = match document(globus, manager.post("collections", &body)).await {
            Ok(made) => {
                let made = collections::read(&made).ok_or_else(|| ApiError::malformed(201));
                return made.map(|made| made.id);
            }
            Err(error) => error,
        };
        sent += 1;
        if !error.may_have_run() {
            return Err(error);
        }
        let all = my_guests(globus, manager, new.mapped).await.map_err(|_| error.clone())?;
        match find(&all, new.name, &path) {
            Some(id) => return Ok(id),
            None if sent < TRIES => {}
            None => return Err(error),
        }
    }
}

fn path_of(directory: &StorePath) -> Result<String, ApiError> {
    rule_path(directory)
        .ok_or_else(|| ApiError::new(ErrorKind::Refused, "the path of the directory is no text"))
}

/// The one of that name on that directory. A server that does not tell directories has one of a name at most taken for it.
fn find(all: &[ServerCollection], name: &Untrusted, path: &str) -> Option<CollectionId> {
    let same = |on: &Untrusted| {
        on.raw_str().is_some_and(|on| on.trim_end_matches('/') == path.trim_end_matches('/'))
    };
    let fits = |one: &&ServerCollection| one.name == *name && one.base_path.as_ref().is_none_or(same);
    all.iter().find(fits).map(|one| one.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CredentialId, IdentityId};
    use crate::globus::testing::{Server, answer};

    const ENDPOINT: &str = "6d3b5a2e-0000-4222-8333-444455556666";
    const HOST: &str = "6d3b5a2e-1111-4222-8333-444455556666";
    const GUEST: &str = "6d3b5a2e-1111-4222-8333-444455557777";

    /// A manager whose lists are these in turn (the last one again), that answers every change so.
    async fn create_at(
        post: u16,
        lists: [&'static str; 2],
    ) -> (Result<String, ErrorKind>, usize, Vec<String>) {
        let row = |path: &str| {
            format!(r#"{{"id":"{GUEST}","display_name":"mine","collection_base_path":"{path}"}}"#)
        };
        let server = Server::start(move |number, seen| {
            let listed = lists[usize::from(number > 0)];
            let listed = if listed.is_empty() { String::new() } else { row(listed) };
            match seen.line().starts_with("GET") {
                true => answer(200, "", &format!(r#"{{"code":"success","data":[{listed}]}}"#)),
                false => {
                    answer(post, "", &format!(r#"{{"code":"x","message":"m","data":[{{"id":"{GUEST}"}}]}}"#))
                }
            }
        })
        .await;
        let globus = server.globus();
        let (host, endpoint) = (HOST.parse().unwrap(), ENDPOINT.parse().unwrap());
        let manager = Manager::new(&Untrusted::new(server.url.clone()), endpoint, Some(host)).unwrap();
        let (directory, name) = (StorePath::parse("/data/run").unwrap(), Untrusted::new("mine"));
        let credential = Credential {
            id: CredentialId::new(uuid::Uuid::from_u128(1)),
            identity: Some(IdentityId::new(uuid::Uuid::from_u128(2))),
        };
        let new = NewGuest { mapped: host, directory: &directory, name: &name, credential };
        let end = match check_new(&globus, &manager, host, &directory, &name).await {
            Ok(()) => create(&globus, &manager, new).await,
            Err(error) => Err(error),
        };
        let lines = server.lines();
        let posts = lines.iter().filter(|line| line.starts_with("POST")).count();
        (end.map(|id| id.to_string()).map_err(|e| e.kind), posts, lines)
    }

    #[tokio::test]
    async fn one_whose_answer_was_lost_is_looked_for_before_it_is_sent_again() {
        let (end, posts, lines) = create_at(201, ["", ""]).await;
        assert_eq!((end, posts), (Ok(GUEST.to_owned()), 1));
        let list = format!("GET /api/collections?mapped_collection_id={HOST}&filter=created_by_me");
        assert_eq!(lines, [&*list, "POST /api/collections"]);
        let (end, posts, lines) = create_at(500, ["", "/data/run/"]).await;
        assert_eq!((end, posts, lines.len()), (Ok(GUEST.to_owned()), 1, 3));
        let (end, posts, _) = create_at(500, ["", "/data/"]).await;
        assert!(end.is_err() && posts == 3, "one on another directory is not it");
        let (end, posts, _) = create_at(403, ["", "/data/run/"]).await;
        assert_eq!((end, posts), (Err(ErrorKind::Denied), 1));
    }

    #[tokio::test]
    async fn one_that_is_there_already_is_not_taken_for_the_new_one() {
        let (end, posts, _) = create_at(500, ["/data/run", "/data/run"]).await;
        assert_eq!((end, posts), (Err(ErrorKind::Exists), 0));
    }

    #[tokio::test]
    async fn a_new_sign_in_is_one_for_the_manager_too() {
        let body = r#"{"DATA_TYPE":"result#1.0.0","code":"permission_denied","data":[],"message":"m",
            "detail":{"DATA_TYPE":"authentication_timeout#1.0.0"}}"#;
        let server = Server::start(move |_, _| answer(403, "", body)).await;
        let (url, host) = (Untrusted::new(server.url.clone()), HOST.parse().unwrap());
        let manager = Manager::new(&url, ENDPOINT.parse().unwrap(), Some(host)).unwrap();
        let wanted = collections::all(&server.globus(), &manager).await.unwrap_err().requirement.unwrap();
        let data = format!("https://auth.globus.org/scopes/{HOST}/data_access");
        let scope = format!("urn:globus:auth:scope:{ENDPOINT}:manage_collections[{data}]");
        assert_eq!((wanted.scopes, wanted.fresh), (vec![Untrusted::new(scope)], true));
    }

    #[tokio::test]
    async fn a_list_is_read_to_its_end() {
        let server = Server::start(|_, seen| match seen.line().contains("marker=2") {
            false => answer(
                200,
                "",
                &format!(r#"{{"data":[{{"id":"{GUEST}"}}],"has_next_page":true,"marker":"2"}}"#),
            ),
            true => answer(200, "", &format!(r#"{{"data":[7,{{"id":"{HOST}"}}],"marker":""}}"#)),
        })
        .await;
        let url = Untrusted::new(server.url.clone());
        let manager = Manager::new(&url, ENDPOINT.parse().unwrap(), None).unwrap();
        let all = collections::all(&server.globus(), &manager).await.unwrap();
        assert_eq!(all.len(), 2);
        for bad in ["http://dtn.example.org", "ftp://x", "", "https://u:p@dtn.example.org"] {
            assert!(Manager::new(&Untrusted::new(bad), ENDPOINT.parse().unwrap(), None).is_err(), "{bad}");
        }
    }
}
