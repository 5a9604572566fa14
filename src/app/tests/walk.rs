//! Random inputs and events in any order keep the invariants: the bar in range, at most one request a
//! pane, no answer for what was cancelled, no submission of a plan that was not seen.

use super::kit::*;
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::input::Input;
use crate::domain::ids::RequestId;
use crate::domain::place::Side;
use crate::domain::task::TaskStatus;

const STEPS: usize = 20_000;

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
    "x",
    "e",
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
    "5",
    "0",
    "F5",
];

/// A small generator: the same walk every time, and its seed in every message.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

/// What the outside still owes.
#[derive(Default)]
struct Outside {
    open: Vec<Effect>,
    /// When the picture since the last key that changed something was written.
    seen: Option<u64>,
    submitted: usize,
}

impl Outside {
    fn take(&mut self, rig: &mut Rig, key_before: bool) {
        for effect in rig.take() {
            match &effect {
                Effect::Cancel(id) => self.open.retain(|e| request(e) != Some(*id)),
                Effect::Submit { .. } => {
                    assert!(key_before, "only a key submits");
                    let seen = self.seen.expect("a plan was submitted that was never drawn");
                    assert!(
                        rig.now - seen >= 300,
                        "a plan was submitted {} ms after it was drawn",
                        rig.now - seen
                    );
                    self.submitted += 1;
                }
                _ => {}
            }
            if request(&effect).is_some() && !matches!(effect, Effect::Cancel(_)) {
                self.open.push(effect);
            }
        }
    }
}

fn request(effect: &Effect) -> Option<RequestId> {
    match effect {
        Effect::Resolve { id, .. }
        | Effect::Browse { id, .. }
        | Effect::Search { id, .. }
        | Effect::Submit { id, .. }
        | Effect::ReadTaskLog { id, .. }
        | Effect::CancelTask { id, .. } => Some(*id),
        _ => None,
    }
}

fn answer(rig: &mut Rig, outside: &mut Outside, random: &mut Random) {
    if outside.open.is_empty() {
        return;
    }
    let at = random.below(outside.open.len());
    let effect = outside.open[at].clone();
    let fails = random.below(5) == 0;
    let mut last = true;
    let event = match effect {
        Effect::Resolve { id, .. } if fails => Event::ResolveFailed { id, problem: problem("no") },
        Effect::Resolve { id, .. } => {
            let which = 1 + random.below(2) as u128;
            Event::Resolved { id, collection: collection(which, "c"), path: None }
        }
        Effect::Browse { id, .. } if fails => Event::ListFailed { id, problem: problem("no") },
        Effect::Browse { id, path: asked, .. } => {
            if random.below(3) > 0 {
                last = false;
                let names: Vec<String> = (0..random.below(30))
                    .map(|_| {
                        format!("{}{}", random.below(100_000), if random.below(3) == 0 { "/" } else { "" })
                    })
                    .collect();
                Event::Rows { id, chunk: chunk(&names.iter().map(String::as_str).collect::<Vec<_>>()) }
            } else {
                let path = asked.unwrap_or_else(|| path("/home/demo"));
                Event::Listed { id, path, writable: None, truncated: random.below(9) == 0 }
            }
        }
        Effect::Search { id, .. } => {
            Event::Found { id, collections: vec![collection(1, "one"), collection(2, "two")], more: false }
        }
        Effect::Submit { id, .. } if fails => Event::SubmitRefused { id, problem: problem("no") },
        Effect::Submit { id, .. } => {
            Event::Submitted { id, task: task(random.below(9) as u128, TaskStatus::Active).id, again: false }
        }
        Effect::ReadTaskLog { id, task } => Event::TaskLog { id, task, events: Vec::new() },
        Effect::CancelTask { id, task } => Event::TaskCancelled { id, task },
        other => panic!("{other:?} has no answer"),
    };
    if last {
        outside.open.remove(at);
    }
    rig.event(event);
}

#[test]
fn invariants_hold_on_a_random_walk() {
    let seed = 0x5eed_cafe_u64;
    let mut random = Random(seed);
    let mut rig = Rig::browsing(&["a", "b/", "c"]);
    let mut outside = Outside::default();
    for step in 0..STEPS {
        rig.now += random.below(120) as u64;
        let mut key_before = false;
        match random.below(10) {
            0..=5 => {
                let key = KEYS[random.below(KEYS.len())];
                rig.keys(key);
                key_before = true;
            }
            6 | 7 => answer(&mut rig, &mut outside, &mut random),
            8 => {
                let event = match random.below(5) {
                    0 => Event::Tasks {
                        tasks: (0..random.below(9) as u128)
                            .map(|id| {
                                let over = random.below(2) == 0;
                                task(id, if over { TaskStatus::Succeeded } else { TaskStatus::Active })
                            })
                            .collect(),
                    },
                    1 => Event::TasksFailed { problem: problem("no") },
                    2 => Event::Rows { id: RequestId(random.below(50) as u64), chunk: chunk(&["stale"]) },
                    3 => Event::SignedIn { account: account("ada@demo") },
                    _ => Event::Listed {
                        id: RequestId(random.below(50) as u64),
                        path: path("/stale"),
                        writable: None,
                        truncated: false,
                    },
                };
                rig.event(event);
            }
            _ => {
                let sizes = [(80, 24), (60, 20), (200, 60), (20, 5), (1, 1)];
                let (columns, rows) = sizes[random.below(sizes.len())];
                let effects = rig.app.input(Input::Resize { columns, rows }, at(rig.now));
                rig.effects.extend(effects);
            }
        }
        outside.take(&mut rig, key_before);
        // Deadlines and frames, as the loop does it.
        if rig.app.next_wake().is_some_and(|due| due.mono <= rig.now) {
            let effects = rig.app.wake(at(rig.now));
            rig.effects.extend(effects);
        }
        if rig.app.overlay().is_none() {
            outside.seen = None;
        }
        if rig.app.take_dirty() && random.below(4) > 0 {
            rig.drawn();
            if rig.app.overlay().is_some() {
                outside.seen.get_or_insert(rig.now);
            }
        }
        outside.take(&mut rig, false);
        invariants(&rig, &outside, seed, step);
    }
    assert!(outside.submitted > 0, "the walk never came to a submission: it tests too little");
}

fn invariants(rig: &Rig, outside: &Outside, seed: u64, step: usize) {
    let place = format!("seed {seed:x}, step {step}");
    let layout = rig.app.layout();
    for side in Side::BOTH {
        let pane = rig.app.pane(side);
        if let Some(here) = pane.here() {
            let len = here.listing().len();
            assert!(here.cursor() < len.max(1), "{place}: the bar is outside");
            let seen = here.top()..here.top() + layout.page(side);
            assert!(seen.contains(&here.cursor()), "{place}: the bar is out of sight");
        }
        if let Some(id) = pane.waits_for() {
            let open = outside.open.iter().any(|e| request(e) == Some(id));
            assert!(open, "{place}: waits for an answer that nobody owes");
        }
    }
    let owed =
        outside.open.iter().filter(|e| matches!(e, Effect::Browse { .. } | Effect::Resolve { .. })).count();
    let waited = Side::BOTH.iter().filter(|side| rig.app.pane(**side).waits_for().is_some()).count();
    assert_eq!(owed, waited, "{place}: a request without a slot, or two in one");
    let chosen = rig.app.monitor.chosen_index();
    assert!(chosen < rig.app.monitor.tasks().len().max(1), "{place}: the chosen task is outside");
}
