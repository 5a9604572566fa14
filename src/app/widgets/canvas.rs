//! The cells that are drawn on, and what a press on them means. Used like the buffer it holds.

use std::ops::{Deref, DerefMut};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::keymap::KeyPress;
use crate::app::pointer::Target;
use crate::domain::sanitise;

/// A buffer, and the zones of the mouse that belong to it.
#[derive(Debug)]
pub struct Canvas<'a> {
    buf: &'a mut Buffer,
    zones: Vec<(Rect, Target)>,
}

impl<'a> Canvas<'a> {
    /// A canvas without zones.
    pub fn new(buf: &'a mut Buffer) -> Self {
        Self { buf, zones: Vec::new() }
    }

    /// Says what a press on these cells means. Later zones lie on top of earlier ones.
    pub fn zone(&mut self, area: Rect, target: Target) {
        let area = area.intersection(self.buf.area);
        if !area.is_empty() {
            self.zones.push((area, target));
        }
    }

    /// The zones of a hint that `area` holds, its keys first, one or more with a blank between them: each presses itself,
    /// and the words after them press the first. A name that is no key presses nothing.
    pub fn hint(&mut self, area: Rect, keys: &str) {
        if let Some(first) = keys.split(' ').find_map(KeyPress::parse) {
            self.zone(area, Target::Key(first));
        }
        let mut x = area.x;
        for name in keys.split(' ') {
            let width = u16::try_from(sanitise::width(name)).unwrap_or(u16::MAX);
            if let Some(press) = KeyPress::parse(name) {
                self.zone(Rect { x, width, ..area }.intersection(area), Target::Key(press));
            }
            x = x.saturating_add(width).saturating_add(1);
        }
    }

    /// The zones, the lowest first.
    pub fn into_zones(self) -> Vec<(Rect, Target)> {
        self.zones
    }
}

impl Deref for Canvas<'_> {
    type Target = Buffer;

    fn deref(&self) -> &Buffer {
        self.buf
    }
}

impl DerefMut for Canvas<'_> {
    fn deref_mut(&mut self) -> &mut Buffer {
        self.buf
    }
}
