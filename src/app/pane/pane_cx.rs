//! What a pane is drawn with.

use super::Sizes;
use crate::app::requests::Requests;
use crate::app::theme::Theme;
use crate::domain::name_pattern::NamePattern;
use crate::domain::place::Side;
use crate::domain::text::SafeText;

/// What drawing a pane takes beside the pane.
#[derive(Debug)]
pub struct PaneCx<'a> {
    /// Which pane it is.
    pub side: Side,
    /// Which of the tabs of its side it is, counted from 0, and how many there are.
    pub tabs: (usize, usize),
    /// Whether both panes are browsed together.
    pub synchronised: bool,
    /// How things look.
    pub theme: &'a Theme,
    /// The sizes of directories that were counted.
    pub sizes: &'a Sizes,
    /// The requests that are open.
    pub requests: &'a Requests,
    /// The zone times are shown in.
    pub zone: &'a jiff::tz::TimeZone,
    /// Whether the pane has the cursor.
    pub active: bool,
    /// Whether it has the keys.
    pub focused: bool,
    /// What is typed to find names: its letters are shown in them.
    pub lit: Option<&'a NamePattern>,
    /// What else the line above it says at its end: the other pane, where that is not on the screen.
    pub beside: Option<SafeText>,
    /// Whether the place is known to be read-only, so that its rows need not say it one by one.
    pub read_only: bool,
    /// Until when a service asked hemi to wait, where the pane's listing is held back by that: `until 14:05`.
    pub held: Option<SafeText>,
    /// When its rows were listed, where an earlier visit left them: `as of 14:05`.
    pub old: Option<SafeText>,
    /// Words for a pane that nothing was asked of.
    pub empty: SafeText,
    /// The key that stops a listing.
    pub stop: SafeText,
}
