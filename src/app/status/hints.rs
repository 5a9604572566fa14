//! Which keys the hint bar names, in which order. Made from the rows of the commands, the keymap and what
//! can be done now; the view only draws it. Start with [`Hint`].

use crate::app::commands::{self, Bar, Command, Context};
use crate::app::keymap::{KeyPress, Keymap};
use crate::app::pointer::Target;
use crate::app::widgets::frame;
use crate::domain::text::SafeText;

/// A key in the hint bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key.
    pub key: SafeText,
    /// What it does, in a word.
    pub word: &'static str,
    /// What a press on it does; without a target its keys are pressed.
    pub target: Option<Target>,
    /// Whether it would do something now.
    pub works: bool,
}

/// What decides which keys matter most.
#[derive(Clone, Copy, Debug)]
pub struct HintCx {
    /// Whether something is being loaded.
    pub loads: bool,
    /// Whether a service has asked hemi to wait.
    pub paused: bool,
    /// Whether a range of rows is open.
    pub range: bool,
    /// Whether the active pane shows only names that match.
    pub filtered: bool,
    /// Whether the panes are compared.
    pub compared: bool,
    /// Whether no user is signed in, although a sign-in is possible.
    pub signed_out: bool,
}

/// The hints of a context, or of what may follow the keys already pressed.
pub fn hints(
    keymap: &Keymap,
    contexts: &[Context],
    pressed: &[KeyPress],
    moment: HintCx,
    works: impl Fn(&'static Command) -> bool,
) -> Vec<Hint> {
    if !pressed.is_empty() {
        return keymap
            .after(contexts, pressed)
            .into_iter()
            .map(|(key, command)| Hint {
                key,
                word: command.word,
                target: Some(Target::Command(command)),
                works: works(command),
            })
            .collect();
    }
    let tasks = contexts.contains(&Context::Tasks);
    let (bar, own) = match (tasks, moment.signed_out) {
        (true, _) => (Bar::Tasks, Context::Tasks),
        (false, true) => (Bar::SignedOut, Context::List),
        (false, false) => (Bar::Pane, Context::List),
    };
    let loading = (moment.loads && !tasks).then_some(Bar::Loading);
    let paused = moment.paused.then_some(Bar::Paused);
    let range = moment.range.then_some(Bar::Range);
    // The key takes one away after the other: the hint names the first.
    let kept = match (moment.filtered, moment.compared) {
        _ if tasks || loading.is_some() || range.is_some() => None,
        (true, _) => Some(Bar::Filtered),
        (false, true) => Some(Bar::Compared),
        (false, false) => None,
    };
    [paused, loading, range, kept]
        .into_iter()
        .flatten()
        .chain([bar])
        .flat_map(commands::in_bar)
        .filter_map(|(command, word)| {
            let key = [own, Context::Global].iter().find_map(|c| keymap.keys_of(*c, command).next())?;
            // Each order has its own sort key: the hint names the key they share.
            let prefix = *command == commands::sort::BY_NAME;
            let key = if prefix { key.get(..1)? } else { key };
            let target = (!prefix).then_some(Target::Command(command));
            // These fit few jobs: a hint for the others would only take room.
            if [&commands::tasks::SEND, &commands::tasks::DROP].contains(&command) && !works(command) {
                return None;
            }
            // Without an account, what a pane can do is named where it has rows of this computer.
            if bar == Bar::SignedOut && command.home() == Context::List && !works(command) {
                return None;
            }
            Some(Hint { key: crate::app::keymap::name(key), word, target, works: works(command) })
        })
        .collect()
}

/// The keys of the dialog that has them, after the one that shows all of them.
pub fn of_dialog(keys: &[frame::Hint], help: Option<&'static str>) -> Vec<Hint> {
    let hint = |key: &'static str, word| Hint { key: key.into(), word, target: None, works: true };
    let help = help.map(|key| hint(key, "help"));
    help.into_iter().chain(keys.iter().map(|(key, word)| hint(key, word))).collect()
}
