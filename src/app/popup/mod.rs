//! The box that says what may follow the keys pressed so far. Here is where it stands: never on the row at the cursor, if
//! there is another place.

pub mod view;

use super::layout::Area;
use super::status::hints::Hint;

/// Columns and rows of the lines around the box and the blanks beside its words.
const AROUND: (u16, u16) = (4, 2);

/// The cells of a hint: its key, a blank and its word; in brackets where it would do nothing.
fn cells(hint: &Hint) -> usize {
    hint.key.width() + 1 + hint.word.len() + if hint.works { 0 } else { 2 }
}

/// Where the box of these hints stands within `room`, at its right edge: at the bottom, else at the top where it would
/// cover the row at the cursor. None where it does not fit.
fn place(hints: &[Hint], room: Area, at_cursor: Area) -> Option<Area> {
    let widest = hints.iter().map(cells).max()?;
    let width = u16::try_from(widest).ok()?.saturating_add(AROUND.0);
    let height = u16::try_from(hints.len()).ok()?.saturating_add(AROUND.1);
    if width > room.width || height > room.height {
        return None;
    }
    let low = Area { x: room.x + room.width - width, y: room.end() - height, width, height };
    let high = Area { y: room.y, ..low };
    let covers = |area: Area| {
        let rows = area.y < at_cursor.end() && at_cursor.y < area.end();
        rows && area.x < at_cursor.x.saturating_add(at_cursor.width)
    };
    Some(if covers(low) && !covers(high) { high } else { low })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Area = Area { x: 0, y: 1, width: 80, height: 20 };

    fn hints(count: usize) -> Vec<Hint> {
        vec![Hint { key: "n".into(), word: "by name", target: None, works: true }; count]
    }

    #[test]
    fn the_box_leaves_the_row_at_the_cursor_free() {
        let row = |x, y| Area { x, y, width: 40, height: 1 };
        let low = Area { x: 67, y: 15, width: 13, height: 6 };
        assert_eq!(place(&hints(4), ROOM, row(0, 18)), Some(low), "the cursor is in the left pane");
        assert_eq!(place(&hints(4), ROOM, row(40, 4)), Some(low));
        for y in 15..21 {
            assert_eq!(place(&hints(4), ROOM, row(40, y)), Some(Area { y: 1, ..low }), "{y}");
        }
        assert!(place(&hints(15), ROOM, row(40, 10)).is_some(), "there is no other place");
    }

    #[test]
    fn a_box_that_does_not_fit_is_not_there() {
        assert_eq!(place(&hints(19), ROOM, Area::default()), None);
        assert_eq!(place(&hints(1), Area { width: 12, ..ROOM }, Area::default()), None);
        assert_eq!(place(&[], ROOM, Area::default()), None);
    }
}
