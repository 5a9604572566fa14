//! The keys, made from the rows of the commands and the current keymap. Holds no keys of its own.

mod view;

use crate::app::commands::{self, Command, Context};
use crate::app::input::Input;
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame;
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, hanging, pad};
use crate::domain::text::SafeText;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// The widest the page gets.
const COLUMNS: u16 = 72;

/// Where commands apply, in the order of the page.
const GROUPS: [(Context, &str); 4] = [
    (Context::List, "In a pane"),
    (Context::Tasks, "In the task panel"),
    (Context::Overlay, "In a dialog"),
    (Context::Global, "Everywhere"),
];

/// The fixed keys of dialogs, in every keymap.
const DIALOGS: [(&str, &str); 5] = [
    ("Tab Shift-Tab", "Go to the next or the previous field."),
    ("Enter", "Accept. F5 or Alt-Enter: submit from any field."),
    ("Space", "Change a choice."),
    ("Esc Ctrl-C", "Close without doing it."),
    ("Ctrl-U Ctrl-K", "Delete to the start or the end of what is typed."),
];

/// The list of keys.
#[derive(Debug)]
pub struct Help {
    rows: Vec<(Context, SafeText, &'static str)>,
    pages: Pages,
}

impl Modal for Help {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = DialogKey::of(input)?;
        let (columns, rows) = self.size(cx.screen);
        if self.pages.press(press, self.lines(columns).len(), usize::from(rows)) {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Enter | DialogKey::Char('q' | '?' | 'h') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            _ => None,
        }
    }
}

impl Help {
    /// Lists every command with the keys that `keys` has for it; what has none is left out.
    pub fn new(keys: impl Fn(&Command) -> SafeText) -> Self {
        let row = |command: &'static Command| (command.home(), keys(command), command.sentence);
        let rows = commands::all().map(row).filter(|(_, keys, _)| !keys.is_empty()).collect();
        Self { rows, pages: Pages::default() }
    }

    fn size(&self, screen: Screen) -> (u16, u16) {
        let (columns, _) = frame::inside((screen.columns, screen.rows), (COLUMNS, u16::MAX));
        let rows = u16::try_from(self.lines(columns).len()).unwrap_or(u16::MAX);
        frame::inside((screen.columns, screen.rows), (columns, rows))
    }

    fn lines(&self, columns: u16) -> Vec<Line> {
        let cells = usize::from(columns);
        let widest = self.rows.iter().map(|(_, keys, _)| keys.width()).max().unwrap_or(0);
        // Keys never take more than half: the words say what they are for.
        let keys_column = widest.max(13).min(cells / 2);
        let mut lines = Vec::new();
        for (context, title) in GROUPS {
            let mut rows: Vec<(SafeText, &'static str)> = Vec::new();
            rows.extend(self.rows.iter().filter(|row| row.0 == context).map(|row| (row.1.clone(), row.2)));
            if context == Context::Overlay {
                rows.extend(DIALOGS.iter().map(|(keys, words)| (SafeText::from(*keys), *words)));
            }
            if rows.is_empty() {
                continue;
            }
            if !lines.is_empty() {
                lines.push(Line::blank());
            }
            lines.push(Line::new(Role::Heading, title));
            for (keys, words) in rows {
                let head = safe!("{}  ", pad(&keys, keys_column));
                lines.extend(hanging((Role::Key, head), Role::Text, &words.into(), cells));
            }
        }
        lines
    }
}
