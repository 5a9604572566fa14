//! What a user can have done. One row a command, one file a topic; keymap, help, hint bar and the README's table are
//! made from the rows. A row names [`App`] and calls its methods: the lower parts of `app` name commands, so that a row
//! that imported those parts would close a circle.
//!
//! A new command is its row and a key in `assets/keymaps`. Start with [`Command`], then `cursor`.

use super::App;
use crate::domain::text::SafeText;

/// Where a command applies: where a keymap can bind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere, unless an overlay has the keys.
    Global,
    /// In a pane.
    List,
    /// In the task panel.
    Tasks,
    /// In an overlay as well, by a key that no text field takes.
    Overlay,
}

/// What a command of the menu of actions is done with, in the order of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acts {
    /// The marked entries, or the one at the cursor.
    Entry,
    /// The marks themselves.
    Marks,
    /// The directory or the collection that the pane shows.
    Place,
}

/// One of the hint bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// While a pane has the keys.
    Pane,
    /// While a pane has the keys, rows are loading.
    Loading,
    /// While a pane has the keys and a sign-in comes before all else.
    SignedOut,
    /// While the task panel has the keys.
    Tasks,
    /// While a service has asked hemi to wait.
    Paused,
    /// While a range of rows is open.
    Range,
    /// While the pane with the keys shows only names that match.
    Filtered,
    /// While the panes are compared.
    Compared,
}

/// The place of a command in a hint bar.
#[derive(Clone, Copy, Debug)]
pub struct HintPlace {
    /// The bar.
    pub bar: Bar,
    /// The lower, the earlier: what does not fit is left out from the end.
    pub rank: u8,
    /// What it does, in a word, where [`Command::word`] does not fit.
    word: Option<&'static str>,
}

/// A place in a hint bar.
const fn hint(bar: Bar, rank: u8) -> HintPlace {
    HintPlace { bar, rank, word: None }
}

/// The same with another word.
const fn hint_as(bar: Bar, rank: u8, word: &'static str) -> HintPlace {
    HintPlace { bar, rank, word: Some(word) }
}

/// What a command is done with: what an input has besides the command (the row or button that the mouse hit, the text
/// typed in a palette) becomes a field here, and every row has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args {
    /// The number typed before the key. Commands that do not count take no notice of it.
    pub count: Option<u32>,
    /// The text typed behind its name. Only commands with an [`Command::argument`] are given one.
    pub text: Option<String>,
}

impl Args {
    /// How often it is to be done: once, unless a number was typed.
    pub fn times(&self) -> isize {
        self.count.and_then(|count| isize::try_from(count).ok()).unwrap_or(1)
    }
}

/// Something a user can have done.
pub struct Command {
    /// Its name in keymap files; each name once.
    pub name: &'static str,
    /// What it does, as a sentence.
    pub sentence: &'static str,
    /// What it does, in a word: in hint bars and after the first key of its sequence.
    pub word: &'static str,
    /// What else it is called, in other programs, in small letters with blanks between: the palette finds it by these.
    pub also: &'static str,
    /// An example of the text that can be typed behind its name in the palette; empty where there is none.
    pub argument: &'static str,
    /// Where it applies; help lists it under the first.
    pub contexts: &'static [Context],
    /// What it acts on, where it is one of the three: the menu of actions lists it.
    pub acts: Option<Acts>,
    /// Its places in the hint bars.
    pub hints: &'static [HintPlace],
    /// Whether nothing is said when it is disabled: a cursor that cannot move needs no message.
    pub quiet: bool,
    /// Why it would do nothing now, if so.
    pub disabled: fn(&App, &Args) -> Option<SafeText>,
    /// Does it; called only while it is not disabled.
    pub run: fn(&mut App, &Args),
}

impl Command {
    /// What a row has where it says nothing else.
    const BASE: Self = Self {
        name: "",
        sentence: "",
        word: "",
        also: "",
        argument: "",
        contexts: &[Context::List],
        acts: None,
        hints: &[],
        quiet: false,
        disabled: |_, _| None,
        run: |_, _| {},
    };

