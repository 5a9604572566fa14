//! An entry as a page of rows: what is known of it, what the header of a scientific file says, and the beginning of its
//! content as text or as bytes, or the first entries of a directory. Its owner scrolls it and requests the content.
//! Must not know panes and requests. Start with [`EntryPage::rows`].

mod content;
mod subject;

use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::form;
use crate::app::widgets::problem::problem_lines;
use crate::app::widgets::text::{Line, paragraph, right};
use crate::domain::file_head::{self, Description, FileHead};
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::safe;
use content::Content;
pub use subject::{Source, Subject};

/// The column of labels.
const LABELS: usize = 12;

/// What is known of an entry, each with a label.
pub type Facts = Vec<(&'static str, SafeText)>;

/// How the content is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// As text.
    #[default]
    Text,
    /// In hexadecimal.
    Bytes,
}

/// A row of the page, and the line or the byte of the content that it begins with.
#[derive(Debug)]
pub struct Row {
    /// What is drawn.
    pub line: Line,
    source: Option<usize>,
}

/// An entry of a directory.
#[derive(Debug)]
pub struct EntryLine {
    /// What its name is drawn as.
    pub role: Role,
    /// The name and what it is.
    pub name: SafeText,
    /// Bytes, where known.
    pub size: SafeText,
}

/// What there is to show below the facts.
#[derive(Debug)]
enum Body {
    /// Nothing, and why.
    Nothing(SafeText),
    /// It is on its way.
    Reading,
    Failed(Problem),
    Read(Box<Content>),
    /// The first entries, and a sentence about all of them.
    Entries(SafeText, Vec<EntryLine>),
}

/// An entry in full.
#[derive(Debug)]
pub struct EntryPage {
    facts: Facts,
    /// What a document in the directory says of it.
    described: Option<Description>,
    body: Body,
    form: Form,
}

impl EntryPage {
    /// An entry of which nothing more is read, and why.
    pub fn facts(facts: Facts, why_not: SafeText) -> Self {
        Self { facts, described: None, body: Body::Nothing(why_not), form: Form::Text }
    }

    /// An entry whose content is asked for.
    pub fn reading(facts: Facts) -> Self {
        Self { facts, described: None, body: Body::Reading, form: Form::Text }
    }

    /// More is known of it.
    pub fn set_facts(&mut self, facts: Facts) {
        self.facts = facts;
    }

    /// Whether its content is awaited.
    pub fn is_reading(&self) -> bool {
        matches!(self.body, Body::Reading)
    }

    /// Takes the beginning of the file.
    pub fn read(&mut self, head: &FileHead) {
        let content = Content::new(head);
        self.form = if content.is_text() { Form::Text } else { Form::Bytes };
        self.body = Body::Read(Box::new(content));
    }

    /// Takes the beginning of the document that says what the directory is.
    pub fn describe(&mut self, head: &FileHead) {
        self.described = file_head::describe(head);
    }

    /// Takes the first entries of the directory, and a sentence about all of them.
    pub fn list(&mut self, about: SafeText, entries: Vec<EntryLine>) {
        self.body = Body::Entries(about, entries);
    }

    /// The content cannot be read.
    pub fn fail(&mut self, problem: Problem) {
        self.body = Body::Failed(problem);
    }

    /// Whether there is content, which can be searched and shown in the other form.
    pub fn has_content(&self) -> bool {
        self.content().is_some()
    }

    /// What is said when nothing is found in the content.
    pub fn nothing_found(&self) -> SafeText {
        self.content().map(Content::nothing_found).unwrap_or_default()
    }

    /// How the content is shown.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Shows it in the other form.
    pub fn toggle_form(&mut self) {
        self.form = if self.form == Form::Text { Form::Bytes } else { Form::Text };
    }

    /// The rows, from the first on, with what is searched for.
    pub fn hits(&self, rows: &[Row], pattern: &str) -> Vec<usize> {
        let hits = self.content().map(|content| content.find(self.form, pattern)).unwrap_or_default();
        let is_hit = |row: &Row| row.source.is_some_and(|source| hits.contains(&source));
        rows.iter().enumerate().filter(|(_, row)| is_hit(row)).map(|(index, _)| index).collect()
    }

    fn content(&self) -> Option<&Content> {
        match &self.body {
            Body::Read(content) => Some(content),
            Body::Nothing(_) | Body::Reading | Body::Failed(_) | Body::Entries(..) => None,
        }
    }

    /// The page in rows of so many cells; those with what is searched for stand out.
    pub fn rows(&self, cells: usize, pattern: &str, glyphs: &Glyphs) -> Vec<Row> {
        let mut lines: Vec<Line> = Vec::new();
        for (label, value) in &self.facts {
            lines.extend(form::labelled(&(*label).into(), LABELS, Role::Text, value, cells));
        }
        let described = self.described.as_ref().or(self.content().and_then(Content::description));
        if let Some(description) = described {
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
            Body::Entries(about, entries) => {
                lines.extend(paragraph(Role::Secondary, about, cells));
                lines.extend(entries.iter().map(|entry| entry.line(cells, glyphs)));
            }
            Body::Read(_) => {}
        }
        let mut rows: Vec<Row> = lines.into_iter().map(|line| Row { line, source: None }).collect();
        if let Some(content) = self.content() {
            rows.extend(content.rows(self.form, cells, pattern));
        }
        rows
    }
}

impl EntryLine {
    fn line(&self, cells: usize, glyphs: &Glyphs) -> Line {
        let room = cells.saturating_sub(self.size.width() + 1);
        let name = self.name.fit_with(room, glyphs.cut);
        let left = cells.saturating_sub(name.width());
        Line::new(self.role, name).and(Role::Secondary, right(&self.size, left, glyphs.cut))
    }
}
