//! One row of a listing.

use serde::{Deserialize, Serialize};

use super::text::{SafeText, UntrustedRef};

/// What kind of entry a name is. A symlink has the kind of its target, once that was looked at, and a `link_target`
/// (`globus-api.md` 8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum EntryKind {
    /// A directory.
    Dir,
    /// A regular file.
    File,
    /// A symlink whose target was not looked at yet.
    Link,
    /// A symlink whose target is missing.
    BrokenLink,
    /// A device, pipe, socket or a kind the service did not have when this was written.
    Other,
}

/// One row of a [`super::listing::Listing`].
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Which row: stable while the listing lives, whatever the order shown.
    pub row: RowId,
    /// The raw name.
    pub name: UntrustedRef<'a>,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes, where the storage reports it.
    pub size: Option<u64>,
    /// Seconds since the Unix epoch, where the storage reports it.
    pub modified: Option<i64>,
    /// Unix permission bits, where the storage reports it.
    pub permissions: Option<u16>,
    /// Owner, where the storage reports it; may be empty.
    pub user: UntrustedRef<'a>,
    /// Group, where the storage reports it; may be empty.
    pub group: UntrustedRef<'a>,
    /// Where a symlink points.
    pub link_target: Option<UntrustedRef<'a>>,
    /// Whether the listing has a canonically equal name, from which this one must be told.
    pub has_twin: bool,
}

/// The place of a row in the order it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u32);

impl Entry<'_> {
    /// Whether it can be entered.
    pub fn is_dir(&self) -> bool {
        self.kind == EntryKind::Dir
    }

    /// Whether it may turn out to be a directory when it is opened.
    pub fn may_be_dir(&self) -> bool {
        matches!(self.kind, EntryKind::Dir | EntryKind::Link)
    }

    /// Its name as it is shown beside the others of its listing.
    pub fn shown_name(&self) -> SafeText {
        if self.has_twin { self.name.escaped() } else { self.name.sanitized() }
    }

    /// Whether its name begins with a dot.
    pub fn is_hidden(&self) -> bool {
        self.name.raw().first() == Some(&b'.')
    }

    /// Whether no user may write to it, judging by the permission bits.
    pub fn is_read_only(&self) -> bool {
        self.permissions.is_some_and(|bits| bits & 0o222 == 0)
    }
}

/// What a new row is made from.
#[derive(Clone, Copy, Debug, Default)]
pub struct RawEntry<'a> {
    /// The raw name.
    pub name: &'a [u8],
    /// What it is.
    pub kind: Option<EntryKind>,
    /// Bytes.
    pub size: Option<u64>,
    /// Seconds since the Unix epoch.
    pub modified: Option<i64>,
    /// Unix permission bits.
    pub permissions: Option<u16>,
    /// Owner.
    pub user: &'a [u8],
    /// Group.
    pub group: &'a [u8],
    /// Where a symlink points.
    pub link_target: Option<&'a [u8]>,
}
