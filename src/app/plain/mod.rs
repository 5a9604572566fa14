//! The app as lines of text, for screen readers and for terminals that cannot move their cursor: another view of the same
//! state, and another way to give the same inputs. Everything is a sentence or a numbered list; what did not change is not
//! said again, and nothing stands for a word.
//!
//! Start with [`PlainView::news`] (what is said) and [`answer`] (what a typed line means). Must not know the terminal.

mod answer;
mod answered;
mod entry;
mod help;
mod in_form;
mod panes;
mod preview;
mod tasks;

pub use answered::Answered;

use std::collections::BTreeMap;

use super::overlay::plain_form::{self, PlainChoice, PlainCx, PlainForm};
use super::session::Phase;
use super::status::Notice;
use super::{App, Focus};
use crate::domain::ids::JobId;
use crate::domain::job::JobSnapshot;
use crate::domain::place::Side;
use crate::domain::text::SafeText;
use crate::safe;

/// Columns and rows of the screen that the app is told of: so much of a long directory is one page.
pub const SIZE: (u16, u16) = (100, 27);

/// What was said, so that it is not said again.
#[derive(Debug, Default)]
pub struct PlainView {
    greeted: bool,
    phase: Option<SafeText>,
    form: Option<PlainForm>,
    /// The choices that were read out, and what 0 does.
    offered: Option<(Vec<PlainChoice>, SafeText)>,
    notice: Option<Notice>,
    pause: Option<SafeText>,
    panes: [SafeText; 2],
    /// The rows that were read out, and of what.
    rows: Vec<SafeText>,
    part: Option<Part>,
    /// Whether a place is being opened in it, and whether one was since its rows were read out.
    opens: bool,
    opened: bool,
    /// The preview that was read out.
    preview: Vec<SafeText>,
    /// Whether tasks were read out since the user went to them.
    knows_tasks: bool,
    /// The state of each job; `None` until tasks are known.
    jobs: Option<BTreeMap<JobId, SafeText>>,
    /// Whether a line was given since news was said.
    answered: bool,
    /// Whether the dialog opened without a line that asked for it.
    opened_by_itself: bool,
    /// Whether lines wait until all tasks have ended.
    waits: bool,
}

/// What has the keys while no overlay is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Pane(Side),
    Tasks,
}

/// What a line is asked for with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The words before the answer.
    pub words: SafeText,
    /// Whether the answer is not to be seen.
    pub secret: bool,
}

impl PlainView {
    /// What is new since this was called last, a line each.
    pub fn news(&mut self, app: &App) -> Vec<SafeText> {
        let mut lines = Vec::new();
        if !std::mem::replace(&mut self.greeted, true) {
            lines.push("hemi, plain mode. Type help to hear what can be answered.".into());
        }
        let phase = phase(app);
        if self.phase.as_ref() != Some(&phase) {
            lines.push(phase.clone());
            self.phase = Some(phase);
        }
        self.say_notices(app, &mut lines);
        tasks::changes(app, &mut self.jobs, &mut lines);
        let answered = std::mem::take(&mut self.answered);
        match app.overlay() {
            Some(overlay) => {
                let form = overlay.plain(PlainCx { requests: app.requests() });
                self.say_form(form, answered, &mut lines);
            }
            None => {
                if let Some(gone) = self.form.take().filter(|gone| gone.asks && !answered) {
                    lines.push(safe!("{}: this is no longer asked.", gone.title));
                }
            }
        }
        self.say_panes(app, &mut lines);
        if app.overlay().is_none()
            && let Some(preview) = preview::lines(app)
            && self.preview != preview
        {
            lines.extend(preview.iter().cloned());
            self.preview = preview;
        }
        lines
    }

    /// Everything is said again.
    pub fn forget(&mut self) {
        let (jobs, waits) = (self.jobs.take(), self.waits);
        *self = Self { greeted: true, jobs, waits, ..Self::default() };
    }

    /// What is asked for now.
    pub fn prompt(&self, app: &App) -> Prompt {
        let secret =
            self.form.as_ref().and_then(|form| form.field.as_ref()).is_some_and(|field| field.secret);
        let words = match &self.form {
            Some(PlainForm { field: Some(field), .. }) => field.label.clone(),
            Some(form) if form.choices.is_empty() => safe!("Answer, 0 to {}", form.close),
            Some(form) => safe!("Answer, 0 to {}", form.choices.len()),
            None => match part(app) {
                Part::Pane(Side::Left) => "hemi, left pane".into(),
                Part::Pane(Side::Right) => "hemi, right pane".into(),
                Part::Tasks => "hemi, tasks".into(),
            },
        };
        Prompt { words: safe!("{}: ", words), secret }
    }

    /// Whether an answer of a service is awaited that decides what can be answered next.
    pub fn is_busy(&self, app: &App) -> bool {
        app.is_busy() || self.form.as_ref().is_some_and(|form| form.busy)
    }

    /// Whether the next line is to wait: for all tasks, as the user asked.
    pub fn waits(&mut self, app: &App) -> bool {
        let moves = |job: &JobSnapshot| job.state.is_at_service() || job.state.will_be_sent();
        self.waits &= app.is_busy() || app.monitor.list().jobs().iter().any(moves);
        self.waits
    }

