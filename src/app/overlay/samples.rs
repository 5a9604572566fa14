//! One or more states of every overlay, for tests that draw all of them. Fixed times and ids; every text
//! from outside holds the name given, so that a hostile one shows what an overlay lets through.

mod chmod;
mod deletions;
mod find_below;
mod known_names;
mod lines;
mod selection;
pub mod sharing;
mod viewer;

use std::sync::Arc;

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::search::known::Known;
use crate::app::commands::{self, Command};
use crate::app::effect::LoginMethod;
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::requests::account::ReadAccount;
use crate::app::requests::bookmarks::RemoveBookmark;
use crate::app::requests::fs::MakeDirectories;
use crate::app::requests::login::{BeginLogin, LoginStep, UseLoginCode};
use crate::app::requests::search::{FindCollections, FoundCollections, ReadBookmarks};
use crate::app::requests::task::{ReadJobDetails, ReadTaskLog};
use crate::app::requests::{Part, Purpose};
use crate::app::session::Session;
use crate::app::terminal::Terminal;
use crate::domain::account::{Account, DeviceCode};
use crate::domain::bookmark::{Bookmark, UnusablePath};
use crate::domain::collection::{Collection, EntityType};
use crate::domain::entry::EntryKind;
use crate::domain::guides::GUIDES;
use crate::domain::identity::{AccountDetails, Consent, Identity};
use crate::domain::ids::{BookmarkId, CollectionId, IdentityId, JobId, TaskId};
use crate::domain::job::{JobDetails, JobSnapshot, JobState};
use crate::domain::link::Link;
use crate::domain::path::{EntryName, PathError, StorePath};
use crate::domain::place::Place;
use crate::domain::plan::{Plan, PlanItem, TransferOptions};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::{TRANSFER_ALL, data_access};
use crate::domain::route::EndInfo;
use crate::domain::store::StoreInfo;
use crate::domain::task::{EventDetails, Task, TaskEnd, TaskEvent, TaskKind, TaskStatus};
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

use super::sample::Sample;
use super::{
    AccountCard, Confirm, Doctor, Ends, GuidePage, Help, JobCard, Message, NameDialog, Overlay, Palette,
    PlanReview, RegisterClient, Search, SignIn, TaskLog,
};

const AT: Timestamp = Timestamp { mono: 1_000, wall: 1_706_702_400_000 };

/// A collection of that name.
pub fn collection(number: u128, name: &Untrusted, entity: EntityType) -> Collection {
    Collection {
        owner: name.clone(),
        description: name.clone(),
        ..Collection::known_by(CollectionId::new(Uuid::from_u128(number)), name.clone(), entity)
    }
}

/// The same as a job.
pub fn job(name: &Untrusted) -> JobSnapshot {
    let task = task(name);
    JobSnapshot::of_task(JobId::new(task.id.uuid()), task)
}

fn end(number: u128, name: &Untrusted) -> TaskEnd {
    TaskEnd { id: CollectionId::new(Uuid::from_u128(number)), name: name.clone() }
}

/// A running transfer of that name.
pub fn task(name: &Untrusted) -> Task {
    Task {
        id: TaskId::new(Uuid::from_u128(7)),
        kind: TaskKind::Transfer,
        status: TaskStatus::Active,
        label: Some(name.clone()),
        source: Some(end(1, name)),
        destination: Some(end(2, name)),
        bytes: 5_000_000,
        files: 120,
        directories: 4,
        files_transferred: 57,
        files_skipped: 0,
        faults: 1,
        paused: false,
        nice_status: None,
        nice_description: None,
        fatal: None,
        requested: Some(1_706_702_400),
        completed: None,
        options: crate::domain::task::TaskOptions::default(),
    }
}

/// A plan of `count` files and a directory of that name; `None` where the name cannot be sent.
pub fn plan(name: &Untrusted, count: usize) -> Option<Plan> {
    let component = EntryName::new(name.as_ref()).ok()?;
    let here = StorePath::parse("/gws/nopw/j04/project/cmip6").ok()?.join(&component);
    let end = |number| {
        EndInfo::new(Arc::new(StoreInfo::from(&collection(number, name, EntityType::Mapped))), here.clone())
    };
    let directory = PlanItem { dir: None, name: component, kind: EntryKind::Dir, size: None };
    let file = |number: usize| {
        let name = Untrusted::new([name.raw(), format!("_{number}").as_bytes()].concat());
        let name = EntryName::new(name.as_ref()).ok()?;
        Some(PlanItem { dir: None, name, kind: EntryKind::File, size: Some(1_500_000) })
    };
    let items = std::iter::once(directory).chain((0..count).filter_map(file)).collect();
    Plan::new(end(1), end(2), items, TransferOptions::default()).ok()
}

