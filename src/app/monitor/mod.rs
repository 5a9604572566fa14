//! The task panel: which jobs there are, how they fare, which one is chosen. It also counts them while it is closed.
//! It does not know panes and frames.
//!
//! Start with [`Monitor::apply`].

mod columns;
pub mod rates;
mod row;
pub mod view;

use std::time::Duration;

use super::effect::{Effect, Pace};
use super::update_cx::UpdateCx;
use super::widgets::list::follow;
use crate::domain::format;
use crate::domain::ids::JobId;
use crate::domain::job::{Applied, JobChange, JobList, JobSnapshot, JobState};
use crate::domain::problem::Problem;
use crate::domain::sanitise;
use crate::domain::task::Task;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;
use rates::Rates;

/// How often the age of the last report is redrawn while polls fail.
const AGE_STEP: Duration = Duration::from_secs(10);

/// The task panel and what it knows.
#[derive(Debug, Default)]
pub struct Monitor {
    open: bool,
    list: JobList,
    rates: Rates,
    chosen: Option<JobId>,
    top: usize,
    /// When the service last answered.
    seen: Option<Timestamp>,
    /// Why it has not answered since.
    failed: Option<Problem>,
    /// The age drawn for `seen`, in steps.
    age: u64,
    pace: Pace,
}

impl Monitor {
    /// Whether the panel is shown.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// All jobs, and how many there are of each kind.
    pub fn list(&self) -> &JobList {
        &self.list
    }

    /// All jobs, in the order of the panel.
    pub fn jobs(&self) -> &[JobSnapshot] {
        self.list.jobs()
    }

    /// The rates seen.
    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// The first row on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Whether tasks were seen at all.
    pub fn was_seen(&self) -> bool {
        self.seen.is_some()
    }

    /// When the tasks were last seen.
    pub fn seen_at(&self) -> Option<Timestamp> {
        self.seen
    }

    /// Why the tasks cannot be looked at, and how old what is shown is.
    pub fn trouble(&self) -> Option<(&Problem, Option<Duration>)> {
        let age = self.seen.map(|_| AGE_STEP.saturating_mul(u32::try_from(self.age).unwrap_or(u32::MAX)));
        self.failed.as_ref().map(|problem| (problem, age))
    }

    /// The index of the chosen row.
    pub fn chosen_index(&self) -> usize {
        self.chosen.and_then(|id| self.jobs().iter().position(|job| job.id == id)).unwrap_or(0)
    }

    /// The chosen job.
    pub fn chosen(&self) -> Option<&JobSnapshot> {
        self.jobs().get(self.chosen_index())
    }

    /// Opens or closes the panel.
    pub fn set_open(&mut self, open: bool, cx: &mut UpdateCx) {
        cx.changed_if(std::mem::replace(&mut self.open, open) != open);
        self.update_poll_rate(cx);
    }

    /// Chooses the row so many further down.
    pub fn step(&mut self, rows: isize, cx: &mut UpdateCx) {
        let last = self.jobs().len().saturating_sub(1);
        let index = self.chosen_index().saturating_add_signed(rows).min(last);
        let chosen = self.jobs().get(index).map(|job| job.id);
        cx.changed_if(index != self.chosen_index());
        self.chosen = chosen;
    }

    /// Chooses the row of that index.
    pub fn choose(&mut self, index: usize, cx: &mut UpdateCx) {
        let rows = isize::try_from(index).unwrap_or(isize::MAX);
        self.step(rows.saturating_sub_unsigned(self.chosen_index()), cx);
    }

    /// Chooses a job, also before it is listed.
    pub fn choose_job(&mut self, job: JobId, cx: &mut UpdateCx) {
        cx.changed_if(self.open);
        self.chosen = Some(job);
    }

    /// Scrolls by so many rows, of which `height` are seen; the chosen row changes only when it leaves those.
    pub fn scroll(&mut self, rows: isize, height: usize, cx: &mut UpdateCx) {
        let top = self.top.saturating_add_signed(rows).min(self.jobs().len().saturating_sub(height));
        cx.changed_if(std::mem::replace(&mut self.top, top) != top);
        self.choose(self.chosen_index().clamp(top, top.saturating_add(height.saturating_sub(1))), cx);
    }

