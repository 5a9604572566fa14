//! The terminal program from start to end: puts together terminal, app, runtime and loop.
//!
//! The order matters. Signal handlers are installed before the terminal is taken. The first frame is handed to
//! the screen before the runtime reads a file or a network. The terminal is restored before the last writes are
//! waited for.

use std::os::unix::ffi::OsStringExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use hemi::app::keymap::Keymap;
use hemi::app::{App, AppOptions};
use hemi::cli::args::TuiArguments;
use hemi::cli::connect;
use hemi::cli::exit::{ExitCode, Failure};
use hemi::cli::printer::print_error;
use hemi::config::locale::is_utf8;
use hemi::domain::browser::has_window;
use hemi::domain::terminal::TerminalEnv;
use hemi::domain::text::{SafeText, Untrusted};
use hemi::runtime::Clock;
use hemi::safe;
use hemi::terminal::guard::Guard;
use hemi::terminal::run_loop::{EffectHandler as _, Inputs, run_loop};
use hemi::terminal::screen::{ScreenOptions, TtyScreen};
use hemi::terminal::signals::Signals;
use hemi::terminal::stage::Stage;
use hemi::terminal::tty::Tty;
use hemi::terminal::{Exit, TerminalEvent, input};
use jiff::tz::TimeZone;

use tokio::sync::mpsc::{channel, unbounded_channel};

use crate::appearance::Appearance;
use crate::demo::Demo;
use crate::lazy_runtime::LazyRuntime;
use crate::reexec;
use crate::start_places::Beginning;

/// Capacity of the channel of events; the runtime waits while it is full.
const EVENTS_WAITING: usize = 1024;
/// Writes that must not be lost are waited for this long at the end: after a hang-up hemi ends within 2 s.
const LAST_WORK: Duration = Duration::from_millis(1500);
/// Threads that still block after this time are abandoned.
const SHUTDOWN: Duration = Duration::from_millis(100);

/// Runs the terminal program.
pub fn run(arguments: &TuiArguments) -> ExitCode {
    match prepare(arguments).and_then(|ready| run_tui(arguments, ready)) {
        Ok(Exit::SwitchProfile(profile)) => reexec::with_profile(&profile),
        Ok(exit) => exit_code(exit),
        Err(failure) => {
            print_error(&failure.message);
            failure.code
        }
    }
}

fn usage(message: SafeText) -> Failure {
    Failure::new(ExitCode::Usage, message)
}

fn unusable(error: &std::io::Error) -> Failure {
    let why = Untrusted::new(error.to_string()).sanitized();
    Failure::new(ExitCode::Failed, safe!("the terminal cannot be used: {}", why))
}

/// What is checked before the terminal is taken.
struct Ready {
    tty: Arc<Tty>,
    start: Beginning,
    appearance: Appearance,
    screen: ScreenOptions,
}

fn prepare(arguments: &TuiArguments) -> Result<Ready, Failure> {
    let paths = connect::paths(&arguments.profile_paths()).map_err(|problem| usage(problem.happened))?;
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let env = TerminalEnv {
        utf8: is_utf8(&hemi::config::variable),
        ..TerminalEnv::of(|name| variable(name).map(OsStringExt::into_vec))
    };
    let appearance = Appearance::of(arguments, &paths, &env);
    let Some(tty) = Tty::open() else {
        return Err(usage(safe!(
            "hemi needs a terminal, and its output is not one. Run it without a pipe or redirection."
        )));
    };
    if variable("TERM").is_none_or(|term| term == "dumb") {
        return Err(usage(safe!(
            "this terminal cannot move its cursor (TERM is unset or `dumb`). Set TERM to the type of your terminal, such as xterm-256color."
        )));
    }
    let start = Beginning::of(arguments, &paths, &appearance.config)?;
    let tty = tty.with_mouse(appearance.config.mouse);
    let screen = ScreenOptions {
        env,
        has_browser: has_window(|name| variable(name)?.into_string().ok()),
        clipboard: appearance.config.clipboard,
    };
    Ok(Ready { tty: Arc::new(tty), start, appearance, screen })
}

fn run_tui(arguments: &TuiArguments, ready: Ready) -> Result<Exit, Failure> {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("work")
        .enable_all()
        .build()
        .map_err(|error| unusable(&error))?;
    let exit = tokio.block_on(run_async(arguments, ready));
    tokio.shutdown_timeout(SHUTDOWN);
    exit
}

