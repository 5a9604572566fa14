//! The real app, brought into a state by keys and events alone. Ids and times are fixed and there is no clock.

use std::sync::Arc;

use hemi::app::effect::{Effect, Effects, LoginMethod};
pub use hemi::app::event::{AuthEvent, Event, TasksEvent};
use hemi::app::input::Input;
use hemi::app::keymap::Keymap;
use hemi::app::requests::Call;
pub use hemi::app::requests::fs::{List, Listed, Resolve, Resolved};
use hemi::app::theme::Theme;
use hemi::app::view::view;
use hemi::app::{App, AppOptions, StartPane};
use hemi::domain::account::Account;
use hemi::domain::collection::{Collection, EntityType};
use hemi::domain::entry::{EntryKind, RawEntry};
use hemi::domain::ids::{CollectionId, IdentityId, JobId, RequestId, TaskId};
use hemi::domain::job::{JobChange, JobSnapshot};
use hemi::domain::listing::ChunkBuilder;
use hemi::domain::path::StorePath;
use hemi::domain::place::{PlaceSpec, Side};
use hemi::domain::plan::SyncLevel;
use hemi::domain::problem::{Problem, ProblemKind};
use hemi::domain::task::{Task, TaskEnd, TaskKind, TaskOptions, TaskStatus};
use hemi::domain::text::{SafeText, Untrusted};
use hemi::domain::time::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use uuid::Uuid;

/// 2024-06-03 10:00:00 UTC.
const START: i64 = 1_717_408_800;

/// What the two collections are called.
pub const NAMES: [&str; 2] = ["JASMIN Default Collection", "GCP laptop"];

/// The app, and its requests without a reply.
pub struct Stage {
    pub app: App,
    asked: Effects,
    now: u64,
    size: (u16, u16),
}

impl Stage {
    /// Before anything is known of the services.
    pub fn new(size: (u16, u16), ascii: bool) -> Self {
        let start = [0, 1].map(|at| StartPane { title: Some(NAMES[at].into()), ..Default::default() });
        let setup = AppOptions {
            keymap: Keymap::blend(),
            zone: jiff::tz::TimeZone::UTC,
            demo: true,
            discards: false,
            profile: "default".into(),
            sites: Vec::new(),
            presets: Vec::new(),
            start,
            session: Default::default(),
            engines: hemi::runtime::ENGINE_RULES,
            prefetch: false,
            ascii,
            size,
            terminal: Default::default(),
        };
        Self { app: App::new(setup), asked: Effects::new(), now: 0, size }
    }

    /// Signed out, and the sign-in dialog was closed.
    pub fn signed_out(size: (u16, u16)) -> Self {
        let mut stage = Self::new(size, false);
        stage.connect(SafeText::default());
        stage.event(Event::Auth(AuthEvent::SignInNeeded(None)));
        stage
    }

    /// Both collections asked for their first rows.
    pub fn waiting(size: (u16, u16), ascii: bool, names: [&[u8]; 2]) -> Self {
        let mut stage = Self::new(size, ascii);
        stage.connect(SafeText::default());
        stage.event(Event::Auth(AuthEvent::SignedIn(account("demo@ceda.example.org"))));
        let asked = std::mem::take(&mut stage.asked);
        let ids = asked.iter().filter_map(|e| match e {
            Effect::Send { id, request } if Resolve::of(request).is_some() => Some(*id),
            _ => None,
        });
        for (at, id) in ids.enumerate() {
            stage.event(Event::done::<Resolve>(
                id,
                Ok(Resolved { store: store(at as u128 + 1, names[at]), path: None }),
            ));
        }
        stage
    }

    /// Both collections with believable files, the cursor on the left.
    pub fn browsing(size: (u16, u16)) -> Self {
        Self::browsing_with(size, false)
    }

    pub fn browsing_with(size: (u16, u16), ascii: bool) -> Self {
        let mut stage = Self::waiting(size, ascii, NAMES.map(str::as_bytes));
        let [left, right] = stage.listings()[..] else { panic!("both panes ask for their rows") };
        stage.rows(left, HOME);
        stage.listed(left, "/home/users/demo");
        stage.rows(right, LAPTOP);
        stage.listed(right, "/home/demo");
        stage
    }

    fn connect(&mut self, environment: SafeText) {
        let spec = |id| PlaceSpec::Collection { id: CollectionId::new(Uuid::from_u128(id)), path: None };
        let places = vec![(Side::Left, spec(1)), (Side::Right, spec(2))];
        self.event(Event::Auth(AuthEvent::Connected { environment, places, method: LoginMethod::Browser }));
    }

    /// The listings asked for since this was last called.
    pub fn listings(&mut self) -> Vec<RequestId> {
        std::mem::take(&mut self.asked)
            .iter()
            .filter_map(|effect| match effect {
                Effect::Send { id, request } if List::of(request).is_some() => Some(*id),
                _ => None,
            })
            .collect()
    }

