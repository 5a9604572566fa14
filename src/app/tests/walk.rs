//! Random inputs and events in any order keep the invariants: the bar in range, at most one request a
//! pane, no answer for what was cancelled, no submission of a plan that was not seen.

use super::kit::*;
use crate::app::input::Input;
use crate::app::requests::account::AccountRequest;
use crate::app::requests::fs::FsRequest;
use crate::app::requests::login::LoginRequest;
use crate::app::requests::login::{SaveClientId, UseLoginCode};
use crate::app::requests::search::SearchRequest;
use crate::app::requests::task::TaskRequest;
use crate::app::requests::{Owner, Purpose, Slot};
use crate::domain::ids::RequestId;
use crate::domain::place::Side;
use crate::domain::task::TaskStatus;

const STEPS: usize = 20_000;

const KEYS: &[&str] = &[
    "j",
    "j",
    "k",
    "l",
    "h",
    "Enter",
    "Enter",
    "Backspace",
    "Tab",
    "Space",
    "Space",
    "c",
    "o",
    "w",
    "w",
    "?",
    "R",
    ".",
    "s",
    "n",
    "r",
    "g",
    "G",
    "A",
    "u",
    "*",
    "x",
    "e",
    "y",
    "q",
    "P",
    "Esc",
    "Esc",
    "Ctrl-c",
    "Ctrl-d",
    "Ctrl-u",
    "PgDn",
    "PgUp",
    "End",
    "Ctrl-l",
    "Ctrl-z",
    "Ctrl-x",
    "5",
    "0",
    "F5",
];

/// A small generator: the same walk every time, and its seed in every message.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

/// What the outside still owes.
#[derive(Default)]
struct Outside {
    open: Vec<(RequestId, std::sync::Arc<Request>)>,
    /// When the picture since the last key that changed something was written.
    seen: Option<u64>,
    submitted: usize,
}

impl Outside {
    /// An id that is answered, or was never given.
    fn stale(&self, random: &mut Random) -> RequestId {
        loop {
            let id = RequestId(random.below(500) as u64);
            if self.open.iter().all(|(open, _)| *open != id) {
                return id;
            }
        }
    }

    fn take(&mut self, rig: &mut Rig, key_before: bool) {
        for effect in rig.take() {
            match effect {
                Effect::Cancel(id) => {
                    let before = self.open.len();
                    self.open.retain(|(open, _)| *open != id);
                    assert_eq!(self.open.len() + 1, before, "a request was cancelled that is not open");
                }
                Effect::Send { id, request } => {
                    if Submit::of(&request).is_some() {
                        assert!(key_before, "only a key submits");
                        let seen = self.seen.expect("a plan was submitted that was never drawn");
                        let ago = rig.now - seen;
                        assert!(ago >= 300, "a plan was submitted {ago} ms after it was drawn");
                        self.submitted += 1;
                    }
                    assert!(self.open.iter().all(|(open, _)| *open != id), "an id is used twice");
                    self.open.push((id, request));
                }
                Effect::Watch(_) | Effect::Terminal(_) | Effect::Exit(_) => {}
            }
        }
    }
}

