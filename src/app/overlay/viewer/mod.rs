//! An entry in full: what is known of it, what the header of a scientific file says, and the beginning of its content as
//! text or as bytes, which can be searched. It is given what the pane knows and asks for the content itself.

mod content;
mod plain;
#[cfg(test)]
mod tests;
mod view;

use crate::app::input::Input;
use crate::app::requests::fs::{FsReply, ReadHead};
use crate::app::requests::{Part, Reply};
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::form;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::file_head::FileHead;
use crate::domain::place::Place;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::safe;

use super::message::problem_lines;
use super::{CloseAction, Modal, ModalCx, Response, Screen};
use content::Content;

/// The widest and highest it gets: hexadecimal rows have 77 cells.
const SIZE: (u16, u16) = (100, 60);

/// The column of labels.
const LABELS: usize = 12;

/// What there is to show below the facts.
#[derive(Debug)]
enum Body {
    /// Nothing, and why.
    Nothing(SafeText),
    /// The content is on its way.
    Reading,
    Failed(Problem),
    Read(Box<Content>),
}

/// How the content is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Bytes,
}

/// An entry.
#[derive(Debug)]
pub struct Viewer {
    title: SafeText,
    facts: Vec<(&'static str, SafeText)>,
    body: Body,
    form: Form,
    pages: Pages,
    /// The line to type into what is searched for, while it is open.
    typing: Option<Field>,
    pattern: String,
    nothing_found: bool,
    /// The file whose beginning is read.
    file: Option<Place>,
}

/// A file that is opened once more, when a sign-in has satisfied what reading it requires.
#[derive(Clone, Debug)]
pub struct ViewedFile {
    title: SafeText,
    facts: Vec<(&'static str, SafeText)>,
    at: Place,
}

/// A row of the page, and the line or the byte of the content that it begins with.
struct Row {
    line: Line,
    source: Option<usize>,
}

impl Modal for Viewer {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let (columns, rows) = Self::size(cx.screen);
        let (columns, height) = (usize::from(columns), self.page(rows));
        if let Some(field) = &mut self.typing {
            match field.input(input) {
                Typed::Changed | Typed::Moved => {
                    self.nothing_found = false;
                    return None;
                }
                Typed::Ignored => {}
            }
            match cx.key(input)? {
                DialogKey::Enter | DialogKey::Submit => {
                    let typed = self.typing.take().map(|field| field.raw().to_owned()).unwrap_or_default();
                    if !typed.is_empty() {
                        self.pattern = typed;
                    }
                    self.search(columns, height, true);
                }
                DialogKey::Escape => self.typing = None,
                _ => return cx.unused(),
            }
            return None;
        }
        let press = cx.key(input)?;
        self.nothing_found = false;
        let len = self.rows(columns, &Glyphs::ASCII).len();
        if self.pages.press(press, len, height) {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Enter | DialogKey::Char('q' | 'i' | 'h') | DialogKey::Left => {
                return Some(CloseAction::Closed);
            }
            DialogKey::Next | DialogKey::Char('x') if self.content().is_some() => {
                self.form = if self.form == Form::Text { Form::Bytes } else { Form::Text };
                self.pages = Pages::default();
            }
            DialogKey::Char('/') if self.content().is_some() => self.typing = Some(Field::default()),
            DialogKey::Char('n') if !self.pattern.is_empty() => self.search(columns, height, true),
            DialogKey::Char('N') if !self.pattern.is_empty() => self.search(columns, height, false),
            _ => return cx.unused(),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        if self.typing.is_some() {
            return vec![("Enter", "search"), ("Esc", "cancel")];
        }
        let mut hints = vec![("Esc q i", "close")];
        if self.content().is_some() {
            let other = if self.form == Form::Text { "bytes" } else { "text" };
            hints.extend([("Tab x", other), ("/", "search")]);
        }
        if !self.pattern.is_empty() {
            hints.push(("n N", "next, previous"));
        }
        hints.push(("j k PgDn PgUp", "scroll"));
        hints
    }

    fn takes_text(&self) -> bool {
        self.typing.is_some()
    }

