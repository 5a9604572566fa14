//! What a runtime is started with.

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
use crate::transfer::journal::CrashPoint;

/// How to start.
pub struct Options {
    /// Resolves when the services are known: at once for a service that runs, after its start for the demo's.
    pub connect: BoxFuture<'static, Result<Connection, Problem>>,
    /// The directory a local listing begins with.
    pub home: StorePath,
    /// The one clock.
    pub clock: Clock,
    /// Where submissions stop for good: tests kill a debug build there.
    pub crash_point: CrashPoint,
}

/// The services, and as whom they are reached.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Where they are.
    pub environment: Environment,
    /// The registered application people sign in through, where known.
    pub client: Option<ClientId>,
    /// An application that signs in as itself; then nobody is asked.
    pub credentials: Option<Credentials>,
    /// Where this profile's files lie.
    pub paths: Paths,
    /// The way to sign in that suits this machine.
    pub way: LoginMethod,
    /// Sign in without a person: only with a service on this machine that consents by itself.
    pub auto_consent: bool,
    /// Places for panes that were not given one.
    pub places: Vec<(Side, PlaceSpec)>,
}
