//! The pause rules of a collection that apply to the user (`globus-api.md` 7.3, 10.6).

use super::get;
use crate::domain::ids::CollectionId;
use crate::domain::server::PauseRule;
use crate::domain::text::SafeText;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;
use crate::safe;

/// The members that say what is paused, with what they are called.
const PAUSES: [(&str, &str); 7] = [
    ("pause_ls", "listings"),
    ("pause_mkdir", "new directories"),
    ("pause_symlink", "new links"),
    ("pause_rename", "renames"),
    ("pause_task_delete", "deletions"),
    ("pause_task_transfer_write", "transfers to it"),
    ("pause_task_transfer_read", "transfers from it"),
];

/// Those that apply now.
///
/// # Errors
/// `Denied` where the user may not see them; those of [`Globus::call`] for a read.
pub async fn pause_rules(globus: &Globus, id: CollectionId) -> Result<Vec<PauseRule>, ApiError> {
    let request = get(globus, format_args!("endpoint/{id}/my_effective_pause_rule_list"));
    let (_, rules) = globus.list(request).await?;
    Ok(rules.iter().map(read).collect())
}

fn read(rule: &JsonObject) -> PauseRule {
    let paused =
        PAUSES.iter().filter(|(member, _)| rule.flag(member)).map(|(_, words)| SafeText::from(*words));
    let paused = paused.reduce(|all, one| safe!("{}, {}", all, one));
    PauseRule {
        id: rule.text("id").unwrap_or_default(),
        message: rule.nonempty_text("message"),
        pauses: paused.unwrap_or_else(|| "what is not told".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Untrusted;
    use crate::globus::testing::{Server, answer};

    #[tokio::test]
    async fn rules_are_read_and_odd_members_cost_only_themselves() {
        const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";
        let body = format!(
            r#"{{"DATA":[{{"id":"{ID}","message":"down for repair","pause_ls":true,"pause_task_transfer_write":1}},
            {{"id":7,"message":null}}]}}"#
        );
        let server = Server::start(move |_, _| answer(200, "", &body)).await;
        let rules = pause_rules(&server.globus(), ID.parse().unwrap()).await.unwrap();
        assert_eq!(rules[0].pauses.as_str(), "listings, transfers to it");
        assert_eq!(rules[0].message, Some(Untrusted::new("down for repair")));
        assert_eq!((rules.len(), rules[1].id.raw_str()), (2, Some("7")));
        let line = format!("GET /v0.10/endpoint/{ID}/my_effective_pause_rule_list");
        assert_eq!(server.lines(), [line]);
    }
}