    fn put_cursor(&mut self, chars: usize) {
        if let Some(field) = &mut self.typing {
            field.put_cursor(chars);
        }
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        match reply {
            Reply::Fs(FsReply::ReadHead(Part::Done(Ok(head)))) => self.read(head),
            Reply::Fs(FsReply::ReadHead(Part::Done(Err(problem)))) => {
                self.body = Body::Failed(problem.clone());
            }
            _ => {}
        }
        None
    }
}

impl Viewer {
    /// An entry of which nothing more is read, and why.
    pub fn facts(title: SafeText, facts: Vec<(&'static str, SafeText)>, why_not: SafeText) -> Self {
        Self {
            title,
            facts,
            body: Body::Nothing(why_not),
            form: Form::Text,
            pages: Pages::default(),
            typing: None,
            pattern: String::new(),
            nothing_found: false,
            file: None,
        }
    }

    /// The same file once more.
    pub fn again(file: ViewedFile, cx: &mut ModalCx<'_>) -> Self {
        Self::file(file.title, file.facts, file.at, cx)
    }

    /// A file, whose beginning is asked for.
    pub fn file(
        title: SafeText,
        facts: Vec<(&'static str, SafeText)>,
        at: Place,
        cx: &mut ModalCx<'_>,
    ) -> Self {
        cx.read(ReadHead { at: at.clone() });
        Self { body: Body::Reading, file: Some(at), ..Self::facts(title, facts, SafeText::default()) }
    }

    /// The file that is shown, to be opened again.
    pub fn viewed(&self) -> Option<ViewedFile> {
        let at = self.file.clone()?;
        Some(ViewedFile { title: self.title.clone(), facts: self.facts.clone(), at })
    }

    fn read(&mut self, head: &FileHead) {
        let content = Content::new(head);
        self.form = if content.is_text() { Form::Text } else { Form::Bytes };
        self.body = Body::Read(Box::new(content));
    }

    fn content(&self) -> Option<&Content> {
        match &self.body {
            Body::Read(content) => Some(content),
            Body::Nothing(_) | Body::Reading | Body::Failed(_) => None,
        }
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// Rows of the page that are seen: the last one is the search's, while it is open or has found nothing.
    fn page(&self, rows: u16) -> usize {
        usize::from(rows.saturating_sub(u16::from(self.typing.is_some() || self.nothing_found)))
    }

    /// Goes to the next row of the content with what is searched for, or to the one before; from the first or last on
    /// it begins again.
    fn search(&mut self, columns: usize, height: usize, forward: bool) {
        let rows = self.rows(columns, &Glyphs::ASCII);
        let Some(content) = self.content() else { return };
        let hits = content.find(self.form, &self.pattern);
        let is_hit = |row: &Row| row.source.is_some_and(|source| hits.contains(&source));
        let found: Vec<usize> =
            rows.iter().enumerate().filter(|(_, row)| is_hit(row)).map(|(index, _)| index).collect();
        let top = self.pages.top(rows.len(), height);
        let next = match forward {
            true => found.iter().find(|row| **row > top).or_else(|| found.first()),
            false => found.iter().rev().find(|row| **row < top).or_else(|| found.last()),
        };
        self.nothing_found = next.is_none();
        if let Some(row) = next {
            self.pages.go_to(*row);
        }
    }

    fn rows(&self, cells: usize, glyphs: &Glyphs) -> Vec<Row> {
        let mut lines: Vec<Line> = Vec::new();
        for (label, value) in &self.facts {
            lines.extend(form::labelled(&(*label).into(), LABELS, Role::Text, value, cells));
        }
        if let Some(description) = self.content().and_then(Content::description) {
            lines.push(Line::blank());
            lines.extend(form::labelled(&"Format".into(), LABELS, Role::Accent, &description.format, cells));
            for line in &description.lines {
                let is_head = !line.as_str().starts_with(' ') && !line.as_str().contains(' ');
                let role = if is_head { Role::Secondary } else { Role::Text };
                lines.extend(line.cut_at(cells).into_iter().map(|piece| Line::new(role, piece)));
            }
        }
        lines.push(Line::blank());
        match &self.body {
            Body::Nothing(why) => lines.extend(paragraph(Role::Secondary, why, cells)),
            Body::Reading => lines.push(Line::new(Role::Warning, safe!("reading{}", glyphs.cut))),
            Body::Failed(problem) => lines.extend(problem_lines(problem, cells)),
            Body::Read(_) => {}
        }
        let mut rows: Vec<Row> = lines.into_iter().map(|line| Row { line, source: None }).collect();
        if let Some(content) = self.content() {
            rows.extend(content.rows(self.form, cells, &self.pattern));
        }
        rows
    }
}
