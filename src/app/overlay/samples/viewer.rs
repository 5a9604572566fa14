//! Samples of entries in full.

use super::{AT, Samples, problem};
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::overlay::Viewer;
use crate::app::overlay::sample::Sample;
use crate::app::requests::fs::ReadHead;
use crate::app::requests::{Part, Purpose};
use crate::domain::file_head::FileHead;
use crate::domain::path::StorePath;
use crate::domain::place::{Place, StoreId};
use crate::domain::text::Untrusted;

/// Entries in full: one that is read, one that could not be, one that has nothing to read.
pub(super) fn viewers(name: &Untrusted) -> Samples {
    let facts = || vec![("Kind", "file".into()), ("Leads to", name.sanitized()), ("Owner", name.sanitized())];
    let place = Place { store: StoreId::Local, path: StorePath::home() };
    let file = || Sample::open(AT, |cx| Viewer::file(name.sanitized(), facts(), place.clone(), cx));
    let text = [b"first line\n", name.raw(), b"\n\ttab\n"].concat();
    let read = |bytes: Vec<u8>| FileHead { size: Some(bytes.len() as u64 + 1), bytes: bytes.into() };
    let mut shown = file();
    shown.reply::<ReadHead>(Purpose::read::<ReadHead>(), Part::Done(Ok(read(text.clone()))));
    let mut searched = file();
    let bytes = [&text[..], &[0; 9]].concat();
    searched.reply::<ReadHead>(Purpose::read::<ReadHead>(), Part::Done(Ok(read(bytes))));
    if let Some(slash) = KeyPress::parse("/") {
        searched.input(&Input::Key(slash.event()));
    }
    searched.input(&Input::Paste("line".to_owned()));
    if let Some(enter) = KeyPress::parse("Enter") {
        searched.input(&Input::Key(enter.event()));
    }
    let mut failed = file();
    failed.reply::<ReadHead>(Purpose::read::<ReadHead>(), Part::Done(Err(problem(name))));
    let nothing = Viewer::facts(name.sanitized(), facts(), "A directory.".into());
    vec![
        ("viewer", shown.any()),
        ("viewer searched", searched.any()),
        ("viewer failed", failed.any()),
        ("viewer facts", Sample::open(AT, |_| nothing).any()),
    ]
}
