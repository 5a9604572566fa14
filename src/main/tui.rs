//! The terminal program from start to end: terminal, app, runtime and loop are put together here.
//!
//! The order matters. Handlers for signals stand before the terminal is taken; the first frame is on
//! its way before anything reads a file or a network; the terminal is given back before the last work
//! is waited for.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use hemi::app::keymap::Keymap;
use hemi::app::theme::Theme;
use hemi::app::{App, Setup, StartPane};
use hemi::cli::args::TuiArguments;
use hemi::cli::exit::Code;
use hemi::cli::output::complain;
use hemi::domain::place::PlaceSpec;
use hemi::domain::text::{SafeText, Untrusted};
use hemi::runtime::Clock;
use hemi::safe;
use hemi::terminal::guard::Guard;
use hemi::terminal::run_loop::{Doors, run_loop};
use hemi::terminal::screen::{Surroundings, TtyScreen};
use hemi::terminal::signals::Signals;
use hemi::terminal::stage::Stage;
use hemi::terminal::tty::Tty;
use hemi::terminal::{Exit, input};
use tokio::sync::mpsc::{channel, unbounded_channel};

use crate::again;
use crate::demo::Demo;
use crate::work::Work;

/// Events that may wait for the loop; then the runtime has to wait.
const EVENTS_WAITING: usize = 1024;
/// What must not be lost gets this long at the end; a hang-up must be over in 2 s.
const LAST_WORK: Duration = Duration::from_millis(1500);
/// Threads that still block then are left behind.
const STRAGGLERS: Duration = Duration::from_millis(100);

/// Runs the terminal program.
pub fn run(arguments: &TuiArguments) -> Code {
    match prepare(arguments).and_then(|ready| live(arguments, ready)) {
        Ok(Exit::SwitchProfile(profile)) => again::with(&profile),
        Ok(exit) => code(exit),
        Err(refusal) => {
            complain(&refusal.words);
            refusal.code
        }
    }
}

/// Why the program did not start.
struct Refusal {
    code: Code,
    words: SafeText,
}

fn usage(words: SafeText) -> Refusal {
    Refusal { code: Code::Usage, words }
}

fn broken(error: &std::io::Error) -> Refusal {
    let why = Untrusted::new(error.to_string()).sanitized();
    Refusal { code: Code::Failed, words: safe!("the terminal cannot be used: {}", why) }
}

/// What is checked before anything is touched.
struct Ready {
    tty: Arc<Tty>,
    theme: Theme,
    surroundings: Surroundings,
}

fn prepare(arguments: &TuiArguments) -> Result<Ready, Refusal> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let Some(tty) = Tty::open() else {
        return Err(usage(safe!(
            "this is a program for a terminal, and the output is not one. Run it without a pipe."
        )));
    };
    if variable("TERM").is_none_or(|term| term == "dumb") {
        return Err(usage(safe!(
            "the terminal says it cannot move its cursor (TERM is unset or `dumb`). Set TERM to what the terminal is, such as xterm-256color."
        )));
    }
    let plain = variable("NO_COLOR").is_some();
    let theme = theme(arguments.theme.as_deref(), plain)?;
    let theme = if arguments.ascii { theme.ascii() } else { theme };
    Ok(Ready { tty: Arc::new(tty), theme, surroundings: Surroundings::of(variable) })
}

fn theme(name: Option<&str>, plain: bool) -> Result<Theme, Refusal> {
    let Some(name) = name else {
        return Ok(if plain { Theme::mono() } else { Theme::default() });
    };
    if Theme::names().any(|known| known == name) {
        return Ok(Theme::load(name));
    }
    let known = Theme::names().fold(SafeText::default(), |all, name| {
        if all.is_empty() { safe!("{}", name) } else { safe!("{}, {}", all, name) }
    });
    Err(usage(safe!("there is no theme {}. There are: {}.", Untrusted::new(name).sanitized(), known)))
}

