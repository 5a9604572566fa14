//! What is written is what a terminal shows, and it is short.

use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::{Block, Widget as _};

use super::*;

const BAR: Style = Style::new().add_modifier(Modifier::REVERSED);

struct Terminal {
    painter: Painter,
    model: vt100::Parser,
    number: u64,
    links: Vec<(Rect, Link)>,
}

impl Terminal {
    fn new(columns: u16, rows: u16) -> Self {
        Self {
            painter: Painter::default(),
            model: vt100::Parser::new(rows, columns, 0),
            number: 0,
            links: Vec::new(),
        }
    }

    /// Draws a buffer and says what it took.
    fn draw(&mut self, buffer: &Buffer, cursor: Option<Position>) -> String {
        self.number += 1;
        let mut bytes = Vec::new();
        let frame = Frame {
            number: self.number,
            buffer: buffer.clone(),
            cursor,
            links: self.links.clone(),
            whole: false,
        };
        self.painter.paint(frame, &mut bytes);
        self.model.process(&bytes);
        String::from_utf8(bytes).unwrap()
    }

    fn row(&self, y: u16) -> String {
        self.model.screen().rows(0, self.model.screen().size().1).nth(usize::from(y)).unwrap()
    }

    /// Every cell of the model is as the buffer has it.
    fn assert_shows(&self, buffer: &Buffer) {
        for (y, row) in (0..).zip(buffer.content.chunks(usize::from(buffer.area.width))) {
            for (x, styled) in (0..).zip(cells(row, &[])).filter(|(_, styled)| styled.width > 0) {
                let cell = self.model.screen().cell(y, x).unwrap();
                let text = if cell.contents().is_empty() { " " } else { cell.contents() };
                assert_eq!(text, styled.text, "text at {x},{y}\n{}", self.model.screen().contents());
                let style = (cell.inverse(), cell.underline(), cell.bgcolor());
                let has = |one| styled.pen.modifier.contains(one);
                let wanted = (has(Modifier::REVERSED), has(Modifier::UNDERLINED), colour(styled.pen.bg));
                assert_eq!(style, wanted, "style at {x},{y}");
                if text != " " {
                    let style = (cell.bold(), cell.fgcolor());
                    assert_eq!(style, (has(Modifier::BOLD), colour(styled.pen.fg)), "ink at {x},{y}");
                }
            }
        }
    }
}

fn colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Reset => vt100::Color::Default,
        Color::Blue => vt100::Color::Idx(4),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        other => panic!("{other:?} is not used here"),
    }
}

fn panes(bar: usize, scroll: usize) -> Buffer {
    named_panes("tas_Amon_HadGEM3-GC31-LL_", bar, scroll)
}

/// Two panes of files as they are drawn, with the bar in one.
fn named_panes(stem: &str, bar: usize, scroll: usize) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    for (side, x) in [(0, 0_u16), (1, 60)] {
        let area = Rect::new(x, 0, 60, 38);
        Block::bordered().title(" JASMIN:/gws/nopw/j04/project ").render(area, &mut buffer);
        for row in 0..36_u16 {
            let file = usize::from(row) + scroll;
            let name = format!("{stem}{:04}.nc", 1850 + file * 7 + side);
            let line = format!("{name:<37} {:>6} M  2024-0{}-11", file * 37 % 9973, file % 9 + 1);
            let style = if side == 0 && usize::from(row) == bar { BAR } else { Style::new() };
            buffer.set_stringn(x + 1, row + 1, format!("{line:<58}"), 58, style);
        }
    }
    buffer.set_string(0, 38, format!("{bar:>5} of 5,000"), Style::new());
    buffer.set_string(0, 39, "F1 Help  F5 Transfer  F10 Quit", Style::new().fg(Color::Blue));
    buffer
}

#[test]
fn a_bar_move_costs_two_half_rows() {
    for (stem, most) in [("tas_Amon_HadGEM3-GC31-LL_", 145), ("tas_day_", 140)] {
        let mut terminal = Terminal::new(120, 40);
        for bar in 0..36 {
            let bytes = terminal.draw(&named_panes(stem, bar, 0), None);
            terminal.assert_shows(&named_panes(stem, bar, 0));
            assert!(bar < 2 || bytes.len() <= most, "{} bytes: {bytes:?}", bytes.len());
        }
    }
}

#[test]
fn the_first_screen_is_under_four_kilobytes() {
    let mut terminal = Terminal::new(120, 40);
    let bytes = terminal.draw(&panes(0, 0), None);
    terminal.assert_shows(&panes(0, 0));
    assert!(bytes.len() <= 6000, "{} bytes", bytes.len());
    let mut sparse = Buffer::empty(Rect::new(0, 0, 120, 40));
    for x in [0, 60] {
        Block::bordered().render(Rect::new(x, 0, 60, 39), &mut sparse);
        for y in 1..20 {
            sparse.set_string(
                x + 1,
                y,
                format!("{:<40} 12 M  2024-01-11", format!("file_{y}.nc")),
                Style::new(),
            );
        }
    }
    let mut terminal = Terminal::new(120, 40);
    let bytes = terminal.draw(&sparse, None);
    terminal.assert_shows(&sparse);
    assert!(bytes.len() <= 4096, "{} bytes", bytes.len());
}

