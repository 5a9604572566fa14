//! Which keys the hint bar names, in which order. Made from the action list, the keymap and what can be
//! done now; the view only draws it. Start with [`Hint`].

use crate::app::action::{Action, Context};
use crate::app::keymap::{Keymap, Press};
use crate::domain::text::SafeText;
use crate::safe;

/// A key in the hint bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key.
    pub key: SafeText,
    /// What it does, in a word.
    pub word: &'static str,
    /// Whether it would do something now.
    pub works: bool,
}

/// The hints of a pane, the most wanted first: what does not fit is left out.
const LIST: &[(Action, &str)] = &[
    (Action::Help, "help"),
    (Action::Mark, "mark"),
    (Action::Transfer, "send"),
    (Action::Search, "collections"),
    (Action::Tasks, "tasks"),
    (Action::SwitchPane, "pane"),
    (Action::Quit, "quit"),
    (Action::Enter, "open"),
    (Action::Parent, "up"),
    (Action::Refresh, "list again"),
    (Action::ToggleHidden, "hidden"),
    (Action::SortName, "sort"),
    (Action::MarkAll, "mark all"),
    (Action::ClearMarks, "unmark"),
];

/// Until somebody is signed in little else works.
const SIGNED_OUT: &[(Action, &str)] = &[
    (Action::Account, "sign in"),
    (Action::Help, "help"),
    (Action::Quit, "quit"),
    (Action::SwitchPane, "pane"),
    (Action::Tasks, "tasks"),
];

const TASKS: &[(Action, &str)] = &[
    (Action::Help, "help"),
    (Action::TaskEvents, "what happened"),
    (Action::CancelTask, "cancel"),
    (Action::SwitchPane, "panes"),
    (Action::CloseTasks, "close"),
    (Action::TaskDown, "down"),
    (Action::TaskUp, "up"),
];

/// Words for the second key of a sequence.
fn word(action: Action) -> &'static str {
    match action {
        Action::SortName => "by name",
        Action::SortSize => "by size",
        Action::SortTime => "by time",
        Action::SortReverse => "reverse",
        Action::Top => "first row",
        Action::PageUp => "page up",
        other => other.words(),
    }
}

/// What decides which keys matter most.
#[derive(Clone, Copy, Debug)]
pub struct HintCx {
    /// Whether tasks run: leaving does not stop them.
    pub tasks_run: bool,
    /// Whether something is being loaded.
    pub loads: bool,
    /// Whether nobody is signed in, and somebody could.
    pub signed_out: bool,
}

/// The hints of a context, or of what may follow the keys already pressed.
pub fn hints(
    keymap: &Keymap,
    contexts: &[Context],
    pressed: &[Press],
    moment: HintCx,
    works: impl Fn(Action) -> bool,
) -> Vec<Hint> {
    if !pressed.is_empty() {
        return keymap
            .after(contexts, pressed)
            .into_iter()
            .map(|(key, action)| Hint { key, word: word(action), works: works(action) })
            .collect();
    }
    let (table, own) = match () {
        () if contexts.contains(&Context::Tasks) => (TASKS, Context::Tasks),
        () if moment.signed_out => (SIGNED_OUT, Context::List),
        () => (LIST, Context::List),
    };
    let stop: &[_] =
        if moment.loads && own == Context::List { &[(Action::Stop, "stop loading")] } else { &[] };
    stop.iter()
        .chain(table)
        .filter_map(|(action, word)| {
            let key = [own, Context::Global].iter().find_map(|c| keymap.keys_of(*c, *action).next())?;
            // Sorting has a key of its own for each order: the hint names the key they share.
            let key = if *action == Action::SortName { key.get(..1)? } else { key };
            let word = if *action == Action::Quit && moment.tasks_run { "quit, tasks go on" } else { word };
            Some(Hint { key: crate::app::keymap::name(key), word, works: works(*action) })
        })
        .collect()
}

/// What to say to a key that means nothing.
pub fn not_bound(pressed: &[Press]) -> SafeText {
    safe!("Nothing is bound to {}.", crate::app::keymap::name(pressed))
}
