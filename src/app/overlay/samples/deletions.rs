//! Samples of deletions.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{AT, Samples, collection};
use crate::app::overlay::sample::Sample;
use crate::app::overlay::{DeleteDraft, DeleteReview, RemovalProgress};
use crate::app::requests::removal::{ReadDeleteFacts, RemovalEnd};
use crate::app::requests::{Part, Purpose};
use crate::domain::collection::EntityType;
use crate::domain::deletion::{DeleteFacts, DeleteItem};
use crate::domain::entry::EntryKind;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Place, Side, StoreId};
use crate::domain::route::EndInfo;
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

/// Deletions by a service, to the trash, for good and never, and one of which a part is still there.
pub(super) fn deletions(name: &Untrusted) -> Samples {
    let Ok(entry) = EntryName::new(name.as_ref()) else { return Vec::new() };
    let Ok(here) = StorePath::parse("/gws/nopw/j04/project") else { return Vec::new() };
    let here = here.join(&entry);
    let open = |store: StoreInfo, kind, count, facts: Option<DeleteFacts>| {
        let item =
            DeleteItem { name: entry.clone(), kind, size: Some(1_500_000), modified: Some(1_706_702_400) };
        let draft = DeleteDraft {
            side: Side::Right,
            directory: EndInfo::new(Arc::new(store), here.clone()),
            items: vec![item; count],
            base: None,
            other: None,
        };
        let mut review = Sample::open(AT, |cx| DeleteReview::open(draft, true, TimeZone::UTC, cx));
        let purpose = Purpose::read::<ReadDeleteFacts>();
        if let Some(facts) = facts {
            review.reply::<ReadDeleteFacts>(purpose, Part::Done(Ok(facts)));
        }
        review.any()
    };
    let collection = || StoreInfo::from(&collection(1, name, EntityType::Mapped));
    let trash = DeleteFacts { home: None, trash: true, ..DeleteFacts::default() };
    let place = Place { store: StoreId::Local, path: here.clone() };
    let end = RemovalEnd {
        at: place,
        gone: Vec::new(),
        trashed: Vec::new(),
        entries: 1_234,
        failed: vec![(here.clone(), "permission denied".into()); 3],
        failures: 5,
        holding: 0,
        stopped: true,
    };
    let never = DeleteFacts { home: Some(here.join(&entry)), trash: false, ..DeleteFacts::default() };
    vec![
        ("delete", open(collection(), EntryKind::Dir, 40, Some(DeleteFacts::default()))),
        ("delete checking", open(collection(), EntryKind::Dir, 2, None)),
        ("delete never", open(collection(), EntryKind::Dir, 2, Some(never))),
        ("delete to the trash", open(StoreInfo::local(), EntryKind::File, 3, Some(trash))),
        ("delete for good", open(StoreInfo::local(), EntryKind::File, 3, Some(DeleteFacts::default()))),
        ("delete in part", Sample::open(AT, |_| RemovalProgress::ended(end)).any()),
    ]
}
