//! The account as text.

use super::{AccountCard, Row};
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::requests::Purpose;
use crate::app::requests::account::ReadAccount;
use crate::app::theme::Glyphs;
use crate::safe;

impl Plain for AccountCard {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let read = Purpose::read::<ReadAccount>();
        let asking = || cx.silence(read).unwrap_or_else(|| "Asking...".into());
        let items = self.items(UNBROKEN, cx.waits_for(read).then(asking), Glyphs::SAID.cut);
        let mut form = PlainForm::new("Account").say_lines(items.iter().map(|(_, line)| line.clone()));
        form = form.say_lines(self.foot());
        if self.other.is_some() {
            form.close = "cancel".into();
            return form.field("Switch to profile", Some("Enter"));
        }
        // What Enter renews is chosen by its number.
        let rows = self.rows();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| !matches!(row, Row::Consent(_))) {
            // The first words of a row are what it is of.
            let line = items.iter().find(|(of, _)| of.as_ref() == Some(row)).map(|(_, line)| line);
            let name = line.and_then(|line| line.0.first()).map(|(_, words)| words.trimmed());
            let moves = if at < self.bar.at { "Up" } else { "Down" };
            let keys = std::iter::repeat_n(moves, at.abs_diff(self.bar.at)).chain(["n"]);
            form = form.choice(safe!("renew the sign-in of {}", name.unwrap_or_default()), keys);
        }
        let hints: Vec<_> = self.hints().into_iter().filter(|(key, _)| *key != "Enter").collect();
        form.keys(&hints)
    }
}
