//! What a line leads to, and how it is given to a dialog: by the keys that a person would press on the screen.

use crate::app::App;
use crate::app::effect::Effects;
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::overlay::plain_form::PlainForm;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;

/// What an answer leads to.
#[derive(Debug, Default)]
pub struct Answered {
    /// What is to be done outside.
    pub effects: Effects,
    /// What is said to it at once.
    pub lines: Vec<SafeText>,
}

impl Answered {
    pub(super) fn say(words: impl Into<SafeText>) -> Self {
        Self { effects: Effects::new(), lines: vec![words.into()] }
    }
}

/// Types a text into the field of a dialog, if it has one, and takes it over.
pub(super) fn type_text(form: &PlainForm, text: &str, app: &mut App, at: Timestamp) -> Effects {
    let Some(field) = &form.field else { return Effects::new() };
    let text = text.trim();
    let mut effects = Effects::new();
    if !text.is_empty() {
        // What was typed before is replaced.
        effects.extend(press(app, ["End", "Ctrl-U"], at));
        if field.by_keys {
            let keys = text.chars().filter_map(|letter| KeyPress::parse(letter.encode_utf8(&mut [0; 4])));
            effects.extend(keys.flat_map(|key| app.input(Input::Key(key.event()), at)));
        } else {
            effects.extend(app.input(Input::Paste(text.into()), at));
        }
    }
    effects.extend(press(app, field.then, at));
    effects
}

/// Presses keys, by their names.
pub(super) fn press(app: &mut App, names: impl IntoIterator<Item = &'static str>, at: Timestamp) -> Effects {
    let keys = names.into_iter().filter_map(KeyPress::parse);
    keys.flat_map(|key| app.input(Input::Key(key.event()), at)).collect()
}
