//! Draws a pane: title and totals on the lines around it, path, column heads, rows; or words where there are no rows.
//! Formats only what is on the screen. Start with [`draw`].

use ratatui::layout::Rect;

use super::columns::{Columns, SIGNS};
use super::pane_cx::PaneCx;
use super::title_footer::{filter, footer, path, tabs, title};
use super::{DirView, Pane, Row};
use crate::app::commands::names;
use crate::app::layout::Panel;
use crate::app::pointer::Target;
use crate::app::requests::progress::RequestProgress;
use crate::app::theme::Role;
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::text::{
    Line, column, pad, paragraph, pieces, put, put_line, put_lines, rect, right, row, tint,
};
use crate::app::widgets::{list, panels};
use crate::domain::compare::Relation;
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::file_kind::FileKind;
use crate::domain::format;
use crate::domain::problem::Problem;
use crate::domain::scripts::mixes_scripts;
use crate::domain::sort::SortKey;
use crate::domain::text::SafeText;
use crate::safe;

/// Draws the pane within its lines, and its words on them.
pub fn draw(pane: &Pane, panel: Panel, cx: &PaneCx<'_>, buf: &mut Canvas<'_>) {
    if panel.area.is_empty() {
        return;
    }
    for area in [panel.area, panel.title] {
        buf.zone(rect(area), Target::Pane(cx.side));
    }
    let cells = usize::from(panel.title.width).saturating_sub(2);
    let filter = filter(pane, cells / 2, cx.theme.glyphs.cut);
    let taken = if filter.width() > 0 { filter.width() + 3 } else { 0 };
    let tabs = tabs(cx.tabs, cells / 3);
    let for_tabs = tabs.iter().map(|(_, number)| number.width() + 1).sum::<usize>();
    let title = title(pane, cx, cells.saturating_sub(taken + for_tabs), panel.path.is_empty());
    let title = draw_tabs(tabs, title, panel, cx, buf);
    panels::on_line(buf, panel.title, &title, cx.theme);
    if taken > 0 {
        let at = panels::on_line_right(buf, panel.title, &filter, cx.theme);
        buf.zone(rect(at), Target::Command(&names::FILTER));
    }
    if let Some(words) = cx.beside.as_ref().filter(|words| title.width() + words.width() + 3 + taken <= cells)
        && taken == 0
    {
        let at =
            panels::on_line_right(buf, panel.title, &Line::new(Role::TitleInactive, words.clone()), cx.theme);
        buf.zone(rect(at), Target::Pane(cx.side.other()));
    }
    let below = panels::beside_line(panel.footer);
    panels::on_line(buf, panel.footer, &footer(pane, cx, below), cx.theme);
    if !panel.path.is_empty() {
        let cells = usize::from(panel.path.width).saturating_sub(2);
        let line = Line::new(Role::Text, " ").and(Role::Secondary, path(pane, cx, cells));
        put_line(buf, rect(panel.path), &line, cx.theme);
    }
    match pane.here() {
        Some(here) if here.rows() > 0 => {
            let columns = Columns::of(
                usize::from(panel.rows.width),
                here.listing().sort().key,
                tells_people(here, panel),
            );
            heads(here, panel, columns, cx, buf);
            rows(here, panel, columns, cx, buf);
        }
        _ => {}
    }
    if pane.here().is_none_or(|here| here.listing().is_empty()) {
        let area = below_rows(pane.here(), panel);
        let lines = placeholder(pane, pane.here(), cx, usize::from(area.width));
        put_lines(buf, area, &lines, cx.theme);
    }
}

/// The numbers of the tabs before the title, each of which the mouse can press.
fn draw_tabs(
    tabs: Vec<(usize, SafeText)>,
    title: Line,
    panel: Panel,
    cx: &PaneCx<'_>,
    buf: &mut Canvas<'_>,
) -> Line {
    let area = rect(panel.title);
    let mut line = Line::blank();
    for (index, number) in tabs {
        let [from, width] =
            [1 + line.width(), number.width()].map(|cells| u16::try_from(cells).unwrap_or(u16::MAX));
        let at = Rect { x: area.x.saturating_add(from), width, ..area };
        buf.zone(at.intersection(area), Target::Tab(cx.side, index));
        let shown = index == cx.tabs.0;
        let role = if shown && cx.active { Role::Title } else { Role::TitleInactive };
        line = line.and(role, number).and(Role::TitleInactive, " ");
    }
    Line(line.0.into_iter().chain(title.0).collect())
}

/// The area of sentences in place of entries: below the parent's row, if there is one.
fn below_rows(here: Option<&DirView>, panel: Panel) -> Rect {
    let area = panels::beside_frame(panel);
    let used = u16::from(here.is_some_and(|here| here.rows() > 0)).min(area.height);
    Rect { y: area.y.saturating_add(used), height: area.height - used, ..area }
}

