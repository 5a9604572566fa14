//! What the mouse can hit. View files say which cells mean what while they draw, and the loop looks up the cells of an
//! event in the frame that is on the screen: so what was seen is what is hit, and the update never computes a position.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::commands::Command;
use super::keymap::KeyPress;
use crate::domain::place::Side;
use crate::domain::sort::SortKey;
use crate::domain::time::Timestamp;

/// What cells of the screen mean to the mouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A pane, where nothing more exact is drawn.
    Pane(Side),
    /// A row of a pane, by its index in the order that is shown.
    Row(Side, usize),
    /// The head of a column of a pane, which sorts by it.
    Heading(Side, SortKey),
    /// A tab of a pane, counted from 0.
    Tab(Side, usize),
    /// The preview panel.
    Preview,
    /// The task panel, where nothing more exact is drawn.
    TaskPanel,
    /// A task of the panel, by its index.
    Task(usize),
    /// A command, as its key would run it.
    Command(&'static Command),
    /// A key, as if it was pressed: hints and buttons of a dialog.
    Key(KeyPress),
    /// The inside of a dialog, where nothing more exact is drawn.
    Dialog,
    /// A row of the list in the dialog, by its index.
    DialogRow(usize),
    /// An option of the dialog, by its index: each press changes it, and none is Enter.
    Choice(usize),
    /// A place in the text field of the dialog, by the number of characters before it.
    Text(usize),
    /// What a dialog covers: nothing happens there.
    Outside,
}

impl Target {
    /// Whether it is drawn by what lies below dialogs.
    pub(super) fn is_outside_dialogs(&self) -> bool {
        match self {
            Self::Pane(_) | Self::Row(..) | Self::Heading(..) | Self::Tab(..) => true,
            Self::Preview | Self::TaskPanel | Self::Task(_) | Self::Command(_) => true,
            Self::Key(_) | Self::Dialog | Self::DialogRow(_) | Self::Choice(_) => false,
            Self::Text(_) | Self::Outside => false,
        }
    }
}

/// A second press on the same target within this time opens it.
const DOUBLE: Duration = Duration::from_millis(400);

/// What the mouse did before.
#[derive(Debug, Default)]
pub(super) struct Pointer {
    /// The last press, unless it was the second of two.
    pressed: Option<(Target, Timestamp)>,
    drag: Option<Drag>,
}

/// A range of rows that is being marked.
#[derive(Clone, Copy, Debug)]
struct Drag {
    side: Side,
    /// The row where it began, or that it came to last.
    row: usize,
    /// Whether rows are marked, else their marks are taken off.
    mark: bool,
    /// Whether it has left the row where it began.
    moved: bool,
}

impl Pointer {
    /// The button was pressed on a target. Whether that is the second press of two.
    pub fn press(&mut self, target: Option<&Target>, at: Timestamp) -> bool {
        self.drag = None;
        let before = self.pressed.take();
        let again = before.is_some_and(|(before, then)| Some(&before) == target && at.since(then) <= DOUBLE);
        if !again {
            self.pressed = target.map(|target| (target.clone(), at));
        }
        again
    }

    /// Moving the mouse now marks rows from this one on, or takes their marks off.
    pub fn begin_drag(&mut self, side: Side, row: usize, mark: bool) {
        self.drag = Some(Drag { side, row, mark, moved: false });
    }

    /// The mouse came to another row of the same pane: which rows it passed, and whether they are to be marked.
    pub fn drag_to(&mut self, side: Side, row: usize) -> Option<(RangeInclusive<usize>, bool)> {
        let drag = self.drag.as_mut().filter(|drag| drag.side == side && (drag.moved || drag.row != row))?;
        let from = std::mem::replace(&mut drag.row, row);
        drag.moved = true;
        // A press that became a drag is no half of a double press.
        self.pressed = None;
        Some((from.min(row)..=from.max(row), drag.mark))
    }

    /// The button was released.
    pub fn release(&mut self) {
        self.drag = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mono: u64) -> Timestamp {
        Timestamp { mono, wall: 0 }
    }

    #[test]
    fn two_presses_on_one_target_open_it_and_a_third_does_not() {
        let mut pointer = Pointer::default();
        let [first, second] = [1, 2].map(|row| Target::Row(Side::Left, row));
        for (target, when, again) in [
            (&first, 0, false),
            (&first, 400, true),
            (&first, 500, false),
            (&second, 600, false),
            (&first, 700, false),
            (&first, 1_101, false),
            (&first, 1_200, true),
        ] {
            assert_eq!(pointer.press(Some(target), at(when)), again, "{target:?} at {when}");
        }
        assert!(!pointer.press(None, at(1_300)));
    }

    #[test]
    fn a_drag_passes_every_row_and_ends_with_the_button() {
        let mut pointer = Pointer::default();
        assert_eq!(pointer.drag_to(Side::Left, 3), None);
        pointer.press(Some(&Target::Row(Side::Left, 3)), at(0));
        pointer.begin_drag(Side::Left, 3, true);
        assert_eq!(pointer.drag_to(Side::Left, 3), None, "it has not moved");
        assert_eq!(pointer.drag_to(Side::Right, 5), None, "another pane");
        assert_eq!(pointer.drag_to(Side::Left, 6), Some((3..=6, true)));
        assert_eq!(pointer.drag_to(Side::Left, 2), Some((2..=6, true)));
        pointer.release();
        assert_eq!(pointer.drag_to(Side::Left, 4), None);
        assert!(!pointer.press(Some(&Target::Row(Side::Left, 3)), at(100)), "a drag is no first press");
    }
}
