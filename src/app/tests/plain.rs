//! What is said and when, and what a line does.

use super::kit::*;
use crate::app::overlay::plain_form::PlainCx;
use crate::app::overlay::samples::samples;
use crate::app::plain::{Answered, PlainView, SIZE};
use crate::domain::task::{Task, TaskStatus};
use crate::domain::text::{SafeText, Untrusted};

/// A rig that is read and answered by lines.
struct Reader {
    rig: Rig,
    view: PlainView,
}

impl Reader {
    fn new(names: &[&str]) -> Self {
        let mut reader = Self { rig: Rig::browsing_in(setup(SIZE), names), view: PlainView::default() };
        reader.rig.settle();
        reader.hear();
        reader
    }

    /// What is said now.
    fn hear(&mut self) -> String {
        self.rig.settle();
        let lines = self.view.news(&self.rig.app);
        text(&lines)
    }

    /// Gives a line; what is said to it.
    fn say(&mut self, line: &str) -> String {
        self.rig.now += 1000;
        let now = at(self.rig.now);
        let Answered { effects, lines } = self.view.answer(line, &mut self.rig.app, now);
        self.rig.effects.extend(effects);
        text(&lines) + &self.hear()
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
    assert!(reader.say("0").contains("opening JASMIN /home/demo."), "0 is the parent");
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
    assert!(reader.say("1").contains("has just changed"));
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
        let form = sample.overlay.text().plain(PlainCx { requests: sample.requests() });
        assert!(!form.title.is_empty() && !form.close.is_empty(), "{what}");
        assert!(!form.lines.is_empty() || !form.choices.is_empty(), "{what} says nothing");
        for line in form.lines.iter().chain(form.choices.iter().map(|choice| &choice.label)) {
            assert!(!line.as_str().contains(['▸', '●', '│', '\n', '\u{1b}']), "{what}: {line}");
            assert!(!line.as_str().starts_with("! "), "{what}: {line}");
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
