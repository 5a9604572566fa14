//! Details of the signed-in account: linked identities and consents (`globus-api.md` 2.7, 2.8).

use super::identities;
use crate::domain::account::Account;
use crate::domain::identity::{AccountDetails, Consent, Identity};
use crate::globus::call::Request;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;

/// Reads identities and consents. Consents that cannot be read are `None`, which is no error.
///
/// # Errors
/// Those of [`Globus::call`] for a read, about the identities.
pub async fn details(globus: &Globus, account: &Account) -> Result<AccountDetails, ApiError> {
    let mine = format!("v2/api/identities/{}/consents", account.identity);
    let consents = Request::get(globus.auth(), mine).query("all", "false");
    let (who, consents) =
        tokio::join!(identities::user_info(globus, account.service_user), globus.document(consents));
    let mut identities = who?.linked.unwrap_or_default();
    if !identities.iter().any(|one| one.id == account.identity) {
        let username = account.username.clone();
        let alone =
            Identity { id: account.identity, username, provider: Default::default(), last_sign_in: None };
        identities.push(alone);
    }
    identities.sort_by_key(|one| one.id != account.identity);
    let consents = consents.ok().and_then(|mut object| object.list("consents"));
    Ok(AccountDetails { identities, consents: consents.map(|all| in_order(&all)) })
}

/// Sorts each consent below the one it depends on, whose path is a prefix of its own.
fn in_order(all: &[JsonObject]) -> Vec<Consent> {
    let mut all: Vec<_> =
        all.iter().filter_map(|object| Some((object.counts("dependency_path"), consent(object)?))).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all.into_iter().map(|(_, consent)| consent).collect()
}

fn consent(object: &JsonObject) -> Option<Consent> {
    if !matches!(object.str("status"), "" | "approved") {
        return None;
    }
    Some(Consent {
        scope: object.nonempty_text("scope_name")?,
        depth: object.counts("dependency_path").len().saturating_sub(1),
        created: object.time("created"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_rows_are_left_out_and_the_rest_is_read() {
        let read = |json: &str| consent(&JsonObject::parse(json.as_bytes()).unwrap());
        let deep =
            read(r#"{"scope_name":"s","dependency_path":[1,2],"created":"2024-01-01T00:00:00Z"}"#).unwrap();
        assert_eq!((deep.depth, deep.created), (1, Some(1_704_067_200)));
        assert_eq!(read(r#"{"scope_name":"s","status":"denied"}"#), None);
        assert_eq!(read("{}"), None);
    }

    #[test]
    fn what_hangs_on_another_comes_below_it() {
        let object = |name: &str, path: &str| {
            let json = format!(r#"{{"scope_name":"{name}","dependency_path":{path}}}"#);
            JsonObject::parse(json.as_bytes()).unwrap()
        };
        let all = [
            object("all", "[7]"),
            object("openid", "[9]"),
            object("one", "[7,12]"),
            object("odd", "null"),
            object("two", "[7,13]"),
        ];
        let names: Vec<_> = in_order(&all).iter().map(|one| (one.scope.clone(), one.depth)).collect();
        let expected = [("odd", 0), ("all", 0), ("one", 1), ("two", 1), ("openid", 0)];
        assert_eq!(names, expected.map(|(name, depth)| (crate::domain::text::Untrusted::new(name), depth)));
    }
}
