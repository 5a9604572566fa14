//! The search for a collection as text: a line is what to find, a number opens a collection.

use super::{Search, TABS};
use crate::app::overlay::Plain;
use crate::app::overlay::message::problem_brief;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::requests::Purpose;
use crate::app::requests::search::FindCollections;
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

/// The most collections that are read out: more letters find fewer.
const MOST: usize = 20;

impl Plain for Search {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let mut form = PlainForm::new("Open a place");
        form.close = "cancel".into();
        form.busy = self.is_asking(cx);
        if !self.field.is_blank() {
            form = form.say(safe!("Searched for: {}", self.field.sanitized()));
        }
        form = match (&self.refusal, &self.problem) {
            (Some(refusal), _) => form.say(refusal.clone()),
            (None, Some(problem)) => form.say_lines(problem_brief(problem, UNBROKEN)),
            (None, None) if self.is_asking(cx) => {
                form.say(cx.silence(Purpose::read::<FindCollections>()).unwrap_or("Asking Globus...".into()))
            }
            (None, None) if self.place().is_some() => form,
            (None, None) => form.say_lines(self.counted(UNBROKEN)),
        };
        if let Some(lines) = self.go_there(UNBROKEN) {
            form = form.say_lines(lines.into_iter().skip(1)).choice("open this place", ["Enter"]);
        } else if !self.is_asking(cx) {
            // What is about to be replaced is not read out.
            form = self.places(form);
        }
        if self.problem.is_some() {
            form = form.choice("search again", ["Ctrl-R"]);
        }
        let scope = TABS.iter().find(|(tab, _)| *tab == self.tab).map_or("", |(_, name)| name);
        form.choice(safe!("another scope than {}", scope), ["Tab"]).field("Find, or a number", None)
    }
}

impl Search {
    fn is_asking(&self, cx: PlainCx<'_>) -> bool {
        self.due.is_some() || cx.waits_for(Purpose::read::<FindCollections>())
    }

    fn places(&self, mut form: PlainForm) -> PlainForm {
        for (at, row) in self.rows.iter().enumerate().take(MOST) {
            let Some(one) = self.known.target(*row) else { continue };
            let owner = self.beside(one);
            let owner = if owner.is_empty() { owner } else { safe!(", {}", owner) };
            let marks = super::lines::marks_of(one).map(|marks| safe!(", {}", marks)).unwrap_or_default();
            let label = safe!("{}, {}{}{}", one.title(), one.kind(), owner, marks);
            let moves = if at < self.selection.at { "Up" } else { "Down" };
            let keys = std::iter::repeat_n(moves, at.abs_diff(self.selection.at)).chain(["Enter"]);
            form = form.choice(label, keys);
        }
        match self.rows.len().saturating_sub(MOST) {
            0 => form,
            more => form.say(more_matches(more)),
        }
    }
}

fn more_matches(more: usize) -> SafeText {
    let more = format::count(more as u64, "more matches", "more match");
    safe!("{}: type more letters to find fewer.", more)
}
