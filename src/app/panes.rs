//! The two panes, which one has the cursor, and where they are to begin.

use super::StartPane;
use super::pane::Pane;
use super::requests::TabId;
use super::update_cx::UpdateCx;
use crate::domain::place::{PlaceSpec, Side};

/// The two panes.
#[derive(Debug)]
pub(super) struct Panes {
    left: Pane,
    right: Pane,
    /// Where they are to begin, left and right, until they did.
    starts: [Option<PlaceSpec>; 2],
    active: Side,
}

impl Panes {
    /// Two panes that show nothing yet.
    pub fn new([left, right]: [StartPane; 2]) -> Self {
        Self {
            left: Pane::new(TabId(0), &left),
            right: Pane::new(TabId(1), &right),
            starts: [left.spec, right.spec],
            active: Side::Left,
        }
    }

    /// A pane.
    pub fn get(&self, side: Side) -> &Pane {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, side: Side) -> &mut Pane {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }

    /// The pane with this tab.
    pub fn with_tab_mut(&mut self, tab: TabId) -> Option<&mut Pane> {
        [&mut self.left, &mut self.right].into_iter().find(|pane| pane.tab() == tab)
    }

    /// The same, to look at it.
    pub fn with_tab(&self, tab: TabId) -> Option<&Pane> {
        [&self.left, &self.right].into_iter().find(|pane| pane.tab() == tab)
    }

    /// The pane that has the cursor.
    pub fn active(&self) -> Side {
        self.active
    }

    /// Gives the other pane the cursor.
    pub fn switch(&mut self) {
        self.active = self.active.other();
    }

    /// Where a pane is to begin, unless that is known already.
    pub fn begin_at(&mut self, side: Side, place: PlaceSpec) {
        let [left, right] = &mut self.starts;
        let start = match side {
            Side::Left => left,
            Side::Right => right,
        };
        start.get_or_insert(place);
    }

    /// Opens the places on this computer: they wait for no service.
    pub fn begin_locally(&mut self, cx: &mut UpdateCx) {
        let [left, right] = &mut self.starts;
        for (pane, start) in [(&mut self.left, left), (&mut self.right, right)] {
            if let Some(local) = start.take_if(|start| matches!(start, PlaceSpec::Local(_))) {
                pane.resolve(local, cx);
            }
        }
    }

    /// Whether a sign-in is needed for what the panes are to show: not where all of it needs none.
    pub fn need_sign_in(&self) -> bool {
        let [left, right] = &self.starts;
        let waits = left.is_some() || right.is_some();
        waits || [&self.left, &self.right].iter().all(|pane| !pane.needs_no_service())
    }

    /// Opens the places the panes are to begin with.
    pub fn begin(&mut self, cx: &mut UpdateCx) {
        let [left, right] = &mut self.starts;
        for (pane, start) in [(&mut self.left, left), (&mut self.right, right)] {
            if pane.is_unopened()
                && let Some(spec) = start.take()
            {
                pane.resolve(spec, cx);
            }
        }
    }
}
