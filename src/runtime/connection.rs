//! The options of a runtime.

use futures_util::future::BoxFuture;

use super::clock::Clock;
use crate::app::effect::LoginMethod;
use crate::config::Credentials;
use crate::config::paths::Paths;
use crate::domain::ids::ClientId;
use crate::domain::path::StorePath;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::problem::Problem;
use crate::globus::env::Environment;
use crate::runtime::saved_session::SessionFile;
use crate::transfer::journal::CrashPoint;

/// The options of a runtime.
pub struct Options {
    /// Resolves when the services are known: at once for a service that runs, after its start for the demo's.
    pub connect: BoxFuture<'static, Result<Connection, Problem>>,
    /// The directory a local listing begins with.
    pub home: StorePath,
    /// The one clock.
    pub clock: Clock,
    /// The step at which a submission blocks: tests kill a debug build there.
    pub crash_point: CrashPoint,
    /// Where this run's session is saved, if it is.
    pub session_file: Option<SessionFile>,
}

/// The services, and the application that uses them.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The addresses of the services.
    pub environment: Environment,
    /// The registered application that users sign in with, if known.
    pub client: Option<ClientId>,
    /// A service account, which signs in without a user.
    pub credentials: Option<Credentials>,
    /// The paths of this profile's files.
    pub paths: Paths,
    /// The default sign-in method of this computer.
    pub way: LoginMethod,
    /// Sign in without a user: only with a local service that approves sign-ins automatically.
    pub auto_consent: bool,
    /// Places for panes that the command line names none for.
    pub places: Vec<(Side, PlaceSpec)>,
}
