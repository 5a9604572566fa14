//! The driver: the real app, the real runtime and a real sandbox, run by the very loop the program runs,
//! with a screen that is read instead of written. Tests type keys and wait for what a user would see.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hemi::app::effect::LoginMethod;
use hemi::app::input::Input;
use hemi::app::keymap::Keymap;
use hemi::app::theme::Theme;
use hemi::app::{App, AppOptions, StartPane};
use hemi::config::Credentials;
use hemi::config::paths::Paths;
use hemi::domain::ids::ClientId;
use hemi::domain::path::StorePath;
use hemi::domain::place::{PlaceSpec, Side};
use hemi::globus::env::Environment;
use hemi::runtime::{Clock, Connection, Options, Runtime};
use hemi::terminal::run_loop::{Inputs, run_loop};
use hemi::terminal::{Exit, TerminalEvent};
use ratatui::buffer::Buffer;
use tokio::sync::mpsc;

mod program;
mod sandbox;

use program::{Performer, TestScreen, Watched};
pub use sandbox::Sandbox;

/// Nothing a test waits for takes longer, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// How to start a [`Drive`].
pub struct Start {
    pub size: (u16, u16),
    pub left: Option<PlaceSpec>,
    pub right: Option<PlaceSpec>,
    pub way: LoginMethod,
    /// Signs in without a person; otherwise the sign-in is walked by the test.
    pub auto_consent: bool,
    /// The service client instead of a person.
    pub service: bool,
    pub client: bool,
    /// Whose files.
    pub profile: &'static str,
    /// Where the services are, when not at the sandbox itself (a proxy before it).
    pub url: Option<String>,
}

impl Start {
    /// The demo's two collections, signed in.
    pub fn demo(sandbox: &Sandbox) -> Self {
        let spec = |name: &str| Some(PlaceSpec::parse(&sandbox.id(name)));
        Self {
            size: (80, 24),
            left: spec("JASMIN Default Collection"),
            right: spec("GCP laptop"),
            way: LoginMethod::Paste,
            auto_consent: true,
            service: false,
            client: true,
            profile: "default",
            url: None,
        }
    }

    pub fn at(sandbox: &Sandbox, left: &str, right: &str) -> Self {
        let spec = |(name, path): (&str, &str)| PlaceSpec::parse(&format!("{}:{path}", sandbox.id(name)));
        Self {
            left: Some(spec(("JASMIN Default Collection", left))),
            right: Some(spec(("GCP laptop", right))),
            ..Self::demo(sandbox)
        }
    }
}

/// What the loop shows and asks for, as the test sees it.
#[derive(Default)]
struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    frame: Option<Buffer>,
    busy: bool,
    /// Keys and pastes that the loop has handled.
    handled: u64,
    /// The app is in the middle of a step, or changed something that no frame shows yet.
    in_step: bool,
    undrawn: bool,
    /// The shell's screen is shown; the next key only ends that.
    plain: bool,
    frames: u64,
    /// The last frame the app knows to be on the screen.
    drawn: u64,
    opened: Vec<String>,
    copied: Vec<String>,
    printed: Vec<String>,
    exit: Option<Exit>,
}

impl Seen {
    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        let out = f(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
        out
    }
}

/// The program, driven.
pub struct Drive {
    inputs: mpsc::Sender<Input>,
    terminal: mpsc::UnboundedSender<TerminalEvent>,
    /// Keys and pastes that were typed.
    typed: AtomicU64,
    seen: Arc<Seen>,
    size: Arc<Mutex<(u16, u16)>>,
    /// Milliseconds the app's clock is ahead: time passes when a test says so.
    ahead: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
    pub home: PathBuf,
    _home: Option<tempfile::TempDir>,
}

impl Drive {
    pub fn start(sandbox: &Sandbox, start: Start) -> Self {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().to_owned();
        let mut drive = Self::start_in(sandbox, start, &path);
        drive._home = Some(home);
        drive
    }

