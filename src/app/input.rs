//! What the user did at the terminal. Wraps crossterm's events, so that the rest of the app need not
//! know it.

use crossterm::event::{KeyEvent, KeyEventKind};

/// One thing the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted (bracketed). It goes to a text field or nowhere, never to key bindings.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize { columns: u16, rows: u16 },
}

/// A paste longer than this is cut: no field takes more.
pub const MOST_PASTED: usize = 64 * 1024;

impl Input {
    /// What a terminal event means to the app; `None` for what it has no use for.
    pub fn from_terminal(event: crossterm::event::Event) -> Option<Self> {
        use crossterm::event::Event as Terminal;
        match event {
            Terminal::Key(key) if key.kind != KeyEventKind::Release => Some(Self::Key(key)),
            Terminal::Paste(mut text) => {
                let end = (0..=MOST_PASTED.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
                text.truncate(end.unwrap_or(0));
                Some(Self::Paste(text))
            }
            Terminal::Resize(columns, rows) => Some(Self::Resize { columns, rows }),
            _ => None,
        }
    }
}
