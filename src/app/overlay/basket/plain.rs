//! The basket as text.

use super::Basket;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::domain::format;
use crate::safe;

/// The most marks of a directory that are read out.
const MOST: usize = 20;

impl Plain for Basket {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let mut form = PlainForm::new("Marks of this pane").say_lines(self.below(UNBROKEN));
        for dir in &self.dirs {
            let marked = &dir.marked;
            let totals = dir.totals.label();
            form = form.say(safe!("{} {}: {}", marked.title, marked.place.path.sanitized(), totals));
            let names = marked.marks.iter().take(MOST);
            form = names.fold(form, |form, (name, _)| form.say(name.sanitized()));
            let more = marked.marks.len().saturating_sub(MOST);
            if more > 0 {
                form = form.say(safe!("and {}", format::count(more as u64, "more mark", "more marks")));
            }
        }
        form.keys(&self.hints())
    }
}
