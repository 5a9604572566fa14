//! Paths inside a store: absolute, `/`-separated, cleaned once, of any bytes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::any_bytes;
use super::text::{SafeText, Untrusted, UntrustedRef};

/// Why a name or path was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// `..`, `.`, empty, with a separator or with NUL: such a name could leave its directory.
    #[error("a name may not be empty, `.`, `..`, or contain `/` or NUL")]
    BadName,
    /// A path begins with `/`, or with `~` where the store has home directories.
    #[error("a path begins with `/` or `~`")]
    NotAbsolute,
    /// Globus paths travel as JSON text.
    #[error("the name is not UTF-8, which Globus requires")]
    NotUtf8,
}

/// One name below a directory, checked so that joining it cannot leave that directory (`ARCHITECTURE.md` P0-5).
/// Any other bytes are allowed; a store that takes UTF-8 only asks for [`EntryName::as_utf8`].
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct EntryName(Untrusted);

impl EntryName {
    /// Checks a name from a listing.
    ///
    /// # Errors
    /// [`PathError::BadName`] for anything that is not exactly one name.
    pub fn new(name: UntrustedRef<'_>) -> Result<Self, PathError> {
        let raw = name.raw();
        if raw.is_empty() || raw == b"." || raw == b".." || raw.contains(&b'/') || raw.contains(&0) {
            return Err(PathError::BadName);
        }
        Ok(Self(name.to_owned()))
    }

    /// The raw name, for system calls and for comparing.
    pub fn raw(&self) -> &[u8] {
        self.0.raw()
    }

    /// The raw name as text, for services that take text only.
    ///
    /// # Errors
    /// [`PathError::NotUtf8`].
    pub fn as_utf8(&self) -> Result<&str, PathError> {
        self.0.raw_str().ok_or(PathError::NotUtf8)
    }

    /// The name for a screen.
    pub fn sanitized(&self) -> SafeText {
        self.0.sanitized()
    }
}

/// An absolute path, cleaned: no empty, `.` or `..` parts, no trailing slash except for the root.
///
/// `/~/` (home) is an ordinary first part named `~`; Globus resolves it (`globus-api.md` 6).
///
/// Its serialized form is text ([`any_bytes`]).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Cow<'_, str>", into = "String")]
pub struct StorePath(Box<[u8]>);

impl StorePath {
    /// The root of a store.
    pub fn root() -> Self {
        Self(Box::from(*b"/"))
    }

    /// The home directory of a Globus collection, resolved by the service.
    pub fn home() -> Self {
        Self(Box::from(*b"/~"))
    }

    /// Cleans a path as typed or as a store sent it. `..` never climbs above the root.
    ///
    /// # Errors
    /// [`PathError::NotAbsolute`] when it begins with neither `/` nor `~`, [`PathError::BadName`] for NUL.
    pub fn parse(path: impl AsRef<[u8]>) -> Result<Self, PathError> {
        let path = path.as_ref();
        let absolute = path.starts_with(b"/") || path == b"~" || path.starts_with(b"~/");
        if !absolute {
            return Err(PathError::NotAbsolute);
        }
        if path.contains(&0) {
            return Err(PathError::BadName);
        }
        let mut parts: Vec<&[u8]> = Vec::new();
        for part in path.split(|byte| *byte == b'/') {
            match part {
                b"" | b"." => {}
                b".." => {
                    parts.pop();
                }
                name => parts.push(name),
            }
        }
        if parts.is_empty() {
            return Ok(Self::root());
        }
        let mut clean = Vec::with_capacity(path.len() + 1);
        for part in parts {
            clean.push(b'/');
            clean.extend_from_slice(part);
        }
        Ok(Self(clean.into()))
    }

    /// The raw path, for system calls and for comparing: no trailing slash except for the root.
    pub fn raw(&self) -> &[u8] {
        &self.0
    }

    /// The raw path as text, for services that take text only.
    ///
    /// # Errors
    /// [`PathError::NotUtf8`].
    pub fn as_utf8(&self) -> Result<&str, PathError> {
        std::str::from_utf8(&self.0).map_err(|_| PathError::NotUtf8)
    }

    /// Whether this is `/`.
    pub fn is_root(&self) -> bool {
        *self.0 == *b"/"
    }

    /// The directory that holds this one; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (before, name) = self.split()?;
        match (name, before) {
            (b"", _) => None,
            (_, b"") => Some(Self::root()),
            (_, before) => Some(Self(before.into())),
        }
    }

    /// The last part, raw; `None` at the root.
    pub fn name(&self) -> Option<UntrustedRef<'_>> {
        let (_, name) = self.split()?;
        (!name.is_empty()).then_some(UntrustedRef(name))
    }

    /// What is before and after the last slash.
    fn split(&self) -> Option<(&[u8], &[u8])> {
        let slash = self.0.iter().rposition(|byte| *byte == b'/')?;
        Some((self.0.get(..slash)?, self.0.get(slash + 1..)?))
    }

    /// The path of `name` inside this directory.
    #[must_use]
    pub fn join(&self, name: &EntryName) -> Self {
        let dir: &[u8] = if self.is_root() { b"" } else { &self.0 };
        Self([dir, b"/", name.raw()].concat().into())
    }

    /// Whether this is `other` or lies below it.
    pub fn is_within(&self, other: &Self) -> bool {
        other.is_root()
            || self.0.strip_prefix(&*other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    }

    /// The names that lead from `other` down to this; none if they are the same. `None` where this is not within it.
    pub fn names_below(&self, other: &Self) -> Option<Vec<EntryName>> {
        let mut names = Vec::new();
        let mut at = self.clone();
        while at != *other {
            names.push(EntryName::new(at.name()?).ok()?);
            at = at.parent()?;
        }
        names.reverse();
        Some(names)
    }

    /// The path for a screen.
    pub fn sanitized(&self) -> SafeText {
        UntrustedRef(&self.0).sanitized()
    }
}

