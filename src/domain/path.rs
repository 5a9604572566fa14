//! Paths inside a store: always absolute, `/`-separated, cleaned once, sent as they are.

use serde::{Deserialize, Serialize};

use super::text::{SafeText, Untrusted, UntrustedRef};

/// Why a name or path was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// `..`, `.`, empty, with a separator or with NUL: such a name could leave its directory.
    #[error("a name may not be empty, `.`, `..`, or contain `/` or NUL")]
    BadName,
    /// A path of Globus begins with `/` or `~`.
    #[error("a path begins with `/` or `~`")]
    NotAbsolute,
    /// Globus paths travel as JSON text.
    #[error("the name is not valid UTF-8, so Globus cannot be asked for it")]
    NotText,
}

/// One name below a directory, checked so that joining it cannot leave that directory (`ARCHITECTURE.md` P0-5).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct EntryName(Untrusted);

impl EntryName {
    /// Checks a name from a listing.
    ///
    /// # Errors
    /// [`PathError::BadName`] for anything that is not exactly one name, [`PathError::NotText`] for bytes
    /// that are not UTF-8.
    pub fn new(name: UntrustedRef<'_>) -> Result<Self, PathError> {
        let raw = name.raw();
        if raw.is_empty() || raw == b"." || raw == b".." || raw.contains(&b'/') || raw.contains(&0) {
            return Err(PathError::BadName);
        }
        if std::str::from_utf8(raw).is_err() {
            return Err(PathError::NotText);
        }
        Ok(Self(name.to_owned()))
    }

    /// The raw name, for sending and comparing.
    pub fn raw(&self) -> &str {
        self.0.raw_str().unwrap_or_default()
    }

    /// The name for a screen.
    pub fn sanitized(&self) -> SafeText {
        self.0.sanitized()
    }
}

/// An absolute path, cleaned: no empty, `.` or `..` parts, no trailing slash except for the root.
///
/// `/~/` (home) is an ordinary first part named `~`; the service resolves it (`globus-api.md` 6).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RemotePath(String);

impl RemotePath {
    /// The root of a store.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// The home directory, resolved by the service.
    pub fn home() -> Self {
        Self("/~".to_owned())
    }

    /// Cleans a path as typed or as the service sent it. `..` never climbs above the root.
    ///
    /// # Errors
    /// [`PathError::NotAbsolute`] when it begins with neither `/` nor `~`, [`PathError::BadName`] for NUL.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let absolute = text.starts_with('/') || text == "~" || text.starts_with("~/");
        if !absolute {
            return Err(PathError::NotAbsolute);
        }
        if text.contains('\0') {
            return Err(PathError::BadName);
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                name => parts.push(name),
            }
        }
        Ok(Self(format!("/{}", parts.join("/"))))
    }

    /// The path as the service wants it for a file or for `ls`: no trailing slash.
    pub fn as_wire(&self) -> &str {
        &self.0
    }

    /// The path as the service wants it for a directory: with its trailing slash.
    pub fn as_wire_dir(&self) -> String {
        if self.is_root() { "/".to_owned() } else { format!("{}/", self.0) }
    }

    /// Whether this is `/`.
    pub fn is_root(&self) -> bool {
        self.0 == "/"
    }

    /// The directory that holds this one; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (before, _) = self.0.rsplit_once('/')?;
        match (self.is_root(), before) {
            (true, _) => None,
            (false, "") => Some(Self::root()),
            (false, before) => Some(Self(before.to_owned())),
        }
    }

    /// The last part, raw; `None` at the root.
    pub fn name(&self) -> Option<UntrustedRef<'_>> {
        let (_, name) = self.0.rsplit_once('/')?;
        (!name.is_empty()).then_some(UntrustedRef(name.as_bytes()))
    }

    /// The path of `name` inside this directory.
    #[must_use]
    pub fn join(&self, name: &EntryName) -> Self {
        let dir = if self.is_root() { "" } else { self.0.as_str() };
        Self(format!("{dir}/{}", name.raw()))
    }

    /// Whether this is `other` or lies below it.
    pub fn is_within(&self, other: &Self) -> bool {
        other.is_root()
            || self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The path for a screen.
    pub fn sanitized(&self) -> SafeText {
        UntrustedRef(self.0.as_bytes()).sanitized()
    }
}

impl std::fmt::Debug for RemotePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RemotePath({})", self.sanitized().as_str())
    }
}

impl TryFrom<String> for RemotePath {
    type Error = PathError;
    fn try_from(text: String) -> Result<Self, PathError> {
        Self::parse(&text)
    }
}

impl From<RemotePath> for String {
    fn from(path: RemotePath) -> String {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(RemotePath::parse(typed).map(|p| p.as_wire().to_owned()), Ok(clean.to_owned()));
        }
        assert_eq!(RemotePath::parse("a/b"), Err(PathError::NotAbsolute));
        assert_eq!(RemotePath::parse("/a\0b"), Err(PathError::BadName));
    }

    #[test]
    fn a_name_cannot_leave_its_directory() {
        for bad in ["", ".", "..", "a/b", "/", "a\0"] {
            assert_eq!(EntryName::new(UntrustedRef(bad.as_bytes())), Err(PathError::BadName), "{bad:?}");
        }
        assert_eq!(EntryName::new(UntrustedRef(b"\xff")), Err(PathError::NotText));
    }

    #[test]
    fn parents_and_children() {
        let dir = RemotePath::parse("/gws/nopw").unwrap();
        let file = dir.join(&EntryName::new(UntrustedRef(b"x.nc")).unwrap());
        assert_eq!(file.as_wire(), "/gws/nopw/x.nc");
        assert_eq!(file.parent(), Some(dir.clone()));
        assert_eq!(RemotePath::parse("/gws").unwrap().parent(), Some(RemotePath::root()));
        assert_eq!(RemotePath::root().parent(), None);
        assert!(file.is_within(&dir) && dir.is_within(&dir) && !dir.is_within(&file));
        assert!(!RemotePath::parse("/gwsx").unwrap().is_within(&RemotePath::parse("/gws").unwrap()));
    }
}
