//! The preview panel: what there is to see of the entry at the cursor, which it follows. It keeps what was read of that one
//! and says what is to be asked for; it sends nothing. Start with [`Preview::aim`].

pub mod view;

use std::sync::Arc;
use std::time::Duration;

use super::entry_page::{EntryLine, EntryPage, Source, Subject};
use super::layout::{Area, Panel};
use super::theme::Glyphs;
use super::widgets::pages::Pages;
use super::widgets::text::Line;
use crate::domain::file_head::FileHead;
use crate::domain::listing::Chunk;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;

/// A cursor rests when it was on its row for so long. Longer than for what is listed ahead, which the preview then waits for.
const REST: Duration = Duration::from_millis(100);

/// The panel.
#[derive(Debug, Default)]
pub struct Preview {
    shown: Option<Shown>,
    /// When it is asked for, until the cursor has rested.
    due: Option<Timestamp>,
    /// The changes of stores that were known when it was asked for.
    changes: u64,
    pages: Pages,
}

/// The entry that it shows.
#[derive(Debug)]
struct Shown {
    subject: Subject,
    page: EntryPage,
    /// The rows of a directory so far.
    chunks: Vec<Arc<Chunk>>,
}

/// What another place of the cursor means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aimed {
    /// Nothing.
    Same,
    /// More is known of the same entry.
    Known,
    /// Another entry: what was asked for of the one before is for nothing.
    Other,
}

impl Preview {
    /// This entry is at the cursor now, and stores have changed so often.
    pub fn aim(&mut self, subject: Option<Subject>, changes: u64, at: Timestamp) -> Aimed {
        let is_outdated = std::mem::replace(&mut self.changes, changes) != changes;
        let is_same = match (&self.shown, &subject) {
            (Some(shown), Some(subject)) => shown.subject.reads_as(subject) && !is_outdated,
            (None, None) => true,
            _ => false,
        };
        if is_same {
            let (Some(shown), Some(subject)) = (&mut self.shown, subject) else { return Aimed::Same };
            if shown.subject == subject {
                return Aimed::Same;
            }
            shown.page.set_facts(subject.facts.clone());
            shown.subject = subject;
            return Aimed::Known;
        }
        let before = self.shown.as_ref().map(|shown| &shown.subject.source);
        if before != subject.as_ref().map(|subject| &subject.source) {
            self.pages = Pages::default();
        }
        let page = |subject: &Subject| match &subject.source {
            Source::Nothing(why) => EntryPage::facts(subject.facts.clone(), why.clone()),
            Source::File(_) | Source::Directory(_) => EntryPage::reading(subject.facts.clone()),
        };
        self.shown = subject.map(|subject| Shown { page: page(&subject), subject, chunks: Vec::new() });
        self.due = self.is_reading().then(|| at.after(REST));
        Aimed::Other
    }

    /// Whether something is to be read, or on its way.
    pub fn is_reading(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.page.is_reading())
    }

    /// What is to be read, and whether the cursor has rested on it.
    pub fn wanted(&mut self, at: Timestamp) -> Option<(Source, bool)> {
        self.due.take_if(|due| due.mono <= at.mono);
        let shown = self.shown.as_ref().filter(|shown| shown.page.is_reading())?;
        Some((shown.subject.source.clone(), self.due.is_none()))
    }

    /// When [`Preview::wanted`] says that the cursor has rested.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.due
    }

    /// The beginning of the file was read.
    pub fn read(&mut self, head: &FileHead) {
        self.shown.iter_mut().for_each(|shown| shown.page.read(head));
    }

    /// The beginning of the document that says what the directory is was read.
    pub fn describe(&mut self, head: &FileHead) {
        self.shown.iter_mut().for_each(|shown| shown.page.describe(head));
    }

    /// It cannot be read.
    pub fn fail(&mut self, problem: &Problem) {
        self.shown.iter_mut().for_each(|shown| shown.page.fail(problem.clone()));
    }

    /// Rows of the directory.
    pub fn push(&mut self, chunk: Arc<Chunk>) {
        self.shown.iter_mut().for_each(|shown| shown.chunks.push(Arc::clone(&chunk)));
    }

    /// All rows of the directory, which came before.
    pub fn take_chunks(&mut self) -> Vec<Arc<Chunk>> {
        self.shown.as_mut().map(|shown| std::mem::take(&mut shown.chunks)).unwrap_or_default()
    }

    /// The entries of the directory are known.
    pub fn list(&mut self, about: SafeText, entries: Vec<EntryLine>) {
        if let Some(shown) = &mut self.shown {
            self.due = None;
            shown.page.list(about, entries);
        }
    }

    /// Scrolls by so many lines in that panel. Whether other lines are seen now.
    pub fn scroll(&mut self, lines: isize, panel: Panel) -> bool {
        let area = inside(panel);
        let len = self.rows(usize::from(area.width), &Glyphs::ASCII).len();
        self.pages.scroll(lines, len, usize::from(area.height))
    }

    /// The name of the entry.
    pub fn title(&self) -> SafeText {
        self.shown.as_ref().map(|shown| shown.subject.title.clone()).unwrap_or_default()
    }

    /// All of it in rows of so many cells.
    pub fn rows(&self, cells: usize, glyphs: &Glyphs) -> Vec<Line> {
        let Some(shown) = &self.shown else { return Vec::new() };
        shown.page.rows(cells, "", glyphs).into_iter().map(|row| row.line).collect()
    }
}

/// The cells of the rows: a blank from the frame on either side.
fn inside(panel: Panel) -> Area {
    let blank = u16::from(!panel.title.is_empty());
    let area = panel.area;
    Area { x: area.x.saturating_add(blank), width: area.width.saturating_sub(2 * blank), ..area }
}
