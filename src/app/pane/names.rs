//! Names that a user types a part of: the rows shown are those that match only, or the cursor goes to the next of them.

use std::sync::Arc;

use super::Pane;
use super::pending::{CursorTarget, Pending};
use crate::app::update_cx::UpdateCx;
use crate::domain::name_pattern::NamePattern;
use crate::domain::service_filter::ServiceFilter;
use crate::domain::text::SafeText;

/// The search of names of a pane.
#[derive(Debug, Default)]
pub(super) struct NameSearch {
    /// What was searched for last.
    pattern: Option<Arc<NamePattern>>,
    /// Where cursor and screen were when typing began, while it lasts.
    from: Option<(usize, usize)>,
}

impl Pane {
    /// Shows the entries only whose names match what was typed; all where that is blank.
    pub fn filter(&mut self, typed: &str, cx: &mut UpdateCx) {
        if let Some(here) = &mut self.here {
            here.set_filter(NamePattern::parse(typed).map(Arc::new));
            cx.changed();
        }
    }

    /// Shows all entries again; whether there was a filter.
    pub fn clear_filter(&mut self, cx: &mut UpdateCx) -> bool {
        let filtered = self.here.as_ref().is_some_and(|here| here.filter().is_some());
        if filtered {
            self.filter("", cx);
        }
        filtered
    }

    /// Has the service list the names only that match; all where there is no filter. Returns whether that is new.
    pub fn filter_at_service(&mut self, filter: Option<ServiceFilter>, cx: &mut UpdateCx) -> bool {
        let Some(here) = &mut self.here else { return false };
        let coming = self.pending.as_ref().and_then(Pending::refresh_filter);
        if coming.unwrap_or(here.service_filter()) == filter.as_ref() {
            return false;
        }
        if filter.is_some() {
            here.set_filter(None);
        }
        let target = (Arc::clone(here.store()), here.path().cloned());
        self.list_matching(None, target, filter, CursorTarget::Keep, cx);
        cx.changed();
        true
    }

    /// Whether the store lists matching names only, where it is asked to.
    pub fn can_filter_at_service(&self) -> bool {
        self.here.as_ref().is_some_and(|here| here.store().capabilities.name_filter && here.path().is_some())
    }

    /// Whether it is to be said now that the service lists no more than the rows shown; how many these are.
    pub fn take_limit(&mut self) -> Option<u32> {
        let here = self.here.as_mut().filter(|here| here.truncated && here.whole)?;
        (!std::mem::replace(&mut here.limit_said, true)).then(|| here.arrived())
    }

    /// A part of a name is about to be typed: the cursor comes back here where nothing matches it.
    pub fn begin_search(&mut self) {
        self.search.from = self.here.as_ref().map(|here| here.position());
    }

    /// Puts the cursor on the next name that matches what was typed so far; back where nothing does. Whether something does.
    pub fn search(&mut self, typed: &str, cx: &mut UpdateCx) -> bool {
        let (Some(here), Some(from)) = (&mut self.here, self.search.from) else { return false };
        cx.changed();
        let pattern = NamePattern::parse(typed).map(Arc::new);
        let found = pattern.as_ref().map(|pattern| here.next_match(pattern, from.0, true));
        match found.flatten() {
            Some(row) => here.go_to(row),
            None => here.return_to(from),
        };
        self.search.pattern = pattern.or(self.search.pattern.take());
        found != Some(None)
    }

    /// What was typed is complete, or given up.
    pub fn end_search(&mut self) {
        self.search.from = None;
    }

    /// What was searched for last, if anything was.
    pub fn searched(&self) -> Option<&NamePattern> {
        self.search.pattern.as_deref()
    }

    /// That no search was made yet, if so.
    pub fn why_not_search_again(&self) -> Option<SafeText> {
        self.search.pattern.is_none().then(|| "No name was searched for in this pane yet.".into())
    }

    /// Goes on to the next match, or the one before where negative, so many times. Whether there is one.
    pub fn search_again(&mut self, steps: isize, cx: &mut UpdateCx) -> bool {
        let (Some(here), Some(pattern)) = (&mut self.here, &self.search.pattern) else { return false };
        let mut found = false;
        for _ in 0..steps.unsigned_abs().min(here.rows()) {
            let from = if steps < 0 { here.cursor() + here.rows() - 1 } else { here.cursor() + 1 };
            let Some(row) = here.next_match(pattern, from, steps > 0) else { break };
            found = true;
            cx.changed_if(here.go_to(row));
        }
        found
    }

    /// The letters to show in names: of the filter, or of what is being searched for.
    pub fn lit(&self) -> Option<&NamePattern> {
        let searched = self.search.from.and(self.search.pattern.as_deref());
        searched.or_else(|| self.here.as_ref().and_then(|here| here.filter()))
    }
}
