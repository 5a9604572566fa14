use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::app::overlay::sample::{SCREEN, Sample};
use crate::app::overlay::samples;
use crate::app::theme::Glyphs;
use crate::app::widgets::field::tests::{held, keys};
use crate::domain::plan::{ConfirmedPlan, Unsendable};
use crate::domain::problem::ProblemKind;
use crate::domain::text::Untrusted;

fn at(mono: u64) -> Timestamp {
    Timestamp { mono, wall: i64::try_from(mono).unwrap() }
}

fn review(ends: Ends) -> Sample<PlanReview> {
    let plan = samples::plan(&Untrusted::new("tas"), 2).unwrap();
    Sample::open(at(0), |_| PlanReview::new(plan, ends))
}

fn press(review: &mut Sample<PlanReview>, text: &str, when: u64) -> Option<Box<ConfirmedPlan>> {
    review.at(at(when));
    let mut confirmed = None;
    for key in keys(text) {
        if let Some(CloseAction::Confirmed(plan)) = review.input(&key) {
            confirmed = Some(plan);
        }
    }
    confirmed
}

#[test]
fn enter_sends_only_what_was_seen_long_enough() {
    let mut plan = review(Ends::default());
    assert!(press(&mut plan, "\n", 10_000).is_none(), "it was never drawn");
    assert!(plan.overlay.hint.is_some());
    plan.overlay.drawn(SCREEN, at(10_000));
    plan.overlay.drawn(SCREEN, at(10_200));
    assert!(press(&mut plan, "\n", 10_299).is_none());
    let confirmed = press(&mut plan, "\n", 10_300).unwrap();
    assert_eq!(confirmed.plan(), plan.overlay.plan());
}

#[test]
fn every_changed_option_must_be_seen_again() {
    for change in ["s", "v", "t", "lx\n", "\t\t ", "\t\t→", "\t\t\t "] {
        let mut plan = review(Ends::default());
        plan.overlay.drawn(SCREEN, at(0));
        let before = plan.overlay.plan().clone();
        press(&mut plan, change, 1_000);
        assert_ne!(*plan.overlay.plan(), before, "{change:?} changes nothing");
        assert!(press(&mut plan, "\n", 5_000).is_none(), "{change:?} was not drawn");
        assert!(plan.overlay.hint.is_some_and(|hint| hint.contains("just changed")));
        plan.overlay.drawn(SCREEN, at(5_000));
        assert!(press(&mut plan, "\n", 5_299).is_none());
        assert_eq!(press(&mut plan, "\n", 5_300).unwrap().plan(), plan.overlay.plan());
    }
}

#[test]
fn looking_and_moving_about_needs_no_second_look() {
    let mut plan = review(Ends::default());
    plan.overlay.drawn(SCREEN, at(0));
    assert!(press(&mut plan, "\t\t\t\t\t\t↑↓jkl←→\n\n", 400).is_some());
}

#[test]
fn neither_a_paste_nor_a_held_key_sends() {
    let mut plan = review(Ends::default());
    plan.overlay.drawn(SCREEN, at(0));
    for input in [Input::Paste("\n".into()), held('\n')] {
        plan.at(at(1_000));
        assert!(plan.input(&input).is_none(), "{input:?}");
    }
    assert!(press(&mut plan, "\n", 1_000).is_some());
}

#[test]
fn the_label_is_kept_and_checked_beside_its_field() {
    let mut plan = review(Ends::default());
    press(&mut plan, "l", 0);
    plan.input(&Input::Paste("x".repeat(129)));
    plan.overlay.drawn(SCREEN, at(0));
    assert!(press(&mut plan, "\n\n", 1_000).is_none());
    assert_eq!(plan.overlay.focus, Part::Label);
    let words: Vec<SafeText> = rows(&plan);
    assert!(words.iter().any(|row| row.as_str().contains("at most 128")));
    press(&mut plan, "\u{1}", 1_000);
    plan.overlay.label = Field::default();
    press(&mut plan, "run 7", 1_000);
    plan.overlay.drawn(SCREEN, at(1_000));
    assert!(press(&mut plan, "\n", 2_000).is_none(), "it ends typing and sends nothing");
    let sent = press(&mut plan, "\n", 2_000).unwrap();
    assert_eq!(checked_label(&sent.plan().options().label), Ok(Some("run 7")));
}

fn rows(plan: &Sample<PlanReview>) -> Vec<SafeText> {
    let layout = plan.overlay.layout(72, 40, &Glyphs::UNICODE);
    let below = layout.below.into_iter().filter_map(|row| match row {
        lines::Row::Words(line) | lines::Row::Option(_, line) => Some(line.text()),
        lines::Row::Label | lines::Row::Buttons => None,
    });
    layout.above.iter().map(crate::app::widgets::text::Line::text).chain(below).collect()
}

