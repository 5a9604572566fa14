//! Any size, any names: nothing overflows, no foreign cell, no panic.

use super::kit::*;
use crate::app::input::Input;
use crate::app::theme::{Role, Theme};
use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::listing::ChunkBuilder;
use crate::domain::place::Side;
use crate::domain::task::{Task, TaskStatus};
use crate::domain::text::Untrusted;

const HOSTILE: [&[u8]; 12] = [
    b"\x1b[2J\x1b]0;owned\x07",
    b"\xff\xfe\x9b1m",
    "\u{202e}gpj.exe".as_bytes(),
    "日本語の気候データ_2019年_月平均値_とても長い名前.nc".as_bytes(),
    "👩‍🔬 notes 🏳️‍🌈".as_bytes(),
    b"line\nbreak\ttab\r",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}".as_bytes(),
    b"   ",
    b"..\\..\\x",
    "\u{200b}\u{feff}\u{2028}".as_bytes(),
    b"x",
    &[b'a'; 300],
];

fn hostile() -> Rig {
    let mut rig = Rig::browsing(&["a"]);
    for side in Side::BOTH {
        rig.keys("R");
        let id = rig.asked();
        let mut builder = ChunkBuilder::default();
        for (at, name) in HOSTILE.iter().enumerate() {
            builder.push(&RawEntry {
                name,
                kind: Some(
                    [EntryKind::Dir, EntryKind::File, EntryKind::BrokenLink, EntryKind::Other][at % 4],
                ),
                size: Some(u64::MAX - 1),
                modified: Some(i64::MAX),
                permissions: Some(0o444),
                user: name,
                group: name,
                link_target: (at % 3 == 0).then_some(*name),
            });
        }
        rig.event(Event::partial::<List>(id, builder.finish()));
        rig.listed(id, "/\u{1b}[31m/\u{202e}x");
        rig.keys("A");
        let name = HOSTILE[usize::from(side == Side::Right)];
        rig.event(Event::Auth(AuthEvent::Connected {
            environment: Untrusted::new(name).sanitized(),
            places: Vec::new(),
            method: LoginMethod::Browser,
        }));
        rig.keys("Tab");
    }
    rig
}

fn with_tasks(rig: &mut Rig) {
    rig.keys("w");
    let text = |at: usize| Untrusted::new(HOSTILE[at]);
    let tasks = (0..HOSTILE.len()).map(|at| Task {
        label: Some(text(at)),
        bytes: u64::MAX,
        files: u64::MAX,
        files_transferred: u64::MAX,
        files_skipped: u64::MAX,
        faults: u64::MAX,
        nice_status: Some(text(at)),
        nice_description: Some(text(at)),
        fatal: (at % 2 == 0).then(|| (text(at), text(at))),
        requested: Some(i64::MIN),
        completed: (at % 3 == 0).then_some(i64::MAX),
        ..task(at as u128, if at % 4 == 0 { TaskStatus::Other(text(at)) } else { TaskStatus::Active })
    });
    rig.event(listed(tasks.collect()));
}

const SIZES: [(u16, u16); 9] =
    [(80, 24), (60, 20), (200, 60), (20, 5), (1, 1), (70, 8), (12, 40), (300, 3), (2, 2)];

fn check(rig: &mut Rig, size: (u16, u16), theme: &Theme, what: &str) {
    rig.app.input(Input::Resize { columns: size.0, rows: size.1 }, at(rig.now));
    let buf = crate::app::view::drawn(&rig.app, theme, size);
    for (index, cell) in buf.content.iter().enumerate() {
        let symbol = cell.symbol();
        let foreign = symbol.chars().any(char::is_control) || crate::domain::sanitise::width(symbol) == 0;
        assert!(!foreign, "{what} at {size:?}: cell {index} holds {symbol:?}");
    }
    // A wide sign at the end of a line would break the next one.
    for line in buf.content.chunks(usize::from(size.0.max(1))) {
        let last = line.last().map_or("", |cell| cell.symbol());
        assert!(crate::domain::sanitise::width(last) <= 1, "{what} at {size:?}: {last:?} leaves the screen");
    }
}

#[test]
fn any_size_takes_any_names() {
    for theme in [Theme::default(), Theme::mono().ascii()] {
        for size in SIZES {
            let mut rig = hostile();
            check(&mut rig, size, &theme, "panes");
            with_tasks(&mut rig);
            for _ in 0..HOSTILE.len() {
                check(&mut rig, size, &theme, "tasks");
                rig.keys("j");
            }
            rig.event(Event::Tasks(TasksEvent::JobsFailed(problem("x"))));
            check(&mut rig, size, &theme, "trouble");
            for keys in ["w", "c", "Esc", "?", "Esc", "o", "Esc", "s", "Esc", "Enter", "Ctrl-x"] {
                rig.keys(keys);
                check(&mut rig, size, &theme, keys);
            }
        }
    }
}

#[test]
fn states_differ_without_colour() {
    let mut rig = Rig::browsing(&["d/", "m", "x"]);
    rig.keys("j Space k");
    let screen = rig.text();
    assert!(screen.contains("▌●m"), "{screen}");
    assert!(screen.contains("  d/"), "{screen}");
    assert!(screen.contains("  x "), "{screen}");
    let mono = Theme::mono();
    assert_ne!(mono.style(Role::Cursor), mono.style(Role::CursorInactive));
}