fn answer(rig: &mut Rig, outside: &mut Outside, random: &mut Random) {
    if outside.open.is_empty() {
        return;
    }
    let at = random.below(outside.open.len());
    let (id, request) = outside.open[at].clone();
    let fails = random.below(5) == 0;
    let mut last = true;
    let event = if fails {
        let problem = if random.below(2) == 0 { problem("no") } else { requirement() };
        Event::Reply { id, reply: request.failed(problem) }
    } else {
        match &*request {
            Request::Fs(FsRequest::Resolve(_)) => {
                let collection = collection(1 + random.below(2) as u128, "c");
                Event::done::<Resolve>(id, Ok(Resolved { collection, path: None }))
            }
            Request::Fs(FsRequest::List(_)) if random.below(3) > 0 => {
                last = false;
                Event::partial::<List>(id, rows(random))
            }
            Request::Fs(FsRequest::List(List { path: asked, .. })) => {
                let path = asked.clone().unwrap_or_else(|| path("/home/demo"));
                let truncated = random.below(9) == 0;
                Event::done::<List>(id, Ok(Listed { path, writable: None, truncated }))
            }
            Request::Search(SearchRequest::FindCollections(_)) => {
                let collections = vec![collection(1, "one"), collection(2, "two")];
                Event::done::<FindCollections>(id, Ok(FoundCollections { collections, more: false }))
            }
            Request::Task(TaskRequest::Submit(_)) if random.below(4) == 0 => {
                Event::done::<Submit>(id, Ok(Submission::Waits(requirement())))
            }
            Request::Task(TaskRequest::Submit(_)) => {
                let task = task(random.below(9) as u128, TaskStatus::Active).id;
                Event::done::<Submit>(id, Ok(Submission::Accepted { task, again: false }))
            }
            Request::Task(TaskRequest::ReadTaskLog(_)) => Event::done::<ReadTaskLog>(id, Ok(Vec::new())),
            Request::Task(TaskRequest::CancelTask(_)) => Event::done::<CancelTask>(id, Ok(())),
            Request::Account(AccountRequest::ReadAccount(_)) => {
                Event::done::<ReadAccount>(id, Ok(Default::default()))
            }
            Request::Account(AccountRequest::SaveSessionLimits(_)) => {
                Event::done::<SaveSessionLimits>(id, Ok(()))
            }
            Request::Login(LoginRequest::BeginLogin(login)) if random.below(2) == 0 => {
                last = false;
                let link = crate::domain::link::Link::new("https://auth.example.org/a?state=1").unwrap();
                Event::partial::<BeginLogin>(id, LoginStep::Link { method: login.method, link })
            }
            Request::Login(LoginRequest::BeginLogin(_)) => {
                Event::Auth(AuthEvent::SignedIn(account("ada@demo")))
            }
            Request::Login(LoginRequest::UseLoginCode(_)) => Event::done::<UseLoginCode>(id, Ok(())),
            Request::Login(LoginRequest::SignOut(_)) => Event::done::<SignOut>(id, Ok(None)),
            Request::Login(LoginRequest::SaveClientId(_)) => Event::done::<SaveClientId>(id, Ok(())),
            Request::Login(LoginRequest::ProbeDeviceFlow(_)) => {
                Event::done::<ProbeDeviceFlow>(id, Ok(random.below(2) == 0))
            }
        }
    };
    if matches!(event, Event::Auth(AuthEvent::SignedIn(_))) {
        // The runtime ends every sign-in that is open.
        outside.open.retain(|(_, request)| {
            !matches!(&**request, Request::Login(LoginRequest::BeginLogin(_) | LoginRequest::UseLoginCode(_)))
        });
        last = false;
    }
    if last {
        outside.open.remove(at);
    }
    rig.event(event);
}

