//! From marks to a plan, and what becomes of a submission. A plan is submitted only as the plan overlay confirmed it;
//! marks are cleared only when the submission is in the journal.

use std::collections::BTreeMap;

use super::App;
use super::basket::common_end;
use super::commands::{Command, global, listing, places};
use super::overlay::{Ends, Overlay, PlanReview};
use super::pane::marks::Marked;
use super::pane::{DirView, MarkedDirectory, why_not_name};
use super::requests::task::Submit;
use super::requests::{Purpose, Slot};
use super::status::Notice;
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::ids::JobId;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Place, Side};
use crate::domain::plan::{
    ConfirmedPlan, Plan, PlanError, PlanItem, TransferOptions, Unsendable, suggested_label,
};
use crate::domain::problem::Problem;
use crate::domain::route::{EndInfo, NextStep, NoRoute, best};
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// So long a task has at first, in seconds (`globus-api.md` 10.4).
const TASK_DEADLINE: i64 = 24 * 3600;

/// The submissions of this run that have no answer yet.
#[derive(Debug, Default)]
pub(super) struct Submissions {
    pending: Vec<PendingSubmission>,
    last_number: u32,
}

/// A submission in progress.
#[derive(Debug)]
struct PendingSubmission {
    number: u32,
    /// The pane it was planned in.
    side: Side,
    /// As it was confirmed: if the service refuses it, it is shown again with all that was chosen.
    plan: Plan,
    /// What is sent where, as text.
    words: SafeText,
}

impl App {
    /// Why no engine moves data from the active pane to the other one, by the rules of the engines.
    pub(super) fn why_no_route(&self) -> Option<SafeText> {
        let end = |side| self.pane(side).here().and_then(DirView::end);
        let (from, to) = (end(self.active()), end(self.active().other()));
        // Where one pane is empty, the other one can still rule a transfer out: its store stands for both.
        let Some((from, to)) = from.clone().or(to.clone()).zip(to.or(from)) else {
            return self.why_not_connected();
        };
        let signed_in = self.session.is_signed_in();
        match best(self.settings.engines.iter().map(|rule| (rule, rule(&from, &to, signed_in)))) {
            Ok((_, None)) => None,
            Ok((_, Some(NextStep::SignIn))) => self.why_not_connected(),
            Err(reason) => Some(safe!("{} {}", reason.reason(), self.next_without_route(reason))),
        }
    }

    /// What can be done where no engine moves the data.
    fn next_without_route(&self, reason: NoRoute) -> SafeText {
        let key = |command: &Command| self.keys.map.key(command).unwrap_or_default();
        match reason {
            NoRoute::NoEngine => "Fix what was reported at the start, then start hemi again.".into(),
            NoRoute::NotACollection => {
                let sign_in = match self.session.is_signed_in() {
                    true => SafeText::default(),
                    false => safe!(", sign in with {}", key(&global::ACCOUNT)),
                };
                safe!(
                    "Make it one with Globus Connect Personal{}, and open that collection with {}.",
                    sign_in,
                    key(&places::SEARCH)
                )
            }
        }
    }

    /// Why no transfer can be planned, without a check of every mark.
    pub(super) fn why_not_transfer(&self) -> Option<SafeText> {
        if self.marks_are_elsewhere() {
            return None;
        }
        let here = self.pane(self.active()).here();
        let Some(here) = here.filter(|here| !here.listing().is_empty() || !here.marks().is_empty()) else {
            return Some("There is nothing to send here.".into());
        };
        let Some(source) = here.place() else { return Some("This directory is not listed yet.".into()) };
        if here.is_gone() {
            let key = self.keys.map.key(&listing::REFRESH).unwrap_or_default();
            return Some(safe!(
                "This directory was not found when it was last listed: list it again with {} before you send from it.",
                key
            ));
        }
        if here.is_marking() {
            return Some("Rows are still being marked; try again in a moment.".into());
        }
        if here.marks().is_empty() && here.entry_at_cursor().is_none() {
            return Some(".. (the parent) cannot be sent: move to an entry, or mark some.".into());
        }
        let Some(destination) = self.pane(self.active().other()).here().and_then(DirView::place) else {
            return Some("The other pane shows no directory: open one there first.".into());
        };
        if source == destination {
            return Some(plan_error_message(PlanError::SamePlace));
        }
        let underway =
            self.submissions.pending.iter().any(|pending| *pending.plan.source().place() == source);
        underway.then(|| "The last plan from this directory is still being submitted.".into())
    }

