//! A saved submission as text: what it copies, why it is not sent, which file holds it.

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::requests::task::{ReadJobDetails, TaskReply};
use crate::app::requests::{Part, Reply};
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::problem::problem_lines;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::format;
use crate::domain::job::{JobDetails, JobSnapshot};
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// A saved submission.
#[derive(Debug)]
pub struct JobCard {
    title: SafeText,
    note: Option<SafeText>,
    details: Option<JobDetails>,
    problem: Option<Problem>,
    pages: Pages,
}

impl Modal for JobCard {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let key = cx.key(input)?;
        let (columns, rows) = Self::size(cx.screen);
        if self.pages.press(key, self.lines(usize::from(columns)).len(), usize::from(rows)) {
            return None;
        }
        match key {
            DialogKey::Escape | DialogKey::Enter | DialogKey::Char('q' | 'h' | 'e') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![("Esc e", "close"), ("j k PgDn PgUp", "scroll")]
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        let Reply::Task(TaskReply::ReadJobDetails(part)) = reply else { return None };
        match part {
            Part::Partial(never) => match *never {},
            Part::Done(Ok(details)) => self.details = Some(details.clone()),
            Part::Done(Err(problem)) => self.problem = Some(problem.clone()),
        }
        None
    }
}

impl JobCard {
    /// Opens a saved submission and reads it.
    pub fn open(job: &JobSnapshot, cx: &mut ModalCx<'_>) -> Self {
        cx.read(ReadJobDetails { job: job.id });
        Self {
            title: job.title(),
            note: job.note.clone(),
            details: None,
            problem: None,
            pages: Pages::default(),
        }
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), (90, 30))
    }

    fn lines(&self, cells: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(note) = &self.note {
            lines.extend(paragraph(Role::Warning, note, cells));
            lines.push(Line::blank());
        }
        if let Some(problem) = &self.problem {
            lines.extend(problem_lines(problem, cells));
        }
        let Some(details) = &self.details else {
            if self.problem.is_none() {
                lines.push(Line::new(Role::Secondary, "Reading the saved submission..."));
            }
            return lines;
        };
        lines.extend(details.lines.iter().flat_map(|words| paragraph(Role::Text, words, cells)));
        lines.extend(paragraph(Role::Secondary, &safe!("File: {}", details.file), cells));
        lines.push(Line::blank());
        for (from, to) in &details.items {
            lines.extend(paragraph(Role::Text, &safe!("{} > {}", from.sanitized(), to.sanitized()), cells));
        }
        let named = u64::try_from(details.items.len()).unwrap_or(u64::MAX);
        let more = details.total.saturating_sub(named);
        if more > 0 {
            let words = safe!("and {}", format::count(more, "more item", "more items"));
            lines.push(Line::new(Role::Secondary, words));
        }
        lines
    }
}
