//! What a run of hemi leaves for the next one: where the panes were, and how. Values that are written to a file of the
//! profile's state, so every name in them may be of any bytes.

use serde::{Deserialize, Serialize};

use super::any_bytes;
use super::entry::EntryKind;
use super::ids::IdentityId;
use super::path::StorePath;
use super::place::{Place, PlaceSpec, Side, StoreId};
use super::sort::Sort;
use super::text::Untrusted;

/// The most marks of a pane that are kept: a file that is written every few seconds stays small.
pub const MOST_MARKS: usize = 10_000;

/// The two panes as they were left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSession {
    /// The user who was signed in: the Globus places are restored for no other user.
    pub user: Option<IdentityId>,
    /// The pane with the cursor.
    pub active: Side,
    /// Whether the task panel was open.
    pub tasks: bool,
    /// The left pane.
    pub left: SavedPane,
    /// The right pane.
    pub right: SavedPane,
    /// The other tabs of the left side.
    #[serde(default)]
    pub left_tabs: SavedTabs,
    /// The other tabs of the right side.
    #[serde(default)]
    pub right_tabs: SavedTabs,
    /// Whether the preview panel was open.
    #[serde(default)]
    pub preview: bool,
}

/// The tabs of one side that are not shown, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedTabs {
    /// Those before the one shown.
    pub before: Vec<SavedPane>,
    /// Those after it.
    pub after: Vec<SavedPane>,
}

/// One pane as it was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPane {
    /// What it showed.
    pub place: Option<SavedPlace>,
    /// What that is called, until it is known again.
    #[serde(with = "any_bytes")]
    pub title: Untrusted,
    /// The order of its rows.
    pub sort: Sort,
    /// Whether names that begin with a dot were shown.
    pub hidden: bool,
    /// The name at the cursor; empty at the parent's row and where there was none.
    #[serde(with = "any_bytes")]
    pub cursor: Untrusted,
    /// The line of the screen that the cursor was on.
    pub line: usize,
    /// The marked entries of the directory shown.
    pub marks: Vec<SavedMark>,
    /// How many entries were marked where they are more than are kept; else 0.
    pub unsaved_marks: usize,
    /// The marked entries of other directories that it showed.
    #[serde(default)]
    pub elsewhere: Vec<SavedDirectory>,
}

/// A directory with marked entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDirectory {
    /// The store it is in.
    pub store: StoreId,
    /// Where in it.
    pub path: StorePath,
    /// What the store is called.
    #[serde(with = "any_bytes")]
    pub title: Untrusted,
    /// The marked entries.
    pub marks: Vec<SavedMark>,
}

/// A place whose directory may be unknown: that of a collection before its first listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPlace {
    /// What is browsed.
    pub store: StoreId,
    /// Where in it.
    pub path: Option<StorePath>,
}

/// A marked entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedMark {
    /// Its name.
    #[serde(with = "any_bytes")]
    pub name: Untrusted,
    /// What it was.
    pub kind: EntryKind,
    /// Bytes, where known and not a directory.
    pub size: Option<u64>,
}

impl SavedSession {
    /// A pane.
    pub fn pane(&self, side: Side) -> &SavedPane {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// The other tabs of a side.
    pub fn tabs(&self, side: Side) -> &SavedTabs {
        match side {
            Side::Left => &self.left_tabs,
            Side::Right => &self.right_tabs,
        }
    }
}

impl SavedPlace {
    /// The place as a user names it.
    pub fn spec(&self) -> PlaceSpec {
        match self.store {
            StoreId::Local => PlaceSpec::Local(self.path.clone().unwrap_or_else(StorePath::root)),
            StoreId::Collection(id) => PlaceSpec::Collection { id, path: self.path.clone() },
        }
    }

    /// The same as a place, where the directory is known.
    pub fn place(&self) -> Option<Place> {
        Some(Place { store: self.store, path: self.path.clone()? })
    }

    /// What a user named, unless it is a bookmark, which is not looked up yet.
    pub fn of_spec(spec: &PlaceSpec) -> Option<Self> {
        match spec {
            PlaceSpec::Local(path) => Some(Self { store: StoreId::Local, path: Some(path.clone()) }),
            PlaceSpec::Collection { id, path } => {
                Some(Self { store: StoreId::Collection(*id), path: path.clone() })
            }
            PlaceSpec::Bookmark(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sort::SortKey;

    #[test]
    fn every_name_comes_back_from_the_file() {
        let mark = |name: &[u8], kind, size| SavedMark { name: Untrusted::new(name), kind, size };
        let pane = SavedPane {
            place: Some(SavedPlace { store: StoreId::Local, path: StorePath::parse(b"/100%/caf\xe9").ok() }),
            title: Untrusted::new("this computer"),
            sort: Sort { key: SortKey::Time, reversed: true, ..Sort::default() },
            hidden: true,
            cursor: Untrusted::new(b"\xff%41"),
            line: 3,
            marks: vec![mark(b"a\n\xc3", EntryKind::File, Some(7)), mark(b"d", EntryKind::Dir, None)],
            unsaved_marks: 0,
            elsewhere: vec![SavedDirectory {
                store: StoreId::Local,
                path: StorePath::root(),
                title: Untrusted::new("this computer"),
                marks: vec![mark(b"\xfe", EntryKind::Other, None)],
            }],
        };
        let session = SavedSession {
            user: Some(IdentityId::new(uuid::Uuid::from_u128(9))),
            active: Side::Right,
            tasks: true,
            left: pane.clone(),
            right: SavedPane::default(),
            left_tabs: SavedTabs { before: vec![SavedPane::default()], after: vec![pane] },
            right_tabs: SavedTabs::default(),
            preview: true,
        };
        let json = serde_json::to_string(&session).unwrap();
        assert_eq!(serde_json::from_str::<SavedSession>(&json).unwrap(), session);
        assert!(json.contains(r#""cursor":"%FF%2541""#), "{json}");
    }
}
