//! A deletion as text. The word is typed as a line.

use super::{DeleteReview, Part};
use crate::app::overlay::Plain;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::requests::Purpose;
use crate::app::requests::removal::ReadDeleteFacts;
use crate::domain::format;
use crate::safe;

/// The most names that are read out.
const NAMES: usize = 20;

impl Plain for DeleteReview {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let mut form = PlainForm::new("Delete").say_lines(self.above(UNBROKEN));
        form.busy = cx.waits_for(Purpose::read::<ReadDeleteFacts>());
        if self.plan().is_none() {
            return form;
        }
        form.close = "cancel".into();
        let items = self.draft.items.len();
        form = (0..items.min(NAMES)).fold(form, |form, index| form.say(self.item_in_words(index)));
        if items > NAMES {
            form = form
                .say(safe!("and {}", format::count((items - NAMES) as u64, "more entry", "more entries")));
        }
        form = form.say_lines(self.hint_lines(UNBROKEN));
        if self.has(Part::Word) {
            form = form.field("Type delete to delete all of this", Some("Enter"));
            if let Some(field) = &mut form.field {
                field.by_keys = true;
            }
            return form;
        }
        form = form.choice("delete", ["y"]);
        form.asks = true;
        if self.has(Part::Fate) {
            form = form.choice("the trash, or for good", ["t"]);
        }
        form
    }
}
