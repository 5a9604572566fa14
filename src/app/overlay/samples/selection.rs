//! States of the overlays that marks are made and looked at with.

use super::{AT, Sample, Samples};
use crate::app::commands::Command;
use crate::app::overlay::{Actions, Basket, BatchField, BatchUse, Compare, MarkField};
use crate::app::pane::marks::Marked;
use crate::app::pane::{MarkedDirectory, Matched};
use crate::app::theme::Role;
use crate::domain::entry::EntryKind;
use crate::domain::path::StorePath;
use crate::domain::place::{Place, StoreId};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// Each with what it is.
pub(super) fn samples(name: &Untrusted, keys: impl Fn(&Command) -> SafeText) -> Samples {
    let actions = Actions::new(name.sanitized(), keys, super::no_rows);
    let text = String::from_utf8_lossy(name.raw());
    let wrong = MarkField::new(true).refused(&text, name.sanitized());
    let mut counted = MarkField::new(false);
    let words = safe!("37 of 5,000 marked: entries named {}", name.sanitized());
    counted.counted(Some(Matched { words, nothing: false, so_far: false }));
    let marked = |kind, size| (name.clone(), Marked { kind, size });
    let dir = |path: &[u8], marks| MarkedDirectory {
        place: Place {
            store: StoreId::Local,
            path: StorePath::parse([path, name.raw()].concat()).unwrap_or_else(|_| StorePath::home()),
        },
        title: name.sanitized(),
        marks,
    };
    let dirs = vec![
        dir(b"/gws/", vec![marked(EntryKind::Dir, None), marked(EntryKind::File, Some(1_500_000))]),
        dir(b"/work/", vec![marked(EntryKind::Other, None); 30]),
    ];
    let mut compared = Compare::default();
    compared.found([3, 2, 1, 4_000, 50_000, 6], true);
    let basket = Basket::new(dirs, Some(StoreId::Local)).saying(Role::Warning, name.sanitized());
    vec![
        ("basket", Sample::open(AT, |_| basket).any()),
        ("basket empty", Sample::open(AT, |_| Basket::new(Vec::new(), None)).any()),
        ("batch read", Sample::open(AT, |_| BatchField::new(BatchUse::Read)).any()),
        ("batch write", Sample::open(AT, |_| BatchField::new(BatchUse::Write(name.clone()))).any()),
        ("compare", Sample::open(AT, |_| Compare::default()).any()),
        ("compared", Sample::open(AT, |_| compared).any()),
        ("actions", Sample::open(AT, |_| actions).any()),
        ("mark", Sample::open(AT, |_| MarkField::new(true)).any()),
        ("mark refused", Sample::open(AT, |_| wrong).any()),
        ("unmark", Sample::open(AT, |_| counted).any()),
    ]
}
