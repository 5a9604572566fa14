//! What an overlay's picture needs. Each overlay has its own view file.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::requests::progress::RequestProgress;
use crate::app::requests::{Purpose, Requests, Slot};
use crate::app::theme::Theme;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;

use super::sample::Sample;

/// What an overlay is drawn with.
#[derive(Clone, Copy)]
pub struct DrawCx<'a> {
    /// Colours and signs.
    pub theme: &'a Theme,
    /// What the overlay waits for.
    pub requests: &'a Requests,
}

impl<'a> DrawCx<'a> {
    /// How an answer progresses that the overlay waits for.
    pub fn progress(&self, purpose: Purpose) -> Option<&'a RequestProgress> {
        self.requests.progress(Slot::overlay(purpose))
    }

    /// Whether the overlay waits for an answer.
    pub fn waits_for(&self, purpose: Purpose) -> bool {
        self.requests.is_open(Slot::overlay(purpose))
    }
}

/// An overlay's picture.
pub trait Draw {
    /// Draws it over what is in `area` (the whole screen).
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn;
}

impl Sample {
    /// Draws it over what is in `area` (the whole screen).
    pub fn view(&self, theme: &Theme, area: Rect, buf: &mut Buffer) -> Drawn {
        let mut canvas = Canvas::new(buf);
        let drawn =
            self.overlay.picture().draw(DrawCx { theme, requests: self.requests() }, area, &mut canvas);
        Drawn { zones: canvas.into_zones(), ..drawn }
    }
}

#[cfg(test)]
mod tests;
