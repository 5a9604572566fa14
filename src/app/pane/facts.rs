//! The line below the panes: the whole name of the entry at the cursor, what else is known of it, and its place among
//! the rows. Each fact has a fixed column, so that few cells change from row to row. Columns are
//! left out, the least important first, where the name would not fit beside them. Start with [`facts`].

use super::pane_cx::PaneCx;
use super::view::{permissions, role_of};
use super::{DirView, Pane, Row};
use crate::app::theme::Role;
use crate::app::widgets::text::{Line, column, pad, right};
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

/// Cells of an exact size: terabytes with separators and their unit.
const SIZE: usize = 15;
/// Cells of a date with its minute.
const TIME: usize = 16;
/// Cells of a kind and permissions, as `drwxr-x---`.
const ACCESS: usize = 10;
/// Cells of an owner and a group.
const PEOPLE: usize = 21;
/// Cells of how many files and directories were counted.
const COUNTED: usize = 24;
/// Blanks between two facts.
const GAP: usize = 2;

/// The facts of the entry at the cursor, in so many cells.
pub fn facts(pane: &Pane, cx: &PaneCx<'_>, cells: usize) -> Line {
    let Some((here, shown)) = pane.here().and_then(|here| Some((here, here.row_at_cursor()?))) else {
        return Line::blank();
    };
    let (place, sign) = (position(here), cx.theme.glyphs.cut);
    let (name, columns) = match shown {
        Row::Parent => {
            (Line::new(Role::Directory, ".."), vec![(SIZE, right(&"directory".into(), SIZE, sign))])
        }
        Row::Entry(entry) => (full_name(&entry, cx), columns(here, &entry, cx)),
    };
    let name_room = |columns: &[(usize, SafeText)]| {
        let used: usize = columns.iter().map(|(cells, _)| cells + GAP).sum();
        cells.saturating_sub(used + place.width() + GAP)
    };
    // From the most important on: as many as leave room for the name.
    let fits = (0..=columns.len())
        .rev()
        .find(|count| columns.get(..*count).is_some_and(|columns| name_room(columns) >= name.width()));
    let columns = columns.get(..fits.unwrap_or(0)).unwrap_or_default();
    let room = name_room(columns);
    let mut line = cut(name, room, sign);
    let blank = room.saturating_sub(line.width());
    line = line.and(Role::Text, pad(&SafeText::default(), blank));
    // The most important stands last, where it never moves.
    let facts =
        columns.iter().rev().fold(SafeText::default(), |so_far, (_, fact)| safe!("{}  {}", so_far, fact));
    line.and(Role::Secondary, safe!("{}  {}", facts, place))
}

/// The columns of an entry, the most important first.
fn columns(here: &DirView, entry: &Entry<'_>, cx: &PaneCx<'_>) -> Vec<(usize, SafeText)> {
    let counted = cx.sizes.of_entry(here, entry.name);
    let sign = cx.theme.glyphs.cut;
    let time = entry.modified.map_or_else(SafeText::default, |at| format::date(at, cx.zone));
    let size = match (entry.kind, entry.size) {
        (EntryKind::Dir, _) => match counted {
            Some(size) if size.is_whole() => safe!("{} B", format::grouped(size.bytes)),
            Some(size) => safe!("over {}", format::bytes(size.bytes)),
            None if entry.link_target.is_some() => "link".into(),
            None => "directory".into(),
        },
        (EntryKind::BrokenLink, _) => "broken link".into(),
        (EntryKind::Link, _) => "link".into(),
        (EntryKind::Other, _) => "special file".into(),
        (EntryKind::File, Some(size)) => safe!("{} B", format::grouped(size)),
        (EntryKind::File, None) => "size unknown".into(),
    };
    let mut columns = vec![(TIME, pad(&time, TIME)), (SIZE, right(&size, SIZE, sign))];
    if entry.permissions.is_some() {
        let kind = match (entry.link_target.is_some(), entry.kind) {
            (true, _) => "l",
            (false, EntryKind::Dir) => "d",
            _ => "-",
        };
        columns.push((ACCESS, safe!("{}{}", kind, permissions(entry.permissions))));
    }
    if !entry.user.raw().is_empty() || !entry.group.raw().is_empty() {
        let people = safe!("{}:{}", entry.user.sanitized(), entry.group.sanitized());
        columns.push((PEOPLE, column(&people, PEOPLE, sign)));
    }
    if let Some(size) = counted {
        let [files, directories] = [(size.files, "file", "files"), (size.directories, "dir", "dirs")]
            .map(|(number, one, many)| format::count(number, one, many));
        columns.push((COUNTED, right(&safe!("{}, {}", files, directories), COUNTED, sign)));
    }
    columns
}

fn full_name(entry: &Entry<'_>, cx: &PaneCx<'_>) -> Line {
    let sign = if entry.is_dir() { "/" } else { "" };
    let line = Line::new(role_of(entry), safe!("{}{}", entry.shown_name(), sign));
    match entry.link_target {
        Some(target) => line.and(Role::Secondary, safe!(" {} {}", cx.theme.glyphs.to, target.sanitized())),
        None => line,
    }
}

/// The line in so many cells: its words lose their middles, the last of them first.
fn cut(line: Line, cells: usize, sign: &'static str) -> Line {
    let mut left = cells;
    let words = line.0.into_iter().map(|(role, words)| {
        let words = words.fit_with(left, sign);
        left = left.saturating_sub(words.width());
        (role, words)
    });
    Line(words.collect())
}

/// The place of the row at the cursor among the entries: `812/5,000`. It has the same width on every row.
fn position(here: &DirView) -> SafeText {
    let all = format::grouped(here.listing().len() as u64);
    let at = match here.row_at_cursor() {
        Some(Row::Entry(_)) => here.cursor() + 1 - here.rows().saturating_sub(here.listing().len()),
        _ => 0,
    };
    safe!("{}/{}", right(&format::grouped(at as u64), all.width(), ""), all)
}
