//! Draws a pane: frame with title and totals, column heads, rows; or words where there are no rows.
//! Formats only what is on the screen. Start with [`draw`].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::columns::{Columns, SIGNS};
use super::edges::{footer, title};
use super::{Here, Pane};
use crate::app::layout::{Area, Panel};
use crate::app::patience::Patience;
use crate::app::theme::{Glyphs, Role, Theme};
use crate::app::widgets::frame;
use crate::app::widgets::list;
use crate::app::widgets::text::{Line, pad, paragraph, put, put_line, put_lines, row, tint};
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::human;
use crate::domain::problem::Problem;
use crate::domain::sort::SortKey;
use crate::domain::text::Shown;
use crate::shown;

/// What drawing a pane takes beside the pane.
#[derive(Debug)]
pub struct Look<'a> {
    /// How things look.
    pub theme: &'a Theme,
    /// The zone times are shown in.
    pub zone: &'a jiff::tz::TimeZone,
    /// Whether the pane has the cursor.
    pub active: bool,
    /// Whether it has the keys.
    pub focused: bool,
    /// Whether the place is known to be read-only, so that its rows need not say it one by one.
    pub read_only: bool,
    /// Words for a pane that nothing was asked of.
    pub empty: Shown,
    /// The key that stops a listing.
    pub stop: Shown,
}

/// The cells of an area.
pub fn rect(area: Area) -> Rect {
    Rect { x: area.x, y: area.y, width: area.width, height: area.height }
}

/// Draws the pane.
pub fn draw(pane: &Pane, panel: Panel, look: &Look<'_>, buf: &mut Buffer) {
    if panel.area.is_empty() {
        return;
    }
    if panel.framed {
        let role = if look.focused { Role::BorderActive } else { Role::Border };
        frame::border(buf, rect(panel.area), look.theme, role);
        let cells = usize::from(panel.area.width).saturating_sub(4);
        in_frame(buf, panel, 0, &title(pane, cells, look.active, &look.theme.glyphs), look.theme);
        in_frame(
            buf,
            panel,
            panel.area.height.saturating_sub(1),
            &footer(pane, cells, look.theme.glyphs.cut),
            look.theme,
        );
    }
    match pane.here() {
        Some(here) if !here.listing().is_empty() => {
            let columns = Columns::of(usize::from(panel.rows.width), here.listing().sort().key);
            heads(here, panel, columns, look.theme, buf);
            rows(here, panel, columns, look, buf);
        }
        here => {
            let area = beside_frame(panel);
            let words = words(pane, here, look, usize::from(area.width));
            put_lines(buf, area, &words, look.theme);
        }
    }
}

/// Where sentences stand in place of rows: a blank from the frame on either side.
pub fn beside_frame(panel: Panel) -> Rect {
    let blank = u16::from(panel.framed);
    let rows = rect(panel.rows);
    Rect { x: rows.x.saturating_add(blank), width: rows.width.saturating_sub(2 * blank), ..rows }
}

/// A line within the frame's edge, with a blank on either side.
pub fn in_frame(buf: &mut Buffer, panel: Panel, index: u16, line: &Line, theme: &Theme) {
    if line.width() == 0 {
        return;
    }
    let edge = rect(panel.area.row(index));
    let inside = Rect { x: edge.x.saturating_add(1), width: edge.width.saturating_sub(2), ..edge };
    let line = Line(std::iter::once((Role::Title, " ".into())).chain(line.0.iter().cloned()).collect());
    put_line(buf, inside, &line.and(Role::Title, " "), theme);
}

fn heads(here: &Here, panel: Panel, columns: Columns, theme: &Theme, buf: &mut Buffer) {
    if panel.heads.is_empty() {
        return;
    }
    let sort = here.listing().sort();
    let [up, down] = theme.glyphs.more;
    let head = |key: SortKey, words: &'static str| {
        // Names grow downwards by nature, sizes and times shrink: largest and newest first.
        let falls = (key != SortKey::Name) != sort.reversed;
        let sign = match (sort.key == key, falls) {
            (false, _) => "",
            (true, true) => down,
            (true, false) => up,
        };
        shown!("{}{}", words, sign)
    };
    let signs = pad(&Shown::default(), SIGNS);
    let mut line = shown!("{}{}", signs, pad(&head(SortKey::Name, "Name"), columns.name));
    if columns.size > 0 {
        line = shown!("{} {}", line, right(&head(SortKey::Size, "Size"), columns.size));
    }
    if columns.time > 0 {
        line = shown!("{} {}", line, pad(&head(SortKey::Time, "Modified"), columns.time));
    }
    if columns.permissions > 0 {
        line = shown!("{} {}", line, pad(&"Access".into(), columns.permissions));
    }
    put(buf, rect(panel.heads), &line, theme.style(Role::Heading), &theme.glyphs);
}

fn rows(here: &Here, panel: Panel, columns: Columns, look: &Look<'_>, buf: &mut Buffer) {
    let area = rect(panel.rows);
    for (line, index) in (0..area.height).zip(here.top()..here.listing().len()) {
        let Some(entry) = here.listing().get(index) else { break };
        let at = row(buf, area, line);
        let under_bar = index == here.cursor();
        put_line(
            buf,
            at,
            &entry_line(&entry, here.marks().has(entry.name), under_bar, columns, look),
            look.theme,
        );
        if under_bar {
            tint(buf, at, look.theme.style(if look.focused { Role::Bar } else { Role::BarInactive }));
        }
    }
    // The edge of the frame tells that there is more, so that no column is covered.
    if panel.framed {
        let edge = Rect { width: area.width.saturating_add(1), ..area };
        let below = here.top() + usize::from(area.height) < here.listing().len();
        list::more(buf, edge, look.theme, here.top() > 0, below);
    }
}

