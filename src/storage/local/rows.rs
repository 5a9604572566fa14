//! Converts what a disk reports to rows of a listing.

use super::filesystem::{Attributes, OpenDir};
use super::people::{Id, People};
use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::listing::ChunkBuilder;

/// A row of which name and kind are known.
pub(super) fn push_bare(rows: &mut ChunkBuilder, name: &[u8], kind: EntryKind) {
    let link_target: Option<&[u8]> = (kind == EntryKind::Link).then_some(b"");
    rows.push(&RawEntry { name, kind: Some(kind), link_target, ..RawEntry::default() });
}

/// A row of which all is known. For a link that leads somewhere, `found` is what it leads to and `target` its text.
pub(super) fn push(
    rows: &mut ChunkBuilder,
    people: &People,
    name: &[u8],
    found: &Attributes,
    target: Option<&[u8]>,
) {
    rows.push(&RawEntry {
        name,
        kind: Some(found.kind),
        size: Some(found.size),
        modified: Some(found.modified),
        permissions: Some(found.permissions),
        user: &people.name(Id::User(found.user)),
        group: &people.name(Id::Group(found.group)),
        link_target: target,
    });
}

/// A row of a link before it is followed: its size and permissions are not those of what it leads to, so they are
/// left open.
pub(super) fn push_link(
    rows: &mut ChunkBuilder,
    people: &People,
    dir: &dyn OpenDir,
    name: &[u8],
    link: &Attributes,
) -> Option<Vec<u8>> {
    let target = dir.target(name).ok();
    rows.push(&RawEntry {
        name,
        kind: Some(EntryKind::Link),
        size: None,
        modified: Some(link.modified),
        permissions: None,
        user: &people.name(Id::User(link.user)),
        group: &people.name(Id::Group(link.group)),
        link_target: Some(target.as_deref().unwrap_or_default()),
    });
    target
}
