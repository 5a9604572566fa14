//! Collections: search and documents (`globus-api.md` 7).

use super::get;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::place::drive_path;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;
use crate::globus::page::Page;

/// Which collections are searched (7.1, `filter_scope`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All visible ones; needs a text.
    All,
    /// Those the user used recently.
    RecentlyUsed,
    /// Those the user owns.
    Mine,
    /// Those shared with the user.
    SharedWithMe,
}

impl Scope {
    fn wire(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::RecentlyUsed => "recently-used",
            Self::Mine => "my-endpoints",
            Self::SharedWithMe => "shared-with-me",
        }
    }
}

/// Searches for browsable collections. An empty `text` finds all of `scope`, which must then not be [`Scope::All`]. The
/// service returns at most 1000, up to 100 (`limit`) a page.
///
/// # Errors
/// `Refused` for [`Scope::All`] without a text; those of [`Globus::call`] for a read.
pub async fn search(
    globus: &Globus,
    text: &str,
    scope: Scope,
    offset: u64,
    limit: u32,
) -> Result<Page<Collection>, ApiError> {
    let mut request = get(globus, "endpoint_search")
        .query("filter_scope", scope.wire())
        .query("filter_non_functional", "0")
        .query("limit", limit.to_string())
        .query("offset", offset.to_string());
    if !text.trim().is_empty() {
        request = request.query("filter_fulltext", text.trim());
    }
    let (page, found) = globus.list(request).await?;
    Ok(Page::by_offset(&page, found, offset, read))
}

/// The document of one collection.
///
/// # Errors
/// `NotFound` when it does not exist or is not visible; those of [`Globus::call`] for a read.
pub async fn endpoint(globus: &Globus, id: CollectionId) -> Result<Collection, ApiError> {
    let request = get(globus, format_args!("endpoint/{id}"));
    let object = globus.document(request).await?;
    // The requested id counts even if the document has none.
    Ok(read_as(&object, id))
}

fn read(object: &JsonObject) -> Option<Collection> {
    Some(read_as(object, object.parsed("id")?))
}

pub(super) fn read_as(object: &JsonObject, id: CollectionId) -> Collection {
    Collection {
        id,
        name: object
            .nonempty_text("display_name")
            .or_else(|| object.nonempty_text("canonical_name"))
            .unwrap_or_default(),
        owner: object.text("owner_string").unwrap_or_default(),
        description: object.text("description").unwrap_or_default(),
        entity: entity(object.str("entity_type")),
        default_directory: default_directory(object.str("default_directory")),
        high_assurance: object.flag("high_assurance"),
        connected: object.maybe_flag("gcp_connected"),
        paused: object.maybe_flag("gcp_paused"),
        non_functional: object.flag("non_functional"),
        force_verify: object.flag("force_verify"),
        disable_verify: object.flag("disable_verify"),
        force_encryption: object.flag("force_encryption"),
        session_minutes: session_minutes(object),
        user_message: object.nonempty_text("user_message"),
        https_server: object.nonempty_text("https_server"),
    }
}

/// `authentication_timeout_mins`; `None` for zero and for what is no number (7.2).
fn session_minutes(object: &JsonObject) -> Option<u32> {
    u32::try_from(object.maybe_count("authentication_timeout_mins")?).ok().filter(|minutes| *minutes > 0)
}

fn entity(word: &str) -> EntityType {
    match word {
        "GCSv5_mapped_collection" => EntityType::Mapped,
        "GCSv5_guest_collection" => EntityType::Guest,
        "GCP_mapped_collection" => EntityType::Personal,
        "GCP_guest_collection" => EntityType::PersonalGuest,
        "GCSv5_endpoint" => EntityType::Endpoint,
        _ => EntityType::Other,
    }
}

/// `None` for placeholders such as `/{server_default}/`: a request without a path means the same.
fn default_directory(text: &str) -> Option<StorePath> {
    if text.contains('{') || text.contains('}') {
        return None;
    }
    drive_path(text).map_or_else(|| StorePath::parse(text), StorePath::parse).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Untrusted;

    const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

    fn collection(members: &str) -> Collection {
        read(&JsonObject::parse(format!(r#"{{"id":"{ID}",{members}}}"#).as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn a_collection_is_read() {
        let read = collection(
            r#""display_name":"JASMIN Default Collection","entity_type":"GCSv5_mapped_collection",
            "owner_string":"CEDA","default_directory":"/~/","high_assurance":false,"gcp_connected":null,
            "force_verify":1,"user_message":"","description":null,"authentication_timeout_mins":43200,"subscription_id":[1,{}]"#,
        );
        assert_eq!(read.title().as_str(), "JASMIN Default Collection");
        assert_eq!(read.entity, EntityType::Mapped);
        assert_eq!(read.default_directory, Some(StorePath::home()));
        assert_eq!((read.connected, read.force_verify, read.user_message.clone()), (None, true, None));
        assert!(read.description.is_empty());
        assert_eq!(read.session_minutes, Some(43_200));
    }

    #[test]
    fn names_and_directories_that_are_not_there() {
        let old = collection(r#""display_name":null,"canonical_name":"u#name","gcp_connected":false"#);
        assert_eq!(old.name, Untrusted::new("u#name"));
        assert_eq!((old.connected, old.entity), (Some(false), EntityType::Other));
        assert_eq!(collection(r#""display_name":"","canonical_name":null"#).title().as_str(), ID);
        for (text, path) in [
            ("/{server_default}/", None),
            ("{server_default}", None),
            ("", None),
            ("relative", None),
            ("/data/x/", Some("/data/x")),
            ("/~/", Some("/~")),
            ("C:/Users/x/", Some("/C/Users/x")),
        ] {
            assert_eq!(default_directory(text).as_ref().map(|path| path.as_utf8().unwrap()), path, "{text}");
        }
    }
}
