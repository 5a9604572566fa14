//! Links that may be shown, copied and opened: printable ASCII, http or https, made by us or checked.

use std::fmt;

/// An http(s) URL without a blank or control character. It may hold a state or challenge, never a token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link(String);

impl Link {
    /// Takes a URL that is printable ASCII and http or https.
    pub fn new(url: &str) -> Option<Self> {
        let scheme = url.starts_with("https://") || url.starts_with("http://");
        (scheme && url.bytes().all(|b| b.is_ascii_graphic())).then(|| Self(url.to_owned()))
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl super::text::Showable for Link {}