    /// Shows the plan of sending the marked entries, or the one at the cursor, to the other pane.
    pub(super) fn plan_transfer(&mut self) {
        if self.end_range(true) {
            self.on_pane(|pane, _| pane.finish_marking());
        }
        if self.marks_are_elsewhere() {
            return self.offer_basket();
        }
        match self.draft() {
            Ok(plan) => self.review(plan),
            Err(reason) => self.cx.say(Notice::refusal(reason)),
        }
    }

    /// Shows a plan.
    pub(super) fn review(&mut self, plan: Plan) {
        let ends = self.ends(&plan);
        self.open(PlanReview::new(plan, ends));
        self.update_plan();
    }

    /// Items of a plan that its source does not list any more, or that are of another kind now.
    fn gone_from(&self, plan: &Plan) -> Vec<EntryName> {
        let source = plan.source().place();
        let mut panes = Side::BOTH.into_iter().filter_map(|side| self.pane(side).here());
        let Some(here) = panes.find(|here| here.place().as_ref() == Some(source)) else { return Vec::new() };
        let here_only = plan.items().iter().filter(|item| *item.dir(&source.path) == source.path);
        if here.is_gone() {
            return here_only.map(|item| item.name.clone()).collect();
        }
        if !here.is_whole() || here.is_old() || here.is_truncated() {
            return Vec::new();
        }
        let there = here.named(plan.items().iter().map(|item| item.name.raw()));
        // What a link leads to is not what it is.
        let is_there = |item: &&PlanItem| {
            there.get(item.name.raw()).is_some_and(|entry| {
                entry.kind == item.kind || entry.link_target.is_some() || item.kind == EntryKind::Link
            })
        };
        here_only.filter(|item| !is_there(item)).map(|item| item.name.clone()).collect()
    }

    /// What is known of the two ends of a plan: of the stores by the plan, of the rows by the panes that show them.
    fn ends(&self, plan: &Plan) -> Ends {
        let end = |place: &Place| {
            Side::BOTH
                .into_iter()
                .filter_map(|side| self.pane(side).here())
                .find(|here| here.place().as_ref() == Some(place))
        };
        let (from, to) = (end(plan.source().place()), end(plan.destination().place()));
        let stores = || [plan.source(), plan.destination()].into_iter().map(EndInfo::store);
        Ends {
            writable: to.and_then(DirView::writable),
            present: to.and_then(|here| here.present(plan.items().iter().map(|item| item.name.raw()))),
            busy: self.is_written_to(plan.destination().store()),
            must_verify: stores().any(|store| store.transfers.must_verify),
            cannot_verify: stores().any(|store| store.transfers.cannot_verify),
            // One entry that was chosen is all that is meant.
            listed: from
                .filter(|here| plan.items().len() > 1 && (!here.is_whole() || here.is_partial()))
                .map(|here| u64::try_from(here.listing().unfiltered()).unwrap_or(u64::MAX)),
            escaped: from.iter().flat_map(|here| names_with_twins(here)).collect(),
            lapses: stores().find_map(|store| self.lapses(store)),
        }
    }

    /// Whether a task that has not ended writes to a collection.
    fn is_written_to(&self, store: &StoreInfo) -> bool {
        let jobs = self.monitor.jobs().iter().filter(|job| job.state.is_at_service());
        let mut tasks = jobs.filter_map(|job| job.task.as_ref()?.destination.as_ref());
        let submitted =
            self.submissions.pending.iter().any(|one| one.plan.destination().store().id == store.id);
        submitted || tasks.any(|end| Some(end.id) == store.collection())
    }