fn problem(name: &Untrusted) -> Problem {
    Problem::new(
        ProblemKind::Offline,
        safe!("{} did not answer.", name.sanitized()),
        "Look whether the network is up, and try again.",
    )
    .with_detail(name.sanitized())
}

fn found(name: &Untrusted) -> FoundCollections {
    let mut collections = vec![
        collection(1, name, EntityType::Mapped),
        Collection { connected: Some(false), ..collection(2, name, EntityType::Personal) },
        Collection { non_functional: true, ..collection(3, name, EntityType::Guest) },
    ];
    collections.extend((4..40).map(|number| collection(number, name, EntityType::Guest)));
    FoundCollections { collections: collections.into_iter().map(Arc::new).collect(), next: Some(100) }
}

/// One that leads somewhere and one that does not.
fn bookmarks(name: &Untrusted) -> Vec<Bookmark> {
    let bad = UnusablePath { text: name.clone(), reason: PathError::NotAbsolute };
    let bookmark = |path| Bookmark {
        id: None,
        name: name.clone(),
        collection: CollectionId::new(Uuid::from_u128(1)),
        path,
    };
    vec![bookmark(Ok(StorePath::home())), bookmark(Err(bad))]
}

fn searches(name: &Untrusted) -> Samples {
    let search = |end| {
        let mut search = Sample::open(AT, |cx| Search::open(Known::default(), cx));
        search.reply::<FindCollections>(Purpose::read::<FindCollections>(), Part::Done(end));
        search.reply::<ReadBookmarks>(Purpose::read::<ReadBookmarks>(), Part::Done(Ok(bookmarks(name))));
        search
    };
    let plain = search(Ok(found(name)));
    let mut typed = search(Ok(found(name)));
    let text = name.raw_str().unwrap_or_default().chars().take(3).collect();
    typed.input(&Input::Paste(text));
    let mut pasted = search(Ok(found(name)));
    pasted.input(&Input::Paste(format!("{}:/some/where", Uuid::from_u128(9))));
    let failed = search(Err(problem(name)));
    vec![
        ("search", plain.any()),
        ("search typed", typed.any()),
        ("search pasted", pasted.any()),
        ("search failed", failed.any()),
    ]
}

fn sign_ins(name: &Untrusted) -> Samples {
    let begun = |method| {
        let mut sign_in = Sample::open(AT, |_| SignIn::new(method, None));
        sign_in.overlay.offer_device(method == LoginMethod::Device);
        sign_in.with(|sign_in, cx| sign_in.begin(cx));
        sign_in
    };
    let at_link = |method, code: &str| {
        let mut sign_in = begun(method);
        let query = "x".repeat(300);
        if let Some(link) = Link::new(&format!("https://auth.example.org/v2/oauth2/authorize?{query}")) {
            let step = LoginStep::Link { method, link };
            sign_in.reply::<BeginLogin>(Purpose::Login, Part::Partial(step));
        }
        sign_in.input(&Input::Paste(code.to_owned()));
        sign_in
    };
    let mut refused = at_link(LoginMethod::Paste, "aCodeOfSomeLength");
    if let Some(enter) = KeyPress::parse("Enter") {
        refused.input(&Input::Key(enter.event()));
    }
    refused.reply::<UseLoginCode>(Purpose::LoginCode, Part::Done(Err(problem(name))));
    let mut offered = Sample::open(AT, |_| SignIn::new(LoginMethod::Paste, None));
    offered.overlay.offer_device(true);
    let mut device = begun(LoginMethod::Device);
    let page = "https://auth.example.org/device";
    let whole = Link::new(&format!("{page}?user_code=WDJB-MJHT"));
    if let Some(page) = Link::new(page) {
        let code = DeviceCode { user_code: Untrusted::new("WDJB-MJHT"), page, whole, minutes: 15 };
        device.reply::<BeginLogin>(Purpose::Login, Part::Partial(LoginStep::DeviceCode(code)));
    }
    let because = Sample::open(AT, |_| SignIn::new(LoginMethod::Browser, Some(problem(name))));
    vec![
        ("sign-in ways", offered.any()),
        ("sign-in device", device.any()),
        ("sign-in", because.any()),
        ("sign-in browser", at_link(LoginMethod::Browser, "").any()),
        ("sign-in paste", at_link(LoginMethod::Paste, "aCodeOfSomeLength").any()),
        ("sign-in refused", refused.any()),
    ]
}

