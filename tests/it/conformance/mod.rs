//! Every store keeps the promises of [`hemi::storage::Storage`], and what it declares works while what it does not
//! declare is refused. One suite ([`promises`]) over all of them; a new store adds its fixture here.

mod faulty;
mod memory;
pub mod promises;

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::sync::Arc;

use hemi::domain::capability::Capabilities;
use hemi::domain::path::StorePath;
use hemi::domain::secret::Token;
use hemi::globus::audience::Audience;
use hemi::globus::client::{Boxed, Globus, TokenSource};
use hemi::globus::env::Environment;
use hemi::globus::error::ApiError;
use hemi::globus::http::Http;
use hemi::storage::Storage;
use hemi::storage::collection::CollectionStore;
use hemi::storage::local::LocalStore;

use crate::drive::Sandbox;
use memory::Memory;

/// A store, an empty directory in it, and a way to fill that directory behind its back.
pub struct Fixture {
    pub store: Arc<dyn Storage>,
    pub dir: StorePath,
    /// Whether names need not be UTF-8.
    pub any_bytes: bool,
    fill: Fill,
}

enum Fill {
    /// The store's root is this directory.
    Disk(PathBuf),
    Memory(Memory),
}

impl Fixture {
    fn real(root: &std::path::Path, path: &StorePath) -> PathBuf {
        let below = path.raw().strip_prefix(b"/").unwrap_or_default();
        root.join(std::ffi::OsStr::from_bytes(below))
    }

    pub fn put_dir(&self, path: &StorePath) {
        match &self.fill {
            Fill::Disk(root) => fs::create_dir_all(Self::real(root, path)).unwrap(),
            Fill::Memory(memory) => memory.put(path, memory::Node::Dir),
        }
    }

    pub fn put_file(&self, path: &StorePath, bytes: &[u8]) {
        match &self.fill {
            Fill::Disk(root) => fs::write(Self::real(root, path), bytes).unwrap(),
            Fill::Memory(memory) => memory.put(path, memory::Node::File(bytes.len() as u64)),
        }
    }

    /// A symlink to a name in the same directory.
    pub fn put_link(&self, path: &StorePath, to: &str) {
        match &self.fill {
            Fill::Disk(root) => std::os::unix::fs::symlink(to, Self::real(root, path)).unwrap(),
            Fill::Memory(memory) => memory.put(path, memory::Node::Link(to.as_bytes().to_vec())),
        }
    }
}

fn run(fixture: &Fixture) {
    fixture.put_dir(&fixture.dir);
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    tokio.block_on(promises::keep(fixture));
}

fn in_memory(capabilities: Capabilities) -> Fixture {
    let memory = Memory::new(capabilities);
    let dir = StorePath::parse("/somewhere").unwrap();
    Fixture { store: Arc::new(memory.clone()), dir, any_bytes: true, fill: Fill::Memory(memory) }
}

fn local(home: &std::path::Path) -> Fixture {
    let dir = StorePath::parse(home.as_os_str().as_bytes()).unwrap();
    let store = Arc::new(LocalStore::new(dir.clone()));
    Fixture { store, dir, any_bytes: true, fill: Fill::Disk("/".into()) }
}

fn in_collection(sandbox: &Sandbox) -> Fixture {
    const NAME: &str = "JASMIN Default Collection";
    let store = Arc::new(collection(sandbox, NAME));
    let dir = StorePath::parse("/home/users/demo/conformance").unwrap();
    Fixture { store, dir, any_bytes: false, fill: Fill::Disk(sandbox.root(NAME)) }
}

#[test]
fn the_memory_store_keeps_its_promises() {
    run(&in_memory(Capabilities { attributes: false, ..Capabilities::LOCAL }));
}

#[test]
fn a_store_that_declares_nothing_refuses_everything() {
    run(&in_memory(Capabilities::default()));
}

#[test]
fn the_local_store_keeps_its_promises() {
    let home = tempfile::tempdir().unwrap();
    run(&local(home.path()));
}

#[test]
fn a_collection_keeps_its_promises() {
    run(&in_collection(&Sandbox::start()));
}

/// A collection of the sandbox as the service user reaches it.
pub fn collection(sandbox: &Sandbox, name: &str) -> CollectionStore {
    let client = &sandbox.ready.service_client;
    let id = sandbox.id(name);
    let token = |scope: &str| {
        let form = format!("grant_type=client_credentials&scope={scope}");
        crate::http::token(&sandbox.ready.url, &client.id.to_string(), &client.secret, &form).map(Token::new)
    };
    let transfer = token("urn:globus:auth:scope:transfer.api.globus.org:all").unwrap();
    // Not every collection serves its files by HTTPS.
    let https = token(&format!("https://auth.globus.org/scopes/{id}/https")).ok();
    let environment = Environment::local(&sandbox.ready.url).unwrap();
    let http = Http::new(&environment).unwrap();
    let globus = Globus::new(environment, http, Arc::new(Tokens { transfer, https }));
    CollectionStore::new(globus, id.parse().unwrap())
}

/// The tokens of a service user, good for a whole test.
struct Tokens {
    transfer: Token,
    /// For the server of the collection's files.
    https: Option<Token>,
}

impl TokenSource for Tokens {
    fn access_token<'a>(&'a self, audience: &'a Audience) -> Boxed<'a, Result<Token, ApiError>> {
        let transfer = audience.resource_server() == "transfer.api.globus.org";
        let token = if transfer { Some(&self.transfer) } else { self.https.as_ref() };
        Box::pin(async move { Ok(token.expect("the collection serves no files by HTTPS").clone()) })
    }
    fn rejected<'a>(&'a self, _: &'a Audience, _: &'a Token) -> Boxed<'a, Result<Token, ApiError>> {
        panic!("the sandbox takes its own token")
    }
}
