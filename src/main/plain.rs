//! The plain mode from start to end: lines in and out in the place of the terminal; the same app, runtime and files.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use hemi::app::{App, AppOptions, plain};
use hemi::cli::args::TuiArguments;
use hemi::cli::exit::Failure;
use hemi::runtime::Clock;
use hemi::terminal::plain::{PlainInputs, PlainOutput, run_plain};
use hemi::terminal::plain_io::{LineOut, read_lines};
use hemi::terminal::plain_signals::signals;
use hemi::terminal::run_loop::EffectHandler as _;
use hemi::terminal::screen::ScreenOptions;
use hemi::terminal::{Exit, TerminalEvent};
use tokio::sync::mpsc::{channel, unbounded_channel};

use crate::appearance::Appearance;
use crate::demo::Demo;
use crate::last_directory;
use crate::lazy_runtime::LazyRuntime;
use crate::setup::{EVENTS_WAITING, LAST_WORK, setup, unusable};
use crate::start_places::Beginning;

/// Runs it until there is a reason to exit.
pub async fn run(
    arguments: &TuiArguments,
    start: Beginning,
    appearance: Appearance,
    options: ScreenOptions,
) -> Result<Exit, Failure> {
    let (terminal, terminal_events) = unbounded_channel();
    let (events, runtime_events) = channel(EVENTS_WAITING);
    let signals = signals().map_err(|error| unusable(&error))?;
    let lines = read_lines().map_err(|error| unusable(&error))?;
    let out = LineOut::start(terminal.clone()).map_err(|error| unusable(&error))?;
    if let Some(problem) = appearance.problem {
        let _ = terminal.send(TerminalEvent::Failed(problem));
    }

    let clock = Clock::new();
    let demo = Demo::of(arguments);
    let Beginning { panes, session, session_file } = start;
    let setup = setup(arguments, appearance.zone, appearance.ascii, plain::SIZE);
    let mut setup = AppOptions {
        keymap: appearance.keymap.with_names_said(),
        start: panes,
        session,
        prefetch: appearance.config.prefetch,
        terminal: options.env,
        ..setup
    };
    if demo.is_some() {
        Demo::set_titles(&mut setup);
    }
    let mut app = App::new(setup);
    let mut runtime = LazyRuntime::new(arguments, demo, session_file, clock, events);
    let inputs = PlainInputs { signals, terminal: terminal_events, lines, events: runtime_events };
    let output = PlainOutput { out, has_browser: options.has_browser, events: terminal };
    let running = run_plain(&mut app, &mut runtime, inputs, output, || clock.now());
    let exit = AssertUnwindSafe(running).catch_unwind().await.unwrap_or(Exit::Panicked);
    if exit != Exit::Panicked {
        let effects = app.end_session(exit == Exit::Quit, clock.now());
        effects.into_iter().for_each(|effect| runtime.handle(effect));
    }
    runtime.shutdown(LAST_WORK).await;
    last_directory::write(arguments, &app, exit)
}
