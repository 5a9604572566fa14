//! The main loop: handles what happened, then draws at most one frame. The real program and the tests' driver
//! share it.
//!
//! The order is: terminal events (signals, hang-up, frames written), keys, deadlines, events of the runtime, a frame,
//! work of the program that takes long, a bit a turn. So neither a flood of events nor that work delays a key, and a
//! flood of keys does not draw a frame for each. Nothing is drawn when nothing changed, and without a deadline no
//! timer runs.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver};

use super::{Exit, Frame, Screen, TerminalEvent};
use crate::app::Redraw;
use crate::app::effect::{Effect, Effects, ExitReason, TerminalCommand};
use crate::app::event::{Event, TerminalReport};
use crate::app::input::Input;
use crate::app::widgets::drawn::Drawn;
use crate::domain::time::Timestamp;
use crate::domain::user_program::UserProgram;

/// At most one frame in this time.
pub const FRAME_TIME: Duration = Duration::from_millis(16);
/// At most one frame in this time where only something that takes long has progressed.
const PROGRESS_TIME: Duration = Duration::from_millis(100);

/// What the loop runs: the app, or a test double.
pub trait Program {
    /// Handles an input of the user.
    fn input(&mut self, input: Input, at: Timestamp) -> Effects;
    /// Handles an event of the runtime or the terminal.
    fn apply(&mut self, event: Event, at: Timestamp) -> Effects;
    /// When to call [`Program::wake`]; `None` for never.
    fn next_wake(&self) -> Option<Timestamp>;
    /// The time of [`Program::next_wake`] has come.
    fn wake(&mut self, at: Timestamp) -> Effects;
    /// Whether there is work that takes long, for [`Program::work`].
    fn is_working(&self) -> bool;
    /// Does a bit of that work: no more than a key may wait for.
    fn work(&mut self, at: Timestamp) -> Effects;
    /// Whether and how soon a next frame differs from the last one. It counts as drawn from now on.
    fn take_redraw(&mut self) -> Redraw;
    /// Draws the whole screen. Returns the cursor and the links, which cells cannot hold.
    fn draw(&self, buffer: &mut Buffer) -> Drawn;
}

/// Executes the effects that the loop does not.
pub trait EffectHandler {
    /// Called once, after the first frame was handed to the screen, which must not wait for this.
    fn start(&mut self);
    /// Starts an effect. Its results are sent as events.
    fn handle(&mut self, effect: Effect);
}

/// The channels the loop reads.
#[derive(Debug)]
pub struct Inputs {
    /// Signals, and events of the terminal's threads.
    pub terminal: UnboundedReceiver<TerminalEvent>,
    /// Keys, pasted text and the mouse.
    pub keys: Receiver<Input>,
    /// Events of the runtime.
    pub events: Receiver<Event>,
}

