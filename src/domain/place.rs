//! Where a pane stands: a store and a path in it.

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::ids::CollectionId;
use super::path::StorePath;

/// The left or the right pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The left pane.
    Left,
    /// The right pane.
    Right,
}

impl Side {
    /// Both, in the order they are drawn.
    pub const BOTH: [Self; 2] = [Self::Left, Self::Right];

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// Something that can be browsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StoreId {
    /// A Globus collection.
    Collection(CollectionId),
}

/// A store and a path in it. History, plans and jobs never look at the kind of store.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// What is browsed.
    pub store: StoreId,
    /// Where in it.
    pub path: StorePath,
}

/// How a user names a place on the command line or pastes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceSpec {
    /// `uuid:/path`, `uuid`, or a web-app URL. Without a path, the collection's default directory.
    Collection {
        /// The collection.
        id: CollectionId,
        /// The directory, if one was named.
        path: Option<StorePath>,
    },
    /// Anything else: the name of a Globus bookmark.
    Bookmark(super::text::Untrusted),
}

impl PlaceSpec {
    /// Reads one of the three forms. Never fails: what is neither an id nor a URL is a bookmark's name.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        web_app_url(text)
            .or_else(|| id_and_path(text))
            .unwrap_or_else(|| Self::Bookmark(super::text::Untrusted::new(text)))
    }
}

fn id_and_path(text: &str) -> Option<PlaceSpec> {
    let (id, path) = match text.split_once(':') {
        Some((id, path)) => (id, Some(path).filter(|p| !p.is_empty())),
        None => (text, None),
    };
    // The CLI takes a path without a leading slash as relative to home.
    let path = path.map(|p| {
        let absolute = p.starts_with('/') || p.starts_with('~');
        StorePath::parse(&if absolute { p.to_owned() } else { format!("/~/{p}") })
    });
    Some(PlaceSpec::Collection { id: id.parse().ok()?, path: path.transpose().ok()? })
}

/// `https://app.globus.org/file-manager?origin_id=…&origin_path=…` (also `destination_…`, and
/// `/file-manager/collections/<id>/…`).
fn web_app_url(text: &str) -> Option<PlaceSpec> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut id =
        address.split('/').skip_while(|part| *part != "collections").nth(1).and_then(|p| p.parse().ok());
    let mut path = None;
    for pair in query.split('&') {
        let Some((key, value)) = pair.split_once('=') else { continue };
        let value = form_decoded(value.split('#').next().unwrap_or(value));
        match key {
            "origin_id" => id = value.parse().ok(),
            "destination_id" if id.is_none() => id = value.parse().ok(),
            "origin_path" | "path" => path = StorePath::parse(&value).ok(),
            "destination_path" if path.is_none() => path = StorePath::parse(&value).ok(),
            _ => {}
        }
    }
    Some(PlaceSpec::Collection { id: id?, path })
}

/// A value of a form-encoded query.
fn form_decoded(text: &str) -> String {
    let blanks = text.replace('+', " ");
    percent_decode_str(&blanks).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

    fn collection(path: Option<&str>) -> PlaceSpec {
        PlaceSpec::Collection { id: ID.parse().unwrap(), path: path.map(|p| StorePath::parse(p).unwrap()) }
    }

    #[test]
    fn all_forms_are_read() {
        assert_eq!(PlaceSpec::parse(ID), collection(None));
        assert_eq!(PlaceSpec::parse(&format!("{ID}:/a/b/")), collection(Some("/a/b")));
        assert_eq!(PlaceSpec::parse(&format!("{ID}:data")), collection(Some("/~/data")));
        assert_eq!(PlaceSpec::parse(&format!("{ID}:")), collection(None));
        let url = format!("https://app.globus.org/file-manager?origin_id={ID}&origin_path=%2F%7E%2Fa%20b%2F");
        assert_eq!(PlaceSpec::parse(&url), collection(Some("/~/a b")));
        let url = format!("https://app.globus.org/file-manager/collections/{ID}/overview");
        assert_eq!(PlaceSpec::parse(&url), collection(None));
        assert_eq!(
            PlaceSpec::parse("my data"),
            PlaceSpec::Bookmark(crate::domain::text::Untrusted::new("my data"))
        );
    }
}
