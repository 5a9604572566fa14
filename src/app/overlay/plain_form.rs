//! An overlay as text, for the plain mode: what it says, what can be chosen by a number, and what can be typed. It is made
//! from the same words as the picture, and each answer presses the keys that give it on the screen.

use crate::app::requests::progress::RequestProgress;
use crate::app::requests::{Purpose, Requests, Slot};
use crate::app::theme::Role;
use crate::app::widgets::frame::Hint;
use crate::app::widgets::text::Line;
use crate::domain::text::SafeText;
use crate::safe;

/// What a warning begins with.
const ATTENTION: &str = "Attention:";

/// Whether a line warns.
pub fn is_warning(line: &SafeText) -> bool {
    line.as_str().starts_with(ATTENTION)
}

/// The cells of a line that is never broken: lines are those of the terminal or of a screen reader.
pub const UNBROKEN: usize = 16_000;

/// The text of an overlay.
pub trait Plain {
    /// All of it, as it is now.
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm;
}

/// What an overlay is written with.
#[derive(Clone, Copy, Debug)]
pub struct PlainCx<'a> {
    /// The requests that are open.
    pub requests: &'a Requests,
}

impl PlainCx<'_> {
    /// Whether the overlay waits for an answer.
    pub fn waits_for(self, purpose: Purpose) -> bool {
        self.requests.is_open(Slot::overlay(purpose))
    }

    /// That the answer to what it asked is late, if it is.
    pub fn silence(self, purpose: Purpose) -> Option<SafeText> {
        self.requests.progress(Slot::overlay(purpose)).and_then(RequestProgress::message)
    }
}

/// An overlay as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainForm {
    /// What it is.
    pub title: SafeText,
    /// What it says, a sentence or a fact a line.
    pub lines: Vec<SafeText>,
    /// What can be chosen, numbered from 1.
    pub choices: Vec<PlainChoice>,
    /// What 0 does, by the key that closes it.
    pub close: SafeText,
    /// Whether an answer is awaited that changes what can be chosen.
    pub busy: bool,
    /// What a line that is no number is typed into.
    pub field: Option<PlainField>,
    /// Whether the first choice is the answer yes.
    pub asks: bool,
    /// The lines that name keys, by their places in `lines`.
    pub with_keys: Vec<(usize, Line)>,
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainChoice {
    /// What it is, or does.
    pub label: SafeText,
    /// The keys that choose it, by their names.
    pub keys: Vec<&'static str>,
    /// The keys that mark or unmark it, where it can be.
    pub marks: Vec<&'static str>,
}

/// A text field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainField {
    /// What is asked for.
    pub label: SafeText,
    /// Whether what is typed is not to be seen.
    pub secret: bool,
    /// Whether it must be typed key by key: a field that takes no paste.
    pub by_keys: bool,
    /// The key that takes over what was typed, if it takes one.
    pub then: Option<&'static str>,
}

impl PlainForm {
    /// A form with nothing but its title.
    pub fn new(title: impl Into<SafeText>) -> Self {
        Self { title: title.into(), close: "close".into(), ..Self::default() }
    }

    /// Says this too.
    #[must_use]
    pub fn say(mut self, words: impl Into<SafeText>) -> Self {
        let words = words.into();
        if !words.is_empty() {
            self.lines.push(words);
        }
        self
    }

    /// Says the lines of a picture too. A sign that stands for a word becomes the word.
    #[must_use]
    pub fn say_lines(mut self, lines: impl IntoIterator<Item = Line>) -> Self {
        for line in lines {
            let words = in_words(&line);
            if words.is_empty() {
                continue;
            }
            if line.0.iter().any(|(role, _)| *role == Role::Key) {
                self.with_keys.push((self.lines.len(), line));
            }
            self.lines.push(words);
        }
        self
    }

    /// The same with the answers in the place of the keys that they press: a sentence of the screen names keys.
    #[must_use]
    pub fn in_answers(mut self) -> Self {
        for (at, mut line) in std::mem::take(&mut self.with_keys) {
            for (_, words) in line.0.iter_mut().filter(|(role, _)| *role == Role::Key) {
                if let Some(answer) = self.answer_of(words.as_str()) {
                    *words = answer;
                }
            }
            if let Some(words) = self.lines.get_mut(at) {
                *words = in_words(&line);
            }
        }
        self
    }

    /// The answer that presses a key.
    fn answer_of(&self, key: &str) -> Option<SafeText> {
        let number = self.choices.iter().position(|choice| choice.keys == [key]);
        number.map(|number| safe!("{}", number + 1)).or_else(|| (key == "Esc").then(|| "0".into()))
    }

    /// Offers this.
    #[must_use]
    pub fn choice(
        mut self,
        label: impl Into<SafeText>,
        keys: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        let keys = keys.into_iter().collect();
        self.choices.push(PlainChoice { label: label.into(), keys, marks: Vec::new() });
        self
    }

    /// Offers the row of a list, which is gone to by these keys, and can then be chosen by `chooses` and marked by `marks`.
    #[must_use]
    pub fn row(
        mut self,
        label: impl Into<SafeText>,
        index: usize,
        [chooses, marks]: [&'static str; 2],
    ) -> Self {
        let to =
            |key| std::iter::once("Home").chain(std::iter::repeat_n("Down", index)).chain([key]).collect();
        self.choices.push(PlainChoice { label: label.into(), keys: to(chooses), marks: to(marks) });
        self
    }

    /// Offers what the keys of a dialog do, but for those that only move.
    #[must_use]
    pub fn keys(mut self, hints: &[Hint]) -> Self {
        for (key, words) in hints {
            let mut names = key.split(' ');
            if key.split(' ').any(|name| name == "Esc") {
                self.close = (*words).into();
            } else if let Some(name) = names.next().filter(|name| !MOVING.contains(name)) {
                self = self.choice(*words, [name]);
            }
        }
        self
    }

    /// Asks for a text.
    #[must_use]
    pub fn field(mut self, label: impl Into<SafeText>, then: Option<&'static str>) -> Self {
        self.field = Some(PlainField { label: label.into(), secret: false, by_keys: false, then });
        self
    }
}

/// Keys that choose nothing by themselves.
const MOVING: [&str; 8] = ["Tab", "Shift-Tab", "Up", "Down", "j", "k", "PgUp", "Space"];

/// A line without what only an eye can read.
fn in_words(line: &Line) -> SafeText {
    let words = line.text().trimmed();
    match words.without_prefix("! ") {
        Some(rest) => safe!("{} {}", SafeText::from(ATTENTION), rest),
        None => words,
    }
}
