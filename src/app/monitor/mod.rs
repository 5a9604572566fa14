//! The task panel: which tasks there are, how they fare, which one is chosen. Also knows, open or not, which
//! tasks are ours and when one ends. Knows nothing of panes and frames.
//!
//! Start with [`Monitor::apply_snapshot`].

pub mod rates;
pub mod view;

use std::collections::BTreeSet;
use std::time::Duration;

use super::effect::{Effect, Pace};
use super::update_cx::UpdateCx;
use super::widgets::list::follow;
use crate::domain::ids::TaskId;
use crate::domain::problem::Problem;
use crate::domain::task::{Task, TaskEnd, TaskKind, TaskStatus};
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;
use rates::Rates;

/// How often the age of the last look is drawn anew while looking fails.
const AGE_STEP: Duration = Duration::from_secs(10);

/// The task panel and what it knows.
#[derive(Debug)]
pub struct Monitor {
    open: bool,
    tasks: Vec<Task>,
    rates: Rates,
    /// Tasks of this run that are not known to be over.
    ours: BTreeSet<TaskId>,
    chosen: Option<TaskId>,
    top: usize,
    /// When the tasks were last seen.
    seen: Option<Timestamp>,
    /// Why they could not be looked at since.
    failed: Option<Problem>,
    /// The age drawn for `seen`, in steps.
    age: u64,
    pace: Pace,
}

impl Default for Monitor {
    fn default() -> Self {
        Self {
            open: false,
            tasks: Vec::new(),
            rates: Rates::default(),
            ours: BTreeSet::new(),
            chosen: None,
            top: 0,
            seen: None,
            failed: None,
            age: 0,
            pace: Pace::Off,
        }
    }
}

impl Monitor {
    /// Whether the panel is shown.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// All tasks, newest first.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
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
        self.chosen.and_then(|id| self.tasks.iter().position(|task| task.id == id)).unwrap_or(0)
    }

    /// The chosen task.
    pub fn chosen(&self) -> Option<&Task> {
        self.tasks.get(self.chosen_index())
    }

    /// How many of our tasks, or of those seen, have not ended.
    pub fn running(&self) -> usize {
        let unseen = self.ours.iter().filter(|id| !self.tasks.iter().any(|task| task.id == **id)).count();
        self.tasks.iter().filter(|task| !task.status.is_over()).count() + unseen
    }

    /// Opens or closes the panel.
    pub fn set_open(&mut self, open: bool, cx: &mut UpdateCx) {
        cx.changed_if(std::mem::replace(&mut self.open, open) != open);
        self.update_poll_rate(cx);
    }

    /// A task of this run, to be followed until it ends.
    pub fn follow_task(&mut self, task: TaskId, cx: &mut UpdateCx) {
        let over = self.tasks.iter().any(|known| known.id == task && known.status.is_over());
        if !over && self.ours.insert(task) {
            cx.changed();
        }
        self.update_poll_rate(cx);
    }

    /// Chooses the row so many further down.
    pub fn step(&mut self, rows: isize, cx: &mut UpdateCx) {
        let last = self.tasks.len().saturating_sub(1);
        let index = self.chosen_index().saturating_add_signed(rows).min(last);
        let chosen = self.tasks.get(index).map(|task| task.id);
        cx.changed_if(index != self.chosen_index());
        self.chosen = chosen;
    }

    /// Brings the chosen row into those on the screen.
    pub fn follow(&mut self, height: usize) {
        self.top = follow(self.top, self.chosen_index(), self.tasks.len(), height);
    }

    /// Takes what a look saw; the tasks that ended since the last one.
    pub fn apply_snapshot(&mut self, tasks: Vec<Task>, cx: &mut UpdateCx) -> Vec<Task> {
        let was_running = self.running();
        let ended =
            tasks.iter().filter(|task| task.status.is_over() && self.was_alive(task.id)).cloned().collect();
        self.ours.retain(|id| !tasks.iter().any(|task| task.id == *id && task.status.is_over()));
        let moving = tasks.iter().any(|task| task.status == TaskStatus::Active);
        let different = self.tasks != tasks || self.failed.is_some() || self.seen.is_none();
        self.rates.apply_snapshot(&tasks, cx.at);
        // The bar stays on its task; before anything was chosen, on the newest.
        self.tasks = tasks;
        self.failed = None;
        self.age = 0;
        self.seen = Some(cx.at);
        // Closed, only their number is on the screen; open, a rate and an age come with each look.
        cx.changed_if(self.running() != was_running || self.open && (different || moving));
        self.update_poll_rate(cx);
        ended
    }

    fn was_alive(&self, task: TaskId) -> bool {
        match self.tasks.iter().find(|known| known.id == task) {
            Some(known) => !known.status.is_over(),
            None => self.ours.contains(&task),
        }
    }

    /// Looking failed; it goes on.
    pub fn snapshot_failed(&mut self, problem: Problem, cx: &mut UpdateCx) {
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

    /// Looks as eagerly as there is something to see.
    fn update_poll_rate(&mut self, cx: &mut UpdateCx) {
        let pace = match (self.open, self.ours.is_empty()) {
            (true, _) => Pace::Watching,
            (false, false) => Pace::Background,
            (false, true) => Pace::Off,
        };
        if std::mem::replace(&mut self.pace, pace) != pace {
            cx.effect(Effect::Watch(pace));
        }
    }
}

/// What a task is called: its label, else its ends.
pub fn title(task: &Task) -> SafeText {
    title_in(task, usize::MAX, "")
}

/// The same in so many cells: of two ends, each keeps its beginning.
pub fn title_in(task: &Task, cells: usize, cut: &'static str) -> SafeText {
    if let Some(label) = task.label.as_ref().filter(|label| !label.is_empty()) {
        return label.sanitized().fit_with(cells, cut);
    }
    let end = |end: &Option<TaskEnd>| match end {
        Some(end) if end.name.is_empty() => safe!("{}", end.id),
        Some(end) => end.name.sanitized(),
        None => "?".into(),
    };
    match task.kind {
        TaskKind::Transfer => {
            const BETWEEN: &str = " > ";
            let (from, to) = (end(&task.source), end(&task.destination));
            let room = cells.saturating_sub(BETWEEN.len());
            let for_to = to.width().min((room / 2).max(room.saturating_sub(from.width())));
            let from = from.fit_with(room.saturating_sub(for_to), cut);
            safe!("{}{}{}", from, BETWEEN, to.fit_with(for_to, cut)).fit_with(cells, cut)
        }
        TaskKind::Delete => safe!("delete on {}", end(&task.source)).fit_with(cells, cut),
    }
}

#[cfg(test)]
mod tests;
