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
use hemi::app::{App, AppOptions};
use hemi::cli::args::TuiArguments;
use hemi::cli::connect;
use hemi::cli::exit::{ExitCode, Failure};
use hemi::cli::printer::print_error;
use hemi::config::locale::is_utf8;
use hemi::domain::browser::has_window;
use hemi::domain::sanitise::escape_non_ascii;
use hemi::domain::terminal::TerminalEnv;
use hemi::domain::text::SafeText;
use hemi::runtime::Clock;
use hemi::safe;
use hemi::terminal::guard::Guard;
use hemi::terminal::run_loop::{EffectHandler as _, Inputs, run_loop};
use hemi::terminal::screen::{ScreenOptions, TtyScreen};
use hemi::terminal::signals::Signals;
use hemi::terminal::stage::Stage;
use hemi::terminal::tty::Tty;
use hemi::terminal::user_program::UserPrograms;
use hemi::terminal::{Exit, TerminalEvent, input};

use tokio::sync::mpsc::{channel, unbounded_channel};

use crate::appearance::Appearance;
use crate::demo::Demo;
use crate::last_directory;
use crate::lazy_runtime::LazyRuntime;
use crate::plain;
use crate::reexec;
use crate::setup::{EVENTS_WAITING, LAST_WORK, setup, unusable};
use crate::start_places::Beginning;

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

fn no_terminal() -> Failure {
    usage(safe!(
        "hemi needs a terminal, and its output is not one. Run it without a pipe or redirection, or as lines of text: \
         hemi --plain"
    ))
}

/// What is checked before the terminal is taken.
struct Ready {
    /// The terminal; none in the plain mode, which only reads and writes lines.
    tty: Option<Arc<Tty>>,
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
    let appearance = Appearance::of(arguments, &paths, &env)?;
    // A terminal that cannot move its cursor shows lines. Without any, only who asks for lines gets them.
    let term = variable("TERM");
    let is_plain = arguments.plain || term.as_ref().is_some_and(|term| term == "dumb");
    let tty = if is_plain { None } else { Some(Tty::open().ok_or_else(no_terminal)?) };
    let tty = tty.filter(|_| term.is_some()).map(|tty| Arc::new(tty.with_mouse(appearance.config.mouse)));
    if tty.is_none() && appearance.ascii {
        escape_non_ascii();
    }
    let start = Beginning::of(arguments, &paths, &appearance.config)?;
    let screen = ScreenOptions {
        env,
        has_browser: has_window(|name| variable(name)?.into_string().ok()),
        clipboard: appearance.config.clipboard,
        programs: UserPrograms::of(variable),
    };
    Ok(Ready { tty, start, appearance, screen })
}

fn run_tui(arguments: &TuiArguments, ready: Ready) -> Result<Exit, Failure> {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("work")
        .enable_all()
        .build()
        .map_err(|error| unusable(&error))?;
    let Ready { tty, start, appearance, screen } = ready;
    let exit = tokio.block_on(async {
        match tty {
            Some(tty) => run_async(arguments, tty, start, appearance, screen).await,
            None => plain::run(arguments, start, appearance, screen).await,
        }
    });
    tokio.shutdown_timeout(SHUTDOWN);
    exit
}

async fn run_async(
    arguments: &TuiArguments,
    tty: Arc<Tty>,
    start: Beginning,
    appearance: Appearance,
    options: ScreenOptions,
) -> Result<Exit, Failure> {
    let (terminal, terminal_events) = unbounded_channel();
    let (keys, key_inputs) = channel(input::KEYS_WAITING);
    let (events, runtime_events) = channel(EVENTS_WAITING);
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
    let mut setup = AppOptions {
        keymap: appearance.keymap,
        start: panes,
        session,
        prefetch: appearance.config.prefetch,
        terminal: terminal_env,
        ..setup
    };
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
    last_directory::write(arguments, &app, exit)
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
