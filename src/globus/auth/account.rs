//! What is known of who is signed in: linked identities and consents (`globus-api.md` 2.7, 2.8).

use crate::domain::account::Account;
use crate::domain::identity::{AccountDetails, Consent, Identity};
use crate::globus::call::Request;
use crate::globus::client::Globus;
use crate::globus::doc::Doc;
use crate::globus::env::Service;
use crate::globus::error::ApiError;

/// Asks for all of it. Consents that the service does not tell are not known, which is no error.
///
/// # Errors
/// Those of [`Globus::call`] for a read, about the identities.
pub async fn details(globus: &Globus, account: &Account) -> Result<AccountDetails, ApiError> {
    let mine = format!("v2/api/identities/{}/consents", account.identity);
    let consents = Request::get(Service::Auth, mine).query("all", "false");
    let (who, consents) = tokio::join!(
        globus.document(Request::get(Service::Auth, "v2/oauth2/userinfo")),
        globus.document(consents)
    );
    let mut identities =
        who?.list("identity_set").unwrap_or_default().iter().filter_map(identity).collect::<Vec<_>>();
    if !identities.iter().any(|one| one.id == account.identity) {
        let username = account.username.clone();
        let alone =
            Identity { id: account.identity, username, provider: Default::default(), last_sign_in: None };
        identities.push(alone);
    }
    identities.sort_by_key(|one| one.id != account.identity);
    let consents = consents.ok().and_then(|mut doc| doc.list("consents"));
    Ok(AccountDetails { identities, consents: consents.map(|all| all.iter().filter_map(consent).collect()) })
}

fn identity(doc: &Doc) -> Option<Identity> {
    let seconds = |name| doc.maybe_count(name).and_then(|count| i64::try_from(count).ok());
    Some(Identity {
        id: doc.parsed("sub")?,
        username: doc.words("username")?,
        provider: doc
            .words("identity_provider_display_name")
            .or_else(|| doc.words("organization"))
            .unwrap_or_default(),
        last_sign_in: seconds("last_authentication").filter(|seconds| *seconds > 0),
    })
}

fn consent(doc: &Doc) -> Option<Consent> {
    if !matches!(doc.word("status"), "" | "approved") {
        return None;
    }
    Some(Consent {
        scope: doc.words("scope_name")?,
        depth: doc.length("dependency_path").saturating_sub(1),
        created: doc.time("created"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_rows_are_left_out_and_the_rest_is_read() {
        let read = |json: &str| identity(&Doc::parse(json.as_bytes()).unwrap());
        let id = "6d3b5a2e-1111-4222-8333-444455556666";
        let full = read(&format!(
            r#"{{"sub":"{id}","username":"ada@x","identity_provider_display_name":"X","last_authentication":1700000000}}"#
        ))
        .unwrap();
        assert_eq!((full.provider.raw(), full.last_sign_in), (b"X".as_slice(), Some(1_700_000_000)));
        let bare =
            read(&format!(r#"{{"sub":"{id}","username":"ada@x","last_authentication":null}}"#)).unwrap();
        assert_eq!((bare.last_sign_in, bare.provider.is_empty()), (None, true));
        assert_eq!(read(r#"{"username":"ada@x"}"#), None);
        let read = |json: &str| consent(&Doc::parse(json.as_bytes()).unwrap());
        let deep =
            read(r#"{"scope_name":"s","dependency_path":[1,2],"created":"2024-01-01T00:00:00Z"}"#).unwrap();
        assert_eq!((deep.depth, deep.created), (1, Some(1_704_067_200)));
        assert_eq!(read(r#"{"scope_name":"s","status":"denied"}"#), None);
        assert_eq!(read("{}"), None);
    }
}
