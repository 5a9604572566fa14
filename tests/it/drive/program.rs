//! What the loop is given in place of the program's own parts: the app under watch, a screen that is read, the runtime.

use std::sync::{Arc, Mutex};

use hemi::app::effect::Effect;
use hemi::app::input::Input;
use hemi::app::theme::Theme;
use hemi::app::widgets::drawn::Drawn;
use hemi::app::{App, Redraw};
use hemi::domain::link::Link;
use hemi::domain::problem::Problem;
use hemi::domain::text::SafeText;
use hemi::domain::time::Timestamp;
use hemi::runtime::Runtime;
use hemi::terminal::run_loop::{EffectHandler, Program};
use hemi::terminal::{Frame, Screen, TerminalEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::mpsc;

use super::Seen;

/// The runtime, as the loop reaches it.
pub(super) struct Performer(pub(super) Runtime);

impl EffectHandler for Performer {
    fn start(&mut self) {}

    fn handle(&mut self, effect: Effect) {
        self.0.perform(effect);
    }
}

/// The app, which publishes its state to the test after every step.
pub(super) struct Watched {
    pub(super) app: App,
    pub(super) theme: Theme,
    pub(super) seen: Arc<Seen>,
}

impl Watched {
    fn publish(&self, effects: Vec<Effect>) -> Vec<Effect> {
        self.seen.with(|state| {
            (state.busy, state.in_step) = (self.app.is_busy() || self.app.is_working(), true);
        });
        effects
    }
}

impl Program for Watched {
    fn input(&mut self, input: Input, at: Timestamp) -> Vec<Effect> {
        let is_size = matches!(input, Input::Resize { .. });
        let effects = self.app.input(input, at);
        let effects = self.publish(effects);
        // The key that ends the view of the shell's screen comes as a new size.
        self.seen.with(|state| {
            state.handled += u64::from(std::mem::take(&mut state.plain) || !is_size);
        });
        effects
    }

    fn apply(&mut self, event: hemi::app::event::Event, at: Timestamp) -> Vec<Effect> {
        if let hemi::app::event::Event::Terminal(hemi::app::event::TerminalReport::Drawn { frame }) = &event {
            self.seen.with(|state| state.drawn = *frame);
        }
        let effects = self.app.apply(event, at);
        self.publish(effects)
    }

    fn next_wake(&self) -> Option<Timestamp> {
        self.app.next_wake()
    }

    fn wake(&mut self, at: Timestamp) -> Vec<Effect> {
        let effects = self.app.wake(at);
        self.publish(effects)
    }

    fn is_working(&self) -> bool {
        self.app.is_working()
    }

    fn work(&mut self, at: Timestamp) -> Vec<Effect> {
        let effects = self.app.work(at);
        self.publish(effects)
    }

    fn take_redraw(&mut self) -> Redraw {
        let redraw = self.app.take_redraw();
        self.seen.with(|state| {
            state.in_step = false;
            state.undrawn |= redraw != Redraw::Never;
        });
        redraw
    }

    fn draw(&self, buffer: &mut Buffer) -> Drawn {
        hemi::app::view::view(&self.app, &self.theme, buffer)
    }
}

/// A screen that the test reads.
pub(super) struct TestScreen {
    pub(super) seen: Arc<Seen>,
    pub(super) size: Arc<Mutex<(u16, u16)>>,
    pub(super) terminal: mpsc::UnboundedSender<TerminalEvent>,
}

impl Screen for TestScreen {
    fn size(&self) -> (u16, u16) {
        *self.size.lock().unwrap()
    }

    fn show(&mut self, frame: Frame) {
        let fits = frame.buffer.area == Rect::new(0, 0, self.size().0, self.size().1);
        self.seen.with(|state| {
            // A frame made just before a resize is not what the window shows after it; the next one is.
            if fits {
                state.frame = Some(frame.buffer);
                state.undrawn = false;
            }
            state.frames = frame.number;
        });
        let _ = self.terminal.send(TerminalEvent::Drawn(frame.number));
    }

    fn copy(&mut self, text: &SafeText) -> Result<(), Problem> {
        self.seen.with(|state| state.copied.push(text.as_str().to_owned()));
        Ok(())
    }

    fn open(&mut self, link: &Link) {
        self.seen.with(|state| state.opened.push(link.as_str().to_owned()));
    }

    fn print(&mut self, link: &Link) {
        self.seen.with(|state| {
            state.printed.push(link.as_str().to_owned());
            state.plain = true;
        });
    }

    fn suspend(&mut self) {
        let _ = self.terminal.send(TerminalEvent::Continued);
    }

    fn resume(&mut self) {}
}