/// Runs until there is a reason to exit. The first frame is handed to the screen before the handler is started.
pub async fn run_loop<S: Screen, H: EffectHandler>(
    program: &mut impl Program,
    screen: &mut S,
    handler: &mut H,
    mut inputs: Inputs,
    clock: impl Fn() -> Timestamp,
) -> Exit {
    let mut on = Loop { program, screen, handler, clock, state: State::default() };
    on.resized();
    on.draw_if_due();
    on.handler.start();
    loop {
        on.draw_if_due();
        if let Some(exit) = on.state.exit.take() {
            return exit;
        }
        tokio::select! {
            biased;
            Some(event) = inputs.terminal.recv() => on.handle(event),
            Some(input) = inputs.keys.recv() => {
                on.input(input);
                // A flood of keys does not delay a signal.
                while on.state.exit.is_none()
                    && inputs.terminal.is_empty()
                    && let Ok(input) = inputs.keys.try_recv()
                {
                    on.input(input);
                }
            }
            () = pause(on.until_wake()) => on.wake(),
            // One at a time: an event may be thousands of rows, and a key waits for no more than one of them.
            event = inputs.events.recv() => match event {
                Some(event) => on.apply(event),
                None => return Exit::RuntimeGone,
            },
            () = pause(on.until_frame()) => {}
            () = tokio::task::yield_now(), if on.program.is_working() => on.work(),
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// What is to be drawn.
    redraw: Redraw,
    /// Every cell is to be drawn.
    whole: bool,
    /// The terminal belongs to the shell, or to another program.
    outside: bool,
    /// It belongs to another program until that ends.
    lent: bool,
    /// A link is on the shell's screen until a key is pressed.
    printed: bool,
    /// What a press on the last frame means.
    drawn: Drawn,
    /// The terminal was asked what it is.
    asked: bool,
    /// The number of the last frame.
    frames: u64,
    /// When it was handed to the screen.
    shown: Option<Timestamp>,
    /// A key changed something after that.
    typed: bool,
    /// When the program was last woken.
    woken: Option<Timestamp>,
    exit: Option<Exit>,
}

struct Loop<'a, P, S, H, C> {
    program: &'a mut P,
    screen: &'a mut S,
    handler: &'a mut H,
    clock: C,
    state: State,
}

impl<P: Program, S: Screen, H: EffectHandler, C: Fn() -> Timestamp> Loop<'_, P, S, H, C> {
    fn handle(&mut self, event: TerminalEvent) {
        match event {
            TerminalEvent::Terminate(number) => self.state.exit = Some(Exit::Signal(number)),
            TerminalEvent::HungUp => self.state.exit = Some(Exit::HungUp),
            TerminalEvent::Panicked => self.state.exit = Some(Exit::Panicked),
            // The job stops as a whole, with the program that has the terminal, which it is not ours to take.
            TerminalEvent::Suspend if self.state.lent => self.screen.suspend(),
            TerminalEvent::Continued if self.state.lent => {}
            TerminalEvent::Suspend => self.suspend(),
            TerminalEvent::Continued => self.take_back(),
            TerminalEvent::ProgramEnded(problem) => {
                self.state.lent = false;
                self.take_back();
                self.apply(Event::Terminal(TerminalReport::ProgramEnded(problem)));
            }
            TerminalEvent::Resized => self.resized(),
            TerminalEvent::Drawn(frame) => {
                if !std::mem::replace(&mut self.state.asked, true) {
                    self.screen.ask();
                }
                // For the app this means that its present state is on the screen. It is not if a newer frame is
                // unwritten, nor if a key changed the state after the frame.
                if frame == self.state.frames && !self.state.typed {
                    self.apply(Event::Terminal(TerminalReport::Drawn { frame }));
                }
            }
            TerminalEvent::Answered(facts) => {
                self.apply(Event::Terminal(TerminalReport::Answered(facts)));
            }
            TerminalEvent::Tmux(settings) => self.apply(Event::Terminal(TerminalReport::Tmux(settings))),
            TerminalEvent::Copied(clipboard) => {
                self.apply(Event::Terminal(TerminalReport::Copied(clipboard)));
            }
            TerminalEvent::NotCopied(text) => self.apply(Event::Terminal(TerminalReport::NotCopied(text))),
            TerminalEvent::Failed(problem) => self.apply(Event::Terminal(TerminalReport::Failed(problem))),
        }
    }

    fn input(&mut self, mut input: Input) {
        if self.state.lent && !matches!(input, Input::Resize { .. }) {
            // Typed ahead, for the program: it can no longer have it, and for hemi it means something else.
            return;
        }
        if let Input::Mouse(mouse) = &mut input {
            let (column, row) = mouse.cell;
            mouse.target = self.state.drawn.hit(column, row).cloned();
        }
        if !matches!(input, Input::Resize { .. }) && std::mem::take(&mut self.state.printed) {
            // The key only ends the view of the shell's screen.
            return self.resized();
        }
        let effects = self.program.input(input, (self.clock)());
        self.perform(effects);
        // The answer to a key is never only progress.
        if self.program.take_redraw() != Redraw::Never {
            (self.state.redraw, self.state.typed) = (Redraw::Now, true);
        }
    }

    fn apply(&mut self, event: Event) {
        let effects = self.program.apply(event, (self.clock)());
        self.after(effects);
    }

    fn wake(&mut self) {
        let now = (self.clock)();
        let effects = self.program.wake(now);
        self.state.woken = Some(now);
        self.after(effects);
    }

    fn work(&mut self) {
        let effects = self.program.work((self.clock)());
        self.after(effects);
    }

    fn after(&mut self, effects: Effects) {
        self.perform(effects);
        self.state.redraw = self.state.redraw.max(self.program.take_redraw());
    }

    /// Draws every cell at the present size: what the terminal shows is not known.
    fn resized(&mut self) {
        let (columns, rows) = self.screen.size();
        self.input(Input::Resize { columns, rows });
        (self.state.redraw, self.state.whole) = (Redraw::Now, true);
    }

    fn take_back(&mut self) {
        self.screen.resume();
        (self.state.outside, self.state.printed) = (false, false);
        self.resized();
    }

    fn run(&mut self, program: &UserProgram) {
        if !self.state.outside && self.screen.run(program) {
            (self.state.outside, self.state.lent) = (true, true);
        }
    }

    fn suspend(&mut self) {
        if !self.state.outside {
            self.state.outside = true;
            self.screen.suspend();
        }
    }

    fn perform(&mut self, effects: Effects) {
        for effect in effects {
            match effect {
                Effect::Exit(ExitReason::Quit) => self.state.exit = Some(Exit::Quit),
                Effect::Exit(ExitReason::SwitchProfile(profile)) => {
                    self.state.exit = Some(Exit::SwitchProfile(profile));
                }
                Effect::Terminal(command) => self.execute(command),
                other => self.handler.handle(other),
            }
        }
    }

    fn execute(&mut self, command: TerminalCommand) {
        match command {
            TerminalCommand::OpenBrowser(link) => self.screen.open(&link),
            TerminalCommand::Copy(text) => {
                if let Err(problem) = self.screen.copy(&text) {
                    self.apply(Event::Terminal(TerminalReport::Failed(problem)));
                }
            }
            TerminalCommand::Print(link) => {
                self.state.printed = true;
                self.screen.print(&link);
            }
            TerminalCommand::ReadTmux => self.screen.read_tmux(),
            TerminalCommand::ReportKeys(on) => self.screen.report_keys(on),
            TerminalCommand::Redraw => (self.state.redraw, self.state.whole) = (Redraw::Now, true),
            TerminalCommand::Suspend => self.suspend(),
            TerminalCommand::Run(program) => self.run(&program),
            TerminalCommand::OpenFile(file) => self.screen.open_file(&file),
        }
    }

    fn draw_if_due(&mut self) {
        if self.until_frame() != Some(Duration::ZERO) || self.state.exit.is_some() {
            return;
        }
        let (columns, rows) = self.screen.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        self.state.drawn = self.program.draw(&mut buffer);
        let Drawn { cursor, links, .. } = self.state.drawn.clone();
        self.state.frames += 1;
        self.state.shown = Some((self.clock)());
        let frame = Frame { number: self.state.frames, buffer, cursor, links, whole: self.state.whole };
        (self.state.redraw, self.state.whole, self.state.typed) = (Redraw::Never, false, false);
        self.screen.show(frame);
    }

    /// How long until the next frame may be drawn; `None` when there is none to draw.
    fn until_frame(&self) -> Option<Duration> {
        let apart = match self.state.redraw {
            Redraw::Never => return None,
            Redraw::Progress => PROGRESS_TIME,
            Redraw::Now => FRAME_TIME,
        };
        if self.state.outside || self.state.printed {
            return None;
        }
        let ago = self.state.shown.map_or(apart, |shown| (self.clock)().since(shown));
        Some(apart.saturating_sub(ago))
    }

    fn until_wake(&self) -> Option<Duration> {
        let now = (self.clock)();
        let wait = self.program.next_wake()?.since(now);
        // A deadline that stays in the past must not turn this into a busy loop.
        let again = self.state.woken == Some(now);
        Some(if again { wait.max(Duration::from_millis(1)) } else { wait })
    }
}

/// Waits so long; for ever without a time.
pub(super) async fn pause(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
#[path = "run_loop_tests.rs"]
mod tests;
