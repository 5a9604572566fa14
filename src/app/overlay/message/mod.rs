//! A message in full. A problem says what happened, what to do next, and the other side's own words; a key shows its text
//! as it came.

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::problem::problem_lines;
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
    /// Whether the other side's text is shown as it came.
    raw: bool,
    pages: Pages,
}

/// What it says.
#[derive(Debug)]
enum Body {
    Problem(Box<Problem>),
    Text(SafeText),
}

impl Modal for Message {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = cx.key(input)?;
        let (columns, rows) = self.size(cx.screen);
        if self.pages.press(press, self.lines(columns).len(), usize::from(rows)) {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Enter | DialogKey::Char('q' | 'h') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            DialogKey::Char('t') if self.raw_text().is_some() => {
                self.raw = !self.raw;
                self.pages = Pages::default();
                None
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let raw = self.raw_text().map(|_| raw_hint(self.raw));
        [("Esc", "close"), ("j k PgDn PgUp", "scroll")].into_iter().chain(raw).collect()
    }
}

impl Message {
    /// Shows a problem.
    pub fn new(problem: Problem) -> Self {
        Self { body: Body::Problem(Box::new(problem)), raw: false, pages: Pages::default() }
    }

    /// Shows other news.
    pub fn text(text: SafeText) -> Self {
        Self { body: Body::Text(text), raw: false, pages: Pages::default() }
    }

    fn title(&self) -> SafeText {
        let Body::Problem(problem) = &self.body else { return "Message".into() };
        match problem.kind {
            ProblemKind::SignIn => "Sign-in needed",
            ProblemKind::Requirement => "Sign-in or consent needed",
            ProblemKind::NotFound => "Not found",
            ProblemKind::Denied => "No permission",
            ProblemKind::Offline => "Not reachable",
            ProblemKind::RateLimited => "Too many requests",
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
        let cells = usize::from(columns);
        match (&self.body, self.raw_text()) {
            (_, Some(raw)) if self.raw => raw_lines(raw, cells),
            (Body::Problem(problem), _) => problem_lines(problem, cells),
            (Body::Text(words), _) => paragraph(Role::Text, words, cells),
        }
    }

    /// The other side's text as it came, where the message has another reading of it.
    fn raw_text(&self) -> Option<&SafeText> {
        match &self.body {
            Body::Problem(problem) => problem.raw.as_ref(),
            Body::Text(_) => None,
        }
    }
}

/// The hint of the key that changes between a reading and the text it is read from.
pub(super) fn raw_hint(raw: bool) -> Hint {
    ("t", if raw { "in words" } else { "raw text" })
}

/// The other side's text as it came.
pub(super) fn raw_lines(raw: &SafeText, cells: usize) -> Vec<Line> {
    let mut lines = vec![Line::new(Role::Heading, "The other side's text as it came:")];
    lines.extend(paragraph(Role::Text, raw, cells));
    lines
}

/// The same in few lines, where there is more to show.
pub(super) fn problem_brief(problem: &Problem, cells: usize) -> Vec<Line> {
    let mut lines = paragraph(Role::Error, &safe!("! {}", problem.happened), cells);
    lines.extend(paragraph(Role::Text, &problem.next, cells));
    if let Some(detail) = &problem.detail {
        lines.extend(paragraph(Role::Secondary, &safe!("({})", detail), cells).into_iter().take(DETAIL_ROWS));
    }
    lines.retain(|line| line.width() > 0);
    lines
}

/// The other side's own words get so many rows where the problem is not the subject.
const DETAIL_ROWS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overlay::sample::Sample;
    use crate::app::widgets::field::tests::keys;
    use crate::domain::text::Untrusted;
    use crate::domain::time::Timestamp;

    #[test]
    fn the_text_as_it_came_is_shown_whole_by_a_key_where_there_is_one() {
        let reply = format!("550-GridFTP\u{1b}[2J%0D%0A{}550 the end", "550-more%0D%0A".repeat(200));
        let mut problem = Problem::new(ProblemKind::Denied, "could not list x", "Choose another place");
        let mut plain = Sample::open(Timestamp::default(), |_| Message::new(problem.clone()));
        plain.input(&keys("t").remove(0));
        assert!(!plain.overlay.raw, "there is none");
        problem.raw = Some(Untrusted::new(&reply).sanitized());
        let mut message = Sample::open(Timestamp::default(), |_| Message::new(problem));
        let text = |message: &Sample<Message>| {
            let lines = message.overlay.lines(40);
            lines.iter().fold(String::new(), |all, line| all + line.text().as_str())
        };
        assert!(!text(&message).contains("550"));
        message.input(&keys("t").remove(0));
        let shown = text(&message);
        assert!(shown.contains("550-GridFTP\\x1b[2J%0D%0A") && shown.ends_with("550 the end"), "{shown}");
        assert_eq!(shown.matches("550-more").count(), 200);
        message.input(&keys("G").remove(0));
        let rows = usize::from(message.overlay.size(message.screen).1);
        let len = message.overlay.lines(72).len();
        assert_eq!(message.overlay.pages.top(len, rows) + rows, len, "the last line is reached");
        message.input(&keys("t").remove(0));
        assert!(text(&message).contains("Could not list x."));
    }
}
