//! What the boxes and the digits mean, and what is sent.

use super::*;
use crate::app::effect::Effect;
use crate::app::overlay::sample::Sample;
use crate::app::requests::Call as _;
use crate::app::requests::attributes::ModesSet;
use crate::app::theme::Glyphs;
use crate::app::widgets::field::tests::keys;
use crate::domain::path::StorePath;
use crate::domain::place::StoreId;
use crate::domain::problem::ProblemKind;
use crate::domain::text::UntrustedRef;
use crate::domain::time::Timestamp;

fn name(text: &str) -> EntryName {
    EntryName::new(UntrustedRef(text.as_bytes())).unwrap()
}

fn opened(modes: &[(&str, Option<u16>, bool)]) -> Sample<Chmod> {
    let at = Place { store: StoreId::Local, path: StorePath::parse("/data").unwrap() };
    let names = modes.iter().map(|(text, ..)| name(text)).collect();
    let mut sample =
        Sample::open(Timestamp::default(), |cx| Chmod::open(at, names, "what was chosen".into(), cx));
    let mode = |(text, bits, directory): &(&str, Option<u16>, bool)| EntryMode {
        name: name(text),
        bits: *bits,
        directory: *directory,
    };
    let modes = modes.iter().map(mode).collect();
    sample.reply::<ReadModes>(Purpose::read::<ReadModes>(), Part::Done(Ok(modes)));
    sample.take_effects();
    sample
}

fn press(sample: &mut Sample<Chmod>, text: &str) {
    keys(text).iter().for_each(|key| _ = sample.input(key));
}

fn sent(sample: &mut Sample<Chmod>) -> Vec<(String, u16, u16)> {
    let effects = sample.take_effects();
    let call = effects.iter().find_map(|effect| match effect {
        Effect::Send { request, .. } => SetModes::of(request).cloned(),
        _ => None,
    });
    let steps = call.map(|call| call.steps).unwrap_or_default();
    steps.into_iter().map(|step| (step.name.sanitized().to_string(), step.from, step.to)).collect()
}

fn below(sample: &Sample<Chmod>) -> String {
    let lines = sample.overlay.below(70, false, &Glyphs::ASCII);
    lines.iter().map(|line| line.text().to_string() + "\n").collect()
}

#[test]
fn boxes_change_their_bit_and_leave_all_others() {
    let mut sample = opened(&[("a", Some(0o4644), false)]);
    assert_eq!(sample.overlay.octal().as_str(), "4644");
    // The group may write: the second row, the second box.
    press(&mut sample, "jl ");
    assert_eq!(sample.overlay.octal().as_str(), "4664");
    assert!(below(&sample).contains("4644 rwSr--r-- -> 4664 rwSrw-r--"), "{}", below(&sample));
    press(&mut sample, "\n");
    assert_eq!(sent(&mut sample), [("a".to_owned(), 0o4644, 0o4664)]);
}

#[test]
fn what_differs_is_mixed_and_stays_until_it_is_chosen() {
    let mut sample = opened(&[("a", Some(0o644), false), ("b", Some(0o600), false), ("l", None, false)]);
    assert_eq!(sample.overlay.octal().as_str(), "06??");
    assert_eq!(sample.overlay.words(4).as_str(), "[?] read");
    assert!(below(&sample).contains("nothing changes yet") && below(&sample).contains("1 entry left out"));
    press(&mut sample, "\n");
    assert!(sent(&mut sample).is_empty() && below(&sample).contains("Nothing changes"), "{}", below(&sample));
    // On, off, and as it was in each.
    press(&mut sample, "j ");
    assert_eq!(sample.overlay.words(4).as_str(), "[x] read");
    assert!(below(&sample).contains("1 of 3 entries change:"), "{}", below(&sample));
    press(&mut sample, " ");
    assert_eq!(sample.overlay.words(4).as_str(), "[ ] read");
    press(&mut sample, " ");
    assert_eq!(sample.overlay.words(4).as_str(), "[?] read");
    press(&mut sample, "kll \n");
    let both = [("a".to_owned(), 0o644, 0o744), ("b".to_owned(), 0o600, 0o700)];
    assert_eq!(sent(&mut sample), both);
}

#[test]
fn three_digits_keep_the_special_bits_and_four_set_them() {
    let mut sample = opened(&[("d", Some(0o2750), true)]);
    press(&mut sample, "70\n");
    assert!(sent(&mut sample).is_empty() && below(&sample).contains("three or four"), "{}", below(&sample));
    press(&mut sample, "0\n");
    assert_eq!(sent(&mut sample), [("d".to_owned(), 0o2750, 0o2700)]);
    assert!(below(&sample).contains("What is in a directory stays as it is."));
    let mut sample = opened(&[("d", Some(0o2750), true)]);
    press(&mut sample, "0700\n");
    assert_eq!(sent(&mut sample), [("d".to_owned(), 0o2750, 0o700)]);
    press(&mut sample, "u\n");
    assert!(sent(&mut sample).is_empty(), "as it was");
}

#[test]
fn a_failure_is_said_and_what_was_chosen_stays() {
    let mut sample = opened(&[("a", Some(0o644), false)]);
    press(&mut sample, "600\n");
    let denied = Problem::new(ProblemKind::Denied, "Not permitted.", "Ask the owner.");
    sample.reply::<SetModes>(Purpose::Change, Part::Done(Err(denied)));
    assert!(below(&sample).contains("Not permitted."), "{}", below(&sample));
    assert_eq!(sample.overlay.octal().as_str(), "600");
    sample.take_effects();
    press(&mut sample, "\n");
    assert_eq!(sent(&mut sample).len(), 1);
    let at = sample.overlay.at.clone();
    let done = ModesSet { at, done: Vec::new(), failed: Vec::new() };
    let reply = SetModes::reply(Part::Done(Ok(done)));
    let response = sample.with(|overlay, cx| overlay.reply(&reply, cx));
    assert!(matches!(response, Some(CloseAction::Closed)));
}

#[test]
fn the_mouse_turns_a_box() {
    let mut sample = opened(&[("a", Some(0o644), false)]);
    sample.with(|overlay, cx| overlay.turn(2, cx));
    assert_eq!(sample.overlay.octal().as_str(), "0744");
}
