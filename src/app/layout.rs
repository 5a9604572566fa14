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
    /// Whether the preview panel is open: it takes the place of the other pane.
    pub preview: bool,
    /// How many tasks the task panel has, if it is open.
    pub tasks: Option<usize>,
}

/// A list within the frame: a pane or the task panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panel {
    /// All of it, without the lines around it.
    pub area: Area,
    /// The line above it, for its title; empty without a frame.
    pub title: Area,
    /// The line below it, for totals; empty without a frame.
    pub footer: Area,
    /// The row of the path; empty where there is no room: then the title has it.
    pub path: Area,
    /// The line of column heads; empty where there is no room.
    pub heads: Area,
    /// The rows of the list.
    pub rows: Area,
}

impl Panel {
    /// A panel of that area. The path goes first when room is short, then the heads.
    fn of(area: Area, framed: bool, has_path: bool) -> Self {
        let edge = |y: u16| if framed { Area { y, height: 1, ..area } } else { Area::default() };
        let path = if has_path && framed && area.height >= 8 { area.row(0) } else { Area::default() };
        let heads = if area.height >= 4 { area.row(path.height) } else { Area::default() };
        let above = path.height + heads.height;
        let rows =
            Area { y: area.y.saturating_add(above), height: area.height.saturating_sub(above), ..area };
        Self { area, title: edge(area.y.saturating_sub(1)), footer: edge(area.end()), path, heads, rows }
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
    /// The lines around the panels and all inside; empty where there is no room for lines.
    pub frame: Area,
    /// The left and the right pane; one of them is empty on a narrow screen.
    panes: [Panel; 2],
    /// What is shown of the entry at the cursor; empty when closed, and where there is no room.
    pub preview: Panel,
    /// The task panel; empty when closed.
    pub tasks: Panel,
    /// The facts of the entry at the cursor; empty where there is no room.
    pub details: Area,
    /// The notice line.
    pub notice: Area,
    /// The keys that apply.
    pub hints: Area,
}

/// The task panel has so many rows for tasks at least, and at most.
const TASK_ROWS: (usize, usize) = (3, 8);

/// Rows that a list and a preview below it have at least, with the line between them.
const LEAST_STACK: u16 = 9;

/// The areas of the panes and of the preview, which takes that of the pane without the cursor; where only one is shown, the
/// lower half of it.
fn beside_preview(halves: [Area; 2], active: Side, wide: bool, between: u16) -> ([Area; 2], Area) {
    let [left, right] = halves;
    let (own, other) = if active == Side::Left { (left, right) } else { (right, left) };
    let (own, preview) = match (wide, own.height >= LEAST_STACK) {
        (true, _) => (own, other),
        (false, false) => (own, Area::default()),
        (false, true) => {
            let height = (own.height - between) / 2;
            let y = own.y + height + between;
            (Area { height, ..own }, Area { y, height: own.end() - y, ..own })
        }
    };
    let panes = if active == Side::Left { [own, Area::default()] } else { [Area::default(), own] };
    (panes, preview)
}

impl Layout {
    /// The layout of a screen of `(columns, rows)`.
    pub fn of((columns, rows): (u16, u16), mode: Mode) -> Self {
        let line = |y: u16, there: bool| Area { x: 0, y, width: columns, height: u16::from(there) };
        // The list itself is the last thing to go.
        let header = line(0, rows >= 6);
        let hints = line(rows.saturating_sub(1), rows >= 3);
        let notice = line(rows.saturating_sub(1 + hints.height), rows >= 2);
        let details = line(notice.y.saturating_sub(1), rows >= 14);
        let lines = header.height + details.height + notice.height + hints.height;
        let middle = Area { x: 0, y: header.height, width: columns, height: rows.saturating_sub(lines) };
        let framed = middle.height >= 4 && columns >= 12;
        let inside = if framed { middle.inside() } else { middle };
        let between = u16::from(framed);
        let tasks_height = match mode.tasks {
            None => 0,
            // The whole middle where two lists would both be too short to use.
            Some(_) if middle.height < 9 => inside.height,
            Some(count) => {
                let wanted = u16::try_from(count.clamp(TASK_ROWS.0, TASK_ROWS.1)).unwrap_or(inside.height);
                // Its heads come above its rows.
                (1 + wanted).min(inside.height * 2 / 5).max(3)
            }
        };
        let left = inside.height - tasks_height;
        let pane_height = left.saturating_sub(if tasks_height > 0 { between } else { 0 });
        let tasks = Area { y: inside.end() - tasks_height, height: tasks_height, ..inside };
        let whole = Area { height: pane_height, ..inside };
        let wide = columns >= TWO_PANES_FROM;
        let halves = if wide {
            let width = (inside.width - between) / 2;
            let start = width + between;
            [Area { width, ..whole }, Area { x: inside.x + start, width: inside.width - start, ..whole }]
        } else {
            match mode.active {
                Side::Left => [whole, Area::default()],
                Side::Right => [Area::default(), whole],
            }
        };
        let (panes, preview) = if mode.preview {
            beside_preview(halves, mode.active, wide, between)
        } else {
            (halves, Area::default())
        };
        let panel = |area: Area, has_path| match area.is_empty() {
            true => Panel::default(),
            false => Panel::of(area, framed, has_path),
        };
        let mut panes = panes.map(|area| panel(area, true));
        let mut preview = panel(preview, false);
        if !wide && !preview.area.is_empty() {
            // One line is below the list and above the preview: each has a part of it.
            for pane in &mut panes {
                pane.footer.width = preview.title.width / 2;
            }
            let left = preview.title.width / 2;
            preview.title =
                Area { x: preview.title.x + left, width: preview.title.width - left, ..preview.title };
        }
        Self {
            header,
            frame: if framed { middle } else { Area::default() },
            panes,
            preview,
            tasks: panel(tasks, false),
            details,
            notice,
            hints,
        }
    }

