//! A plan as text: everything that the transfer will do, with each option in words.

use super::{Part, PlanReview};
use crate::app::overlay::Plain;
use crate::app::overlay::message::problem_brief;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::plan::{PlanItem, checked_label};
use crate::domain::text::SafeText;
use crate::safe;

/// The most names that are read out.
const NAMES: usize = 20;

impl Plain for PlanReview {
    fn plain(&self, _cx: PlainCx<'_>) -> PlainForm {
        let mut form = PlainForm::new("Transfer");
        form.close = "cancel".into();
        if let Some(problem) = &self.problem {
            form = form.say_lines(problem_brief(problem, UNBROKEN));
        }
        for (name, end) in self.ends_named() {
            form = form.say(safe!("{}: {} {}", name, end.title(), end.place().path.sanitized()));
        }
        form = form
            .say(safe!("What: {}", self.amount(false)))
            .say(self.plan.unsendable_summary().unwrap_or_default());
        let items = self.plan.items().len();
        form =
            self.plan.items().iter().take(NAMES).fold(form, |form, item| form.say(self.item_in_words(item)));
        if items > NAMES {
            form =
                form.say(safe!("and {}", format::count((items - NAMES) as u64, "more item", "more items")));
        }
        form = form.say_lines(self.consequences(UNBROKEN));
        let options = self.plan.options();
        let yes_or_no = |on| if on { "yes" } else { "no" };
        let verify = safe!("Verify every file by checksum: {}", yes_or_no(options.verify_checksum));
        let label = options.label.sanitized();
        form = form
            .say(safe!("Copy: {}", options.sync.label()))
            .say(self.locked(verify))
            .say(safe!("Keep modification times: {}", yes_or_no(options.preserve_timestamp)))
            .say(if label.is_empty() { "Label: none".into() } else { safe!("Label: {}", label) });
        if let Err(error) = checked_label(&options.label) {
            form = form.say(super::lines::label_fault(error));
        }
        form = form.say_lines(self.hint.map(|hint| Self::hint_lines(hint, UNBROKEN)).into_iter().flatten());
        if self.focus == Part::Label {
            return form.field("Label", Some("Tab"));
        }
        form = form.choice("send", ["Enter"]);
        form.asks = true;
        if self.has_unsendable() {
            form = form.choice("leave out what cannot be sent", ["x"]);
        }
        if !self.plan.unsendable().is_empty() {
            form = form.choice("go to the first entry that cannot be sent", ["g"]);
        }
        form.choice("copy which files", ["s"])
            .choice("verify or not", ["v"])
            .choice("keep modification times or not", ["t"])
            .choice("another label", ["l"])
    }
}

impl PlanReview {
    /// One item: its name whole, what it is, and how large.
    fn item_in_words(&self, item: &PlanItem) -> SafeText {
        let name = self.shown_name(item);
        match (item.kind, item.size) {
            (EntryKind::Dir, _) => safe!("{}, directory", name),
            (EntryKind::BrokenLink, _) => safe!("{}, broken link", name),
            (_, Some(size)) => safe!("{}, {}", name, format::bytes(size)),
            (_, None) => name,
        }
    }
}
