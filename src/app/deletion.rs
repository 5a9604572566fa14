//! Deleting: from marks or the entry at the cursor to a plan, and what becomes of one that was confirmed. What a store can
//! do decides whether entries go one by one or its service deletes them as a task.

use super::App;
use super::commands::{global, tasks};
use super::overlay::removal::told;
use super::overlay::{DeleteDraft, DeleteReview, Overlay, RemovalProgress};
use super::pane::{DirView, why_not_name};
use super::requests::removal::{RemovalEnd, RemovalReply, RemoveEntries, StopRemoval};
use super::requests::task::{Submission, SubmitDelete, TaskReply};
use super::requests::{Owner, Part, Purpose, Reply, Slot};
use super::status::Notice;
use super::undo::UndoStep;
use crate::domain::deletion::{ConfirmedDelete, DeleteFacts, DeleteItem, DeletePlan, Fate};
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::format;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Side, StoreId};
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::safe;

/// The deletions of this run that have not ended, or were not accepted yet.
#[derive(Debug, Default)]
pub(super) struct Deletions {
    under_way: Vec<Deletion>,
    last_number: u32,
}

/// One of them.
#[derive(Debug)]
struct Deletion {
    number: u32,
    plan: DeletePlan,
    chosen: bool,
}

impl App {
    /// Why nothing can be deleted here, if so, without a check of what was chosen.
    pub(super) fn why_not_delete(&self) -> Option<SafeText> {
        let here = match self.changeable() {
            Ok((here, _)) => here,
            Err(reason) => return Some(reason),
        };
        let can = here.store().capabilities;
        if !can.remove && !can.delete_task {
            return Some("Nothing can be deleted in this place.".into());
        }
        if here.is_gone() || here.is_old() || !here.is_whole() {
            return Some("This directory is not listed to its end: list it again before you delete.".into());
        }
        if here.is_working() {
            return Some("Rows are still being marked or sorted; try again in a moment.".into());
        }
        if here.marks().is_empty() && here.entry_at_cursor().is_none() {
            return Some(match here.listing().is_empty() {
                true => "There is nothing to delete here.".into(),
                false => ".. (the parent) cannot be deleted: move to an entry, or mark some.".into(),
            });
        }
        let place = here.place()?;
        let mut under_way = self.changes.deletions.under_way.iter();
        under_way
            .any(|one| *one.plan.directory().place() == place)
            .then(|| "The last deletion in this directory has not ended yet.".into())
    }

    /// Shows the plan of deleting the marked entries, or the one at the cursor.
    pub(super) fn open_delete(&mut self) {
        let draft = self.delete_draft(self.active()).and_then(|draft| {
            // What is known to stay without asking is refused at once.
            match draft.plan(&DeleteFacts::default()) {
                Err(reason) if !draft.needs_home() => Err(reason),
                _ => Ok(draft),
            }
        });
        match draft {
            Ok(draft) => self.review_delete(draft, true),
            Err(reason) => self.cx.say(Notice::refusal(reason)),
        }
    }

    pub(super) fn review_delete(&mut self, draft: DeleteDraft, chosen: bool) {
        let zone = self.settings.zone.clone();
        self.open_with(|cx| DeleteReview::open(draft, chosen, zone, cx));
    }

    /// What is chosen in a pane, to be deleted.
    fn delete_draft(&self, side: Side) -> Result<DeleteDraft, SafeText> {
        let unknown = || SafeText::from("This directory is not listed yet.");
        let here = self.pane(side).here().filter(|here| here.is_whole() && !here.is_gone() && !here.is_old());
        let here = here.ok_or_else(unknown)?;
        let directory = here.end().ok_or_else(unknown)?;
        let chosen = here.chosen();
        if chosen.len() < here.marks().len() {
            return Err(match here.is_partial() {
                true => "Some marked entries are not among those listed, which are not all: they cannot be checked before they are deleted.",
                false => "Some marked entries are not in the listing any more: list it again first.",
            }
            .into());
        }
        let mut items = Vec::with_capacity(chosen.len());
        for entry in chosen {
            let name = here.store().entry_name(entry.name).map_err(|error| {
                safe!("{} cannot be deleted: {}.", entry.name.sanitized(), why_not_name(error))
            })?;
            items.push(item_of(&entry, name));
        }
        let other = self.other_kept(side, here.store().id);
        Ok(DeleteDraft { side, directory, items, base: here.store().start.clone(), other })
    }

    /// What the other pane shows of the same store.
    fn other_kept(&self, side: Side, store: StoreId) -> Option<StorePath> {
        let other = self.pane(side.other()).here().and_then(DirView::place);
        other.filter(|place| place.store == store).map(|place| place.path)
    }

