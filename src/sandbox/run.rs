//! Starting and stopping a sandbox: the data directory, the listener, the workers.

use std::fs::{self, File};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::auth::keys::Keys;
use super::clock::Clock;
use super::store::{self, Saved};
use super::world::{Accounts, Parts, World};
use super::{answer, auth, bookmarks, control, elsewhere, faults, seed, transfer};

#[cfg(test)]
mod tests;

/// How long open requests may take to finish when the sandbox stops.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a sandbox is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen: loopback only; port 0 picks one.
    pub listen: SocketAddr,
    /// Where the state and the collections' files live; made if absent.
    pub data: PathBuf,
    /// Bytes per second of the data plane, all tasks together; None is as fast as it goes.
    pub rate: Option<u64>,
    /// What ids and file contents are made from, in a data directory that is still empty.
    pub seed: u64,
    /// Grant every sign-in at once, without a page.
    pub auto_consent: bool,
    /// Also offer directories of 100,000 and 1,000,000 entries.
    pub big: bool,
    /// No collection demands a consent, or anything of a session.
    pub open: bool,
    /// The demo person's browser already signed in to JASMIN and consented to its data, in a data directory still empty.
    pub given: bool,
    /// Offer the device flow, which the real service does not have.
    pub device_flow: bool,
}

impl Options {
    /// A sandbox on any port with its data there: as fast as it goes, with a page for every sign-in.
    pub fn at(data: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data,
            rate: None,
            seed: 1,
            auto_consent: false,
            big: false,
            open: false,
            given: false,
            device_flow: false,
        }
    }
}

/// What a caller needs to know of a running sandbox; one line of JSON.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    pub url: String,
    pub client_id: Uuid,
    pub users: Vec<ReadyUser>,
    pub service_client: ReadyClient,
    pub collections: Vec<ReadyCollection>,
    /// Base of the control surface.
    pub control: String,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyUser {
    pub username: String,
    pub id: Uuid,
}

/// The client that acts as itself.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyClient {
    pub id: Uuid,
    pub secret: String,
}

/// A collection and the real directory behind it.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyCollection {
    pub name: String,
    pub id: Uuid,
    pub root: PathBuf,
}

/// Why a sandbox did not start.
#[derive(Debug)]
pub enum StartError {
    NotLoopback(SocketAddr),
    Listen(SocketAddr, io::Error),
    Data(PathBuf, io::Error),
    /// Another sandbox runs on this data directory.
    InUse(PathBuf),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotLoopback(at) => {
                write!(f, "the sandbox listens on loopback only, not on {at}: use 127.0.0.1 or [::1]")
            }
            Self::Listen(at, e) => {
                write!(f, "cannot listen on {at}: {e}; another port, or 0 for any, may be free")
            }
            Self::Data(path, e) => write!(f, "the sandbox's data in {} cannot be used: {e}", path.display()),
            Self::InUse(path) => write!(f, "another sandbox is running on the data in {}", path.display()),
        }
    }
}

impl std::error::Error for StartError {}

/// A sandbox that serves. Dropping it stops it too, but only [`Running::stop`] saves what was going on.
pub struct Running {
    pub ready: Ready,
    /// The model, for callers in the same process.
    pub world: Arc<World>,
    serving: CancellationToken,
    working: CancellationToken,
    workers: JoinSet<()>,
    server: JoinHandle<io::Result<()>>,
    saver: JoinHandle<()>,
    saving: CancellationToken,
    _lock: File,
}

impl Running {
    /// Stops: no new requests, workers put their tasks down, the state is saved. A restart on the same data goes on.
    pub async fn stop(mut self) {
        self.serving.cancel();
        self.working.cancel();
        if tokio::time::timeout(PATIENCE, &mut self.server).await.is_err() {
            self.server.abort();
        }
        let all_down = async { while self.workers.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, all_down).await.is_err() {
            self.workers.abort_all();
        }
        self.saving.cancel();
        let _ = (&mut self.saver).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.cancel();
        self.working.cancel();
        self.saving.cancel();
    }
}

/// Starts a sandbox: returns as soon as it listens and its files are there.
pub async fn start(options: Options) -> Result<Running, StartError> {
    if !options.listen.ip().is_loopback() {
        return Err(StartError::NotLoopback(options.listen));
    }
    let at_data = |e| StartError::Data(options.data.clone(), e);
    make_private(&options.data).map_err(at_data)?;
    let data = options.data.canonicalize().map_err(at_data)?;
    let lock = File::create(data.join("lock")).map_err(at_data)?;
    lock.try_lock().map_err(|e| match e {
        fs::TryLockError::WouldBlock => StartError::InUse(data.clone()),
        fs::TryLockError::Error(e) => StartError::Data(data.clone(), e),
    })?;
    let listener = listen(options.listen, &data).await?;
    let address = listener.local_addr().map_err(|e| StartError::Listen(options.listen, e))?;
    let url = format!("http://{address}");
    let keys = Keys::load_or_make(data.join("signing-key.der"));
    let saved = {
        let (data, options) = (data.clone(), options.clone());
        let prepared = tokio::task::spawn_blocking(move || prepare(&data, &options)).await;
        prepared.map_err(io::Error::other).and_then(|result| result).map_err(at_data)?
    };
    let ready = describe(&url, &saved.accounts);
    let world = Arc::new(World::new(Parts {
        url,
        data,
        auto_consent: options.auto_consent,
        open: options.open,
        device_flow: options.device_flow,
        rate: options.rate,
        clock: Clock::new(saved.clock_offset_ms),
        keys,
        accounts: saved.accounts,
        transfer: saved.transfer,
    }));

    let (serving, working, saving) =
        (CancellationToken::new(), CancellationToken::new(), CancellationToken::new());
    let mut workers = JoinSet::new();
    workers.spawn(transfer::queue::run(Arc::clone(&world), working.clone()));
    let saver = tokio::spawn(store::keep_saving(Arc::clone(&world), saving.clone()));
    world.changed();
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let server =
        axum::serve(listener, router(&world)).with_graceful_shutdown(serving.clone().cancelled_owned());
    let server = tokio::spawn(server.into_future());
    Ok(Running { ready, world, serving, working, workers, server, saver, saving, _lock: lock })
}

