//! A frame as text, and as a map of its styles: one letter for each cell, the legend above.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr as _;

/// The rows as a terminal shows them: a wide sign takes two cells and is written once.
pub fn rows(frame: &Buffer) -> Vec<String> {
    let wide = usize::from(frame.area.width.max(1));
    frame
        .content
        .chunks(wide)
        .map(|cells| {
            let mut row = String::new();
            let mut at = 0;
            while let Some(cell) = cells.get(at) {
                row.push_str(cell.symbol());
                at += cell.symbol().width().max(1);
            }
            row
        })
        .collect()
}

/// Text and styles of a frame.
pub fn printed(frame: &Buffer) -> String {
    let mut styles: Vec<Style> = Vec::new();
    let mut map = String::new();
    for cells in frame.content.chunks(usize::from(frame.area.width.max(1))) {
        for cell in cells {
            let style = cell.style();
            let number = styles.iter().position(|known| *known == style).unwrap_or_else(|| {
                styles.push(style);
                styles.len() - 1
            });
            map.push(char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]));
        }
        map.push('\n');
    }
    let mut out = rows(frame).iter().map(|row| row.trim_end().to_owned() + "\n").collect::<String>();
    out.push('\n');
    for (letter, style) in ('a'..='z').zip(&styles) {
        let _ = writeln!(out, "{letter} = {}", words(*style));
    }
    // Plain cells are most of them: dots let the others stand out.
    let plain = styles.iter().position(|style| words(*style) == "plain").unwrap_or(usize::MAX);
    let plain = ('a'..='z').nth(plain).unwrap_or(' ');
    out.push('\n');
    out.push_str(&map.replace(plain, "."));
    out.replace(&format!("{plain} = plain"), ". = plain")
}

fn words(style: Style) -> String {
    let mut words = Vec::new();
    match (style.fg.unwrap_or(Color::Reset), style.bg.unwrap_or(Color::Reset)) {
        (Color::Reset, Color::Reset) => {}
        (ink, Color::Reset) => words.push(ink.to_string()),
        (ink, paper) => words.push(format!("{ink} on {paper}")),
    }
    let also = [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::ITALIC, "italic"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ];
    words.extend(
        also.iter().filter(|(one, _)| style.add_modifier.contains(*one)).map(|(_, word)| (*word).to_owned()),
    );
    if words.is_empty() { "plain".to_owned() } else { words.join(" ") }
}
