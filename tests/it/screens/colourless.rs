//! No meaning hangs on colour alone: wherever a step changes colours, it changes signs, words or attributes too.

use std::ops::RangeInclusive;

use hemi::app::theme::Theme;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

use super::gallery::main_states;
use super::print::rows;

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
