//! From arguments, config and environment to a [`Connection`]: which services, which application, whose files.
//!
//! Nothing here waits for a network. A wrong word in the environment is a [`Problem`] for the screen, not the
//! end of the program: the user can read it in peace.

use std::path::Path;

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

/// Whose files: those of a profile, or all of them below one directory.
#[derive(Clone, Debug)]
pub struct Files<'a> {
    /// The profile's name.
    pub profile: &'a str,
    /// Where everything lies, if not where the user's system has it.
    pub below: Option<&'a Path>,
}

/// The Globus that the environment names; production unless it says otherwise.
///
/// # Errors
/// A [`Problem`] that says which variable or file cannot be obeyed.
pub fn real(files: &Files<'_>) -> Result<Connection, Problem> {
    let text = |name: &str| config::text_variable(&config::variable, name);
    let paths = paths(files)?;
    let settings = Settings::gather(&config::variable, &paths).map_err(|e| unusable(&e.to_string()))?;
    let environment = Environment::from_vars(text).map_err(|e| problem(e.sanitized()))?;
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

/// A sandbox of our own on this machine.
///
/// # Errors
/// A [`Problem`] when its files cannot lie there or the address is not on this machine.
pub fn sandbox(
    url: &str,
    client: uuid::Uuid,
    files: &Files<'_>,
    auto_consent: bool,
    places: Vec<(Side, PlaceSpec)>,
) -> Result<Connection, Problem> {
    let environment = Environment::local(url).map_err(|e| unusable(&e.to_string()))?;
    let client = Some(ClientId::new(client));
    let (paths, way) = (paths(files)?, usual_way());
    Ok(Connection { environment, client, credentials: None, paths, way, auto_consent, places })
}

fn usual_way() -> LoginMethod {
    login_method::usual(|name| config::text_variable(&config::variable, name))
}

/// Where they lie.
///
/// # Errors
/// A [`Problem`] for a profile whose name cannot be used.
pub fn paths(files: &Files<'_>) -> Result<Paths, Problem> {
    match files.below {
        Some(dir) => Paths::under(dir, files.profile),
        None => Paths::of_user(files.profile),
    }
    .map_err(|e| unusable(&e.to_string()))
}

/// The start ended by a fault of hemi's own.
pub fn broken_start() -> Problem {
    problem("a part of it ended by a fault of its own".into())
}

fn unusable(why: &str) -> Problem {
    problem(Untrusted::new(why).sanitized())
}

fn problem(why: SafeText) -> Problem {
    Problem::new(
        ProblemKind::Local,
        safe!("hemi cannot begin: {}.", why),
        "Mend that, then start hemi again.",
    )
}
