//! The text of the menu.

use crate::app::overlay::Screen;
use crate::app::theme::Role;
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, pad, paragraph};
use crate::domain::text::SafeText;
use crate::safe;

use super::Actions;

/// Columns it gets at most.
const COLUMNS: u16 = 76;
/// Lines below the list.
pub(super) const BELOW: u16 = 2;

impl Actions {
    pub(super) fn size(&self, screen: Screen) -> (u16, u16) {
        let rows = u16::try_from(self.entries.len()).unwrap_or(u16::MAX).saturating_add(BELOW);
        frame::inside((screen.columns, screen.rows), (COLUMNS, rows))
    }

    /// How many rows are seen at once on any screen.
    pub(super) fn list_height(screen: Screen) -> usize {
        usize::from(
            frame::inside((screen.columns, screen.rows), (COLUMNS, u16::MAX)).1.saturating_sub(BELOW).max(1),
        )
    }

    pub(super) fn title(&self) -> SafeText {
        safe!("Actions: {}", self.subject)
    }

    /// One command: what it does and its keys, in brackets where it would do nothing.
    pub(super) fn line(&self, at: usize, cells: usize, cut: &'static str) -> Line {
        let Some(entry) = self.entries.get(at) else { return Line::blank() };
        let greyed = entry.reason.is_some();
        let [open, close] = if greyed { ["(", ")"] } else { ["", ""] };
        let (role, key) = if greyed { (Role::Secondary, Role::Secondary) } else { (Role::Text, Role::Key) };
        let room = cells.saturating_sub(entry.keys.width() + 4);
        let words = SafeText::from(entry.command.sentence).fit_with(room, cut);
        let line = Line::new(role, safe!("{}{}{}", open, words, close));
        let missing = cells.saturating_sub(line.width() + entry.keys.width());
        line.and(Role::Text, pad(&SafeText::default(), missing)).and(key, entry.keys.clone())
    }

    /// Why the one at the cursor would do nothing, if so.
    pub(super) fn below(&self, cells: usize) -> Vec<Line> {
        let entry = self.entries.get(self.selection.at);
        let reason = entry.and_then(|entry| entry.reason.as_ref());
        reason
            .map_or_else(Vec::new, |why| paragraph(Role::Warning, &safe!("Not possible now: {}", why), cells))
    }
}