    /// The panel of a pane.
    pub fn pane(&self, side: Side) -> Panel {
        let [left, right] = self.panes;
        match side {
            Side::Left => left,
            Side::Right => right,
        }
    }

    /// Whether both panes are on the screen.
    pub fn has_both(&self) -> bool {
        self.panes.iter().all(|pane| !pane.area.is_empty())
    }

    /// The panes and the preview that are on the screen, in the order of their first cells.
    pub fn upper_panels(&self) -> Vec<Panel> {
        let [left, right] = self.panes;
        let mut panels: Vec<Panel> =
            [left, right, self.preview].into_iter().filter(|panel| !panel.area.is_empty()).collect();
        panels.sort_by_key(|panel| (panel.area.y, panel.area.x));
        panels
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

    const MODE: Mode = Mode { active: Side::Left, preview: false, tasks: None };

    #[test]
    fn parts_never_overlap_and_never_leave_the_screen() {
        for columns in (0..90).chain([200]) {
            for rows in (0..40).chain([60]) {
                for tasks in [None, Some(0), Some(5), Some(100)] {
                    for (active, preview) in
                        Side::BOTH.into_iter().flat_map(|side| [(side, true), (side, false)])
                    {
                        let layout = Layout::of((columns, rows), Mode { active, preview, tasks });
                        let panels =
                            [layout.pane(Side::Left), layout.pane(Side::Right), layout.preview, layout.tasks];
                        let middle = match layout.frame.is_empty() {
                            true => panels.map(|panel| panel.area).to_vec(),
                            false => vec![layout.frame],
                        };
                        let lines = [layout.header, layout.details, layout.notice, layout.hints];
                        let cells = |areas: &[Area]| -> u32 {
                            areas.iter().map(|a| u32::from(a.width) * u32::from(a.height)).sum()
                        };
                        let all = [&middle[..], &lines].concat();
                        assert_eq!(cells(&all), u32::from(columns) * u32::from(rows), "{columns}x{rows}");
                        for part in all.iter().filter(|part| !part.is_empty()) {
                            assert!(part.x + part.width <= columns && part.end() <= rows);
                        }
                        for panel in panels.iter().filter(|panel| !panel.area.is_empty()) {
                            assert_eq!(
                                cells(&[panel.path, panel.heads, panel.rows]),
                                cells(&[panel.area]),
                                "{columns}x{rows}"
                            );
                            if !layout.frame.is_empty() {
                                let (inside, area) = (layout.frame.inside(), panel.area);
                                assert!(
                                    area.x >= inside.x && area.y >= inside.y && area.end() <= inside.end()
                                );
                                assert!(area.x + area.width <= inside.x + inside.width);
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_usual_screen_shows_everything() {
        let layout = Layout::of((80, 24), MODE);
        assert_eq!((layout.pane(Side::Left).area.width, layout.pane(Side::Right).area.width), (38, 39));
        assert_eq!(layout.page(Side::Left), 16);
        for (count, page) in [(0, 3), (3, 3), (5, 5), (100, 6)] {
            let layout = Layout::of((80, 24), Mode { tasks: Some(count), ..MODE });
            assert_eq!(layout.tasks.page(), page);
            assert!(layout.page(Side::Right) >= 8);
            // The line below the panes is the line above the tasks.
            assert_eq!(layout.pane(Side::Left).footer.y, layout.tasks.title.y);
        }
        assert_eq!(Layout::of((120, 40), Mode { tasks: Some(100), ..MODE }).tasks.page(), 8);
    }

    #[test]
    fn a_narrow_screen_shows_the_active_pane() {
        let layout = Layout::of((69, 24), Mode { active: Side::Right, ..MODE });
        assert!(layout.pane(Side::Left).area.is_empty() && !layout.has_both());
        assert_eq!(layout.pane(Side::Right).area.width, 67);
        assert_eq!(layout.page(Side::Left), 16);
    }

    #[test]
    fn a_preview_takes_the_place_of_the_other_pane_or_the_lower_half() {
        let of =
            |columns, rows, active| Layout::of((columns, rows), Mode { active, preview: true, tasks: None });
        let plain = Layout::of((80, 24), MODE);
        for active in Side::BOTH {
            let layout = of(80, 24, active);
            assert_eq!(layout.pane(active).area, plain.pane(active).area);
            assert_eq!(layout.preview.area, plain.pane(active.other()).area);
            assert!(layout.pane(active.other()).area.is_empty() && !layout.has_both());
            let narrow = of(60, 24, active);
            let (list, preview) = (narrow.pane(active).area, narrow.preview.area);
            assert_eq!((list.width, preview.width, list.end() + 1), (58, 58, preview.y));
            assert!(list.height >= 8 && preview.height >= 8);
            let (footer, title) = (narrow.pane(active).footer, narrow.preview.title);
            assert_eq!(
                (footer.y, footer.x + footer.width),
                (title.y, title.x),
                "each has a part of the line"
            );
        }
        assert!(of(60, 12, Side::Left).preview.area.is_empty(), "a list that can be used comes first");
    }
}
