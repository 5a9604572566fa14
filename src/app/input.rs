//! What the user did at the terminal. Wraps crossterm's events, so that the rest of the app need not
//! know it.

use crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use super::pointer::Target;
use crate::domain::text::Untrusted;

/// One thing the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// What a key sent: before the key itself while the app asks for it, and always where it is none that hemi knows.
    Raw(RawKey),
    /// Text was pasted (bracketed). It goes to a text field or nowhere, never to key bindings.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal has this many columns and rows now.
    Resize { columns: u16, rows: u16 },
}

/// The bytes of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawKey {
    /// What the terminal sent.
    pub bytes: Untrusted,
    /// The key that hemi takes it for, if any.
    pub key: Option<KeyEvent>,
}

/// What the mouse did, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub action: MouseAction,
    /// What is drawn there; the loop looks it up in the frame on the screen.
    pub target: Option<Target>,
    /// Column and row, from 0.
    pub cell: (u16, u16),
}

/// What the mouse did. Only the left button means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseAction {
    /// The button was pressed.
    Press,
    /// It moved with the button held.
    Drag,
    /// The button was released.
    Release,
    /// The wheel was turned up by one step.
    WheelUp,
    /// The wheel was turned down by one step.
    WheelDown,
}

/// A paste longer than this is cut: no field takes more.
pub const MOST_PASTED: usize = 64 * 1024;

impl Input {
    /// What a terminal event means to the app; `None` for what it has no use for.
    pub fn from_terminal(event: crossterm::event::Event) -> Option<Self> {
        use crossterm::event::Event as Terminal;
        match event {
            Terminal::Key(key) if key.kind != KeyEventKind::Release => Some(Self::Key(key)),
            Terminal::Mouse(mouse) => Mouse::from_terminal(mouse).map(Self::Mouse),
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

impl Mouse {
    fn from_terminal(event: MouseEvent) -> Option<Self> {
        let action = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => MouseAction::Press,
            MouseEventKind::Drag(MouseButton::Left) => MouseAction::Drag,
            MouseEventKind::Up(MouseButton::Left) => MouseAction::Release,
            MouseEventKind::ScrollUp => MouseAction::WheelUp,
            MouseEventKind::ScrollDown => MouseAction::WheelDown,
            _ => return None,
        };
        Some(Self { action, target: None, cell: (event.column, event.row) })
    }
}
