//! Draws what is on a server.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::requests::Purpose;
use crate::app::requests::progress::RequestProgress;
use crate::app::requests::sharing::ReadServer;
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{Line, put_line, row};
use crate::app::widgets::{frame, list};

use super::{BESIDE, ServerCard};

impl Draw for ServerCard {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let theme = cx.theme;
        let (columns, most) = Self::size(Screen { columns: area.width, rows: area.height });
        let lines = self.lines(usize::from(columns).saturating_sub(BESIDE));
        let rows = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let inner = frame::open(buf, area, (columns, rows.min(most)), &self.title(), theme);
        let below = u16::from(inner.height > 2);
        let part = Rect { height: inner.height.saturating_sub(2 * below), ..inner };
        list::draw(buf, part, theme, &self.selection, lines.len(), |at, _| {
            lines.get(at).map(|(_, line)| line.clone()).unwrap_or_default()
        });
        let read = Purpose::read::<ReadServer>();
        let said = match (&self.hint, cx.waits_for(read)) {
            (Some(hint), _) => Some(Line::new(Role::Secondary, hint.clone())),
            (None, true) => {
                let late = cx.progress(read).and_then(RequestProgress::message);
                Some(Line::new(Role::Secondary, late.unwrap_or_else(|| "Asking the server...".into())))
            }
            (None, false) => None,
        };
        if let Some(line) = said {
            let last = row(buf, inner, inner.height.saturating_sub(1));
            put_line(buf, last, &line, theme);
        }
        Drawn::default()
    }
}