fn logs(name: &Untrusted) -> Samples {
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
    let mut log = Sample::open(AT, |cx| TaskLog::open(&failed, TimeZone::UTC, cx).on_the_web());
    let events = (0..20).rev().map(|n| event(n, n % 7 == 4)).collect();
    log.reply::<ReadTaskLog>(Purpose::read::<ReadTaskLog>(), Part::Done(Ok(events)));
    let mut reading = Sample::open(AT, |cx| TaskLog::open(&task(name), TimeZone::UTC, cx));
    let rates =
        (0..40_u64).map(|at| (at != 20).then_some(3_000_000 + (at * at * 7919) % 2_000_000)).collect();
    reading.overlay.update(&task(name), rates, Some(AT));
    vec![("task log", log.any()), ("task log reading", reading.any())]
}

/// A saved submission of another account.
fn saved(name: &Untrusted) -> Sample<JobCard> {
    let job = JobSnapshot {
        state: JobState::Foreign,
        note: Some(safe!("It belongs to {}.", name.sanitized())),
        task: None,
        ..job(name)
    };
    let mut card = Sample::open(AT, |cx| JobCard::open(&job, cx));
    let details = JobDetails {
        lines: vec![safe!("From {} to {}.", name.sanitized(), name.sanitized())],
        items: vec![(name.clone(), name.clone()); 3],
        total: 7,
        file: name.sanitized(),
    };
    card.reply::<ReadJobDetails>(Purpose::read::<ReadJobDetails>(), Part::Done(Ok(details)));
    card
}

/// An account with two identities and a consent, near a collection that asks for one more.
pub fn account(name: &Untrusted) -> Sample<AccountCard> {
    let who = Account {
        identity: IdentityId::new(Uuid::from_u128(1)),
        username: name.clone(),
        name: Some(name.clone()),
        service_user: false,
    };
    let jasmin = Collection { session_minutes: Some(43_200), ..collection(1, name, EntityType::Mapped) };
    let near = [jasmin, collection(2, name, EntityType::Mapped), collection(3, name, EntityType::Personal)];
    let session = Session { environment: "sandbox".into(), ..Session::default() };
    let near = near.iter().map(|one| Arc::new(StoreInfo::from(one))).collect();
    let mut card = Sample::open(AT, |cx| AccountCard::open(&who, &session, near, cx));
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
    let details =
        AccountDetails { identities: vec![identity(1, 27), identity(2, 300)], consents: Some(consents) };
    card.reply::<ReadAccount>(Purpose::read::<ReadAccount>(), Part::Done(Ok(details)));
    card
}

fn registrations(name: &Untrusted) -> Samples {
    let mut wrong = Sample::open(AT, |_| RegisterClient::new());
    wrong.input(&Input::Paste(String::from_utf8_lossy(name.raw()).into_owned()));
    wrong.with(|wrong, cx| wrong.submit(cx));
    vec![("setup", Sample::open(AT, |_| RegisterClient::new()).any()), ("setup wrong", wrong.any())]
}