/// Whether owners or groups are known of rows on the screen, or will be.
fn tells_people(here: &DirView, panel: Panel) -> bool {
    let mut shown = here.entries_on_screen(usize::from(panel.rows.height));
    here.store().capabilities.details
        || shown.any(|entry| !entry.user.raw().is_empty() || !entry.group.raw().is_empty())
}

fn heads(here: &DirView, panel: Panel, columns: Columns, cx: &PaneCx<'_>, buf: &mut Canvas<'_>) {
    if panel.heads.is_empty() {
        return;
    }
    let theme = cx.theme;
    let sort = here.listing().sort();
    let [up, down] = theme.glyphs.more;
    let head = |key: SortKey, words: &'static str| {
        // Names grow downwards by nature, sizes and times shrink: largest and newest first.
        let falls = matches!(key, SortKey::Size | SortKey::Time) != sort.reversed;
        // The type is the end of the name.
        let is_key = sort.key == key || (sort.key == SortKey::Type && key == SortKey::Name);
        let sign = match (is_key, falls) {
            (false, _) => "",
            (true, true) => down,
            (true, false) => up,
        };
        safe!("{}{}", words, sign)
    };
    let area = rect(panel.heads);
    let mut zone = |key: SortKey, from: usize, cells: usize| {
        let [from, width] = [from, cells].map(|cells| u16::try_from(cells).unwrap_or(u16::MAX));
        let head = Rect { x: area.x.saturating_add(from), width, ..area };
        buf.zone(head.intersection(area), Target::Heading(cx.side, key));
    };
    let cut = cx.theme.glyphs.cut;
    let signs = pad(&SafeText::default(), SIGNS);
    let name = if sort.key == SortKey::Type { "name by type" } else { "name" };
    zone(SortKey::Name, 0, SIGNS + columns.name);
    let mut line = safe!("{}{}", signs, column(&head(SortKey::Name, name), columns.name, cut));
    if columns.size > 0 {
        zone(SortKey::Size, line.width() + 1, columns.size);
        line = safe!("{} {}", line, right(&head(SortKey::Size, "size"), columns.size, cut));
    }
    if columns.time > 0 {
        zone(SortKey::Time, line.width() + 1, columns.time);
        line = safe!("{} {}", line, column(&head(SortKey::Time, "modified"), columns.time, cut));
    }
    if columns.permissions > 0 {
        line = safe!("{} {}", line, column(&"access".into(), columns.permissions, cut));
    }
    for (cells, words) in [(columns.owner, "owner"), (columns.group, "group")] {
        if cells > 0 {
            line = safe!("{} {}", line, column(&words.into(), cells, cut));
        }
    }
    put(buf, area, &line, theme.style(Role::Heading), &theme.glyphs);
}

fn rows(here: &DirView, panel: Panel, columns: Columns, cx: &PaneCx<'_>, buf: &mut Canvas<'_>) {
    let area = rect(panel.rows);
    let range = here.range();
    for (line, index) in (0..area.height).zip(here.top()..here.rows()) {
        let Some(shown) = here.row(index) else { break };
        let at = row(buf, area, line);
        buf.zone(at, Target::Row(cx.side, index));
        let at_cursor = index == here.cursor();
        let marked = |entry: &Entry<'_>| here.shows_mark(index, entry, range.as_ref());
        let words = match shown {
            Row::Parent => parent_line(at_cursor, columns, cx),
            Row::Entry(entry) => {
                entry_line(here, &entry, (marked(&entry), here.relation(entry.row)), at_cursor, columns, cx)
            }
        };
        put_line(buf, at, &words, cx.theme);
        if let Row::Entry(entry) = shown
            && !marked(&entry)
            && let Some(style) = cx.theme.names.style(role_of(&entry), entry.name.raw())
        {
            let x = at.x.saturating_add(to_cells(SIGNS)).min(at.right());
            let icon = if cx.theme.names.icon(role_of(&entry)).is_some() { 2 } else { 0 };
            let icon = icon + if here.is_compared() { 2 } else { 0 };
            let name = (icon + entry.shown_name().width()).min(columns.name);
            let width = to_cells(name).min(at.right() - x);
            tint(buf, Rect { x, width, ..at }, style);
        }
        if at_cursor {
            let name = to_cells(SIGNS + columns.name).min(at.width);
            let role = if cx.focused { Role::Cursor } else { Role::CursorInactive };
            tint(buf, Rect { width: name, ..at }, cx.theme.style(role));
        }
    }
    // The line beside the rows shows that there is more, so that no column is covered.
    if !panel.title.is_empty() {
        let edge = Rect { width: area.width.saturating_add(1), ..area };
        let below = here.top() + usize::from(area.height) < here.rows();
        list::more(buf, edge, cx.theme, here.top() > 0, below);
    }
}

