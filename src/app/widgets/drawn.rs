//! The result of drawing besides cells: the position of the text cursor, which cells are links, and what a press means.

use ratatui::layout::{Position, Rect};

use crate::app::pointer::Target;
use crate::domain::link::Link;

/// What a frame needs that cells cannot hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// The position of the text cursor, if it is visible.
    pub cursor: Option<Position>,
    /// Cells that lead somewhere. Only links that hemi built: a terminal may open them at a click.
    pub links: Vec<(Rect, Link)>,
    /// What a press of the mouse on these cells means. Later zones lie on top of earlier ones.
    pub zones: Vec<(Rect, Target)>,
}

impl Drawn {
    /// What a press on the cell of this column and row means.
    pub fn hit(&self, column: u16, row: u16) -> Option<&Target> {
        let at = Position { x: column, y: row };
        self.zones.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, target)| target)
    }
}

impl From<Option<Position>> for Drawn {
    fn from(cursor: Option<Position>) -> Self {
        Self { cursor, ..Self::default() }
    }
}
