//! States of the overlays that marks are made and looked at with.

use super::{AT, Sample, Samples};
use crate::app::overlay::MarkField;
use crate::app::pane::Matched;
use crate::domain::text::Untrusted;
use crate::safe;

/// Each with what it is.
pub(super) fn samples(name: &Untrusted) -> Samples {
    let text = String::from_utf8_lossy(name.raw());
    let wrong = MarkField::new(true).refused(&text, name.sanitized());
    let mut counted = MarkField::new(false);
    let words = safe!("37 of 5,000 marked: entries named {}", name.sanitized());
    counted.counted(Some(Matched { words, nothing: false, so_far: false }));
    vec![
        ("mark", Sample::open(AT, |_| MarkField::new(true)).any()),
        ("mark refused", Sample::open(AT, |_| wrong).any()),
        ("unmark", Sample::open(AT, |_| counted).any()),
    ]
}