    /// The one listing that was asked for.
    pub fn listing(&mut self) -> RequestId {
        let [id] = self.listings()[..] else { panic!("one listing was to be asked for") };
        id
    }

    /// Rows of a listing: name, size, permissions. A name ending in `/` is a directory, one with `->` a link, and the
    /// two together a link to a directory.
    pub fn rows<N: AsRef<[u8]>>(&mut self, id: RequestId, rows: &[(N, u64, u16)]) {
        let mut builder = ChunkBuilder::default();
        for (at, (name, size, permissions)) in rows.iter().enumerate() {
            let (name, is_dir) = match name.as_ref().strip_suffix(b"/") {
                Some(name) => (name, true),
                None => (name.as_ref(), false),
            };
            let arrow = name.windows(2).position(|two| two == b"->");
            let (name, link_target) = match arrow {
                Some(arrow) => (&name[..arrow], Some(&name[arrow + 2..])),
                None => (name, None),
            };
            let broken = link_target.is_some() && !is_dir && *size == 0;
            let kind = match () {
                () if is_dir => EntryKind::Dir,
                () if broken => EntryKind::BrokenLink,
                () => EntryKind::File,
            };
            builder.push(&RawEntry {
                name,
                kind: Some(kind),
                size: (!is_dir).then_some(*size),
                // No two alike, none of them today.
                modified: Some(START - 86_400 * 3 - at as i64 * 1_234_567),
                permissions: Some(*permissions),
                link_target,
                ..RawEntry::default()
            });
        }
        self.event(Event::partial::<List>(id, builder.finish()));
    }

    pub fn listed(&mut self, id: RequestId, at: &str) {
        self.event(Event::done::<List>(
            id,
            Ok(Listed { path: path(at), writable: Some(true), free: None, truncated: false, unreadable: 0 }),
        ));
    }

    pub fn event(&mut self, event: Event) {
        let asked = self.app.apply(event, self.at());
        self.asked.extend(asked);
    }

    /// Presses keys, written as in [`crate::keys`].
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in crate::keys::parse(keys) {
            self.now += 800;
            let asked = self.app.input(Input::Key(key), self.at());
            self.asked.extend(asked);
        }
        self
    }

    pub fn wait(&mut self, ms: u64) -> &mut Self {
        self.now += ms;
        self
    }

    /// Tells the app that the time it asked for has come.
    pub fn wake(&mut self) {
        let asked = self.app.wake(self.at());
        self.asked.extend(asked);
    }

    /// Does the work that takes long to its end.
    pub fn settle(&mut self) {
        while self.app.is_working() {
            self.app.work(self.at());
        }
    }

    pub fn resize(&mut self, size: (u16, u16)) -> &mut Self {
        self.size = size;
        self.app.input(Input::Resize { columns: size.0, rows: size.1 }, self.at());
        self
    }

    fn at(&self) -> Timestamp {
        Timestamp { mono: self.now, wall: START * 1000 + self.now as i64 }
    }

    /// What is on the screen.
    pub fn frame(&self, theme: &Theme) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        view(&self.app, theme, &mut buf);
        buf
    }

    /// Its rows in the default theme.
    pub fn screen(&self) -> Vec<String> {
        super::print::rows(&self.frame(&Theme::default()))
    }

    /// The row that holds these words, and which it is.
    pub fn line(&self, words: &str) -> String {
        let screen = self.screen();
        screen
            .iter()
            .find(|row| row.contains(words))
            .cloned()
            .unwrap_or_else(|| panic!("no {words} in {screen:#?}"))
    }

    /// Opens the task panel with a look at these tasks, the running ones seen growing before.
    pub fn tasks(&mut self, tasks: Vec<Task>) {
        if !self.app.monitor().is_open() {
            self.keys("w");
        }
        const GROWTH: [u64; 30] = [
            1, 3, 6, 9, 10, 12, 11, 12, 8, 5, 2, 0, 0, 0, 3, 7, 9, 11, 12, 12, 10, 9, 6, 5, 7, 9, 11, 12, 12,
            11,
        ];
        let whole: u64 = GROWTH.iter().sum();
        let mut so_far = 0;
        for part in GROWTH {
            so_far += part;
            let grown = |task: &Task| match task.status.is_over() {
                true => task.clone(),
                false => Task { bytes: task.bytes / whole * so_far, ..task.clone() },
            };
            self.wait(2_000);
            self.event(listed(tasks.iter().map(grown).collect()));
        }
    }
}

/// The service has answered with these tasks.
pub fn listed(tasks: Vec<Task>) -> Event {
    let jobs = tasks.into_iter().map(|task| JobSnapshot::of_task(JobId::new(task.id.uuid()), task));
    let mut changes: Vec<JobChange> = jobs.map(|job| JobChange::Set(Box::new(job))).collect();
    changes.push(JobChange::Answered);
    Event::Tasks(TasksEvent::Jobs(changes))
}

