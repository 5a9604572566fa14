//! What a line means in a dialog: the number or the words of a choice, yes or no, or the text that it asks for.

use super::answer::{HOW_TO_MARK, ranges};
use super::answered::{Answered, press, type_text};
use super::{PlainView, help};
use crate::app::App;
use crate::app::commands::{Args, global};
use crate::app::overlay::plain_form::{PlainChoice, PlainForm};
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

impl PlainView {
    /// Gives a line to a dialog.
    pub(super) fn in_form(&mut self, form: &PlainForm, line: &str, app: &mut App, at: Timestamp) -> Answered {
        let number = line.trim_end().parse::<usize>().ok();
        let chosen =
            number.and_then(|number| number.checked_sub(1)).and_then(|index| form.choices.get(index));
        match (number, chosen, &form.field) {
            (Some(0), ..) => leave(app, at),
            (_, Some(choice), _) => choose(choice, app, at),
            (.., Some(field)) if line.trim().is_empty() && (field.then.is_none() || field.secret) => {
                self.say_again()
            }
            (.., Some(_)) if self.opened_by_itself && help::is_word(line) => Answered::say(safe!(
                "{} was not taken as the text that is asked for here. 0 leaves the dialog; to have the word taken \
                 as the text, put a blank before it.",
                Untrusted::new(line).sanitized()
            )),
            (.., Some(_)) => Answered { effects: type_text(form, line, app, at), lines: Vec::new() },
            (Some(_), None, None) => Answered::say(how_to_answer(form)),
            (None, None, None) => self.in_words(form, line.trim(), app, at),
        }
    }

    /// What a word means where no text is asked for.
    fn in_words(&mut self, form: &PlainForm, line: &str, app: &mut App, at: Timestamp) -> Answered {
        if let Some(numbers) = line.strip_prefix("m ").filter(|_| form.choices.iter().any(can_be_marked)) {
            return mark(form, numbers, app, at);
        }
        let word = line.to_lowercase();
        let begins = |label: &SafeText| label.as_str().to_lowercase().starts_with(&word);
        let yes = form.choices.first().filter(|_| form.asks);
        // "cancel" is no answer to the question whether to cancel something.
        let does = |what: &str| yes.is_some_and(|yes| yes.label.as_str().to_lowercase().contains(what));
        match (word.as_str(), yes) {
            ("", _) => self.say_again(),
            ("y" | "yes", Some(yes)) => choose(yes, app, at),
            ("quit" | "q", Some(yes)) if does("quit") => choose(yes, app, at),
            ("n" | "no", Some(_)) => leave(app, at),
            ("cancel", _) if !does("cancel") => leave(app, at),
            ("quit" | "q", _) => {
                let mut effects = leave(app, at).effects;
                effects.extend(app.act(&global::QUIT, &Args::default(), at));
                Answered { effects, lines: Vec::new() }
            }
            _ if begins(&form.close) => leave(app, at),
            _ => match &*form.choices.iter().filter(|choice| begins(&choice.label)).collect::<Vec<_>>() {
                [choice] => choose(choice, app, at),
                _ => Answered::say(how_to_answer(form)),
            },
        }
    }

    /// Says the dialog again.
    fn say_again(&mut self) -> Answered {
        self.form = self.form.take().map(|form| PlainForm { title: form.title, ..PlainForm::default() });
        self.offered = None;
        Answered::default()
    }
}

/// What answers there are.
fn how_to_answer(form: &PlainForm) -> SafeText {
    let number = match form.choices.len() {
        0 => "Answer with 0".into(),
        1 => "Answer with 1 or 0".into(),
        most => safe!("Answer with a number from 0 to {}", most),
    };
    let yes = if form.asks { ", or with yes or no" } else { "" };
    safe!("{}{}; 0 means: {}. An empty line says the dialog again.", number, yes, form.close)
}

fn can_be_marked(choice: &PlainChoice) -> bool {
    !choice.marks.is_empty()
}

/// Marks or unmarks the choices of these numbers and ranges of numbers.
fn mark(form: &PlainForm, numbers: &str, app: &mut App, at: Timestamp) -> Answered {
    let Some(ranges) = ranges(numbers) else { return Answered::say(HOW_TO_MARK) };
    let wanted: Vec<usize> = ranges.into_iter().flatten().collect();
    let choice =
        |number: &usize| form.choices.get(number.checked_sub(1)?).filter(|choice| can_be_marked(choice));
    if let Some(wrong) = wanted.iter().find(|number| choice(number).is_none()) {
        return Answered::say(safe!("{} is no entry of this list.", *wrong));
    }
    let keys = wanted.iter().filter_map(choice).flat_map(|choice| choice.marks.clone());
    Answered { effects: press(app, keys, at), lines: Vec::new() }
}

fn leave(app: &mut App, at: Timestamp) -> Answered {
    Answered { effects: press(app, ["Esc"], at), lines: Vec::new() }
}

fn choose(choice: &PlainChoice, app: &mut App, at: Timestamp) -> Answered {
    Answered { effects: press(app, choice.keys.iter().copied(), at), lines: Vec::new() }
}