    /// The context that help lists it under.
    pub fn home(&self) -> Context {
        self.contexts.first().copied().unwrap_or(Context::Global)
    }

    /// Its rank in a hint bar and the word there, if it has a place in it.
    pub fn hint(&self, bar: Bar) -> Option<(u8, &'static str)> {
        let place = self.hints.iter().find(|place| place.bar == bar)?;
        Some((place.rank, place.word.unwrap_or(self.word)))
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A name is unique, so that it identifies a command.
impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Command {}

/// The rows of a topic: constant, name, sentence, and what differs from [`Command::BASE`].
macro_rules! commands {
    ($($id:ident $name:literal $sentence:literal { $($field:ident: $value:expr),* $(,)? })*) => {
        $(
            #[doc = $sentence]
            #[allow(clippy::needless_update, reason = "a row may give every field")]
            pub static $id: Command =
                Command { name: $name, sentence: $sentence, $($field: $value,)* ..Command::BASE };
        )*

        /// The topic, in the order of the help page.
        pub(in crate::app) static ROWS: &[&Command] = &[$(&$id),*];
    };
}

pub mod changes;
pub mod copy;
pub mod cursor;
pub mod global;
pub mod listing;
pub mod marks;
pub mod names;
pub mod pane;
pub mod places;
pub mod preview;
pub mod programs;
pub mod sharing;
pub mod sort;
pub mod tabs;
pub mod tasks;
pub mod transfer;

/// The commands of a topic, in their order.
type Topic = &'static [&'static Command];

/// The topics with their titles, in the order of the help page.
static TOPICS: &[(&str, Topic)] = &[
    ("Moving the cursor", cursor::ROWS),
    ("Directories and panes", pane::ROWS),
    ("Tabs", tabs::ROWS),
    ("Marks", marks::ROWS),
    ("Sending", transfer::ROWS),
    ("Changing", changes::ROWS),
    ("Other programs", programs::ROWS),
    ("Places", places::ROWS),
    ("Collections", sharing::ROWS),
    ("The list", listing::ROWS),
    ("Preview", preview::ROWS),
    ("Names", names::ROWS),
    ("Order", sort::ROWS),
    ("Copying", copy::ROWS),
    ("Tasks", tasks::ROWS),
    ("hemi", global::ROWS),
];

/// The topics with their titles, in the order of the help page.
pub fn topics() -> impl Iterator<Item = (&'static str, Topic)> {
    TOPICS.iter().copied()
}

/// Every command there is, in the order of the help page.
pub fn all() -> impl Iterator<Item = &'static Command> {
    topics().flat_map(|(_, rows)| rows.iter().copied())
}

/// The commands of a hint bar with their words, the most important first.
pub fn in_bar(bar: Bar) -> impl Iterator<Item = (&'static Command, &'static str)> {
    let mut places: Vec<_> =
        all().filter_map(|command| command.hint(bar).map(|(rank, word)| (rank, command, word))).collect();
    places.sort_by_key(|(rank, ..)| *rank);
    places.into_iter().map(|(_, command, word)| (command, word))
}

/// The command that takes text, called so, and the text behind its name.
pub fn with_argument(typed: &str) -> Option<(&'static Command, &str)> {
    let (name, text) = typed.trim().split_once(char::is_whitespace)?;
    let name = name.replace('-', "_");
    // `mark` and `unmark` are short for what else takes text.
    let is_called =
        |command: &&Command| command.name == name || command.name.split('_').next() == Some(&*name);
    let command = all().filter(|command| !command.argument.is_empty()).find(is_called)?;
    Some((command, text.trim()))
}

/// The command of that name.
pub fn named(name: &str) -> Option<&'static Command> {
    all().find(|command| command.name == name)
}

#[cfg(test)]
mod tests;
