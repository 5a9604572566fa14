//! Undoing the last change that was made in this run, step by step. Each step says what it will do; what has changed since
//! is not touched.

use std::sync::Arc;

use super::App;
use super::overlay::{Confirm, DeleteDraft};
use super::requests::attributes::SetModes;
use super::requests::fs::{FsReply, RenameEntry};
use super::requests::removal::{NotRestored, ReadEmpty, RemovalReply, RemoveEmpty, RestoreEntries, Restored};
use super::requests::{Part, Purpose, Reply, Slot};
use super::status::Notice;
use crate::domain::deletion::{DeleteItem, Trashed};
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::permissions::{self, ModeStep};
use crate::domain::place::{Place, Side};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::route::EndInfo;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;
use crate::safe;

/// The most steps that are remembered.
const MOST: usize = 100;

/// A change that can be undone.
#[derive(Clone, Debug)]
pub enum UndoStep {
    /// An entry of this directory has another name.
    Renamed {
        /// The directory.
        at: Place,
        /// The name it had.
        from: EntryName,
        /// The name it has.
        to: EntryName,
    },
    /// Directories were created, outermost first.
    Made {
        /// The store.
        store: Arc<StoreInfo>,
        /// The directory that shows the first.
        at: Place,
        /// Which.
        created: Vec<StorePath>,
    },
    /// Entries of this directory have other permissions.
    Modes {
        /// The directory.
        at: Place,
        /// What was done.
        steps: Vec<ModeStep>,
    },
    /// Entries of this directory are in the trash.
    Trashed {
        /// The directory.
        at: Place,
        /// Which.
        trashed: Vec<Trashed>,
    },
    /// Entries of this directory were deleted, and nothing brings them back: it is said before what was changed earlier
    /// is offered.
    Deleted {
        /// The directory.
        at: Place,
        /// How many, in words.
        what: SafeText,
    },
}

impl UndoStep {
    /// What undoing it will do, in words.
    pub fn words(&self) -> Vec<SafeText> {
        match self {
            Self::Renamed { at, from, to } => vec![
                safe!("Rename {} back to {}?", to.sanitized(), from.sanitized()),
                safe!("In {}. Nothing is replaced.", at.path.sanitized()),
            ],
            Self::Made { store, created, .. } => {
                let all = created.iter().map(StorePath::sanitized);
                let all = all.reduce(|so_far, path| safe!("{}, {}", so_far, path)).unwrap_or_default();
                let what = match created.len() {
                    0 | 1 => safe!("Remove the new directory {}?", all),
                    count => safe!("Remove the {} new directories {}?", count, all),
                };
                let how = match (store.capabilities.remove, created.len()) {
                    (true, _) => "Only if empty: what was put in since stays, with its directory.",
                    (false, 0 | 1) => {
                        "hemi checks that nothing was put in since, then shows the plan of its deletion."
                    }
                    (false, _) => {
                        "hemi checks that nothing else was put in since, then shows the plan of deleting the first with the \
                         others inside."
                    }
                };
                vec![what, how.into()]
            }
            Self::Modes { at, steps } => {
                let entries = format::count(steps.len() as u64, "entry", "entries");
                let one = steps.first().filter(|_| steps.len() == 1);
                let what = one.map_or(entries, |step| {
                    safe!("{} ({})", step.name.sanitized(), permissions::octal(step.from))
                });
                vec![
                    safe!("Give {} in {} the permissions from before?", what, at.path.sanitized()),
                    "What was changed otherwise since stays as it is.".into(),
                ]
            }
            Self::Deleted { at, what } => vec![safe!("{} of {}", what, at.path.sanitized())],
            Self::Trashed { at, trashed } => vec![
                safe!(
                    "Bring {} back from the trash to {}?",
                    format::count(trashed.len() as u64, "entry", "entries"),
                    at.path.sanitized()
                ),
                "Nothing is replaced that is there by now.".into(),
            ],
        }
    }

