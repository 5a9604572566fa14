//! Marking entries by what they are. They are counted first, a bit a turn, and marked when the user says so and all that the
//! criteria ask for is known: rows of names alone are listed again with sizes and times.

use std::sync::Arc;

use super::Pane;
use super::dir_view::{DirView, MARKED_ROWS};
use crate::app::status::Notice;
use crate::app::update_cx::UpdateCx;
use crate::domain::criteria::{Criteria, Verdict};
use crate::domain::entry::RowId;
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

/// What is to be marked or unmarked, and how many entries that are.
#[derive(Clone, Debug)]
pub(super) struct Matching {
    criteria: Arc<Criteria>,
    mark: bool,
    /// Whether it is to be done when it is counted.
    committed: bool,
    /// The row to look at next.
    next: u32,
    matched: u64,
    /// Rows shown, or marks of these: what it is a part of.
    of: u64,
    unknown: u64,
    /// Whether sizes and times of all rows were asked for.
    asked: bool,
}

/// How many entries are meant, so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// How many, of how many, which ones.
    pub words: SafeText,
    /// Whether no entry is meant.
    pub nothing: bool,
    /// Whether there is more to come: rows, or what is known of them.
    pub so_far: bool,
}

impl Pane {
    /// Begins to count the entries that are meant; none where nothing is.
    pub fn count_matching(&mut self, criteria: Option<Arc<Criteria>>, mark: bool, cx: &mut UpdateCx) {
        let asked = self.matching.take().is_some_and(|before| before.asked);
        let begin = |criteria| Matching {
            criteria,
            mark,
            committed: false,
            next: 0,
            matched: 0,
            of: 0,
            unknown: 0,
            asked,
        };
        self.matching = criteria.map(begin);
        cx.changed();
    }

    /// What is counted is to be marked or unmarked.
    pub fn commit_matching(&mut self) {
        if let Some(matching) = &mut self.matching {
            matching.committed = true;
        }
    }

    /// What is counted is not to be marked, unless that was said already.
    pub fn end_matching(&mut self) {
        self.matching.take_if(|matching| !matching.committed);
    }

    /// How many entries are meant.
    pub fn matched(&self) -> Option<Matched> {
        let (matching, here) = (self.matching.as_ref()?, self.here.as_ref()?);
        let waits = self.is_matching() || self.reads_for_matching();
        Some(Matched {
            words: matching.words(here, waits),
            nothing: matching.matched == 0,
            so_far: waits || !here.is_whole(),
        })
    }

    /// Whether rows are to be looked at.
    pub(super) fn is_matching(&self) -> bool {
        let next = self.matching.as_ref().map(|matching| matching.next);
        next.is_some_and(|next| self.here.as_ref().is_some_and(|here| next < here.arrived()))
    }

    /// Whether sizes and times of all rows are needed.
    pub(super) fn matching_needs_full_rows(&self) -> bool {
        self.matching.as_ref().is_some_and(|matching| matching.asked)
    }

    /// Whether those are on their way.
    fn reads_for_matching(&self) -> bool {
        self.matching_needs_full_rows() && self.pending.is_some()
    }

    /// Other rows are shown: they are looked at from the first one on.
    pub(super) fn match_anew(&mut self) {
        if let Some(matching) = &mut self.matching {
            (matching.next, matching.matched, matching.of, matching.unknown) = (0, 0, 0, 0);
        }
    }

    /// Looks at some rows more; asks for what is not known of them, and marks them when all is known.
    pub(super) fn match_more(&mut self, cx: &mut UpdateCx) {
        let (Some(matching), Some(here)) = (&mut self.matching, &mut self.here) else { return };
        if matching.next < here.arrived() {
            matching.look(here);
            cx.advanced(matching.next >= here.arrived());
        }
        if matching.next < here.arrived() || self.pending.is_some() {
            return;
        }
        let names_alone = here.store().capabilities.details && !here.full;
        if matching.unknown > 0 && names_alone && !std::mem::replace(&mut matching.asked, true) {
            return self.refresh(cx);
        }
        let done = self.matching.take_if(|matching| matching.committed);
        if let (Some(matching), Some(here)) = (done, &mut self.here) {
            cx.say(matching.notice(here));
            here.mark_matching(matching.criteria, matching.mark);
            cx.changed();
        }
    }
}

impl Matching {
    fn look(&mut self, here: &DirView) {
        let shown = here.shown_rows();
        let end = here.arrived().min(self.next.saturating_add(MARKED_ROWS));
        for entry in (self.next..end).filter_map(|row| here.listing().by_row(RowId(row))) {
            // Marks can be taken off only where there are any.
            if (!self.mark && !here.marks().has(entry.name)) || !shown.has(&entry) {
                continue;
            }
            self.of += 1;
            match self.criteria.judge(&entry) {
                Verdict::Yes => self.matched += 1,
                Verdict::Unknown => self.unknown += 1,
                Verdict::No => {}
            }
        }
        self.next = end;
    }

    /// `37 of 5,000: files larger than 1 GiB`.
    fn words(&self, here: &DirView, waits: bool) -> SafeText {
        let all = match (self.mark, here.is_whole() && !here.is_partial()) {
            (false, _) => " marked",
            (true, true) => "",
            (true, false) => " listed",
        };
        let unknown = match self.unknown {
            0 => SafeText::default(),
            _ if waits => "; sizes and times are being read".into(),
            some => safe!("; not known of {} more", format::grouped(some)),
        };
        let (matched, of) = (format::grouped(self.matched), format::grouped(self.of));
        safe!("{} of {}{}: {}{}", matched, of, all, self.criteria.label(), unknown)
    }

    /// What was done.
    fn notice(&self, here: &DirView) -> Notice {
        let words = self.words(here, false);
        match (self.matched, self.mark) {
            (0, true) => Notice::refusal(safe!("Nothing was marked: {}.", words)),
            (0, false) => Notice::refusal(safe!("Nothing was unmarked: {}.", words)),
            (_, true) => Notice::info(safe!("Marked {}.", words)),
            (_, false) => Notice::info(safe!("Unmarked {}.", words)),
        }
    }
}