#[test]
fn nothing_new_writes_nothing() {
    let mut terminal = Terminal::new(120, 40);
    terminal.draw(&panes(3, 0), Some(Position::new(3, 3)));
    assert_eq!(terminal.draw(&panes(3, 0), Some(Position::new(3, 3))), "");
}

#[test]
fn a_page_of_blanks_is_erased_not_printed() {
    let mut terminal = Terminal::new(120, 40);
    terminal.draw(&panes(0, 0), None);
    let bytes = terminal.draw(&Buffer::empty(Rect::new(0, 0, 120, 40)), None);
    terminal.assert_shows(&Buffer::empty(Rect::new(0, 0, 120, 40)));
    assert!(bytes.len() <= 40 * 5, "{} bytes", bytes.len());
}

#[test]
fn a_ground_is_painted_by_erasing_where_the_terminal_can_do_that() {
    let ground = Style::new().bg(Color::Rgb(20, 24, 31));
    let mut frame = Buffer::empty(Rect::new(0, 0, 80, 24));
    frame.set_style(frame.area, ground);
    frame.set_string(0, 3, "a word", ground);
    for (erases_to_ground, most) in [(true, 60), (false, 80 * 24 + 100)] {
        let mut terminal = Terminal::new(80, 24);
        terminal.painter = Painter::new(erases_to_ground);
        let bytes = terminal.draw(&frame, None);
        terminal.assert_shows(&frame);
        assert!(bytes.len() <= most, "{}", bytes.len());
        let mut other = frame.clone();
        other.set_string(0, 3, "      ", ground);
        let bytes = terminal.draw(&other, None);
        terminal.assert_shows(&other);
        assert!(bytes.len() <= 20, "{bytes:?}");
    }
}

#[test]
fn large_frames_are_marked_and_small_ones_are_not() {
    let mut terminal = Terminal::new(120, 40);
    let first = terminal.draw(&panes(0, 0), None);
    assert!(first.starts_with("\x1b[?2026h") && first.ends_with("\x1b[?2026l"), "{first:?}");
    assert!(!terminal.draw(&panes(1, 0), None).contains("2026"));
}

#[test]
fn another_size_draws_everything() {
    let mut terminal = Terminal::new(120, 40);
    terminal.draw(&panes(0, 0), None);
    terminal.model.screen_mut().set_size(30, 100);
    terminal.model.process(b"\x1b[H\x1b[7mgarbage");
    let small = {
        let mut buffer = panes(0, 0);
        buffer.resize(Rect::new(0, 0, 100, 30));
        buffer
    };
    terminal.draw(&small, None);
    terminal.assert_shows(&small);
}

#[test]
fn a_cell_that_could_steer_is_drawn_as_a_question_mark() {
    let mut terminal = Terminal::new(20, 1);
    terminal.draw(&Buffer::empty(Rect::new(0, 0, 20, 1)), None);
    for hostile in
        ["\x1b[2J", "\x07", "\u{9b}", "\u{202e}", "\u{2066}", "\u{301}", "\u{200b}a", "\n", "\u{e0041}"]
    {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        buffer.cell_mut((0, 0)).unwrap().set_symbol("a");
        buffer.cell_mut((1, 0)).unwrap().set_symbol(hostile);
        buffer.cell_mut((2, 0)).unwrap().set_symbol("b");
        let bytes = terminal.draw(&buffer, None);
        assert!(!bytes.contains(hostile), "{bytes:?}");
        assert_eq!(terminal.row(0), "a?b", "{hostile:?}");
        terminal.draw(&Buffer::empty(buffer.area), None);
    }
}

#[test]
fn wide_names_and_emoji_keep_their_neighbours_in_place() {
    let mut terminal = Terminal::new(24, 2);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 2));
    buffer.set_string(0, 0, "日本語.nc │ 🔬 notes │", Style::new());
    let bytes = terminal.draw(&buffer, None);
    terminal.assert_shows(&buffer);
    // Behind a cluster whose width terminals disagree on, the column is named.
    assert!(bytes.contains("🔬\x1b[16G"), "{bytes:?}");
    buffer.set_string(0, 0, "x本語.nc", Style::new());
    terminal.draw(&buffer, None);
    terminal.assert_shows(&buffer);
}

