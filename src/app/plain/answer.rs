//! What a typed line means: the number of a row or of a choice, a word, a command, a text. Start with
//! [`PlainView::answer`].

use super::help::{self, HELP};
use super::{Part, PlainView, panes, part, tasks};
use crate::app::App;
use crate::app::commands::{self, Args, Command, cursor, global};
use crate::app::effect::Effects;
use crate::app::input::Input;
use crate::app::keymap::{Found, KeyPress};
use crate::app::overlay::plain_form::PlainForm;
use crate::domain::place::Side;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// What an answer leads to.
#[derive(Debug, Default)]
pub struct Answered {
    /// What is to be done outside.
    pub effects: Effects,
    /// What is said to it at once.
    pub lines: Vec<SafeText>,
}

impl Answered {
    fn say(words: impl Into<SafeText>) -> Self {
        Self { effects: Effects::new(), lines: vec![words.into()] }
    }
}

impl PlainView {
    /// Gives a line to the app. `line`: without its end; bytes that are not UTF-8 are passed as the sign that stands for
    /// them.
    pub fn answer(&mut self, line: &str, app: &mut App, at: Timestamp) -> Answered {
        // A refusal that is the same as the last one is said again.
        self.notice = self.notice.take().filter(|notice| !notice.answers_key);
        match self.form.clone() {
            Some(form) => in_form(&form, line, app, at),
            None => self.in_part(line.trim(), app, at),
        }
    }

    /// Stops: the waiting, a dialog, or what is loading.
    pub fn interrupt(&mut self, app: &mut App, at: Timestamp) -> Answered {
        if std::mem::take(&mut self.waits) {
            return Answered::say("No longer waiting.");
        }
        if self.form.is_some() {
            return Answered { effects: press(app, ["Esc"], at), lines: Vec::new() };
        }
        if app.is_busy() {
            return Answered { effects: app.act(&global::STOP, &Args::default(), at), lines: Vec::new() };
        }
        Answered::say("There is nothing to stop. quit ends hemi.")
    }

    fn in_part(&mut self, line: &str, app: &mut App, at: Timestamp) -> Answered {
        let part = part(app);
        if let Ok(number) = line.parse::<usize>() {
            return choose(part, number, app, at);
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, rest) {
            ("", _) => {
                let jobs = self.jobs.take();
                self.forget();
                self.jobs = jobs;
                Answered::default()
            }
            ("m", numbers) if !numbers.is_empty() => mark(part, numbers, app, at),
            ("n", "") => act(&cursor::PAGE_DOWN, app, at),
            ("p", "") => act(&cursor::PAGE_UP, app, at),
            ("help" | "?", "") => Answered { lines: HELP.map(SafeText::from).into(), ..Answered::default() },
            ("commands", "") => Answered { lines: help::all_commands(), ..Answered::default() },
            ("wait", "") => {
                self.waits = true;
                if self.waits(app) {
                    Answered::say("Waiting for all tasks.")
                } else {
                    Answered::say("No task is under way.")
                }
            }
            _ => match command(line, app) {
                Ok(command) => act(command, app, at),
                Err(found) => Answered::say(help::unknown(&found)),
            },
        }
    }
}

fn act(command: &Command, app: &mut App, at: Timestamp) -> Answered {
    Answered { effects: app.act(command, &Args::default(), at), lines: Vec::new() }
}

/// The command of that name, of that key, or the only one that begins so; else all that begin so. One whose name begins
/// all the others is meant: `quit`, not `quit_unsaved`.
fn command(line: &str, app: &App) -> Result<&'static Command, Vec<&'static Command>> {
    let name = line.to_ascii_lowercase().replace([' ', '-'], "_");
    if let Some(command) = commands::named(&name) {
        return Ok(command);
    }
    if let Some(keys) = keys(line)
        && let Found::Command(command) = app.keys.map.find(app.contexts(), &keys)
    {
        return Ok(command);
    }
    let found: Vec<_> = commands::all().filter(|command| command.name.starts_with(&name)).collect();
    let shortest = found.iter().copied().min_by_key(|command| command.name.len());
    match shortest {
        Some(one) if found.iter().all(|command| command.name.starts_with(one.name)) => Ok(one),
        _ => Err(found),
    }
}

/// The keys that a line names: `Ctrl-D`, or the letters of it.
fn keys(line: &str) -> Option<Vec<KeyPress>> {
    if let Some(key) = KeyPress::parse(line) {
        return Some(vec![key]);
    }
    let mut letter = [0; 4];
    line.chars()
        .filter(|sign| *sign != ' ')
        .map(|sign| KeyPress::parse(sign.encode_utf8(&mut letter)))
        .collect()
}

