//! Which columns a pane has at a given width. A pure function: what gets narrow goes, the name stays.

use crate::domain::sort::SortKey;

/// Before the name: the sign of the cursor and the sign of a mark.
pub const SIGNS: usize = 2;

/// Cells of the name of an owner or a group; a longer one is cut.
const PERSON: usize = 10;

/// The cells of each column beside the name, 0 where there is no room for it. Each has a blank before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The name.
    pub name: usize,
    /// The size, five cells.
    pub size: usize,
    /// The time of last change: a date, or a date and minute.
    pub time: usize,
    /// Permission bits as `rwxr-xr-x`.
    pub permissions: usize,
    /// Who owns it.
    pub owner: usize,
    /// The group it belongs to.
    pub group: usize,
}

impl Columns {
    /// The columns for rows of so many cells in that order: what they are sorted by is shown where it can be. Owners and
    /// groups have columns only where some are known.
    pub fn of(cells: usize, sort: SortKey, people: bool) -> Self {
        // Where there is room for one of them, it is the one the rows are sorted by.
        let time = match cells {
            48.. => 16,
            36.. => 10,
            28.. if sort == SortKey::Time => 10,
            _ => 0,
        };
        let size = if cells >= 36 || (cells >= 22 && time == 0) { 5 } else { 0 };
        let from = |least: usize, width: usize| if cells >= least { width } else { 0 };
        let (permissions, owner, group) = (from(62, 9), from(80, PERSON), from(92, PERSON));
        let (owner, group) = if people { (owner, group) } else { (0, 0) };
        let used: usize =
            [size, time, permissions, owner, group].iter().filter(|w| **w > 0).map(|w| w + 1).sum();
        Self { name: cells.saturating_sub(SIGNS + used), size, time, permissions, owner, group }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_row_and_the_name_keeps_most_of_it() {
        for (cells, sort) in (0..200).flat_map(|cells| [(cells, SortKey::Name), (cells, SortKey::Time)]) {
            let columns = Columns::of(cells, sort, true);
            let others: usize =
                [columns.size, columns.time, columns.permissions, columns.owner, columns.group]
                    .iter()
                    .filter(|w| **w > 0)
                    .map(|w| w + 1)
                    .sum();
            assert_eq!(columns.name + others + SIGNS.min(cells), cells);
            assert!(cells < 20 || columns.name >= 14, "{cells}: {columns:?}");
        }
        let narrow = Columns { name: 22, size: 5, ..Columns::default() };
        assert_eq!(Columns::of(30, SortKey::Size, true), narrow);
        assert_eq!(Columns::of(30, SortKey::Time, true), Columns { name: 17, size: 0, time: 10, ..narrow });
        // The pane of a terminal of 80 columns, of 120, and of wider ones.
        let usual = Columns { name: 19, size: 5, time: 10, ..Columns::default() };
        assert_eq!(Columns::of(38, SortKey::Name, true), usual);
        assert_eq!(Columns::of(58, SortKey::Name, true), Columns { name: 33, time: 16, ..usual });
        let owner = Columns { name: 34, size: 5, time: 16, permissions: 9, owner: 10, group: 0 };
        assert_eq!(Columns::of(80, SortKey::Name, true), owner);
        assert_eq!(Columns::of(98, SortKey::Name, true), Columns { name: 41, group: 10, ..owner });
        assert_eq!(Columns::of(98, SortKey::Name, false), Columns { name: 63, owner: 0, ..owner });
    }
}