    /// Brings the chosen row into those on the screen.
    pub fn follow(&mut self, height: usize) {
        self.top = follow(self.top, self.chosen_index(), self.jobs().len(), height);
    }

    /// Applies what the job sources report. Returns the jobs that ended.
    pub fn apply(&mut self, changes: Vec<JobChange>, cx: &mut UpdateCx) -> Vec<JobSnapshot> {
        let counts = (self.list.unfinished(), self.list.saved());
        let answered = changes.contains(&JobChange::Answered);
        let Applied { ended, changed } = self.list.apply(changes);
        if answered {
            let first = self.seen.replace(cx.at).is_none();
            let recovered = self.failed.take().is_some();
            self.age = 0;
            self.rates.apply_snapshot(self.list.jobs(), cx.at);
            let moving = self.jobs().iter().any(|job| job.state == JobState::Active);
            cx.changed_if(self.open && (first || recovered || moving));
        }
        // Closed, only the counts are on the screen; open, a rate and an age come with each answer.
        let other_counts = counts != (self.list.unfinished(), self.list.saved());
        cx.changed_if(other_counts || self.open && changed);
        ended
    }

    /// The service could not be asked; it is asked again.
    pub fn apply_failed(&mut self, problem: Problem, cx: &mut UpdateCx) {
        let different = self.failed.as_ref() != Some(&problem);
        self.failed = Some(problem);
        let aged = self.set_age(cx.at);
        cx.changed_if(self.open && (different || aged));
    }

    fn set_age(&mut self, at: Timestamp) -> bool {
        let age = self.seen.map_or(0, |seen| at.since(seen).as_secs() / AGE_STEP.as_secs());
        std::mem::replace(&mut self.age, age) != age
    }

    /// When the age drawn is no longer true.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let seen = self.seen.filter(|_| self.open && self.failed.is_some())?;
        let steps = u32::try_from(self.age + 1).unwrap_or(u32::MAX);
        Some(seen.after(AGE_STEP.saturating_mul(steps)))
    }

    /// Lets the age grow.
    pub fn wake(&mut self, at: Timestamp, cx: &mut UpdateCx) {
        if self.open && self.failed.is_some() {
            let aged = self.set_age(at);
            cx.changed_if(aged);
        }
    }

    fn update_poll_rate(&mut self, cx: &mut UpdateCx) {
        let pace = if self.open { Pace::Watching } else { Pace::Background };
        if std::mem::replace(&mut self.pace, pace) != pace {
            cx.effect(Effect::Watch(pace));
        }
    }
}

/// What a task is called: its label, else its ends.
pub fn title(task: &Task) -> SafeText {
    JobSnapshot::of_task(JobId::new(task.id.uuid()), task.clone()).title()
}

/// How long it took, or has taken when it was last seen.
pub fn elapsed(task: &Task, seen: Option<Timestamp>) -> Option<SafeText> {
    let seconds = row::seconds(task, seen)?;
    let span = if seconds == 0 { "less than 1s".into() } else { format::span(seconds) };
    Some(if task.completed.is_some() { safe!("took {}", span) } else { safe!("{} so far", span) })
}

/// Where two ends have less room than this, the arrow between them stands without blanks.
const NARROW: usize = 20;

/// Two ends in so many cells, of which each keeps its beginning.
pub fn between_ends(
    from: &SafeText,
    to: &SafeText,
    arrow: &'static str,
    cells: usize,
    cut: &'static str,
) -> SafeText {
    let gap = if cells < NARROW { "" } else { " " };
    let room = cells.saturating_sub(sanitise::width(arrow) + 2 * gap.len());
    let for_to = to.width().min((room / 2).max(room.saturating_sub(from.width())));
    let from = from.beginning(room.saturating_sub(for_to), cut);
    safe!("{}{}{}{}{}", from, gap, arrow, gap, to.beginning(for_to, cut)).fit_with(cells, cut)
}

#[cfg(test)]
mod tests;
