//! The HTTP proxy for services on other machines, from the variables that reqwest and curl read.
//!
//! These services use https only, so `HTTPS_PROXY` and `ALL_PROXY` count and `HTTP_PROXY` does not. The value may hold
//! credentials: they are sent to the proxy and appear in no message.

use url::Url;

use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// In order of precedence.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// A proxy, and the variable that names it.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxySettings {
    variable: &'static str,
    url: Url,
    exceptions: Option<Box<str>>,
}

/// A variable without the address of an HTTP proxy. The value is not kept: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxyError {
    /// The name of the variable.
    pub variable: &'static str,
}

impl ProxySettings {
    /// Reads the variables; `None` when no proxy is set.
    ///
    /// # Errors
    /// [`ProxyError`] for a value that is no address of an HTTP proxy, such as one of a SOCKS proxy.
    pub fn from_vars(get: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, ProxyError> {
        let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, get(name)?)));
        let Some((variable, value)) = first(&PROXY_VARIABLES) else { return Ok(None) };
        let value = value.trim();
        if value.is_empty() {
            return Ok(None);
        }
        let url =
            if value.contains("://") { Url::parse(value) } else { Url::parse(&format!("http://{value}")) };
        let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url = url.ok_or(ProxyError { variable })?;
        let exceptions = first(&NO_PROXY_VARIABLES).map(|(_, list)| list.into_boxed_str());
        Ok(Some(Self { variable, url, exceptions }))
    }

    /// The address with its credentials, for the HTTP client only.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// The hosts that are reached without it, as `NO_PROXY` lists them.
    pub(super) fn exceptions(&self) -> Option<&str> {
        self.exceptions.as_deref()
    }

    /// The error for an unusable proxy.
    pub(super) fn error(&self) -> ProxyError {
        ProxyError { variable: self.variable }
    }

    /// Whether the address holds credentials.
    pub(super) fn has_credentials(&self) -> bool {
        !self.url.username().is_empty() || self.url.password().is_some()
    }

    /// `HOST:PORT (from VARIABLE)`, for a sentence.
    pub fn label(&self) -> SafeText {
        let host = Untrusted::new(self.url.host_str().unwrap_or_default());
        let port = self.url.port_or_known_default().unwrap_or_default();
        safe!("{}:{} (from {})", host.sanitized(), port, self.variable)
    }
}

impl std::fmt::Debug for ProxySettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProxySettings({})", self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Option<ProxySettings>, ProxyError> {
        ProxySettings::from_vars(|name| {
            vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_variable_for_https_wins_and_the_label_holds_no_credentials() {
        let all = [("ALL_PROXY", "http://other:1"), ("https_proxy", "user:S3CRET@proxy.site:3128")];
        let proxy = read(&all).unwrap().unwrap();
        assert_eq!(proxy.label().as_str(), "proxy.site:3128 (from https_proxy)");
        assert!(proxy.has_credentials());
        assert!(!format!("{proxy:?}").contains("S3CRET"));
        let proxy = read(&[("all_proxy", "https://proxy"), ("no_proxy", "a,b")]).unwrap().unwrap();
        assert_eq!(proxy.label().as_str(), "proxy:443 (from all_proxy)");
        assert_eq!((proxy.exceptions(), proxy.has_credentials()), (Some("a,b"), false));
        assert_eq!(read(&[("HTTP_PROXY", "http://other:1")]), Ok(None));
        assert_eq!(read(&[("HTTPS_PROXY", " "), ("ALL_PROXY", "http://other:1")]), Ok(None));
    }

    #[test]
    fn what_is_no_http_proxy_is_refused_by_its_variable() {
        for value in ["socks5://proxy:1080", "http://", "://", "a b"] {
            let refused = read(&[("ALL_PROXY", value)]);
            assert_eq!(refused, Err(ProxyError { variable: "ALL_PROXY" }), "{value}");
        }
    }
}
