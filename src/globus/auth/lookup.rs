//! Looks identities up by username or id (`globus-api.md` 2.8).

use crate::domain::ids::IdentityId;
use crate::domain::sharing::FoundIdentity;
use crate::globus::call::Request;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;

/// The most ids of one request.
const MOST: usize = 100;

/// The identity of a username; `None` where there is none. With `provision` there is one afterwards.
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn by_username(
    globus: &Globus,
    username: &str,
    provision: bool,
) -> Result<Option<FoundIdentity>, ApiError> {
    let request = Request::get(globus.auth(), "v2/api/identities")
        .query("usernames", username)
        .query("provision", if provision { "true" } else { "false" });
    Ok(read(globus.document(request).await?).into_iter().next())
}

/// The identities of these ids; those that are not known, or hidden, are left out.
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn by_ids(globus: &Globus, ids: &[IdentityId]) -> Result<Vec<FoundIdentity>, ApiError> {
    let mut found = Vec::new();
    for some in ids.chunks(MOST) {
        let ids: Vec<String> = some.iter().map(ToString::to_string).collect();
        let request = Request::get(globus.auth(), "v2/api/identities").query("ids", ids.join(","));
        found.extend(read(globus.document(request).await?));
    }
    Ok(found)
}

fn read(mut document: JsonObject) -> Vec<FoundIdentity> {
    let all = document.list("identities").unwrap_or_default();
    let one = |object: &JsonObject| {
        Some(FoundIdentity {
            id: Some(object.parsed("id")?),
            username: object.nonempty_text("username")?,
            name: object.nonempty_text("name"),
            organization: object.nonempty_text("organization"),
        })
    };
    all.iter().filter_map(one).collect()
}
