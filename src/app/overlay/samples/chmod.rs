//! Samples of changing permissions.

use super::{AT, Samples, problem};
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::overlay::Chmod;
use crate::app::overlay::sample::Sample;
use crate::app::requests::attributes::{ReadModes, SetModes};
use crate::app::requests::{Part, Purpose};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::permissions::EntryMode;
use crate::domain::place::{Place, StoreId};
use crate::domain::text::Untrusted;

/// Permissions of entries that differ, of which two change; while they are read; and after they could not be changed.
pub(super) fn chmods(name: &Untrusted) -> Samples {
    let Ok(entry) = EntryName::new(name.as_ref()) else { return Vec::new() };
    let at = Place { store: StoreId::Local, path: StorePath::home() };
    let names = || vec![entry.clone(); 4];
    let open = || Sample::open(AT, |cx| Chmod::open(at.clone(), names(), name.sanitized(), cx));
    let mode = |bits, directory| EntryMode { name: entry.clone(), bits, directory };
    let modes = || {
        vec![mode(Some(0o644), false), mode(Some(0o2750), true), mode(None, false), mode(Some(0o640), false)]
    };
    let mut chosen = open();
    chosen.reply::<ReadModes>(Purpose::read::<ReadModes>(), Part::Done(Ok(modes())));
    let mut failed = open();
    failed.reply::<ReadModes>(Purpose::read::<ReadModes>(), Part::Done(Ok(modes())));
    for (sample, keys) in
        [(&mut chosen, &["j", "Right", "Space"][..]), (&mut failed, &["7", "0", "0", "Enter"])]
    {
        for key in keys.iter().filter_map(|key| KeyPress::parse(key)) {
            sample.input(&Input::Key(key.event()));
        }
    }
    failed.reply::<SetModes>(Purpose::Change, Part::Done(Err(problem(name))));
    vec![("chmod", chosen.any()), ("chmod reading", open().any()), ("chmod failed", failed.any())]
}
