//! A pane as text: where it is and what is in it, and its rows with their numbers.

use crate::app::App;
use crate::app::pane::{DirView, Pane, Row};
use crate::app::requests::{Purpose, Slot};
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::format;
use crate::domain::place::Side;
use crate::domain::text::SafeText;
use crate::safe;

/// Where a pane is, and how it is there; nothing while that is about to be known.
pub(super) fn summary(app: &App, side: Side) -> SafeText {
    let pane = app.pane(side);
    let name = match side {
        Side::Left => "Left pane",
        Side::Right => "Right pane",
    };
    let (tab, tabs) = app.panes.tabs(side).position();
    let name = if tabs > 1 { safe!("{}, tab {} of {}", name, tab + 1, tabs) } else { name.into() };
    if let Some((store, path)) = pane.on_its_way(app.requests()) {
        let path = path.map(|path| safe!(" {}", path.sanitized())).unwrap_or_default();
        return safe!("{}: opening {}{}.{}", name, store.title(), path, late(app, pane));
    }
    match pane.here() {
        Some(here) => safe!("{}: {}", name, facts(app, pane, here)),
        None => safe!("{}: {}", name, nothing(app, pane)),
    }
}

/// That an answer is late, if it is.
fn late(app: &App, pane: &Pane) -> SafeText {
    let late = app.requests().progress(pane.slot()).and_then(|progress| progress.message());
    late.map(|words| safe!(" {}", words)).unwrap_or_default()
}

/// Why a pane shows no place.
fn nothing(app: &App, pane: &Pane) -> SafeText {
    let loading = app.requests().is_open(pane.slot());
    match (pane.problem(), pane.goal_title()) {
        (_, Some(title)) if loading => safe!("opening {}.{}", title, late(app, pane)),
        (Some(problem), _) => safe!("{} {}", problem.happened, problem.next),
        (None, Some(title)) => safe!("{} is not open yet.", title),
        (None, None) => "nothing is open.".into(),
    }
}

/// What is known of the directory shown.
fn facts(app: &App, pane: &Pane, here: &DirView) -> SafeText {
    let mut words = here.store().title();
    if let Some(path) = here.path() {
        words = safe!("{} {}", words, path.sanitized());
    }
    let mut facts: Vec<SafeText> = Vec::new();
    if !here.is_whole() {
        let loads = app.requests().is_open(pane.slot());
        facts.push(if loads { "still loading" } else { "not all entries are listed" }.into());
    }
    facts.extend(app.old(pane));
    if here.is_gone() {
        facts.push("no longer there".into());
    }
    let count = |number: usize, one, many| format::count(number as u64, one, many);
    let all = count(here.listing().unfiltered(), "entry", "entries");
    facts.push(match here.filter() {
        Some(filter) => {
            let shown = format::grouped(here.listing().len() as u64);
            safe!("{} of {}, filtered by {}", shown, all, filter.sanitized())
        }
        None => all,
    });
    if here.listing().hidden() > 0 && !pane.shows_hidden() {
        facts.push(safe!("{} hidden", format::grouped(here.listing().hidden() as u64)));
    }
    if let Some(filter) = here.service_filter() {
        facts.push(safe!("only names that match {}, selected by the service", filter.sanitized()));
    }
    if here.is_truncated() {
        facts.push("the service lists no more than these".into());
    }
    if here.unreadable() > 0 {
        facts.push(safe!("{} could not be read", format::grouped(here.unreadable())));
    }
    if here.writable() == Some(false) {
        facts.push("read-only".into());
    }
    if !here.marks().is_empty() && !here.is_marking() {
        facts.push(marks(here));
    }
    let facts = facts.into_iter().reduce(|so_far, fact| safe!("{}, {}", so_far, fact)).unwrap_or_default();
    safe!("{}: {}.", words, facts)
}