fn live(arguments: &TuiArguments, ready: Ready) -> Result<Exit, Refusal> {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("work")
        .enable_all()
        .build()
        .map_err(|error| broken(&error))?;
    let exit = tokio.block_on(play(arguments, ready));
    tokio.shutdown_timeout(STRAGGLERS);
    exit
}

async fn play(arguments: &TuiArguments, ready: Ready) -> Result<Exit, Refusal> {
    let (news, news_in) = unbounded_channel();
    let (inputs, inputs_in) = channel(input::KEYS_WAITING);
    let (events, events_in) = channel(EVENTS_WAITING);
    let tty = ready.tty;
    let signals = Signals::install().map_err(|error| broken(&error))?;
    tokio::spawn(signals.pump(Arc::clone(&tty), news.clone()));
    let guard = Guard::enter(Arc::clone(&tty), news.clone()).map_err(|error| broken(&error))?;
    let mut screen = TtyScreen::start(Arc::clone(&tty), news.clone(), ready.surroundings)
        .map_err(|error| broken(&error))?;
    input::start(Arc::clone(&tty), inputs, news).map_err(|error| broken(&error))?;

    let (clock, demo) = (Clock::new(), Demo::of(arguments));
    let mut setup = setup(arguments, tty.size());
    if demo.is_some() {
        Demo::entitle(&mut setup);
    }
    let mut app = App::new(setup);
    let mut work = Work::new(arguments, demo, clock, events);
    #[cfg_attr(not(debug_assertions), allow(unused_mut, reason = "only a fault changes it"))]
    let mut doors = Doors { news: news_in, inputs: inputs_in, events: events_in };
    let stage = Stage { app: &mut app, theme: &ready.theme };
    #[cfg(debug_assertions)]
    let stage = faulty(stage, arguments, &mut doors.events);
    let mut stage = stage;
    let running = run_loop(&mut stage, &mut screen, &mut work, doors, || clock.now());
    // A panic has given the terminal back and said its words: what is left is to end in good order.
    let exit = AssertUnwindSafe(running).catch_unwind().await.unwrap_or(Exit::Panicked);
    guard.leave();
    work.shutdown(LAST_WORK).await;
    Ok(exit)
}

fn setup(arguments: &TuiArguments, size: (u16, u16)) -> Setup {
    let pane = |place: &Option<String>| StartPane {
        title: place.as_ref().map(|text| Untrusted::new(text).sanitized()),
        spec: place.as_deref().map(PlaceSpec::parse),
    };
    Setup {
        keymap: Keymap::blend(),
        zone: jiff::tz::TimeZone::system(),
        demo: arguments.demo,
        profile: Untrusted::new(&arguments.profile).sanitized(),
        sites: hemi::config::sites::sites(),
        start: [pane(&arguments.left), pane(&arguments.right)],
        ascii: arguments.ascii,
        size,
    }
}

/// The fault a test asked for, between the app and the loop.
#[cfg(debug_assertions)]
fn faulty<'a>(
    stage: Stage<'a>,
    arguments: &TuiArguments,
    events: &mut tokio::sync::mpsc::Receiver<hemi::app::event::Event>,
) -> hemi::terminal::fault::Faulty<Stage<'a>> {
    use hemi::cli::args::Fault as Asked;
    use hemi::terminal::fault::{Fault, Faulty};
    let fault = arguments.fault.map(|fault| match fault {
        Asked::PanicUi => Fault::PanicUi,
        Asked::PanicActor => Fault::PanicActor,
        Asked::Error => Fault::Error,
    });
    Faulty::new(stage, fault, events)
}

fn code(exit: Exit) -> Code {
    match exit {
        Exit::Quit | Exit::SwitchProfile(_) => Code::Done,
        Exit::Signal(number) => Code::Signal(number),
        Exit::HungUp => Code::Signal(rustix::process::Signal::HUP.as_raw()),
        Exit::Panicked => Code::Fault,
        Exit::Deserted => {
            complain(&safe!(
                "hemi ended because a part of it did. Tasks that were submitted go on in the service."
            ));
            Code::Failed
        }
    }
}
