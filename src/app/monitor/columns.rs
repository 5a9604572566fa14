//! Which columns the task panel has at a given width. A pure function: their order never changes, and what has no room is
//! left out, the least important first.

/// The cells of each column in their order, 0 where there is no room for it. Each but the first has a blank before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) name: usize,
    /// From where to where.
    pub(super) ends: usize,
    pub(super) files: usize,
    pub(super) bytes: usize,
    pub(super) share: usize,
    pub(super) rate: usize,
    pub(super) spark: usize,
    pub(super) faults: usize,
    pub(super) elapsed: usize,
}

/// What the rows hold, for which there is no need of columns wider than that.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Content {
    /// The longest name.
    pub(super) name: usize,
    /// The longest pair of ends.
    pub(super) ends: usize,
    /// The longest number of files.
    pub(super) files: usize,
    /// Whether there is any rate to draw.
    pub(super) moves: bool,
    /// Whether the share done of any task is known.
    pub(super) shares: bool,
}

/// The sign of the cursor, the sign of the state and its word.
const BEFORE: usize = 2 + 2 + 9 + 1;

/// The cells that a name needs, and those it makes do with beside numbers and ends; the fewest and most of ends and of a
/// sparkline.
const NAME: usize = 20;
const SHORT_NAME: usize = 14;
const ENDS: (usize, usize) = (16, 40);
const SPARK: (usize, usize) = (8, 30);

impl Columns {
    /// The columns for rows of so many cells.
    pub(super) fn of(cells: usize, content: Content) -> Self {
        let mut columns = Self::default();
        let mut left = cells.saturating_sub(BEFORE);
        let wanted = content.name.max("Task".len());
        // Most important first; the name keeps its distinctive part. Where one has no room, none after it is there.
        let mut room = true;
        let mut take = |cells: usize, least: usize| {
            let fits = left >= wanted.min(least) + 1 + cells;
            room &= cells == 0 || fits;
            if cells == 0 || !room {
                return 0;
            }
            left -= 1 + cells;
            cells
        };
        columns.bytes = take(8, SHORT_NAME);
        columns.rate = take(10, SHORT_NAME);
        columns.files = take(11, SHORT_NAME);
        columns.ends = take(content.ends.min(ENDS.0), SHORT_NAME);
        columns.elapsed = take(7, NAME);
        columns.spark = take(if content.moves { SPARK.0 } else { 0 }, NAME);
        columns.share = take(if content.shares { 10 } else { 0 }, NAME);
        columns.faults = take(8, NAME);
        // Numbers are rounded only where there is no room for all of their digits.
        let mut widen = |column: &mut usize, most: usize| {
            if *column > 0 {
                let more = most.saturating_sub(*column).min(left.saturating_sub(wanted));
                *column += more;
                left -= more;
            }
        };
        widen(&mut columns.files, content.files);
        widen(&mut columns.ends, content.ends.min(ENDS.1));
        widen(&mut columns.spark, SPARK.1);
        // A name has no use for more than its own cells; the rest widens what says from where to where.
        columns.name = left;
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTENT: Content = Content { name: 30, ends: 40, files: 11, moves: true, shares: true };

    #[test]
    fn what_has_no_room_goes_by_its_importance_and_the_row_is_filled() {
        let mut before = 0;
        for cells in 0..260 {
            let columns = Columns::of(cells, CONTENT);
            let of_importance = [
                columns.bytes,
                columns.rate,
                columns.files,
                columns.ends,
                columns.elapsed,
                columns.spark,
                columns.share,
                columns.faults,
            ];
            let there = of_importance.iter().take_while(|cells| **cells > 0).count();
            assert!(of_importance.iter().skip(there).all(|cells| *cells == 0), "{cells}: {columns:?}");
            assert!(there >= before, "{cells}: more room, and a column goes: {columns:?}");
            before = there;
            let used: usize = of_importance.iter().take(there).map(|cells| cells + 1).sum();
            assert!(cells < BEFORE || used + columns.name + BEFORE == cells, "{cells}: {columns:?}");
        }
        assert_eq!(before, 8, "all of them are there in the end");
        let of = |width: usize| Columns::of(width - 2, CONTENT);
        assert!(of(80).ends >= 16 && of(80).name >= SHORT_NAME, "{:?}", of(80));
        assert_eq!(of(60).ends, 0);
        let none = Content { moves: false, shares: false, ..CONTENT };
        assert_eq!((Columns::of(200, none).spark, Columns::of(200, none).share), (0, 0));
    }
}
