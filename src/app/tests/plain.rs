//! What is said and when, and what a line does.

use super::kit::*;
use crate::app::keymap::Keymap;
use crate::app::overlay::Overlay;
use crate::app::overlay::plain_form::PlainCx;
use crate::app::overlay::samples::samples;
use crate::app::plain::{Answered, PlainView, SIZE};
use crate::domain::task::{Task, TaskStatus};
use crate::domain::text::{SafeText, Untrusted};

/// A rig that is read and answered by lines.
pub struct Reader {
    pub rig: Rig,
    pub view: PlainView,
}

impl Reader {
    pub fn new(names: &[&str]) -> Self {
        let mut reader = Self { rig: Rig::browsing_in(setup(SIZE), names), view: PlainView::default() };
        reader.rig.settle();
        reader.hear();
        reader
    }

    /// What is said now.
    pub fn hear(&mut self) -> String {
        self.rig.settle();
        let lines = self.view.news(&self.rig.app);
        text(&lines)
    }

    /// Gives a line; what is said to it.
    pub fn say(&mut self, line: &str) -> String {
        self.rig.now += 1000;
        let now = at(self.rig.now);
        let Answered { effects, lines } = self.view.answer(line, &mut self.rig.app, now);
        self.rig.effects.extend(effects);
        text(&lines) + &self.hear()
    }
}

impl Reader {
    /// The search that is open finds nothing; what is said then.
    fn find_nothing(&mut self) -> String {
        let now = at(self.rig.wait(300).now);
        let effects = self.rig.app.wake(now);
        self.rig.effects.extend(effects);
        let (id, _) = calls::<FindCollections>(&self.rig.take()).pop().expect("a search");
        let nothing = FoundCollections { collections: Vec::new(), next: None };
        self.rig.event(Event::done::<FindCollections>(id, Ok(nothing)));
        self.hear()
    }
}

