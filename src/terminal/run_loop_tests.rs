//! The order of events, and when frames are drawn: with a test double of the app and a stepped clock.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crossterm::event::{KeyCode, KeyEvent};
use tokio::sync::mpsc::{Sender, UnboundedSender, channel, unbounded_channel};

use super::*;
use crate::app::event::AuthEvent;
use crate::domain::link::Link;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;

#[cfg(test)]
#[path = "run_loop_frame_tests.rs"]
mod frames;
#[cfg(test)]
#[path = "run_loop_lent_tests.rs"]
mod lent;
#[cfg(test)]
#[path = "run_loop_wake_tests.rs"]
mod wakes;

/// What happened, in order.
type Log = Rc<RefCell<Vec<String>>>;

struct Fake {
    log: Log,
    dirty: Redraw,
    wake: Option<Timestamp>,
    quiet_key: bool,
    /// Turns of work left, each of which takes 3 ms.
    turns: u32,
    /// The milliseconds that the work took, which the clock adds.
    worked: Rc<Cell<u64>>,
    /// Presses a key when the first event is applied.
    presses: Option<Sender<Input>>,
    /// Gets a signal when the key `w` is handled.
    signals: Option<UnboundedSender<TerminalEvent>>,
}

impl Program for Fake {
    fn input(&mut self, input: Input, _: Timestamp) -> Effects {
        let Input::Key(key) = input else {
            self.log.borrow_mut().push("resize".into());
            self.dirty = Redraw::Now;
            return Vec::new();
        };
        self.log.borrow_mut().push(format!("key {}", key.code));
        self.dirty = if self.quiet_key { Redraw::Never } else { Redraw::Now };
        match key.code {
            KeyCode::Char('q') => vec![Effect::Exit(ExitReason::Quit)],
            KeyCode::Char('w') => {
                let signals = self.signals.as_ref().unwrap();
                signals.send(TerminalEvent::Resized).unwrap();
                Vec::new()
            }
            KeyCode::Char('z') => vec![Effect::Terminal(TerminalCommand::Suspend)],
            KeyCode::Char('p') => {
                let link = Link::new("https://example.org/").unwrap();
                vec![Effect::Terminal(TerminalCommand::Print(link))]
            }
            KeyCode::Char('r') => vec![Effect::Terminal(TerminalCommand::Redraw)],
            KeyCode::Char('!') => {
                let shell = UserProgram::Shell(crate::domain::path::StorePath::root());
                vec![Effect::Terminal(TerminalCommand::Run(shell))]
            }
            _ => Vec::new(),
        }
    }

    fn apply(&mut self, event: Event, _: Timestamp) -> Effects {
        match event {
            Event::Terminal(TerminalReport::Drawn { frame }) => {
                self.log.borrow_mut().push(format!("drawn {frame}"))
            }
            _ => {
                self.log.borrow_mut().push("event".into());
                self.dirty = Redraw::Now;
                if let Some(inputs) = self.presses.take() {
                    inputs.try_send(Input::Key(KeyEvent::from(KeyCode::Char('a')))).unwrap();
                }
            }
        }
        Vec::new()
    }

    fn next_wake(&self) -> Option<Timestamp> {
        self.wake
    }

    fn wake(&mut self, _: Timestamp) -> Effects {
        self.log.borrow_mut().push("wake".into());
        (self.dirty, self.wake) = (Redraw::Now, None);
        Vec::new()
    }

    fn is_working(&self) -> bool {
        self.turns > 0
    }

    fn work(&mut self, _: Timestamp) -> Effects {
        self.log.borrow_mut().push("work".into());
        self.turns -= 1;
        self.worked.set(self.worked.get() + 3);
        self.dirty = Redraw::Progress;
        Vec::new()
    }

    fn take_redraw(&mut self) -> Redraw {
        std::mem::take(&mut self.dirty)
    }

    fn draw(&self, _: &mut Buffer) -> Drawn {
        Drawn::default()
    }
}

struct Paper(Log);