/// How many entries are marked, and how large they are as far as that is known.
fn marks(here: &DirView) -> SafeText {
    let totals = here.marks().totals();
    let marked = match here.marks_outside_filter() {
        0 => format::grouped(here.marks().len() as u64),
        outside => safe!(
            "{} ({} hidden by the filter)",
            format::grouped(here.marks().len() as u64),
            format::grouped(outside as u64)
        ),
    };
    let bytes = format::bytes(u64::try_from(totals.bytes).unwrap_or(u64::MAX));
    let size = match (totals.files > totals.unsized_files, totals.dirs > 0 || totals.unsized_files > 0) {
        (true, false) => safe!(" ({})", bytes),
        (true, true) => safe!(" ({} and what is not known yet)", bytes),
        (false, _) => SafeText::default(),
    };
    safe!("{} marked{}", marked, size)
}

/// A row, and whether it is marked.
pub(super) type PlainRow = (SafeText, bool);

/// The rows of the page that has the cursor, with their numbers; `None` while they are coming or being sorted.
pub(super) fn rows(app: &App, side: Side) -> Option<Vec<PlainRow>> {
    let pane = app.pane(side);
    let Some(here) = pane.here() else { return Some(Vec::new()) };
    // Nor before what they are is known: they would be read out twice.
    let asks = app.requests().is_open(Slot { purpose: Purpose::Details, ..pane.slot() });
    if app.is_loading(side) || here.is_working() || asks {
        return None;
    }
    let first_entry = first_entry(here);
    let (top, page) = (here.top(), app.layout().page(side));
    let end = here.rows().min(top.saturating_add(page));
    let mut lines = Vec::new();
    for index in top..end {
        let (words, marked) = match here.row(index)? {
            Row::Parent => ("the parent directory".into(), false),
            Row::Entry(entry) => (entry_words(&entry, &app.settings.zone), here.marks().has(entry.name)),
        };
        // The parent is 0, as the way back is everywhere.
        lines.push((safe!("{}. {}", (index + 1).saturating_sub(first_entry), words), marked));
    }
    if here.listing().is_empty() {
        lines.push(("There are no entries to show.".into(), false));
    } else if top > 0 || end < here.rows() {
        let entries = here.listing().len();
        let last = end.saturating_sub(first_entry);
        let words = safe!("Up to {} of {}; n for the next page, p for the one before.", last, entries);
        lines.push((words, false));
    }
    Some(lines)
}

/// The row of the first entry: 1 where there is a parent above it.
pub(super) fn first_entry(here: &DirView) -> usize {
    usize::from(matches!(here.row(0), Some(Row::Parent)))
}

fn entry_words(entry: &Entry<'_>, zone: &jiff::tz::TimeZone) -> SafeText {
    let mut words = entry.shown_name();
    let kind = match entry.kind {
        EntryKind::Dir => Some("directory"),
        EntryKind::Link => Some("link"),
        EntryKind::BrokenLink => Some("broken link"),
        EntryKind::Other => Some("special file"),
        EntryKind::File => None,
    };
    if let Some(kind) = kind {
        words = safe!("{}, {}", words, kind);
    }
    if let Some(size) = entry.size.filter(|_| !entry.is_dir()) {
        words = safe!("{}, {}", words, format::bytes(size));
    }
    if let Some(at) = entry.modified {
        words = safe!("{}, {}", words, format::day(at, zone));
    }
    if let Some(target) = entry.link_target {
        words = safe!("{}, leads to {}", words, target.sanitized());
    }
    words
}

/// That no entry has this number, and which numbers there are.
pub(super) fn no_entry(app: &App, side: Side, number: usize) -> SafeText {
    match app.pane(side).here().map_or(0, |here| here.listing().len()) {
        0 => safe!("There is no entry {} here: there are none.", number),
        1 => safe!("There is no entry {} here: the only one is 1.", number),
        entries => safe!("There is no entry {} here: they have the numbers 1 to {}.", number, entries),
    }
}

/// The row with that number, which counts entries; 0 is the parent.
pub(super) fn row(app: &App, side: Side, number: usize) -> Option<usize> {
    let here = app.pane(side).here()?;
    let index = (number + first_entry(here)).checked_sub(1)?;
    (index < here.rows()).then_some(index)
}
