//! The bookmarks among the places: they are removed and renamed from here.

use super::known::{Known, Target};
use super::{Search, Tab};
use crate::app::overlay::{CloseAction, ModalCx, Response};
use crate::app::requests::search::ReadBookmarks;
use crate::domain::bookmark::Bookmark;
use crate::domain::ids::BookmarkId;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

impl Search {
    /// Opens at the bookmarks.
    pub fn open_bookmarks(known: Known, cx: &mut ModalCx<'_>) -> Self {
        let mut search = Self::open(known, cx);
        search.tab = Tab::Bookmarks;
        search.rank();
        search
    }

    /// Leaves for a change of the bookmark at the cursor, which is told with the place it leads to.
    pub(super) fn change_bookmark(
        &mut self,
        cx: &mut ModalCx<'_>,
        change: fn(BookmarkId, Untrusted, SafeText) -> CloseAction,
    ) -> Response {
        let Some(Target::Bookmark(bookmark)) = self.chosen() else { return cx.unused() };
        let leads_to = self.beside(Target::Bookmark(bookmark));
        match bookmark.id {
            Some(id) => Some(change(id, bookmark.name.clone(), leads_to)),
            None => {
                let name = bookmark.name.sanitized();
                self.refusal = Some(safe!("{} has no id by which it could be changed.", name));
                None
            }
        }
    }

    /// The bookmarks changed: reads them again.
    pub fn read_bookmarks(&self, cx: &mut ModalCx<'_>) {
        cx.read(ReadBookmarks);
    }
}

/// Why a bookmark cannot be opened, if so.
pub(super) fn why_not_bookmark(bookmark: &Bookmark) -> Option<SafeText> {
    let bad = bookmark.path.as_ref().err()?;
    let name = bookmark.name.sanitized();
    Some(safe!("{}: its path cannot be used: {}. Change it in the web app.", name, bad.text.sanitized()))
}