impl Screen for Paper {
    fn size(&self) -> (u16, u16) {
        (80, 24)
    }
    fn show(&mut self, frame: Frame) {
        let whole = if frame.whole { " whole" } else { "" };
        self.0.borrow_mut().push(format!("frame {}{whole}", frame.number));
    }
    fn copy(&mut self, _: &SafeText) -> Result<(), Problem> {
        Ok(())
    }
    fn print(&mut self, _: &Link) {
        self.0.borrow_mut().push("print".into());
    }
    fn open(&mut self, _: &Link) {}
    fn suspend(&mut self) {
        self.0.borrow_mut().push("suspend".into());
    }
    fn resume(&mut self) {
        self.0.borrow_mut().push("resume".into());
    }
    fn run(&mut self, program: &UserProgram) -> bool {
        self.0.borrow_mut().push(program.word().into());
        true
    }
}

struct NoHandler(Log);

impl EffectHandler for NoHandler {
    fn start(&mut self) {
        self.0.borrow_mut().push("start".into());
    }
    fn handle(&mut self, _: Effect) {
        self.0.borrow_mut().push("perform".into());
    }
}

struct Hands {
    terminal: UnboundedSender<TerminalEvent>,
    inputs: Sender<Input>,
    events: RefCell<Option<Sender<Event>>>,
    log: Log,
    started: tokio::time::Instant,
}

impl Hands {
    fn key(&self, c: char) {
        self.inputs.try_send(Input::Key(KeyEvent::from(KeyCode::Char(c)))).unwrap();
    }
    fn event(&self) {
        self.events.borrow().as_ref().unwrap().try_send(Event::Auth(AuthEvent::ClientIdNeeded)).unwrap();
    }
    fn told(&self, event: TerminalEvent) {
        self.terminal.send(event).unwrap();
    }
    /// Lets the loop do all it can do now.
    async fn settle(&self) {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }
    async fn pass(&self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
        self.settle().await;
    }
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.log.borrow_mut())
    }
    fn ms(&self) -> u128 {
        self.started.elapsed().as_millis()
    }
}

/// Runs the loop beside a script, on a clock that only moves when all wait.
fn scene<F: Future<Output = ()>>(
    change: impl FnOnce(&mut Fake, Sender<Input>),
    script: impl FnOnce(Rc<Hands>) -> F,
) -> Exit {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let log = Log::default();
        let (terminal, terminal_events) = unbounded_channel();
        let (inputs, inputs_in) = channel(1024);
        let (events, events_in) = channel(4096);
        let started = tokio::time::Instant::now();
        let keys = inputs.clone();
        let events = RefCell::new(Some(events));
        let signals = Some(terminal.clone());
        let hands = Rc::new(Hands { terminal, inputs, events, log: Rc::clone(&log), started });
        let worked = Rc::new(Cell::new(0));
        let mut fake = Fake {
            log: Rc::clone(&log),
            dirty: Redraw::Never,
            wake: None,
            quiet_key: false,
            turns: 0,
            worked: Rc::clone(&worked),
            presses: None,
            signals,
        };
        change(&mut fake, keys);
        let (mut screen, mut performer) = (Paper(Rc::clone(&log)), NoHandler(log));
        let channels = Inputs { terminal: terminal_events, keys: inputs_in, events: events_in };
        let clock = || {
            let passed = u64::try_from(started.elapsed().as_millis()).unwrap();
            Timestamp { mono: passed + worked.get(), wall: 0 }
        };
        let running = run_loop(&mut fake, &mut screen, &mut performer, channels, clock);
        tokio::join!(running, script(hands)).0
    })
}

#[test]
fn the_first_frame_waits_for_nothing() {
    let exit = scene(
        |_, _| {},
        async |hands| {
            hands.settle().await;
            assert_eq!(hands.take(), ["resize", "frame 1 whole", "start"]);
            assert_eq!(hands.ms(), 0);
            hands.key('q');
        },
    );
    assert_eq!(exit, Exit::Quit);
}