async fn run_async(arguments: &TuiArguments, ready: Ready) -> Result<Exit, Failure> {
    let (terminal, terminal_events) = unbounded_channel();
    let (keys, key_inputs) = channel(input::KEYS_WAITING);
    let (events, runtime_events) = channel(EVENTS_WAITING);
    let Ready { tty, start, appearance, screen: options } = ready;
    let terminal_env = options.env.clone();
    let esc = Duration::from_millis(u64::from(appearance.config.escape_ms.get()));
    let signals = Signals::install().map_err(|error| unusable(&error))?;
    tokio::spawn(signals.pump(Arc::clone(&tty), terminal.clone()));
    let guard = Guard::enter(Arc::clone(&tty), terminal.clone()).map_err(|error| unusable(&error))?;
    let mut screen =
        TtyScreen::start(Arc::clone(&tty), terminal.clone(), options).map_err(|error| unusable(&error))?;
    input::start(Arc::clone(&tty), keys, terminal.clone(), esc).map_err(|error| unusable(&error))?;

    let clock = Clock::new();
    let demo = Demo::of(arguments);
    if let Some(problem) = appearance.problem {
        let _ = terminal.send(TerminalEvent::Failed(problem));
    }
    let Beginning { panes, session, session_file } = start;
    let setup = setup(arguments, appearance.zone, appearance.ascii, tty.size());
    let mut setup =
        AppOptions { keymap: appearance.keymap, start: panes, session, terminal: terminal_env, ..setup };
    if demo.is_some() {
        Demo::set_titles(&mut setup);
    }
    let mut app = App::new(setup);
    let mut runtime = LazyRuntime::new(arguments, demo, session_file, clock, events);
    #[cfg_attr(not(debug_assertions), allow(unused_mut, reason = "only a fault changes it"))]
    let mut inputs = Inputs { terminal: terminal_events, keys: key_inputs, events: runtime_events };
    let stage = Stage { app: &mut app, themes: &appearance.themes };
    #[cfg(debug_assertions)]
    let stage = faulty(stage, arguments, &mut inputs.events);
    let mut stage = stage;
    let running = run_loop(&mut stage, &mut screen, &mut runtime, inputs, || clock.now());
    // The panic hook has restored the terminal and printed its message: an orderly shutdown is left.
    let exit = AssertUnwindSafe(running).catch_unwind().await.unwrap_or(Exit::Panicked);
    guard.leave();
    if exit != Exit::Panicked {
        let effects = app.end_session(exit == Exit::Quit, clock.now());
        effects.into_iter().for_each(|effect| runtime.handle(effect));
    }
    runtime.shutdown(LAST_WORK).await;
    Ok(exit)
}

fn setup(arguments: &TuiArguments, zone: TimeZone, ascii: bool, size: (u16, u16)) -> AppOptions {
    AppOptions {
        keymap: Keymap::default(),
        zone,
        demo: arguments.demo,
        discards: arguments.demo && arguments.data.is_none(),
        profile: Untrusted::new(&arguments.profile).sanitized(),
        sites: hemi::config::sites::sites(),
        start: Default::default(),
        session: Default::default(),
        engines: hemi::runtime::ENGINE_RULES,
        ascii,
        size,
        terminal: TerminalEnv::default(),
    }
}

/// Puts the fault that a test injects between the app and the loop.
#[cfg(debug_assertions)]
fn faulty<'a>(
    stage: Stage<'a>,
    arguments: &TuiArguments,
    events: &mut tokio::sync::mpsc::Receiver<hemi::app::event::Event>,
) -> hemi::terminal::fault::Faulty<Stage<'a>> {
    use hemi::cli::args::Fault as FaultArgument;
    use hemi::terminal::fault::{Fault, Faulty};
    let fault = arguments.fault.map(|fault| match fault {
        FaultArgument::PanicUi => Fault::PanicUi,
        FaultArgument::PanicActor => Fault::PanicActor,
        FaultArgument::Error => Fault::Error,
    });
    Faulty::new(stage, fault, events)
}

fn exit_code(exit: Exit) -> ExitCode {
    match exit {
        Exit::Quit | Exit::SwitchProfile(_) => ExitCode::Done,
        Exit::Signal(number) => ExitCode::Signal(number),
        Exit::HungUp => ExitCode::Signal(rustix::process::Signal::HUP.as_raw()),
        Exit::Panicked => ExitCode::Fault,
        Exit::RuntimeGone => {
            print_error(&safe!(
                "hemi stopped because of a bug in its runtime. Submitted tasks continue in the service."
            ));
            ExitCode::Failed
        }
    }
}
