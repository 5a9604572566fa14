//! The words in a pane's frame: above, where it is; below, what is in it. Every part is there whole or not at
//! all, but for a path, of which the end is seen. Start with [`title`] and [`footer`].

use super::{Here, Pane};
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::text::Line;
use crate::domain::human;
use crate::domain::text::Shown;
use crate::shown;

/// A collection's name of so many cells stays whole before anything else is said.
const WHOLE_NAME: usize = 28;
/// Less than this of a path tells nothing.
const LEAST_PATH: usize = 5;

/// Where the pane is, in so many cells, and whether more rows are on their way.
pub fn title(pane: &Pane, cells: usize, active: bool, glyphs: &Glyphs) -> Line {
    let here = pane.here();
    let (name, path) = match (pane.on_its_way(), here) {
        // Until its rows come the old place is shown: its title stays true.
        (_, Some(here)) => (here.collection().title(), here.path().map(|path| path.shown())),
        (Some((collection, path)), None) => (collection.title(), path.map(|path| path.shown())),
        (None, None) => (pane.promised().cloned().unwrap_or_default(), None),
    };
    let sign = if active { shown!("{} ", glyphs.bar) } else { Shown::default() };
    let mut left = cells.saturating_sub(sign.width());
    let mut after = Line::blank();
    if pane.is_loading() {
        let rows = pane.rows_so_far().filter(|rows| *rows > 0);
        let so_far = rows.map_or_else(Shown::default, |rows| shown!(" {}", human::grouped(rows as u64)));
        let loading = shown!(" loading{}", glyphs.cut);
        let fits = name.width().min(WHOLE_NAME) + loading.width() + so_far.width() <= left;
        after = Line::new(Role::Warning, if fits { shown!("{}{}", loading, so_far) } else { loading });
        left = left.saturating_sub(after.width());
    }
    let path = path.unwrap_or_default();
    // The name is what tells the panes apart; all of the active pane's path stands in the header.
    let for_name = left.saturating_sub(path.width() + 1).max(left * 3 / 4).max(WHOLE_NAME.min(left));
    let name = name.fit_with(for_name, glyphs.cut);
    let gap = usize::from(!name.is_empty());
    left = left.saturating_sub(name.width());
    let mut line = Line::new(Role::Title, shown!("{}{}", sign, name));
    if path.width().min(LEAST_PATH) + gap <= left && !path.is_empty() {
        let gap = if gap > 0 { " " } else { "" };
        line = line.and(Role::Text, shown!("{}{}", gap, path.fit_end(left - gap.len(), glyphs.cut)));
    }
    line.0.extend(after.0);
    line
}

/// Marks, what is special about the place, rows, hidden names: sums of what is known, no guesses. What matters
/// less is left out first where not all of it fits in so many cells.
pub fn footer(pane: &Pane, cells: usize) -> Line {
    let Some(here) = pane.here() else { return Line::blank() };
    let mut special: Vec<(Role, Shown)> = Vec::new();
    if here.is_truncated() {
        special.push((Role::Warning, "more not listed".into()));
    } else if !here.is_whole() && !pane.is_loading() {
        special.push((Role::Warning, "only part of it".into()));
    }
    if here.writable() == Some(false) {
        special.push((Role::ReadOnly, "read-only".into()));
    }
    let mut rest = vec![(Role::Dim, count(here.listing().len(), "item", "items"))];
    if pane.shows_hidden() {
        rest.push((Role::Dim, "hidden shown".into()));
    } else if here.listing().hidden() > 0 {
        rest.push((Role::Dim, shown!("{} hidden", human::grouped(here.listing().hidden() as u64))));
    }
    let marks =
        (!here.marks().is_empty()).then(|| shown!("{} marked", human::grouped(here.marks().len() as u64)));
    let Some(short) = marks else { return joined(special.into_iter().chain(rest), cells) };
    let first = |marks| std::iter::once((Role::Mark, marks)).chain(special.clone());
    let full = joined(first(shown!("{}: {}", short, totals(here))), usize::MAX);
    if full.width() <= cells {
        joined(first(shown!("{}: {}", short, totals(here))).chain(rest), cells)
    } else {
        joined(first(short).chain(rest), cells)
    }
}

/// As many of these as fit, with a bar between.
fn joined(facts: impl Iterator<Item = (Role, Shown)>, cells: usize) -> Line {
    let mut line = Line::blank();
    for (role, words) in facts {
        let between = if line.width() == 0 { "" } else { " | " };
        if line.width() + between.len() + words.width() > cells {
            break;
        }
        line = line.and(Role::Dim, between).and(role, words);
    }
    line
}

fn count(number: usize, one: &'static str, many: &'static str) -> Shown {
    shown!("{} {}", human::grouped(number as u64), if number == 1 { one } else { many })
}

/// Bytes of the files that are marked, as far as they are known, and how many directories.
fn totals(here: &Here) -> Shown {
    let totals = here.marks().totals();
    let bytes = human::bytes(u64::try_from(totals.bytes).unwrap_or(u64::MAX));
    let files = match (totals.files, totals.unsized_files) {
        (0, _) => Shown::default(),
        (_, 0) => bytes,
        (_, unsized_files) => shown!("{} + {} of unknown size", bytes, human::grouped(unsized_files)),
    };
    let dirs = match totals.dirs {
        0 => Shown::default(),
        dirs => shown!("{} {}", human::grouped(dirs), if dirs == 1 { "dir" } else { "dirs" }),
    };
    let plus = if files.is_empty() || dirs.is_empty() { "" } else { " + " };
    shown!("{}{}{}", files, plus, dirs)
}