    /// What is known now of the entries that a draft names, without those that are gone; `None` where its directory is
    /// not listed. Nothing is added: what is marked or at the cursor by now was not chosen for it.
    fn draft_now(&self, before: &DeleteDraft) -> Option<DeleteDraft> {
        let here = self.pane(before.side).here()?;
        if !here.is_whole() || here.is_gone() || here.is_old() {
            return None;
        }
        if here.place().as_ref() != Some(before.directory.place()) {
            return None;
        }
        let there = here.named(before.items.iter().map(|item| item.name.raw()));
        let now = |item: &DeleteItem| {
            let entry = there.get(item.name.raw())?;
            Some(item_of(entry, item.name.clone())).filter(|now| now.is_same(item))
        };
        let items = before.items.iter().filter_map(now).collect();
        let other = self.other_kept(before.side, here.store().id);
        Some(DeleteDraft { items, other, ..before.clone() })
    }

    /// A directory is listed otherwise: a deletion that is open is told which of its entries are still there.
    pub(super) fn update_delete(&mut self) {
        let Some(Overlay::Delete(review)) = self.host.overlay() else { return };
        let Some(before) = review.followed().cloned() else { return };
        match self.draft_now(&before) {
            Some(draft) => self.with_delete_review(|review| review.update(draft)),
            // It is being listed again: what is confirmed meanwhile is compared with what is there then.
            None if self.is_loading(before.side) => {}
            None => {
                self.with_delete_review(|review| review.update(DeleteDraft { items: Vec::new(), ..before }))
            }
        }
    }

    fn with_delete_review(&mut self, act: impl FnOnce(&mut DeleteReview) -> bool) {
        let changed = self.host.delete_mut().is_some_and(act);
        self.cx.changed_if(changed);
    }

    /// Deletes what was confirmed, if all of it is still there.
    pub(super) fn delete(&mut self, confirmed: Box<ConfirmedDelete>, chosen: bool) {
        let plan = confirmed.plan().clone();
        if chosen {
            let seen = DeleteDraft::of(&plan);
            if !self.draft_now(&seen).is_some_and(|now| now.chooses_the_same(&seen)) {
                let words =
                    "The directory has changed since: nothing was deleted. Look at it, then delete again.";
                return self.cx.say(Notice::warning(words));
            }
        }
        let deletions = &mut self.changes.deletions;
        deletions.last_number = deletions.last_number.saturating_add(1);
        let number = deletions.last_number;
        let fate = plan.fate();
        deletions.under_way.push(Deletion { number, plan, chosen });
        match fate {
            Fate::Task => {
                self.cx.send(Slot::background(Purpose::Deletion(number)), SubmitDelete { plan: confirmed });
                self.cx.say(Notice::info("Saving the submission of the deletion..."));
            }
            Fate::Trash | Fate::Removed => {
                let call = RemoveEntries { number, plan: confirmed };
                self.open_with(|cx| RemovalProgress::open(call, cx));
            }
        }
    }

    /// Takes what became of a deletion. Whether the reply was about one.
    pub(super) fn take_deletion(&mut self, slot: Slot, reply: &Reply) {
        match (slot.purpose, reply) {
            (Purpose::Deletion(number), Reply::Task(TaskReply::SubmitDelete(part))) => match part {
                Part::Partial(job) => {
                    self.monitor.choose_job(*job, &mut self.cx);
                    self.cx.say(Notice::info("Submitting the deletion..."));
                }
                Part::Done(end) => self.delete_submitted(number, end),
            },
            (Purpose::Removal(number), Reply::Removal(RemovalReply::RemoveEntries(Part::Done(end)))) => {
                let told = slot.owner == Owner::Overlay;
                self.removed(number, end, told);
            }
            _ => {}
        }
    }

    fn take(&mut self, number: u32) -> Option<Deletion> {
        let under_way = &mut self.changes.deletions.under_way;
        let at = under_way.iter().position(|one| one.number == number)?;
        Some(under_way.remove(at))
    }