#[test]
fn the_cursor_is_shown_where_the_text_is_typed() {
    let mut terminal = Terminal::new(20, 4);
    let buffer = Buffer::empty(Rect::new(0, 0, 20, 4));
    terminal.draw(&buffer, None);
    assert!(terminal.model.screen().hide_cursor());
    terminal.draw(&buffer, Some(Position::new(5, 2)));
    assert!(!terminal.model.screen().hide_cursor());
    assert_eq!(terminal.model.screen().cursor_position(), (2, 5));
    let mut typed = buffer.clone();
    typed.set_string(5, 2, "a", Style::new());
    assert_eq!(terminal.draw(&typed, Some(Position::new(6, 2))), "a");
    terminal.draw(&typed, None);
    assert!(terminal.model.screen().hide_cursor());
}

/// The text that leads somewhere, as the bytes have it: moves and styles left out.
fn linked(bytes: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut parts = bytes.split("\x1b]8;");
    parts.next();
    for part in parts {
        let (target, rest) = part.split_once("\x1b\\").unwrap();
        let mut text = String::new();
        let mut chars = rest.chars();
        while let Some(c) = chars.next() {
            match c {
                '\x1b' => drop(chars.by_ref().find(char::is_ascii_alphabetic)),
                c if c.is_control() => {}
                c => text.push(c),
            }
        }
        all.push((target.to_owned(), text));
    }
    assert!(all.last().is_none_or(|(target, _)| target == ";"), "a link is left open: {bytes:?}");
    all.retain(|(target, _)| target != ";");
    all
}

#[test]
fn only_the_cells_of_a_link_lead_there() {
    let link = Link::new("https://example.org/a?b=c").unwrap();
    let mut terminal = Terminal::new(30, 3);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 3));
    // A foreign name that reads like a link is just words.
    buffer.set_string(0, 0, "https://evil.example.org/", Style::new());
    buffer.set_string(4, 1, "https://exam", Style::new());
    buffer.set_string(20, 1, "beside", Style::new());
    buffer.set_string(4, 2, "ple.org/a?b=c", Style::new());
    let links = vec![(Rect::new(4, 1, 12, 1), link.clone()), (Rect::new(4, 2, 13, 1), link.clone())];
    terminal.links = links.clone();
    let bytes = terminal.draw(&buffer, None);
    let target = format!("id=hemi;{}", link.as_str());
    let expected = ["https://exam", "ple.org/a?b=c"].map(|text| (target.clone(), text.to_owned()));
    assert_eq!(linked(&bytes), expected);
    terminal.assert_shows(&buffer);
    assert_eq!(terminal.draw(&buffer, None), "", "the same again is nothing");
    // What changes within it leads there still; what is beside it does not.
    buffer.set_string(4, 2, "PLE", Style::new());
    buffer.set_string(20, 1, "BESIDE", Style::new());
    assert_eq!(linked(&terminal.draw(&buffer, None)), [(target, "PLE".to_owned())]);
    // The link goes and its words stay: they are written anew.
    terminal.links.clear();
    let bytes = terminal.draw(&buffer, None);
    assert!(bytes.contains("https://exam") && linked(&bytes).is_empty(), "{bytes:?}");
    terminal.links = links;
    buffer.reset();
    terminal.links.pop();
    assert_eq!(linked(&terminal.draw(&buffer, None)).len(), 1, "blanks can lead somewhere, too");
    terminal.assert_shows(&buffer);
}

fn any_buffer() -> impl Strategy<Value = Buffer> {
    let word =
        prop_oneof!["[a-c ]{0,9}", Just("日本".to_owned()), Just("│─".to_owned()), Just("é".to_owned())];
    let style = prop_oneof![
        Just(Style::new()),
        Just(BAR),
        Just(Style::new().bg(Color::DarkGray)),
        Just(Style::new().bg(Color::Rgb(9, 8, 7))),
        Just(Style::new().fg(Color::Blue).add_modifier(Modifier::BOLD)),
        Just(Style::new().add_modifier(Modifier::UNDERLINED)),
    ];
    let ground = prop_oneof![Just(Style::new()), Just(Style::new().bg(Color::Rgb(1, 2, 3)))];
    let words = prop::collection::vec((0..30_u16, 0..6_u16, word, style), 0..12);
    (ground, words).prop_map(|(ground, words)| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 6));
        buffer.set_style(buffer.area, ground);
        for (x, y, word, style) in words {
            buffer.set_stringn(x, y, word, usize::from(30 - x), style);
        }
        buffer
    })
}

proptest! {
    #[test]
    fn any_frame_after_any_other_is_shown(
        frames in prop::collection::vec((any_buffer(), prop::option::of((0..20_u16, 0..6_u16, 1..10_u16))), 1..6),
        erases_to_ground: bool,
    ) {
        let mut terminal = Terminal::new(30, 6);
        terminal.painter = Painter::new(erases_to_ground);
        let link = Link::new("https://example.org/").unwrap();
        for (buffer, linked_cells) in &frames {
            let area = linked_cells.map(|(x, y, width)| Rect::new(x, y, width, 1));
            terminal.links = area.map(|area| (area, link.clone())).into_iter().collect();
            terminal.draw(buffer, None);
            terminal.assert_shows(buffer);
        }
    }
}