    /// A directory is listed otherwise: a plan that is open is told what is there now.
    pub(super) fn update_plan(&mut self) {
        self.update_delete();
        let Some(Overlay::Plan(review)) = self.host.overlay() else { return };
        let gone = self.gone_from(review.plan());
        let fewer = self.host.plan_mut().is_some_and(|review| review.forget(gone));
        let Some(Overlay::Plan(review)) = self.host.overlay() else { return };
        let ends = self.ends(review.plan());
        let new = self.host.plan_mut().is_some_and(|review| review.update(ends));
        self.cx.changed_if(new || fewer);
    }

    /// That the sign-in a collection asks for will not outlast a task that begins now, if so.
    fn lapses(&self, collection: &StoreInfo) -> Option<SafeText> {
        let state = self.session.freshness(collection, self.cx.at);
        let key = self.keys.map.key(&super::commands::global::ACCOUNT).unwrap_or_default();
        state.lapses_within(TASK_DEADLINE).then(|| {
            safe!(
                "The sign-in for {}: {}. A task can take {} hours: renew the sign-in first ({}).",
                collection.title(),
                state.label(),
                TASK_DEADLINE / 3600,
                key
            )
        })
    }

    /// The plan as the panes have it.
    fn draft(&self) -> Result<Plan, SafeText> {
        let unknown = || SafeText::from("Both panes must show a directory.");
        let from = self.pane(self.active()).here().ok_or_else(unknown)?;
        let to = self.pane(self.active().other()).here().ok_or_else(unknown)?;
        let (source, destination) = (from.end().ok_or_else(unknown)?, to.end().ok_or_else(unknown)?);
        let mut chosen: Vec<Chosen> = Vec::new();
        if from.marks().is_empty() {
            if let Some(entry) = from.entry_at_cursor() {
                let size = entry.size.filter(|_| !entry.is_dir());
                chosen.push((None, entry.name.to_owned(), Marked { kind: entry.kind, size }));
            }
        } else {
            chosen.extend(from.marks().iter().map(|(name, marked)| (None, name.to_owned(), marked)));
        }
        plan_of(from, source, destination, chosen)
    }

    /// The plan of sending all marks of the store of the active pane.
    pub(super) fn draft_marked(&mut self) -> Result<Plan, SafeText> {
        let active = self.active();
        let dirs = self.panes.get_mut(active).marked_directories();
        let unknown = || SafeText::from("Both panes must show a directory.");
        let from = self.pane(active).here().ok_or_else(unknown)?;
        let to = self.pane(active.other()).here().ok_or_else(unknown)?;
        let destination = to.end().ok_or_else(unknown)?;
        let dirs: Vec<_> = dirs.into_iter().filter(|dir| dir.place.store == from.store().id).collect();
        let places: Vec<Place> = dirs.iter().map(|dir| dir.place.clone()).collect();
        let source = common_end(from.store(), &places);
        let entries = |dir: MarkedDirectory| {
            let path = dir.place.path;
            dir.marks.into_iter().map(move |(name, marked)| (Some(path.clone()), name, marked))
        };
        plan_of(from, source, destination, dirs.into_iter().flat_map(entries).collect())
    }

    /// Hands over what was confirmed.
    pub(super) fn submit(&mut self, plan: Box<ConfirmedPlan>) {
        let seen = plan.plan().clone();
        let count = format::count(seen.items().len() as u64, "item", "items");
        let words = safe!("{} to {}", count, seen.destination().title());
        let side = self.active();
        self.submissions.last_number = self.submissions.last_number.saturating_add(1);
        let number = self.submissions.last_number;
        self.cx.send(Slot::background(Purpose::Submission(number)), Submit { plan });
        self.cx.say(Notice::info(safe!("Saving the submission of {}...", words)));
        self.submissions.pending.push(PendingSubmission { number, side, plan: seen, words });
    }

    fn take_submission(&mut self, number: u32) -> Option<PendingSubmission> {
        let at = self.submissions.pending.iter().position(|pending| pending.number == number)?;
        Some(self.submissions.pending.remove(at))
    }

