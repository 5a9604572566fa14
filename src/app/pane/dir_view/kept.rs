//! Rows that are kept when a pane leaves them, and shown at once when it comes back.

use super::DirView;
use crate::app::listings::KeptListing;
use crate::domain::time::Timestamp;

impl DirView {
    /// When the rows were asked for, where they are those of an earlier visit.
    pub fn old_since(&self) -> Option<Timestamp> {
        self.is_old.then_some(self.as_of)
    }

    /// The rows, to be shown at once by the next visit; where all are here, and listing them is a round trip to a service.
    pub(in crate::app::pane) fn into_kept(mut self) -> Option<KeptListing> {
        if !self.store.capabilities.remote || !self.whole || self.gone || self.service_filter.is_some() {
            return None;
        }
        self.listing.set_filter(None);
        Some(KeptListing {
            path: self.path?,
            listing: self.listing,
            as_of: self.as_of,
            was_shown: true,
            writable: self.writable,
            access_asked: self.access_asked && self.writable.is_some(),
            truncated: self.truncated,
            unreadable: self.unreadable,
        })
    }

    /// Shows rows that were kept. The cursor goes where it is sought. They are `old` unless nobody saw them before.
    pub(in crate::app::pane) fn show_kept(&mut self, kept: KeptListing, old: bool) {
        let KeptListing { path, listing, as_of, was_shown: _, writable, access_asked, truncated, unreadable } =
            kept;
        (self.path, self.arrived, self.listing) = (Some(path), listing.arrived(), listing);
        (self.as_of, self.is_old, self.whole) = (as_of, old, true);
        (self.writable, self.access_asked) = (writable, access_asked);
        (self.truncated, self.unreadable) = (truncated, unreadable);
        self.cursor = self.first_entry().min(self.last());
        if let Some((name, line)) = self.seek.take()
            && self.put_on_name(name.as_ref())
        {
            self.top = self.cursor.saturating_sub(line);
        }
    }
}