    /// Notices, and the pause that a service asked for.
    fn say_notices(&mut self, app: &App, lines: &mut Vec<SafeText>) {
        let notice = app.notices.current();
        if self.notice.as_ref() != notice {
            lines.extend(notice.map(|notice| notice.words.clone()));
            self.notice = notice.cloned();
        }
        let key = app.keys.map.key(&super::commands::global::TRY_NOW).unwrap_or_default();
        let pause = app.pauses.message(usize::from(u16::MAX), &app.settings.zone, &key);
        if self.pause.is_some() != pause.is_some() {
            lines.push(pause.clone().unwrap_or_else(|| "The service can be asked again.".into()));
            self.pause = pause;
        }
    }

    /// An overlay: all of it when it opens, then what is new in it.
    fn say_form(&mut self, form: PlainForm, answered: bool, lines: &mut Vec<SafeText>) {
        let before = self.form.take().filter(|before| before.title == form.title);
        if before.as_ref() == Some(&form) {
            // An answer that is refused for the same reason as the one before is told that reason again.
            let warnings = form.lines.iter().filter(|line| answered && plain_form::is_warning(line));
            lines.extend(warnings.cloned());
            self.form = before;
            return;
        }
        let known = before.as_ref().map(|before| &*before.lines).unwrap_or_default();
        if before.is_none() {
            lines.push(safe!("{}.", form.title));
            self.offered = None;
            self.opened_by_itself = !answered;
        }
        lines.extend(form.lines.iter().filter(|line| !known.contains(line)).cloned());
        // While an answer is awaited the choices are about to change.
        let offered = self.offered.as_ref().filter(|_| before.is_some());
        let offers = (form.choices.clone(), form.close.clone());
        if !form.busy && offered != Some(&offers) {
            let numbered = (1_usize..).zip(&form.choices);
            lines.extend(numbered.map(|(number, choice)| safe!("{}. {}", number, choice.label)));
            lines.push(safe!("0. {}", form.close));
            if let Some(field) = form.field.as_ref().filter(|_| self.opened_by_itself && offered.is_none()) {
                lines.push(safe!("A text is asked for: {}. To leave it: 0.", field.label));
            }
            self.offered = Some(offers);
        }
        self.form = Some(form);
    }

    /// Where the panes are; and the rows of the one with the cursor, when no overlay is over it.
    fn say_panes(&mut self, app: &App, lines: &mut Vec<SafeText>) {
        let part = part(app);
        let opens = matches!(part, Part::Pane(side) if app.pane(side).on_its_way(app.requests()).is_some());
        let opened = std::mem::replace(&mut self.opens, opens) && !opens;
        // What an overlay covers is said when it is left.
        let moved = app.overlay().is_none() && self.part.replace(part) != Some(part);
        for (side, said) in Side::BOTH.into_iter().zip(&mut self.panes) {
            let words = panes::summary(app, side);
            let is_here = moved && part == Part::Pane(side);
            // At the start both are about to be opened.
            let begins = app.session.phase == Phase::Connecting && app.pane(side).here().is_none();
            if !begins && (*said != words || is_here) {
                lines.push(words.clone());
                *said = words;
            }
        }
        self.opened |= opened;
        if app.overlay().is_some() {
            return;
        }
        let rows = match part {
            // Rows that are still coming are not read out: they would be others a moment later.
            Part::Pane(side) => panes::rows(app, side),
            // Tasks move all the time: they are read out when the user goes to them, or asks.
            Part::Tasks if !moved && (self.knows_tasks || app.monitor.jobs().is_empty()) => None,
            Part::Tasks => Some(tasks::rows(app).into_iter().map(|row| (row, false)).collect()),
        };
        let Some(rows) = rows else { return };
        self.knows_tasks = part == Part::Tasks && !app.monitor.jobs().is_empty();
        // A mark alone does not repeat the rows: the summary counts it.
        if moved
            || std::mem::take(&mut self.opened)
            || !self.rows.iter().eq(rows.iter().map(|(words, _)| words))
        {
            let marked = |(words, marked): &(SafeText, bool)| match marked {
                true => safe!("{}, marked", words),
                false => words.clone(),
            };
            lines.extend(rows.iter().map(marked));
        }
        self.rows = rows.into_iter().map(|(words, _)| words).collect();
    }
}

/// What has the keys while no overlay is open.
fn part(app: &App) -> Part {
    match app.focus {
        Focus::Pane => Part::Pane(app.active()),
        Focus::Tasks => Part::Tasks,
    }
}

/// Who is signed in, or how far that is.
fn phase(app: &App) -> SafeText {
    match &app.session.phase {
        Phase::Connecting => "Connecting.".into(),
        Phase::Unreachable(problem) => safe!("Not connected. {}", problem.happened),
        Phase::NoClientId => "Not registered with Globus.".into(),
        Phase::SignedOut => "Not signed in.".into(),
        Phase::SignedIn(account) => {
            let demo = if app.settings.demo { ", at the demo's local Globus" } else { "" };
            safe!("Signed in as {}{}.", account.username.sanitized(), demo)
        }
    }
}