impl std::fmt::Debug for StorePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StorePath({})", self.sanitized().as_str())
    }
}

impl TryFrom<Cow<'_, str>> for StorePath {
    type Error = PathError;
    fn try_from(text: Cow<'_, str>) -> Result<Self, PathError> {
        Self::parse(any_bytes::from_text(&text))
    }
}

impl From<StorePath> for String {
    fn from(path: StorePath) -> String {
        any_bytes::to_text(&path.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(raw: &[u8]) -> EntryName {
        EntryName::new(UntrustedRef(raw)).unwrap()
    }

    #[test]
    fn paths_are_cleaned() {
        for (typed, clean) in [
            ("/", "/"),
            ("~", "/~"),
            ("~/data/", "/~/data"),
            ("/~/x", "/~/x"),
            ("//a/./b/../c//", "/a/c"),
            ("/../../etc", "/etc"),
            ("/a b/日本", "/a b/日本"),
        ] {
            assert_eq!(StorePath::parse(typed).unwrap().as_utf8(), Ok(clean));
        }
        assert_eq!(StorePath::parse("a/b"), Err(PathError::NotAbsolute));
        assert_eq!(StorePath::parse("/a\0b"), Err(PathError::BadName));
    }

    #[test]
    fn a_name_cannot_leave_its_directory() {
        for bad in ["", ".", "..", "a/b", "/", "a\0"] {
            assert_eq!(EntryName::new(UntrustedRef(bad.as_bytes())), Err(PathError::BadName), "{bad:?}");
        }
    }

    #[test]
    fn names_lead_down_from_a_directory_that_holds_it() {
        let [root, a, abc, ab_] = ["/", "/a", "/a/b/c", "/ab"].map(|path| StorePath::parse(path).unwrap());
        let names = |path: &StorePath, below: &StorePath| {
            Some(
                path.names_below(below)?
                    .iter()
                    .map(|name| name.as_utf8().unwrap().to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(names(&abc, &root).unwrap(), ["a", "b", "c"]);
        assert_eq!(names(&abc, &a).unwrap(), ["b", "c"]);
        assert_eq!(names(&a, &a), Some(Vec::new()));
        assert_eq!(names(&a, &abc), None);
        assert_eq!(names(&ab_, &a), None);
    }

    #[test]
    fn parents_and_children() {
        let dir = StorePath::parse("/gws/nopw").unwrap();
        let file = dir.join(&name(b"x.nc"));
        assert_eq!(file.as_utf8(), Ok("/gws/nopw/x.nc"));
        assert_eq!(file.parent(), Some(dir.clone()));
        assert_eq!(StorePath::parse("/gws").unwrap().parent(), Some(StorePath::root()));
        assert_eq!(StorePath::root().parent(), None);
        assert_eq!(StorePath::root().join(&name(b"a")).raw(), b"/a");
        assert!(file.is_within(&dir) && dir.is_within(&dir) && !dir.is_within(&file));
        assert!(!StorePath::parse("/gwsx").unwrap().is_within(&StorePath::parse("/gws").unwrap()));
    }

    #[test]
    fn names_of_any_bytes_make_paths_but_no_text() {
        let latin = StorePath::root().join(&name(b"caf\xe9"));
        assert_eq!((latin.raw(), latin.as_utf8()), (&b"/caf\xe9"[..], Err(PathError::NotUtf8)));
        assert_eq!(latin.name().map(UntrustedRef::raw), Some(&b"caf\xe9"[..]));
        assert_eq!(latin.parent(), Some(StorePath::root()));
    }

    #[test]
    fn plain_text_is_written_as_it_is_and_the_rest_escaped() {
        for (raw, json) in [
            (&b"/a b/\xc3\xa9"[..], "\"/a b/é\""),
            (b"/100%/caf\xe9", "\"/100%25/caf%E9\""),
            (b"/%41", "\"/%2541\""),
        ] {
            let path = StorePath::parse(raw).unwrap();
            assert_eq!(serde_json::to_string(&path).unwrap(), json);
            assert_eq!(serde_json::from_str::<StorePath>(json).unwrap(), path);
        }
        assert!(serde_json::from_str::<StorePath>("\"a\"").is_err());
        assert!(serde_json::from_str::<StorePath>("\"/a%00\"").is_err());
    }

    proptest! {
        #[test]
        fn every_path_comes_back_from_its_json(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..9), 0..5)) {
            let names = parts.iter().filter_map(|raw| EntryName::new(UntrustedRef(raw)).ok());
            let path = names.fold(StorePath::root(), |dir, name| dir.join(&name));
            prop_assert_eq!(StorePath::parse(path.raw()), Ok(path.clone()));
            let json = serde_json::to_string(&path).unwrap();
            prop_assert_eq!(serde_json::from_str::<StorePath>(&json).unwrap(), path);
        }
    }
}
