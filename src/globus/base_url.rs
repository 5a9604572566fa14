//! The checked base URL of a service. Tokens are sent below it only, so it must be https, or http to a literal loopback
//! host, in every build (`ARCHITECTURE.md` P1-7).

use url::Url;

use crate::domain::text::{SafeText, Untrusted};

/// Why a base URL was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum BaseUrlError {
    /// Not a URL with a host.
    NotAUrl,
    /// Plain http would expose tokens on the network.
    NotHttps,
    /// It holds credentials, a query or a fragment.
    TooMuch,
}

impl BaseUrlError {
    /// What is wrong, as the rest of a sentence that begins with the name of the variable or option.
    pub fn message(self) -> &'static str {
        match self {
            Self::NotAUrl => "is not a URL",
            Self::NotHttps => "must begin with https:// (http:// only to 127.0.0.1, [::1] or localhost)",
            Self::TooMuch => "must hold only a host, a port and a path",
        }
    }
}

/// The base URL of a service; ends with `/`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BaseUrl {
    url: Url,
    loopback: bool,
}

impl BaseUrl {
    /// Checks a base URL; a missing `/` at its end is added.
    ///
    /// # Errors
    /// A [`BaseUrlError`] for anything but https, or http to a literal loopback host.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let mut url = Url::parse(text.trim()).map_err(|_| BaseUrlError::NotAUrl)?;
        let host = url.host_str().ok_or(BaseUrlError::NotAUrl)?;
        let loopback = is_loopback(host);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(BaseUrlError::NotHttps),
        }
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !bare {
            return Err(BaseUrlError::TooMuch);
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self { url, loopback })
    }

    /// The URL with its final slash. It holds no secret: it may be journaled and displayed.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Host and port, for a sentence.
    pub fn host_shown(&self) -> SafeText {
        let host = Untrusted::new(self.url.host_str().unwrap_or_default());
        match self.url.port() {
            Some(port) => crate::safe!("{}:{}", host.sanitized(), port),
            None => host.sanitized(),
        }
    }

    /// Host, and port unless it is the default one.
    pub fn authority(&self) -> &str {
        self.url.authority()
    }

    /// The path; begins and ends with `/`.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Whether it is this machine, which is reached without a proxy.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether requests to it need TLS.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// A URL below this base. `path` is made of literals, ids and encoded text.
    pub(super) fn join(&self, path: &str, query: &[(&'static str, String)]) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{}", self.url.path(), path.trim_start_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

/// Literal loopback addresses, and `localhost`, which every resolver must keep on this machine.
fn is_loopback(host: &str) -> bool {
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || literal.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_literal_loopback() {
        for good in [
            "https://transfer.api.globus.org/",
            "http://127.0.0.1:8080",
            "http://127.9.9.9/",
            "http://[::1]:1/",
            "http://localhost:3/x",
            "https://[2001:db8::1]/",
        ] {
            assert!(BaseUrl::parse(good).is_ok_and(|base| base.as_str().ends_with('/')), "{good}");
        }
        for (bad, why) in [
            ("http://example.org/", BaseUrlError::NotHttps),
            ("http://127.0.0.1.example.org/", BaseUrlError::NotHttps),
            ("http://localhost.example.org/", BaseUrlError::NotHttps),
            ("http://127.0.0.1@example.org/", BaseUrlError::NotHttps),
            ("http://0.0.0.0/", BaseUrlError::NotHttps),
            ("http://[::]/", BaseUrlError::NotHttps),
            ("http://[::ffff:127.0.0.1]/", BaseUrlError::NotHttps),
            ("ftp://127.0.0.1/", BaseUrlError::NotHttps),
            ("file:///etc/passwd", BaseUrlError::NotAUrl),
            ("transfer", BaseUrlError::NotAUrl),
            ("", BaseUrlError::NotAUrl),
            ("https://", BaseUrlError::NotAUrl),
            ("https://a:b@example.org/", BaseUrlError::TooMuch),
            ("https://a@example.org/", BaseUrlError::TooMuch),
            ("https://example.org/?x=1", BaseUrlError::TooMuch),
            ("https://example.org/#x", BaseUrlError::TooMuch),
        ] {
            assert_eq!(BaseUrl::parse(bad).err(), Some(why), "{bad}");
        }
    }

    #[test]
    fn paths_go_below_the_base_and_queries_are_encoded() {
        let base = BaseUrl::parse("http://127.0.0.1:1/deep").unwrap();
        let url = base.join("/v0.10/x", &[("path", "/a b&c=#é".to_owned())]);
        assert_eq!(url.as_str(), "http://127.0.0.1:1/deep/v0.10/x?path=%2Fa+b%26c%3D%23%C3%A9");
        assert_eq!(base.join("v", &[]).as_str(), "http://127.0.0.1:1/deep/v");
    }
}
