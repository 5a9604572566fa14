//! Draws the preview panel. Its frame names the entry, and the pane whose place it has.

use super::{Preview, inside};
use crate::app::commands;
use crate::app::layout::Panel;
use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::panels;
use crate::app::widgets::text::{Line, rect};
use crate::domain::format;
use crate::domain::place::Side;
use crate::domain::text::SafeText;
use crate::safe;

/// What drawing it takes beside the panel.
#[derive(Debug)]
pub struct PreviewCx<'a> {
    /// How things look.
    pub theme: &'a Theme,
    /// The pane that it hides.
    pub hidden: Side,
    /// The place that this pane shows; empty where it shows none.
    pub place: SafeText,
    /// The key that goes to that pane.
    pub switch: SafeText,
    /// The key that closes the panel.
    pub close: SafeText,
}

/// Draws the panel within its lines, and its words on them.
pub fn draw(preview: &Preview, panel: Panel, cx: &PreviewCx<'_>, buf: &mut Canvas<'_>) {
    if panel.area.is_empty() {
        return;
    }
    let theme = cx.theme;
    for area in [panel.area, panel.title, panel.footer] {
        buf.zone(rect(area), Target::Preview);
    }
    let cells = panels::beside_line(panel.title);
    let close = Line::new(Role::Key, cx.close.clone()).and(Role::TitleInactive, " closes");
    let room = cells.saturating_sub(close.width() + 3);
    let head = Line::new(Role::TitleInactive, "preview ");
    let name = preview.title().fit_with(room.saturating_sub(head.width()), theme.glyphs.cut);
    panels::on_line(buf, panel.title, &head.and(Role::Title, name), theme);
    if room >= 12 {
        let at = panels::on_line_right(buf, panel.title, &close, theme);
        buf.zone(rect(at), Target::Command(&commands::preview::PREVIEW));
    }
    let place = if cx.place.is_empty() { "the other pane".into() } else { cx.place.clone() };
    let there = safe!("{} shows it", cx.switch);
    let forms = [safe!("hides {} {} {}", place, theme.glyphs.between, there), safe!("hides {}", place)];
    let cells = panels::beside_line(panel.footer);
    let words = format::first_that_fits(forms, cells);
    let words =
        if words.is_empty() { safe!("hides {}", place).fit_with(cells, theme.glyphs.cut) } else { words };
    panels::on_line(buf, panel.footer, &Line::new(Role::Secondary, words), theme);
    buf.zone(rect(panel.footer), Target::Pane(cx.hidden));
    let area = rect(inside(panel));
    let mut lines = preview.rows(usize::from(area.width), &theme.glyphs);
    if lines.is_empty() {
        lines.push(Line::new(Role::Secondary, "There is no entry at the cursor."));
    }
    preview.pages.draw(buf, area, &lines, theme);
}