fn to_cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// The sign before the row at the cursor.
fn bar(at_cursor: bool, cx: &PaneCx<'_>) -> &'static str {
    if at_cursor && cx.focused { cx.theme.glyphs.bar } else { " " }
}

fn parent_line(at_cursor: bool, columns: Columns, cx: &PaneCx<'_>) -> Line {
    Line::new(Role::Directory, safe!("{} {}", bar(at_cursor, cx), pad(&"..".into(), columns.name)))
}

/// A row: whether it is marked, and what it is to the other pane's.
type Signs = (bool, Option<Relation>);

fn entry_line(
    here: &DirView,
    entry: &Entry<'_>,
    signs: Signs,
    at_cursor: bool,
    columns: Columns,
    cx: &PaneCx<'_>,
) -> Line {
    let (marked, relation) = signs;
    let glyphs = &cx.theme.glyphs;
    let role = if marked { Role::Mark } else { role_of(entry) };
    let mark = if marked { glyphs.mark } else { " " };
    let mut line = Line::new(role, safe!("{}{}", bar(at_cursor, cx), mark));
    let compared = relation.and_then(|relation| glyphs.relations.get(relation.index()));
    line.0.extend(compared.map(|sign| (Role::Accent, safe!("{} ", *sign))));
    let left = columns.name.saturating_sub(if compared.is_some() { 2 } else { 0 });
    line.0.extend(name(entry, role, Columns { name: left, ..columns }, cx));
    let mut add = |cells: usize, words: SafeText| {
        if cells > 0 {
            line.0.push((Role::Secondary, safe!(" {}", words)));
        }
    };
    let size = match (entry.size, entry.is_dir()) {
        (_, true) => {
            let counted = cx.sizes.of_entry(here, entry.name);
            counted.map_or_else(SafeText::default, |size| size.bytes_short())
        }
        (Some(size), false) => format::bytes_short(size),
        (None, false) => "-".into(),
    };
    add(columns.size, right(&size, columns.size, glyphs.cut));
    let format = if columns.time >= 16 { format::date } else { format::day };
    let time = entry.modified.map_or_else(|| "-".into(), |at| format(at, cx.zone));
    add(columns.time, column(&time, columns.time, glyphs.cut));
    add(columns.permissions, pad(&permissions(entry.permissions), columns.permissions));
    for (cells, name) in [(columns.owner, entry.user), (columns.group, entry.group)] {
        let name = if name.raw().is_empty() { "-".into() } else { name.sanitized() };
        add(cells, column(&name, cells, glyphs.cut));
    }
    line
}

/// What an entry is, as far as a name has a colour for it.
pub fn role_of(entry: &Entry<'_>) -> Role {
    let runs = entry.permissions.is_some_and(|bits| bits & 0o111 != 0);
    match entry.kind {
        EntryKind::BrokenLink => Role::Broken,
        EntryKind::Dir if entry.link_target.is_none() => Role::Directory,
        _ if entry.link_target.is_some() => Role::Symlink,
        EntryKind::File if runs => Role::Executable,
        EntryKind::File => match FileKind::of(entry.name.raw()) {
            FileKind::Data => Role::Data,
            FileKind::Archive => Role::Archive,
            FileKind::Image => Role::Image,
            FileKind::Code => Role::Code,
            FileKind::Other => Role::Text,
        },
        _ => Role::Text,
    }
}

/// The name with its signs: `/` a directory, `@` a link and where it points, `mix` letters of scripts that do not belong
/// together, `ro` no user may write.
fn name(entry: &Entry<'_>, role: Role, columns: Columns, cx: &PaneCx<'_>) -> Vec<(Role, SafeText)> {
    let mut sign = SafeText::default();
    if entry.link_target.is_some() {
        sign = safe!("{}@", sign);
    }
    match entry.kind {
        EntryKind::Dir => sign = safe!("{}/", sign),
        EntryKind::BrokenLink => sign = safe!("{}!", sign),
        EntryKind::Other => sign = safe!("{}?", sign),
        EntryKind::File | EntryKind::Link => {}
    }
    let tells = columns.permissions == 0 && !cx.read_only;
    let read_only = if entry.is_read_only() && tells { " ro" } else { "" };
    let mixed = if mixes_scripts(entry.name) { " mix" } else { "" };
    let icon = cx.theme.names.icon(role_of(entry)).map_or_else(SafeText::default, |icon| safe!("{} ", icon));
    let room = columns.name.saturating_sub(icon.width() + sign.width() + read_only.len() + mixed.len());
    let name = entry.shown_name().fit_with(room, cx.theme.glyphs.cut);
    let mut used = icon.width() + name.width() + sign.width();
    let mut parts = vec![(role, icon)];
    parts.extend(lit_name(entry, name, role, cx));
    parts.push((role, sign));
    if let Some(target) = entry.link_target {
        let words = safe!(" {} {}", cx.theme.glyphs.to, target.sanitized());
        let left = columns.name.saturating_sub(used + read_only.len() + mixed.len());
        if left >= 8 {
            let words = words.fit_with(left, cx.theme.glyphs.cut);
            used += words.width();
            parts.push((Role::Secondary, words));
        }
    }
    let blank = columns.name.saturating_sub(used + read_only.len() + mixed.len());
    parts.push((Role::Text, pad(&SafeText::default(), blank)));
    parts.push((Role::Warning, mixed.into()));
    parts.push((Role::ReadOnly, read_only.into()));
    parts
}

/// The name with the letters that match what is typed, where all of it is shown as it is.
fn lit_name(entry: &Entry<'_>, name: SafeText, role: Role, cx: &PaneCx<'_>) -> Vec<(Role, SafeText)> {
    let raw = std::str::from_utf8(entry.name.raw()).unwrap_or_default();
    let matched = cx.lit.map(|pattern| pattern.matched_chars(raw)).unwrap_or_default();
    if matched.is_empty() {
        return vec![(role, name)];
    }
    let mut parts: Vec<(Role, SafeText)> = Vec::new();
    let mut chars = 0;
    for (count, piece) in pieces(raw) {
        let hit = matched.iter().any(|at| (chars..chars + count).contains(at));
        chars += count;
        parts.push((if hit { Role::Match } else { role }, piece));
    }
    let whole = parts.iter().fold(SafeText::default(), |so_far, (_, piece)| safe!("{}{}", so_far, piece));
    // A name that is cut, or written with escapes, is not told letter by letter.
    if whole == name { parts } else { vec![(role, name)] }
}

/// Permission bits as `rwxr-xr-x`.
pub fn permissions(bits: Option<u16>) -> SafeText {
    let Some(bits) = bits else { return "-".into() };
    (0..9_u16).fold(SafeText::default(), |so_far, place| {
        let sign = match place % 3 {
            0 => "r",
            1 => "w",
            _ => "x",
        };
        safe!("{}{}", so_far, if bits & (0o400 >> place) == 0 { "-" } else { sign })
    })
}

/// The text where there are no rows.
fn placeholder(pane: &Pane, here: Option<&DirView>, cx: &PaneCx<'_>, cells: usize) -> Vec<Line> {
    let loading = cx.requests.is_open(pane.slot());
    match (here, pane.problem()) {
        (Some(here), _) if here.listing().unfiltered() > 0 => {
            let words = if here.is_partial() {
                "No listed name matches the filter."
            } else {
                "No name matches the filter."
            };
            paragraph(Role::Secondary, &words.into(), cells)
        }
        (Some(here), _) if (here.is_whole() || !loading) && here.listing().hidden() > 0 => {
            paragraph(Role::Secondary, &"Only hidden names here.".into(), cells)
        }
        (Some(here), _) if here.is_gone() => {
            paragraph(Role::Secondary, &"This directory is no longer there.".into(), cells)
        }
        (Some(here), _) if here.is_whole() && here.service_filter().is_some() => {
            paragraph(Role::Secondary, &"No name in this directory matches, says the service.".into(), cells)
        }
        (Some(here), _) if here.is_whole() => {
            paragraph(Role::Secondary, &"This directory is empty.".into(), cells)
        }
        _ if loading && let Some(until) = &cx.held => {
            let words = safe!("Waiting {}, as the service asked. {} stops it.", until, cx.stop);
            paragraph(Role::Warning, &words, cells)
        }
        _ if loading => match cx.requests.progress(pane.slot()).and_then(RequestProgress::message) {
            Some(silence) => paragraph(Role::Warning, &safe!("{} {} stops it.", silence, cx.stop), cells),
            None => paragraph(Role::Secondary, &"Waiting for the first entries.".into(), cells),
        },
        (None, Some(problem)) => problem_lines(problem, cells),
        _ => paragraph(Role::Secondary, &cx.empty, cells),
    }
}

fn problem_lines(problem: &Problem, cells: usize) -> Vec<Line> {
    let mut lines = paragraph(Role::Error, &safe!("! {}", problem.happened), cells);
    lines.extend(paragraph(Role::Text, &problem.next, cells));
    let detail = problem.detail.iter().flat_map(|words| paragraph(Role::Secondary, words, cells));
    lines.extend(detail);
    lines
}
