//! What the app knows of the terminal.

use crate::domain::terminal::{Ground, Rgb, TerminalEnv, TerminalFacts};

/// What the app knows of the terminal.
#[derive(Clone, Debug, Default)]
pub struct Terminal {
    /// Columns and rows.
    pub size: (u16, u16),
    /// What the environment says of it.
    pub env: TerminalEnv,
    /// What it has said of itself; nothing until it has answered.
    pub facts: TerminalFacts,
}

impl Terminal {
    /// Whether its background is light, as far as it is known: what it says of itself, else what the environment says.
    pub fn ground(&self) -> Option<Ground> {
        self.facts.background.map(Rgb::ground).or(self.env.ground)
    }
}
