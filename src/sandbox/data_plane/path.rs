//! Conversion between wire paths and lists of names.
//!
//! No file access: [`super::root`] resolves these paths. Start with [`CleanPath::parse`].
//!
//! A name that is not UTF-8 is encoded as U+FFFD followed by its bytes as Latin-1 text (`globus-api.md` 6). So is a
//! name that begins with U+FFFD, which makes the encoding unambiguous.

/// Why a path is invalid, in the service's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPath(pub &'static str);

/// The prefix of a name that is encoded as Latin-1.
const RAW_MARK: char = '\u{fffd}';

/// A normalised absolute path within a collection: no `.`, no `..`, no empty name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CleanPath {
    parts: Vec<Vec<u8>>,
}

impl CleanPath {
    /// Parses a wire path. `~`, `/~/…` and relative paths are relative to `home`; `..` stops at `/`.
    pub fn parse(text: &str, home: &CleanPath) -> Result<Self, BadPath> {
        if text.contains('\0') {
            return Err(BadPath("the path holds a NUL character"));
        }
        if text.contains(['\r', '\n']) {
            return Err(BadPath("the path holds a line break"));
        }
        let (mut path, rest) = match text.strip_prefix('/') {
            Some(absolute) => match strip_tilde(absolute) {
                Some(rest) => (home.clone(), rest),
                None => (Self::default(), absolute),
            },
            None => (home.clone(), strip_tilde(text).unwrap_or(text)),
        };
        for part in rest.split('/') {
            path.step(&decode_name(part));
        }
        if path.parts.iter().any(|part| part.len() > 255) {
            return Err(BadPath("a name in the path is longer than 255 bytes"));
        }
        Ok(path)
    }

    /// The path of a symbolic link's target; relative targets are relative to `self`.
    pub fn follow(&self, target: &[u8]) -> Self {
        let mut path = if target.first() == Some(&b'/') { Self::default() } else { self.clone() };
        for part in target.split(|byte| *byte == b'/') {
            path.step(part);
        }
        path
    }

    fn step(&mut self, part: &[u8]) {
        match part {
            b"" | b"." => {}
            b".." => drop(self.parts.pop()),
            name => self.parts.push(name.to_vec()),
        }
    }

    /// The names from the root down.
    pub fn parts(&self) -> &[Vec<u8>] {
        &self.parts
    }

    /// Whether this is the root of the collection.
    pub fn is_root(&self) -> bool {
        self.parts.is_empty()
    }

    /// The last name; none at the root.
    pub fn name(&self) -> Option<&[u8]> {
        self.parts.last().map(Vec::as_slice)
    }

    /// The directory above; none at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.parts.split_last()?;
        Some(Self { parts: above.to_vec() })
    }

    /// This path with one more name, which must not be `.`, `..` or contain `/`.
    pub fn join(&self, name: &[u8]) -> Self {
        let mut path = self.clone();
        path.parts.push(name.to_vec());
        path
    }

    /// Whether `self` is `other` or lies below it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.parts.starts_with(&other.parts)
    }

    /// The wire text, without a trailing slash (`/` for the root).
    pub fn wire(&self) -> String {
        if self.parts.is_empty() {
            return "/".to_owned();
        }
        let mut text = String::new();
        for part in &self.parts {
            text.push('/');
            text.push_str(&encode_name(part));
        }
        text
    }

    /// The wire text of a directory, with a trailing slash.
    pub fn wire_dir(&self) -> String {
        let mut text = self.wire();
        if !text.ends_with('/') {
            text.push('/');
        }
        text
    }
}

/// The rest after a leading `~` component.
fn strip_tilde(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('~')?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// The wire encoding of a name.
pub fn encode_name(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) if !text.starts_with(RAW_MARK) => text.to_owned(),
        _ => std::iter::once(RAW_MARK).chain(name.iter().map(|byte| char::from(*byte))).collect(),
    }
}

/// Decodes a name from its wire encoding.
pub fn decode_name(text: &str) -> Vec<u8> {
    let raw: Option<Vec<u8>> = text
        .strip_prefix(RAW_MARK)
        .and_then(|rest| rest.chars().map(|char| u8::try_from(char).ok()).collect());
    match raw {
        // A prefix that `encode_name` would not have added is part of the name.
        Some(bytes) if encode_name(&bytes) == text => bytes,
        _ => text.as_bytes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> CleanPath {
        CleanPath::parse("/home/users/demo", &CleanPath::default()).unwrap()
    }

    fn wire(text: &str) -> String {
        CleanPath::parse(text, &home()).unwrap().wire()
    }

    #[test]
    fn paths_are_cleaned() {
        for (given, expected) in [
            ("/", "/"),
            ("", "/home/users/demo"),
            ("~", "/home/users/demo"),
            ("/~/", "/home/users/demo"),
            ("/~", "/home/users/demo"),
            ("~/a b", "/home/users/demo/a b"),
            ("/~/a/./b//c/", "/home/users/demo/a/b/c"),
            ("data", "/home/users/demo/data"),
            ("/~x/y", "/~x/y"),
            ("/a/~/b", "/a/~/b"),
            ("/a/../../../etc", "/etc"),
            ("../../../../..", "/"),
            ("/a/b/..", "/a"),
            ("/日本/é/🌍", "/日本/é/🌍"),
        ] {
            assert_eq!(wire(given), expected, "{given}");
        }
        assert_eq!(CleanPath::parse("/share", &home()).unwrap().wire_dir(), "/share/");
        assert_eq!(CleanPath::default().wire_dir(), "/");
    }

    #[test]
    fn impossible_paths_are_refused() {
        for given in ["/a\0b", "/a\nb", "/a\r\nb", "\r", &format!("/{}", "x".repeat(256))] {
            assert!(CleanPath::parse(given, &home()).is_err(), "{given:?}");
        }
    }

    #[test]
    fn every_name_makes_the_round_trip() {
        let mut names: Vec<Vec<u8>> =
            (1..=255u8).filter(|byte| *byte != b'/').map(|byte| vec![b'a', byte]).collect();
        names.extend((1..=255u8).filter(|byte| *byte != b'/').map(|byte| vec![byte]));
        names.push("\u{fffd}".into());
        names.push("\u{fffd}caf\u{e9}".into());
        names.push("日本".into());
        names.push(vec![0xff, 0xfe, b'x', 0xc3]);
        for name in names {
            assert_eq!(decode_name(&encode_name(&name)), name, "{name:?}");
        }
        assert_eq!(encode_name(b"caf\xe9"), "\u{fffd}caf\u{e9}");
        assert_eq!(decode_name("\u{fffd}日本"), "\u{fffd}日本".as_bytes());
    }

    #[test]
    fn link_targets_stay_inside() {
        let dir = CleanPath::parse("/a/b", &home()).unwrap();
        assert_eq!(dir.follow(b"../c").wire(), "/a/c");
        assert_eq!(dir.follow(b"/etc/passwd").wire(), "/etc/passwd");
        assert_eq!(dir.follow(b"../../../../x").wire(), "/x");
    }
}
