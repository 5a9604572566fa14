//! The mouse: what is drawn in a cell is what a press on it does. Each press is made at cells of a drawn frame.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::kit::*;
use crate::app::commands::{self, Command};
use crate::app::input::{Input, Mouse, MouseAction};
use crate::app::overlay::Overlay;
use crate::app::pointer::Target;
use crate::app::theme::Theme;
use crate::app::view::view;
use crate::app::widgets::drawn::Drawn;
use crate::app::{App, Focus};
use crate::domain::place::Side;
use crate::domain::sort::{Sort, SortKey};
use crate::domain::task::TaskStatus;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 35)];
const NAMES: &[&str] = &["a/", "b", "c", "d", "e"];

pub(super) fn frame(app: &App) -> Drawn {
    let (columns, rows) = app.terminal().size;
    view(app, &Theme::mono(), &mut Buffer::empty(Rect::new(0, 0, columns, rows)))
}

/// Two cells of the frame that mean `target`, as far from each other as the corners tell.
fn cells(app: &App, target: &Target) -> Vec<(u16, u16)> {
    let drawn = frame(app);
    let areas = drawn.zones.iter().filter(|(_, other)| other == target).map(|(area, _)| *area);
    let ends = areas.flat_map(|area| {
        let middle = area.x + area.width / 2;
        [area.left(), middle, area.right() - 1]
            .map(|x| (x, area.y))
            .into_iter()
            .chain([(middle, area.bottom() - 1)])
    });
    let found: Vec<(u16, u16)> = ends.filter(|(x, y)| drawn.hit(*x, *y) == Some(target)).collect();
    assert!(!found.is_empty(), "{target:?} is nowhere");
    vec![found[0], found[found.len() - 1]]
}

fn at_cell(rig: &mut Rig, action: MouseAction, cell: (u16, u16)) {
    let target = frame(&rig.app).hit(cell.0, cell.1).cloned();
    rig.now += 10;
    let effects = rig.app.input(Input::Mouse(Mouse { action, target, cell }), at(rig.now));
    rig.effects.extend(effects);
}

pub(super) fn act(rig: &mut Rig, action: MouseAction, target: &Target) {
    let cell = cells(&rig.app, target)[0];
    at_cell(rig, action, cell);
}

pub(super) fn click(rig: &mut Rig, target: &Target) {
    let cell = cells(&rig.app, target)[0];
    at_cell(rig, MouseAction::Press, cell);
    at_cell(rig, MouseAction::Release, cell);
}

fn browsing(size: (u16, u16)) -> Rig {
    Rig::browsing_in(setup(size), NAMES)
}

fn row(side: Side, index: usize) -> Target {
    Target::Row(side, index)
}

/// What shows that something was done: the effects without the ids of requests, and the screen.
fn outcome(rig: &mut Rig) -> (String, String) {
    let effects = rig.take();
    let effects = effects.iter().map(|effect| match effect {
        Effect::Send { request, .. } => format!("{request:?}"),
        other => format!("{other:?}"),
    });
    (effects.collect::<Vec<_>>().join("\n"), rig.text())
}

#[test]
fn a_click_moves_cursor_and_focus_and_a_second_one_opens() {
    for size in SIZES {
        let mut rig = browsing(size);
        click(&mut rig, &row(Side::Left, 3));
        assert_eq!(rig.entry_at_cursor(), "c");
        rig.wait(500);
        click(&mut rig, &Target::Pane(Side::Right));
        assert_eq!(rig.app.active(), Side::Right);
        click(&mut rig, &row(Side::Left, 1));
        assert_eq!((rig.app.active(), rig.entry_at_cursor().as_str()), (Side::Left, "a"));
        assert!(rig.take().iter().all(|effect| browse(effect).is_none()), "one click opens nothing");
        click(&mut rig, &row(Side::Left, 1));
        rig.asked();
    }
}

#[test]
fn two_slow_clicks_open_nothing() {
    let mut rig = browsing(SIZES[0]);
    click(&mut rig, &row(Side::Left, 1));
    rig.wait(400);
    click(&mut rig, &row(Side::Left, 1));
    assert!(rig.take().iter().all(|effect| browse(effect).is_none()));
}

#[test]
fn a_heading_sorts_and_again_reverses() {
    for size in SIZES {
        let mut rig = browsing(size);
        rig.keys("Tab");
        let heading = Target::Heading(Side::Left, SortKey::Size);
        let order = |key, reversed| Sort { key, reversed, ..Sort::default() };
        click(&mut rig, &heading);
        assert_eq!(rig.app.active(), Side::Left);
        assert_eq!(rig.app.pane(Side::Left).sort(), order(SortKey::Size, false));
        click(&mut rig, &heading);
        assert_eq!(rig.app.pane(Side::Left).sort(), order(SortKey::Size, true));
        click(&mut rig, &Target::Heading(Side::Left, SortKey::Name));
        assert_eq!(rig.app.pane(Side::Left).sort(), order(SortKey::Name, false));
    }
}