/// The home directory on JASMIN.
pub const HOME: &[(&str, u64, u16)] = &[
    ("analysis/", 0, 0o755),
    ("empty/", 0, 0o755),
    ("latest->runs/2024-06-01/", 0, 0o755),
    ("members/", 0, 0o755),
    ("names/", 0, 0o755),
    ("runs/", 0, 0o755),
    ("first-guess->2019-02-30", 0, 0o777),
    ("xfc->../../../work/xfc/vol1/user_cache/demo/", 0, 0o755),
    ("README.txt", 471, 0o644),
    ("tas_Amon_HadGEM3-GC31-LL_historical_r1i1p1f3_gn_185001-194912.nc", 350_000_000, 0o444),
    ("tas_Amon_HadGEM3-GC31-LL_historical_r1i1p1f3_gn_195001-201412.nc", 412_345_678, 0o644),
    ("u-bc179_apm_2020.nc", 1_340_000_000, 0o644),
    ("気温_2023年.csv", 2_000, 0o644),
    (".bashrc", 48, 0o644),
    (".config/", 0, 0o755),
];

/// A collection as a pane holds it.
fn store(id: u128, name: &[u8]) -> Arc<hemi::domain::store::StoreInfo> {
    Arc::new((&*collection(id, name)).into())
}

/// The home directory on the laptop.
pub const LAPTOP: &[(&str, u64, u16)] = &[
    ("Documents/", 0, 0o755),
    ("Downloads/", 0, 0o755),
    ("From JASMIN/", 0, 0o755),
    ("field notes, May 2023.txt", 18_233, 0o644),
    ("résumé.pdf", 184_320, 0o644),
    ("sea_ice_2019.nc", 52_428_800, 0o644),
    (".profile", 12, 0o644),
];

pub fn collection(id: u128, name: impl AsRef<[u8]>) -> Arc<Collection> {
    let id = CollectionId::new(Uuid::from_u128(id));
    Arc::new(Collection::known_by(id, Untrusted::new(name), EntityType::Mapped))
}

pub fn account(name: &str) -> Account {
    Account {
        identity: IdentityId::new(Uuid::from_u128(5)),
        username: Untrusted::new(name),
        name: None,
        service_user: false,
    }
}

pub fn path(text: &str) -> StorePath {
    StorePath::parse(text).unwrap()
}

pub fn problem() -> Problem {
    Problem::new(
        ProblemKind::Denied,
        "You may not list /badc/restricted on JASMIN Default Collection.",
        "Ask its owner for access, or go elsewhere with o.",
    )
}

pub fn silence() -> Problem {
    Problem::new(ProblemKind::Offline, "Globus did not answer.", "hemi goes on asking.")
}

/// A transfer from one collection to the other.
pub fn task(id: u128, label: impl AsRef<[u8]>, status: TaskStatus) -> Task {
    let end = |at: usize| TaskEnd {
        id: CollectionId::new(Uuid::from_u128(at as u128 + 1)),
        name: Untrusted::new(NAMES[at]),
    };
    let over = status.is_over();
    Task {
        id: TaskId::new(Uuid::from_u128(id)),
        kind: TaskKind::Transfer,
        status,
        label: Some(Untrusted::new(label)),
        source: Some(end(0)),
        destination: Some(end(1)),
        bytes: 1_340_000_000,
        files: 1_200,
        directories: 12,
        files_transferred: if over { 1_200 } else { 730 },
        files_skipped: 0,
        faults: 0,
        paused: false,
        nice_status: Some(Untrusted::new("OK")),
        nice_description: Some(Untrusted::new("No errors")),
        fatal: None,
        requested: Some(START - 90),
        completed: over.then_some(START - 15),
        options: TaskOptions { sync: Some(SyncLevel::Size), verify_checksum: true, ..TaskOptions::default() },
    }
}

/// One task in each state a user meets.
pub fn all_states() -> Vec<Task> {
    let text = |words: &str| Some(Untrusted::new(words));
    let still = |task: Task| Task { bytes: 0, files_transferred: 0, ..task };
    vec![
        Task {
            nice_status: text("Queued"),
            nice_description: text("The task waits for one of the three slots"),
            ..still(task(6, "members, all 5,000", TaskStatus::Active))
        },
        task(5, "HadGEM3 historical tas", TaskStatus::Active),
        Task {
            faults: 3,
            nice_status: text("PERMISSION_DENIED"),
            nice_description: text("Permission denied"),
            ..task(4, "restart dumps", TaskStatus::Active)
        },
        Task {
            label: None,
            files_skipped: 12,
            files_transferred: 1_188,
            ..task(3, "", TaskStatus::Succeeded)
        },
        Task {
            faults: 7,
            fatal: text("DISK_QUOTA_EXCEEDED").zip(text("The destination has no room left")),
            ..still(task(2, "swaths of June", TaskStatus::Failed))
        },
        Task {
            fatal: Some((Untrusted::new("CANCELED"), Untrusted::new("Cancelled by the user"))),
            ..still(task(1, "the wrong directory", TaskStatus::Failed))
        },
    ]
}
