//! Collections that are well known by name: chosen, one is searched for by exactly that name.

use std::sync::Arc;

use super::known::Target;
use super::{Search, Tab};
use crate::app::overlay::{CloseAction, ModalCx, Response};
use crate::app::requests::search::FoundCollections;
use crate::app::widgets::field::Field;
use crate::domain::collection::Collection;
use crate::domain::format::count;
use crate::domain::preset::Preset;
use crate::domain::store::StoreInfo;
use crate::safe;

impl Search {
    /// The same with these among the places.
    #[must_use]
    pub fn with_presets(mut self, presets: Vec<Preset>) -> Self {
        self.known.presets = presets;
        self.rank();
        self
    }

    /// Searches for the one at the cursor by its name, which the field then holds: what is found is seen.
    pub(super) fn look_up_preset(&mut self, cx: &mut ModalCx<'_>) {
        let Some(Target::Preset(preset)) = self.chosen() else { return };
        let preset = preset.clone();
        self.field = preset.name.raw_str().map(Field::with).unwrap_or_default();
        self.tab = Tab::All;
        self.selection = Default::default();
        self.due = None;
        self.looked_up = Some(preset);
        self.ask(cx);
        self.rank();
    }

    /// The answer to that: opens the one that it is, or says why none is opened.
    pub(super) fn preset_found(&mut self, found: &FoundCollections) -> Response {
        let preset = self.looked_up.take()?;
        let same: Vec<&Arc<Collection>> = found.collections.iter().filter(|one| preset.is(one)).collect();
        let name = preset.name.sanitized();
        self.refusal = Some(match (&same[..], found.next) {
            ([one], None) => return Some(CloseAction::Open(Arc::new(StoreInfo::from(&***one)))),
            ([], None) => safe!(
                "No collection on a server is called exactly {} now. Look among what is found, or ask its helpdesk for the \
                 new name.",
                name
            ),
            ([], Some(_)) | ([_], Some(_)) => {
                safe!("Too many collections match to tell which one is {}: choose it by its owner.", name)
            }
            (several, _) => safe!(
                "{} are called {}: choose the right one by its owner.",
                count(several.len() as u64, "collection", "collections"),
                name
            ),
        });
        None
    }
}
