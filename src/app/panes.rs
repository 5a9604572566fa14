//! The two panes, which one has the cursor, and where they are to begin.

use super::StartPane;
use super::pane::Pane;
use super::requests::TabId;
use super::update_cx::UpdateCx;
use crate::domain::place::{PlaceSpec, Side};
use crate::domain::saved_session::{SavedPane, SavedPlace, SavedSession};

/// The two panes.
#[derive(Debug)]
pub(super) struct Panes {
    left: Pane,
    right: Pane,
    /// Where they are to begin, left and right, until they did.
    starts: [Option<PlaceSpec>; 2],
    /// What the last run left of those that begin where it ended, left and right.
    restored: [Option<SavedPane>; 2],
    active: Side,
}

impl Panes {
    /// Two panes that show nothing yet. Those that are given no place begin where the last run ended.
    pub fn new(starts: [StartPane; 2], saved: Option<&SavedSession>) -> Self {
        let given = starts.each_ref().map(|start| start.spec.is_some());
        let (mut starts, mut restored) = (starts, [None, None]);
        for ((start, restored), side) in starts.iter_mut().zip(&mut restored).zip(Side::BOTH) {
            let before = saved.map(|saved| saved.pane(side)).filter(|_| start.spec.is_none());
            if let Some(place) = before.and_then(|before| before.place.as_ref()) {
                let title = before.map(|before| before.title.sanitized()).filter(|title| !title.is_empty());
                *start = StartPane { title, spec: Some(place.spec()), ..start.clone() };
            }
            *restored = before.cloned();
        }
        // A place that was named at this start is where the user wants to be.
        let named =
            given.iter().position(|given| *given).map(|at| if at == 0 { Side::Left } else { Side::Right });
        let [left, right] = starts;
        let mut panes = Self {
            left: Pane::new(TabId(0), &left),
            right: Pane::new(TabId(1), &right),
            starts: [left.spec, right.spec],
            restored,
            active: named.or(saved.map(|saved| saved.active)).unwrap_or_default(),
        };
        let [left, right] = &panes.restored;
        for (pane, before) in [(&mut panes.left, left), (&mut panes.right, right)] {
            before.iter().for_each(|before| pane.restore(before));
        }
        panes
    }

    /// What the next run restores of a pane.
    pub fn saved(&self, side: Side) -> SavedPane {
        let [left, right] = [(0, &self.left), (1, &self.right)].map(|(at, pane)| {
            let waits = self.starts.get(at).and_then(Option::as_ref).filter(|_| pane.is_unopened());
            match (waits, self.restored.get(at).and_then(Option::as_ref)) {
                (Some(_), Some(before)) => before.clone(),
                (Some(start), None) => {
                    SavedPane { place: SavedPlace::of_spec(start), ..SavedPane::default() }
                }
                (None, _) => pane.saved(),
            }
        });
        match side {
            Side::Left => left,
            Side::Right => right,
        }
    }

    /// Marks of the last run that were too many to be kept.
    pub fn unsaved_marks(&self) -> usize {
        self.restored.iter().flatten().map(|before| before.unsaved_marks).sum()
    }

    /// Another user is signed in than in the last run: the collections that were to be restored are not. Whether there
    /// are any.
    pub fn forget_restored_collections(&mut self) -> bool {
        let [left, right] = &mut self.starts;
        let [left_before, right_before] = &mut self.restored;
        let mut any = false;
        for (pane, start, before) in
            [(&mut self.left, left, left_before), (&mut self.right, right, right_before)]
        {
            let waits = matches!(start, Some(PlaceSpec::Collection { .. }));
            if waits && before.take().is_some() {
                *start = None;
                pane.forget_restored();
                any = true;
            }
        }
        any
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

    /// Shows on the left what was on the right, and the other way round. The cursor stays on its side.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.left, &mut self.right);
        self.starts.reverse();
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
