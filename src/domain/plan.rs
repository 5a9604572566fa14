//! A transfer before its submission: a [`Plan`] (checked, to be shown) becomes a [`ConfirmedPlan`] only with a
//! [`PlanTicket`], which exists only for a plan that the user saw. `ARCHITECTURE.md` P0-6.

mod options;

use std::collections::BTreeSet;
use std::time::Duration;

pub use options::{LabelError, SyncLevel, TransferOptions, checked_label};
use unicode_segmentation::UnicodeSegmentation as _;

use super::entry::EntryKind;
use super::format::grouped;
use super::path::{EntryName, StorePath};
use super::route::EndInfo;
use super::sanitise::{fit_with, sanitise_for};
use super::text::{SafeText, Untrusted};
use super::time::Timestamp;
use crate::safe;

/// A plan must be on the screen this long before a key can confirm it: a key that was pressed before the dialog
/// appeared was meant for something else.
pub const SEEN_FOR: Duration = Duration::from_millis(300);

/// One thing to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanItem {
    /// The directory that it is in, where that is not the source's own.
    pub dir: Option<StorePath>,
    /// Its name in that directory; it keeps that name.
    pub name: EntryName,
    /// What it is: a directory goes with all it holds.
    pub kind: EntryKind,
    /// Bytes, for a file whose size is known.
    pub size: Option<u64>,
}

/// Something that was chosen and cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsendable {
    /// Its name in the source directory, as it was listed.
    pub name: Untrusted,
    /// Why, as the end of a sentence.
    pub reason: SafeText,
}

/// A label that says what goes: the first name, and how many more. Empty where the service would not take it.
pub fn suggested_label(items: &[PlanItem]) -> Untrusted {
    let Some(first) = items.first() else { return Untrusted::default() };
    let name = plain_name(&first.name);
    let sign = if first.kind == EntryKind::Dir { "/" } else { "" };
    let label = match items.len().saturating_sub(1) {
        0 => format!("{name}{sign}"),
        more => format!("{name}{sign} and {more} more"),
    };
    let label = Untrusted::new(label);
    if checked_label(&label).is_ok() { label } else { Untrusted::default() }
}

/// A name as part of a label. It stays raw, because a label is escaped where it is shown; characters that a label
/// may not have, or that are not visible, become `?`.
fn plain_name(name: &EntryName) -> String {
    let visible =
        |cluster: &str| matches!(cluster, " " | "\\") || sanitise_for(cluster.as_bytes(), false) == cluster;
    let text = String::from_utf8_lossy(name.raw()).into_owned();
    let clusters = text.trim().graphemes(true);
    let plain: String = clusters.map(|cluster| if visible(cluster) { cluster } else { "?" }).collect();
    fit_with(&plain, 80, "...")
}

/// Why a plan cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nothing is marked and the cursor is on nothing.
    #[error("there is nothing to send")]
    Empty,
    /// Both panes show the same directory.
    #[error("both panes show the same directory")]
    SamePlace,
    /// A directory would be copied into itself.
    #[error("a directory cannot be copied into itself")]
    IntoItself,
    /// Two entries of different directories have one name: one would overwrite the other.
    #[error("two entries have the same name")]
    SameName,
}

impl PlanItem {
    /// Its directory, where the source's own is this one.
    pub fn dir<'a>(&'a self, source: &'a StorePath) -> &'a StorePath {
        self.dir.as_ref().unwrap_or(source)
    }

    /// The part of its path between the source's directory and its name: nothing, or `run1/`.
    pub fn between(&self, source: &StorePath) -> SafeText {
        let Some(dir) = self.dir.as_ref().filter(|dir| *dir != source) else { return SafeText::default() };
        let below = dir.raw().strip_prefix(source.raw()).unwrap_or(dir.raw());
        let below = below.strip_prefix(b"/").unwrap_or(below);
        safe!("{}/", Untrusted::new(below).sanitized())
    }
}

/// A checked transfer that has not been confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    source: EndInfo,
    destination: EndInfo,
    items: Vec<PlanItem>,
    unsendable: Vec<Unsendable>,
    leaves_out: bool,
    options: TransferOptions,
}

/// Proof that exactly this plan stood on the screen long enough. Made by [`Plan::ticket`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTicket(Plan);

/// A plan the user has seen and confirmed: the only thing an engine submits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedPlan(Plan);

