//! The result of drawing besides cells: the position of the text cursor, and which cells are links.

use ratatui::layout::{Position, Rect};

use crate::domain::link::Link;

/// What a frame needs that cells cannot hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// The position of the text cursor, if it is visible.
    pub cursor: Option<Position>,
    /// Cells that lead somewhere. Only links that hemi built: a terminal may open them at a click.
    pub links: Vec<(Rect, Link)>,
}

impl From<Option<Position>> for Drawn {
    fn from(cursor: Option<Position>) -> Self {
        Self { cursor, links: Vec::new() }
    }
}
