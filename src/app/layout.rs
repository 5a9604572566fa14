//! Where everything is on the screen: a pure function of size and mode, used by the update (page size) and by the
//! view. Names no ratatui type. Start with [`Layout::of`].

use crate::domain::place::Side;

/// Below this many columns one pane is shown at a time.
pub const TWO_PANES_FROM: u16 = 70;

/// A part of the screen. One of no width or no height is not drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// First column.
    pub x: u16,
    /// First row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// Whether nothing fits in it.
    pub fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// The first row after the last one.
    pub fn end(self) -> u16 {
        self.y.saturating_add(self.height)
    }

    /// One row of it, counted from its first.
    #[must_use]
    pub fn row(self, index: u16) -> Self {
        let height = u16::from(index < self.height);
        Self { y: self.y.saturating_add(index), height, ..self }
    }

    /// Without its outermost columns and rows.
    #[must_use]
    pub fn inside(self) -> Self {
        Self {
            x: self.x.saturating_add(1),
            y: self.y.saturating_add(1),
            width: self.width.saturating_sub(2),
            height: self.height.saturating_sub(2),
        }
    }
}

/// What decides the layout beside the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// The pane that has the cursor.
    pub active: Side,
    /// Whether the task panel is open.
    pub tasks: bool,
}

/// A framed list: a pane or the task panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panel {
    /// All of it.
    pub area: Area,
    /// Whether it has a frame, with a title above and totals below.
    pub framed: bool,
    /// The line of column heads; empty where there is no room.
    pub heads: Area,
    /// The rows of the list.
    pub rows: Area,
}

impl Panel {
    /// Splits an area: the frame goes first when room is short, then the heads.
    fn of(area: Area) -> Self {
        let framed = area.height >= 4 && area.width >= 12;
        let inside = if framed { area.inside() } else { area };
        let heads = if inside.height >= 4 { inside.row(0) } else { Area::default() };
        let rows = Area {
            y: inside.y.saturating_add(heads.height),
            height: inside.height.saturating_sub(heads.height),
            ..inside
        };
        Self { area, framed, heads, rows }
    }

    /// Rows a page has; at least one, so that paging always moves.
    pub fn page(self) -> usize {
        usize::from(self.rows.height.max(1))
    }
}

/// The parts of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Who is signed in where.
    pub header: Area,
    /// The left and the right pane; one of them is empty on a narrow screen.
    panes: [Panel; 2],
    /// The task panel; empty when closed.
    pub tasks: Panel,
    /// The notice line.
    pub notice: Area,
    /// The keys that apply.
    pub hints: Area,
}

impl Layout {
    /// The layout of a screen of `(columns, rows)`.
    pub fn of((columns, rows): (u16, u16), mode: Mode) -> Self {
        let line = |y: u16, there: bool| Area { x: 0, y, width: columns, height: u16::from(there) };
        // The list itself is the last thing to go.
        let header = line(0, rows >= 6);
        let hints = line(rows.saturating_sub(1), rows >= 3);
        let notice = line(rows.saturating_sub(1 + hints.height), rows >= 2);
        let top = header.height;
        let middle = rows.saturating_sub(top + hints.height + notice.height);
        let tasks_height = match mode.tasks {
            // The whole middle where two lists would both be too short to use.
            true if middle < 8 => middle,
            true => (u32::from(middle) * 2 / 5).try_into().unwrap_or(middle).max(4),
            false => 0,
        };
        let pane_height = middle.saturating_sub(tasks_height);
        let tasks = Area { x: 0, y: top + pane_height, width: columns, height: tasks_height };
        let whole = Area { x: 0, y: top, width: columns, height: pane_height };
        let panes = if columns >= TWO_PANES_FROM {
            let left = Area { width: columns / 2, ..whole };
            [left, Area { x: left.width, width: columns - left.width, ..whole }]
        } else {
            match mode.active {
                Side::Left => [whole, Area::default()],
                Side::Right => [Area::default(), whole],
            }
        };
        Self { header, panes: panes.map(Panel::of), tasks: Panel::of(tasks), notice, hints }
    }

    /// The panel of a pane.
    pub fn pane(&self, side: Side) -> Panel {
        let [left, right] = self.panes;
        match side {
            Side::Left => left,
            Side::Right => right,
        }
    }

    /// Rows a page of the pane has, also while it is not shown.
    pub fn page(&self, side: Side) -> usize {
        let panel = self.pane(side);
        if panel.area.is_empty() { self.pane(side.other()).page() } else { panel.page() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODE: Mode = Mode { active: Side::Left, tasks: false };

    #[test]
    fn parts_never_overlap_and_never_leave_the_screen() {
        for columns in (0..90).chain([200]) {
            for rows in (0..40).chain([60]) {
                for tasks in [false, true] {
                    for active in Side::BOTH {
                        let layout = Layout::of((columns, rows), Mode { active, tasks });
                        let parts = [
                            layout.header,
                            layout.pane(Side::Left).area,
                            layout.pane(Side::Right).area,
                            layout.tasks.area,
                            layout.notice,
                            layout.hints,
                        ];
                        let cells: u32 = parts.iter().map(|a| u32::from(a.width) * u32::from(a.height)).sum();
                        assert_eq!(cells, u32::from(columns) * u32::from(rows), "{columns}x{rows}");
                        for part in parts.iter().filter(|part| !part.is_empty()) {
                            assert!(part.x + part.width <= columns && part.end() <= rows);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_usual_screen_shows_everything() {
        let layout = Layout::of((80, 24), MODE);
        assert_eq!((layout.pane(Side::Left).area.width, layout.pane(Side::Right).area.width), (40, 40));
        assert_eq!(layout.page(Side::Left), 18);
        let layout = Layout::of((80, 24), Mode { tasks: true, ..MODE });
        assert_eq!((layout.tasks.area.height, layout.tasks.page()), (8, 5));
        assert!(layout.page(Side::Right) >= 8);
    }

    #[test]
    fn a_narrow_screen_shows_the_active_pane() {
        let layout = Layout::of((69, 24), Mode { active: Side::Right, tasks: false });
        assert!(layout.pane(Side::Left).area.is_empty());
        assert_eq!(layout.pane(Side::Right).area.width, 69);
        assert_eq!(layout.page(Side::Left), 18);
    }
}