fn says(plan: &Sample<PlanReview>, words: &str) -> bool {
    let all = rows(plan).iter().fold(String::new(), |all, row| all + " " + row.as_str());
    all.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
}

#[test]
fn what_will_be_overwritten_is_said() {
    let there = |names: &[&'static str]| Ends {
        present: Some(names.iter().map(|name| SafeText::from(*name)).collect()),
        ..Ends::default()
    };
    let mut plan = review(there(&["a", "b", "c", "d", "e"]));
    assert!(says(&plan, "destination: a, b, c and 2 more. Files there with the same names are overwritten"));
    for words in
        ["No file there is overwritten", "differ in size", "are older", "content differs", "same names"]
    {
        press(&mut plan, "s", 0);
        assert!(says(&plan, words), "{words}");
    }
    assert!(says(&review(there(&[])), "Nothing at the destination will be overwritten"));
    assert!(says(&review(Ends::default()), "hemi does not know which"));
    assert!(says(&review(Ends { writable: Some(false), ..Ends::default() }), "looks read-only"));
    assert!(!says(&review(Ends { writable: Some(true), ..Ends::default() }), "read-only"));
    let cut = Ends { listed: Some(100_000), ..Ends::default() };
    assert!(says(&review(cut), "Only 100,000 entries of the source are listed"));
}

#[test]
fn what_a_collection_insists_on_cannot_be_turned() {
    for (ends, verify) in [
        (Ends { must_verify: true, ..Ends::default() }, true),
        (Ends { cannot_verify: true, ..Ends::default() }, false),
    ] {
        let mut plan = review(ends);
        assert_eq!(plan.overlay.plan().options().verify_checksum, verify);
        press(&mut plan, "v", 0);
        assert_eq!(plan.overlay.plan().options().verify_checksum, verify);
        assert!(plan.overlay.hint.is_some());
    }
}

#[test]
fn a_refused_plan_comes_back_as_it_was() {
    let mut first = review(Ends::default());
    press(&mut first, "sslrun 7", 0);
    let problem = Problem::new(ProblemKind::Refused, "the service said no", "choose otherwise");
    let plan = first.overlay.plan().clone();
    let again = Sample::open(at(0), |_| PlanReview::refused(plan, Ends::default(), problem));
    assert_eq!(again.overlay.plan(), first.overlay.plan());
    assert_eq!(again.overlay.label.raw(), "run 7");
    assert!(says(&again, "The service said no."));
}

#[test]
fn names_scroll_and_unknown_sizes_are_said() {
    let many = samples::plan(&Untrusted::new("tas"), 500).unwrap();
    let mut plan = Sample::open(at(0), |_| PlanReview::new(many, Ends::default()));
    let seen = plan.overlay.layout(76, 22, &Glyphs::UNICODE).names;
    assert!((2..20).contains(&seen));
    press(&mut plan, "jj", 0);
    assert_eq!(plan.overlay.names.top(501, seen), 2);
    assert!(says(&plan, "size unknown until scanned"));
}

#[test]
fn a_plan_that_cannot_be_read_is_not_sent() {
    let small = Screen { columns: 1, rows: 1 };
    let mut plan = review(Ends::default());
    plan.overlay.drawn(small, at(0));
    plan.screen = small;
    let enter = keys("\n").remove(0);
    plan.at(at(5_000));
    assert!(plan.input(&enter).is_none());
    // Made larger, it must be read first.
    plan.screen = SCREEN;
    plan.overlay.drawn(SCREEN, at(5_100));
    plan.at(at(5_200));
    assert!(plan.input(&enter).is_none());
    plan.at(at(6_000));
    assert!(matches!(plan.input(&enter), Some(CloseAction::Confirmed(_))));
}

