//! Guest collections on Globus Connect Personal, which Transfer creates (`globus-api.md` 7.3).
//!
//! After a lost answer the list of one's guest collections is read before anything is sent again (`ARCHITECTURE.md` 12).

use serde_json::json;

use super::get;
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::sharing::rule_path;
use crate::domain::text::Untrusted;
use crate::globus::call::{CallClass, Request};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};

/// How often it is sent when every answer is lost and the list shows that it was not created.
const TRIES: u32 = 3;

/// A guest collection, as the list of one's own has it.
#[derive(Clone, Debug)]
pub struct MyGuest {
    /// Its id.
    pub id: CollectionId,
    /// Its name.
    pub name: Untrusted,
    /// The directory that it is on.
    pub path: Option<Untrusted>,
}

impl MyGuest {
    fn is(&self, name: &Untrusted, path: &str) -> bool {
        let same = |on: &Untrusted| on.raw_str().is_some_and(|on| trimmed(on) == trimmed(path));
        self.name == *name && self.path.as_ref().is_some_and(same)
    }
}

fn trimmed(path: &str) -> &str {
    path.trim_end_matches('/')
}

/// One's guest collections on a mapped collection.
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn my_guests(globus: &Globus, host: CollectionId) -> Result<Vec<MyGuest>, ApiError> {
    let request = get(globus, format_args!("endpoint/{host}/my_shared_endpoint_list"));
    let (_, all) = globus.list(request).await?;
    let read = all.iter().filter_map(|one| {
        let name = one.text("display_name").unwrap_or_default();
        Some(MyGuest { id: one.parsed("id")?, name, path: one.nonempty_text("host_path") })
    });
    Ok(read.collect())
}

/// Creates a guest collection on a directory of a personal computer.
///
/// # Errors
/// `Exists` when one of that name is on the directory already: which of the two a lost answer was about could not be told.
/// An error that [`ApiError::may_have_run`] when the list could not be read either.
pub async fn create(
    globus: &Globus,
    host: CollectionId,
    directory: &StorePath,
    name: &Untrusted,
) -> Result<CollectionId, ApiError> {
    let path = rule_path(directory)
        .ok_or_else(|| ApiError::new(ErrorKind::Refused, "the path of the directory is no text"))?;
    let made = |all: &[MyGuest]| all.iter().find(|one| one.is(name, &path)).map(|one| one.id);
    if made(&my_guests(globus, host).await?).is_some() {
        return Err(ApiError::new(ErrorKind::Exists, "there is a guest collection of that name on it"));
    }
    let body = json!({"DATA_TYPE": "shared_endpoint", "host_endpoint": host, "host_endpoint_id": host,
        "host_path": path, "display_name": name.raw_str().unwrap_or_default(), "public": false});
    let mut sent = 0;
    loop {
        let at = "v0.10/shared_endpoint";
        let request = Request::post(globus.transfer(), at, body.to_string(), CallClass::WriteOther);
        let error = match globus.document(request).await {
            Ok(answer) => return answer.parsed("id").ok_or_else(|| ApiError::malformed(201)),
            Err(error) => error,
        };
        sent += 1;
        if !error.may_have_run() {
            return Err(error);
        }
        match my_guests(globus, host).await {
            Ok(all) => match made(&all) {
                Some(id) => return Ok(id),
                None if sent < TRIES => {}
                None => return Err(error),
            },
            Err(_) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::testing::{Server, answer};

    const HOST: &str = "6d3b5a2e-1111-4222-8333-444455556666";
    const GUEST: &str = "6d3b5a2e-1111-4222-8333-444455557777";

    /// A service whose lists are these in turn (the last one again), that answers every change so.
    async fn create_at(post: u16, lists: [&'static str; 2]) -> (Result<String, ErrorKind>, usize, usize) {
        let row = |path: &str| format!(r#"{{"id":"{GUEST}","display_name":"mine","host_path":"{path}"}}"#);
        let server = Server::start(move |number, seen| {
            let listed = lists[usize::from(number > 0)];
            let listed = if listed.is_empty() { String::new() } else { row(listed) };
            match seen.line().starts_with("GET") {
                true => answer(200, "", &format!(r#"{{"DATA":[{listed}]}}"#)),
                false => answer(post, "", &format!(r#"{{"code":"x","message":"m","id":"{GUEST}"}}"#)),
            }
        })
        .await;
        let directory = StorePath::parse("/data/run").unwrap();
        let host = HOST.parse().unwrap();
        let end = create(&server.globus(), host, &directory, &Untrusted::new("mine")).await;
        let lines = server.lines();
        let posts = lines.iter().filter(|line| line.starts_with("POST")).count();
        (end.map(|id| id.to_string()).map_err(|e| e.kind), posts, lines.len())
    }

    #[tokio::test]
    async fn one_whose_answer_was_lost_is_looked_for_before_it_is_sent_again() {
        assert_eq!(create_at(201, ["", ""]).await, (Ok(GUEST.to_owned()), 1, 2));
        assert_eq!(create_at(500, ["", "/data/run/"]).await, (Ok(GUEST.to_owned()), 1, 3));
        let (end, posts, _) = create_at(500, ["", "/data/"]).await;
        assert!(end.is_err() && posts == 3, "one on another directory is not it");
        let (end, posts, _) = create_at(403, ["", "/data/run/"]).await;
        assert!(end.is_err() && posts == 1);
    }

    #[tokio::test]
    async fn one_that_is_there_already_is_not_taken_for_the_new_one() {
        assert_eq!(create_at(500, ["/data/run", "/data/run"]).await, (Err(ErrorKind::Exists), 0, 1));
    }
}