    fn delete_submitted(&mut self, number: u32, end: &Result<Submission, Problem>) {
        let Some(Deletion { plan, chosen, .. }) = self.take(number) else { return };
        let count = format::count(plan.items().len() as u64, "entry", "entries");
        let what = safe!("the deletion of {} on {}", count, plan.directory().title());
        let key = self.keys.map.key(&tasks::TOGGLE).unwrap_or_default();
        match end {
            Ok(Submission::Accepted { again: false }) => {
                self.cx.say(Notice::info(safe!("Sent {}. {} shows the task.", what, key)));
            }
            Ok(Submission::Accepted { again: true }) => {
                self.cx.say(Notice::info(safe!("Globus has {} already: there is one task, not two.", what)));
            }
            Ok(Submission::Waits(problem)) => {
                let words = safe!("{}: saved, and sent automatically later. {}", what, problem.happened);
                self.cx.say(Notice::warning(words));
                self.require_for_journal(problem);
            }
            Err(problem) => {
                // As it was confirmed: by now something else may be marked or at the cursor.
                let draft = self.draft_now(&DeleteDraft::of(&plan));
                let draft = draft.filter(|draft| chosen && !draft.items.is_empty() && !self.host.is_open());
                match draft {
                    Some(draft) => {
                        let zone = self.settings.zone.clone();
                        let problem = problem.clone();
                        self.open_with(|cx| DeleteReview::open(draft, true, zone, cx).refused(problem));
                    }
                    None => self.cx.say(Notice::problem(problem)),
                }
                return;
            }
        }
        let at = plan.directory().place().clone();
        let count = format::count(plan.items().len() as u64, "entry", "entries");
        self.changes.undo.push(UndoStep::Deleted { at, what: count });
        let names = plan.items().iter().map(|item| &item.name);
        self.panes.get_mut(plan.side()).unmark(plan.directory().place(), names, &mut self.cx);
    }

    /// Entries are gone one by one, or some of them. `told`: the overlay says what could not be deleted.
    fn removed(&mut self, number: u32, end: &Result<RemovalEnd, Problem>, told_there: bool) {
        let Some(Deletion { plan, .. }) = self.take(number) else { return };
        let place = plan.directory().place().clone();
        let whole = end.as_ref().is_ok_and(|end| end.failures == 0 && !end.stopped);
        match end {
            Ok(end) => {
                for side in Side::BOTH {
                    self.panes.get_mut(side).unmark(&place, end.gone.iter(), &mut self.cx);
                }
                if !end.trashed.is_empty() {
                    let count = end.trashed.len() as u64;
                    self.changes
                        .undo
                        .push(UndoStep::Trashed { at: place.clone(), trashed: end.trashed.clone() });
                    if whole {
                        let key = self.keys.map.key(&super::commands::changes::UNDO).unwrap_or_default();
                        let moved = format::count(count, "entry", "entries");
                        self.cx.say(Notice::info(safe!(
                            "Moved {} to the trash; {} undoes that.",
                            moved,
                            key
                        )));
                    }
                } else if end.entries > 0 {
                    let gone = format::count(end.entries, "entry", "entries");
                    if whole {
                        self.cx.say(Notice::info(safe!("Removed {}.", gone)));
                    }
                    self.changes.undo.push(UndoStep::Deleted { at: place.clone(), what: gone });
                }
                if !whole && !told_there {
                    self.cx.say(Notice::warning(told(end)));
                    if !self.host.is_open() {
                        self.open(RemovalProgress::ended(end.clone()));
                    }
                }
            }
            Err(problem) if told_there => self.cx.said_about(Slot::overlay(Purpose::Removal(number))),
            Err(problem) => self.cx.say(Notice::problem(problem)),
        }
        for side in Side::BOTH {
            self.panes.get_mut(side).refresh_if_shows(&place, &mut self.cx);
        }
    }

    /// Stops a deletion that goes on behind the panes. Whether there is one.
    pub(super) fn stop_deletion(&mut self) -> bool {
        let local = |one: &&Deletion| one.plan.fate() != Fate::Task;
        let Some(number) = self.changes.deletions.under_way.iter().rfind(local).map(|one| one.number) else {
            return false;
        };
        self.cx.send(Slot::background(Purpose::StopRemoval), StopRemoval { number });
        self.cx.say(Notice::info("Deleting stops after the entry under way."));
        true
    }

    /// Why hemi is not left now: entries are being deleted.
    pub(super) fn why_deleting(&self) -> Option<SafeText> {
        let mut under_way = self.changes.deletions.under_way.iter();
        let is_under_way = under_way.any(|one| one.plan.fate() != Fate::Task);
        let key = self.keys.map.key(&global::STOP).unwrap_or_default();
        is_under_way.then(|| {
            safe!("Entries are still being deleted: wait for the end, or stop it with {} first.", key)
        })
    }
}

/// An entry as something to delete: a link has no size of its own.
fn item_of(entry: &Entry<'_>, name: EntryName) -> DeleteItem {
    let kind = kind_of(entry);
    let size = entry.size.filter(|_| matches!(kind, EntryKind::File | EntryKind::Other));
    DeleteItem { name, kind, size, modified: entry.modified }
}

/// What is deleted: of a link only the link, whatever it leads to.
fn kind_of(entry: &Entry<'_>) -> EntryKind {
    match (entry.link_target.is_some(), entry.kind) {
        (true, EntryKind::BrokenLink) => EntryKind::BrokenLink,
        (true, _) => EntryKind::Link,
        (false, kind) => kind,
    }
}
