//! The words on the lines around a pane: above, where it is; below, what is in it. Every part is there whole or not at
//! all, but for a path, of which the end is seen. Start with [`title`] and [`footer`].

use super::pane_cx::PaneCx;
use super::{DirView, Pane};
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::text::Line;
use crate::domain::format;
use crate::domain::path::StorePath;
use crate::domain::text::SafeText;
use crate::safe;

/// Less than this of a path is useless.
const LEAST_PATH: usize = 5;

/// The title: the name of the store, and the path where no row shows it. At most `cells` wide.
pub fn title(pane: &Pane, cx: &PaneCx<'_>, cells: usize, with_path: bool) -> Line {
    let glyphs = &cx.theme.glyphs;
    let (name, path) = pane.shown_place(cx.requests);
    let path = path.filter(|_| with_path);
    let role = if cx.active { Role::Title } else { Role::TitleInactive };
    if name.is_empty() {
        return Line::blank();
    }
    let whole = path.map_or_else(SafeText::default, |path| path.sanitized());
    // The last component is kept as long as half of the room is enough for it; the rest is the name's.
    let last = path.map_or_else(SafeText::default, |path| shortest(path, glyphs.cut));
    let for_path = whole.width().min(cells.saturating_sub(name.width() + 1)).max(last.width().min(cells / 2));
    let name = name.fit_with(cells.saturating_sub(if for_path > 0 { for_path + 1 } else { 0 }), glyphs.cut);
    let mut line = Line::new(role, name);
    if for_path >= whole.width().min(LEAST_PATH)
        && let Some(path) = path
    {
        line = line.and(Role::Text, safe!(" {}", end_of(path, for_path, glyphs.cut)));
    }
    line
}

/// The numbers of the tabs, each with its index, where there are several: all of them in so many cells, else only that of
/// the one shown.
pub fn tabs((shown, count): (usize, usize), cells: usize) -> Vec<(usize, SafeText)> {
    let number = |index: usize| match index == shown {
        true => safe!("[{}]", index + 1),
        false => safe!("{}", index + 1),
    };
    match count {
        0 | 1 => Vec::new(),
        _ if 2 * count + 1 > cells => vec![(shown, safe!("[{}/{}]", shown + 1, count))],
        _ => (0..count).map(|index| (index, number(index))).collect(),
    }
}

/// The filter of its names, in so many cells.
pub fn filter(pane: &Pane, cells: usize, cut: &'static str) -> Line {
    let here = pane.here();
    let typed = here.and_then(DirView::filter).map(|filter| safe!("filter: {}", filter.sanitized()));
    let asked = here.and_then(DirView::service_filter);
    let words = match (asked.map(|filter| safe!("service: {}", filter.sanitized())), typed) {
        (Some(asked), Some(typed)) => safe!("{}, {}", asked, typed),
        (Some(words), None) | (None, Some(words)) => words,
        (None, None) => return Line::blank(),
    };
    Line::new(Role::Warning, words.fit_with(cells, cut))
}

/// Where in its store the pane is, in so many cells.
pub fn path(pane: &Pane, cx: &PaneCx<'_>, cells: usize) -> SafeText {
    let (_, path) = pane.shown_place(cx.requests);
    path.map_or_else(SafeText::default, |path| end_of(path, cells, cx.theme.glyphs.cut))
}

