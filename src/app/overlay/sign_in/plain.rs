//! A sign-in as text.

use super::keys::key;
use super::lines::{Room, labels};
use super::{SignIn, State};
use crate::app::effect::LoginMethod;
use crate::app::overlay::plain_form::{PlainCx, PlainField, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};

impl Plain for SignIn {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let room = Room { cells: UNBROKEN, scarce: false, cut_link: false };
        let page = self.page(room);
        let mut form = PlainForm::new(self.title());
        if self.state == State::Choosing {
            // The ways, which the picture lists at its end, are what can be chosen.
            let ways = self.ways().count();
            let words = page.above.len().saturating_sub(ways);
            form = form.say_lines(page.above.into_iter().take(words)).say_lines(page.below);
            form = self.ways().fold(form, |form, way| form.choice(labels(way).0, [letter(way)]));
        } else {
            form = form.say_lines(page.above).say_lines(page.below);
            let others: Vec<_> = self
                .hints()
                .into_iter()
                .filter(|(key, _)| !matches!(*key, "Enter" | "Ctrl-Y" | "Ctrl-R"))
                .collect();
            form = form.keys(&others);
        }
        form.close = "later".into();
        if self.has_field() && !matches!(self.state, State::Using(_)) {
            form.field = Some(PlainField {
                label: "The code".into(),
                secret: true,
                by_keys: false,
                then: Some("Enter"),
            });
        }
        form
    }
}

/// The key of a way, by its name.
fn letter(way: LoginMethod) -> &'static str {
    match key(way) {
        'b' => "b",
        'd' => "d",
        _ => "p",
    }
}
