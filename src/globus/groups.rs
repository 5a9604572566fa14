//! Globus Groups: the groups of the user (`globus-api.md` 16).

use crate::domain::ids::GroupId;
use crate::domain::sharing::Group;
use crate::domain::text::Untrusted;
use crate::globus::call::Request;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;

#[derive(serde::Deserialize)]
struct Wire {
    #[serde(default)]
    id: Option<serde_json::Value>,
    #[serde(default)]
    name: Option<serde_json::Value>,
}

/// The groups that the user is an active member of, by name.
///
/// # Errors
/// `Requirement` until the user allows hemi to see them; those of [`Globus::call`] for a read.
pub async fn my_groups(globus: &Globus) -> Result<Vec<Group>, ApiError> {
    let request = Request::get(globus.groups(), "v2/groups/my_groups").query("statuses", "active");
    let all: Vec<Wire> = globus.ask(request).await?;
    let mut groups: Vec<Group> = all.iter().filter_map(read).collect();
    groups.sort_by(|one, other| one.name.raw().cmp(other.name.raw()));
    Ok(groups)
}

fn read(wire: &Wire) -> Option<Group> {
    let id: GroupId = wire.id.as_ref()?.as_str()?.parse().ok()?;
    Some(Group { id, name: Untrusted::new(wire.name.as_ref()?.as_str()?) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::testing::{Server, answer};

    #[tokio::test]
    async fn groups_are_read_and_odd_ones_left_out() {
        let body = r#"[{"id":"6d3b5a2e-1111-4222-8333-444455556666","name":"b"},{"id":7,"name":"x"},{"name":null},
            {"id":"6d3b5a2e-1111-4222-8333-444455557777","name":"a"}]"#;
        let server = Server::start(move |_, _| answer(200, "", body)).await;
        let names: Vec<_> =
            my_groups(&server.globus()).await.unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, [Untrusted::new("a"), Untrusted::new("b")]);
        assert_eq!(server.lines(), ["GET /v2/groups/my_groups?statuses=active"]);
    }
}
