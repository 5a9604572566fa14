//! Draws an account.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::overlay::{Modal as _, Screen};
use crate::app::requests::Purpose;
use crate::app::requests::account::ReadAccount;
use crate::app::requests::progress::RequestProgress;
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{Line, put, put_line, row, tint};
use crate::app::widgets::{frame, list};

use super::AccountCard;

/// The most it takes.
const SIZE: (u16, u16) = (100, 30);

impl Draw for AccountCard {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx, area, buf).into()
    }
}

impl AccountCard {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    fn view(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let theme = cx.theme;
        let (columns, _) = Self::size(Screen { columns: area.width, rows: area.height });
        let read = Purpose::read::<ReadAccount>();
        let asking =
            || cx.progress(read).and_then(RequestProgress::message).unwrap_or_else(|| "Asking...".into());
        let items = self.items(usize::from(columns).saturating_sub(2), cx.waits_for(read).then(asking));
        let foot = self.foot();
        let below = if self.other.is_some() { 3 } else { 2 * usize::from(foot.is_some()) };
        let rows = u16::try_from(items.len() + below).unwrap_or(u16::MAX);
        let inner = frame::open(
            buf,
            area,
            (columns, rows.min(SIZE.1)),
            &"Account".into(),
            &self.framed_hints(),
            theme,
        );
        let height = usize::from(inner.height).saturating_sub(below);
        let at = items.iter().position(|(row, _)| row.is_some() && *row == self.row());
        let first = list::follow(0, at.unwrap_or_default(), items.len(), height);
        for (index, (stands_for, line)) in (0..inner.height).zip(items.iter().skip(first).take(height)) {
            let here = row(buf, inner, index);
            let selected = stands_for.is_some() && *stands_for == self.row();
            let sign = if selected { theme.glyphs.bar } else { " " };
            let mut whole = match stands_for {
                Some(_) => Line::new(Role::Focus, sign).and(Role::Text, " "),
                None => Line::blank(),
            };
            whole.0.extend(line.0.iter().cloned());
            put_line(buf, here, &whole, theme);
            if selected {
                tint(buf, here, theme.style(Role::Cursor));
            }
        }
        list::more(buf, inner, theme, first > 0, first + height < items.len());
        if let Some(line) = foot {
            let last = row(buf, inner, inner.height.saturating_sub(1));
            put_line(buf, last, &line, theme);
        }
        let field = self.other.as_ref()?;
        let at = row(buf, inner, inner.height.saturating_sub(2));
        let used = put(buf, at, &"Switch to profile: ".into(), theme.style(Role::Title), &theme.glyphs);
        let rest = Rect { x: at.x.saturating_add(used), width: at.width.saturating_sub(used), ..at };
        field.draw(buf, rest, theme, true)
    }
}
