//! What the request of a pane is for, and the rows that came so far.

use std::sync::Arc;

use super::dir_view::DirView;
use crate::app::requests::fs::Listed;
use crate::domain::path::StorePath;
use crate::domain::service_filter::ServiceFilter;
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;
use crate::domain::time::Timestamp;

/// What the request of a pane is for.
#[derive(Debug)]
pub(super) enum Pending {
    /// Finding out which place is meant.
    Place,
    /// The rows of one.
    Rows(Box<Loading>),
    /// All rows of one are here, with what else is known of it. Those of a directory that is listed again are shown when
    /// they are sorted.
    Sorting(Box<Loading>, Listed),
}

/// A directory to be listed.
pub(super) type Target = (Arc<StoreInfo>, Option<StorePath>);

/// A listing in progress.
#[derive(Debug)]
pub(super) struct Loading {
    pub(super) target: Target,
    /// The place of its history that the pane goes to; `None`: a new one.
    pub(super) stop: Option<usize>,
    pub(super) cursor_target: CursorTarget,
    /// Rows so far, until they are shown.
    pub(super) fresh: DirView,
    /// What was shown before the first rows replaced it: restored if the listing fails.
    pub(super) before: Option<DirView>,
    pub(super) shown: bool,
    pub(super) rows: usize,
    /// When it was asked for.
    pub(super) asked: Timestamp,
    /// The names that the service was asked for; `None`: all.
    pub(super) filter: Option<ServiceFilter>,
}

/// Where the cursor goes in a new listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CursorTarget {
    /// The first entry.
    Top,
    /// The entry of that name.
    On(Untrusted),
    /// Where it was: the same directory is listed again, and shown when all of it is known.
    Keep,
}

impl Pending {
    /// How many rows have arrived, once listing.
    pub(super) fn rows(&self) -> Option<usize> {
        match self {
            Self::Place => None,
            Self::Rows(loading) | Self::Sorting(loading, _) => Some(loading.rows),
        }
    }

    /// Whether there are rows that are neither shown nor sorted yet.
    pub(super) fn is_unsorted(&self) -> bool {
        match self {
            Self::Place => false,
            Self::Rows(loading) | Self::Sorting(loading, _) => loading.fresh.is_working(),
        }
    }

    /// Sorts a bit of those.
    pub(super) fn work(&mut self) {
        if let Self::Rows(loading) | Self::Sorting(loading, _) = self {
            loading.fresh.work();
        }
    }

    /// The directory whose rows are awaited.
    pub(super) fn target(&self) -> Option<&Target> {
        match self {
            Self::Place => None,
            Self::Rows(loading) | Self::Sorting(loading, _) => Some(&loading.target),
        }
    }

    /// Whether rows of another directory are still on the screen.
    pub(super) fn shows_other_rows(&self) -> bool {
        match self {
            Self::Place => true,
            Self::Rows(loading) | Self::Sorting(loading, _) => !loading.shown && !self.is_refresh(),
        }
    }

    /// The place of its history that the pane goes to, while rows of another one are on the screen.
    pub(super) fn stop(&self) -> Option<usize> {
        match self {
            Self::Place => None,
            Self::Rows(loading) | Self::Sorting(loading, _) => loading.stop,
        }
    }

    /// The names that the service was asked for, where the directory on the screen is listed again; `None`: all.
    pub(super) fn refresh_filter(&self) -> Option<Option<&ServiceFilter>> {
        match self {
            Self::Rows(loading) | Self::Sorting(loading, _) if self.is_refresh() => {
                Some(loading.filter.as_ref())
            }
            _ => None,
        }
    }

    /// Whether the directory on the screen is listed again.
    pub(super) fn is_refresh(&self) -> bool {
        match self {
            Self::Place => false,
            Self::Rows(loading) | Self::Sorting(loading, _) => loading.cursor_target == CursorTarget::Keep,
        }
    }
}
