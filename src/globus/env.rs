//! The base URL of each service, from the variables of the official SDK (`globus-api.md` 1) or from one root URL, as the
//! sandbox serves them.
//!
//! Variables are read through a getter. Start with [`Environment::from_vars`].

use std::path::PathBuf;
use std::time::Duration;

use super::audience::Audience;
use super::base_url::{BaseUrl, BaseUrlError};
use super::proxy::{ProxyError, ProxySettings};
use super::scopes::Scopes;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// Environment name, domain of the hosts, label on screen (`globus-api.md` 1).
const ENVIRONMENTS: [(&str, &str, &str); 6] = [
    ("production", "globus.org", ""),
    ("preview", "preview.globus.org", "preview"),
    ("sandbox", "sandbox.globuscs.info", "sandbox.globuscs.info"),
    ("integration", "integration.globuscs.info", "integration.globuscs.info"),
    ("test", "test.globuscs.info", "test.globuscs.info"),
    ("staging", "staging.globuscs.info", "staging.globuscs.info"),
];

/// A variable with an unusable value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvError {
    /// `GLOBUS_SDK_ENVIRONMENT` names no known environment.
    #[error("{}", self.sanitized())]
    Unknown(Untrusted),
    /// A service URL is unusable.
    #[error("{}", self.sanitized())]
    Url(&'static str, BaseUrlError),
    /// `GLOBUS_SDK_VERIFY_SSL` turns certificate checks off.
    #[error("{}", self.sanitized())]
    VerifyOff,
    /// `GLOBUS_SDK_HTTP_TIMEOUT` is no number of seconds.
    #[error("{}", self.sanitized())]
    Timeout,
    /// The CA file cannot be used.
    #[error("{}", self.sanitized())]
    CaFile(Untrusted),
    /// TLS cannot be set up.
    #[error("{}", self.sanitized())]
    Tls,
    /// A proxy variable holds no address of an HTTP proxy.
    #[error("{}", self.sanitized())]
    Proxy(ProxyError),
}

impl EnvError {
    /// What is wrong and what to do.
    pub fn sanitized(&self) -> SafeText {
        match self {
            Self::Unknown(name) => safe!(
                "GLOBUS_SDK_ENVIRONMENT is \"{}\"; known are production, preview, sandbox, integration, test and staging",
                name.sanitized()
            ),
            Self::Url(variable, why) => safe!("{} {}", *variable, why.message()),
            Self::VerifyOff => {
                "GLOBUS_SDK_VERIFY_SSL would turn certificate checks off, and hemi never sends a token \
                                without them; unset it, or set it to the path of a CA file"
                    .into()
            }
            Self::Timeout => "GLOBUS_SDK_HTTP_TIMEOUT must be a number of seconds, or -1 for none".into(),
            Self::CaFile(path) => safe!(
                "GLOBUS_SDK_VERIFY_SSL names {}, which cannot be read as a file of certificates (PEM)",
                path.sanitized()
            ),
            Self::Tls => {
                "the certificates of this computer cannot be read: set GLOBUS_SDK_VERIFY_SSL to the path of \
                          a CA file (Debian: install ca-certificates)"
                    .into()
            }
            Self::Proxy(ProxyError { variable }) => safe!(
                "{} is not an address of an HTTP proxy: write it as http://HOST:PORT, or unset it",
                *variable
            ),
        }
    }
}

/// The services of one Globus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    label: &'static str,
    auth: Audience,
    transfer: Audience,
    groups: Audience,
    ca_file: Option<PathBuf>,
    timeout: Option<Duration>,
    proxy: Option<ProxySettings>,
}

