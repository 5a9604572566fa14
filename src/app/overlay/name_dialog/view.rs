//! Draws the place, the field and what will be what.

use ratatui::layout::Rect;

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::requests::Purpose;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::form::label;
use crate::app::widgets::{form, frame};

use super::{LABELS, NameDialog};

impl Draw for NameDialog {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let theme = cx.theme;
        let waits = cx.waits_for(Purpose::Change);
        let wanted = self.wanted(Screen { columns: area.width, rows: area.height }, waits);
        let inner = frame::open(buf, area, wanted, &self.task.title().into(), theme);
        let cells = usize::from(inner.width);
        let name = label(&"Name".into(), LABELS);
        let field = (&name, &self.field);
        form::draw(buf, inner, theme, &self.above(cells), field, &self.below(cells, waits), true).into()
    }
}
