//! Samples of the search below a directory.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{AT, Samples, collection};
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::overlay::FindBelowDialog;
use crate::app::overlay::sample::Sample;
use crate::app::requests::tree::{FindBelow, FoundBelow, FoundEnd};
use crate::app::requests::{Part, Purpose};
use crate::domain::collection::EntityType;
use crate::domain::entry::EntryKind;
use crate::domain::found::Found;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

/// Each with what it is.
pub(super) fn samples(name: &Untrusted) -> Samples {
    let store = Arc::new(StoreInfo::from(&collection(1, name, EntityType::Mapped)));
    let root = StorePath::parse([b"/gws/", name.raw()].concat()).unwrap_or_else(|_| StorePath::home());
    let dialog = || {
        let (store, root) = (Arc::clone(&store), root.clone());
        Sample::open(AT, |_| FindBelowDialog::new(store, root, TimeZone::UTC))
    };
    let mut found = dialog();
    found.input(&Input::Paste(
        String::from_utf8_lossy(name.raw()).replace(['\n', '"', ':', '>', '<'], "x") + "x",
    ));
    let press = |sample: &mut Sample<FindBelowDialog>, key: &str| {
        if let Some(key) = KeyPress::parse(key) {
            sample.input(&Input::Key(key.event()));
        }
    };
    press(&mut found, "Enter");
    let hit = |kind| {
        let name = EntryName::new(name.as_ref()).ok()?;
        let directory = root.join(&name);
        Some(Found {
            directory,
            name,
            kind,
            is_link: false,
            size: Some(1_500_000),
            modified: Some(1_706_702_400),
        })
    };
    let hits: Vec<Found> = [EntryKind::File, EntryKind::Dir].into_iter().filter_map(hit).collect();
    let more = FoundBelow { found: hits, looked: 7, unreadable: 1, waiting: 3, ..FoundBelow::default() };
    let purpose = Purpose::read::<FindBelow>();
    found.reply::<FindBelow>(purpose, Part::Partial(more));
    found.reply::<FindBelow>(purpose, Part::Done(Ok(FoundEnd { rest: vec![root.clone()] })));
    press(&mut found, "Space");
    vec![("find below", dialog().any()), ("find below found", found.any())]
}
