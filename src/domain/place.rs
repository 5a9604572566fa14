//! A place: a store and a path in it. Also how users name places.

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::ids::CollectionId;
use super::path::{PathError, StorePath};
use super::text::Untrusted;

/// The left or the right pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The left pane.
    #[default]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StoreId {
    /// The disks of this computer.
    Local,
    /// A Globus collection.
    Collection(CollectionId),
}

impl StoreId {
    /// The collection, if it is one.
    pub fn collection(self) -> Option<CollectionId> {
        match self {
            Self::Collection(id) => Some(id),
            Self::Local => None,
        }
    }
}

/// A store and a path in it. History, plans and jobs never look at the kind of store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// What is browsed.
    pub store: StoreId,
    /// Where in it.
    pub path: StorePath,
}

/// How a user names a place on the command line or pastes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceSpec {
    /// `/some/dir`: a directory of this computer. Relative forms are read by [`local_path`].
    Local(StorePath),
    /// `uuid:/path`, `uuid/path`, `uuid`, or a web-app URL. Without a path, the collection's default directory.
    Collection {
        /// The collection.
        id: CollectionId,
        /// The directory, if one was named.
        path: Option<StorePath>,
    },
    /// Anything else: the name of a Globus bookmark.
    Bookmark(Untrusted),
}

impl PlaceSpec {
    /// Whether it names a directory of this store.
    pub fn is_in(&self, store: StoreId) -> bool {
        match self {
            Self::Local(_) => store == StoreId::Local,
            Self::Collection { id, path } => path.is_some() && store == StoreId::Collection(*id),
            Self::Bookmark(_) => false,
        }
    }

    /// The directory, where the words name it in full.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Local(path) => Some(Place { store: StoreId::Local, path: path.clone() }),
            Self::Collection { id, path } => {
                Some(Place { store: StoreId::Collection(*id), path: path.clone()? })
            }
            Self::Bookmark(_) => None,
        }
    }

    /// Reads one of the forms that need no surroundings. Never fails: what is neither an absolute path, an id
    /// nor a URL is a bookmark's name.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let local = || text.starts_with('/').then(|| StorePath::parse(text).ok().map(Self::Local))?;
        let web = || both_ends(text)?.into_iter().flatten().next();
        local()
            .or_else(web)
            .or_else(|| id_and_path(text))
            .unwrap_or_else(|| Self::Bookmark(Untrusted::new(text)))
    }
}

/// The local directory that a word of the command line names by its form alone: `/x`, `.`, `./x`, `..`, `../x`,
/// `~`, `~/x`. `None` for every other word, of which [`relative_path`] says what it would name.
///
/// `cwd` and `home` are absolute. `..` is taken off the text, as a shell's `cd` does, not through symlinks.
pub fn local_path(word: &[u8], cwd: &[u8], home: Option<&[u8]>) -> Option<Result<StorePath, PathError>> {
    let first = word.split(|byte| *byte == b'/').next()?;
    match first {
        b"" if word.starts_with(b"/") => Some(StorePath::parse(word)),
        b"." | b".." => Some(relative_path(word, cwd)),
        b"~" => {
            let below = word.get(1..).unwrap_or_default();
            home.map(|home| StorePath::parse([home, below].concat()))
        }
        _ => None,
    }
}

/// The path of a word below the directory `cwd`.
///
/// # Errors
/// A [`PathError`] for a word with NUL, or where `cwd` is not absolute.
pub fn relative_path(word: &[u8], cwd: &[u8]) -> Result<StorePath, PathError> {
    StorePath::parse([cwd, b"/", word].concat())
}

/// The path that a user typed in a store: absolute, from the home directory (`~`), or else below `base`.
///
/// # Errors
/// A [`PathError`] for a path with NUL, or a relative one where `base` is not known.
pub fn typed_path(text: &[u8], base: Option<&StorePath>) -> Result<StorePath, PathError> {
    match base {
        Some(base) if !text.starts_with(b"/") && text != b"~" && !text.starts_with(b"~/") => {
            relative_path(text, base.raw())
        }
        _ => StorePath::parse(text),
    }
}

fn id_and_path(text: &str) -> Option<PlaceSpec> {
    let end = text.find([':', '/']).unwrap_or(text.len());
    let (id, rest) = text.split_at_checked(end)?;
    let path = rest.strip_prefix(':').unwrap_or(rest);
    let path = (!path.is_empty()).then(|| globus_path(path));
    Some(PlaceSpec::Collection { id: id.parse().ok()?, path: path.transpose().ok()? })
}

/// A path with a drive of Windows as Globus writes it, `/C/x` for `C:\\x`; `None` for any other path.
pub fn drive_path(text: &str) -> Option<String> {
    let (drive, rest) = text.split_once(':')?;
    let is_letter = drive.len() == 1 && drive.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_absolute = rest.is_empty() || rest.starts_with(['/', '\\']);
    (is_letter && is_absolute).then(|| format!("/{drive}/{}", rest.replace('\\', "/")))
}

/// A path as people write it for Globus: the official CLI takes one without a leading slash as relative to the
/// home directory, and a drive of Windows is a directory of the root (`C:/x` is `/C/x`).
///
/// # Errors
/// [`PathError::BadName`] for NUL.
pub fn globus_path(text: &str) -> Result<StorePath, PathError> {
    match drive_path(text) {
        Some(path) => StorePath::parse(path),
        None if text.starts_with('/') || text.starts_with('~') => StorePath::parse(text),
        None => StorePath::parse(format!("/~/{text}")),
    }
}

