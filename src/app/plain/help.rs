//! What can be answered, in words. The commands come from their rows.

use crate::app::commands::{self, Command};
use crate::domain::text::SafeText;
use crate::safe;

/// Words of this mode that are no commands.
const WORDS: [&str; 9] = ["help", "?", "commands", "wait", "quit", "cancel", "yes", "no", "exit"];

/// Whether a line is nothing but a word of this mode or the name of a command.
pub(super) fn is_word(line: &str) -> bool {
    WORDS.contains(&line) || commands::named(line).is_some()
}

/// What is said to `help`.
pub(super) const HELP: [&str; 15] = [
    "Answer with a number, or with its whole name, to open an entry or to choose a task; 0 or .. is the parent directory.",
    "m 3 5-8: mark or unmark these entries. n: next page. p: page before. An empty line: say again where hemi is.",
    "A command is given by its name, or the beginning of it: search, transfer, tasks, switch_pane, sort_size, quit.",
    "view 3, rename 3, measure 3, delete 3, edit_file 3: a number says which entry is meant. rename 3 new.txt: its new name too.",
    "commands: list all of them. A key of the usual screen, such as c for transfer, gives its command too.",
    "To send files: open a place in each pane, mark entries in one of them, and give the command transfer.",
    "search finds a collection and opens it in the pane that is active; switch_pane makes the other one active.",
    "The text to search for may stand behind it: search jasmin.",
    "find_below tas: what is found has numbers; 3 goes to the third, m 3 5-8 marks some of it.",
    "In a dialog a number gives an answer, or the first word of it, and 0 leaves it. A question takes yes and no too.",
    "Where a dialog asks for a text, any other line is the text. To have a number taken as text, put a blank before it.",
    "A plan is sent, and a question answered with yes, only after it could be read.",
    "wait: take no further line until all tasks have ended. Their ends are said when they come.",
    "Ctrl-C stops what is loading, leaves a dialog, or ends the waiting. It never ends hemi.",
    "quit, or the end of the input, ends hemi; tasks continue in the service.",
];

/// Every command with what it does.
pub(super) fn all_commands() -> Vec<SafeText> {
    commands::all().map(|command| safe!("{}: {}", command.name, command.sentence)).collect()
}

/// What a word that begins several commands, or none, is answered with.
pub(super) fn unknown(found: &[&'static Command]) -> SafeText {
    let names = found.iter().map(|command| SafeText::from(command.name));
    match names.reduce(|so_far, name| safe!("{}, {}", so_far, name)) {
        None => "There is no such command; help says what can be answered.".into(),
        Some(names) => safe!("Several commands begin with that: {}.", names),
    }
}
