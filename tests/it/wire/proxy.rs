//! The fault proxy between hemi and the sandbox: whatever the network does to requests and answers, every
//! confirmed plan becomes exactly one task. Seeds are printed; `HEMI_SEED` repeats one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hemi::app::effect::{Effect, LoginMethod};
use hemi::app::event::{AuthEvent, Event, TasksEvent};
use hemi::app::requests::task::{Submission, Submit};
use hemi::app::requests::{Part, Request};
use hemi::config::Credentials;
use hemi::config::paths::Paths;
use hemi::domain::collection::{Collection, EntityType};
use hemi::domain::entry::EntryKind;
use hemi::domain::ids::{ClientId, CollectionId, RequestId};
use hemi::domain::path::{EntryName, StorePath};
use hemi::domain::plan::{ConfirmedPlan, Plan, PlanItem, SEEN_FOR, TransferOptions};
use hemi::domain::route::EndInfo;
use hemi::domain::secret::Token;
use hemi::domain::store::StoreInfo;
use hemi::domain::text::{Untrusted, UntrustedRef};
use hemi::domain::time::Timestamp;
use hemi::globus::env::Environment;
use hemi::runtime::{Clock, Connection, Options, Runtime};
use tokio::sync::mpsc;

use crate::drive::Sandbox;
use crate::soak::rounds;

/// So many programs at once, each with its own files.
const PROGRAMS: usize = 8;
/// A faulty network is slow: retries wait, and a postponed submission is sent again after 5 s and more.
const PATIENCE: Duration = Duration::from_secs(300);
const JASMIN: &str = "JASMIN Default Collection";

#[test]
fn the_first_answer_to_every_submission_is_lost() {
    survive("submit-lost", rounds(1_000));
}

#[test]
fn all_kinds_of_faults_at_once() {
    survive("harsh", rounds(1_000));
}

struct Proxy {
    child: Child,
    url: String,
    _dir: tempfile::TempDir,
}