/// A number outside of dialogs: opens a directory, goes to another entry, chooses a task.
fn choose(part: Part, number: usize, app: &mut App, at: Timestamp) -> Answered {
    match part {
        Part::Pane(side) => {
            let Some(index) = row(app, side, number) else {
                return Answered::say(safe!("There is no entry {} here.", number));
            };
            app.cx.at = at;
            app.panes.get_mut(side).go_to_row(index, &mut app.cx);
            let here = app.pane(side).here();
            match here.and_then(|here| here.entry_at_cursor()).filter(|entry| !entry.may_be_dir()) {
                Some(entry) => {
                    let words = safe!("At {}. transfer sends it, m {} marks it.", entry.shown_name(), number);
                    Answered { effects: app.finish(), lines: vec![words] }
                }
                None => act(&commands::pane::ENTER, app, at),
            }
        }
        Part::Tasks => match number.checked_sub(1).filter(|index| *index < app.monitor.jobs().len()) {
            Some(index) => {
                app.cx.at = at;
                app.monitor.choose(index, &mut app.cx);
                let words = app.monitor.chosen().map(|job| tasks::words(app, job)).unwrap_or_default();
                let words = safe!("{}. task_events tells what happened, cancel_task cancels it.", words);
                Answered { effects: app.finish(), lines: vec![words] }
            }
            None => Answered::say(safe!("There is no task {}.", number)),
        },
    }
}

/// The row with that number, which counts entries; 0 is the parent.
fn row(app: &App, side: Side, number: usize) -> Option<usize> {
    let here = app.pane(side).here()?;
    let index = (number + panes::first_entry(here)).checked_sub(1)?;
    (index < here.rows()).then_some(index)
}

/// Marks or unmarks entries by their numbers and ranges of numbers.
fn mark(part: Part, numbers: &str, app: &mut App, at: Timestamp) -> Answered {
    let Part::Pane(side) = part else { return Answered::say("Tasks cannot be marked.") };
    let mut rows = Vec::new();
    for word in numbers.split([' ', ',']).filter(|word| !word.is_empty()) {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) else {
            return Answered::say("m takes numbers of entries and ranges of them, such as m 3 5-8.");
        };
        let (Some(from), Some(to)) = (row(app, side, first.max(1)), row(app, side, last)) else {
            return Answered::say(safe!("There is no entry {} here.", first.max(last)));
        };
        rows.push(from..=to);
    }
    app.cx.at = at;
    for range in rows {
        let marked = |index: usize| {
            let here = app.panes.get(side).here()?;
            here.row(index)?.entry().map(|entry| here.marks().has(entry.name))
        };
        let all = range.clone().all(|index| marked(index) == Some(true));
        app.panes.get_mut(side).set_marks(range, !all, &mut app.cx);
    }
    Answered { effects: app.finish(), lines: Vec::new() }
}

/// A line for a dialog: the number of a choice, or the text that it asks for.
fn in_form(form: &PlainForm, line: &str, app: &mut App, at: Timestamp) -> Answered {
    let number = line.trim_end().parse::<usize>().ok();
    let chosen = number.and_then(|number| number.checked_sub(1)).and_then(|index| form.choices.get(index));
    let effects = match (number, chosen, &form.field) {
        (Some(0), ..) => press(app, ["Esc"], at),
        (_, Some(choice), _) => press(app, choice.keys.iter().copied(), at),
        (.., Some(field)) => {
            let text = line.trim();
            let mut effects = Effects::new();
            if !text.is_empty() {
                // What was typed before is replaced.
                effects.extend(press(app, ["End", "Ctrl-U"], at));
                effects.extend(app.input(Input::Paste(text.into()), at));
            }
            effects.extend(press(app, field.then, at));
            effects
        }
        (None, None, None) if line.trim() == "?" || line.trim() == "help" => {
            return Answered::say("Answer with a number of the list; 0 leaves the dialog.");
        }
        (_, None, None) => {
            return Answered::say(safe!("Answer with a number from 0 to {}.", form.choices.len()));
        }
    };
    Answered { effects, lines: Vec::new() }
}

/// Presses keys, by their names.
fn press(app: &mut App, names: impl IntoIterator<Item = &'static str>, at: Timestamp) -> Effects {
    let keys = names.into_iter().filter_map(KeyPress::parse);
    keys.flat_map(|key| app.input(Input::Key(key.event()), at)).collect()
}
