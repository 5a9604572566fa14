//! Random inputs, replies and events in any order keep the invariants: the cursor in range, at most one open request a
//! slot, no reply for what was cancelled, no submission of a plan that was not shown. Seeds are printed;
//! `HEMI_SEED` repeats one.

mod answers;
mod outside;

use super::kit::*;
use crate::app::Focus;
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::overlay::Overlay;
use crate::app::requests::Owner;
use crate::domain::place::Side;
use outside::Outside;

const STEPS: usize = 10_000;
const SEEDS: [u64; 8] = [0x5eed_cafe, 0x1234_5678, 0x0ddb_a115, 0xabc, 0xfeed, 1, 2, 3];
/// Walks from new seeds in a soak (`tests/run --soak` sets `HEMI_SOAK`).
const SOAK: u64 = 60;

/// Requests that the walks of a run come to, all together.
const REACHED: &[&str] = &[
    "BeginLogin",
    "CancelJob",
    "FindCollections",
    "List",
    "ReadAccount",
    "ReadJobDetails",
    "ReadTaskLog",
    "SendJob",
    "ReadDeleteFacts",
    "Submit",
    "SubmitDelete",
    "TryNow",
];

/// Keys that walk far: most steps press one of them, the others any letter.
const KEYS: &[&str] = &[
    "j",
    "j",
    "k",
    "l",
    "h",
    "Enter",
    "Enter",
    "Backspace",
    "Tab",
    "Space",
    "Space",
    "c",
    "d",
    "delete",
    "delete",
    "o",
    "w",
    "w",
    "?",
    "R",
    ".",
    "s",
    "n",
    "r",
    "g",
    "G",
    "A",
    "u",
    "*",
    "H",
    "L",
    "f",
    "/",
    "e",
    "Esc",
    "Esc",
    "x",
    "x",
    "x",
    "e",
    "y",
    "y",
    "q",
    "P",
    "Esc",
    "Esc",
    "Ctrl-c",
    "Ctrl-d",
    "Ctrl-u",
    "PgDn",
    "PgUp",
    "End",
    "Ctrl-l",
    "Ctrl-z",
    "Ctrl-x",
    "s",
    "T",
    "!",
    "5",
    "0",
    "F5",
];

const SIZES: &[(u16, u16)] = &[(80, 24), (60, 20), (200, 60), (20, 5), (1, 1)];

/// Xorshift: the same walk for the same seed.
pub struct Random(u64);

impl Random {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    pub fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }

    pub fn choose<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

/// The seeds of this run: the one that is given, or the fixed ones and in a soak new ones.
fn seeds() -> Vec<u64> {
    if let Ok(seed) = std::env::var("HEMI_SEED") {
        return vec![u64::from_str_radix(&seed, 16).expect("HEMI_SEED is hexadecimal")];
    }
    let mut seeds = SEEDS.to_vec();
    if std::env::var_os("HEMI_SOAK").is_some() {
        let first = u64::from(std::process::id()) << 16;
        seeds.extend(first + 1..=first + SOAK);
    }
    seeds
}

#[test]
fn invariants_hold_on_random_walks() {
    let mut kinds = std::collections::BTreeSet::new();
    for seed in seeds() {
        println!("HEMI_SEED={seed:x}");
        kinds.extend(walk(seed).answered());
    }
    let missed: Vec<_> = REACHED.iter().filter(|kind| !kinds.contains(**kind)).collect();
    assert!(missed.is_empty(), "no walk came to {missed:?}: they test too little");
}

