//! Draws the page of a task.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::frame;

use super::TaskLog;

impl Draw for TaskLog {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let theme = cx.theme;
        let wanted = Self::size(Screen { columns: area.width, rows: area.height });
        let inner = frame::open(buf, area, wanted, &self.title(), theme);
        let waiting = Self::waiting(cx);
        let (lines, link) = self.lines(usize::from(inner.width), waiting.as_ref(), &theme.glyphs);
        let top = self.pages.draw(buf, inner, &lines, theme);
        let row = |index: usize| {
            let down = u16::try_from(index.checked_sub(top)?).ok().filter(|down| *down < inner.height)?;
            let width = u16::try_from(lines.get(index)?.0.last()?.1.width()).ok()?;
            let start = u16::try_from(lines.get(index)?.width()).ok()? - width;
            let at = Rect { x: inner.x + start, y: inner.y + down, width, height: 1 }.intersection(inner);
            Some((at, self.web.clone()?))
        };
        Drawn { links: link.filter_map(row).collect(), ..Drawn::default() }
    }
}
