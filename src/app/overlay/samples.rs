//! One or more states of every overlay, for tests that draw all of them. Fixed times and ids; every text
//! from outside holds the name given, so that a hostile one shows what an overlay lets through.

use std::sync::Arc;

use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::app::action::Action;
use crate::app::effect::{Effect, LoginMethod};
use crate::app::event::Event;
use crate::app::input::Input;
use crate::app::request::RequestIds;
use crate::app::session::Session;
use crate::domain::account::{Account, DeviceCode};
use crate::domain::collection::{Collection, EntityType};
use crate::domain::entry::EntryKind;
use crate::domain::identity::{AccountDetails, Consent, Identity};
use crate::domain::ids::{CollectionId, IdentityId, RequestId, TaskId};
use crate::domain::link::Link;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Place, StoreId};
use crate::domain::plan::{Plan, PlanItem, TransferOptions};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::{TRANSFER_ALL, data_access};
use crate::domain::task::{EventDetails, Task, TaskEvent, TaskKind, TaskStatus};
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

use super::{
    AccountCard, Confirm, Ends, Help, Message, Overlay, PlanReview, RegisterClient, Screen, Search, SignIn,
    TaskLog,
};

const SCREEN: Screen = Screen { columns: 80, rows: 24 };
const AT: Timestamp = Timestamp { mono: 1_000, wall: 1_706_702_400_000 };

/// A collection of that name.
pub fn collection(number: u128, name: &Untrusted, entity: EntityType) -> Collection {
    Collection {
        owner: name.clone(),
        description: name.clone(),
        ..Collection::known_by(CollectionId::new(Uuid::from_u128(number)), name.clone(), entity)
    }
}

/// A running transfer of that name.
pub fn task(name: &Untrusted) -> Task {
    Task {
        id: TaskId::new(Uuid::from_u128(7)),
        kind: TaskKind::Transfer,
        status: TaskStatus::Active,
        label: Some(name.clone()),
        source: None,
        destination: None,
        bytes: 5_000_000,
        files: 120,
        directories: 4,
        files_transferred: 57,
        files_skipped: 0,
        subtasks_total: 120,
        subtasks_done: 57,
        average_rate: 1_000_000,
        faults: 1,
        paused: false,
        nice_status: None,
        nice_description: None,
        fatal: None,
        requested: Some(1_706_702_400),
        completed: None,
    }
}

/// A plan of `count` files and a directory of that name; `None` where the name cannot be sent.
pub fn plan(name: &Untrusted, count: usize) -> Option<Plan> {
    let component = EntryName::new(name.as_ref()).ok()?;
    let store = |number| StoreId::Collection(CollectionId::new(Uuid::from_u128(number)));
    let here = StorePath::parse("/gws/nopw/j04/project/cmip6").ok()?.join(&component);
    let end = |number, title: SafeText| (Place { store: store(number), path: here.clone() }, title);
    let directory = PlanItem { name: component.clone(), kind: EntryKind::Dir, size: None };
    let file = PlanItem { name: component, kind: EntryKind::File, size: Some(1_500_000) };
    let items = std::iter::once(directory).chain(std::iter::repeat_n(file, count)).collect();
    Plan::new(end(1, name.sanitized()), end(2, name.sanitized()), items, TransferOptions::default()).ok()
}

fn problem(name: &Untrusted) -> Problem {
    Problem::new(
        ProblemKind::Offline,
        safe!("{} did not answer.", name.sanitized()),
        "Look whether the network is up, and try again.",
    )
    .with_detail(name.sanitized())
}

fn found(name: &Untrusted, id: RequestId) -> Event {
    let mut collections = vec![
        collection(1, name, EntityType::Mapped),
        Collection { connected: Some(false), ..collection(2, name, EntityType::Personal) },
        Collection { non_functional: true, ..collection(3, name, EntityType::Guest) },
    ];
    collections.extend((4..40).map(|number| collection(number, name, EntityType::Guest)));
    Event::Found { id, collections: collections.into_iter().map(Arc::new).collect(), more: true }
}