/// The places a web-app address names, the origin first:
/// `https://app.globus.org/file-manager?origin_id=…&origin_path=…&destination_id=…&destination_path=…`, or
/// `/file-manager/collections/<id>/…`. `None` where the text is no such address.
pub fn both_ends(text: &str) -> Option<[Option<PlaceSpec>; 2]> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let in_address = address
        .split('/')
        .skip_while(|part| *part != "collections")
        .nth(1)
        .and_then(|part| part.parse().ok());
    let query = query.split('#').next().unwrap_or(query);
    let value = |wanted: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == wanted).map(|(_, value)| form_decoded(value)).next_back()
    };
    let id = |key: &str| value(key).and_then(|id| id.parse().ok());
    let path = |key: &str| value(key).and_then(|path| StorePath::parse(path).ok());
    let place = |id: Option<CollectionId>, path| id.map(|id| PlaceSpec::Collection { id, path });
    let origin = place(id("origin_id").or(in_address), path("origin_path").or_else(|| path("path")));
    let destination = place(id("destination_id"), path("destination_path"));
    (origin.is_some() || destination.is_some()).then_some([origin, destination])
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
    const OTHER: &str = "6d3b5a2e-1111-4222-8333-444455557777";

    fn collection_of(id: &str, path: Option<&str>) -> PlaceSpec {
        PlaceSpec::Collection { id: id.parse().unwrap(), path: path.map(|p| StorePath::parse(p).unwrap()) }
    }

    fn collection(path: Option<&str>) -> PlaceSpec {
        collection_of(ID, path)
    }

    #[test]
    fn all_forms_are_read() {
        assert_eq!(PlaceSpec::parse(ID), collection(None));
        assert_eq!(PlaceSpec::parse(&format!("{ID}:/a/b/")), collection(Some("/a/b")));
        assert_eq!(PlaceSpec::parse(&format!("{ID}/a/b")), collection(Some("/a/b")));
        assert_eq!(PlaceSpec::parse(&format!("{ID}:data")), collection(Some("/~/data")));
        assert_eq!(PlaceSpec::parse(&format!("{ID}:")), collection(None));
        assert_eq!(PlaceSpec::parse("my data"), PlaceSpec::Bookmark(Untrusted::new("my data")));
        assert_eq!(PlaceSpec::parse("/a//b/"), PlaceSpec::Local(StorePath::parse("/a/b").unwrap()));
    }

    #[test]
    fn a_drive_of_windows_is_a_directory_of_the_root() {
        for (typed, path) in
            [("C:/Users/x", "/C/Users/x"), ("c:", "/c"), ("C:\\Users\\x", "/C/Users/x"), ("ab:c", "/~/ab:c")]
        {
            assert_eq!(PlaceSpec::parse(&format!("{ID}:{typed}")), collection(Some(path)), "{typed}");
        }
    }

    #[test]
    fn a_web_address_names_one_place_or_two() {
        let file_manager = "https://app.globus.org/file-manager";
        let one = format!("{file_manager}?origin_id={ID}&origin_path=%2F%7E%2Fa%20b%2F");
        assert_eq!(PlaceSpec::parse(&one), collection(Some("/~/a b")));
        assert_eq!(PlaceSpec::parse(&format!("{file_manager}/collections/{ID}/overview")), collection(None));
        let two = format!("{one}&destination_id={OTHER}&destination_path=%2Fy#top");
        let ends = [collection(Some("/~/a b")), collection_of(OTHER, Some("/y"))].map(Some);
        assert_eq!(both_ends(&two), Some(ends));
        let right = format!("{file_manager}?destination_id={OTHER}&destination_path=%2Fy");
        assert_eq!(PlaceSpec::parse(&right), collection_of(OTHER, Some("/y")));
        assert_eq!(both_ends("https://example.org/?q=1"), None);
    }

    #[test]
    fn a_typed_path_begins_at_the_top_at_home_or_in_the_directory_shown() {
        let base = StorePath::parse("/data/run").unwrap();
        for (text, path) in [
            ("/x/", "/x"),
            ("~", "/~"),
            ("~/x", "/~/x"),
            ("/~/x", "/~/x"),
            ("x y", "/data/run/x y"),
            ("..", "/data"),
            ("../a", "/data/a"),
            ("./a", "/data/run/a"),
            ("~x", "/data/run/~x"),
            ("../../..", "/"),
        ] {
            assert_eq!(typed_path(text.as_bytes(), Some(&base)), StorePath::parse(path), "{text}");
        }
        assert_eq!(typed_path(b"x", None), Err(PathError::NotAbsolute));
        assert_eq!(typed_path(b"~/x", None), StorePath::parse("/~/x"));
    }

    #[test]
    fn a_local_path_is_read_against_its_surroundings() {
        let read = |word: &[u8]| local_path(word, b"/work/here", Some(b"/home/ada"));
        for (word, path) in [
            (&b"/some//dir/"[..], &b"/some/dir"[..]),
            (b".", b"/work/here"),
            (b"./x", b"/work/here/x"),
            (b"..", b"/work"),
            (b"../../../x", b"/x"),
            (b"~", b"/home/ada"),
            (b"~/x/caf\xe9", b"/home/ada/x/caf\xe9"),
        ] {
            assert_eq!(read(word).unwrap().unwrap().raw(), path);
        }
        for word in [&b"x"[..], b"x/y", b"~bob", b"...", b"", b".x", ID.as_bytes()] {
            assert_eq!(read(word), None, "{word:?}");
        }
        assert_eq!(local_path(b"~", b"/", None), None);
        assert_eq!(local_path(b"./a\0", b"/", None), Some(Err(PathError::BadName)));
        assert_eq!(relative_path(b"x/y", b"/work"), StorePath::parse("/work/x/y"));
    }
}