    /// It is durable in the journal: only now does hemi say that it was taken. It is what the task panel opens at.
    pub(super) fn submission_saved(&mut self, number: u32, job: JobId) {
        self.monitor.choose_job(job, &mut self.cx);
        if let Some(pending) = self.submissions.pending.iter().find(|pending| pending.number == number) {
            self.cx.say(Notice::info(safe!("Submitting {}...", pending.words)));
        }
    }

    /// The service has it.
    pub(super) fn submitted(&mut self, number: u32, again: bool) {
        let Some(pending) = self.take_submission(number) else { return };
        self.unmark_sent(&pending);
        let key = self.keys.map.key(&super::commands::tasks::TOGGLE).unwrap_or_default();
        let words = if again {
            safe!("Globus has {} already: there is one task, not two. {} shows it.", pending.words, key)
        } else {
            safe!("Sent {}. {} shows the task.", pending.words, key)
        };
        self.cx.say(Notice::info(words));
    }

    /// It is saved in the journal and sent from there: `Recovered` reports it.
    pub(super) fn submission_waits(&mut self, number: u32, problem: &Problem) {
        let Some(pending) = self.take_submission(number) else { return };
        self.unmark_sent(&pending);
        let words = safe!("{}: saved, and sent automatically later. {}", pending.words, problem.happened);
        self.cx.say(Notice::warning(words));
        self.require_for_journal(problem);
    }

    /// The service will not have it. The marks stay and the plan is shown again, to try otherwise.
    pub(super) fn submission_refused(&mut self, number: u32, problem: &Problem) {
        let Some(PendingSubmission { plan: refused, .. }) = self.take_submission(number) else { return };
        if self.host.is_open() {
            self.cx.say(Notice::problem(problem));
        } else {
            let ends = self.ends(&refused);
            self.open(PlanReview::refused(refused, ends, problem.clone()));
        }
    }

    fn unmark_sent(&mut self, pending: &PendingSubmission) {
        let source = pending.plan.source().place();
        let mut dirs: BTreeMap<&StorePath, Vec<&EntryName>> = BTreeMap::new();
        for item in pending.plan.items() {
            dirs.entry(item.dir(&source.path)).or_default().push(&item.name);
        }
        for (path, names) in dirs {
            let place = Place { store: source.store, path: path.clone() };
            self.panes.unmark(pending.side, &place, names.into_iter(), &mut self.cx);
        }
    }
}

/// An entry that was chosen: its directory, where that is not the source's own, its name, and what is known of it.
type Chosen = (Option<StorePath>, Untrusted, Marked);

fn plan_of(
    from: &DirView,
    source: EndInfo,
    destination: EndInfo,
    chosen: Vec<Chosen>,
) -> Result<Plan, SafeText> {
    let mut items = Vec::new();
    let mut unsendable = Vec::new();
    for (dir, name, Marked { kind, size }) in chosen {
        match from.store().entry_name(name.as_ref()) {
            Ok(name) => items.push(PlanItem { dir, name, kind, size }),
            Err(error) => unsendable.push(Unsendable { name, reason: why_not_name(error).into() }),
        }
    }
    if let Some(first) = unsendable.first().filter(|_| items.is_empty()) {
        return Err(safe!("{} cannot be sent: {}.", first.name.sanitized(), first.reason));
    }
    // A task without a label could not be distinguished from others in the list.
    let options = TransferOptions { label: suggested_label(&items), ..TransferOptions::default() };
    let plan = Plan::new(source, destination, items, options).map_err(plan_error_message)?;
    Ok(plan.with_unsendable(unsendable))
}

fn names_with_twins(here: &DirView) -> impl Iterator<Item = EntryName> {
    here.listing().with_twins().filter_map(|entry| here.store().entry_name(entry.name).ok())
}

fn plan_error_message(error: PlanError) -> SafeText {
    match error {
        PlanError::Empty => "There is nothing to send here.",
        PlanError::SamePlace => "Both panes show the same directory; open another one in the other pane.",
        PlanError::IntoItself => "A directory cannot be copied into itself.",
        PlanError::SameName => {
            "Two of the marked entries have the same name, and one would overwrite the other: unmark one."
        }
    }
    .into()
}
