//! Marking by what entries are: a line to type that into, or the palette's text. The active pane counts and marks.

use std::sync::Arc;

use super::overlay::MarkField;
use super::{App, Focus, commands};
use crate::domain::criteria::Criteria;
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// Whether a range of rows is open where the keys are.
    pub(super) fn has_range(&self) -> bool {
        self.focus == Focus::Pane
            && self.pane(self.active()).here().is_some_and(|here| here.range().is_some())
    }

    /// Ends the range, and keeps it or not; whether there was one.
    pub(super) fn end_range(&mut self, keep: bool) -> bool {
        let mut ended = false;
        if self.has_range() {
            self.on_pane(|pane, cx| ended = pane.end_range(keep, cx));
        }
        ended
    }

    /// Marks or unmarks the entry at the cursor, or ends the range that is open.
    pub(super) fn mark_at_cursor(&mut self, times: isize) {
        if !self.end_range(true) {
            self.on_pane(|pane, cx| pane.mark(times, cx));
        }
    }

    /// That nothing is marked in the directory shown, if so.
    pub(super) fn why_no_marks(&self) -> Option<SafeText> {
        let none =
            self.pane(self.active()).here().is_none_or(|here| here.marks().is_empty() && !here.is_marking());
        if !none {
            return None;
        }
        Some(match self.pane(self.active()).marked_elsewhere() {
            0 => "Nothing is marked.".into(),
            // The commands that ask mean the directory shown.
            marks => {
                let marks = format::count(marks as u64, "mark", "marks");
                match self.keys.map.key(&commands::marks::BASKET) {
                    Some(key) => {
                        safe!("Nothing is marked here; {} shows the {} in other directories.", key, marks)
                    }
                    None => safe!("Nothing is marked here; {} are in other directories.", marks),
                }
            }
        })
    }

    /// Opens the line that says which entries to mark or unmark.
    pub(super) fn open_mark_field(&mut self, mark: bool) {
        self.open(MarkField::new(mark));
    }

    /// Marks or unmarks the entries that are meant; where the text means nothing, it is shown with the reason.
    pub(super) fn mark_matching(&mut self, text: &str, mark: bool) {
        match Criteria::parse(text, self.cx.at) {
            Ok(criteria) => self.on_pane(|pane, cx| {
                pane.count_matching(Some(Arc::new(criteria)), mark, cx);
                pane.commit_matching();
            }),
            Err(why) => self.open(MarkField::new(mark).refused(text, why)),
        }
    }

    /// How many entries are meant is told to the line where that is typed.
    pub(super) fn update_mark_field(&mut self) {
        let matched = self.pane(self.active()).matched();
        if let Some(field) = self.host.mark_field() {
            let different = field.counted(matched);
            self.cx.changed_if(different);
        }
    }
}