#[test]
fn the_wheel_scrolls_the_pane_under_it_and_moves_no_focus() {
    let names: Vec<String> = (0..100).map(|index| format!("n{index:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for size in SIZES {
        let mut rig = Rig::browsing_in(setup(size), &names);
        rig.keys("Tab");
        let top =
            |rig: &Rig| rig.app.pane(Side::Left).here().map(|here| (here.top(), here.cursor())).unwrap();
        act(&mut rig, MouseAction::WheelDown, &row(Side::Left, 5));
        assert_eq!(top(&rig), (3, 3), "the cursor stays in sight");
        act(&mut rig, MouseAction::WheelDown, &Target::Heading(Side::Left, SortKey::Name));
        act(&mut rig, MouseAction::WheelUp, &Target::Pane(Side::Left));
        assert_eq!(top(&rig), (3, 6));
        for _ in 0..50 {
            act(&mut rig, MouseAction::WheelUp, &Target::Pane(Side::Left));
        }
        assert_eq!(top(&rig).0, 0);
        for _ in 0..50 {
            act(&mut rig, MouseAction::WheelDown, &Target::Pane(Side::Left));
        }
        let here = rig.app.pane(Side::Left).here().unwrap();
        assert_eq!(here.top() + rig.app.layout().page(Side::Left), here.rows(), "it ends with the last row");
        assert_eq!(rig.app.active(), Side::Right);
    }
}

#[test]
fn a_drag_marks_what_it_passes_and_from_a_mark_it_unmarks() {
    for size in SIZES {
        let mut rig = browsing(size);
        let marked = |rig: &mut Rig| {
            rig.settle();
            rig.app.pane(Side::Left).here().unwrap().marks().len()
        };
        for (from, to, count) in [(2, 5, 4), (4, 5, 2), (0, 1, 3)] {
            act(&mut rig, MouseAction::Press, &row(Side::Left, from));
            act(&mut rig, MouseAction::Drag, &row(Side::Left, to));
            act(&mut rig, MouseAction::Release, &row(Side::Left, to));
            act(&mut rig, MouseAction::Drag, &row(Side::Left, 3));
            assert_eq!(marked(&mut rig), count, "{from} to {to}");
            rig.wait(500);
        }
        act(&mut rig, MouseAction::Press, &row(Side::Left, 3));
        act(&mut rig, MouseAction::Drag, &Target::Pane(Side::Right));
        assert_eq!(marked(&mut rig), 3, "a click marks nothing, nor does a drag into the other pane");
    }
}

#[test]
fn the_task_panel_takes_clicks_and_the_wheel() {
    for size in SIZES {
        let mut rig = browsing(size);
        rig.event(listed((1..40).map(|id| task(id, TaskStatus::Active)).collect()));
        rig.keys("w Tab");
        assert_eq!(rig.app.focus, Focus::Pane);
        click(&mut rig, &Target::Task(2));
        assert_eq!((rig.app.focus, rig.app.monitor().chosen_index()), (Focus::Tasks, 2));
        act(&mut rig, MouseAction::WheelDown, &Target::Task(1));
        assert_eq!((rig.app.monitor().top(), rig.app.monitor().chosen_index()), (3, 3));
        rig.keys("Tab");
        click(&mut rig, &Target::TaskPanel);
        assert_eq!(rig.app.focus, Focus::Tasks);
        rig.wait(500);
        click(&mut rig, &Target::Task(4));
        assert!(rig.app.overlay().is_none());
        click(&mut rig, &Target::Task(4));
        assert!(rig.app.overlay().is_some(), "a second click shows the task");
    }
}

/// The commands that a frame has cells for.
fn drawn_commands(app: &App) -> Vec<&'static Command> {
    let command = |(_, target): (Rect, Target)| match target {
        Target::Command(command) => Some(command),
        _ => None,
    };
    frame(app).zones.into_iter().filter_map(command).collect()
}

