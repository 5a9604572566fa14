//! All that Transfer says of one collection: its document, its servers, its roles (`globus-api.md` 7.2, 11.3).

use super::endpoints::read_as;
use super::get;
use crate::domain::collection::EntityType;
use crate::domain::ids::{CollectionId, GroupId, IdentityId};
use crate::domain::link::Link;
use crate::domain::server::Told;
use crate::domain::sharing::{CollectionDetails, Principal, Server};
use crate::domain::text::Untrusted;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;

/// Members that are words of the owner, with what they are called.
const TEXTS: [(&str, &str); 7] = [
    ("Organization", "organization"),
    ("Department", "department"),
    ("Contact", "contact_email"),
    ("Contact info", "contact_info"),
    ("Keywords", "keywords"),
    ("Storage", "storage_type"),
    ("GCS version", "gcs_version"),
];

/// The document of a collection with everything in it; [`CollectionDetails::managers`] is left to [`roles`], its pause rules to
/// [`super::pause_rules`].
///
/// # Errors
/// `NotFound` when it does not exist or is not visible; those of [`Globus::call`] for a read.
pub async fn details(globus: &Globus, id: CollectionId) -> Result<CollectionDetails, ApiError> {
    let request = get(globus, format_args!("endpoint/{id}"));
    let document = globus.document(request).await?;
    Ok(read(document, id))
}

fn read(mut document: JsonObject, id: CollectionId) -> CollectionDetails {
    let servers = document.list("DATA").unwrap_or_default();
    let collection = read_as(&document, id);
    let link = |name: &str| Link::new(document.str(name));
    let on = |id: &str, name: &str| Some((document.parsed(id)?, document.nonempty_text(name)));
    let is_gcs = matches!(collection.entity, EntityType::Mapped | EntityType::Guest);
    CollectionDetails {
        texts: TEXTS.iter().filter_map(|(what, name)| Some((*what, document.nonempty_text(name)?))).collect(),
        info_link: link("info_link"),
        message_link: link("user_message_link"),
        https_server: document.nonempty_text("https_server"),
        manager_url: document.nonempty_text("gcs_manager_url"),
        // The owner of a collection on Globus Connect Server is its endpoint.
        endpoint: is_gcs.then(|| document.parsed("owner_id")).flatten(),
        mapped: on("mapped_collection_id", "mapped_collection_display_name")
            .or_else(|| on("host_endpoint_id", "host_endpoint_display_name")),
        mapped_path: document.nonempty_text("host_path"),
        public: document.flag("public"),
        managed: document.nonempty_text("subscription_id").is_some(),
        mfa: document.flag("mfa_required"),
        policy: document.nonempty_text("authentication_policy_id"),
        pause_rules: Told::Unknown,
        roles: document.texts("my_effective_roles"),
        most_rule_minutes: document.maybe_count("acl_max_expiration_period_mins").filter(|most| *most > 0),
        servers: servers.iter().filter_map(server).collect(),
        managers: None,
        collection,
    }
}

fn server(object: &JsonObject) -> Option<Server> {
    let host = object.nonempty_text("hostname").or_else(|| object.nonempty_text("uri"))?;
    Some(Server { host, connected: object.maybe_flag("is_connected") })
}

/// Who has which role on a collection.
///
/// # Errors
/// `Denied` for those who have none; those of [`Globus::call`] for a read.
pub async fn roles(globus: &Globus, id: CollectionId) -> Result<Vec<(Principal, Untrusted)>, ApiError> {
    let request = get(globus, format_args!("endpoint/{id}/role_list"));
    let (_, roles) = globus.list(request).await?;
    Ok(roles.iter().filter_map(|role| Some((principal(role)?, role.nonempty_text("role")?))).collect())
}

/// The principal of a rule or role; `None` for a kind that is not known.
pub(super) fn principal(object: &JsonObject) -> Option<Principal> {
    match object.str("principal_type") {
        "identity" => object.parsed::<IdentityId>("principal").map(Principal::Identity),
        "group" => object.parsed::<GroupId>("principal").map(Principal::Group),
        "all_authenticated_users" => Some(Principal::AllUsers),
        "anonymous" => Some(Principal::Anonymous),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_and_odd_members_cost_only_themselves() {
        const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";
        let json = format!(
            r#"{{"display_name":"c","entity_type":"GCSv5_guest_collection","owner_id":"{ID}","organization":"STFC",
            "contact_email":"","department":7,"info_link":"javascript:x","user_message_link":"https://x.example/a",
            "mapped_collection_id":"{ID}","mapped_collection_display_name":null,"subscription_id":"{ID}",
            "my_effective_roles":["administrator",7],"acl_max_expiration_period_mins":0,
            "DATA":[{{"hostname":"dtn1","is_connected":true}},{{"hostname":null}},7]}}"#
        );
        let read = read(JsonObject::parse(json.as_bytes()).unwrap(), ID.parse().unwrap());
        assert_eq!(read.texts[0], ("Organization", Untrusted::new("STFC")));
        assert!(read.info_link.is_none() && read.message_link.is_some());
        assert_eq!((read.endpoint, read.managed), (Some(ID.parse().unwrap()), true));
        assert_eq!(read.mapped, Some((ID.parse().unwrap(), None)));
        assert_eq!((read.servers.len(), read.most_rule_minutes), (1, None));
        assert_eq!(read.why_not_share(), None, "{:?}", read.roles);
    }
}
