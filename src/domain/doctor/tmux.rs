//! The settings of tmux that matter to a program inside it, as tmux prints them.

use crate::domain::text::{SafeText, Untrusted};

/// The settings of tmux that matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TmuxSettings {
    /// Its version: `3.3a`.
    pub version: Untrusted,
    /// How long it waits after Esc, in milliseconds.
    pub escape_time: Untrusted,
    /// Whether programs may send sequences to the terminal outside.
    pub allow_passthrough: Untrusted,
    /// Whether it sets the clipboard of the terminal outside: `on`, `external`, `off`.
    pub set_clipboard: Untrusted,
    /// What `TERM` is set to inside it.
    pub default_terminal: Untrusted,
    /// What it knows of the terminal outside, as words with commas: `256,RGB`.
    pub features: Untrusted,
}

impl TmuxSettings {
    /// What `tmux display-message -p` is asked to print: a setting a line, in the order of [`Self::parse`].
    pub const FORMAT: &'static str = "#{version}\n#{escape-time}\n#{allow-passthrough}\n#{set-clipboard}\n#{default-terminal}\n#{client_termfeatures}";

    /// Reads what tmux prints for [`Self::FORMAT`]. A setting that an older tmux does not have is empty.
    pub fn parse(printed: &[u8]) -> Option<Self> {
        let mut lines = printed.split(|byte| *byte == b'\n').map(Untrusted::new);
        let version = lines.next().filter(|version| !version.is_empty())?;
        let mut next = || lines.next().unwrap_or_default();
        Some(Self {
            version,
            escape_time: next(),
            allow_passthrough: next(),
            set_clipboard: next(),
            default_terminal: next(),
            features: next(),
        })
    }

    /// Major and minor version, if it is a release.
    pub fn version_number(&self) -> Option<(u32, u32)> {
        let (major, minor) = self.version.raw_str()?.split_once('.')?;
        let digits = minor.find(|c: char| !c.is_ascii_digit()).unwrap_or(minor.len());
        Some((major.parse().ok()?, minor.get(..digits)?.parse().ok()?))
    }

    /// How long it waits after Esc, in milliseconds.
    pub fn escape_ms(&self) -> Option<u32> {
        self.escape_time.raw_str()?.parse().ok()
    }

    /// Whether it never sets the clipboard of the terminal outside.
    pub fn clipboard_is_off(&self) -> bool {
        self.set_clipboard.raw() == b"off"
    }

    /// Whether it sends colours of 24 bits to the terminal outside.
    pub fn has_rgb(&self) -> bool {
        self.features.raw().split(|byte| *byte == b',').any(|feature| feature == b"RGB")
    }

    /// The settings, as a label and words for each.
    pub(super) fn facts(&self) -> Vec<(&'static str, SafeText)> {
        [
            ("tmux", &self.version),
            ("tmux escape-time", &self.escape_time),
            ("tmux allow-passthrough", &self.allow_passthrough),
            ("tmux set-clipboard", &self.set_clipboard),
            ("tmux default-terminal", &self.default_terminal),
            ("tmux features", &self.features),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| (label, value.sanitized()))
        .collect()
    }
}
