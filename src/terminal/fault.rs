//! Debug builds only: faults that a test injects with `--fault` and triggers by a key, to see that the real loop, guard
//! and panic hook restore the terminal.

use ratatui::buffer::Buffer;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::AbortHandle;

use super::run_loop::Program;
use crate::app::Redraw;
use crate::app::effect::Effects;
use crate::app::event::Event;
use crate::app::input::Input;
use crate::app::widgets::drawn::Drawn;
use crate::domain::time::Timestamp;

/// How to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The main thread panics.
    PanicUi,
    /// A task of the runtime panics.
    PanicActor,
    /// The runtime stops while the loop runs.
    Error,
}

/// A program that fails when `!` is pressed.
pub struct Faulty<P> {
    program: P,
    fault: Option<Fault>,
    relay: Option<AbortHandle>,
}

impl<P: Program> Faulty<P> {
    /// Puts the fault between the program and its events. Without a fault nothing changes.
    pub fn new(program: P, fault: Option<Fault>, events: &mut Receiver<Event>) -> Self {
        let relay = (fault == Some(Fault::Error)).then(|| {
            let (pass, passed) = channel(16);
            let mut from = std::mem::replace(events, passed);
            let relay = async move {
                while let Some(event) = from.recv().await {
                    let _ = pass.send(event).await;
                }
            };
            tokio::spawn(relay).abort_handle()
        });
        Self { program, fault, relay }
    }

    #[allow(clippy::panic, reason = "panicking is what this is for")]
    fn fail(&self) {
        match self.fault {
            Some(Fault::PanicUi) => panic!("a test asked the main thread to panic"),
            Some(Fault::PanicActor) => drop(tokio::spawn(async { panic!("a test asked a task to panic") })),
            Some(Fault::Error) => self.relay.iter().for_each(AbortHandle::abort),
            None => {}
        }
    }
}

impl<P: Program> Program for Faulty<P> {
    fn input(&mut self, input: Input, at: Timestamp) -> Effects {
        if let Input::Key(key) = &input
            && key.code == crossterm::event::KeyCode::Char('!')
        {
            self.fail();
        }
        self.program.input(input, at)
    }

    fn apply(&mut self, event: Event, at: Timestamp) -> Effects {
        self.program.apply(event, at)
    }

    fn next_wake(&self) -> Option<Timestamp> {
        self.program.next_wake()
    }

    fn wake(&mut self, at: Timestamp) -> Effects {
        self.program.wake(at)
    }

    fn is_working(&self) -> bool {
        self.program.is_working()
    }

    fn work(&mut self, at: Timestamp) -> Effects {
        self.program.work(at)
    }

    fn take_redraw(&mut self) -> Redraw {
        self.program.take_redraw()
    }

    fn draw(&self, buffer: &mut Buffer) -> Drawn {
        self.program.draw(buffer)
    }
}
