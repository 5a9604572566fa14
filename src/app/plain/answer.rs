//! What a typed line means: the number of a row or of a choice, a word, a command, a text. Start with
//! [`PlainView::answer`].

use std::ops::RangeInclusive;

use super::answered::{Answered, press, type_text};
use super::help::{self, HELP};
use super::{Part, PlainView, entry, panes, part, tasks};
use crate::app::commands::{
    self, Args, Command, changes, cursor, global, marks, names, places, sharing, tasks as task,
};
use crate::app::keymap::{Found, KeyPress};
use crate::app::overlay::plain_form::PlainCx;
use crate::app::{App, Focus};
use crate::domain::text::{SafeText, UntrustedRef};
use crate::domain::time::Timestamp;
use crate::safe;

impl PlainView {
    /// Gives a line to the app. `line`: without its end; bytes that are not UTF-8 are passed as the sign that stands for
    /// them.
    pub fn answer(&mut self, line: &str, app: &mut App, at: Timestamp) -> Answered {
        // As at a key, what answered the last one is over: it is not said again, but a refusal that is the same is.
        app.notices.seen(at);
        self.notice = self.notice.take().filter(|notice| app.notices.current() == Some(notice));
        self.answered = true;
        let mut answered = match self.form.clone() {
            Some(form) => self.in_form(&form, line, app, at),
            None => self.in_part(line.trim(), app, at),
        };
        answered.lines.extend(app.keys.unbound.take());
        answered
    }

    /// Stops: the waiting, a dialog, or what is loading.
    pub fn interrupt(&mut self, app: &mut App, at: Timestamp) -> Answered {
        self.answered = true;
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
        let (word, rest) = split(line);
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
            _ => match (command(line, app), command(word, app)) {
                (Ok(command), _) if entry::needs_number(command, app) => entry::choices(command, app),
                (Ok(command), _) => act(command, app, at),
                (_, Ok(command)) if let Some((number, text)) = entry::number_of(command, rest) => {
                    match (entry::go_to(part, number, app, at), text) {
                        (Some(refusal), _) => refusal,
                        (None, "") => act(command, app, at),
                        (None, text) => self.act_with(command, text, app, at),
                    }
                }
                (_, Ok(command)) if entry::needs_number(command, app) => entry::choices(command, app),
                (_, Ok(command)) if !rest.trim().is_empty() && ASK_FOR_TEXT.contains(&command) => {
                    self.act_with(command, rest, app, at)
                }
                _ if put_on_name(part, line, app, at) => at_cursor(app, at),
                (_, Ok(command)) if !rest.trim().is_empty() => {
                    Answered::say(safe!("{} takes nothing after its name.", command.name))
                }
                (Err(found), _) => Answered::say(help::unknown(&found)),
            },
        }
    }

    /// Does a command whose dialog asks for a text, and gives it the text.
    fn act_with(&mut self, command: &Command, text: &str, app: &mut App, at: Timestamp) -> Answered {
        let mut answered = act(command, app, at);
        if let Some(form) = app.overlay().map(|overlay| overlay.plain(PlainCx { requests: app.requests() })) {
            answered.effects.extend(type_text(&form, text, app, at));
        }
        answered
    }
}

/// The commands whose dialogs ask for a text: it may stand behind the name.
const ASK_FOR_TEXT: [&Command; 16] = [
    &places::SEARCH,
    &places::KNOWN_NAMES,
    &places::BOOKMARKS,
    &places::ADD_BOOKMARK,
    &sharing::CREATE_GUEST,
    &places::EDIT_PATH,
    &places::OPEN_PLACE,
    &names::FILTER,
    &names::FIND,
    &names::FIND_BELOW,
    &marks::MARK_MATCHING,
    &marks::UNMARK_MATCHING,
    &global::PALETTE,
    &changes::NEW_DIRECTORY,
    &changes::NEW_FILE,
    &changes::RENAME,
];

/// Does a command where it applies. The keys of the screen are no help here.
fn act(command: &Command, app: &mut App, at: Timestamp) -> Answered {
    if *command == global::HELP {
        return Answered { lines: HELP.map(SafeText::from).into(), ..Answered::default() };
    }
    app.cx.at = at;
    // Without a screen the task panel is open only as long as one is in it: the way from pane to pane leads past it.
    if app.focus == Focus::Pane {
        app.monitor.set_open(false, &mut app.cx);
    }
    // What is found opens in a pane.
    if *command == places::SEARCH && app.why_not(command).is_none() {
        app.focus = Focus::Pane;
    }
    app.perform_where_it_applies(command, &Args::default());
    Answered { effects: app.finish(), lines: Vec::new() }
}