fn entry_line(entry: &Entry<'_>, marked: bool, under_bar: bool, columns: Columns, look: &Look<'_>) -> Line {
    let glyphs = &look.theme.glyphs;
    let role = match () {
        () if marked => Role::Mark,
        () if entry.kind == EntryKind::BrokenLink => Role::Error,
        () if entry.is_dir() => Role::Dir,
        () if entry.link_target.is_some() => Role::Link,
        () => Role::Text,
    };
    let bar = if under_bar && look.active { glyphs.bar } else { " " };
    let mark = if marked { glyphs.mark } else { " " };
    let mut line = Line::new(role, shown!("{}{}", bar, mark));
    line.0.extend(name(entry, role, columns, look));
    let mut column = |cells: usize, words: Shown| {
        if cells > 0 {
            line.0.push((Role::Dim, shown!(" {}", words)));
        }
    };
    let size = match (entry.size, entry.is_dir()) {
        (_, true) => Shown::default(),
        (Some(size), false) => human::bytes_short(size),
        (None, false) => "-".into(),
    };
    column(columns.size, right(&size, columns.size));
    let format = if columns.time >= 16 { human::date } else { human::day };
    let time = entry.modified.map_or_else(|| "-".into(), |at| format(at, look.zone));
    column(columns.time, pad(&time, columns.time));
    column(columns.permissions, pad(&permissions(entry.permissions), columns.permissions));
    line
}

/// The name with its signs: `/` a directory, `@` a link and where it points, `ro` nobody may write.
fn name(entry: &Entry<'_>, role: Role, columns: Columns, look: &Look<'_>) -> Vec<(Role, Shown)> {
    let mut sign = Shown::default();
    if entry.link_target.is_some() {
        sign = shown!("{}@", sign);
    }
    match entry.kind {
        EntryKind::Dir => sign = shown!("{}/", sign),
        EntryKind::BrokenLink => sign = shown!("{}!", sign),
        EntryKind::Other => sign = shown!("{}?", sign),
        EntryKind::File => {}
    }
    let tells = columns.permissions == 0 && !look.read_only;
    let read_only = if entry.is_read_only() && tells { " ro" } else { "" };
    let room = columns.name.saturating_sub(sign.width() + read_only.len());
    let name = entry.name.shown().fit_with(room, look.theme.glyphs.cut);
    let mut used = name.width() + sign.width();
    let mut parts = vec![(role, shown!("{}{}", name, sign))];
    if let Some(target) = entry.link_target {
        let words = shown!(" {} {}", look.theme.glyphs.to, target.shown());
        let left = columns.name.saturating_sub(used + read_only.len());
        if left >= 8 {
            let words = words.fit_with(left, look.theme.glyphs.cut);
            used += words.width();
            parts.push((Role::Dim, words));
        }
    }
    let blank = columns.name.saturating_sub(used + read_only.len());
    parts.push((Role::Text, pad(&Shown::default(), blank)));
    parts.push((Role::ReadOnly, read_only.into()));
    parts
}

fn permissions(bits: Option<u16>) -> Shown {
    let Some(bits) = bits else { return "-".into() };
    (0..9_u16).fold(Shown::default(), |so_far, place| {
        let sign = match place % 3 {
            0 => "r",
            1 => "w",
            _ => "x",
        };
        shown!("{}{}", so_far, if bits & (0o400 >> place) == 0 { "-" } else { sign })
    })
}

/// The words at the right end of so many cells.
pub fn right(words: &Shown, cells: usize) -> Shown {
    // Cut, if ever, by a sign that any terminal shows: as `pad` does.
    let words = words.fit_with(cells, Glyphs::ASCII.cut);
    let blank = pad(&Shown::default(), cells.saturating_sub(words.width()));
    shown!("{}{}", blank, words)
}

/// What stands where there are no rows.
fn words(pane: &Pane, here: Option<&Here>, look: &Look<'_>, cells: usize) -> Vec<Line> {
    match (here, pane.problem()) {
        (Some(here), _) if here.is_whole() && here.listing().hidden() > 0 => {
            paragraph(Role::Dim, &"Only hidden names here.".into(), cells)
        }
        (Some(here), _) if here.is_whole() => paragraph(Role::Dim, &"This directory is empty.".into(), cells),
        _ if pane.is_loading() => match pane.patience().and_then(Patience::words) {
            Some(silence) => paragraph(Role::Warning, &shown!("{} {} stops it.", silence, look.stop), cells),
            None => paragraph(Role::Dim, &"Waiting for the first rows.".into(), cells),
        },
        (None, Some(problem)) => problem_lines(problem, cells),
        _ => paragraph(Role::Dim, &look.empty, cells),
    }
}

fn problem_lines(problem: &Problem, cells: usize) -> Vec<Line> {
    let mut lines = paragraph(Role::Error, &shown!("! {}", problem.happened), cells);
    lines.extend(paragraph(Role::Text, &problem.next, cells));
    let detail = problem.detail.iter().flat_map(|words| paragraph(Role::Dim, words, cells));
    lines.extend(detail);
    lines
}
