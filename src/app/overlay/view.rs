//! What an overlay's picture needs. Each overlay has its own view file.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::layout::Area;
use crate::app::requests::progress::RequestProgress;
use crate::app::requests::{Purpose, Requests, Slot};
use crate::app::status::hints::of_dialog;
use crate::app::status::view as status;
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;
use crate::app::widgets::text::rect;
use crate::domain::text::SafeText;

use super::Modal as _;
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
    /// Draws it over what is in `area` (the whole screen), as the app does: that steps back, and the last row names the
    /// overlay's keys.
    pub fn view(&self, theme: &Theme, area: Rect, buf: &mut Buffer) -> Drawn {
        let mut canvas = Canvas::new(buf);
        if !self.overlay.is_line() {
            frame::behind(&mut canvas, Rect { height: area.height.saturating_sub(2), ..area }, theme);
        }
        if area.height >= 3 {
            let last = Area { x: area.x, y: area.bottom() - 1, width: area.width, height: 1 };
            frame::clear(&mut canvas, rect(last), Role::Ground, theme);
            let hints = of_dialog(&self.overlay.hints(), self.overlay.help_key());
            status::hints(&hints, &SafeText::default(), None, last, theme, &mut canvas);
        }
        let drawn =
            self.overlay.picture().draw(DrawCx { theme, requests: self.requests() }, area, &mut canvas);
        Drawn { zones: canvas.into_zones(), ..drawn }
    }
}

#[cfg(test)]
mod tests;