/// The sign of components left out: a `~` before a path would mean a home directory.
fn left_out(cut: &'static str) -> &'static str {
    if cut == Glyphs::ASCII.cut { "..." } else { cut }
}

/// The last component of a path, marked as one of several.
fn shortest(path: &StorePath, cut: &'static str) -> SafeText {
    match (path.name(), path.parent()) {
        (Some(name), Some(parent)) if !parent.is_root() => safe!("{}/{}", left_out(cut), name.sanitized()),
        _ => path.sanitized(),
    }
}

/// As many whole components from the end of a path as so many cells hold; of a long one its two ends.
pub fn end_of(path: &StorePath, cells: usize, cut: &'static str) -> SafeText {
    let whole = path.sanitized();
    if whole.width() <= cells {
        return whole;
    }
    let mut best = shortest(path, cut).fit_with(cells, cut);
    let mut tail = SafeText::default();
    let mut at = path.clone();
    while let (Some(name), Some(parent)) = (at.name(), at.parent()) {
        tail = safe!("/{}{}", name.sanitized(), tail);
        if tail.width() + left_out(cut).chars().count() > cells {
            break;
        }
        best = safe!("{}{}", left_out(cut), tail);
        at = parent;
    }
    best
}

/// Marks, what is special about the place, rows, hidden names: sums of what is known, no guesses. What matters
/// less is left out first where not all of it fits in so many cells; that something is under way never is.
pub fn footer(pane: &Pane, cx: &PaneCx<'_>, cells: usize) -> Line {
    let glyphs = &cx.theme.glyphs;
    let Some(here) = pane.here() else { return joined(special(pane, cx, true).into_iter(), cells, glyphs) };
    let cut = glyphs.cut;
    let marks = format::grouped(here.marks().len() as u64);
    let marks = match (here.is_marking(), here.marks().is_empty()) {
        (true, true) => Some((Role::Warning, safe!("marking{}", cut))),
        (true, false) => Some((Role::Warning, safe!("marking{} {}", cut, marks))),
        (false, true) => None,
        (false, false) => Some((Role::Mark, safe!("{} marked{}", marks, outside(here)))),
    };
    let range = here.range_count().map(|(rows, mark)| {
        let does = if mark { "mark" } else { "unmark" };
        (Role::Warning, safe!("{} {}", does, count(rows, "row", "rows")))
    });
    let first = |counted| range.clone().into_iter().chain(marks.clone()).chain(special(pane, cx, counted));
    let counted = joined(first(true), usize::MAX, glyphs).width() <= cells;
    if let Some((Role::Mark, short)) = &marks {
        let sum = std::iter::once((Role::Mark, safe!("{}: {}", short, totals(here))));
        let full = || range.clone().into_iter().chain(sum.clone()).chain(special(pane, cx, true));
        if joined(full(), usize::MAX, glyphs).width() <= cells {
            return joined(full().chain(rest(pane, here, cx)), cells, glyphs);
        }
    }
    joined(first(counted).chain(rest(pane, here, cx)), cells, glyphs)
}

/// How many marks the filter leaves out, if any.
fn outside(here: &DirView) -> SafeText {
    match here.marks_outside_filter() {
        0 => SafeText::default(),
        marks => safe!(", {} hidden by the filter", format::grouped(marks as u64)),
    }
}

/// What is special about the place; where not `counted`, without the rows that have come so far.
fn special(pane: &Pane, cx: &PaneCx<'_>, counted: bool) -> Vec<(Role, SafeText)> {
    let mut special: Vec<(Role, SafeText)> = Vec::new();
    let under_way = |what: &'static str, rows: Option<u64>| {
        let rows = rows.filter(|rows| counted && *rows > 0).map(|rows| safe!(" {}", format::grouped(rows)));
        (Role::Warning, safe!("{}{}{}", what, cx.theme.glyphs.cut, rows.unwrap_or_default()))
    };
    let so_far = pane.rows_so_far().map(|rows| rows as u64);
    let loading = cx.requests.is_open(pane.slot());
    if let Some(progress) = cx.requests.progress(pane.slot()).filter(|_| pane.shows_loading(cx.requests)) {
        let silence = cx.held.as_ref().map(|until| safe!("waiting {}", until)).or_else(|| progress.short());
        special
            .push(silence.map_or_else(|| under_way("loading", so_far), |silence| (Role::Warning, silence)));
    }
    if pane.sorts_before_showing() {
        special.push(under_way("sorting", so_far));
    }
    if let Some((size, more)) = pane.sizes().under_way() {
        let [bytes, left] = [format::bytes(size.bytes), format::grouped(size.waiting)];
        let far = match more {
            0 => safe!("{}, {} left", bytes, left),
            more => safe!("{}, {} left, then {} more", bytes, left, format::grouped(more as u64)),
        };
        let cut = cx.theme.glyphs.cut;
        let words = if counted { safe!("counting{} {}", cut, far) } else { safe!("counting{}", cut) };
        special.push((Role::Warning, words));
    }
    if cx.synchronised {
        special.push((Role::Accent, "synchronised".into()));
    }
    let Some(here) = pane.here() else { return special };
    special.extend(cx.old.clone().map(|old| (Role::Warning, old)));
    if here.listing().is_arranging() && !loading && !pane.sorts_before_showing() {
        let all = here.listing().is_joining().then_some(u64::from(here.arrived()));
        special.push(under_way("sorting", all));
    }
    if here.is_gone() {
        special.push((Role::Warning, "no longer there".into()));
    }
    if here.service_filter().is_some() {
        special.push((Role::Warning, "matching names only".into()));
    }
    if here.is_truncated() || (!here.is_whole() && !loading) {
        special.push((Role::Warning, "not all listed".into()));
    }
    if here.unreadable() > 0 {
        special.push((Role::Warning, safe!("{} not readable", format::grouped(here.unreadable()))));
    }
    if here.writable() == Some(false) {
        special.push((Role::ReadOnly, "read-only".into()));
    }
    special
}

