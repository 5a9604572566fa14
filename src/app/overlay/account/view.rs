//! Draws an account.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::pointer::Target;
use crate::app::requests::Purpose;
use crate::app::requests::account::ReadAccount;
use crate::app::requests::progress::RequestProgress;
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::text::{Line, put, put_line, row, tint};
use crate::app::widgets::{frame, list};

use super::AccountCard;
use super::lines::Item;

/// The most it takes in one column, and in two.
const SIZE: (u16, u16) = (96, 34);
const WIDE: u16 = 156;
/// Two columns from so many cells on, with so many blank ones between them.
const TWO_FROM: u16 = 116;
const GAP: u16 = 4;

impl Draw for AccountCard {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        self.view(cx, area, buf).into()
    }
}

impl AccountCard {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        let screen = (screen.columns, screen.rows);
        let room = frame::inside(screen, (WIDE, SIZE.1));
        if room.0 >= TWO_FROM { room } else { frame::inside(screen, SIZE) }
    }

    fn view(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Option<Position> {
        let theme = cx.theme;
        let (columns, most) = Self::size(Screen { columns: area.width, rows: area.height });
        let read = Purpose::read::<ReadAccount>();
        let asking =
            || cx.progress(read).and_then(RequestProgress::message).unwrap_or_else(|| "Asking...".into());
        let two = columns >= TWO_FROM;
        let each = if two { (columns - GAP) / 2 } else { columns };
        let mut items = self.items(
            usize::from(each).saturating_sub(2),
            cx.waits_for(read).then(asking),
            theme.glyphs.cut,
        );
        let mut beside = if two { items.split_off(Self::first_consent(&items)) } else { Vec::new() };
        // The blank line before a heading is of no use at the top.
        beside.drain(..usize::from(beside.first().is_some_and(|(_, line)| line.width() == 0)));
        let foot = self.foot();
        let below = if self.other.is_some() { 3 } else { 2 * usize::from(foot.is_some()) };
        let rows = u16::try_from(items.len().max(beside.len()) + below).unwrap_or(u16::MAX);
        let inner = frame::open(buf, area, (columns, rows.min(most)), &"Account".into(), theme);
        let height = inner.height.saturating_sub(u16::try_from(below).unwrap_or(u16::MAX));
        let part =
            |x: u16, width: u16| Rect { x: inner.x + x, width: width.min(inner.width), height, ..inner };
        self.column(&items, part(0, each), theme, buf);
        if two {
            self.column(&beside, part(each + GAP, each), theme, buf);
        }
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

    /// The items of one column, scrolled so that the row at the cursor is seen.
    fn column(&self, items: &[Item], area: Rect, theme: &Theme, buf: &mut Canvas<'_>) {
        let height = usize::from(area.height);
        let at = items.iter().position(|(row, _)| row.is_some() && *row == self.row());
        let first = list::follow(0, at.unwrap_or_default(), items.len(), height);
        for (index, (stands_for, line)) in (0..area.height).zip(items.iter().skip(first)) {
            let here = row(buf, area, index);
            if let Some(at) = self.rows().iter().position(|row| Some(*row) == *stands_for) {
                buf.zone(here, Target::DialogRow(at));
            }
            let selected = stands_for.is_some() && *stands_for == self.row();
            let sign = if selected { theme.glyphs.bar } else { " " };
            let mut whole = match stands_for {
                Some(_) => Line::new(Role::Text, sign).and(Role::Text, " "),
                None => Line::blank(),
            };
            whole.0.extend(line.0.iter().cloned());
            put_line(buf, here, &whole, theme);
            if selected {
                tint(buf, here, theme.style(Role::Cursor));
            }
        }
        list::more(buf, area, theme, first > 0, first + height < items.len());
    }
}