impl Environment {
    /// From the variables of the official SDK.
    ///
    /// # Errors
    /// An [`EnvError`] for an unusable value: a guess could send a token to the wrong host.
    pub fn from_vars(get: impl Fn(&str) -> Option<String>) -> Result<Self, EnvError> {
        let get = |name: &str| get(name).filter(|value| !value.trim().is_empty());
        let name = get("GLOBUS_SDK_ENVIRONMENT").unwrap_or_else(|| "production".to_owned());
        let (_, domain, mut label) = ENVIRONMENTS
            .into_iter()
            .find(|(known, _, _)| *known == name.trim())
            .ok_or_else(|| EnvError::Unknown(Untrusted::new(&name)))?;
        let mut base = |variable: &'static str, host: &str| {
            let given = get(variable);
            if given.is_some() {
                label = "custom";
            }
            let text = given.unwrap_or_else(|| format!("https://{host}.{domain}/"));
            BaseUrl::parse(&text).map_err(|why| EnvError::Url(variable, why))
        };
        let auth = auth_at(base("GLOBUS_SDK_SERVICE_URL_AUTH", "auth")?);
        let transfer = transfer_at(base("GLOBUS_SDK_SERVICE_URL_TRANSFER", "transfer.api")?);
        let groups = groups_at(base("GLOBUS_SDK_SERVICE_URL_GROUPS", "groups.api")?);
        let ca_file = get("GLOBUS_SDK_VERIFY_SSL").map(|word| ca_file(&word)).transpose()?.flatten();
        let timeout = get("GLOBUS_SDK_HTTP_TIMEOUT").map(|word| timeout(&word)).transpose()?.flatten();
        let proxy = ProxySettings::from_vars(get).map_err(EnvError::Proxy)?;
        Ok(Self { label, auth, transfer, groups, ca_file, timeout, proxy })
    }

    /// All services below one root URL.
    ///
    /// # Errors
    /// A [`BaseUrlError`] when `root` is neither https nor loopback.
    pub fn local(root: &str) -> Result<Self, BaseUrlError> {
        let base = BaseUrl::parse(root)?;
        let (auth, transfer) = (auth_at(base.clone()), transfer_at(base.clone()));
        let groups = groups_at(base);
        Ok(Self { label: "sandbox", auth, transfer, groups, ca_file: None, timeout: None, proxy: None })
    }

    /// The same, believing the authorities in this file instead of the system's.
    #[must_use]
    pub fn with_ca_file(self, file: PathBuf) -> Self {
        Self { ca_file: Some(file), ..self }
    }

    /// The same with Globus Auth at another address, such as the one that issued stored tokens.
    ///
    /// # Errors
    /// A [`BaseUrlError`] when `auth` is neither https nor loopback.
    pub fn with_auth(&self, auth: &str) -> Result<Self, BaseUrlError> {
        Ok(Self { label: "custom", auth: auth_at(BaseUrl::parse(auth)?), ..self.clone() })
    }

    /// Globus Auth: identities and tokens.
    pub fn auth(&self) -> &Audience {
        &self.auth
    }

    /// Globus Transfer: collections, files and tasks.
    pub fn transfer(&self) -> &Audience {
        &self.transfer
    }

    /// Globus Groups: the groups of the user.
    pub fn groups(&self) -> &Audience {
        &self.groups
    }

    /// The label for the status bar; empty in production.
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// Whether this is the production environment.
    pub fn is_production(&self) -> bool {
        self.label.is_empty()
    }

    /// The file of certificates to trust instead of the system's.
    pub fn ca_file(&self) -> Option<&std::path::Path> {
        self.ca_file.as_deref()
    }

    /// The proxy for services on other machines.
    pub fn proxy(&self) -> Option<&ProxySettings> {
        self.proxy.as_ref()
    }

    /// How long one request may take, if the user set it; else each call has its own deadline.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }
}

/// Globus Auth at `base` (`globus-api.md` 1, last column, for the resource server).
fn auth_at(base: BaseUrl) -> Audience {
    Audience::new("Globus Auth", "auth.globus.org", base, Scopes::of_auth())
}

/// Globus Transfer at `base`.
fn transfer_at(base: BaseUrl) -> Audience {
    Audience::new("Globus Transfer", "transfer.api.globus.org", base, Scopes::of_transfer())
}

/// Globus Groups at `base`. Its token is requested when it is first needed.
fn groups_at(base: BaseUrl) -> Audience {
    Audience::new("Globus Groups", "groups.api.globus.org", base, Scopes::of_groups())
}

