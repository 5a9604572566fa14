//! A message in full. A problem says what happened, what to do next, and the other side's own words.

mod view;

use crate::app::input::Input;
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// The widest the words get: longer lines are hard to read.
const COLUMNS: u16 = 72;

/// A message in full.
#[derive(Debug)]
pub struct Message {
    body: Body,
    pages: Pages,
}

/// What it says.
#[derive(Debug)]
enum Body {
    Problem(Box<Problem>),
    Words(SafeText),
}

impl Modal for Message {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = DialogKey::of(input)?;
        let (columns, rows) = self.size(cx.screen);
        if self.pages.press(press, self.lines(columns).len(), usize::from(rows)) {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Enter | DialogKey::Char('q' | 'h') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![("Esc", "close"), ("j k PgDn PgUp", "scroll")]
    }
}

impl Message {
    /// Shows a problem.
    pub fn new(problem: Problem) -> Self {
        Self { body: Body::Problem(Box::new(problem)), pages: Pages::default() }
    }

    /// Shows other news.
    pub fn words(words: SafeText) -> Self {
        Self { body: Body::Words(words), pages: Pages::default() }
    }

    fn title(&self) -> SafeText {
        let Body::Problem(problem) = &self.body else { return "Message".into() };
        match problem.kind {
            ProblemKind::SignIn => "Sign-in needed",
            ProblemKind::Requirement => "Sign-in or consent needed",
            ProblemKind::NotFound => "Not found",
            ProblemKind::Denied => "No permission",
            ProblemKind::Offline => "Not reachable",
            ProblemKind::Limited => "Too many requests",
            ProblemKind::Refused => "Request refused",
            ProblemKind::Unknown => "Result not known",
            ProblemKind::Local => "Problem on this computer",
        }
        .into()
    }

    fn size(&self, screen: Screen) -> (u16, u16) {
        let (columns, _) = frame::inside((screen.columns, screen.rows), (COLUMNS, u16::MAX));
        let rows = u16::try_from(self.lines(columns).len()).unwrap_or(u16::MAX);
        frame::inside((screen.columns, screen.rows), (columns, rows))
    }

    fn lines(&self, columns: u16) -> Vec<Line> {
        match &self.body {
            Body::Problem(problem) => problem_lines(problem, usize::from(columns)),
            Body::Words(words) => paragraph(Role::Text, words, usize::from(columns)),
        }
    }
}

/// A problem as an overlay shows it among other things.
pub(super) fn problem_lines(problem: &Problem, cells: usize) -> Vec<Line> {
    let mut lines = paragraph(Role::Error, &safe!("! {}", problem.happened), cells);
    if let Some(requirement) = &problem.requirement {
        lines.push(Line::blank());
        lines.extend(paragraph(Role::Text, &safe!("Required: {}.", requirement.label()), cells));
        let owner =
            requirement.message.as_ref().map(|m| safe!("Message from the service: {}", m.sanitized()));
        lines.extend(owner.iter().flat_map(|words| paragraph(Role::Dim, words, cells)));
    }
    if !problem.next.is_empty() {
        lines.push(Line::blank());
        lines.extend(paragraph(Role::Text, &problem.next, cells));
    }
    if let Some(detail) = &problem.detail {
        lines.push(Line::blank());
        lines.extend(paragraph(Role::Dim, &safe!("Details: {}", detail), cells));
    }
    lines
}

/// The same in few lines, where there is more to show.
pub(super) fn problem_brief(problem: &Problem, cells: usize) -> Vec<Line> {
    let mut lines = paragraph(Role::Error, &safe!("! {}", problem.happened), cells);
    lines.extend(paragraph(Role::Text, &problem.next, cells));
    if let Some(detail) = &problem.detail {
        lines.extend(paragraph(Role::Dim, &safe!("({})", detail), cells).into_iter().take(DETAIL_ROWS));
    }
    lines.retain(|line| line.width() > 0);
    lines
}

/// The other side's own words get so many rows where the problem is not the subject.
const DETAIL_ROWS: usize = 3;