    /// With files kept in `home`, so that a second start finds what the first left.
    pub fn start_in(sandbox: &Sandbox, start: Start, home: &Path) -> Self {
        let url = start.url.clone().unwrap_or_else(|| sandbox.ready.url.clone());
        let service = &sandbox.ready.service_client;
        let connection = Connection {
            environment: Environment::local(&url).unwrap().with_ca_file(sandbox.ready.ca_file.clone()),
            client: start.client.then(|| ClientId::new(sandbox.ready.client_id)),
            credentials: start.service.then(|| Credentials {
                client: ClientId::new(service.id),
                secret: hemi::domain::secret::Token::new(service.secret.clone()),
            }),
            paths: Paths::under(home, start.profile).unwrap(),
            way: start.way,
            auto_consent: start.auto_consent,
            places: Vec::<(Side, PlaceSpec)>::new(),
        };
        let (inputs, inputs_in) = mpsc::channel(64);
        let (terminal, terminal_events) = mpsc::unbounded_channel();
        let (events, events_in) = mpsc::channel(256);
        let seen = Arc::new(Seen::default());
        let size = Arc::new(Mutex::new(start.size));
        let pane = |spec: &Option<PlaceSpec>| StartPane { spec: spec.clone(), ..Default::default() };
        let app = App::new(AppOptions {
            sites: hemi::config::sites::sites(),
            presets: hemi::config::sites::presets(),
            keymap: Keymap::blend(),
            zone: jiff::tz::TimeZone::UTC,
            demo: false,
            discards: false,
            profile: "default".into(),
            start: [pane(&start.left), pane(&start.right)],
            session: Default::default(),
            engines: hemi::runtime::ENGINE_RULES,
            prefetch: false,
            ascii: false,
            size: start.size,
            terminal: Default::default(),
        });
        let mut screen =
            TestScreen { seen: Arc::clone(&seen), size: Arc::clone(&size), terminal: terminal.clone() };
        let shared = Arc::clone(&seen);
        let ahead = Arc::new(AtomicU64::new(0));
        let skew = Arc::clone(&ahead);
        let thread = std::thread::spawn(move || {
            let tokio =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            tokio.block_on(async move {
                let clock = Clock::new();
                let connect = Box::pin(async move { Ok(connection) });
                let options = Options {
                    connect,
                    home: StorePath::root(),
                    clock,
                    crash_point: Default::default(),
                    session_file: None,
                };
                let mut performer = Performer(Runtime::start(options, events));
                let channels = Inputs { terminal: terminal_events, keys: inputs_in, events: events_in };
                let mut program = Watched { app, theme: Theme::load("default16"), seen: Arc::clone(&shared) };
                let now = || clock.now().after(Duration::from_millis(skew.load(Ordering::SeqCst)));
                let exit = run_loop(&mut program, &mut screen, &mut performer, channels, now).await;
                performer.0.shutdown().await;
                shared.with(|state| state.exit = Some(exit));
            });
        });
        let (typed, thread, home) = (AtomicU64::new(0), Some(thread), home.to_owned());
        Self { inputs, terminal, typed, seen, size, ahead, thread, home, _home: None }
    }

    /// Types keys: letters as they are, `<Enter>`, `<Esc>`, `<Tab>`, `<Space>`, `<Down>`, `<F5>`, `<C-l>`…
    pub fn keys(&self, keys: &str) -> &Self {
        for key in crate::keys::parse(keys) {
            self.send(Input::Key(key));
        }
        self
    }

    pub fn paste(&self, text: &str) -> &Self {
        self.send(Input::Paste(text.to_owned()));
        self
    }

    fn send(&self, input: Input) {
        self.typed.fetch_add(1, Ordering::SeqCst);
        self.inputs.blocking_send(input).expect("the loop runs");
    }

    pub fn resize(&self, columns: u16, rows: u16) -> &Self {
        *self.size.lock().unwrap() = (columns, rows);
        self.terminal.send(TerminalEvent::Resized).expect("the loop runs");
        self
    }

