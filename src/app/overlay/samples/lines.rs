//! Samples of lines that are typed into below the panes.

use std::sync::Arc;

use super::{AT, Samples, collection};
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::overlay::sample::Sample;
use crate::app::overlay::{Base, NameField, NameUse, PlaceField};
use crate::domain::collection::EntityType;
use crate::domain::path::StorePath;
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

/// Each with what it is.
pub(super) fn samples(name: &Untrusted) -> Samples {
    let text = String::from_utf8_lossy(name.raw());
    let mut find = NameField::new(NameUse::Find, &text);
    find.found(false);
    let store = Arc::new(StoreInfo::from(&collection(1, name, EntityType::Mapped)));
    let dirs = vec![name.clone(), Untrusted::new([name.raw(), b" 2"].concat())];
    let base = Base { store, path: Some(StorePath::root()), dirs: Some(dirs) };
    let mut typed = Sample::open(AT, |_| PlaceField::new("/", Some(base)));
    if let Some(tab) = KeyPress::parse("Tab") {
        typed.input(&Input::Key(tab.event()));
    }
    let refused = PlaceField::new(&text, None).refused(name.sanitized());
    vec![
        ("filter", Sample::open(AT, |_| NameField::new(NameUse::Filter, &text).with_service()).any()),
        (
            "filter at the service",
            Sample::open(AT, |_| NameField::new(NameUse::FilterAtService, &text)).any(),
        ),
        ("find", Sample::open(AT, |_| find).any()),
        ("place", typed.any()),
        ("place refused", Sample::open(AT, |_| refused).any()),
    ]
}