/// A directory to be created, and one that could not be; an entry to be renamed whose name cannot be typed.
fn name_dialogs(name: &Untrusted) -> Samples {
    let store = Arc::new(StoreInfo::from(&collection(1, name, EntityType::Mapped)));
    let here = StorePath::parse([b"/gws/", name.raw()].concat()).unwrap_or_else(|_| StorePath::home());
    let open = |dialog: NameDialog| Sample::open(AT, |_| dialog);
    let mut failed = open(NameDialog::new_directory(Arc::clone(&store), here.clone()));
    failed.input(&Input::Paste("2026/results".to_owned()));
    if let Some(enter) = KeyPress::parse("Enter") {
        failed.input(&Input::Key(enter.event()));
    }
    failed.reply::<MakeDirectories>(Purpose::Change, Part::Done(Err(problem(name))));
    let mut new = open(NameDialog::new_directory(Arc::clone(&store), here.clone()));
    new.input(&Input::Paste("2026/results".to_owned()));
    let mut all = vec![("new directory", new.any()), ("new directory failed", failed.any())];
    let id = BookmarkId::new(Uuid::from_u128(3));
    if let Some(collection) = store.collection() {
        let add = NameDialog::add_bookmark(&store, collection, here.clone());
        all.push(("add bookmark", open(add).any()));
    }
    let guest = NameDialog::create_guest(Arc::clone(&store), here.clone());
    let rename = NameDialog::rename_bookmark(id, name.clone(), name.sanitized());
    all.push(("create guest", open(guest).any()));
    all.push(("rename bookmark", open(rename).any()));
    let remove = Confirm::remove_bookmark(RemoveBookmark { id, name: name.clone() }, &name.sanitized());
    all.push(("remove bookmark", Sample::open(AT, |_| remove).any()));
    let place = Place { store: store.id, path: here.clone() };
    let create = Confirm::create_counterpart(place, &store.title());
    all.push(("create in the other pane", Sample::open(AT, |_| create).any()));
    let entry = EntryName::new(name.as_ref()).ok();
    all.extend(entry.map(|entry| ("rename", open(NameDialog::rename(store, here, entry, false)).any())));
    all
}

/// Why marks cannot be removed, for a palette.
fn no_rows(command: &Command) -> Option<SafeText> {
    let none = [&commands::marks::CLEAR_MARKS, &commands::marks::UNMARK_MATCHING].contains(&command);
    none.then(|| "Nothing is marked.".into())
}

/// A palette whose first command would do nothing now.
fn typed_palette(keys: impl Fn(&Command) -> SafeText) -> Sample<Palette> {
    let mut palette = Sample::open(AT, |_| Palette::new(keys, no_rows));
    palette.input(&Input::Paste("unmark".to_owned()));
    palette
}

/// Samples with what each is.
type Samples = Vec<(&'static str, Sample)>;

/// States of every overlay, each with what it is.
pub fn samples(name: &Untrusted, keys: impl Fn(&Command) -> SafeText) -> Samples {
    let still = |overlay: Overlay| Sample::open(AT, |_| overlay);
    let mut all = vec![
        ("help", still(Help::new(&keys, false).into())),
        ("palette", still(Palette::new(&keys, no_rows).into())),
        ("palette typed", typed_palette(&keys).any()),
        ("confirm", still(Confirm::cancel(&job(name)).into())),
        ("drop", still(Confirm::drop(&job(name)).into())),
        ("quit", still(Confirm::quit(2, false).into())),
        ("saved submission", saved(name).any()),
        ("doctor", Sample::open(AT, |cx| Doctor::open(Terminal::default(), cx)).any()),
        ("message", still(Message::new(problem(name)).into())),
    ];
    all.extend(GUIDES.first().map(|guide| ("guide", still(GuidePage::new(guide).into()))));
    let ends = Ends { writable: Some(false), present: Some(vec![name.sanitized(); 5]), ..Ends::default() };
    let known = plan(name, 2).map(|plan| PlanReview::new(plan, Ends::default()));
    let warned = plan(name, 40).map(|plan| PlanReview::refused(plan, ends, problem(name)));
    all.extend(known.map(|plan| ("plan", still(plan.into()))));
    all.extend(warned.map(|plan| ("plan refused", still(plan.into()))));
    all.extend(searches(name));
    all.extend(sign_ins(name));
    all.extend(lines::samples(name));
    all.extend(selection::samples(name, &keys));
    all.extend(sharing::samples(name));
    all.extend(viewer::viewers(name));
    all.extend(find_below::samples(name));
    all.extend(known_names::samples(name));
    all.push(("account", account(name).any()));
    all.extend(registrations(name));
    all.extend(logs(name));
    all.extend(name_dialogs(name));
    all.extend(deletions::deletions(name));
    all.extend(chmod::chmods(name));
    all
}