fn rows(random: &mut Random) -> std::sync::Arc<crate::domain::listing::Chunk> {
    let names: Vec<String> = (0..random.below(30))
        .map(|_| format!("{}{}", random.below(100_000), if random.below(3) == 0 { "/" } else { "" }))
        .collect();
    chunk(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A consent is required first.
fn requirement() -> crate::domain::problem::Problem {
    use crate::domain::problem::{Problem, ProblemKind};
    use crate::domain::requirement::Requirement;
    let mut problem = Problem::new(ProblemKind::Requirement, "It requires a consent.", "Give it.");
    problem.requirement = Some(Box::new(Requirement::to_reach(crate::domain::ids::CollectionId::new(
        uuid::Uuid::from_u128(JASMIN),
    ))));
    problem
}

#[test]
fn invariants_hold_on_a_random_walk() {
    let seed = std::env::var("HEMI_SEED").ok().and_then(|seed| u64::from_str_radix(&seed, 16).ok());
    let seed = seed.unwrap_or(0x5eed_cafe);
    println!("seed {seed:x} (HEMI_SEED={seed:x} repeats it)");
    let mut random = Random(seed);
    let mut rig = Rig::browsing(&["a", "b/", "c"]);
    // What was asked before the walk begins is answered.
    let id = rig.app.requests().id(Slot::background(Purpose::Account)).unwrap();
    rig.event(Event::done::<ReadAccount>(id, Ok(Default::default())));
    let mut outside = Outside::default();
    for step in 0..STEPS {
        rig.now += random.below(120) as u64;
        let mut key_before = false;
        match random.below(10) {
            0..=5 => {
                let key = KEYS[random.below(KEYS.len())];
                rig.keys(key);
                key_before = true;
            }
            6 | 7 => answer(&mut rig, &mut outside, &mut random),
            8 => {
                let event = match random.below(5) {
                    0 => Event::Tasks(TasksEvent::Listed(
                        (0..random.below(9) as u128)
                            .map(|id| {
                                let over = random.below(2) == 0;
                                task(id, if over { TaskStatus::Succeeded } else { TaskStatus::Active })
                            })
                            .collect(),
                    )),
                    1 => Event::Tasks(TasksEvent::ListFailed(problem("no"))),
                    2 => Event::partial::<List>(outside.stale(&mut random), chunk(&["stale"])),
                    3 => Event::Auth(AuthEvent::SignedIn(account("ada@demo"))),
                    _ => Event::done::<List>(
                        outside.stale(&mut random),
                        Ok(Listed { path: path("/stale"), writable: None, truncated: false }),
                    ),
                };
                rig.event(event);
            }
            _ => {
                let sizes = [(80, 24), (60, 20), (200, 60), (20, 5), (1, 1)];
                let (columns, rows) = sizes[random.below(sizes.len())];
                let effects = rig.app.input(Input::Resize { columns, rows }, at(rig.now));
                rig.effects.extend(effects);
            }
        }
        outside.take(&mut rig, key_before);
        // Deadlines and frames, as the loop does it.
        if rig.app.next_wake().is_some_and(|due| due.mono <= rig.now) {
            let effects = rig.app.wake(at(rig.now));
            rig.effects.extend(effects);
        }
        if rig.app.overlay().is_none() {
            outside.seen = None;
        }
        if rig.app.take_dirty() && random.below(4) > 0 {
            rig.drawn();
            if rig.app.overlay().is_some() {
                outside.seen.get_or_insert(rig.now);
            }
        }
        outside.take(&mut rig, false);
        invariants(&rig, &outside, seed, step);
    }
    assert!(outside.submitted > 0, "the walk never came to a submission: it tests too little");
}

fn invariants(rig: &Rig, outside: &Outside, seed: u64, step: usize) {
    let place = format!("seed {seed:x}, step {step}");
    let layout = rig.app.layout();
    for side in Side::BOTH {
        let pane = rig.app.pane(side);
        if let Some(here) = pane.here() {
            let len = here.listing().len();
            assert!(here.cursor() < len.max(1), "{place}: the bar is outside");
            let seen = here.top()..here.top() + layout.page(side);
            assert!(seen.contains(&here.cursor()), "{place}: the bar is out of sight");
        }
        if let Some(id) = rig.app.requests().id(pane.slot()) {
            let open = outside.open.iter().any(|(open, _)| *open == id);
            assert!(open, "{place}: waits for an answer that is not owed");
        }
    }
    let owed = outside.open.iter().filter(|(_, request)| matches!(&**request, Request::Fs(_))).count();
    let waited = Side::BOTH.iter().filter(|side| rig.app.is_loading(**side)).count();
    assert_eq!(owed, waited, "{place}: a request without a slot, or two in one");
    let slots: Vec<_> = rig.app.requests().slots().filter(|slot| slot.owner != Owner::Background).collect();
    let mut once = slots.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(slots.len(), once.len(), "{place}: two requests in one slot");
    let chosen = rig.app.monitor.chosen_index();
    assert!(chosen < rig.app.monitor.tasks().len().max(1), "{place}: the chosen task is outside");
}
