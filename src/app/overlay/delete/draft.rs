//! What a deletion was opened for. Start with [`DeleteDraft::plan`].

use std::collections::BTreeMap;

use crate::domain::deletion::{DeleteFacts, DeleteItem, DeletePlan, Fate, Kept};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::Side;
use crate::domain::route::EndInfo;
use crate::domain::text::SafeText;

/// What was chosen, before it is known what must stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteDraft {
    /// The pane it was chosen in.
    pub side: Side,
    /// The directory.
    pub directory: EndInfo,
    /// The entries.
    pub items: Vec<DeleteItem>,
    /// Where the store begins.
    pub base: Option<StorePath>,
    /// What the other pane shows of the same store.
    pub other: Option<StorePath>,
}

impl DeleteDraft {
    /// What a plan was made from.
    pub fn of(plan: &DeletePlan) -> Self {
        Self {
            side: plan.side(),
            directory: plan.directory().clone(),
            items: plan.items().to_vec(),
            base: plan.kept().base.clone(),
            other: plan.kept().other.clone(),
        }
    }

    /// Whether the same entries of the same place are chosen, whatever else is known of them.
    pub fn chooses_the_same(&self, other: &Self) -> bool {
        fn chosen(draft: &DeleteDraft) -> BTreeMap<&EntryName, &DeleteItem> {
            draft.items.iter().map(|item| (&item.name, item)).collect()
        }
        let (ours, theirs) = (chosen(self), chosen(other));
        self.directory.place() == other.directory.place()
            && (&self.base, &self.other) == (&other.base, &other.other)
            && self.items.len() == other.items.len()
            && ours.len() == theirs.len()
            && ours.into_values().zip(theirs.into_values()).all(|(our, their)| our.is_same(their))
    }

    /// Whether nothing can be said of it before the home directory is known.
    pub fn needs_home(&self) -> bool {
        let paths = [Some(&self.directory.place().path), self.other.as_ref()];
        paths.into_iter().flatten().any(|path| path.is_within(&StorePath::home()))
    }

    /// The plan, as far as the facts of the store allow one.
    ///
    /// # Errors
    /// Why none of it is deleted.
    pub fn plan(&self, facts: &DeleteFacts) -> Result<DeletePlan, SafeText> {
        let fate = match (self.directory.store().capabilities.remove, facts.trash) {
            (false, _) => Fate::Task,
            (true, true) => Fate::Trash,
            (true, false) => Fate::Removed,
        };
        let kept = Kept { home: facts.home.clone(), base: self.base.clone(), other: self.other.clone() };
        DeletePlan::new(self.side, self.directory.clone(), self.items.clone(), fate, kept)
            .map_err(|never| never.reason())
    }
}