fn walk(seed: u64) -> Outside {
    let mut random = Random(seed);
    let options = crate::app::AppOptions { prefetch: true, ..setup((80, 24)) };
    let mut rig = Rig::browsing_in(options, &["a", "b/", "c"]);
    let mut outside = Outside::of(&rig);
    for step in 0..STEPS {
        rig.now += random.below(120) as u64;
        let is_key = step_on(&mut rig, &mut outside, &mut random);
        outside.take(&mut rig, is_key);
        // Deadlines and frames, as the loop does it.
        if rig.app.next_wake().is_some_and(|due| due.mono <= rig.now) {
            let effects = rig.app.wake(at(rig.now));
            rig.effects.extend(effects);
        }
        if rig.app.is_working() {
            let effects = rig.app.work(at(rig.now));
            rig.effects.extend(effects);
        }
        if rig.app.overlay().is_none() {
            outside.overlay_closed();
        }
        if rig.take_dirty() && !random.one_in(4) {
            rig.drawn();
            if rig.app.overlay().is_some() {
                outside.overlay_shown(rig.now);
            }
        }
        outside.take(&mut rig, false);
        invariants(&rig, &outside, &format!("HEMI_SEED={seed:x}, step {step}"));
    }
    outside
}

/// One thing happens; whether it was a key.
fn step_on(rig: &mut Rig, outside: &mut Outside, random: &mut Random) -> bool {
    // A deletion takes an answer, time and a word: chance alone hardly ever gives all three.
    if matches!(rig.app.overlay(), Some(Overlay::Delete(_))) {
        match random.below(4) {
            0 => {
                outside.answer(rig, random);
                return true;
            }
            1 => {
                press(rig, "delete");
                return true;
            }
            2 => return false,
            _ => {}
        }
    }
    // Saved submissions are seldom at the cursor of the panel.
    if rig.app.focus == Focus::Tasks && random.one_in(3) {
        press(rig, "s");
        return true;
    }
    match random.below(20) {
        0..=10 => press(rig, random.choose(KEYS)),
        11 => press(rig, &char::from(b'!' + random.below(94) as u8).to_string()),
        12..=15 => outside.answer(rig, random),
        16 => {
            let event = outside.report(random);
            rig.event(event);
        }
        17 => outside.repeat_an_answer(rig, random),
        18 => input(
            rig,
            Input::Paste(
                random
                    .choose(&["jasmin", "00000000-0000-0000-0000-000000000001:/a", "\u{1b}[2J\n", ""])
                    .into(),
            ),
        ),
        _ => {
            let (columns, rows) = random.choose(SIZES);
            input(rig, Input::Resize { columns, rows });
            return false;
        }
    }
    true
}

fn press(rig: &mut Rig, key: &str) {
    // A few signs have names of their own and are no keys by themselves.
    if key == "delete" && rig.app.overlay().is_none() {
        rig.keys("d");
    } else if key == "delete" {
        key.chars().for_each(|letter| _ = rig.keys(&letter.to_string()));
        rig.keys("Enter");
    } else if KeyPress::parse(key).is_some() {
        rig.keys(key);
    }
}

fn input(rig: &mut Rig, input: Input) {
    let effects = rig.app.input(input, at(rig.now));
    rig.effects.extend(effects);
}

fn invariants(rig: &Rig, outside: &Outside, place: &str) {
    let layout = rig.app.layout();
    for side in Side::BOTH {
        let pane = rig.app.pane(side);
        if let Some(here) = pane.here() {
            assert!(here.cursor() < here.rows().max(1), "{place}: the cursor is outside the rows");
            let shown = here.top()..here.top() + layout.page(side);
            assert!(shown.contains(&here.cursor()), "{place}: the cursor is not on the screen");
        }
        if let Some(id) = rig.app.requests().id(pane.slot()) {
            assert!(outside.owes(id), "{place}: a pane waits for a request that is not open");
        }
    }
    let mut slots: Vec<_> = rig.app.requests().slots().collect();
    assert_eq!(slots.len(), outside.open(), "{place}: the table and the services differ in what is open");
    slots.retain(|slot| slot.owner != Owner::Background);
    slots.sort_unstable();
    let owned = slots.len();
    slots.dedup();
    assert_eq!(slots.len(), owned, "{place}: two requests in one slot");
    let chosen = rig.app.monitor().chosen_index();
    assert!(chosen < rig.app.monitor().jobs().len().max(1), "{place}: the chosen task is outside the list");
}
