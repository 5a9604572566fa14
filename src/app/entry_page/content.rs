//! The beginning of a file as rows: text, with long lines broken, or bytes in hexadecimal. Start with [`Content`].

use std::collections::BTreeSet;

use super::{Form, Row};
use crate::app::theme::Role;
use crate::app::widgets::text::{Line, pad};
use crate::domain::file_head::{self, Description, FileHead};
use crate::domain::format;
use crate::domain::text::{SafeText, UntrustedRef};
use crate::safe;

/// Where the next tab stop is.
const TAB: usize = 8;

/// Bytes of a row, where there is room for them, and where there is not.
const BYTES: (usize, usize) = (16, 8);

/// Cells of a row of that many bytes: its place, each byte, and the text they are.
const fn row_cells(bytes: usize) -> usize {
    8 + 2 + 3 * bytes + 1 + bytes
}

/// What was read of a file.
#[derive(Debug)]
pub(super) struct Content {
    head: FileHead,
    description: Option<Description>,
    /// The lines of its text.
    lines: Vec<SafeText>,
}

impl Content {
    pub(super) fn new(head: &FileHead) -> Self {
        Self { head: head.clone(), description: file_head::describe(head), lines: lines(head) }
    }

    /// Whether it is shown as text at first.
    pub(super) fn is_text(&self) -> bool {
        // A header is bytes, but for a document.
        let is_document = self.head.bytes.trim_ascii_start().starts_with(b"{");
        self.head.is_text() && (self.description.is_none() || is_document)
    }

    /// What is said when nothing is found in it: of a part, that it is one.
    pub(super) fn nothing_found(&self) -> SafeText {
        match self.head.is_part() {
            false => "Nothing found.".into(),
            true => safe!("Nothing found in the first {}.", format::bytes(self.head.bytes.len() as u64)),
        }
    }

    pub(super) fn description(&self) -> Option<&Description> {
        self.description.as_ref()
    }

    /// Its rows; those with what is searched for stand out.
    pub(super) fn rows(&self, form: Form, cells: usize, pattern: &str) -> Vec<Row> {
        let hits = self.find(form, pattern);
        let role = |source: usize| if hits.contains(&source) { Role::Match } else { Role::Text };
        let mut rows: Vec<Row> = match form {
            Form::Text => {
                let lines = self.lines.iter().enumerate();
                lines.flat_map(|(number, line)| broken(line, cells, number, role(number))).collect()
            }
            Form::Bytes => {
                let count = if cells >= row_cells(BYTES.0) { BYTES.0 } else { BYTES.1 };
                let starts = (0..).step_by(count);
                let chunks = starts.zip(self.head.bytes.chunks(count));
                chunks.map(|(start, bytes)| hexadecimal(start, bytes, count, role(start))).collect()
            }
        };
        let note = match (self.head.bytes.is_empty(), self.head.is_part(), self.head.size) {
            (true, ..) => Some("The file is empty.".into()),
            (_, false, _) => None,
            (_, true, Some(size)) => Some(safe!(
                "This is the beginning, {} of {}.",
                format::bytes(self.head.bytes.len() as u64),
                format::bytes(size)
            )),
            (_, true, None) => {
                Some(safe!("This is the beginning, {}.", format::bytes(self.head.bytes.len() as u64)))
            }
        };
        if let Some(note) = note {
            rows.push(Row { line: Line::blank(), source: None });
            rows.push(Row { line: Line::new(Role::Secondary, note), source: None });
        }
        rows
    }

    /// The lines, or the first bytes of rows, that have what is searched for. Small letters find capitals too.
    pub(super) fn find(&self, form: Form, pattern: &str) -> BTreeSet<usize> {
        if pattern.is_empty() {
            return BTreeSet::new();
        }
        let exact = pattern.chars().any(char::is_uppercase);
        match form {
            Form::Text => {
                let has = |line: &SafeText| match exact {
                    true => line.as_str().contains(pattern),
                    false => line.as_str().to_lowercase().contains(pattern),
                };
                let lines = self.lines.iter().enumerate();
                lines.filter(|(_, line)| has(line)).map(|(number, _)| number).collect()
            }
            Form::Bytes => {
                let same = |window: &[u8]| match exact {
                    true => window == pattern.as_bytes(),
                    false => window.eq_ignore_ascii_case(pattern.as_bytes()),
                };
                let windows = self.head.bytes.windows(pattern.len()).enumerate();
                // A row begins at a multiple of the smaller count in both forms of rows.
                windows
                    .filter(|(_, window)| same(window))
                    .flat_map(|(at, _)| BYTES_OF_ROWS.map(|count| at - at % count))
                    .collect()
            }
        }
    }
}

/// Both counts of bytes that a row may have.
const BYTES_OF_ROWS: [usize; 2] = [BYTES.0, BYTES.1];

/// The lines of a text. Tabs become blanks; everything else that is no text is escaped.
fn lines(head: &FileHead) -> Vec<SafeText> {
    let text: &[u8] = head.bytes.strip_suffix(b"\n").unwrap_or(&head.bytes);
    let line = |line: &[u8]| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut pieces = line.split(|byte| *byte == b'\t').map(with_blanks);
        let first = pieces.next().unwrap_or_default();
        pieces.fold(first, |so_far, piece| {
            let blanks = TAB - so_far.width() % TAB;
            safe!("{}{}{}", so_far, blank(blanks), piece)
        })
    };
    text.split(|byte| *byte == b'\n').map(line).collect()
}

/// A piece of a text; at the ends of a name blanks would be made visible, here they are what they are.
fn with_blanks(piece: &[u8]) -> SafeText {
    let inner = piece.trim_ascii_start();
    let before = piece.len() - inner.len();
    let inner = inner.trim_ascii_end();
    let after = piece.len() - before - inner.len();
    safe!("{}{}{}", blank(before), UntrustedRef(inner).sanitized(), blank(after))
}

fn blank(cells: usize) -> SafeText {
    pad(&SafeText::default(), cells)
}

/// A line in rows of so many cells.
fn broken(line: &SafeText, cells: usize, number: usize, role: Role) -> Vec<Row> {
    let pieces = line.cut_at(cells);
    let source = |index: usize| (index == 0).then_some(number);
    pieces
        .into_iter()
        .enumerate()
        .map(|(index, piece)| Row { line: Line::new(role, piece), source: source(index) })
        .collect()
}

/// So many bytes from `start` on, of a row that has room for `count`.
fn hexadecimal(start: usize, bytes: &[u8], count: usize, role: Role) -> Row {
    let mut numbers = SafeText::default();
    let mut text = SafeText::default();
    for at in 0..count {
        numbers = match bytes.get(at) {
            Some(byte) => safe!("{} {:02x}", numbers, *byte),
            None => safe!("{}   ", numbers),
        };
        if let Some(byte) = bytes.get(at) {
            let sign = if matches!(byte, 0x20..=0x7e) { char::from(*byte) } else { '.' };
            text = safe!("{}{}", text, sign);
        }
    }
    let line = Line::new(Role::Secondary, safe!("{:08x} ", start)).and(role, safe!("{}  {}", numbers, text));
    Row { line, source: Some(start) }
}
