//! One of the short guides, to be read.

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, quoted_lines};
use crate::domain::guides::Guide;
use crate::domain::text::SafeText;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// The widest and highest it gets: no line of a guide is longer.
const SIZE: (u16, u16) = (78, 60);

/// A guide, and how far it was read.
#[derive(Debug)]
pub struct GuidePage {
    guide: &'static Guide,
    pages: Pages,
}

impl Modal for GuidePage {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = cx.key(input)?;
        let (columns, rows) = Self::size(cx.screen);
        if self.pages.press(press, self.lines(columns).len(), usize::from(rows)) {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Enter | DialogKey::Char('q' | 'h') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![("Esc", "close"), ("j k PgDn PgUp", "scroll")]
    }
}

impl GuidePage {
    /// The first page.
    pub fn new(guide: &'static Guide) -> Self {
        Self { guide, pages: Pages::default() }
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    fn lines(&self, columns: u16) -> Vec<Line> {
        let cells = usize::from(columns);
        let line = |text: &'static str| {
            let words = SafeText::from(text);
            // Columns stand below each other where a line is not broken.
            if words.width() <= cells { vec![words] } else { words.wrap(cells) }
        };
        quoted_lines(Role::Text, Role::Accent, self.guide.text.lines().flat_map(line))
    }
}
