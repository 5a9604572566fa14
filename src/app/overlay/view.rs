//! Draws whichever overlay there is. Each has its own view file.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::theme::Theme;
use crate::app::widgets::drawn::Drawn;

use super::Overlay;

impl Overlay {
    /// Draws it over what is in `area` (the whole screen).
    pub fn view(&self, theme: &Theme, area: Rect, buf: &mut Buffer) -> Drawn {
        match self {
            Self::Help(help) => help.view(theme, area, buf).into(),
            Self::Search(search) => search.view(theme, area, buf).into(),
            Self::Plan(plan) => plan.view(theme, area, buf).into(),
            Self::SignIn(sign_in) => sign_in.view(theme, area, buf),
            Self::Account(account) => account.view(theme, area, buf).into(),
            Self::RegisterClient(setup) => setup.view(theme, area, buf).into(),
            Self::TaskLog(log) => log.view(theme, area, buf).into(),
            Self::Confirm(confirm) => confirm.view(theme, area, buf).into(),
            Self::Message(message) => message.view(theme, area, buf).into(),
        }
    }
}

#[cfg(test)]
mod tests;