/// The words on a screen of that size, without frames and line breaks.
fn picture(plan: &Sample<PlanReview>, screen: Screen) -> String {
    use crate::app::theme::Theme;
    use crate::app::widgets::canvas::Canvas;
    let area = Rect::new(0, 0, screen.columns, screen.rows);
    let mut buf = Buffer::empty(area);
    plan.overlay.view(&Theme::mono(), area, &mut Canvas::new(&mut buf));
    let signs: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
    signs.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

const WORST: [&str; 6] = ["From", "What", "read-only", "Not all", "expires", "3 there already: overwritten."];

#[test]
fn enter_sends_nothing_whose_consequences_are_out_of_sight() {
    let names = |count| Some(vec![SafeText::from("tas.nc"); count]);
    let worst = Ends {
        writable: Some(false),
        present: names(3),
        listed: Some(100_000),
        lapses: Some("It expires.".into()),
        ..Ends::default()
    };
    let overwrites = Ends { present: names(3), ..Ends::default() };
    let (mut sent, mut refused) = (0, 0);
    let refused_by = || Some(Problem::new(ProblemKind::Refused, "the service said no", "choose otherwise"));
    for (ends, problem, words) in [
        (overwrites, None, &["From", "To", "What", "3 there already: overwritten."][..]),
        (worst.clone(), None, &WORST[..]),
        (worst, refused_by(), &WORST[..]),
    ] {
        for (columns, rows) in
            (20..=80).step_by(4).flat_map(|columns| (4..=24).map(move |rows| (columns, rows)))
        {
            let screen = Screen { columns, rows };
            let mut plan = review(ends.clone());
            if problem.is_some() {
                let name = Unsendable { name: Untrusted::new("x"), reason: "its name is not UTF-8".into() };
                plan.overlay.plan = plan.overlay.plan.clone().with_unsendable(vec![name]);
                plan.overlay.plan.leave_out();
            }
            plan.overlay.problem.clone_from(&problem);
            plan.screen = screen;
            plan.overlay.drawn(screen, at(0));
            let seen = picture(&plan, screen);
            if press(&mut plan, "\n", 5_000).is_some() {
                let is_whole = seen.contains("Already at the destination")
                    || words.iter().all(|word| seen.contains(word));
                assert!(is_whole, "{columns}x{rows}: {seen}");
                sent += 1;
            } else {
                // Nothing is refused in silence.
                let seen = picture(&plan, screen);
                assert!(seen.contains("! The window"), "{columns}x{rows}: {seen}");
                refused += 1;
            }
        }
    }
    assert!(sent > 100 && refused > 100, "{sent} {refused}");
}

#[test]
fn the_smallest_readable_screen_shows_the_plan_with_every_option() {
    let small = Screen { columns: 40, rows: 12 };
    let plan = review(Ends { present: Some(vec!["tas.nc".into()]), ..Ends::default() });
    let seen = picture(&plan, small);
    for words in ["From", "1 there already: overwritten.", "Copy", "Check", "Times", "Label", "[ Send ]"] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
}

#[test]
fn leaving_the_label_keeps_the_plan() {
    let mut plan = review(Ends::default());
    press(&mut plan, "l", 0);
    press(&mut plan, "run 7", 0);
    assert!(plan.input(&keys("\x1b").remove(0)).is_none());
    assert_eq!((plan.overlay.focus, plan.overlay.label.raw()), (Part::Send, "run 7"));
    assert!(matches!(plan.input(&keys("\x1b").remove(0)), Some(CloseAction::Closed)));
}

#[test]
fn every_press_of_the_mouse_on_an_option_changes_it_and_none_sends() {
    let mut plan = review(Ends::default());
    for part in [Part::Sync, Part::Verify, Part::Times] {
        let before = plan.overlay.plan().options().clone();
        plan.with(|plan, cx| plan.turn(part.index(), cx));
        assert_ne!(*plan.overlay.plan().options(), before, "{part:?}");
        assert_eq!(plan.overlay.focus, part);
    }
    plan.with(|plan, cx| plan.turn(Part::Label.index(), cx));
    assert!(plan.overlay.takes_text());
}

#[test]
fn a_destination_that_is_listed_otherwise_must_be_seen_again() {
    let there = |names: usize| Ends { present: Some(vec!["a".into(); names]), ..Ends::default() };
    let mut plan = review(there(0));
    plan.overlay.drawn(SCREEN, at(0));
    assert!(!plan.overlay.update(there(0)), "nothing is different");
    assert!(plan.overlay.update(there(1)));
    assert!(says(&plan, "Already at the destination: a."));
    assert!(press(&mut plan, "\n", 5_000).is_none());
    assert!(says(&plan, "The destination has changed"));
    plan.overlay.drawn(SCREEN, at(5_000));
    assert!(press(&mut plan, "\n", 6_000).is_some());
}

#[test]
fn what_a_task_under_way_may_bring_is_said() {
    let busy = Ends { present: Some(Vec::new()), busy: true, ..Ends::default() };
    assert!(says(&review(busy), "a task to this collection is under way. Files there with the same names"));
}

#[test]
fn enter_is_not_offered_where_it_would_be_refused() {
    let mut plan = review(Ends::default());
    let offers = |plan: &Sample<PlanReview>| plan.overlay.hints().contains(&("Enter", "send"));
    plan.overlay.drawn(SCREEN, at(0));
    assert!(offers(&plan));
    plan.overlay.drawn(Screen { columns: 40, rows: 8 }, at(0));
    assert!(!offers(&plan));
}