/// Rows and hidden names.
fn rest(pane: &Pane, here: &DirView, cx: &PaneCx<'_>) -> Vec<(Role, SafeText)> {
    let mut rest = Vec::new();
    // Rows that are still coming, or not shown yet, are counted already.
    let coming = pane.shows_loading(cx.requests)
        && pane.on_its_way(cx.requests).is_some()
        && pane.rows_so_far() != Some(0);
    if !here.listing().is_joining() && !coming {
        let all = count(here.listing().unfiltered(), "item", "items");
        let words = match here.filter() {
            Some(_) => safe!("{} of {}", format::grouped(here.listing().len() as u64), all),
            None => all,
        };
        rest.push((Role::Secondary, words));
    }
    if pane.marked_elsewhere() > 0 {
        rest.push((
            Role::Mark,
            safe!("{} marked elsewhere", format::grouped(pane.marked_elsewhere() as u64)),
        ));
    }
    if pane.shows_hidden() {
        rest.push((Role::Secondary, "hidden shown".into()));
    } else if here.listing().hidden() > 0 {
        rest.push((Role::Secondary, safe!("{} hidden", format::grouped(here.listing().hidden() as u64))));
    }
    rest.extend(here.free.map(|free| (Role::Secondary, safe!("{} free", format::bytes(free)))));
    rest
}

/// As many of these as fit, with a sign between.
fn joined(facts: impl Iterator<Item = (Role, SafeText)>, cells: usize, glyphs: &Glyphs) -> Line {
    let mut line = Line::blank();
    for (role, words) in facts {
        let between = if line.width() == 0 { SafeText::default() } else { safe!(" {} ", glyphs.between) };
        if line.width() + between.width() + words.width() > cells {
            break;
        }
        line = line.and(Role::Secondary, between).and(role, words);
    }
    line
}

fn count(number: usize, one: &'static str, many: &'static str) -> SafeText {
    safe!("{} {}", format::grouped(number as u64), if number == 1 { one } else { many })
}

/// Bytes of the files that are marked, as far as they are known, and how many directories.
fn totals(here: &DirView) -> SafeText {
    let totals = here.marks().totals();
    let bytes = format::bytes(u64::try_from(totals.bytes).unwrap_or(u64::MAX));
    let files = match (totals.files, totals.unsized_files) {
        (0, _) => SafeText::default(),
        (_, 0) => bytes,
        (_, unsized_files) => safe!("{} + {} of unknown size", bytes, format::grouped(unsized_files)),
    };
    let dirs = match totals.dirs {
        0 => SafeText::default(),
        dirs => safe!("{} {}", format::grouped(dirs), if dirs == 1 { "dir" } else { "dirs" }),
    };
    let plus = if files.is_empty() || dirs.is_empty() { "" } else { " + " };
    safe!("{}{}{}", files, plus, dirs)
}
