//! Every command is reached by each of its keys in each preset, and by the palette, and does what it is for: in a state in
//! which it can, something that is its business differs afterwards. A command without a row here fails.

use super::kit::*;
use super::pauses::paused;
use crate::app::Focus;
use crate::app::commands::{self, Command, Context};
use crate::app::effect::TerminalCommand;
use crate::app::keymap::Keymap;
use crate::app::overlay::Overlay;
use crate::app::requests::fs::{Changed, RenameEntry};
use crate::app::requests::service::TryNow;
use crate::app::requests::tree::Measure;
use crate::domain::place::Side;
use crate::domain::store::StoreInfo;
use crate::domain::task::TaskStatus;

/// Names for a directory of more rows than a page has.
fn names() -> Vec<String> {
    std::iter::once("d/".to_owned()).chain((10..60).map(|number| format!("f{number}"))).collect()
}

fn start(preset: &str) -> Rig {
    let mut setup = with_keys(preset, setup((80, 24)));
    setup.demo = false;
    let names = names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::browsing_in(setup, &names);
    rig.event(listed((1..=30).map(|id| task(id, TaskStatus::Active)).collect()));
    rig
}

/// Does commands without their keys, so that no setup depends on a keymap.
fn act(rig: &mut Rig, names: &[&str]) {
    for name in names {
        let command = commands::named(name).unwrap_or_else(|| panic!("{name} is no command"));
        let effects = rig.app.act(command, &commands::Args::default(), at(rig.now));
        rig.effects.extend(effects);
        rig.settle();
    }
    rig.take();
}

/// What a command is judged by.
type Probe = fn(&mut Rig) -> String;

