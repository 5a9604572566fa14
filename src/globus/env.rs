//! Which Globus: the base URL of each service, from the variables the official SDK reads
//! (`globus-api.md` 1) or from one root URL, as the sandbox has it.
//!
//! It is handed a getter and reads no variable itself. Start with [`Environment::from_vars`].

use std::path::PathBuf;
use std::time::Duration;

use super::http::base::{BaseUrl, BaseUrlError};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// A service of Globus that hemi talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// Who somebody is, and tokens.
    Auth,
    /// Collections, files and tasks.
    Transfer,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 2] = [Self::Auth, Self::Transfer];

    /// The name its tokens go by (`globus-api.md` 1, last column).
    pub fn resource_server(self) -> &'static str {
        match self {
            Self::Auth => "auth.globus.org",
            Self::Transfer => "transfer.api.globus.org",
        }
    }

    /// The variable that overrides its base URL.
    fn variable(self) -> &'static str {
        match self {
            Self::Auth => "GLOBUS_SDK_SERVICE_URL_AUTH",
            Self::Transfer => "GLOBUS_SDK_SERVICE_URL_TRANSFER",
        }
    }

    fn host(self, domain: &str) -> String {
        match self {
            Self::Auth => format!("https://auth.{domain}/"),
            Self::Transfer => format!("https://transfer.api.{domain}/"),
        }
    }

    /// Its name for a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Auth => "Globus Auth",
            Self::Transfer => "Globus Transfer",
        }
    }
}

/// Environment name, domain of its hosts, label on screen (`globus-api.md` 1).
const ENVIRONMENTS: [(&str, &str, &str); 6] = [
    ("production", "globus.org", ""),
    ("preview", "preview.globus.org", "preview"),
    ("sandbox", "sandbox.globuscs.info", "sandbox.globuscs.info"),
    ("integration", "integration.globuscs.info", "integration.globuscs.info"),
    ("test", "test.globuscs.info", "test.globuscs.info"),
    ("staging", "staging.globuscs.info", "staging.globuscs.info"),
];

/// A variable that cannot be obeyed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvError {
    /// `GLOBUS_SDK_ENVIRONMENT` names none we know.
    #[error("{}", self.sanitized())]
    Unknown(Untrusted),
    /// A service URL was refused.
    #[error("{}", self.sanitized())]
    Url(&'static str, BaseUrlError),
    /// `GLOBUS_SDK_VERIFY_SSL` asks to trust anybody.
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
}

impl EnvError {
    /// What is wrong and what to do, for a screen.
    pub fn sanitized(&self) -> SafeText {
        match self {
            Self::Unknown(name) => safe!(
                "GLOBUS_SDK_ENVIRONMENT is \"{}\", which is none of production, preview, sandbox, integration, test, staging",
                name.sanitized()
            ),
            Self::Url(variable, why) => safe!("{} {}", *variable, why.words()),
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
                "the certificates of this machine cannot be read: set GLOBUS_SDK_VERIFY_SSL to the path of \
                          a CA file (Debian: install ca-certificates)"
                    .into()
            }
        }
    }
}

/// The services of one Globus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    label: &'static str,
    auth: BaseUrl,
    transfer: BaseUrl,
    ca_file: Option<PathBuf>,
    timeout: Option<Duration>,
}

