//! The loop: whatever happened first, then at most one frame. The real program and the tests' driver
//! run this very one.
//!
//! In this order: news (signals, hang-up, frames written), keys, deadlines, events of the runtime, a
//! frame. So no flood of events can delay a key, and no flood of keys draws a frame each. Nothing is
//! drawn when nothing changed, and without a deadline there is no timer.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver};

use super::{Exit, Frame, News, Screen};
use crate::app::effect::{Effect, Effects, ExitReason, TerminalCommand};
use crate::app::event::{Event, TerminalReport};
use crate::app::input::Input;
use crate::app::widgets::drawn::Drawn;
use crate::domain::time::Timestamp;

/// At most one frame in this time.
pub const FRAME_TIME: Duration = Duration::from_millis(16);
/// At most so many events are applied before keys are looked at again.
pub const EVENTS_AT_ONCE: usize = 16;

/// What is run: the app, or a stand-in for it.
pub trait Program {
    /// The user did something.
    fn input(&mut self, input: Input, at: Timestamp) -> Effects;
    /// Something happened outside.
    fn apply(&mut self, event: Event, at: Timestamp) -> Effects;
    /// When to be woken; `None` for never.
    fn next_wake(&self) -> Option<Timestamp>;
    /// The time asked for has come.
    fn wake(&mut self, at: Timestamp) -> Effects;
    /// Whether a frame would look different from the last one; asked once per change.
    fn take_dirty(&mut self) -> bool;
    /// Draws all of it; says what cells cannot hold.
    fn draw(&self, buffer: &mut Buffer) -> Drawn;
}

/// Who does what the terminal cannot.
pub trait Perform {
    /// The first frame is on its way: from now on, work delays nobody.
    fn start(&mut self);
    /// Starts what is wished; answers come as events.
    fn perform(&mut self, effect: Effect);
}

/// Where everything comes in.
#[derive(Debug)]
pub struct Doors {
    /// From signals and from the terminal's threads.
    pub news: UnboundedReceiver<News>,
    /// From the keyboard.
    pub inputs: Receiver<Input>,
    /// From the runtime.
    pub events: Receiver<Event>,
}