/// The command, what is done before, and what differs after it.
struct Row(&'static str, &'static [&'static str], Probe);

const PANEL: &[&str] = &["tasks"];
const MIDDLE: &[&str] = &["page_down", "page_down"];

const ROWS: &[Row] = &[
    Row("cursor_down", &[], cursor),
    Row("cursor_up", &["bottom"], cursor),
    Row("page_down", &[], cursor),
    Row("page_up", &["bottom"], cursor),
    Row("half_down", &[], cursor),
    Row("half_up", &["bottom"], cursor),
    Row("top", MIDDLE, cursor),
    Row("bottom", MIDDLE, cursor),
    Row("enter", &[], listings),
    Row("parent", &[], listings),
    Row("go_back", &["enter", "answered"], listings),
    Row("go_forward", &["enter", "answered", "go_back", "answered"], listings),
    Row("go_home", &[], listings),
    Row("go_to_root", &[], listings),
    Row("same_place", &[], listings),
    Row("synchronise", &[], |rig| rig.app.panes.synchronised.is_some().to_string()),
    Row("switch_pane", &[], focus),
    Row("switch_back", &["switch_pane"], focus),
    Row("swap_panes", &[], |rig| {
        rig.app.pane(Side::Left).here().unwrap().store().title().as_str().to_owned()
    }),
    Row("new_tab", &[], tabs),
    Row("next_tab", &["new_tab"], tabs),
    Row("previous_tab", &["new_tab"], tabs),
    Row("close_tab", &["new_tab"], tabs),
    Row("mark", &[], marks),
    Row("mark_all", &[], marks),
    Row("mark_up", &["bottom"], marks),
    Row("mark_range", &[], range),
    Row("unmark_range", &[], range),
    Row("mark_matching", &[], overlay),
    Row("unmark_matching", &["mark"], overlay),
    Row("invert_marks", &["mark"], marks),
    Row("clear_marks", &["mark_all"], marks),
    Row("basket", &[], overlay),
    Row("actions", &[], overlay),
    Row("compare", &[], overlay),
    Row("transfer", &["mark"], overlay),
    Row("new_directory", &[], overlay),
    Row("rename", &["bottom"], overlay),
    Row("new_file", &["here"], overlay),
    Row("touch", &["here", "bottom"], overlay),
    Row("chmod", &["here", "bottom"], overlay),
    Row("delete", &["bottom"], overlay),
    Row("undo", &["renamed"], overlay),
    Row("edit_file", &["here", "bottom"], runs),
    Row("page_file", &["here", "bottom"], runs),
    Row("shell", &["here"], runs),
    Row("search", &[], overlay),
    Row("bookmarks", &[], overlay),
    Row("known_names", &[], overlay),
    Row("add_bookmark", &[], overlay),
    Row("details", &[], overlay),
    Row("server", &[], overlay),
    Row("permissions", &[], overlay),
    Row("create_guest", &[], overlay),
    Row("refresh", &[], listings),
    Row("view", &[], overlay),
    Row("preview", &[], |rig| rig.app.panes.preview.is_some().to_string()),
    Row("preview_down", &["long preview"], |rig| rig.text()),
    Row("preview_up", &["long preview", "preview_down"], |rig| rig.text()),
    Row("measure", &[], |rig| calls::<Measure>(&rig.effects).len().to_string()),
    Row("toggle_hidden", &[], |rig| rig.app.pane(Side::Left).shows_hidden().to_string()),
    Row("filter", &[], overlay),
    Row("find", &[], overlay),
    Row("find_below", &[], overlay),
    Row("find_next", &["searched"], cursor),
    Row("find_previous", &["searched"], cursor),
    Row("edit_path", &[], overlay),
    Row("open_place", &[], overlay),
    Row("sort_name", &["sort_size"], sort),
    Row("sort_size", &[], sort),
    Row("sort_time", &[], sort),
    Row("sort_type", &[], sort),
    Row("sort_reverse", &[], sort),
    Row("sort_dirs", &[], sort),
    Row("copy_path", &[], copied),
    Row("copy_uuid", &[], copied),
    Row("copy_link", &[], copied),
    Row("copy_command", &[], copied),
    Row("copy_task_id", PANEL, copied),
    Row("copy_task_link", PANEL, copied),
    Row("tasks", &[], |rig| rig.app.monitor().is_open().to_string()),
    Row("task_events", PANEL, overlay),
    Row("cancel_task", PANEL, overlay),
    Row("send_job", &["saved", "tasks", "top"], |rig| calls::<SendJob>(&rig.effects).len().to_string()),
    Row("drop_job", &["saved", "tasks", "top"], overlay),
    Row("close_tasks", PANEL, |rig| rig.app.monitor().is_open().to_string()),
    Row("account", &[], overlay),
    Row("help", &[], overlay),
    Row("palette", &[], overlay),
    Row("doctor", &[], overlay),
    Row("read_message", &["parent", "stop"], overlay),
    Row("try_now", &["paused"], |rig| calls::<TryNow>(&rig.effects).len().to_string()),
    Row("stop", &["parent"], |rig| rig.app.is_loading(Side::Left).to_string()),
    Row("redraw", &[], |rig| terminal(rig, &TerminalCommand::Redraw)),
    Row("suspend", &[], |rig| terminal(rig, &TerminalCommand::Suspend)),
    Row("quit", &[], exits),
    Row("quit_unsaved", &[], exits),
];

fn cursor(rig: &mut Rig) -> String {
    let here = rig.app.pane(rig.app.active()).here().map(|here| here.cursor());
    format!("{here:?} {}", rig.app.monitor().chosen_index())
}

fn focus(rig: &mut Rig) -> String {
    format!("{:?} {:?}", rig.app.focus, rig.app.active())
}

fn tabs(rig: &mut Rig) -> String {
    format!("{:?}", rig.app.panes.tabs(Side::Left).position())
}

fn listings(rig: &mut Rig) -> String {
    calls::<List>(&rig.effects).len().to_string()
}

fn marks(rig: &mut Rig) -> String {
    rig.settle();
    rig.app.pane(Side::Left).here().unwrap().marks().len().to_string()
}

fn range(rig: &mut Rig) -> String {
    format!("{:?}", rig.app.pane(Side::Left).here().unwrap().range_count())
}

fn sort(rig: &mut Rig) -> String {
    format!("{:?}", rig.app.pane(Side::Left).sort())
}

/// Which overlay is open.
fn overlay(rig: &mut Rig) -> String {
    let name = |overlay: &Overlay| format!("{overlay:?}").split('(').next().unwrap_or_default().to_owned();
    rig.app.overlay().map(name).unwrap_or_default()
}

fn copied(rig: &mut Rig) -> String {
    let copies = rig.effects.iter().filter(|e| matches!(e, Effect::Terminal(TerminalCommand::Copy(_))));
    format!("{:?}", copies.collect::<Vec<_>>())
}

fn terminal(rig: &Rig, wanted: &TerminalCommand) -> String {
    let asked = |effect: &Effect| matches!(effect, Effect::Terminal(command) if command == wanted);
    rig.effects.iter().any(asked).to_string()
}

fn runs(rig: &mut Rig) -> String {
    let is_run = |effect: &&Effect| matches!(effect, Effect::Terminal(TerminalCommand::Run(_)));
    rig.effects.iter().filter(is_run).count().to_string()
}

fn exits(rig: &mut Rig) -> String {
    rig.effects.iter().any(|effect| matches!(effect, Effect::Exit(_))).to_string()
}

/// The state in which a row's command is done.
fn state(preset: &str, before: &[&str]) -> Rig {
    let mut rig = start(preset);
    for step in before {
        match *step {
            "saved" => rig.event(reported(vec![saved(99, JobState::Waiting(WaitReason::Offline))])),
            "paused" => {
                let event = paused(&rig, std::time::Duration::from_secs(3600));
                rig.event(event);
            }
            "here" => {
                let names = names();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                super::deletions::open(&mut rig, Side::Left, StoreInfo::local(), "/data", &names);
            }
            "long preview" => {
                act(&mut rig, &["preview"]);
                rig.wait(200);
                let effects = rig.app.wake(at(rig.now));
                rig.effects.extend(effects);
                let id = calls::<List>(&rig.take()).pop().expect("the directory is listed").0;
                let names = names();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                rig.list(id, "/home/demo/d", &names);
            }
            "renamed" => {
                act(&mut rig, &["bottom", "rename"]);
                rig.keys("z Enter");
                let (id, call) = calls::<RenameEntry>(&rig.take()).remove(0);
                let changed =
                    Changed { at: call.at, name: call.to, from: Some(call.from), created: Vec::new() };
                rig.event(Event::done::<RenameEntry>(id, Ok(changed)));
            }
            "searched" => {
                act(&mut rig, &["find"]);
                rig.keys("f 1 Enter");
            }
            "answered" => {
                let pane = rig.app.pane(Side::Left);
                let (id, path) = (rig.app.requests().id(pane.slot()), pane.on_its_way(rig.app.requests()));
                let path = path.and_then(|(_, path)| path).or_else(|| pane.here()?.path());
                let path = path.unwrap().sanitized().as_str().to_owned();
                rig.list(id.unwrap(), &path, &["a"]);
            }
            command => act(&mut rig, &[command]),
        }
    }
    rig.take();
    rig
}

fn row(command: &Command) -> &'static Row {
    ROWS.iter()
        .find(|row| row.0 == command.name)
        .unwrap_or_else(|| panic!("{} has no row here", command.name))
}

/// Brings the keys to where the command applies.
fn focus_on(rig: &mut Rig, context: Context) {
    if context == Context::Tasks && rig.app.focus != Focus::Tasks {
        act(rig, &["tasks"]);
    }
}

#[test]
fn every_command_is_done_by_each_of_its_keys() {
    for preset in Keymap::presets() {
        for command in commands::all() {
            let Row(name, before, probe) = row(command);
            let mut reached = 0;
            for context in [Context::List, Context::Tasks, Context::Global] {
                let map = with_keys(preset, setup((80, 24))).keymap;
                let all: Vec<String> = map
                    .keys_of(context, command)
                    .map(|keys| {
                        keys.iter()
                            .map(|key| key.sanitized().as_str().to_owned())
                            .collect::<Vec<_>>()
                            .join(" ")
                    })
                    .collect();
                for keys in all {
                    let mut rig = state(preset, before);
                    focus_on(&mut rig, context);
                    if context == Context::Tasks {
                        // Lists move alike: the state above is one of the pane.
                        for step in before.iter().filter(|step| matches!(**step, "bottom" | "page_down")) {
                            act(&mut rig, &[step]);
                        }
                    }
                    let was = probe(&mut rig);
                    rig.keys(&keys);
                    assert_ne!(probe(&mut rig), was, "{preset}: {keys} does not do {name} in {context:?}");
                    reached += 1;
                }
            }
            assert!(reached > 0, "{preset}: {name} has no key");
        }
    }
}

#[test]
fn every_command_is_done_by_the_palette() {
    let all = || commands::all().flat_map(|command| [(command, false), (command, true)]);
    for preset in Keymap::presets() {
        for (command, away) in all() {
            let Row(name, before, probe) = row(command);
            let mut rig = state(preset, before);
            // Also where the keys are with another part.
            if away && !command.contexts.contains(&Context::Global) {
                rig.app.focus = match rig.app.focus {
                    Focus::Tasks => Focus::Pane,
                    Focus::Pane => continue,
                };
            }
            let was = probe(&mut rig);
            rig.keys(":");
            rig.app.input(crate::app::input::Input::Paste((*name).to_owned()), at(rig.now));
            rig.keys("Enter");
            assert_ne!(probe(&mut rig), was, "{preset}: the palette does not do {name}");
        }
    }
}