impl Environment {
    /// From the variables of the official SDK.
    ///
    /// # Errors
    /// An [`EnvError`] for a variable that cannot be obeyed: guessing could send a token astray.
    pub fn from_vars(get: impl Fn(&str) -> Option<String>) -> Result<Self, EnvError> {
        let get = |name: &str| get(name).filter(|value| !value.trim().is_empty());
        let name = get("GLOBUS_SDK_ENVIRONMENT").unwrap_or_else(|| "production".to_owned());
        let (_, domain, mut label) = ENVIRONMENTS
            .into_iter()
            .find(|(known, _, _)| *known == name.trim())
            .ok_or_else(|| EnvError::Unknown(Untrusted::new(&name)))?;
        let mut base = |service: Service| {
            let variable = service.variable();
            let given = get(variable);
            if given.is_some() {
                label = "custom";
            }
            let text = given.unwrap_or_else(|| service.host(domain));
            BaseUrl::parse(&text).map_err(|why| EnvError::Url(variable, why))
        };
        let (auth, transfer) = (base(Service::Auth)?, base(Service::Transfer)?);
        let ca_file = get("GLOBUS_SDK_VERIFY_SSL").map(|word| ca_file(&word)).transpose()?.flatten();
        let timeout = get("GLOBUS_SDK_HTTP_TIMEOUT").map(|word| timeout(&word)).transpose()?.flatten();
        Ok(Self { label, auth, transfer, ca_file, timeout })
    }

    /// All services below one root URL, as the sandbox serves them.
    ///
    /// # Errors
    /// A [`BaseUrlError`] when `root` is neither https nor loopback.
    pub fn local(root: &str) -> Result<Self, BaseUrlError> {
        let base = BaseUrl::parse(root)?;
        Ok(Self { label: "sandbox", auth: base.clone(), transfer: base, ca_file: None, timeout: None })
    }

    /// The same with Globus Auth at another address, such as the one that kept tokens came from.
    ///
    /// # Errors
    /// A [`BaseUrlError`] when `auth` is neither https nor loopback.
    pub fn with_auth(&self, auth: &str) -> Result<Self, BaseUrlError> {
        Ok(Self { label: "custom", auth: BaseUrl::parse(auth)?, ..self.clone() })
    }

    /// Where a service lives.
    pub fn base(&self, service: Service) -> &BaseUrl {
        match service {
            Service::Auth => &self.auth,
            Service::Transfer => &self.transfer,
        }
    }

    /// A word for the status bar when this is not the real thing; empty in production.
    pub fn label(&self) -> &'static str {
        self.label
    }

    /// Whether this is the Globus everybody uses.
    pub fn is_production(&self) -> bool {
        self.label.is_empty()
    }

    /// The certificates to trust instead of the system's, if a file was named.
    pub fn ca_file(&self) -> Option<&std::path::Path> {
        self.ca_file.as_deref()
    }

    /// The time one request may take, where the user set one; else each call has its own deadline.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }
}

/// A boolean word or a path; `0` is refused.
fn ca_file(word: &str) -> Result<Option<PathBuf>, EnvError> {
    match word.trim().to_ascii_lowercase().as_str() {
        "1" | "y" | "yes" | "t" | "true" | "on" => Ok(None),
        "0" | "n" | "no" | "f" | "false" | "off" => Err(EnvError::VerifyOff),
        _ => Ok(Some(PathBuf::from(word))),
    }
}

/// Seconds; `-1` lifts the limit to an hour, since a request that never ends is never wanted.
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
        assert_eq!(real.base(Service::Auth).as_str(), "https://auth.globus.org/");
        assert_eq!(real.base(Service::Transfer).as_str(), "https://transfer.api.globus.org/");
        assert_eq!(env(&[("GLOBUS_SDK_ENVIRONMENT", "")]).unwrap(), real);
    }

    #[test]
    fn environments_and_overrides() {
        let preview = env(&[("GLOBUS_SDK_ENVIRONMENT", "preview")]).unwrap();
        assert_eq!(preview.base(Service::Transfer).as_str(), "https://transfer.api.preview.globus.org/");
        assert_eq!(preview.label(), "preview");
        let mixed = env(&[
            ("GLOBUS_SDK_ENVIRONMENT", "preview"),
            ("GLOBUS_SDK_SERVICE_URL_TRANSFER", "http://127.0.0.1:9"),
        ])
        .unwrap();
        assert_eq!(mixed.base(Service::Transfer).as_str(), "http://127.0.0.1:9/");
        assert_eq!(mixed.base(Service::Auth).as_str(), "https://auth.preview.globus.org/");
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
