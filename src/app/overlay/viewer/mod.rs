//! An entry in full: what is known of it, what the header of a scientific file says, and the beginning of its content as
//! text or as bytes, which can be searched. It is given what the pane knows and asks for the content itself.

mod plain;
#[cfg(test)]
mod tests;
mod view;

use crate::app::entry_page::{EntryPage, Facts, Form, Row};
use crate::app::input::Input;
use crate::app::requests::fs::{FsReply, ReadDirectoryHead, ReadHead};
use crate::app::requests::{Part, Reply};
use crate::app::theme::Glyphs;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::pages::Pages;
use crate::domain::place::Place;
use crate::domain::text::SafeText;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// The widest and highest it gets: hexadecimal rows have 77 cells.
const SIZE: (u16, u16) = (100, 60);

/// An entry.
#[derive(Debug)]
pub struct Viewer {
    title: SafeText,
    page: EntryPage,
    pages: Pages,
    /// The line to type into what is searched for, while it is open.
    typing: Option<Field>,
    pattern: String,
    nothing_found: bool,
    /// The file whose beginning is read.
    file: Option<ViewedFile>,
}

/// A file that is opened once more, when a sign-in has satisfied what reading it requires.
#[derive(Clone, Debug)]
pub struct ViewedFile {
    title: SafeText,
    facts: Facts,
    at: Place,
}

impl Modal for Viewer {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let (columns, rows) = Self::size(cx.screen);
        let (columns, height) = (usize::from(columns), self.height(rows));
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
            DialogKey::Escape
            | DialogKey::Enter
            | DialogKey::View
            | DialogKey::Char('q' | 'i' | 'h')
            | DialogKey::Left => return Some(CloseAction::Closed),
            DialogKey::Next | DialogKey::Char('x') if self.page.has_content() => {
                self.page.toggle_form();
                self.pages = Pages::default();
            }
            DialogKey::Char('/') if self.page.has_content() => self.typing = Some(Field::default()),
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
        let mut hints = vec![("Esc q i F3", "close")];
        if self.page.has_content() {
            let other = if self.page.form() == Form::Text { "bytes" } else { "text" };
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
            Reply::Fs(FsReply::ReadHead(Part::Done(Ok(head)))) => self.page.read(head),
            Reply::Fs(FsReply::ReadDirectoryHead(Part::Done(Ok(Some(head))))) => self.page.describe(head),
            Reply::Fs(FsReply::ReadHead(Part::Done(Err(problem)))) => self.page.fail(problem.clone()),
            _ => {}
        }
        None
    }
}

impl Viewer {
    /// An entry of which nothing more is read, and why.
    pub fn facts(title: SafeText, facts: Facts, why_not: SafeText) -> Self {
        Self::new(title, EntryPage::facts(facts, why_not))
    }

    /// A file, whose beginning is asked for.
    pub fn file(title: SafeText, facts: Facts, at: Place, cx: &mut ModalCx<'_>) -> Self {
        cx.read(ReadHead { at: at.clone(), ahead: false });
        let file = ViewedFile { title: title.clone(), facts: facts.clone(), at };
        Self { file: Some(file), ..Self::new(title, EntryPage::reading(facts)) }
    }

    /// The same file once more.
    pub fn again(file: ViewedFile, cx: &mut ModalCx<'_>) -> Self {
        Self::file(file.title, file.facts, file.at, cx)
    }

    /// The file that is shown, to be opened again.
    pub fn viewed(&self) -> Option<ViewedFile> {
        self.file.clone()
    }

    /// A directory, in which a document is looked for that says what it is.
    pub fn directory(title: SafeText, facts: Facts, at: Place, cx: &mut ModalCx<'_>) -> Self {
        cx.read(ReadDirectoryHead { at });
        Self::facts(title, facts, "A directory.".into())
    }

    fn new(title: SafeText, page: EntryPage) -> Self {
        Self {
            title,
            page,
            pages: Pages::default(),
            typing: None,
            pattern: String::new(),
            nothing_found: false,
            file: None,
        }
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// Rows of the page that are seen: the last one is the search's, while it is open or has found nothing.
    fn height(&self, rows: u16) -> usize {
        usize::from(rows.saturating_sub(u16::from(self.typing.is_some() || self.nothing_found)))
    }

    /// Goes to the next row of the content with what is searched for, or to the one before; from the first or last on
    /// it begins again.
    fn search(&mut self, columns: usize, height: usize, forward: bool) {
        let rows = self.rows(columns, &Glyphs::ASCII);
        if !self.page.has_content() {
            return;
        }
        let found = self.page.hits(&rows, &self.pattern);
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
        self.page.rows(cells, &self.pattern, glyphs)
    }
}
