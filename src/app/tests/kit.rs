//! An app with two collections, driven by key names and answers, at a time that the test sets.

use std::sync::Arc;

pub use crate::app::effect::{Effect, Effects, ExitReason, LoginMethod, Pace};
pub use crate::app::event::{AuthEvent, Event, TasksEvent, TerminalReport};
use crate::app::input::Input;
use crate::app::keymap::{KeyPress, Keymap};
pub use crate::app::requests::account::{ReadAccount, SaveSessionLimits};
pub use crate::app::requests::fs::{Access, List, Listed, ReadAccess, ReadDetails, Resolve, Resolved};
pub use crate::app::requests::login::{BeginLogin, LoginStep, ProbeDeviceFlow, SignOut};
pub use crate::app::requests::saved_session::{RevertSession, SaveSession};
pub use crate::app::requests::search::{FindCollections, FoundCollections};
pub use crate::app::requests::task::{
    CancelJob, DropJob, ReadJobDetails, ReadTaskLog, SendJob, Submission, Submit, SubmitDelete,
};
pub use crate::app::requests::{Call, Request};
use crate::app::theme::Theme;
use crate::app::{App, AppOptions, Redraw, SessionOptions, StartPane};
use crate::domain::account::Account;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::entry::{EntryKind, RawEntry};
pub use crate::domain::ids::JobId;
use crate::domain::ids::{CollectionId, IdentityId, RequestId, TaskId};
pub use crate::domain::job::{JobChange, JobSnapshot, JobState, JobWindow, WaitReason};
use crate::domain::listing::{Chunk, ChunkBuilder};
use crate::domain::path::StorePath;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::store::StoreInfo;
use crate::domain::task::{Task, TaskEnd, TaskKind, TaskStatus};
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;

pub const JASMIN: u128 = 1;
pub const LAPTOP: u128 = 2;

pub struct Rig {
    pub app: App,
    pub now: u64,
    /// What was wished since it was last looked at.
    pub effects: Effects,
}

pub fn at(mono: u64) -> Timestamp {
    Timestamp { mono, wall: 1_700_000_000_000 + mono as i64 }
}

pub fn setup(size: (u16, u16)) -> AppOptions {
    AppOptions {
        keymap: Keymap::blend(),
        zone: jiff::tz::TimeZone::UTC,
        demo: true,
        discards: false,
        profile: "default".into(),
        sites: Vec::new(),
        presets: Vec::new(),
        start: [StartPane::default(), StartPane::default()],
        session: SessionOptions::default(),
        engines: crate::transfer::route::RULES,
        prefetch: false,
        ascii: false,
        size,
        terminal: Default::default(),
    }
}

pub fn collection(id: u128, name: impl AsRef<[u8]>) -> Arc<Collection> {
    Arc::new(Collection::known_by(
        CollectionId::new(uuid::Uuid::from_u128(id)),
        Untrusted::new(name),
        EntityType::Mapped,
    ))
}

/// The same as a pane holds it.
pub fn store(id: u128, name: impl AsRef<[u8]>) -> Arc<StoreInfo> {
    Arc::new(StoreInfo::from(&*collection(id, name)))
}

pub fn spec(id: u128) -> PlaceSpec {
    PlaceSpec::Collection { id: CollectionId::new(uuid::Uuid::from_u128(id)), path: None }
}

pub fn path(text: &str) -> StorePath {
    StorePath::parse(text).unwrap()
}

/// Names ending in `/` are directories; a file's size is ten times its place.
pub fn chunk(names: &[&str]) -> Arc<Chunk> {
    let mut builder = ChunkBuilder::default();
    for (index, name) in names.iter().enumerate() {
        let kind = if name.ends_with('/') { EntryKind::Dir } else { EntryKind::File };
        builder.push(&RawEntry {
            name: name.trim_end_matches('/').as_bytes(),
            kind: Some(kind),
            size: Some(index as u64 * 10),
            modified: Some(1_700_000_000 + index as i64),
            permissions: Some(0o644),
            ..RawEntry::default()
        });
    }
    builder.finish()
}

pub fn problem(words: &'static str) -> Problem {
    Problem::new(ProblemKind::Denied, words, "Try another one.")
}

pub fn account(name: &str) -> Account {
    Account {
        identity: IdentityId::new(uuid::Uuid::from_u128(name.len() as u128)),
        username: Untrusted::new(name),
        name: None,
        service_user: false,
    }
}

