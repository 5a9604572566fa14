//! Requests that are parked until a sign-in satisfies what a service requires for them.

use std::sync::Arc;

use super::{Owner, Request, Requests, Slot};
use crate::domain::requirement::Requirement;

/// A parked request.
#[derive(Debug)]
pub(super) struct Blocked {
    pub slot: Slot,
    /// What is repeated; none where the engine resumes it.
    pub request: Option<Arc<Request>>,
    /// What the service requires; none where any sign-in will do.
    pub needs: Option<Requirement>,
    /// What the last sign-in satisfied, where the engine resumes it.
    pub satisfied: Option<Requirement>,
    /// Whether the service required it again after a sign-in that satisfied it.
    pub again: bool,
}

impl Blocked {
    /// Whether a sign-in that satisfied this much satisfied what is needed here.
    pub fn is_covered_by(&self, satisfied: Option<&Requirement>) -> bool {
        match (&self.needs, satisfied) {
            (Some(needs), Some(satisfied)) => satisfied.includes(needs),
            (None, _) | (_, None) => false,
        }
    }
}

impl Requests {
    /// Parks a request in its slot. Whether it is refused for what a sign-in has satisfied just before.
    pub(super) fn block(
        &mut self,
        slot: Slot,
        request: Option<Arc<Request>>,
        needs: Option<&Requirement>,
        satisfied: Option<Requirement>,
    ) -> bool {
        let again = match (&satisfied, needs) {
            (Some(satisfied), Some(needs)) => satisfied.includes(needs),
            (None, _) | (_, None) => false,
        };
        self.blocked.retain(|blocked| blocked.slot != slot);
        self.blocked.push(Blocked { slot, request, needs: needs.cloned(), satisfied: None, again });
        again
    }

    /// Parks something that the engine resumes after a sign-in. Returns whether the last one has already satisfied
    /// it.
    pub fn block_resumable(&mut self, slot: Slot, needs: &Requirement) -> bool {
        let satisfied = self.blocked.iter_mut().find(|blocked| blocked.slot == slot);
        let satisfied = satisfied.and_then(|blocked| blocked.satisfied.take());
        self.block(slot, None, Some(needs), satisfied)
    }

    /// Keeps what is parked for the overlay while the sign-in that it needs is on top: that it goes away drops none of it.
    pub fn set_aside(&mut self) {
        let (overlay, others) = std::mem::take(&mut self.blocked)
            .into_iter()
            .partition(|blocked| blocked.slot.owner == Owner::Overlay);
        (self.set_aside, self.blocked) = (overlay, others);
    }

    /// The overlay is there again, with what was parked for it.
    pub fn put_back(&mut self) {
        self.blocked.append(&mut self.set_aside);
    }

    /// The overlay does not come back.
    pub fn drop_set_aside(&mut self) {
        self.set_aside.clear();
    }

    /// What the next sign-in is to satisfy: all that is parked and can be satisfied together, the oldest first. What
    /// an application was refused again is left out: another sign-in as itself changes nothing.
    pub fn needs(&self, by_a_person: bool) -> Option<Requirement> {
        let parked = self.blocked.iter().chain(&self.set_aside);
        let parked = parked.filter(|blocked| by_a_person || !blocked.again);
        let mut all: Option<Requirement> = None;
        for needs in parked.filter_map(|blocked| blocked.needs.as_ref()) {
            match &mut all {
                // What does not go together is required again when its request is repeated.
                Some(all) => drop(all.merge(needs.clone())),
                None => all = Some(needs.clone()),
            }
        }
        all
    }
}
