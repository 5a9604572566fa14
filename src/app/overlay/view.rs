//! Draws whichever overlay there is. Each has its own view file.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::theme::Theme;

use super::Overlay;

impl Overlay {
    /// Draws it over what is in `area` (the whole screen). Returns where the text cursor stands.
    pub fn view(&self, theme: &Theme, area: Rect, buf: &mut Buffer) -> Option<Position> {
        match self {
            Self::Help(help) => help.view(theme, area, buf),
            Self::Search(search) => search.view(theme, area, buf),
            Self::Plan(plan) => plan.view(theme, area, buf),
            Self::SignIn(sign_in) => sign_in.view(theme, area, buf),
            Self::Account(account) => account.view(theme, area, buf),
            Self::Setup(setup) => setup.view(theme, area, buf),
            Self::TaskLog(log) => log.view(theme, area, buf),
            Self::Confirm(confirm) => confirm.view(theme, area, buf),
            Self::Message(message) => message.view(theme, area, buf),
        }
    }
}

#[cfg(test)]
mod tests;
