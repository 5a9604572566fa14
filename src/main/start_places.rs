//! What the places of the command line name: a directory of this computer, or something of Globus.

use std::os::unix::ffi::OsStringExt;

use hemi::app::StartPane;
use hemi::domain::path::StorePath;
use hemi::domain::place::{PlaceSpec, both_ends, local_path, relative_path};
use hemi::domain::text::Untrusted;

/// The user's home directory; the root where it is not known.
pub fn home() -> StorePath {
    let home = std::env::var_os("HOME").map(OsStringExt::into_vec);
    home.and_then(|home| StorePath::parse(home).ok()).unwrap_or_else(StorePath::root)
}

/// What the panes begin with. A web link may name a place for each.
pub fn start_panes(left: Option<&str>, right: Option<&str>) -> [StartPane; 2] {
    if let (Some(link), None) = (left, right)
        && let Some([origin, destination]) = both_ends(link)
        && (origin.is_some() || destination.is_some())
    {
        return [origin, destination].map(|spec| StartPane { title: None, spec });
    }
    [left, right].map(|word| StartPane {
        title: word.map(|word| Untrusted::new(word).sanitized()),
        spec: word.map(place),
    })
}

/// A word that is a path by its form, or that names something that exists here, is local.
fn place(word: &str) -> PlaceSpec {
    let home = std::env::var_os("HOME").map(OsStringExt::into_vec);
    let cwd =
        std::env::current_dir().map(|cwd| cwd.into_os_string().into_vec()).unwrap_or_else(|_| b"/".to_vec());
    if let Some(Ok(path)) = local_path(word.as_bytes(), &cwd, home.as_deref()) {
        return PlaceSpec::Local(path);
    }
    match PlaceSpec::parse(word) {
        PlaceSpec::Bookmark(_) if std::path::Path::new(word).is_dir() => {
            relative_path(word.as_bytes(), &cwd).map_or_else(|_| PlaceSpec::parse(word), PlaceSpec::Local)
        }
        spec => spec,
    }
}