pub fn task(id: u128, status: TaskStatus) -> Task {
    let end = |id: u128, name: &str| TaskEnd {
        id: CollectionId::new(uuid::Uuid::from_u128(id)),
        name: Untrusted::new(name),
    };
    Task {
        id: TaskId::new(uuid::Uuid::from_u128(id)),
        kind: TaskKind::Transfer,
        status,
        label: Some(Untrusted::new(format!("task {id}"))),
        source: Some(end(JASMIN, "JASMIN")),
        destination: Some(end(LAPTOP, "laptop")),
        bytes: 0,
        files: 10,
        directories: 1,
        files_transferred: 3,
        files_skipped: 0,
        faults: 0,
        paused: false,
        nice_status: Some(Untrusted::new("OK")),
        nice_description: None,
        fatal: None,
        requested: Some(1_700_000_000),
        completed: None,
        options: crate::domain::task::TaskOptions::default(),
    }
}

/// A task as the job that hemi did not make.
pub fn job(task: Task) -> JobSnapshot {
    JobSnapshot::of_task(JobId::new(task.id.uuid()), task)
}

/// A saved submission.
pub fn saved(id: u128, state: JobState) -> JobSnapshot {
    JobSnapshot { state, task: None, ..job(task(id, TaskStatus::Active)) }
}

/// Job sources report these.
pub fn reported(jobs: Vec<JobSnapshot>) -> Event {
    let changes = jobs.into_iter().map(|job| JobChange::Set(Box::new(job))).collect();
    Event::Tasks(TasksEvent::Jobs(changes))
}

/// The service has answered with these tasks.
pub fn listed(tasks: Vec<Task>) -> Event {
    let mut changes: Vec<JobChange> =
        tasks.into_iter().map(|task| JobChange::Set(Box::new(job(task)))).collect();
    changes.push(JobChange::Answered);
    Event::Tasks(TasksEvent::Jobs(changes))
}

/// The same setup with the keys of a preset.
pub fn with_keys(preset: &str, setup: AppOptions) -> AppOptions {
    AppOptions { keymap: Keymap::of(preset, &toml::Table::new()).unwrap(), ..setup }
}

/// The key with a name such as `Ctrl-D` or `j`.
pub fn key(name: &str) -> Input {
    Input::Key(KeyPress::parse(name).unwrap_or_else(|| panic!("{name} is no key")).event())
}

impl Rig {
    /// Signed in, nothing open.
    pub fn signed_in(size: (u16, u16)) -> Self {
        Self::signed_in_as(setup(size))
    }

    pub fn signed_in_as(setup: AppOptions) -> Self {
        let mut rig = Self { app: App::new(setup), now: 0, effects: Effects::new() };
        rig.event(Event::Auth(AuthEvent::Connected {
            environment: SafeText::default(),
            places: Vec::new(),
            method: LoginMethod::Browser,
        }));
        rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
        rig.take();
        rig
    }

    /// JASMIN with these rows on the left, an empty laptop on the right.
    pub fn browsing(names: &[&str]) -> Self {
        Self::browsing_in(setup((80, 24)), names)
    }

    pub fn browsing_in(setup: AppOptions, names: &[&str]) -> Self {
        let mut rig = Self::signed_in_as(setup);
        let places = vec![(Side::Left, spec(JASMIN)), (Side::Right, spec(LAPTOP))];
        rig.event(Event::Auth(AuthEvent::Connected {
            environment: SafeText::default(),
            places,
            method: LoginMethod::Browser,
        }));
        let ids: Vec<RequestId> = rig.take().iter().filter_map(resolve).collect();
        rig.event(Event::done::<Resolve>(
            ids[0],
            Ok(Resolved { store: store(JASMIN, "JASMIN"), path: None }),
        ));
        rig.event(Event::done::<Resolve>(
            ids[1],
            Ok(Resolved { store: store(LAPTOP, "laptop"), path: None }),
        ));
        let ids: Vec<RequestId> = rig.take().iter().filter_map(browse).collect();
        rig.list(ids[0], "/home/demo", names);
        rig.list(ids[1], "/data", &[]);
        rig.take();
        rig
    }

    /// Answers a listing.
    pub fn list(&mut self, id: RequestId, path: &str, names: &[&str]) {
        if !names.is_empty() {
            self.event(Event::partial::<List>(id, chunk(names)));
        }
        self.listed(id, path);
    }

    pub fn listed(&mut self, id: RequestId, at: &str) {
        self.event(Event::done::<List>(
            id,
            Ok(Listed { path: path(at), writable: Some(true), free: None, truncated: false, unreadable: 0 }),
        ));
    }

    pub fn event(&mut self, event: Event) {
        let effects = self.app.apply(event, at(self.now));
        self.effects.extend(effects);
    }

    /// Presses keys, named with blanks between, 10 ms apart.
    pub fn keys(&mut self, names: &str) -> &mut Self {
        for name in names.split(' ') {
            self.now += 10;
            let effects = self.app.input(key(name), at(self.now));
            self.effects.extend(effects);
        }
        self
    }