    /// The directory it is about.
    fn place(&self) -> &Place {
        match self {
            Self::Renamed { at, .. } | Self::Made { at, .. } => at,
            Self::Modes { at, .. } | Self::Trashed { at, .. } | Self::Deleted { at, .. } => at,
        }
    }
}

/// What can be undone, the last change last.
#[derive(Debug, Default)]
pub(super) struct Undo {
    steps: Vec<UndoStep>,
    /// The step that is being undone.
    under_way: Option<UndoStep>,
    /// How many were remembered in this run.
    count: u64,
    /// How many they were when it was asked whether to undo the last.
    asked: u64,
}

impl Undo {
    /// Remembers a change.
    pub fn push(&mut self, step: UndoStep) {
        if self.steps.len() >= MOST {
            self.steps.remove(0);
        }
        self.steps.push(step);
        self.count = self.count.saturating_add(1);
    }
}

impl App {
    /// Why nothing can be undone, if so.
    pub(super) fn why_not_undo(&self) -> Option<SafeText> {
        if self.changes.undo.under_way.is_some() {
            return Some("A change is being undone: wait for its end.".into());
        }
        let Some(step) = self.changes.undo.steps.last() else {
            return Some(
                "Nothing was renamed, created, moved to the trash or given other permissions in this session."
                    .into(),
            );
        };
        if matches!(step, UndoStep::Deleted { .. }) {
            return None;
        }
        step.place().store.collection().and_then(|_| self.why_not_connected())
    }

    /// Asks whether to undo the last change.
    pub(super) fn open_undo(&mut self) {
        let Some(step) = self.changes.undo.steps.last() else { return };
        if !matches!(step, UndoStep::Deleted { .. }) {
            let words = step.words();
            self.changes.undo.asked = self.changes.undo.count;
            return self.open(Confirm::undo(words));
        }
        let what = step.words().into_iter().next().unwrap_or_default();
        let steps = &mut self.changes.undo.steps;
        while steps.pop_if(|step| matches!(step, UndoStep::Deleted { .. })).is_some() {}
        let key = self.keys.map.key(&super::commands::changes::UNDO).unwrap_or_default();
        self.cx.say(Notice::warning(match self.changes.undo.steps.is_empty() {
            true => safe!("The last deletion cannot be undone: {}.", what),
            false => {
                safe!("The last deletion cannot be undone: {}. {} offers the change before it.", what, key)
            }
        }));
    }

    /// Undoes the change that was asked about, if it is still the last.
    pub(super) fn undo(&mut self) {
        if self.changes.undo.asked != self.changes.undo.count {
            let words = "Something else was changed since: nothing was undone. Look at what is undone now.";
            return self.cx.say(Notice::warning(words));
        }
        let Some(step) = self.changes.undo.steps.pop() else { return };
        let slot = Slot::background(Purpose::Undo);
        match step.clone() {
            UndoStep::Renamed { at, from, to } => {
                self.cx.send(slot, RenameEntry { at, from: to, to: from });
            }
            UndoStep::Made { store, at, created } if store.capabilities.remove => {
                self.cx.send(slot, RemoveEmpty { at, paths: created.into_iter().rev().collect() });
            }
            UndoStep::Made { at, created, .. } => {
                self.cx.send(slot, ReadEmpty { at, paths: created });
            }
            UndoStep::Modes { at, steps } => {
                let back = |ModeStep { name, from, to }| ModeStep { name, from: to, to: from };
                let steps = steps.into_iter().map(back).collect();
                self.cx.send(slot, SetModes { at, steps });
            }
            UndoStep::Trashed { at, trashed } => self.cx.send(slot, RestoreEntries { at, trashed }),
            UndoStep::Deleted { .. } => return,
        }
        self.changes.undo.under_way = Some(step);
    }

