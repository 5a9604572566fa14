//! What one update gathers on its way through the state: effects, whether something changed, news for the
//! notice line. So that parts of the state need not know each other.

use super::effect::{Effect, Effects};
use super::request::RequestIds;
use super::status::Notice;
use crate::domain::ids::RequestId;
use crate::domain::time::Timestamp;

/// One update under way.
#[derive(Debug, Default)]
pub struct UpdateCx {
    /// Where fresh request ids come from.
    pub ids: RequestIds,
    /// When the update happens.
    pub at: Timestamp,
    effects: Effects,
    changed: bool,
    notices: Vec<Notice>,
}

impl UpdateCx {
    /// Wants something done outside.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Asks for something under a fresh id, which the caller keeps in a slot.
    pub fn ask(&mut self, effect: impl FnOnce(RequestId) -> Effect) -> RequestId {
        let id = self.ids.next();
        self.effects.push(effect(id));
        id
    }

    /// Nobody waits for this any more.
    pub fn cancel(&mut self, id: RequestId) {
        self.effects.push(Effect::Cancel(id));
    }

    /// Something that is drawn is different now.
    pub fn changed(&mut self) {
        self.changed = true;
    }

    /// The same, where it is.
    pub fn changed_if(&mut self, different: bool) {
        self.changed |= different;
    }

    /// Says something in the notice line.
    pub fn say(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Takes what was said.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Takes what is to be done.
    pub fn take_effects(&mut self) -> Effects {
        std::mem::take(&mut self.effects)
    }

    /// Whether something changed since this was last asked with `take_changed`.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Asks and forgets.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }
}
