//! What is read of a file, and how one moves in it.

use super::*;
use crate::app::overlay::sample::Sample;
use crate::app::requests::Purpose;
use crate::app::widgets::field::tests::keys;
use crate::domain::file_head::FileHead;
use crate::domain::path::StorePath;
use crate::domain::place::StoreId;
use crate::domain::time::Timestamp;

fn opened(bytes: &[u8]) -> Sample<Viewer> {
    let at = Place { store: StoreId::Local, path: StorePath::root() };
    let mut sample = Sample::open(Timestamp::default(), |cx| {
        Viewer::file("f".into(), vec![("Kind", "file".into())], at, cx)
    });
    let head = FileHead { bytes: bytes.into(), size: Some(bytes.len() as u64) };
    sample.reply::<ReadHead>(Purpose::read::<ReadHead>(), Part::Done(Ok(head)));
    sample
}

fn rows(sample: &Sample<Viewer>, cells: usize) -> Vec<String> {
    sample.overlay.rows(cells, &Glyphs::ASCII).iter().map(|row| row.line.text().to_string()).collect()
}

fn press(sample: &mut Sample<Viewer>, text: &str) {
    keys(text).iter().for_each(|key| _ = sample.input(key));
}

/// The first row that is seen.
fn top(sample: &Sample<Viewer>) -> usize {
    let (columns, rows) = Viewer::size(crate::app::overlay::sample::SCREEN);
    let len = sample.overlay.rows(usize::from(columns), &Glyphs::ASCII).len();
    sample.overlay.pages.top(len, usize::from(rows))
}

#[test]
fn text_keeps_its_blanks_and_its_long_lines_are_broken() {
    let text = "a\tb\r\n  two  blanks\n".to_owned() + &"x".repeat(30) + "\nend";
    let sample = opened(text.as_bytes());
    let rows = rows(&sample, 20);
    let at = rows.iter().position(|row| row == "a       b").unwrap_or_else(|| panic!("{rows:?}"));
    assert_eq!(rows[at + 1..], ["  two  blanks", &"x".repeat(20), &"x".repeat(10), "end"]);
}

#[test]
fn bytes_are_shown_beside_what_they_would_be_as_text() {
    let sample = opened(b"AB\0\x1b[31m~");
    let wide = rows(&sample, 80);
    assert_eq!(wide.last().unwrap(), "00000000  41 42 00 1b 5b 33 31 6d 7e                       AB..[31m~");
    let narrow = rows(&sample, 60);
    assert_eq!(
        narrow[narrow.len() - 2..],
        ["00000000  41 42 00 1b 5b 33 31 6d  AB..[31m", "00000008  7e                       ~",]
    );
}

#[test]
fn the_search_goes_from_one_place_to_the_next_and_round() {
    let lines: Vec<String> =
        (0..200).map(|n| if n % 50 == 10 { format!("Line {n}") } else { n.to_string() }).collect();
    let mut sample = opened(lines.join("\n").as_bytes());
    press(&mut sample, "/line\n");
    let mut seen = vec![top(&sample)];
    for key in ["n", "n", "n", "n", "N"] {
        press(&mut sample, key);
        seen.push(top(&sample));
    }
    let first = seen[0];
    assert_eq!(seen[..3], [first, first + 50, first + 100]);
    assert_eq!(seen[4], first, "after the last comes the first");
    assert!(seen[5] > first + 100, "before the first is the last: {seen:?}");
    press(&mut sample, "/nowhere\n");
    assert!(sample.overlay.nothing_found);
    press(&mut sample, "/LINE\n");
    assert!(sample.overlay.nothing_found, "capitals are meant");
    press(&mut sample, "x/line 60\n");
    assert!(!sample.overlay.nothing_found, "bytes are searched too");
}

#[test]
fn of_a_part_it_is_said_that_only_that_was_searched() {
    let mut sample = opened(b"");
    sample.overlay.page.read(&FileHead { bytes: [b'.'; 65_536].into(), size: Some(70_000) });
    press(&mut sample, "/needle\n");
    let said = sample.overlay.page.nothing_found();
    assert!(sample.overlay.nothing_found && said.as_str() == "Nothing found in the first 64 KiB.", "{said}");
}

#[test]
fn a_header_that_is_known_stands_before_the_bytes() {
    let sample = opened(include_bytes!("../../../../tests/fixtures/heads/classic.nc"));
    let rows = rows(&sample, 80);
    assert!(rows.iter().any(|row| row.contains("Format  NetCDF, classic format")), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("float tas(time, lat, lon)")), "{rows:?}");
    assert!(rows.iter().any(|row| row.starts_with("00000000  43 44 46 01")), "{rows:?}");
}
