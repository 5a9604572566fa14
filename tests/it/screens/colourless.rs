//! No meaning hangs on colour alone: wherever a step changes colours, it changes signs, words or attributes too.

use std::ops::RangeInclusive;

use hemi::app::theme::Theme;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

use super::gallery::main_states;
use super::print::rows;
use super::stage::*;

/// Steps from one state to another that a user can see.
const STEPS: [&str; 12] =
    ["j", "k", "<Space>", "<Tab>", "j<Space>", "A", ".", "st", "R", "w", "<Down>", "<Tab><Tab>"];

/// Whether this is part of a frame: a line, or words within one. It may be quieter when the keys are elsewhere, which a
/// sign on the screen tells.
fn is_frame(row: &[Cell], cell: &Cell) -> bool {
    let line = |cell: &Cell, lines| cell.symbol().chars().all(|sign| RangeInclusive::contains(lines, &sign));
    line(cell, &('\u{2500}'..='\u{257f}'))
        || row.first().is_some_and(|first| line(first, &('\u{250c}'..='\u{257f}')))
}

/// Cells without their colours.
fn plain(cells: &[Cell]) -> Vec<(&str, Modifier)> {
    cells.iter().map(|cell| (cell.symbol(), cell.modifier)).collect()
}

/// The rows of `after` that differ from those of `before` by colour alone.
fn by_colour_alone(before: &Buffer, after: &Buffer) -> Vec<String> {
    let wide = usize::from(before.area.width);
    let mut alone = Vec::new();
    for (at, (one, other)) in before.content.chunks(wide).zip(after.content.chunks(wide)).enumerate() {
        let differs = one.iter().zip(other).any(|(was, is)| was != is && !is_frame(other, is));
        if differs && plain(one) == plain(other) {
            alone.push(rows(after)[at].clone());
        }
    }
    // Where only frames differ, something else on the screen tells why.
    if before != after && plain(&before.content) == plain(&after.content) {
        alone.push("the whole screen".to_owned());
    }
    alone
}

#[test]
fn every_state_differs_without_colour() {
    for name in Theme::names() {
        let theme = Theme::load(name);
        for (at, (state, before)) in main_states((80, 24)).into_iter().enumerate() {
            for step in STEPS {
                let (_, mut after) = main_states((80, 24)).swap_remove(at);
                after.keys(step);
                let after = after.frame(&theme);
                let alone = by_colour_alone(&before.frame(&theme), &after);
                assert!(alone.is_empty(), "{name}, {state}, {step}: only colour tells {alone:#?}");
            }
        }
    }
}

#[test]
fn the_judge_sees_what_only_colour_tells() {
    let before = main_states((80, 24)).swap_remove(0).1.frame(&Theme::mono());
    let row = ratatui::layout::Rect::new(1, 6, 30, 1);
    let changed = |style: Style| {
        let mut after = before.clone();
        after.set_style(row, style);
        by_colour_alone(&before, &after).len()
    };
    assert_eq!(by_colour_alone(&before, &before), [] as [&str; 0]);
    assert_eq!(changed(Style::new().fg(Color::Red)), 2);
    assert_eq!(changed(Style::new().fg(Color::Red).add_modifier(Modifier::REVERSED)), 0);
}

/// The styles and signs of the row that holds these words.
fn look(stage: &Stage, words: &str) -> Vec<(String, Style)> {
    let frame = stage.frame(&Theme::mono());
    let at = rows(&frame).iter().position(|row| row.contains(words));
    let at = at.unwrap_or_else(|| panic!("no {words} in {:#?}", rows(&frame)));
    let wide = usize::from(frame.area.width);
    frame.content[at * wide..(at + 1) * wide]
        .iter()
        .map(|cell| (cell.symbol().to_owned(), cell.style()))
        .collect()
}

/// The words of a row without its frame.
fn words(stage: &Stage, words: &str) -> String {
    stage.line(words)
}

#[test]
fn without_colour_the_panes_still_differ() {
    let mut stage = Stage::browsing((80, 24));
    let title = |stage: &Stage| {
        let cells = look(stage, "JASMIN Default Collection");
        [cells[2].1, cells[42].1]
    };
    let before = title(&stage);
    stage.keys("<Tab>");
    let after = title(&stage);
    assert_eq!(before, [after[1], after[0]]);
    assert_ne!(before[0], before[1], "the title of the pane that has the keys has an attribute");
    // The bar of the pane that has the keys is no mere change of colour.
    let row = look(&stage, "Documents/");
    let (here, there) = (&row[40..79], &row[1..39]);
    assert!(here[0].0 == "▌" && there[0].0 == " ", "{here:?} {there:?}");
    assert_ne!(here[5].1, there[5].1);
}

#[test]
fn without_colour_marks_links_and_directories_differ() {
    let mut stage = Stage::browsing((80, 24));
    let names = ["analysis", "README.txt", "first-guess", "latest"];
    let before = names.map(|name| words(&stage, name));
    assert!(before[0].contains("analysis/ ") && before[1].contains("README.txt "), "{before:?}");
    assert!(before[2].contains("first-guess@!") && before[3].contains("latest@/"), "{before:?}");
    stage.keys("A");
    for (name, before) in names.iter().zip(before) {
        let after = words(&stage, name);
        assert!(after.contains('●') && !before.contains('●'), "{before} {after}");
    }
}

#[test]
fn without_colour_tasks_tell_their_state_in_a_word() {
    let mut stage = Stage::browsing((80, 40));
    stage.tasks(all_states());
    for (name, state) in [
        ("members", "queued"),
        ("HadGEM3", "running"),
        ("restart", "stuck"),
        ("swaths", "failed"),
        ("the wrong", "cancelled"),
        ("done", "done"),
    ] {
        let row = stage.screen().into_iter().rfind(|row| row.contains(name)).unwrap();
        assert!(row.contains(state), "{row}");
    }
}

#[test]
fn without_colour_notices_and_places_tell_what_they_are() {
    let mut stage = Stage::browsing((80, 24));
    stage.keys("R").wait(60).wake();
    let id = stage.listing();
    assert!(words(&stage, "╰ ").starts_with("╰ loading…"));
    stage.event(Event::done::<List>(id, Err(problem())));
    assert!(words(&stage, "You may not list").starts_with(" !! JASMIN Default Collection: "));
    stage.keys("R");
    let id = stage.listing();
    stage.event(Event::done::<List>(
        id,
        Ok(Listed {
            path: path("/badc"),
            writable: Some(false),
            free: None,
            truncated: false,
            unreadable: 0,
        }),
    ));
    assert!(stage.screen()[20].starts_with("╰ read-only"), "{}", stage.screen()[21]);
    // A key without effect is in brackets.
    assert!(stage.screen()[23].contains("(Space mark)"), "{}", stage.screen()[23]);
}

#[test]
fn without_colour_what_has_the_keys_in_a_dialog_differs() {
    let mut stage = Stage::browsing((80, 24));
    stage.keys("jjjjjjjjc");
    let buttons = look(&stage, "[ Send ]");
    let reversed = |sign: &str| {
        let cell = buttons.iter().find(|(symbol, _)| symbol == sign).unwrap();
        cell.1.add_modifier.contains(Modifier::REVERSED)
    };
    assert!(reversed("S") && !reversed("C"), "Enter sends");
    stage.keys("<Tab><Tab>");
    assert!(words(&stage, "everything ›").contains("> s  Copy"));
    for words in ["s  Copy", "v Check  [x]", "t Times  [ ]", "l Label  README.txt"] {
        stage.line(words);
    }
}
