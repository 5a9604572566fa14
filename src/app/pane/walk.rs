//! From a directory into one of its entries or up to its parent, and why not. Start with [`Pane::enter`] and
//! [`Pane::parent`].

use std::sync::Arc;

use super::pending::{CursorTarget, Pending};
use super::{Pane, Row};
use crate::app::requests::Requests;
use crate::app::update_cx::UpdateCx;
use crate::domain::path::{PathError, StorePath};
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;
use crate::safe;

impl Pane {
    /// Why the row at the cursor cannot be entered, if so.
    pub fn why_not_enter(&self, requests: &Requests) -> Option<SafeText> {
        let Some(here) = &self.here else { return Some("This directory is not listed yet.".into()) };
        if let Some(pending) = self.pending.as_ref().filter(|_| requests.is_open(self.slot()))
            && pending.shows_other_rows()
        {
            return Some(match pending.target() {
                Some((_, Some(path))) => {
                    safe!("{} is still loading: open one of its rows when they are shown.", path.sanitized())
                }
                _ => "Another place is loading: open one of its rows when they are shown.".into(),
            });
        }
        let entry = match here.row_at_cursor() {
            Some(Row::Entry(entry)) => entry,
            Some(Row::Parent) => return self.why_not_parent(requests),
            None => return Some("There is no entry at the cursor.".into()),
        };
        if !entry.is_dir() {
            return Some(safe!("{} is not a directory.", entry.shown_name()));
        }
        if here.path().is_none() {
            return Some("The path of this directory is not known yet: try again when it is listed.".into());
        }
        let name = here.store().entry_name(entry.name).err()?;
        Some(safe!("{} cannot be opened: {}.", entry.shown_name(), why_not_name(name)))
    }

    /// Opens the directory at the cursor, which may be the parent.
    pub fn enter(&mut self, cx: &mut UpdateCx) {
        let Some(here) = &self.here else { return };
        let (Some(row), Some(path)) = (here.row_at_cursor(), here.path()) else { return };
        let Row::Entry(entry) = row else { return self.parent(cx) };
        if let Ok(name) = here.store().entry_name(entry.name)
            && entry.is_dir()
        {
            let (store, path) = (Arc::clone(here.store()), path.join(&name));
            self.list(store, Some(path), CursorTarget::Top, cx);
        }
    }

    /// The place that a way up begins at: the one on its way, else the one shown or the one above it that could not be
    /// listed, else the first place, which could not be shown.
    fn nearest_place(&self, requests: &Requests) -> Option<(&Arc<StoreInfo>, Option<&StorePath>)> {
        let open = || self.pending.as_ref().filter(|_| requests.is_open(self.slot()));
        let coming = open().and_then(Pending::target).map(|(store, path)| (store, path.as_ref()));
        let shown =
            || self.here.as_ref().map(|here| (here.store(), self.failed_above.as_ref().or(here.path())));
        coming.or_else(shown).or_else(|| self.goal_place())
    }

    /// Why there is no parent to go to, if so.
    pub fn why_not_parent(&self, requests: &Requests) -> Option<SafeText> {
        match self.nearest_place(requests) {
            None => Some("This directory is not listed yet.".into()),
            Some((_, None)) => Some("The path of this directory is not known yet.".into()),
            Some((_, Some(path))) if path.is_root() => Some("This is the top directory.".into()),
            Some((_, Some(_))) => None,
        }
    }

    /// Goes to the parent, with the cursor on the directory just left.
    pub fn parent(&mut self, cx: &mut UpdateCx) {
        if let Some((store, Some(path))) = self.nearest_place(cx.requests())
            && let (Some(parent), Some(name)) = (path.parent(), path.name())
        {
            let (store, name) = (Arc::clone(store), name.to_owned());
            self.list(store, Some(parent), CursorTarget::On(name), cx);
        }
    }
}

/// Why a name cannot be used, as the end of a sentence.
pub(in crate::app) fn why_not_name(error: PathError) -> &'static str {
    match error {
        PathError::BadName => "its name could lead out of its directory",
        PathError::NotAbsolute => "its path does not begin with / or ~",
        PathError::NotUtf8 => "its name is not UTF-8, which Globus requires",
    }
}
