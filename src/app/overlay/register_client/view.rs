//! Draws the steps and the field.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::requests::Purpose;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::{form, frame};

use super::RegisterClient;

impl Draw for RegisterClient {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx, area, buf).into()
    }
}

impl RegisterClient {
    fn view(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let theme = cx.theme;
        let waits = cx.waits_for(Purpose::ClientId);
        let wanted = self.wanted(Screen { columns: area.width, rows: area.height }, waits);
        let inner = frame::open(buf, area, wanted, &"Register hemi with Globus".into(), theme);
        let cells = usize::from(inner.width);
        let label = "Client UUID: ".into();
        form::draw(
            buf,
            inner,
            theme,
            &Self::above(cells),
            (&label, &self.field),
            &self.below(cells, waits),
            true,
        )
    }
}
