//! The places that the command line names.

use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt};

use crate::config::variable;
use crate::domain::path::StorePath;
use crate::domain::place::{PlaceSpec, both_ends, local_path, relative_path};

/// The directories that words are relative to.
struct Surroundings {
    /// The working directory.
    cwd: Vec<u8>,
    home: Option<Vec<u8>>,
}

/// The places of both panes, left and right. An address of the web app that names two places fills both.
pub fn places(left: Option<&OsStr>, right: Option<&OsStr>) -> [Option<PlaceSpec>; 2] {
    let cwd = std::env::current_dir().map(|dir| dir.into_os_string().into_vec()).unwrap_or_default();
    let surroundings = Surroundings { cwd, home: home_bytes() };
    if let (Some(text), None) = (left.and_then(OsStr::to_str), right)
        && let Some(ends) = both_ends(text.trim())
    {
        return ends;
    }
    [left, right].map(|word| word.map(|word| place(word.as_bytes(), &surroundings)))
}

/// The user's home directory, which local listings begin with; the root where it is not known.
pub fn home() -> StorePath {
    home_bytes().and_then(|home| StorePath::parse(home).ok()).unwrap_or_else(StorePath::root)
}

fn home_bytes() -> Option<Vec<u8>> {
    variable("HOME").filter(|home| !home.is_empty()).map(OsStringExt::into_vec)
}

/// A path by its form, a collection or an address by theirs, else a path that exists, else a bookmark.
fn place(word: &[u8], Surroundings { cwd, home }: &Surroundings) -> PlaceSpec {
    if let Some(Ok(path)) = local_path(word, cwd, home.as_deref()) {
        return PlaceSpec::Local(path);
    }
    match PlaceSpec::parse(&String::from_utf8_lossy(word)) {
        bookmark @ PlaceSpec::Bookmark(_) => existing(word, cwd).map_or(bookmark, PlaceSpec::Local),
        place => place,
    }
}

fn existing(word: &[u8], cwd: &[u8]) -> Option<StorePath> {
    let path = relative_path(word, cwd).ok()?;
    let exists = !word.is_empty() && std::fs::symlink_metadata(OsStr::from_bytes(path.raw())).is_ok();
    exists.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Untrusted;

    const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

    #[test]
    fn a_path_that_exists_wins_over_a_bookmark() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("data/x")).unwrap();
        std::fs::write(dir.path().join(ID), "").unwrap();
        let cwd = dir.path().as_os_str().as_bytes().to_vec();
        let surroundings = Surroundings { cwd: cwd.clone(), home: Some(b"/home/ada".to_vec()) };
        let read = |word: &str| place(word.as_bytes(), &surroundings);
        let local = |below: &str| {
            PlaceSpec::Local(StorePath::parse([&cwd[..], b"/", below.as_bytes()].concat()).unwrap())
        };
        assert_eq!(read("data"), local("data"));
        assert_eq!(read("data/x"), local("data/x"));
        assert_eq!(read("."), local(""));
        assert_eq!(read("./new"), local("new"));
        assert_eq!(read(ID), PlaceSpec::parse(ID));
        assert_eq!(read("~/x"), PlaceSpec::Local(StorePath::parse("/home/ada/x").unwrap()));
        assert_eq!(read("my data"), PlaceSpec::Bookmark(Untrusted::new("my data")));
        let collection = PlaceSpec::parse(&format!("{ID}:/a"));
        assert_eq!(read(&format!("{ID}:/a")), collection);
    }

    #[test]
    fn an_address_of_the_web_app_fills_both_panes() {
        let address = format!(
            "https://app.globus.org/file-manager?origin_id={ID}&origin_path=%2Fx&destination_id={ID}&destination_path=%2Fy"
        );
        let [left, right] = places(Some(OsStr::new(&address)), None);
        assert_eq!(left, Some(PlaceSpec::parse(&format!("{ID}:/x"))));
        assert_eq!(right, Some(PlaceSpec::parse(&format!("{ID}:/y"))));
        let [_, right] = places(Some(OsStr::new(&address)), Some(OsStr::new("/z")));
        assert_eq!(right, Some(PlaceSpec::parse("/z")));
    }
}