impl Proxy {
    fn before(upstream: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let port_file = dir.path().join("port");
        let child = Command::new("python3")
            .arg(tool())
            .args(["serve", "--profile", "none", "--upstream", upstream.trim_end_matches('/'), "--port-file"])
            .arg(&port_file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 runs the fault proxy");
        let begun = Instant::now();
        let port = loop {
            match std::fs::read_to_string(&port_file) {
                Ok(port) if !port.trim().is_empty() => break port.trim().to_owned(),
                _ => assert!(begun.elapsed() < PATIENCE, "the fault proxy did not start"),
            }
            std::thread::yield_now();
        };
        Self { child, url: format!("http://127.0.0.1:{port}/"), _dir: dir }
    }

    /// Replaces the faults of the proxy.
    fn fault(&self, profile: &str, seed: u64) {
        let known = Command::new("python3").arg(tool()).arg("profiles").output().unwrap().stdout;
        let known: serde_json::Value = serde_json::from_slice(&known).expect("the profiles are JSON");
        let rules = serde_json::json!({"rules": known[profile], "seed": seed.to_string()});
        let (status, answer) =
            crate::http::post(&format!("{}__faultproxy__/rules", self.url), &rules.to_string());
        assert_eq!(status, 200, "{answer}");
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn tool() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/faultproxy.py")
}

pub fn seed() -> u64 {
    let given = std::env::var("HEMI_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| u64::from(std::process::id()))
}

fn survive(profile: &str, rounds: u32) {
    let seed = seed();
    println!("{profile}: {rounds} submissions, HEMI_SEED={seed}");
    let sandbox = Sandbox::start();
    let proxy = Proxy::before(&sandbox.ready.url);
    let ready = std::sync::Barrier::new(PROGRAMS + 1);
    let (next, rounds) = (AtomicUsize::new(0), rounds as usize);
    std::thread::scope(|scope| {
        for _ in 0..PROGRAMS {
            scope.spawn(|| {
                let home = tempfile::tempdir().unwrap();
                let tokio = tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(1)
                    .enable_all()
                    .build()
                    .unwrap();
                tokio.block_on(async {
                    let mut program = Program::start(&sandbox, &proxy.url, home.path()).await;
                    // All programs are signed in before the faults begin.
                    tokio::task::block_in_place(|| ready.wait());
                    tokio::task::block_in_place(|| ready.wait());
                    loop {
                        let round = next.fetch_add(1, Ordering::SeqCst);
                        if round >= rounds {
                            break;
                        }
                        program.submit(round).await;
                    }
                    program.runtime.shutdown().await;
                });
            });
        }
        ready.wait();
        proxy.fault(profile, seed);
        ready.wait();
    });
    let (_, report) = crate::http::get(&format!("{}__faultproxy__/stats", proxy.url));
    let report: serde_json::Value = serde_json::from_str(&report).expect("the proxy's report is JSON");
    assert!(
        report["executed_but_hidden"].as_u64() > Some(0),
        "nothing was lost, so nothing was tested: {report}"
    );
    assert_eq!(report["url_secrets"], 0, "a token or code stood in a URL");
    let state = sandbox.state();
    let mut tasks = BTreeMap::new();
    for task in state["tasks"]["tasks"].as_array().expect("the tasks") {
        *tasks.entry(task["label"].as_str().unwrap_or_default().to_owned()).or_insert(0) += 1;
    }
    let expected: BTreeMap<String, i32> = (0..rounds).map(|round| (label(round), 1)).collect();
    let odd: Vec<_> = tasks.iter().filter(|(label, count)| expected.get(*label) != Some(count)).collect();
    let lost: Vec<_> = expected.keys().filter(|label| !tasks.contains_key(*label)).collect();
    assert!(odd.is_empty() && lost.is_empty(), "{profile}, HEMI_SEED={seed}: doubled {odd:?}, lost {lost:?}");
}

fn label(round: usize) -> String {
    format!("round {round}")
}

struct Program {
    runtime: Runtime,
    events: mpsc::Receiver<Event>,
    collection: CollectionId,
}

impl Program {
    async fn start(sandbox: &Sandbox, url: &str, home: &Path) -> Self {
        let service = &sandbox.ready.service_client;
        let connection = Connection {
            environment: Environment::local(url).unwrap(),
            client: None,
            credentials: Some(Credentials {
                client: ClientId::new(service.id),
                secret: Token::new(service.secret.clone()),
            }),
            paths: Paths::under(home, "default").unwrap(),
            way: LoginMethod::Paste,
            auto_consent: false,
            places: Vec::new(),
        };
        let (to, mut events) = mpsc::channel(256);
        let connect = Box::pin(async move { Ok(connection) });
        let options = Options {
            connect,
            home: StorePath::root(),
            clock: Clock::new(),
            crash_point: Default::default(),
            session_file: None,
        };
        let runtime = Runtime::start(options, to);
        while !matches!(events.recv().await.expect("the runtime lives"), Event::Auth(AuthEvent::SignedIn(_)))
        {
        }
        let collection = sandbox.id(JASMIN).parse().unwrap();
        Self { runtime, events, collection }
    }

    /// Submits and waits until the service has it, at once or by a resumed submission.
    async fn submit(&mut self, round: usize) {
        let id = RequestId(round as u64 + 1);
        let request = Request::from(Submit { plan: Box::new(self.plan(round)) });
        self.runtime.perform(Effect::Send { id, request: Arc::new(request) });
        let taken = async {
            loop {
                let event = self.events.recv().await.expect("the runtime lives");
                match event.part::<Submit>() {
                    Some((of, Part::Done(Ok(Submission::Accepted { .. })))) if of == id => return,
                    Some((_, Part::Done(Err(problem)))) => panic!("round {round} was refused: {problem:?}"),
                    _ if matches!(event, Event::Tasks(TasksEvent::Recovered { .. })) => return,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, taken)
            .await
            .unwrap_or_else(|_| panic!("round {round} is still waiting"));
    }

    fn plan(&self, round: usize) -> ConfirmedPlan {
        let collection = Collection::known_by(self.collection, Untrusted::new("JASMIN"), EntityType::Mapped);
        let store = Arc::new(StoreInfo::from(&collection));
        let end = |path: &str| EndInfo::new(Arc::clone(&store), StorePath::parse(path).unwrap());
        let name = EntryName::new(UntrustedRef(b"README.txt")).unwrap();
        let items = vec![PlanItem { dir: None, name, kind: EntryKind::File, size: None }];
        let options = TransferOptions { label: Untrusted::new(label(round)), ..TransferOptions::default() };
        let to = format!("/work/xfc/vol1/user_cache/demo/round-{round}");
        let plan = Plan::new(end("/home/users/demo"), end(&to), items, options).unwrap();
        let (then, now) = (Timestamp::default(), Timestamp::default().after(SEEN_FOR));
        let seen = plan.ticket(Some(then), now).unwrap();
        plan.confirm(seen).unwrap()
    }
}
