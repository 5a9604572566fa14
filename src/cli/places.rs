//! The places that the command line names.

use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt};

use super::exit::{ExitCode, Failure};
use crate::config::variable;
use crate::domain::path::StorePath;
use crate::domain::place::{PlaceSpec, both_ends, local_path, relative_path};
use crate::domain::text::Untrusted;
use crate::safe;

/// The directories that words are relative to.
struct Surroundings {
    /// The working directory, or why there is none.
    cwd: std::io::Result<Vec<u8>>,
    home: Option<Vec<u8>>,
}

/// The places of both panes, left and right. An address of the web app that names two places fills both.
///
/// # Errors
/// Exit code 2 for a path relative to a working directory that was removed.
pub fn places(left: Option<&OsStr>, right: Option<&OsStr>) -> Result<[Option<PlaceSpec>; 2], Failure> {
    let cwd = std::env::current_dir().map(|dir| dir.into_os_string().into_vec());
    let surroundings = Surroundings { cwd, home: home_bytes() };
    if let (Some(text), None) = (left.and_then(OsStr::to_str), right)
        && let Some(ends) = both_ends(text.trim())
    {
        return Ok(ends);
    }
    let read = |word: Option<&OsStr>| word.map(|word| place(word.as_bytes(), &surroundings)).transpose();
    Ok([read(left)?, read(right)?])
}

/// The user's home directory, which local listings begin with; the root where it is not known.
pub fn home() -> StorePath {
    home_bytes().and_then(|home| StorePath::parse(home).ok()).unwrap_or_else(StorePath::root)
}

fn home_bytes() -> Option<Vec<u8>> {
    variable("HOME").filter(|home| !home.is_empty()).map(OsStringExt::into_vec)
}

/// A path by its form, a collection or an address by theirs, else a path that exists, else a bookmark.
fn place(word: &[u8], Surroundings { cwd, home }: &Surroundings) -> Result<PlaceSpec, Failure> {
    let known = cwd.as_deref().unwrap_or_default();
    if let Some(path) = local_path(word, known, home.as_deref()) {
        match (path, cwd) {
            (_, Err(error)) if word.starts_with(b".") => return Err(no_directory(word, error)),
            (Ok(path), _) => return Ok(PlaceSpec::Local(path)),
            (Err(_), _) => {}
        }
    }
    Ok(match PlaceSpec::parse(&String::from_utf8_lossy(word)) {
        bookmark @ PlaceSpec::Bookmark(_) => {
            cwd.as_ref().ok().and_then(|cwd| existing(word, cwd)).map_or(bookmark, PlaceSpec::Local)
        }
        place => place,
    })
}

fn no_directory(word: &[u8], error: &std::io::Error) -> Failure {
    let (word, why) = (Untrusted::new(word).sanitized(), Untrusted::new(error.to_string()).sanitized());
    Failure::new(
        ExitCode::Usage,
        safe!(
            "{} cannot be opened: the working directory is not there any more ({}). Go to one that exists, or name \
             a whole path.",
            word,
            why
        ),
    )
}

fn existing(word: &[u8], cwd: &[u8]) -> Option<StorePath> {
    let path = relative_path(word, cwd).ok()?;
    let exists = !word.is_empty() && std::fs::symlink_metadata(OsStr::from_bytes(path.raw())).is_ok();
    exists.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

    #[test]
    fn a_path_that_exists_wins_over_a_bookmark() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("data/x")).unwrap();
        std::fs::write(dir.path().join(ID), "").unwrap();
        let cwd = dir.path().as_os_str().as_bytes().to_vec();
        let surroundings = Surroundings { cwd: Ok(cwd.clone()), home: Some(b"/home/ada".to_vec()) };
        let read = |word: &str| place(word.as_bytes(), &surroundings).unwrap();
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
    fn without_a_working_directory_only_what_is_relative_to_it_is_refused() {
        let gone = || Err(std::io::Error::from(std::io::ErrorKind::NotFound));
        let surroundings = Surroundings { cwd: gone(), home: Some(b"/home/ada".to_vec()) };
        for word in [".", "..", "./x", "../x"] {
            let failure = place(word.as_bytes(), &surroundings).unwrap_err();
            assert_eq!(failure.code, ExitCode::Usage);
            assert!(failure.message.as_str().contains("the working directory is not there"), "{word}");
        }
        let local = |path: &str| PlaceSpec::Local(StorePath::parse(path).unwrap());
        assert_eq!(place(b"/x", &surroundings).unwrap(), local("/x"));
        assert_eq!(place(b"~/x", &surroundings).unwrap(), local("/home/ada/x"));
        assert_eq!(place(b"data", &surroundings).unwrap(), PlaceSpec::Bookmark(Untrusted::new("data")));
    }

    #[test]
    fn an_address_of_the_web_app_fills_both_panes() {
        let address = format!(
            "https://app.globus.org/file-manager?origin_id={ID}&origin_path=%2Fx&destination_id={ID}&destination_path=%2Fy"
        );
        let [left, right] = places(Some(OsStr::new(&address)), None).unwrap();
        assert_eq!(left, Some(PlaceSpec::parse(&format!("{ID}:/x"))));
        assert_eq!(right, Some(PlaceSpec::parse(&format!("{ID}:/y"))));
        let [_, right] = places(Some(OsStr::new(&address)), Some(OsStr::new("/z"))).unwrap();
        assert_eq!(right, Some(PlaceSpec::parse("/z")));
    }
}