fn searches(name: &Untrusted, ids: &mut RequestIds) -> Vec<(&'static str, Overlay)> {
    let mut search = || {
        let (mut search, effects) = Search::open(ids);
        let id = effects.iter().find_map(|effect| match effect {
            Effect::Search { id, .. } => Some(*id),
            _ => None,
        });
        search.apply(&found(name, id.unwrap_or_default()));
        search
    };
    let (found, mut typed, mut pasted) = (search(), search(), search());
    let text = name.raw_str().unwrap_or_default().chars().take(3).collect();
    typed.input(&Input::Paste(text), SCREEN, AT);
    let place = format!("{}:/some/where", Uuid::from_u128(9));
    pasted.input(&Input::Paste(place), SCREEN, AT);
    let (mut failed, effects) = Search::open(ids);
    for effect in effects {
        if let Effect::Search { id, .. } = effect {
            failed.apply(&Event::SearchFailed { id, problem: problem(name) });
        }
    }
    vec![
        ("search", Overlay::Search(found)),
        ("search typed", Overlay::Search(typed)),
        ("search pasted", Overlay::Search(pasted)),
        ("search failed", Overlay::Search(failed)),
    ]
}

fn sign_ins(name: &Untrusted, ids: &mut RequestIds) -> Vec<(&'static str, Overlay)> {
    let mut sign_in = |way, key: &str| {
        let mut sign_in = SignIn::new(way, None);
        let mut id = RequestId::default();
        for effect in sign_in.begin(ids) {
            if let Effect::SignIn { id: began, .. } = effect {
                id = began;
            }
        }
        let query = "x".repeat(300);
        if let Some(link) = Link::new(&format!("https://auth.example.org/v2/oauth2/authorize?{query}")) {
            sign_in.apply(&Event::SignInReady { id, way, link });
        }
        sign_in.input(&Input::Paste(key.to_owned()), ids);
        (id, sign_in)
    };
    let (_, browser) = sign_in(LoginMethod::Browser, "");
    let (_, paste) = sign_in(LoginMethod::Paste, "aCodeOfSomeLength");
    let (id, mut refused) = sign_in(LoginMethod::Paste, "aCodeOfSomeLength");
    refused.apply(&Event::SignInFailed { id, problem: problem(name), again: true });
    let mut offered = SignIn::new(LoginMethod::Paste, None);
    offered.offer_device(true);
    let (mut away, mut id) = (SignIn::new(LoginMethod::Device, None), RequestId::default());
    away.offer_device(true);
    for effect in away.begin(ids) {
        if let Effect::SignIn { id: began, .. } = effect {
            id = began;
        }
    }
    let page = "https://auth.example.org/device";
    let whole = Link::new(&format!("{page}?user_code=WDJB-MJHT"));
    if let Some(page) = Link::new(page) {
        let code = DeviceCode { user_code: Untrusted::new("WDJB-MJHT"), page, whole, minutes: 15 };
        away.apply(&Event::DeviceReady { id, code });
    }
    vec![
        ("sign-in ways", Overlay::SignIn(offered)),
        ("sign-in device", Overlay::SignIn(away)),
        ("sign-in", Overlay::SignIn(SignIn::new(LoginMethod::Browser, Some(problem(name))))),
        ("sign-in browser", Overlay::SignIn(browser)),
        ("sign-in paste", Overlay::SignIn(paste)),
        ("sign-in refused", Overlay::SignIn(refused)),
    ]
}

