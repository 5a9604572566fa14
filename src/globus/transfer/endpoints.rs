//! Collections: finding them and reading their documents (`globus-api.md` 7).

use super::get;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::place::drive_path;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;
use crate::globus::page::Page;

/// Which collections a search looks at (7.1, `filter_scope`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that can be seen; needs a text.
    All,
    /// Those used lately.
    RecentlyUsed,
    /// One's own.
    Mine,
    /// Those others shared with the user.
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

/// Finds collections that can be browsed. An empty `text` finds all of `scope`, which must then not be
/// [`Scope::All`]. The service tells at most 1000 in all, up to 100 (`limit`) a page.
///
/// # Errors
/// `Refused` for a search of everything; those of [`Globus::call`] for a read.
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
/// `NotFound` when it is not there or not visible; those of [`Globus::call`] for a read.
pub async fn endpoint(globus: &Globus, id: CollectionId) -> Result<Collection, ApiError> {
    let request = get(globus, format_args!("endpoint/{id}"));
    let doc = globus.document(request).await?;
    // The id asked for names it even if the document should not.
    Ok(read_as(&doc, id))
}

fn read(doc: &JsonObject) -> Option<Collection> {
    Some(read_as(doc, doc.parsed("id")?))
}

fn read_as(doc: &JsonObject, id: CollectionId) -> Collection {
    Collection {
        id,
        name: doc.words("display_name").or_else(|| doc.words("canonical_name")).unwrap_or_default(),
        owner: doc.text("owner_string").unwrap_or_default(),
        description: doc.text("description").unwrap_or_default(),
        entity: entity(doc.word("entity_type")),
        default_directory: default_directory(doc.word("default_directory")),
        high_assurance: doc.flag("high_assurance"),
        connected: doc.maybe_flag("gcp_connected"),
        paused: doc.maybe_flag("gcp_paused"),
        non_functional: doc.flag("non_functional"),
        force_verify: doc.flag("force_verify"),
        disable_verify: doc.flag("disable_verify"),
        force_encryption: doc.flag("force_encryption"),
        session_minutes: session_minutes(doc),
        user_message: doc.words("user_message"),
    }
}

/// `authentication_timeout_mins`; zero and what is no number mean that nothing is said (7.2).
fn session_minutes(doc: &JsonObject) -> Option<u32> {
    u32::try_from(doc.maybe_count("authentication_timeout_mins")?).ok().filter(|minutes| *minutes > 0)
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

/// Values such as `/{server_default}/` are for the server: leaving the path out means the same.
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
