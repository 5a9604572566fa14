//! Samples of the list of names seen before.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::{AT, Samples};
use crate::app::input::Input;
use crate::app::overlay::sample::Sample;
use crate::app::overlay::{KnownNames, Modal as _};
use crate::app::requests::known_names::FindNames;
use crate::app::requests::{Part, Purpose};
use crate::domain::entry::EntryKind;
use crate::domain::ids::CollectionId;
use crate::domain::known_names::{FoundNames, IndexFacts, KnownName};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::text::Untrusted;

/// Each with what it is.
pub(super) fn samples(name: &Untrusted) -> Samples {
    let opened = || Sample::open(AT, |cx| KnownNames::open(TimeZone::UTC, cx));
    let purpose = Purpose::read::<FindNames>();
    let facts = IndexFacts {
        bytes: 1_000_000,
        directories: 420,
        names: 31_234,
        oldest: Some(1_700_000_000_000),
        newest: Some(1_706_702_400_000),
    };
    let mut known = opened();
    known.reply::<FindNames>(purpose, Part::Done(Ok(Some(facts))));
    let hit = |kind, at| {
        let directory = StorePath::parse([b"/gws/", name.raw()].concat()).ok()?;
        Some(KnownName {
            collection: CollectionId::new(uuid::Uuid::from_u128(1)),
            title: name.clone(),
            directory,
            name: EntryName::new(name.as_ref()).ok()?,
            kind,
            size: Some(1_500_000),
            at,
            letters: vec![0, 1],
        })
    };
    let hits = [(EntryKind::File, 1_706_702_400_000), (EntryKind::Dir, 1_700_000_000_000)];
    let hits: Vec<KnownName> = hits.into_iter().filter_map(|(kind, at)| hit(kind, at)).collect();
    let mut found = opened();
    found.input(&Input::Paste("x".into()));
    found.at(AT.after(Duration::from_secs(1)));
    found.with(|list, cx| list.wake(cx));
    found.reply::<FindNames>(purpose, Part::Partial(FoundNames { hits, looked: 20_000, of: 31_234 }));
    vec![("known names", known.any()), ("known names found", found.any())]
}