#[test]
fn ascii_writes_nothing_else() {
    let mut setup = setup((100, 30));
    setup.ascii = true;
    let mut rig = Rig { app: crate::app::App::new(setup), ..Rig::signed_in((1, 1)) };
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: "x".into(),
        places: vec![(Side::Left, spec(JASMIN)), (Side::Right, spec(LAPTOP))],
        method: LoginMethod::Browser,
    }));
    rig.event(Event::Auth(AuthEvent::SignedIn(account("ada@demo"))));
    let id = rig.take().iter().find_map(resolve).unwrap();
    rig.event(Event::done::<Resolve>(id, Ok(Resolved { store: store(JASMIN, "J".repeat(200)), path: None })));
    let id = rig.asked();
    let long = format!("{}/", "d".repeat(200));
    rig.list(id, &format!("/{}", "p".repeat(200)), &[&long, "b", "c"]);
    rig.keys("Space Space w");
    rig.event(listed(vec![Task { bytes: 7, ..task(1, TaskStatus::Active) }]));
    rig.wait(2_000);
    rig.event(listed(vec![Task { bytes: 700, ..task(1, TaskStatus::Active) }]));
    rig.keys("Tab Enter");
    assert!(rig.text().is_ascii(), "{}", rig.text());
    assert!(rig.text().contains('~'), "something was cut");
}

#[test]
fn icons_and_the_colours_of_ls_are_drawn_on_request() {
    use crate::app::theme::Names;
    let mut rig = Rig::browsing(&["d/", "x.nc", "y.nc"]);
    rig.keys("j Space");
    let names = Names::new(true, Some("*.nc=33"));
    let buf = crate::app::view::drawn(&rig.app, &Theme::default().with_names(names), (80, 24));
    let row = |y: u16| (0..14).map(|x| buf[(x, y)].symbol()).collect::<String>();
    let fg = |y| buf[(5, y)].style().fg;
    let yellow = Some(ratatui::style::Color::Yellow);
    assert!(row(5).starts_with("│  \u{f07b} d/ ") && row(6).starts_with("│ ●\u{f1c0} x.nc "), "{}", row(5));
    assert!(fg(6) != yellow && fg(7) != yellow, "a mark and the bar win");
    rig.keys("k k");
    let names = Names::new(true, Some("*.nc=33"));
    let buf = crate::app::view::drawn(&rig.app, &Theme::default().with_names(names), (80, 24));
    assert_eq!(buf[(5, 7)].style().fg, yellow);
    assert!(!rig.text().contains('\u{f07b}'));
}

#[test]
fn a_usual_screen_reads_well() {
    let mut rig = Rig::browsing(&["archive/", "tas_Amon_2019.nc", "日本語.nc", ".hidden"]);
    rig.keys("j Space");
    let screen = rig.screen();
    assert!(screen[0].starts_with(" hemi · ada@demo ") && screen[0].ends_with(" demo"), "{}", screen[0]);
    assert!(screen[1].starts_with("╭ JASMIN ─") && screen[1].contains("─┬ laptop ─"), "{}", screen[1]);
    assert!(screen[2].starts_with("│ /home/demo  ") && screen[2].contains("│ /data "), "{}", screen[2]);
    assert!(screen[3].starts_with("│  name↑") && screen[3].contains(" size modified"), "{}", screen[3]);
    assert!(screen[4].starts_with("│  .. ") && screen[4].contains("│  .. "), "{}", screen[4]);
    assert!(screen[5].starts_with("│  archive/ "), "{}", screen[5]);
    assert!(screen[6].starts_with("│ ●tas_Amon_2019.nc") && screen[6].contains(" 10 2"), "{}", screen[6]);
    assert!(screen[7].starts_with("│▌ 日本語.nc"), "{}", screen[7]);
    assert!(screen[5].contains("│ This directory is empty."));
    assert!(screen[20].starts_with("╰ 1 marked: 10 B · 3 items · 1 hidden ─"), "{}", screen[20]);
    assert!(screen[21].starts_with(" 日本語.nc  ") && screen[21].ends_with(" 3/3"), "{}", screen[21]);
    assert!(
        screen[23].starts_with(" ? help  Space mark  c send  o collections  w tasks  Tab pane  q quit"),
        "{}",
        screen[23]
    );
    let narrow = screen_at(&mut rig, (60, 20));
    assert!(narrow[1].starts_with("╭ JASMIN ─") && narrow[1].ends_with("─ Tab laptop ╮"));
    rig.keys("Tab");
    let narrow = screen_at(&mut rig, (60, 20));
    assert!(narrow[1].starts_with("╭ laptop ─") && narrow[1].ends_with("─ Tab JASMIN ╮"));
}

fn screen_at(rig: &mut Rig, size: (u16, u16)) -> Vec<String> {
    rig.app.input(Input::Resize { columns: size.0, rows: size.1 }, at(rig.now));
    rig.screen()
}