#[test]
fn a_press_where_a_command_is_drawn_is_the_command() {
    let mut seen = 0;
    let states: [fn((u16, u16)) -> Rig; 4] = [
        browsing,
        |size| {
            let mut rig = browsing(size);
            rig.keys("s");
            rig
        },
        |size| {
            let mut rig = browsing(size);
            rig.event(listed(vec![task(1, TaskStatus::Active)]));
            rig.keys("w");
            rig
        },
        |size| {
            let mut rig = browsing(size);
            rig.keys("R");
            rig
        },
    ];
    for size in SIZES {
        for state in states {
            for command in drawn_commands(&state(size).app) {
                for cell in cells(&state(size).app, &Target::Command(command)) {
                    let (mut pressed, mut done) = (state(size), state(size));
                    pressed.take();
                    done.take();
                    at_cell(&mut pressed, MouseAction::Press, cell);
                    done.now += 10;
                    done.app.end_sequence();
                    let effects = done.app.act(command, &Default::default(), at(done.now));
                    done.effects.extend(effects);
                    assert_eq!(outcome(&mut pressed), outcome(&mut done), "{command:?} at {cell:?}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} presses");
}

#[test]
fn a_prefix_in_the_hint_bar_waits_for_the_rest() {
    let mut rig = browsing((200, 50));
    let sort = crate::app::keymap::KeyPress::parse("s").unwrap();
    click(&mut rig, &Target::Key(sort));
    let commands = drawn_commands(&rig.app);
    assert!(commands.contains(&&commands::sort::BY_TIME), "{commands:?}");
    click(&mut rig, &Target::Command(&commands::sort::BY_TIME));
    assert_eq!(rig.app.pane(Side::Left).sort().key, SortKey::Time);
    assert!(rig.app.keys.pressed.is_empty());
}

/// Keys of the hint bar and of the frame of a dialog are pressed where they are drawn.
#[test]
fn a_press_on_a_key_of_a_dialog_is_that_key() {
    let states: [fn((u16, u16)) -> Rig; 4] = [
        |size| {
            let mut rig = browsing(size);
            rig.keys("o");
            rig
        },
        |size| {
            let mut rig = browsing(size);
            rig.keys("c");
            rig.drawn().wait(1_000);
            rig
        },
        |size| {
            let mut rig = browsing(size);
            rig.event(listed(vec![task(1, TaskStatus::Active)]));
            rig.keys("w x");
            rig.drawn().wait(1_000);
            rig
        },
        |size| {
            let mut rig = browsing(size);
            rig.keys("?");
            rig
        },
    ];
    let mut seen = 0;
    for size in SIZES {
        for state in states {
            assert!(state(size).app.overlay().is_some());
            let zones = frame(&state(size).app).zones;
            let keys = zones.into_iter().filter_map(|(_, target)| match target {
                Target::Key(key) => Some(key),
                _ => None,
            });
            for key in keys.collect::<std::collections::HashSet<_>>() {
                for cell in cells(&state(size).app, &Target::Key(key)) {
                    let (mut pressed, mut typed) = (state(size), state(size));
                    pressed.take();
                    typed.take();
                    at_cell(&mut pressed, MouseAction::Press, cell);
                    typed.now += 10;
                    let effects = typed.app.input(Input::Key(key.event()), at(typed.now));
                    typed.effects.extend(effects);
                    assert_eq!(outcome(&mut pressed), outcome(&mut typed), "{key:?} at {cell:?}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 30, "only {seen} presses");
}

#[test]
fn nothing_behind_a_dialog_is_pressed_and_its_ground_does_nothing() {
    for size in SIZES {
        let mut rig = browsing(size);
        rig.keys("c");
        rig.drawn().wait(1_000);
        rig.take();
        let before = rig.text();
        let (columns, rows) = size;
        let drawn = frame(&rig.app);
        for (x, y) in (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y))) {
            let target = drawn.hit(x, y).cloned();
            let is_key = matches!(target, Some(Target::Key(_)));
            let inside = matches!(
                target,
                Some(
                    Target::Dialog
                        | Target::DialogRow(_)
                        | Target::Choice(_)
                        | Target::Text(_)
                        | Target::Outside
                )
            );
            assert!(is_key || inside, "{target:?} shows through at {x} {y}");
            if matches!(target, Some(Target::Dialog | Target::Outside)) {
                for action in [MouseAction::Press, MouseAction::Drag, MouseAction::Release] {
                    let mouse = Mouse { action, target: target.clone(), cell: (x, y) };
                    let effects = rig.app.input(Input::Mouse(mouse), at(rig.now));
                    rig.effects.extend(effects);
                }
            }
        }
        assert_eq!((rig.take().len(), rig.text()), (0, before));
    }
}

#[test]
fn a_press_confirms_no_plan_that_could_not_be_read() {
    let enter = Target::Key(crate::app::keymap::KeyPress::ENTER);
    let mut rig = browsing(SIZES[0]);
    rig.keys("Down c");
    rig.drawn();
    rig.take();
    click(&mut rig, &enter);
    assert!(matches!(rig.app.overlay(), Some(Overlay::Plan(_))));
    assert!(calls::<Submit>(&rig.take()).is_empty());
    rig.wait(1_000);
    click(&mut rig, &enter);
    assert!(rig.app.overlay().is_none());
    assert_eq!(calls::<Submit>(&rig.take()).len(), 1);
}

#[test]
fn the_buttons_of_a_question_are_pressed_where_they_are_drawn() {
    for (words, quits) in [("[ No, let it run ]", false), ("[ Yes, cancel it ]", true)] {
        let mut rig = browsing(SIZES[0]);
        rig.event(listed(vec![task(1, TaskStatus::Active)]));
        rig.keys("w x");
        rig.drawn().wait(1_000);
        rig.take();
        let screen = rig.screen();
        let (row, line) = screen.iter().enumerate().find(|(_, line)| line.contains(words)).unwrap();
        let first = line.split(words).next().unwrap().chars().count();
        for column in [first, first + words.len() - 1] {
            let target = frame(&rig.app).hit(column as u16, row as u16).cloned();
            assert!(matches!(target, Some(Target::Key(_))), "{words} at {column}: {target:?}");
        }
        at_cell(&mut rig, MouseAction::Press, (first as u16, row as u16));
        assert!(rig.app.overlay().is_none());
        assert_eq!(!calls::<CancelJob>(&rig.take()).is_empty(), quits);
    }
}
