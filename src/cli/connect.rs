//! Makes a [`Connection`] from arguments, config file and environment: services, application and files.
//!
//! No network is used here. A setting that cannot be used is a [`Problem`], which the terminal program shows on its
//! screen.

use std::cell::RefCell;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::config::paths::Paths;
use crate::config::{self, Settings};
use crate::domain::account::LoginMethod;
use crate::domain::ids::ClientId;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::auth::login_method;
use crate::globus::env::Environment;
use crate::runtime::Connection;
use crate::safe;

/// Where the files of a profile lie.
#[derive(Clone, Debug)]
pub struct ProfilePaths {
    /// The profile's name.
    pub profile: String,
    /// The directory of all files, if they are not where the user's system has them.
    pub dir: Option<PathBuf>,
}

/// The Globus that the environment names, production by default.
///
/// # Errors
/// A [`Problem`] that names the variable or file that cannot be used.
pub fn real(profile: &ProfilePaths) -> Result<Connection, Problem> {
    let unreadable = RefCell::new(None);
    let text = |name: &str| {
        let value = config::variable(name).map(OsString::into_string).transpose();
        value.unwrap_or_else(|_| {
            unreadable.replace(Some(Untrusted::new(name).sanitized()));
            None
        })
    };
    let paths = paths(profile)?;
    let settings = Settings::gather(&config::variable, &paths).map_err(|error| unusable(error.message()))?;
    let environment = Environment::from_vars(text).map_err(|error| unusable(error.sanitized()))?;
    if let Some(name) = unreadable.take() {
        return Err(unusable(safe!("{} cannot be read: it is not UTF-8 text", name)));
    }
    Ok(Connection {
        environment,
        client: settings.client,
        credentials: settings.credentials,
        paths,
        way: usual_way(),
        auto_consent: false,
        places: Vec::new(),
    })
}

/// A sandbox on this machine; `ca_file` is the certificate of the authority behind its servers' managers.
///
/// # Errors
/// A [`Problem`] for a profile that cannot be named, or an address that is not on this machine.
pub fn sandbox(
    url: &str,
    ca_file: PathBuf,
    client: uuid::Uuid,
    profile: &ProfilePaths,
    auto_consent: bool,
    places: Vec<(Side, PlaceSpec)>,
) -> Result<Connection, Problem> {
    let environment =
        Environment::local(url).map_err(|error| unusable(Untrusted::new(error.to_string()).sanitized()))?;
    let environment = environment.with_ca_file(ca_file);
    let client = Some(ClientId::new(client));
    let paths = paths(profile)?;
    let way = usual_way();
    Ok(Connection { environment, client, credentials: None, paths, way, auto_consent, places })
}

fn usual_way() -> LoginMethod {
    login_method::usual(|name| config::text_variable(&config::variable, name))
}

/// The files of a profile.
///
/// # Errors
/// A [`Problem`] for a profile that cannot be named, and without a home directory.
pub fn paths(profile: &ProfilePaths) -> Result<Paths, Problem> {
    match &profile.dir {
        Some(dir) => Paths::under(dir, &profile.profile),
        None => Paths::of_user(&profile.profile),
    }
    .map_err(|error| unusable(error.message()))
}

/// The problem when the task that reads the settings panicked.
pub fn broken_start() -> Problem {
    unusable("reading them failed because of a bug in hemi".into())
}

fn unusable(why: SafeText) -> Problem {
    Problem::new(
        ProblemKind::Local,
        safe!("the settings cannot be used: {}.", why),
        "Start hemi again once that is changed.",
    )
}
