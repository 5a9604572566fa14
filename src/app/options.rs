//! What an [`App`](super::App) starts with, and what of it stays as it was.

use super::keymap::Keymap;
use super::session_saver::SessionOptions;
use super::start_pane::StartPane;
use crate::domain::identity::SiteRule;
use crate::domain::preset::Preset;
use crate::domain::route::SupportRule;
use crate::domain::terminal::TerminalEnv;
use crate::domain::text::SafeText;

/// What an [`App`](super::App) starts with.
#[derive(Clone, Debug)]
pub struct AppOptions {
    /// What keys mean.
    pub keymap: Keymap,
    /// The zone times are shown in.
    pub zone: jiff::tz::TimeZone,
    /// Whether the services are the sandbox.
    pub demo: bool,
    /// Whether hemi's files are removed at its end: nothing is sent later then.
    pub discards: bool,
    /// Facts about sites.
    pub sites: Vec<SiteRule>,
    /// Collections that are well known by name.
    pub presets: Vec<Preset>,
    /// The profile in use.
    pub profile: SafeText,
    /// What the panes begin with, left and right.
    pub start: [StartPane; 2],
    /// What the last run left, and what this one leaves.
    pub session: SessionOptions,
    /// What each engine moves.
    pub engines: &'static [SupportRule],
    /// Whether directories are listed before they are opened.
    pub prefetch: bool,
    /// Whether our own words keep to ASCII. The theme's signs are the view's business.
    pub ascii: bool,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// What the environment says of the terminal.
    pub terminal: TerminalEnv,
}

/// What stays as it was at the start.
#[derive(Debug)]
pub(super) struct Settings {
    /// The zone times are shown in.
    pub zone: jiff::tz::TimeZone,
    /// Whether the services are the sandbox.
    pub demo: bool,
    /// Whether hemi's files are removed at its end.
    pub discards: bool,
    /// Whether directories are listed before they are opened.
    pub prefetch: bool,
    /// Whether hemi's own words keep to ASCII.
    pub ascii: bool,
    /// The profile in use.
    pub profile: SafeText,
    /// What each engine moves.
    pub engines: &'static [SupportRule],
}