fn text(lines: &[SafeText]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_directory_is_read_out_once_with_numbers() {
    let mut reader =
        Reader { rig: Rig::browsing_in(setup(SIZE), &["d/", "a", "b"]), view: PlainView::default() };
    reader.rig.settle();
    let said = reader.hear();
    assert!(said.contains("Left pane: JASMIN /home/demo: 3 entries.\n"), "{said}");
    assert!(said.contains("\n0. the parent directory\n1. d, directory,"), "{said}");
    assert!(said.contains("\n2. a, 10 B,"), "{said}");
    assert!(said.contains("Right pane: laptop /data: 0 entries.\n"), "{said}");
    assert_eq!(reader.hear(), "", "nothing has changed");
    assert!(reader.say("").contains("1. d, directory,"), "an empty line says it again");
}

#[test]
fn a_number_opens_a_directory_and_goes_to_a_file() {
    let mut reader = Reader::new(&["d/", "a", "b"]);
    assert!(reader.say("2").starts_with("At a."));
    assert_eq!(reader.rig.entry_at_cursor(), "a");
    assert!(reader.say("1").contains("opening JASMIN /home/demo/d."));
    let id = reader.rig.asked();
    reader.rig.list(id, "/home/demo/d", &["x"]);
    let said = reader.hear();
    assert!(said.contains("/home/demo/d: 1 entry.") && said.contains("1. x, 0 B"), "{said}");
    assert!(reader.say("7").contains("There is no entry 7"));
    assert!(
        reader
            .say("x")
            .contains("At x. transfer sends it, m 1 marks it, view 1 shows it, rename 1 renames it."),
        "its name does the same"
    );
    assert!(
        reader.say("..").contains("JASMIN /home/demo: as of 22:13, 3 entries."),
        "as on the command line"
    );
    let id = reader.rig.asked();
    reader.rig.list(id, "/home/demo", &["d/", "x"]);
    let said = reader.hear();
    assert!(said.contains("/home/demo: 2 entries.") && said.contains("2. x"), "{said}");
    assert!(reader.say("0").contains("opening JASMIN /home."), "0 is the parent");
}

#[test]
fn marks_are_counted_and_rows_are_not_repeated_for_them() {
    let mut reader = Reader::new(&["d/", "a", "b", "c"]);
    let said = reader.say("m 1 3-4");
    assert!(said.contains("3 marked") && !said.contains("1. d"), "{said}");
    assert!(reader.say("m 3").contains("2 marked"));
    assert!(reader.say("").contains("4. c, 30 B, 2023-11-14, marked"));
    for wrong in ["m x", "m 2-", "m 9"] {
        assert!(!reader.say(wrong).contains("marked"), "{wrong}");
    }
}

#[test]
fn a_command_is_given_by_its_name_its_beginning_or_its_key() {
    let mut reader = Reader::new(&["a"]);
    for line in ["switch_pane", "switch pane", "Switch_P", "Tab"] {
        let before = reader.rig.app.active();
        reader.say(line);
        assert_ne!(reader.rig.app.active(), before, "{line}");
    }
    assert!(reader.say("s").contains("Several commands begin with that:"));
    assert!(reader.say("fly").contains("There is no such command"));
    assert!(reader.say("commands").contains("transfer: Plan a transfer"));
    assert!(reader.say("help").contains("Ctrl-C"));
    let refusal = reader.say("clear_marks");
    assert!(refusal.contains("Nothing is marked."));
    assert_eq!(reader.say("clear_marks"), refusal, "a refusal is said each time");
    reader.say("q");
    assert!(
        matches!(reader.rig.take().last(), Some(Effect::Exit(ExitReason::Quit))),
        "quit, not quit_unsaved"
    );
}

#[test]
fn a_plan_is_sent_by_its_number_once_it_was_written() {
    let mut reader = Reader::new(&["a", "b"]);
    let said = reader.say("transfer");
    for words in [
        "From: JASMIN /home/demo",
        "To: laptop /data",
        "What: 1 file",
        "Verify every file by checksum: yes",
        "1. send",
        "0. cancel",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(reader.say("1").contains("before the plan could be read"), "it was never written");
    reader.rig.drawn();
    let said = reader.say("3");
    assert!(said.contains("Verify every file by checksum: no") && !said.contains("From:"), "{said}");
    assert!(reader.say("1").contains("just changed"));
    reader.rig.drawn();
    reader.say("5");
    assert_eq!(reader.view.prompt(&reader.rig.app).words.as_str(), "Label: ");
    assert!(reader.say("two words").contains("Label: two words"));
    reader.rig.drawn();
    assert!(reader.say("1").contains("Saving the submission"));
    let sent = calls::<Submit>(&reader.rig.take());
    assert_eq!(sent[0].1.plan.plan().options().label.raw(), b"two words");
}

#[test]
fn what_answered_a_line_is_not_said_again_after_the_next() {
    let mut reader = Reader::new(&["a"]);
    let words = ["There was no message yet.", "There are no tasks.", "Nothing is marked."];
    for (line, words) in ["read_message", "task_events", "clear_marks"].into_iter().zip(words) {
        assert!(reader.say(line).contains(words), "{line}");
        for next in ["n", "m 1", "m 1", "switch_pane", "switch_pane"] {
            let said = reader.say(next);
            assert!(!said.contains(words), "{next}: {said}");
        }
    }
}

#[test]
fn a_search_from_the_tasks_opens_in_the_pane_and_may_have_its_text_behind_it() {
    let mut reader = Reader::new(&["a"]);
    reader.rig.event(listed(vec![task(1, TaskStatus::Active)]));
    reader.say("tasks");
    let prompt = |reader: &Reader| reader.view.prompt(&reader.rig.app).words.to_string();
    assert_eq!(prompt(&reader), "hemi, tasks: ");
    assert!(reader.say("search jas").contains("Searched for: jas"));
    reader.say("0");
    assert_eq!(prompt(&reader), "hemi, left pane: ");
    let said = reader.say("search");
    assert!(said.contains("Open a place.") && !said.contains("A text is asked for"), "{said}");
    reader.say("0");
    assert!(reader.say("palette sort by").contains("Searched for: sort by"));
    reader.say("0");
    assert!(reader.say("transfer now").contains("transfer takes nothing after its name."));
    assert!(reader.rig.app.overlay().is_none());
}

#[test]
fn the_way_from_pane_to_pane_leads_past_the_tasks() {
    let mut reader = Reader::new(&["a"]);
    reader.rig.event(listed(vec![task(1, TaskStatus::Active)]));
    reader.say("tasks");
    reader.say("search");
    reader.say("0");
    for prompt in ["hemi, right pane: ", "hemi, left pane: "] {
        reader.say("switch_pane");
        assert_eq!(reader.view.prompt(&reader.rig.app).words.as_str(), prompt);
    }
}

#[test]
fn each_command_that_asks_for_a_text_takes_it_behind_its_name() {
    for command in crate::app::commands::all().filter(|command| command.name != "suspend") {
        let mut reader = Reader::new(&["a"]);
        reader.say("mark_all");
        if reader.say(command.name).contains("Which entry?") {
            continue;
        }
        let form = reader
            .rig
            .app
            .overlay()
            .map(|overlay| overlay.plain(PlainCx { requests: reader.rig.app.requests() }));
        let asks = form.is_some_and(|form| form.field.is_some());
        reader.say("0");
        let works = reader.rig.app.why_not(command).is_none();
        let refuses = reader.say(&format!("{} x", command.name)).contains("takes nothing after its name");
        assert!(asks != refuses || !works, "{}", command.name);
    }
}

#[test]
fn a_dialog_that_opens_by_itself_swallows_no_command() {
    let mut reader = Reader::new(&["a"]);
    reader.rig.app.open_search();
    let said = reader.hear();
    let said = said + &reader.find_nothing();
    assert!(said.contains("A text is asked for: Find, or a number. To leave it: 0."), "{said}");
    for line in ["quit", "help", "search"] {
        let said = reader.say(line);
        assert!(said.contains("was not taken as the text") && said.contains("0 leaves"), "{line}: {said}");
    }
    assert!(reader.say(" help").contains("Searched for: help"));
}

#[test]
fn a_question_and_a_plan_take_words() {
    let mut reader = Reader::new(&["a"]);
    for line in ["n", "no", "cancel", "0"] {
        reader.say("transfer");
        reader.say(line);
        assert!(reader.rig.app.overlay().is_none(), "{line}");
    }
    reader.say("transfer");
    let said = reader.say("maybe");
    assert!(said.contains("with a number from 0 to 5, or with yes or no; 0 means: cancel."), "{said}");
    reader.rig.drawn();
    assert!(reader.say("verify").contains("Verify every file by checksum: no"));
    reader.rig.drawn();
    reader.say("y");
    assert_eq!(calls::<Submit>(&reader.rig.take()).len(), 1);
    reader.say("transfer");
    reader.say("quit");
    assert!(matches!(reader.rig.take().last(), Some(Effect::Exit(ExitReason::Quit))));
}

#[test]
fn to_cancel_a_task_yes_and_no_are_told_apart() {
    let mut reader = Reader::new(&["a"]);
    reader.rig.event(listed(vec![task(1, TaskStatus::Active)]));
    assert!(reader.say("cancel_task").contains("1. Yes, cancel it\n0. No, let it run"));
    assert!(reader.say("cancel").contains("with 1 or 0, or with yes or no"), "cancel may mean both");
    reader.say("no");
    assert!(reader.rig.app.overlay().is_none());
    reader.say("cancel_task");
    reader.rig.drawn();
    reader.say("yes");
    assert_eq!(calls::<CancelJob>(&reader.rig.take()).len(), 1);
}

#[test]
fn a_question_that_goes_away_by_itself_is_said_to() {
    let mut reader = Reader::new(&["a"]);
    reader.rig.event(listed(vec![task(1, TaskStatus::Active)]));
    reader.say("cancel_task");
    reader.rig.app.close_overlay();
    assert!(reader.hear().contains("Cancel a task: this is no longer asked."));
    reader.say("cancel_task");
    assert!(!reader.say("no").contains("no longer asked"));
}

#[test]
fn sentences_name_answers_and_commands_and_no_keys() {
    let mut reader = Reader::new(&["a"]);
    reader.rig.app.keys.map = Keymap::blend().with_names_said();
    assert!(reader.say("stop").contains("There is nothing to stop; quit quits."));
    reader.say("transfer");
    assert!(reader.say("1").contains("1 again sends it."));
    reader.say("0");
    reader.say("search zzz");
    let said = reader.find_nothing();
    let number = said.lines().find_map(|line| line.strip_suffix(". another scope than All")).unwrap();
    assert!(said.contains(&format!("change the scope with {number}.")), "{said}");
}

#[test]
fn ctrl_c_leaves_a_dialog_and_never_hemi() {
    let mut reader = Reader::new(&["a"]);
    reader.say("transfer");
    let now = at(reader.rig.now);
    reader.view.interrupt(&mut reader.rig.app, now);
    assert!(reader.rig.app.overlay().is_none());
    reader.hear();
    let answered = reader.view.interrupt(&mut reader.rig.app, now);
    assert!(text(&answered.lines).contains("nothing to stop") && answered.effects.is_empty());
}

#[test]
fn tasks_are_listed_by_number_and_their_changes_are_said() {
    let mut reader = Reader::new(&["a"]);
    reader.rig.event(listed(vec![task(1, TaskStatus::Active)]));
    assert!(reader.hear().contains("1 task is under way."));
    reader.rig.event(listed(vec![task(1, TaskStatus::Active), task(2, TaskStatus::Active)]));
    assert!(reader.hear().contains("Task task 2: running."));
    assert!(reader.say("wait").contains("Waiting for all tasks."));
    assert!(reader.view.waits(&reader.rig.app));
    let done = |id| Task { nice_status: None, ..task(id, TaskStatus::Succeeded) };
    reader.rig.event(listed(vec![done(1), done(2)]));
    assert!(reader.hear().contains("Done: task"));
    // The destination is listed again.
    let id = reader.rig.asked();
    reader.rig.listed(id, "/data");
    assert!(!reader.view.waits(&reader.rig.app));
    let said = reader.say("tasks");
    assert!(said.contains("1. task") && said.contains(": done"), "{said}");
    assert!(reader.say("2").contains("task_events tells what happened"));
}

#[test]
fn every_dialog_can_be_read_and_left_by_a_number() {
    for (what, sample) in samples(&Untrusted::new("x"), |_| "k".into()) {
        let form = sample.overlay.plain(PlainCx { requests: sample.requests() });
        assert!(!form.title.is_empty() && !form.close.is_empty(), "{what}");
        assert!(!form.lines.is_empty() || !form.choices.is_empty(), "{what} says nothing");
        for line in form.lines.iter().chain(form.choices.iter().map(|choice| &choice.label)) {
            assert!(!line.as_str().contains(['▸', '●', '│', '\n', '\u{1b}']), "{what}: {line}");
            assert!(!line.as_str().starts_with("! "), "{what}: {line}");
            let names_keys = line.as_str().split(|sign: char| !sign.is_alphanumeric()).any(|word| {
                let is_ended_by_enter = word == "Enter" && form.field.is_some();
                ["Tab", "Esc", "Enter"].contains(&word) && !is_ended_by_enter
            });
            // Guides and help are about the screen.
            assert!(
                !names_keys
                    || matches!(sample.overlay, Overlay::Help(_) | Overlay::Guide(_) | Overlay::Doctor(_)),
                "{what}: {line}"
            );
        }
        for name in form
            .choices
            .iter()
            .flat_map(|choice| &choice.keys)
            .chain(&form.field.and_then(|field| field.then))
        {
            assert!(crate::app::keymap::KeyPress::parse(name).is_some(), "{what}: {name} is no key");
        }
    }
}

#[test]
fn names_are_filtered_and_found_and_places_typed_by_a_line() {
    let mut reader = Reader::new(&["Docs/", "tas_1.nc", "tas_2.nc", "README"]);
    let said = reader.say("filter tas");
    assert!(said.contains("2 of 4 entries, filtered by tas") && said.contains("tas_2.nc"), "{said}");
    assert!(!said.contains("README"), "{said}");
    // 0 shows all again.
    let said = reader.say("filter");
    assert!(said.contains("Shows only names that contain what you type."), "{said}");
    assert!(reader.say("0").contains("README"));
    reader.say("find read");
    assert_eq!(reader.rig.entry_at_cursor(), "README");
    reader.say("find_next");
    assert_eq!(reader.rig.entry_at_cursor(), "README");
    reader.say("edit_path /nowhere");
    let (id, List { path, .. }) = calls::<List>(&reader.rig.take()).pop().unwrap();
    assert_eq!(path.unwrap().sanitized().as_str(), "/nowhere");
    reader.rig.event(Event::done::<List>(id, Err(problem("It is not there."))));
    let said = reader.hear();
    assert!(said.contains("Go to a place.") && said.contains("It is not there."), "{said}");
    reader.say("/data");
    let (id, List { path, .. }) = calls::<List>(&reader.rig.take()).pop().unwrap();
    assert_eq!(path.unwrap().sanitized().as_str(), "/data");
    reader.rig.list(id, "/data", &["x"]);
    let said = reader.hear();
    assert!(said.contains("/data: 1 entry"), "{said}");
}