impl Plan {
    /// Checks what the user chose.
    ///
    /// # Errors
    /// A [`PlanError`] when there is nothing to send or it would go into itself.
    pub fn new(
        source: EndInfo,
        destination: EndInfo,
        items: Vec<PlanItem>,
        options: TransferOptions,
    ) -> Result<Self, PlanError> {
        if items.is_empty() {
            return Err(PlanError::Empty);
        }
        let (from, to) = (source.place(), destination.place());
        let mut names = BTreeSet::new();
        if !items.iter().all(|item| names.insert(&item.name)) {
            return Err(PlanError::SameName);
        }
        if from.store == to.store {
            if items.iter().any(|item| *item.dir(&from.path) == to.path) {
                return Err(PlanError::SamePlace);
            }
            let into_itself = |item: &PlanItem| {
                item.kind == EntryKind::Dir && to.path.is_within(&item.dir(&from.path).join(&item.name))
            };
            if items.iter().any(into_itself) {
                return Err(PlanError::IntoItself);
            }
        }
        Ok(Self { source, destination, items, unsendable: Vec::new(), leaves_out: false, options })
    }

    /// The same plan with what was chosen too and cannot be sent. It has no ticket until the user has agreed to
    /// [`Plan::leave_out`] that.
    #[must_use]
    pub fn with_unsendable(self, unsendable: Vec<Unsendable>) -> Self {
        Self { unsendable, leaves_out: false, ..self }
    }

    /// What was chosen and cannot be sent.
    pub fn unsendable(&self) -> &[Unsendable] {
        &self.unsendable
    }

    /// Whether the user has agreed to leave that out.
    pub fn leaves_out(&self) -> bool {
        self.leaves_out
    }

    /// Leaves out what cannot be sent: a new plan, which the user must see first.
    pub fn leave_out(&mut self) {
        self.leaves_out = !self.unsendable.is_empty();
    }

    /// How many of how many cannot be sent, and why the first cannot; `None` when all can.
    pub fn unsendable_summary(&self) -> Option<SafeText> {
        let first = self.unsendable.first()?;
        let count = |number: usize| grouped(u64::try_from(number).unwrap_or(u64::MAX));
        let all = self.unsendable.len().saturating_add(self.items.len());
        let verb = if self.leaves_out { "are left out" } else { "cannot be sent" };
        let verb = if self.leaves_out && self.unsendable.len() == 1 { "is left out" } else { verb };
        Some(safe!(
            "{} of {} {} ({}: {})",
            count(self.unsendable.len()),
            count(all),
            verb,
            first.name.sanitized().fit_with(40, "..."),
            first.reason
        ))
    }

    /// From where.
    pub fn source(&self) -> &EndInfo {
        &self.source
    }

    /// To where.
    pub fn destination(&self) -> &EndInfo {
        &self.destination
    }

    /// What goes.
    pub fn items(&self) -> &[PlanItem] {
        &self.items
    }

    /// How.
    pub fn options(&self) -> &TransferOptions {
        &self.options
    }

    /// The same plan with other options: a new plan, which the user must see first.
    pub fn set_options(&mut self, options: TransferOptions) {
        self.options = options;
    }

    /// The same plan without the items that are gone: a new plan, which the user must see first. With none left it has no
    /// ticket.
    pub fn retain(&mut self, keep: impl Fn(&PlanItem) -> bool) {
        self.items.retain(keep);
    }

    /// Each item's path here and its path there.
    pub fn paths(&self) -> impl Iterator<Item = (&PlanItem, StorePath, StorePath)> {
        let (from, to) = (&self.source.place().path, &self.destination.place().path);
        self.items.iter().map(|item| (item, item.dir(from).join(&item.name), to.join(&item.name)))
    }

    /// The ticket, if this plan was first drawn at `drawn` and has been on the screen since, long enough.
    /// Only the plan overlay may call this; the architecture test looks.
    pub fn ticket(&self, drawn: Option<Timestamp>, now: Timestamp) -> Option<PlanTicket> {
        let complete = (self.unsendable.is_empty() || self.leaves_out) && !self.items.is_empty();
        (complete && now.since(drawn?) >= SEEN_FOR).then(|| PlanTicket(self.clone()))
    }

    /// Confirms the plan that was seen.
    ///
    /// # Errors
    /// The plan itself, when the ticket is for another one.
    pub fn confirm(self, seen: PlanTicket) -> Result<ConfirmedPlan, Box<Plan>> {
        if seen.0 == self { Ok(ConfirmedPlan(self)) } else { Err(Box::new(self)) }
    }
}

impl ConfirmedPlan {
    /// What was confirmed.
    pub fn plan(&self) -> &Plan {
        &self.0
    }
}

#[cfg(test)]
mod tests;