    fn wait<T>(&self, what: &str, wanted: impl Fn(&State) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.seen.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(found) = wanted(&state) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no {what}; the screen is\n{}", text(state.frame.as_ref()));
            state = self.seen.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until the screen has this text.
    pub fn expect(&self, wanted: &str) -> &Self {
        self.wait(wanted, |state| text(state.frame.as_ref()).contains(wanted).then_some(()));
        self
    }

    /// Waits until the screen is without this text.
    pub fn expect_gone(&self, unwanted: &str) -> &Self {
        let is_gone = |state: &State| {
            (state.frame.is_some() && !text(state.frame.as_ref()).contains(unwanted)).then_some(())
        };
        self.wait(&format!("{unwanted:?} to go"), is_gone);
        self
    }

    /// Waits until the screen fulfils a condition.
    pub fn until(&self, what: &str, wanted: impl Fn(&str) -> bool) -> &Self {
        self.wait(what, |state| wanted(&text(state.frame.as_ref())).then_some(()));
        self
    }

    /// Waits until every key is handled, no request is open and the screen shows it: a condition, not a pause.
    pub fn idle(&self) -> &Self {
        let typed = self.typed.load(Ordering::SeqCst);
        let is_idle = |state: &State| {
            let is_open = state.busy || state.in_step || state.undrawn;
            state.frame.is_some() && !is_open && state.handled >= typed
        };
        self.wait("idleness", |state| is_idle(state).then_some(()));
        self
    }

    /// Moves the bar of the left pane to the row that begins with `name`, which is on the screen.
    pub fn go_to(&self, name: &str) -> &Self {
        let is_row = |line: &str| line.chars().skip(3).collect::<String>().starts_with(name);
        let row = self.screen().lines().position(is_row).unwrap_or_else(|| panic!("no row {name}"));
        // Header, frame, path and column heads are above the first row.
        self.keys("gg").keys(&"j".repeat(row - 4))
    }

    /// Lets time pass for the app, once it knows that what it drew is on the screen.
    pub fn later(&self, span: Duration) -> &Self {
        self.wait("the last frame to be on the screen", |state| (state.drawn == state.frames).then_some(()));
        self.ahead.fetch_add(u64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
        self
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        self.seen.with(|state| text(state.frame.as_ref()))
    }

    pub fn frame(&self) -> Buffer {
        self.seen.with(|state| state.frame.clone()).expect("a frame")
    }

    pub fn frames(&self) -> u64 {
        self.seen.with(|state| state.frames)
    }

    /// The link that was opened in a browser.
    pub fn opened(&self) -> String {
        self.wait("a browser", |state| state.opened.last().cloned())
    }

    /// The text that was copied.
    pub fn copied(&self) -> String {
        self.wait("a copy", |state| state.copied.last().cloned())
    }

    /// The text that these keys copy.
    pub fn copy(&self, keys: &str) -> String {
        let before = self.seen.with(|state| state.copied.len());
        self.keys(keys);
        self.wait("a copy", |state| state.copied.get(before).cloned())
    }

    /// The link that these keys open in a browser.
    pub fn open(&self, keys: &str) -> String {
        let before = self.seen.with(|state| state.opened.len());
        self.keys(keys);
        self.wait("a browser", |state| state.opened.get(before).cloned())
    }

    /// The link printed as one plain line on the shell's screen.
    pub fn printed(&self) -> String {
        self.wait("a plain line", |state| state.printed.last().cloned())
    }

    /// How the loop ended.
    pub fn exit(&self) -> Exit {
        self.wait("the end", |state| state.exit.clone())
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        let _ = self.terminal.send(TerminalEvent::Terminate(15));
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
            && !std::thread::panicking()
        {
            panic!("the driven program panicked");
        }
    }
}

/// The screen as lines of text.
pub fn text(frame: Option<&Buffer>) -> String {
    let Some(frame) = frame else { return String::new() };
    let mut out = String::new();
    for y in 0..frame.area.height {
        let mut x = 0;
        while x < frame.area.width {
            let symbol = frame[(x, y)].symbol();
            out.push_str(symbol);
            x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol).max(1)).unwrap();
        }
        out.push('\n');
    }
    out
}