    /// Takes what became of an undo.
    pub(super) fn take_undo(&mut self, slot: Slot, reply: &Reply) {
        if slot.purpose != Purpose::Undo {
            return;
        }
        let Some(end) = reply.end() else { return };
        let Some(step) = self.changes.undo.under_way.take() else { return };
        let place = step.place().clone();
        if let Err(problem) = end {
            self.undo_failed(step, problem);
        } else if let Reply::Removal(RemovalReply::ReadEmpty(Part::Done(Ok(())))) = reply {
            return self.delete_empty(step);
        } else if let Reply::Removal(RemovalReply::RestoreEntries(Part::Done(Ok(restored)))) = reply {
            self.restored(place.clone(), restored);
        } else if !matches!(reply, Reply::Attributes(_)) {
            // What became of permissions is said entry by entry.
            self.cx.say(Notice::info(match (reply, step) {
                (Reply::Fs(FsReply::RenameEntry(_)), _) => "Renamed back.",
                (_, UndoStep::Made { created, .. }) if created.len() > 1 => {
                    "The new directories are removed again."
                }
                _ => "The new directory is removed again.",
            }));
        }
        for side in Side::BOTH {
            self.panes.get_mut(side).refresh_if_shows(&place, &mut self.cx);
        }
    }

    /// Entries are back; those that are not are named, and stay undoable if they are still in the trash.
    fn restored(&mut self, at: Place, restored: &Restored) {
        const MOST: usize = 3;
        let Some(first) = restored.left.first() else {
            return self.cx.say(Notice::info("Brought back from the trash."));
        };
        let name = |one: &NotRestored| {
            let name = one.trashed.from.name().map(|name| name.sanitized()).unwrap_or_default();
            safe!("{} ({})", name, one.why)
        };
        let more = restored.left.iter().skip(1).take(MOST - 1);
        let names = more.fold(name(first), |so_far, one| safe!("{}, {}", so_far, name(one)));
        let names = match restored.left.len().saturating_sub(MOST) {
            0 => names,
            more => safe!("{} and {} more", names, more),
        };
        let trashed: Vec<Trashed> =
            restored.left.iter().filter(|one| one.again).map(|one| one.trashed.clone()).collect();
        let key = self.keys.map.key(&super::commands::changes::UNDO).unwrap_or_default();
        let next = match trashed.is_empty() {
            true => "It has changed since, so it is not undone.".into(),
            false => safe!("{} tries again what is still in the trash.", key),
        };
        let back = format::count(restored.back as u64, "entry is", "entries are");
        self.cx.say(Notice::warning(safe!(
            "{} back, {} not: {}. {}",
            back,
            restored.left.len(),
            names,
            next
        )));
        if !trashed.is_empty() {
            self.changes.undo.push(UndoStep::Trashed { at, trashed });
        }
    }

    /// What has changed since cannot be undone any more; what only failed can be tried again.
    fn undo_failed(&mut self, step: UndoStep, problem: &Problem) {
        let is_final = matches!(problem.kind, ProblemKind::NotFound | ProblemKind::Refused);
        let next =
            if is_final { "It has changed since, so it is not undone." } else { "It can be tried again." };
        if !is_final {
            self.changes.undo.steps.push(step);
        }
        self.cx.say(Notice::problem(&Problem { next: next.into(), ..problem.clone() }));
    }

    /// A directory of a store whose service deletes is empty: it is deleted as all else is.
    fn delete_empty(&mut self, step: UndoStep) {
        let UndoStep::Made { store, at, created } = step else { return };
        let name = created.first().and_then(StorePath::name).map(|name| store.entry_name(name));
        let Some(Ok(name)) = name else { return };
        let item = DeleteItem { name, kind: EntryKind::Dir, size: None, modified: None };
        let base = store.start.clone();
        let other = self.pane(self.active().other()).here().and_then(super::pane::DirView::place);
        let other = other.filter(|place| place.store == at.store).map(|place| place.path);
        let directory = EndInfo::new(store, at.path);
        let side = self.active();
        if self.host.is_open() {
            return self.cx.say(Notice::warning("Another dialog is open: undo again when it is closed."));
        }
        self.review_delete(DeleteDraft { side, directory, items: vec![item], base, other }, false);
    }
}
