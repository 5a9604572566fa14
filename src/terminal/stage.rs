//! The app with its theme, as the loop runs it.

use ratatui::buffer::Buffer;

use super::run_loop::Program;
use crate::app::effect::Effects;
use crate::app::event::Event;
use crate::app::input::Input;
use crate::app::theme::Themes;
use crate::app::view::view;
use crate::app::widgets::drawn::Drawn;
use crate::app::{App, Redraw};
use crate::domain::time::Timestamp;

/// The real program of [`run_loop`](super::run_loop::run_loop).
#[derive(Debug)]
pub struct Stage<'a> {
    /// All state.
    pub app: &'a mut App,
    /// Colours and signs on either ground.
    pub themes: &'a Themes,
}

impl Program for Stage<'_> {
    fn input(&mut self, input: Input, at: Timestamp) -> Effects {
        self.app.input(input, at)
    }

    fn apply(&mut self, event: Event, at: Timestamp) -> Effects {
        self.app.apply(event, at)
    }

    fn next_wake(&self) -> Option<Timestamp> {
        self.app.next_wake()
    }

    fn wake(&mut self, at: Timestamp) -> Effects {
        self.app.wake(at)
    }

    fn is_working(&self) -> bool {
        self.app.is_working()
    }

    fn work(&mut self, at: Timestamp) -> Effects {
        self.app.work(at)
    }

    fn take_redraw(&mut self) -> Redraw {
        self.app.take_redraw()
    }

    fn draw(&self, buffer: &mut Buffer) -> Drawn {
        view(self.app, self.themes.on(self.app.terminal().ground()), buffer)
    }
}