    pub fn wait(&mut self, ms: u64) -> &mut Self {
        self.now += ms;
        self
    }

    /// Does the work that takes long to its end; in how many turns.
    pub fn settle(&mut self) -> usize {
        let mut turns = 0;
        while self.app.is_working() {
            let effects = self.app.work(at(self.now));
            self.effects.extend(effects);
            turns += 1;
            assert!(turns < 10_000, "the work has no end");
        }
        turns
    }

    /// Whether there is something to draw, which counts as drawn from now on.
    pub fn take_dirty(&mut self) -> bool {
        self.app.take_redraw() != Redraw::Never
    }

    /// Tells that the present picture was written.
    pub fn drawn(&mut self) -> &mut Self {
        self.event(Event::Terminal(TerminalReport::Drawn { frame: 1 }));
        self
    }

    pub fn take(&mut self) -> Effects {
        std::mem::take(&mut self.effects)
    }

    /// The one listing asked for since it was last looked at.
    pub fn asked(&mut self) -> RequestId {
        let ids: Vec<RequestId> = self.take().iter().filter_map(browse).collect();
        assert_eq!(ids.len(), 1, "one listing was to be asked for");
        ids[0]
    }

    /// The names shown in a pane.
    pub fn names(&self, side: Side) -> Vec<String> {
        let here = self.app.pane(side).here();
        here.iter().flat_map(|h| h.listing().iter()).map(|e| e.name.sanitized().as_str().to_owned()).collect()
    }

    /// The name under the bar of the active pane.
    pub fn entry_at_cursor(&self) -> String {
        let here = self.app.pane(self.app.active()).here();
        here.and_then(|h| h.entry_at_cursor())
            .map(|e| e.name.sanitized().as_str().to_owned())
            .unwrap_or_default()
    }

    /// The screen, line by line.
    pub fn screen(&self) -> Vec<String> {
        screen(&self.app, self.app.terminal.size)
    }

    fn line(&self, area: crate::app::layout::Area) -> String {
        self.screen().get(usize::from(area.y)).cloned().unwrap_or_default()
    }

    /// The line with the path of the left pane, and what is beside it.
    pub fn path_line(&self) -> String {
        self.line(self.app.layout().pane(Side::Left).path)
    }

    /// The line below the panes.
    pub fn footer(&self) -> String {
        self.line(self.app.layout().pane(Side::Left).footer)
    }

    /// The lines of the panes' rows.
    pub fn pane_rows(&self) -> Vec<String> {
        let rows = self.app.layout().pane(Side::Left).rows;
        self.screen()[usize::from(rows.y)..usize::from(rows.end())].to_vec()
    }

    /// The notice in full.
    pub fn notice(&self) -> String {
        self.app.notices.current().map(|notice| notice.words.to_string()).unwrap_or_default()
    }

    /// The keys that apply.
    pub fn hints(&self) -> String {
        self.line(self.app.layout().hints).trim_start().to_owned()
    }

    /// All lines in one text.
    pub fn text(&self) -> String {
        self.screen().join("\n")
    }
}

pub fn screen(app: &App, size: (u16, u16)) -> Vec<String> {
    let buf = crate::app::view::drawn(app, &Theme::mono(), size);
    let mut out = Vec::new();
    for row in buf.content.chunks(usize::from(size.0.max(1))) {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row {
            // The cell behind a wide sign is part of it.
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = crate::domain::sanitise::width(cell.symbol());
            }
            skip = skip.saturating_sub(1);
        }
        out.push(line.trim_end().to_owned());
    }
    out
}

/// The id and the call of a request, if it is this call.
pub fn call<C: Call + Clone>(effect: &Effect) -> Option<(RequestId, C)> {
    let Effect::Send { id, request } = effect else { return None };
    C::of(request).map(|call| (*id, call.clone()))
}

/// The requests of one call among the effects.
pub fn calls<C: Call + Clone>(effects: &[Effect]) -> Vec<(RequestId, C)> {
    effects.iter().filter_map(call).collect()
}

pub fn resolve(effect: &Effect) -> Option<RequestId> {
    call::<Resolve>(effect).map(|(id, _)| id)
}

pub fn browse(effect: &Effect) -> Option<RequestId> {
    call::<List>(effect).map(|(id, _)| id)
}

pub fn cancelled(effects: &[Effect]) -> Vec<RequestId> {
    effects.iter().filter_map(|e| if let Effect::Cancel(id) = e { Some(*id) } else { None }).collect()
}

pub fn sign_in_needed() -> Event {
    Event::Auth(AuthEvent::SignInNeeded(None))
}