/// Listens. Port 0 means any, but the port of the last run where that is free: who has kept tokens or
/// unfinished work for that address finds its service again.
async fn listen(wanted: SocketAddr, data: &Path) -> Result<TcpListener, StartError> {
    let kept = data.join("port");
    let last = fs::read_to_string(&kept).ok().and_then(|text| text.trim().parse::<u16>().ok());
    if let (0, Some(port)) = (wanted.port(), last)
        && let Ok(listener) = TcpListener::bind(SocketAddr::new(wanted.ip(), port)).await
    {
        return Ok(listener);
    }
    let listener = TcpListener::bind(wanted).await.map_err(|e| StartError::Listen(wanted, e))?;
    let address = listener.local_addr().map_err(|e| StartError::Listen(wanted, e))?;
    // Only a convenience is lost when it cannot be kept.
    let _ = fs::write(kept, address.port().to_string());
    Ok(listener)
}

/// All services on one root, as official programs expect of a single base URL; their paths do not collide.
pub fn router(world: &Arc<World>) -> Router {
    let services = Router::new()
        .merge(auth::routes(world.device_flow))
        .merge(transfer::routes())
        .merge(bookmarks::routes())
        .fallback(elsewhere::not_built)
        .method_not_allowed_fallback(elsewhere::not_built)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(world), faults::strike));
    Router::new()
        .merge(control::routes())
        .fallback_service(services.with_state(Arc::clone(world)))
        .layer(axum::middleware::from_fn(answer::stamp))
        .layer(axum::middleware::from_fn(elsewhere::only_loopback_names))
        .with_state(Arc::clone(world))
}

/// Loads the state, or makes the first one; makes the files if they are not there. Blocks.
fn prepare(data: &Path, options: &Options) -> io::Result<Saved> {
    let mut saved = match store::load(&data.join("state.json"))? {
        Some(saved) => saved,
        None => {
            let mut accounts = seed::accounts(options.seed);
            if options.given {
                seed::give(&mut accounts, Clock::new(0).now());
            }
            Saved { version: store::VERSION, accounts, ..Saved::default() }
        }
    };
    if options.big {
        seed::add_big(&mut saved.accounts);
    }
    let collections = data.join("collections");
    if !collections.exists() {
        let unfinished = data.join("collections.unfinished");
        if unfinished.exists() {
            remove_data(&unfinished)?;
        }
        make_private(&unfinished)?;
        seed::files(&unfinished, saved.accounts.seed)?;
        fs::rename(&unfinished, &collections)?;
    }
    for collection in saved.accounts.collections.values_mut().filter(|collection| !collection.dir.is_empty())
    {
        collection.root = collections.join(&collection.dir).canonicalize()?;
    }
    Ok(saved)
}

fn describe(url: &str, accounts: &Accounts) -> Ready {
    let users = accounts.users.iter().filter_map(|id| accounts.identities.get(id));
    let secret = accounts.clients.get(&accounts.service_client).and_then(|client| client.secret.clone());
    let real =
        accounts.order.iter().filter_map(|id| accounts.collections.get(id)).filter(|c| !c.dir.is_empty());
    Ready {
        url: url.to_owned(),
        client_id: accounts.native_client,
        users: users.map(|user| ReadyUser { username: user.username.clone(), id: user.id }).collect(),
        service_client: ReadyClient { id: accounts.service_client, secret: secret.unwrap_or_default() },
        collections: real
            .map(|c| ReadyCollection { name: c.display_name.clone(), id: c.id, root: c.root.clone() })
            .collect(),
        control: format!("{url}{}", control::BASE),
    }
}

/// A directory for this user alone.
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Removes a data directory whole, its read-only directories included. Blocks.
pub fn remove_data(path: &Path) -> io::Result<()> {
    make_writable(path)?;
    fs::remove_dir_all(path)
}

fn make_writable(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::symlink_metadata(directory)?.permissions().mode();
    if mode & 0o700 != 0o700 {
        fs::set_permissions(directory, fs::Permissions::from_mode(mode | 0o700))?;
    }
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            make_writable(&entry.path())?;
        }
    }
    Ok(())
}
