//! The result of a subcommand, in each form it can be printed in.

use serde_json::Value;

use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The result of a subcommand.
pub trait Report {
    /// Lines for people.
    fn text(&self) -> Vec<SafeText>;

    /// The document for programs. Scripts rely on its members: members may be added, not changed.
    fn document(&self) -> Value;

    /// The same as rows.
    fn table(&self) -> Table;
}

/// Rows under column names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub columns: &'static [&'static str],
    /// The rows, each with a cell for each column. An absent value is an empty cell.
    pub rows: Vec<Vec<SafeText>>,
}

impl Table {
    /// The lines of a CSV file (RFC 4180), the column names first. Text is escaped as it is on screen, so no
    /// cell holds a line break.
    pub fn csv(&self) -> Vec<String> {
        let header = self.columns.join(",");
        let rows = self.rows.iter().map(|row| row.iter().map(csv_cell).collect::<Vec<_>>().join(","));
        std::iter::once(header).chain(rows).collect()
    }
}

/// Rows as lines for people, their cells below each other.
pub fn columns<const N: usize>(rows: Vec<[SafeText; N]>) -> Vec<SafeText> {
    let mut widths = [0; N];
    for row in &rows {
        widths.iter_mut().zip(row).for_each(|(widest, cell)| *widest = cell.width().max(*widest));
    }
    let line = |row: [SafeText; N]| {
        let mut line = SafeText::default();
        // How many blanks are due before the next cell.
        let mut gap = 0;
        for (cell, width) in row.iter().zip(widths) {
            line = (0..gap).fold(line, |line, _| safe!("{} ", line));
            line = safe!("{}{}", line, cell);
            gap = width - cell.width() + 2;
        }
        line
    };
    rows.into_iter().map(line).collect()
}

fn csv_cell(cell: &SafeText) -> String {
    let text = cell.as_str();
    if text.contains(['"', ',']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Text from a service as a JSON string. The printer escapes what could steer a terminal.
pub fn json_text(untrusted: &Untrusted) -> String {
    String::from_utf8_lossy(untrusted.raw()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_below_each_other() {
        let row = |cells: [&str; 3]| cells.map(|text| Untrusted::new(text).sanitized());
        let lines =
            columns(vec![row(["Name", "Id", "Last"]), row(["long name", "1", "-"]), row(["x", "22", "now"])]);
        let lines: Vec<&str> = lines.iter().map(SafeText::as_str).collect();
        assert_eq!(lines, ["Name       Id  Last", "long name  1   -", "x          22  now"]);
    }

    #[test]
    fn cells_are_quoted_where_a_reader_of_csv_needs_it() {
        let cells = ["plain", "a,b", "say \"x\"", "\u{1b}[2J\n"].map(|text| Untrusted::new(text).sanitized());
        let table = Table { columns: &["a", "b", "c", "d"], rows: vec![cells.to_vec()] };
        assert_eq!(table.csv(), ["a,b,c,d", "plain,\"a,b\",\"say \"\"x\"\"\",\\x1b[2J\\x0a"]);
    }
}
