//! Starts and stops a sandbox: data directory, listener, services, workers.

use std::fs::{self, File};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::sandbox::data_dir::{load_or_seed, make_private};
use crate::sandbox::model::clock::Clock;
use crate::sandbox::model::world::World;
use crate::sandbox::options::{Options, StartError};
use crate::sandbox::persistence::Saver;
use crate::sandbox::ready::Ready;
use crate::sandbox::services::auth::state::AuthState;
use crate::sandbox::services::control::state::ControlState;
use crate::sandbox::services::transfer::state::TransferState;
use crate::sandbox::services::{
    api_error, auth, bookmarks, control, fault_injection, gcs, groups, https, loopback, transfer,
    unimplemented,
};
use crate::sandbox::tls::{self, TlsListener};

#[cfg(test)]
mod tests;

/// How long open requests and workers may take to finish when the sandbox stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// A running sandbox. Dropping it stops it; only [`Running::stop`] also saves the state of unfinished tasks.
pub struct Running {
    pub ready: Ready,
    /// The shared state, for callers in the same process.
    pub world: Arc<World>,
    /// The state of Transfer, for callers in the same process.
    pub transfer: TransferState,
    serving: CancellationToken,
    working: CancellationToken,
    workers: JoinSet<()>,
    server: JoinHandle<io::Result<()>>,
    managers: JoinHandle<io::Result<()>>,
    saver: JoinHandle<()>,
    saving: CancellationToken,
    _lock: File,
}

impl Running {
    /// Stops the server and the workers and saves the state. A restart on the same data resumes unfinished tasks.
    pub async fn stop(mut self) {
        self.serving.cancel();
        self.working.cancel();
        let both = async { tokio::join!(&mut self.server, &mut self.managers) };
        if tokio::time::timeout(SHUTDOWN_TIMEOUT, both).await.is_err() {
            self.server.abort();
            self.managers.abort();
        }
        let all_down = async { while self.workers.join_next().await.is_some() {} };
        if tokio::time::timeout(SHUTDOWN_TIMEOUT, all_down).await.is_err() {
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

/// Starts a sandbox. Returns once it listens and the collection files exist.
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
    let listener = listen(options.listen, &data.join("port")).await?;
    let any_port = SocketAddr::new(options.listen.ip(), 0);
    let managers = listen(any_port, &data.join("manager-port")).await?;
    let address = listener.local_addr().map_err(|e| StartError::Listen(options.listen, e))?;
    let url = format!("http://{address}");
    let manager_address = managers.local_addr().map_err(|e| StartError::Listen(any_port, e))?;
    let manager_url = format!("https://{manager_address}");
    let ca_file = data.join(tls::CA_FILE);
    let file = data.join("state.json");
    let (mut saved, config) = {
        let options = options.clone();
        let prepare = move || Ok((load_or_seed(&data, &options)?, tls::server_config(&data)?));
        let prepared = tokio::task::spawn_blocking(prepare).await;
        prepared.map_err(io::Error::other).and_then(|result| result).map_err(at_data)?
    };
    for collection in saved.accounts.collections.values_mut().filter(|collection| collection.https) {
        collection.https_server = Some(https::routes::address(&url, &collection.id));
    }
    saved.accounts.set_manager_urls(&manager_url);
    let ready = Ready::of(&url, ca_file, &saved.accounts);
    let clock = Clock::new(saved.clock_offset_ms);
    let world = Arc::new(World::new(url, options.open, clock, options.rate, saved.accounts));
    let auth = AuthState::new(Arc::clone(&world), options.auto_consent, options.device_flow);
    let transfer = TransferState::new(Arc::clone(&world), saved.transfer);

    let (serving, working, saving) =
        (CancellationToken::new(), CancellationToken::new(), CancellationToken::new());
    let mut workers = JoinSet::new();
    workers.spawn(transfer::queue::run(transfer.clone(), working.clone()));
    let saver = Saver { file, world: Arc::clone(&world), transfer: transfer.clone() };
    let saver = tokio::spawn(saver.run(saving.clone()));
    world.changed();
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let server = axum::serve(listener, router(auth, transfer.clone()))
        .with_graceful_shutdown(serving.clone().cancelled_owned());
    let server = tokio::spawn(server.into_future());
    let managers = TlsListener::new(managers, config).map_err(|e| StartError::Listen(any_port, e))?;
    let managers = axum::serve(managers, manager_router(Arc::clone(&world)))
        .with_graceful_shutdown(serving.clone().cancelled_owned());
    let managers = tokio::spawn(managers.into_future());
    Ok(Running {
        ready,
        world,
        transfer,
        serving,
        working,
        workers,
        server,
        managers,
        saver,
        saving,
        _lock: lock,
    })
}

/// Binds the listener. Port 0 prefers the port of the last run on this data, so that clients with tokens or
/// unfinished submissions for that address reach the same sandbox.
async fn listen(wanted: SocketAddr, kept: &Path) -> Result<TcpListener, StartError> {
    let last = fs::read_to_string(kept).ok().and_then(|text| text.trim().parse::<u16>().ok());
    if let (0, Some(port)) = (wanted.port(), last)
        && let Ok(listener) = TcpListener::bind(SocketAddr::new(wanted.ip(), port)).await
    {
        return Ok(listener);
    }
    let listener = TcpListener::bind(wanted).await.map_err(|e| StartError::Listen(wanted, e))?;
    let address = listener.local_addr().map_err(|e| StartError::Listen(wanted, e))?;
    // Best effort: without the file, the next run picks another port.
    let _ = fs::write(kept, address.port().to_string());
    Ok(listener)
}

/// All services below one root, as the official clients expect of a single base URL. Their paths are disjoint.
fn router(auth: AuthState, transfer: TransferState) -> Router {
    let world = Arc::clone(&auth.world);
    let services = Router::new()
        .merge(auth::routes::routes(auth))
        .merge(transfer::routes::routes(transfer.clone()))
        .merge(groups::routes::routes(Arc::clone(&world)))
        .merge(bookmarks::routes::routes(Arc::clone(&world)))
        .merge(https::routes::routes(Arc::clone(&world)))
        .fallback(unimplemented::not_implemented)
        .method_not_allowed_fallback(unimplemented::not_implemented)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&world), fault_injection::inject));
    Router::new()
        .merge(control::routes::routes(ControlState { world, transfer }))
        .fallback_service(services)
        .layer(axum::middleware::from_fn(api_error::attach_request_info))
        .layer(axum::middleware::from_fn(loopback::require_loopback_host))
}

/// The managers of all servers.
fn manager_router(world: Arc<World>) -> Router {
    gcs::routes::routes(Arc::clone(&world))
        .fallback(unimplemented::not_implemented)
        .method_not_allowed_fallback(unimplemented::not_implemented)
        .layer(axum::middleware::from_fn_with_state(world, fault_injection::inject))
        .layer(axum::middleware::from_fn(api_error::attach_request_info))
        .layer(axum::middleware::from_fn(loopback::require_loopback_host))
}
