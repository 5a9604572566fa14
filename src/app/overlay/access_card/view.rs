//! Draws the rules, or the form of one.

use ratatui::layout::{Position, Rect};

use crate::app::overlay::Screen;
use crate::app::overlay::view::{Draw, DrawCx};
use crate::app::pointer::Target;
use crate::app::requests::Purpose;
use crate::app::requests::progress::RequestProgress;
use crate::app::requests::sharing::{FindIdentity, ReadGroups, ReadRules};
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::drawn::Drawn;
use crate::app::widgets::form::{choice, label};
use crate::app::widgets::text::{put, put_line, put_lines, row};
use crate::app::widgets::{frame, list};
use crate::domain::text::SafeText;

use super::AccessCard;
use super::form::Form;
use super::lines::{self, LABELS};

impl Draw for AccessCard {
    fn draw(&self, cx: DrawCx<'_>, area: Rect, buf: &mut Canvas<'_>) -> Drawn {
        let (columns, rows) = Self::size(Screen { columns: area.width, rows: area.height });
        match &self.form {
            None => self.draw_rules(cx, area, (columns, rows), buf),
            Some(form) => self.draw_form(form, cx, area, columns, buf).into(),
        }
    }
}

impl AccessCard {
    fn draw_rules(&self, cx: DrawCx<'_>, area: Rect, size: (u16, u16), buf: &mut Canvas<'_>) -> Drawn {
        let theme = cx.theme;
        let read = Purpose::read::<ReadRules>();
        let late = || cx.progress(read).and_then(RequestProgress::message);
        let waits = cx.waits_for(read).then(|| late().unwrap_or_else(|| "Asking Globus...".into()));
        let cells = usize::from(size.0);
        let instead = self.instead(cells, waits);
        let wanted = instead.as_ref().map_or(self.rules().len(), Vec::len) + 2;
        let wanted = u16::try_from(wanted).unwrap_or(u16::MAX).clamp(4, size.1.max(4));
        let inner = frame::open(buf, area, (size.0, wanted), &self.title(), theme);
        let below = u16::from(inner.height > 2);
        let part = Rect { height: inner.height.saturating_sub(2 * below), ..inner };
        match instead {
            Some(lines) => put_lines(buf, part, &lines, theme),
            None => list::draw(buf, part, theme, &self.selection, self.rules().len(), |at, cells| {
                let rule = self.rules().get(at);
                rule.map(|rule| self.rule(rule, cells, theme.glyphs.cut)).unwrap_or_default()
            }),
        }
        if let Some(line) = self.foot().filter(|_| below > 0) {
            let last = row(buf, inner, inner.height.saturating_sub(1));
            put_line(buf, last, &line, theme);
        }
        Drawn::default()
    }

    fn draw_form(
        &self,
        form: &Form,
        cx: DrawCx<'_>,
        area: Rect,
        columns: u16,
        buf: &mut Canvas<'_>,
    ) -> Option<Position> {
        let theme = cx.theme;
        let waits = self.waits_words(|purpose| cx.waits_for(purpose));
        let below = lines::below(form, self.plan(form), waits, usize::from(columns));
        let all = form.parts();
        let wanted = u16::try_from(all.len() + below.len()).unwrap_or(u16::MAX);
        let inner = frame::open(buf, area, (columns, wanted), &self.title(), theme);
        // Where not all fits, the line with the keys stays in sight.
        let shown = usize::from(inner.height).min(all.len());
        let first = list::follow(0, form.focus(), all.len(), shown);
        let mut cursor = None;
        for (index, (at, part)) in (0..inner.height).zip(all.iter().enumerate().skip(first).take(shown)) {
            let here = row(buf, inner, index);
            buf.zone(here, Target::DialogRow(at));
            let focused = at == form.focus();
            let role = if focused { Role::Title } else { Role::Secondary };
            let words = label(&lines::label_of(*part).into(), LABELS);
            let used = put(buf, here, &words, theme.style(role), &theme.glyphs);
            let rest =
                Rect { x: here.x.saturating_add(used), width: here.width.saturating_sub(used), ..here };
            match form.field(*part) {
                Some(field) => cursor = field.draw(buf, rest, theme, focused).or(cursor),
                None => {
                    let role = if focused { Role::Focus } else { Role::Text };
                    put(
                        buf,
                        rest,
                        &choice(&form.chosen(*part), &theme.glyphs),
                        theme.style(role),
                        &theme.glyphs,
                    );
                }
            }
        }
        let used = u16::try_from(shown).unwrap_or(u16::MAX);
        let rest =
            Rect { y: inner.y.saturating_add(used), height: inner.height.saturating_sub(used), ..inner };
        put_lines(buf, rest, &below, theme);
        list::more(buf, inner, theme, first > 0, below.len() > usize::from(rest.height));
        cursor
    }

    /// What is said while an answer is awaited.
    pub(super) fn waits_words(&self, waits_for: impl Fn(Purpose) -> bool) -> Option<SafeText> {
        if waits_for(Purpose::Change) {
            return Some("Saving it... Esc leaves; it is saved all the same.".into());
        }
        let asks = waits_for(Purpose::read::<FindIdentity>()) || waits_for(Purpose::read::<ReadGroups>());
        asks.then(|| "Asking Globus...".into())
    }
}