fn logs(name: &Untrusted, ids: &mut RequestIds) -> Vec<(&'static str, Overlay)> {
    let text = |words: &str| Untrusted::new(words);
    let event = |seconds: i64, is_error| TaskEvent {
        time: Some(1_706_702_400 + seconds),
        code: text(if is_error { "PERMISSION_DENIED" } else { "PROGRESS" }),
        description: if is_error { name.clone() } else { text("progress") },
        details: if is_error {
            EventDetails::Words(Untrusted::new(
                [b"Error (read)\nFile: ", name.raw(), b"\n", &b"more words ".repeat(45)].concat(),
            ))
        } else {
            let moved = format!("{}", 309_335 * (seconds + 1));
            EventDetails::Fields(vec![
                (text("bytes_transferred"), text(&moved)),
                (text("duration"), text("9.78")),
                (text("mbps"), text("0.25")),
            ])
        },
        is_error,
    };
    let failed = Task {
        status: TaskStatus::Failed,
        fatal: Some((Untrusted::new("PERMISSION_DENIED"), name.clone())),
        ..task(name)
    };
    let (mut log, effect) = TaskLog::open(&failed, TimeZone::UTC, ids);
    if let Effect::ReadTaskLog { id, task } = effect {
        let events = (0..20).rev().map(|n| event(n, n % 7 == 4)).collect();
        log.apply(&Event::TaskLog { id, task, events });
    }
    let (reading, _) = TaskLog::open(&task(name), TimeZone::UTC, ids);
    vec![("task log", Overlay::TaskLog(log)), ("task log reading", Overlay::TaskLog(reading))]
}

/// An account with two identities and a consent, near a collection that asks for one more.
pub fn account(name: &Untrusted, ids: &mut RequestIds) -> AccountCard {
    let who = Account {
        identity: IdentityId::new(Uuid::from_u128(1)),
        username: name.clone(),
        name: Some(name.clone()),
        service_user: false,
    };
    let jasmin = Collection { session_minutes: Some(43_200), ..collection(1, name, EntityType::Mapped) };
    let near = [jasmin, collection(2, name, EntityType::Mapped), collection(3, name, EntityType::Personal)];
    let session = Session { environment: "sandbox".into(), ..Session::default() };
    let near = near.into_iter().map(Arc::new).collect();
    let (mut card, effect) = AccountCard::open(&who, &session, near, ids, AT);
    let identity = |number, days: i64| Identity {
        id: IdentityId::new(Uuid::from_u128(number)),
        username: name.clone(),
        provider: name.clone(),
        last_sign_in: Some(AT.wall / 1000 - days * 86_400),
    };
    let consent = |scope: &str, depth| Consent { scope: Untrusted::new(scope), depth, created: None };
    let reach = data_access(CollectionId::new(Uuid::from_u128(1)));
    let consents = vec![
        consent("openid", 0),
        consent(TRANSFER_ALL, 0),
        consent(&reach, 1),
        Consent { scope: name.clone(), depth: 9, created: None },
    ];
    if let Effect::ReadAccount { id } = effect {
        let details =
            AccountDetails { identities: vec![identity(1, 27), identity(2, 300)], consents: Some(consents) };
        card.apply(&Event::Account { id, details }, AT);
    }
    card
}

fn setups(name: &Untrusted, ids: &mut RequestIds) -> Vec<(&'static str, Overlay)> {
    let mut wrong = RegisterClient::new();
    wrong.input(&Input::Paste(String::from_utf8_lossy(name.raw()).into_owned()), ids);
    wrong.submit(ids);
    vec![
        ("setup", Overlay::RegisterClient(RegisterClient::new())),
        ("setup wrong", Overlay::RegisterClient(wrong)),
    ]
}

/// States of every overlay, each with what it is.
pub fn samples(name: &Untrusted, keys: impl Fn(Action) -> SafeText) -> Vec<(&'static str, Overlay)> {
    let ids = &mut RequestIds::default();
    let mut all = vec![
        ("help", Overlay::Help(Help::new(keys))),
        ("confirm", Overlay::Confirm(Confirm::cancel_task(&task(name)))),
        ("message", Overlay::Message(Message::new(problem(name)))),
    ];
    let ends = Ends { writable: Some(false), present: Some(vec![name.sanitized(); 5]), ..Ends::default() };
    let known = plan(name, 2).map(|plan| PlanReview::new(plan, Ends::default()));
    let warned = plan(name, 40).map(|plan| PlanReview::refused(plan, ends, problem(name)));
    all.extend(known.map(|plan| ("plan", Overlay::Plan(plan))));
    all.extend(warned.map(|plan| ("plan refused", Overlay::Plan(plan))));
    all.extend(searches(name, ids));
    all.extend(sign_ins(name, ids));
    all.push(("account", Overlay::Account(account(name, ids))));
    all.extend(setups(name, ids));
    all.extend(logs(name, ids));
    all
}
