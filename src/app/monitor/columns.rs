//! Which columns the task panel has at a given width. A pure function: the name keeps its distinctive part.

/// The cells of each column, 0 where there is no room for it. Each but the first has a blank before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) files: usize,
    pub(super) bytes: usize,
    pub(super) rate: usize,
    pub(super) spark: usize,
    pub(super) share: usize,
    pub(super) faults: usize,
}

/// The sign of the cursor and the state's word.
const BEFORE: usize = 2 + 9 + 1;

/// The cells that a name needs, and those that a sparkline needs.
const NAME: usize = 24;
const SPARK: (usize, usize) = (8, 30);

impl Columns {
    /// The columns for rows of so many cells, the longest name being `longest` and the longest number of files `files`.
    /// `moves`: whether there is any rate to draw; `shares`: whether the share done of any job is known.
    pub(super) fn of(cells: usize, longest: usize, files: usize, moves: bool, shares: bool) -> Self {
        let mut columns = Self::default();
        let mut left = cells.saturating_sub(BEFORE);
        let wanted = longest.max("Task".len());
        // Most important first; the name keeps its distinctive part.
        let mut take = |cells: usize, least: usize| {
            if left >= wanted.min(least) + 1 + cells {
                left -= 1 + cells;
                cells
            } else {
                0
            }
        };
        columns.bytes = take(8, 16);
        columns.rate = take(10, 16);
        columns.files = take(11, 16);
        columns.spark = if moves { take(SPARK.0, NAME) } else { 0 };
        columns.faults = take(8, NAME);
        columns.share = if shares { take(10, wanted) } else { 0 };
        // Numbers are rounded only where there is no room for all of their digits.
        if columns.files > 0 {
            let more = files.saturating_sub(columns.files).min(left.saturating_sub(wanted));
            columns.files += more;
            left -= more;
        }
        if columns.spark > 0 {
            let more = left.saturating_sub(wanted).min(SPARK.1 - SPARK.0);
            columns.spark += more;
            left -= more;
        }
        columns.name = left;
        columns
    }
}