#[test]
fn keys_go_before_events_and_a_flood_is_one_frame() {
    scene(
        |_, _| {},
        async |hands| {
            hands.pass(20).await;
            hands.take();
            for _ in 0..600 {
                hands.event();
            }
            hands.key('a');
            hands.key('b');
            hands.settle().await;
            let log = hands.take();
            assert_eq!(log[..3], ["key a", "key b", "frame 2"], "the key's frame is drawn at once");
            assert_eq!(log.iter().filter(|line| *line == "event").count(), 600);
            assert_eq!(log.iter().filter(|line| line.starts_with("frame")).count(), 1);
            hands.pass(16).await;
            assert_eq!(hands.take(), ["frame 3"]);
            hands.key('q');
        },
    );
}

#[test]
fn a_signal_goes_before_the_keys_that_are_left() {
    scene(
        |_, _| {},
        async |hands| {
            hands.settle().await;
            hands.take();
            for key in ['w', 'a', 'b'] {
                hands.key(key);
            }
            hands.settle().await;
            assert_eq!(hands.take()[..3], ["key w", "resize", "key a"]);
            hands.key('q');
        },
    );
}

#[test]
fn a_key_never_waits_for_more_than_one_event() {
    scene(
        |fake, keys| fake.presses = Some(keys),
        async |hands| {
            hands.pass(20).await;
            hands.take();
            for _ in 0..2000 {
                hands.event();
            }
            hands.settle().await;
            let log = hands.take();
            let before =
                log.iter().take_while(|line| *line != "key a").filter(|line| *line == "event").count();
            assert_eq!(before, 1, "a key waits for one event at most");
            hands.key('q');
        },
    );
}

#[test]
fn a_suspended_loop_draws_nothing_until_it_goes_on() {
    scene(
        |_, _| {},
        async |hands| {
            hands.pass(20).await;
            hands.take();
            hands.key('z');
            hands.settle().await;
            hands.told(TerminalEvent::Suspend);
            hands.event();
            hands.pass(100).await;
            assert_eq!(hands.take(), ["key z", "suspend", "event"]);
            hands.told(TerminalEvent::Continued);
            hands.settle().await;
            assert_eq!(hands.take(), ["resume", "resize", "frame 2 whole"]);
            hands.key('r');
            hands.pass(20).await;
            assert_eq!(hands.take(), ["key r", "frame 3 whole"]);
            hands.key('q');
        },
    );
}

#[test]
fn every_reason_to_end_ends_it() {
    for (event, exit) in [
        (TerminalEvent::Terminate(15), Exit::Signal(15)),
        (TerminalEvent::HungUp, Exit::HungUp),
        (TerminalEvent::Panicked, Exit::Panicked),
    ] {
        assert_eq!(scene(|_, _| {}, async |hands| hands.told(event)), exit);
    }
    let deserted = scene(|_, _| {}, async |hands| drop(hands.events.take()));
    assert_eq!(deserted, Exit::RuntimeGone);
}

#[test]
fn a_printed_line_stays_until_a_key_which_means_nothing_else() {
    scene(
        |_, _| {},
        async |hands| {
            hands.pass(20).await;
            hands.key('p');
            hands.settle().await;
            hands.take();
            hands.event();
            hands.told(TerminalEvent::Resized);
            hands.pass(100).await;
            assert_eq!(hands.take(), ["resize", "event"], "nothing is drawn over it");
            hands.key('q');
            hands.key('a');
            hands.pass(20).await;
            assert_eq!(hands.take(), ["resize", "key a", "frame 2 whole"]);
            // A stop while it is shown ends it, too.
            hands.key('p');
            hands.settle().await;
            hands.told(TerminalEvent::Suspend);
            hands.told(TerminalEvent::Continued);
            hands.pass(20).await;
            assert_eq!(hands.take()[1..], ["print", "suspend", "resume", "resize", "frame 3 whole"]);
            hands.key('q');
        },
    );
}