/// A boolean or a path; false is refused.
fn ca_file(word: &str) -> Result<Option<PathBuf>, EnvError> {
    match word.trim().to_ascii_lowercase().as_str() {
        "1" | "y" | "yes" | "t" | "true" | "on" => Ok(None),
        "0" | "n" | "no" | "f" | "false" | "off" => Err(EnvError::VerifyOff),
        _ => Ok(Some(PathBuf::from(word))),
    }
}

/// Seconds; `-1` means an hour, so that every request ends.
fn timeout(word: &str) -> Result<Option<Duration>, EnvError> {
    let seconds: f64 = word.trim().parse().map_err(|_| EnvError::Timeout)?;
    if seconds == -1.0 {
        return Ok(Some(Duration::from_secs(3600)));
    }
    let wait = Duration::try_from_secs_f64(seconds).map_err(|_| EnvError::Timeout)?;
    if wait.is_zero() { Err(EnvError::Timeout) } else { Ok(Some(wait.min(Duration::from_secs(3600)))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(vars: &[(&str, &str)]) -> Result<Environment, EnvError> {
        Environment::from_vars(|name| {
            vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_is_production() {
        let real = env(&[]).unwrap();
        assert_eq!(real.label(), "");
        assert_eq!(real.auth().base().as_str(), "https://auth.globus.org/");
        assert_eq!(real.transfer().base().as_str(), "https://transfer.api.globus.org/");
        assert_eq!(env(&[("GLOBUS_SDK_ENVIRONMENT", "")]).unwrap(), real);
    }

    #[test]
    fn environments_and_overrides() {
        let preview = env(&[("GLOBUS_SDK_ENVIRONMENT", "preview")]).unwrap();
        assert_eq!(preview.transfer().base().as_str(), "https://transfer.api.preview.globus.org/");
        assert_eq!(preview.label(), "preview");
        let mixed = env(&[
            ("GLOBUS_SDK_ENVIRONMENT", "preview"),
            ("GLOBUS_SDK_SERVICE_URL_TRANSFER", "http://127.0.0.1:9"),
        ])
        .unwrap();
        assert_eq!(mixed.transfer().base().as_str(), "http://127.0.0.1:9/");
        assert_eq!(mixed.auth().base().as_str(), "https://auth.preview.globus.org/");
        assert_eq!(mixed.label(), "custom");
        assert!(!mixed.is_production());
        assert_eq!(Environment::local("http://127.0.0.1:9").unwrap().label(), "sandbox");
    }

    #[test]
    fn what_cannot_be_obeyed_is_refused_with_its_name() {
        for (name, value, words) in [
            ("GLOBUS_SDK_ENVIRONMENT", "prod\x1b", "prod\\x1b"),
            ("GLOBUS_SDK_SERVICE_URL_AUTH", "http://example.org/", "must begin with https://"),
            ("GLOBUS_SDK_VERIFY_SSL", "0", "certificate checks"),
            ("GLOBUS_SDK_VERIFY_SSL", "False", "certificate checks"),
            ("GLOBUS_SDK_HTTP_TIMEOUT", "soon", "number of seconds"),
            ("GLOBUS_SDK_HTTP_TIMEOUT", "-2", "number of seconds"),
            ("GLOBUS_SDK_HTTP_TIMEOUT", "NaN", "number of seconds"),
        ] {
            let refused = env(&[(name, value)]).unwrap_err().to_string();
            assert!(refused.contains(name) && refused.contains(words), "{refused}");
        }
    }

    #[test]
    fn a_ca_file_and_a_timeout_are_taken() {
        let set =
            env(&[("GLOBUS_SDK_VERIFY_SSL", "/etc/ca.pem"), ("GLOBUS_SDK_HTTP_TIMEOUT", "2.5")]).unwrap();
        assert_eq!(set.ca_file(), Some(std::path::Path::new("/etc/ca.pem")));
        assert_eq!(set.timeout(), Some(Duration::from_millis(2500)));
        let none = env(&[("GLOBUS_SDK_VERIFY_SSL", "true"), ("GLOBUS_SDK_HTTP_TIMEOUT", "-1")]).unwrap();
        assert_eq!((none.ca_file(), none.timeout()), (None, Some(Duration::from_secs(3600))));
    }
}