/// Runs until there is a reason to end. The first frame is handed to the screen before any work is begun.
pub async fn run_loop<S: Screen, P: Perform>(
    program: &mut impl Program,
    screen: &mut S,
    performer: &mut P,
    mut doors: Doors,
    clock: impl Fn() -> Timestamp,
) -> Exit {
    let mut on = Loop { program, screen, performer, clock, state: State::default() };
    on.resized();
    on.draw_if_due();
    on.performer.start();
    let mut batch = Vec::with_capacity(EVENTS_AT_ONCE);
    loop {
        on.draw_if_due();
        if let Some(exit) = on.state.exit.take() {
            return exit;
        }
        tokio::select! {
            biased;
            Some(news) = doors.news.recv() => on.hear(news),
            Some(input) = doors.inputs.recv() => {
                on.input(input);
                while on.state.exit.is_none() && let Ok(input) = doors.inputs.try_recv() {
                    on.input(input);
                }
            }
            () = pause(on.until_wake()) => on.wake(),
            count = doors.events.recv_many(&mut batch, EVENTS_AT_ONCE) => {
                if count == 0 {
                    return Exit::Deserted;
                }
                batch.drain(..).for_each(|event| on.apply(event));
            }
            () = pause(on.until_frame()) => {}
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// Something is to be drawn.
    dirty: bool,
    /// And it is to be drawn from scratch.
    whole: bool,
    /// The terminal is the shell's.
    outside: bool,
    /// Something stands on the shell's screen until a key is pressed.
    printed: bool,
    /// The number of the last frame.
    frames: u64,
    /// When it was handed over.
    shown: Option<Timestamp>,
    /// A key changed something since.
    typed: bool,
    /// When the program was last woken.
    woken: Option<Timestamp>,
    exit: Option<Exit>,
}

struct Loop<'a, A, S, P, C> {
    program: &'a mut A,
    screen: &'a mut S,
    performer: &'a mut P,
    clock: C,
    state: State,
}

impl<A: Program, S: Screen, P: Perform, C: Fn() -> Timestamp> Loop<'_, A, S, P, C> {
    fn hear(&mut self, news: News) {
        match news {
            News::End(number) => self.state.exit = Some(Exit::Signal(number)),
            News::HungUp => self.state.exit = Some(Exit::HungUp),
            News::Panicked => self.state.exit = Some(Exit::Panicked),
            News::Stop => self.suspend(),
            News::Continued => {
                self.screen.resume();
                (self.state.outside, self.state.printed) = (false, false);
                self.resized();
            }
            News::Resized => self.resized(),
            News::Drawn(frame) => {
                // The app takes this for "what I am now is on the screen". It is not if a newer frame is
                // on its way, nor if a key has changed the picture since.
                if frame == self.state.frames && !self.state.typed {
                    self.apply(Event::Terminal(TerminalReport::Drawn { frame }));
                }
            }
            News::WishFailed(problem) => self.apply(Event::Terminal(TerminalReport::Failed(problem))),
        }
    }

    fn input(&mut self, input: Input) {
        if !matches!(input, Input::Resize { .. }) && std::mem::take(&mut self.state.printed) {
            // It only meant "go on".
            return self.resized();
        }
        let effects = self.program.input(input, (self.clock)());
        self.perform(effects);
        if self.program.take_dirty() {
            (self.state.dirty, self.state.typed) = (true, true);
        }
    }

    fn apply(&mut self, event: Event) {
        let effects = self.program.apply(event, (self.clock)());
        self.after(effects);
    }

    fn wake(&mut self) {
        let now = (self.clock)();
        self.state.woken = Some(now);
        let effects = self.program.wake(now);
        self.after(effects);
    }

    fn after(&mut self, effects: Effects) {
        self.perform(effects);
        self.state.dirty |= self.program.take_dirty();
    }

    /// The terminal may have any size and show anything now.
    fn resized(&mut self) {
        let (columns, rows) = self.screen.size();
        self.input(Input::Resize { columns, rows });
        (self.state.dirty, self.state.whole) = (true, true);
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
                Effect::Terminal(wish) => self.grant(wish),
                other => self.performer.perform(other),
            }
        }
    }

    fn grant(&mut self, wish: TerminalCommand) {
        match wish {
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
            TerminalCommand::Redraw => (self.state.dirty, self.state.whole) = (true, true),
            TerminalCommand::Suspend => self.suspend(),
        }
    }

    fn draw_if_due(&mut self) {
        if self.until_frame() != Some(Duration::ZERO) || self.state.exit.is_some() {
            return;
        }
        let (columns, rows) = self.screen.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let Drawn { cursor, links } = self.program.draw(&mut buffer);
        self.state.frames += 1;
        self.state.shown = Some((self.clock)());
        let frame = Frame { number: self.state.frames, buffer, cursor, links, whole: self.state.whole };
        (self.state.dirty, self.state.whole, self.state.typed) = (false, false, false);
        self.screen.show(frame);
    }

    /// How long until the next frame may be drawn; `None` when there is none to draw.
    fn until_frame(&self) -> Option<Duration> {
        if !self.state.dirty || self.state.outside || self.state.printed {
            return None;
        }
        let ago = self.state.shown.map_or(FRAME_TIME, |shown| (self.clock)().since(shown));
        Some(FRAME_TIME.saturating_sub(ago))
    }

    fn until_wake(&self) -> Option<Duration> {
        let now = (self.clock)();
        let wait = self.program.next_wake()?.since(now);
        // A deadline that stays in the past must not keep the processor busy.
        let again = self.state.woken == Some(now);
        Some(if again { wait.max(Duration::from_millis(1)) } else { wait })
    }
}

async fn pause(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
#[path = "run_loop_tests.rs"]
mod tests;
