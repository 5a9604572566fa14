//! Who may use a collection, as text.

use super::AccessCard;
use super::form::Form;
use super::lines::{below, label_of};
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::requests::Purpose;
use crate::app::requests::sharing::ReadRules;
use crate::safe;

impl Plain for AccessCard {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        if let Some(form) = &self.form {
            return self.plain_form(form, cx);
        }
        let read = Purpose::read::<ReadRules>();
        let waits = cx.waits_for(read).then(|| cx.silence(read).unwrap_or_else(|| "Asking Globus...".into()));
        let mut form = PlainForm::new(self.title());
        match self.instead(UNBROKEN, waits) {
            Some(lines) => form = form.say_lines(lines),
            None => {
                for (at, rule) in self.rules().iter().enumerate() {
                    form = form.say_lines([self.rule(rule, UNBROKEN, "")]);
                    if rule.id.is_some() {
                        let to = |key: &'static str| {
                            std::iter::once("Home").chain(std::iter::repeat_n("Down", at)).chain([key])
                        };
                        form = form.choice(safe!("change the rule for {}", rule.who()), to("e"));
                        form = form.choice(safe!("revoke the rule for {}", rule.who()), to("d"));
                    }
                }
            }
        }
        form = form.say_lines(self.foot());
        let hints =
            self.hints().into_iter().filter(|(key, _)| self.can_create() || !matches!(*key, "Enter" | "d"));
        PlainForm { busy: cx.waits_for(read), ..form.keys(&hints.collect::<Vec<_>>()) }
    }
}

impl AccessCard {
    fn plain_form(&self, form: &Form, cx: PlainCx<'_>) -> PlainForm {
        let mut said = PlainForm::new(self.title());
        for part in form.parts() {
            let value = match form.field(*part) {
                Some(field) => field.sanitized(),
                None => form.chosen(*part),
            };
            said = said.say(safe!("{}: {}", label_of(*part), value));
        }
        let waits = self.waits_words(|purpose| cx.waits_for(purpose));
        let busy = waits.is_some();
        said = said.say_lines(below(form, self.plan(form), waits, UNBROKEN));
        let Some(part) = form.parts().get(form.focus()) else { return said };
        let label = label_of(*part);
        said = said.choice("go to the next line of the form", ["Tab"]);
        said = match form.field(*part) {
            Some(_) => said.field(label, None),
            None => said.choice(safe!("change: {}", label), ["Space"]),
        };
        let hints: Vec<_> = form.hints().into_iter().filter(|(key, _)| *key != "Space").collect();
        PlainForm { busy, ..said.keys(&hints) }
    }
}