/// The command of that name, of that key, or the only one that begins so; else all that begin so. One whose name begins
/// all the others is meant: `quit`, not `quit_unsaved`.
fn command(line: &str, app: &App) -> Result<&'static Command, Vec<&'static Command>> {
    if let Some(command) = named(line) {
        return Ok(command);
    }
    let name = name(line);
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

/// The command of that name, or of that word of the screen.
fn named(line: &str) -> Option<&'static Command> {
    let word = line.trim().to_ascii_lowercase();
    commands::named(&name(line)).or_else(|| commands::all().find(|command| command.word == word))
}

fn name(line: &str) -> String {
    line.to_ascii_lowercase().replace([' ', '-'], "_")
}

/// The words with which a line names a command, and the rest: the most words that do so, else the first one.
fn split(line: &str) -> (&str, &str) {
    let ends = line.match_indices(' ').map(|(at, _)| line.split_at(at));
    let longest = ends.rev().find(|(words, _)| named(words).is_some());
    longest
        .map(|(words, rest)| (words, rest.trim_start()))
        .or_else(|| line.split_once(' '))
        .unwrap_or((line, ""))
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
            let Some(index) = panes::row(app, side, number) else {
                return Answered::say(panes::no_entry(app, side, number));
            };
            app.cx.at = at;
            app.panes.get_mut(side).go_to_row(index, &mut app.cx);
            at_cursor(app, at)
        }
        Part::Tasks if number == 0 => act(&task::CLOSE, app, at),
        Part::Tasks => match number.checked_sub(1).filter(|index| *index < app.monitor.jobs().len()) {
            Some(index) => {
                app.cx.at = at;
                app.monitor.choose(index, &mut app.cx);
                let words = app.monitor.chosen().map(|job| tasks::words(app, job)).unwrap_or_default();
                let words = safe!("{}. task_events tells what happened, cancel_task cancels it.", words);
                Answered { effects: app.finish(), lines: vec![words] }
            }
            None => Answered::say(match app.monitor.jobs().len() {
                0 => "There are no tasks.".into(),
                1 => safe!("There is no task {}: the only one is 1.", number),
                tasks => safe!("There is no task {}: they have the numbers 1 to {}.", number, tasks),
            }),
        },
    }
}

/// Opens what the cursor was put on, or says what can be done with it.
fn at_cursor(app: &mut App, at: Timestamp) -> Answered {
    let here = app.pane(app.active()).here();
    let file = here.and_then(|here| {
        let entry = here.entry_at_cursor().filter(|entry| !entry.may_be_dir())?;
        let number = (here.cursor() + 1).saturating_sub(panes::first_entry(here));
        Some(safe!(
            "At {}. transfer sends it, m {} marks it, view {} shows it, rename {} renames it.",
            entry.shown_name(),
            number,
            number,
            number
        ))
    });
    match file {
        Some(words) => Answered { effects: app.finish(), lines: vec![words] },
        None => act(&commands::pane::ENTER, app, at),
    }
}

/// Puts the cursor on the entry of that name, if there is one; `..` is the parent.
fn put_on_name(part: Part, name: &str, app: &mut App, at: Timestamp) -> bool {
    let Part::Pane(side) = part else { return false };
    app.cx.at = at;
    if name == ".." {
        let parent = panes::row(app, side, 0);
        return parent.is_some_and(|index| {
            app.panes.get_mut(side).go_to_row(index, &mut app.cx);
            true
        });
    }
    let place = app.pane(side).here().and_then(|here| here.place());
    place.is_some_and(|place| {
        app.panes.get_mut(side).go_to_name(&place, UntrustedRef(name.as_bytes()), &mut app.cx)
    })
}

/// What `m` takes.
pub(super) const HOW_TO_MARK: &str = "m takes numbers of entries and ranges of them, such as m 3 5-8.";

/// Numbers and ranges of numbers, the smaller end first; `None` where something else is among them.
pub(super) fn ranges(numbers: &str) -> Option<Vec<RangeInclusive<usize>>> {
    let words = numbers.split([' ', ',']).filter(|word| !word.is_empty());
    let range = |word: &str| {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (first, last) = (first.parse::<usize>().ok()?, last.parse::<usize>().ok()?);
        Some(first.min(last)..=first.max(last))
    };
    words.map(range).collect()
}

/// Marks or unmarks entries by their numbers and ranges of numbers.
fn mark(part: Part, numbers: &str, app: &mut App, at: Timestamp) -> Answered {
    let Part::Pane(side) = part else { return Answered::say("Tasks cannot be marked.") };
    let mut rows = Vec::new();
    let Some(ranges) = ranges(numbers) else { return Answered::say(HOW_TO_MARK) };
    for (first, last) in ranges.into_iter().map(RangeInclusive::into_inner) {
        if last == 0 {
            return Answered::say("0 is the parent directory, which cannot be marked.");
        }
        let (Some(from), Some(to)) = (panes::row(app, side, first.max(1)), panes::row(app, side, last))
        else {
            return Answered::say(panes::no_entry(app, side, last));
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
