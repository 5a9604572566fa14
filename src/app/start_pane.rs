//! What a pane begins with.

use crate::domain::place::PlaceSpec;
use crate::domain::sort::Sort;
use crate::domain::text::SafeText;

/// What a pane begins with.
#[derive(Clone, Debug, Default)]
pub struct StartPane {
    /// What the place is called, to be drawn before anything is known of it.
    pub title: Option<SafeText>,
    /// The place.
    pub spec: Option<PlaceSpec>,
    /// The order of its rows.
    pub sort: Sort,
    /// Whether names that begin with a dot are shown.
    pub show_hidden: bool,
}
