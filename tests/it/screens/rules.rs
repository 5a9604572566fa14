//! What holds at any size, with any names, without colours and without Unicode.

use hemi::app::commands::Command;
use hemi::app::overlay::samples::samples;
use hemi::app::theme::Theme;
use hemi::domain::path::StorePath;
use hemi::domain::sanitise;
use hemi::domain::task::{Task, TaskStatus};
use hemi::domain::text::{SafeText, Untrusted};
use ratatui::buffer::{Buffer, Cell};

use super::print::rows;
use super::stage::*;

const SIZES: [(u16, u16); 9] =
    [(80, 24), (60, 20), (200, 60), (20, 5), (1, 1), (70, 4), (12, 40), (120, 40), (40, 12)];

/// Names that would steer a terminal, or break a column.
fn hostile() -> Vec<Vec<u8>> {
    vec![
        b"\x1b]0;owned\x07\x1b[2J".to_vec(),
        b"\x9b31m\xff\xfe".to_vec(),
        "\u{202e}gpj.exe\u{2066}".into(),
        "a\u{200b}\u{feff}\u{ad}b\u{2028}\u{e0041}".into(),
        "気温の月平均値_とても長い名前_2019年.nc".into(),
        "👩🏽‍🔬🏳️‍🌈 notes".into(),
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}".into(),
        b"line\nbreak\r\ttab".to_vec(),
        b" outer ".to_vec(),
        b"long_".repeat(200),
    ]
}

/// Every kind of state, all names in it being `name`.
fn states(size: (u16, u16), ascii: bool, name: &[u8]) -> Vec<(&'static str, Stage)> {
    let waiting = || Stage::waiting(size, ascii, [name, name]);
    let listed = || {
        let mut stage = waiting();
        for id in stage.listings() {
            let link = [name, b"->", name].concat();
            let dir = [name, b"_dir/"].concat();
            let file = [name, b".nc"].concat();
            stage
                .rows(id, &[(name, u64::MAX, 0o444), (&link, 0, 0o777), (&dir, 0, 0o755), (&file, 7, 0o644)]);
            let shown = String::from_utf8_lossy(name).replace(['\0', '/'], "");
            let path = StorePath::parse(format!("/{shown}/{shown}")).unwrap_or_else(|_| StorePath::root());
            stage.event(Event::done::<List>(
                id,
                Ok(Listed { path, writable: Some(false), free: None, truncated: true, unreadable: 0 }),
            ));
        }
        stage
    };
    let mut marked = listed();
    marked.keys("A");
    let mut tasks = listed();
    let with_words = |task: Task| Task {
        label: Some(Untrusted::new(name)),
        nice_description: Some(Untrusted::new(name)),
        bytes: u64::MAX,
        files: u64::MAX,
        faults: u64::MAX,
        fatal: task.fatal.map(|_| (Untrusted::new(name), Untrusted::new(name))),
        ..task
    };
    let mut all = all_states();
    all.push(task(9, name, TaskStatus::Other(Untrusted::new(name))));
    tasks.tasks(all.into_iter().map(with_words).collect());
    let mut trouble = listed();
    trouble.keys("R");
    let id = trouble.listing();
    let problem = problem().with_detail(Untrusted::new(name).sanitized());
    trouble.event(Event::done::<List>(id, Err(problem.clone())));
    let mut failed = waiting();
    let id = failed.listings()[0];
    failed.event(Event::done::<List>(id, Err(problem)));
    let mut plan = listed();
    plan.keys("c");
    let mut prefix = listed();
    prefix.keys("s");
    vec![
        ("connecting", Stage::new(size, ascii)),
        ("waiting", waiting()),
        ("listed", listed()),
        ("marked", marked),
        ("tasks", tasks),
        ("trouble", trouble),
        ("failed", failed),
        ("plan", plan),
        ("prefix", prefix),
    ]
}

fn keys(_: &Command) -> SafeText {
    "x".into()
}

/// Whether a cell holds a character that only an attack or a fault can put there.
fn is_foreign(cell: &Cell) -> bool {
    let sign = cell.symbol();
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
    };
    sign.chars().any(steers) || sanitise::width(sign) == 0
}

fn holds(what: &str, frame: &Buffer, ascii: bool) {
    let wide = usize::from(frame.area.width);
    for (at, cell) in frame.content.iter().enumerate() {
        let place = (at % wide, at / wide);
        assert!(!is_foreign(cell), "{what} at {place:?}: {:?}", cell.symbol());
        assert!(
            place.0 + sanitise::width(cell.symbol()) <= wide,
            "{what} at {place:?}: {:?} leaves the screen",
            cell.symbol()
        );
        assert!(!ascii || cell.symbol().is_ascii(), "{what} at {place:?}: {:?}", cell.symbol());
    }
    // A sign of two cells that is half covered shifts the rest of its row: no row is wider than the screen.
    for row in rows(frame) {
        assert_eq!(sanitise::width(&row), wide, "{what}: {row:?}");
    }
}

fn overlays_hold(what: &str, name: &[u8], size: (u16, u16), theme: &Theme) {
    let stage = Stage::waiting(size, false, [b"a", b"b"]);
    for (which, overlay) in samples(&Untrusted::new(name), keys) {
        let mut frame = stage.frame(theme);
        let area = frame.area;
        if let Some(cursor) = overlay.view(theme, area, &mut frame).cursor {
            assert!(area.contains(cursor), "{what}, {which}: the cursor is outside");
        }
        holds(&format!("{which}, {what}"), &frame, false);
    }
}

#[test]
fn nothing_overflows_and_nothing_foreign_is_drawn() {
    for name in hostile() {
        let shown = Untrusted::new(&name).sanitized();
        for size in SIZES {
            for (theme, how) in [(Theme::default(), "colours"), (Theme::mono(), "no colours")] {
                let what = format!("{} at {size:?} with {how}", shown.as_str());
                for (state, stage) in states(size, false, &name) {
                    holds(&format!("{state}, {what}"), &stage.frame(&theme), false);
                }
                overlays_hold(&what, &name, size, &theme);
            }
        }
    }
}

#[test]
fn ascii_mode_draws_nothing_else() {
    let long = "long_name_".repeat(30);
    for name in [b"plain".as_slice(), long.as_bytes(), b"\x1b[2J\xff"] {
        for size in SIZES {
            for (state, stage) in states(size, true, name) {
                // What is not UTF-8 is named by signs that are not ASCII; all else is our own.
                if name.is_ascii() {
                    holds(&format!("{state} at {size:?}"), &stage.frame(&Theme::default()), true);
                }
            }
            let theme = Theme::default().ascii();
            let stage = Stage::new(size, true);
            for (which, overlay) in samples(&Untrusted::new(name), keys) {
                let mut frame = stage.frame(&theme);
                let area = frame.area;
                overlay.view(&theme, area, &mut frame);
                holds(&format!("{which} at {size:?}"), &frame, name.is_ascii());
            }
        }
    }
}

#[test]
fn a_narrow_screen_shows_the_pane_that_has_the_keys() {
    let mut stage = Stage::browsing((69, 20));
    assert!(stage.line("README.txt").starts_with('│'));
    assert!(!stage.screen().iter().any(|row| row.contains("Documents")));
    stage.keys("<Tab>");
    assert!(stage.line("Documents").starts_with('│'));
    stage.resize((70, 20));
    assert!(stage.line("Documents").contains("analysis"), "from 70 columns on both are there");
}

#[test]
fn a_frame_says_only_what_it_can_say_whole() {
    let mut stage = Stage::browsing((80, 24));
    stage.keys("A.");
    for width in 12..90 {
        stage.resize((width, 24));
        let foot = stage.screen()[20].clone();
        let facts: Vec<_> =
            foot.split(['╯', '╰']).filter(|part| part.contains(|c: char| c.is_alphanumeric())).collect();
        for fact in facts.iter().flat_map(|part| part.split(" · ")) {
            assert!(!fact.contains('…'), "{width}: {foot}");
        }
        let head = stage.screen()[1].clone();
        // Two panes of fewer cells than these share them between name and path.
        let wide = (40..70).contains(&width) || width >= 76;
        assert!(!wide || head.contains("JASMIN Default Collection"), "{width}: {head}");
        let path = stage.screen()[2].clone();
        assert!(width < 20 || path.contains("/demo"), "{width}: {path}");
    }
}

#[test]
fn a_path_keeps_its_last_components() {
    let mut stage = Stage::browsing((80, 24));
    for (at, shown) in [
        (
            "/badc/ukmo-hadobs/data/insitu/MOHC/HadOBS/HadUK-Grid/v1.2",
            "│ …/insitu/MOHC/HadOBS/HadUK-Grid/v1.2 ",
        ),
        ("/gws/nopw/j04/project/historical", "│ /gws/nopw/j04/project/historical "),
        ("/neodc", "│ /neodc "),
        ("/", "│ / "),
    ] {
        stage.keys("R");
        let id = stage.listing();
        stage.listed(id, at);
        let path = stage.screen()[2].clone();
        assert!(path.starts_with(shown), "{at}: {path}");
    }
}

#[test]
fn hints_are_whole_and_the_way_out_is_named() {
    let sizes = [(80, 24), (120, 40), (60, 20), (40, 12)];
    for size in sizes {
        let stage = Stage::browsing(size);
        for (which, overlay) in samples(&Untrusted::new("name"), keys) {
            let mut frame = stage.frame(&Theme::default());
            let area = frame.area;
            overlay.view(&Theme::default(), area, &mut frame);
            let screen = rows(&frame).join("\n");
            assert!(screen.contains("Esc "), "{which} at {size:?} names no way out:\n{screen}");
            let foot = screen.lines().rfind(|row| row.contains("Esc ")).unwrap_or_default();
            assert!(!foot.contains('…'), "{which} at {size:?}: {foot}");
        }
    }
    let words = ["help", "mark", "send", "collections", "tasks", "pane", "quit", "open", "up", "refresh"];
    let words = [
        &words[..],
        &[
            "hidden",
            "sort",
            "mark all",
            "unmark",
            "stop loading",
            "more",
            "new directory",
            "rename",
            "delete",
            "filter",
            "find",
            "preview",
        ],
    ]
    .concat();
    for width in 3..200 {
        for loads in [false, true] {
            let mut stage = Stage::browsing((width, 24));
            if loads {
                stage.keys("R").wait(60).wake();
            }
            let line = stage.screen()[23].clone();
            for hint in line.split("  ").map(|hint| hint.trim().trim_matches(['(', ')'])) {
                let word = hint.split_once(' ').map_or("", |(_, word)| word);
                assert!(hint.is_empty() || words.contains(&word), "{width}: {line:?} cuts {hint:?}");
            }
            assert!(width < 8 || !line.trim().is_empty(), "{width}: no hint");
            assert!(!loads || width < 30 || line.contains("stop loading"), "{width}: {line}");
        }
    }
}

#[test]
fn signed_out_the_first_hint_signs_in() {
    let mut stage = Stage::signed_out((80, 24));
    stage.keys("<Esc>");
    assert!(stage.screen()[23].starts_with(" P sign in"), "{}", stage.screen()[23]);
}

#[test]
fn under_reduced_motion_no_graph_moves_and_the_rate_is_a_number() {
    let states = super::gallery::main_states((160, 35));
    let (_, watching) = states.iter().find(|(name, _)| *name == "watching").unwrap();
    let screen = |theme: &Theme| rows(&watching.frame(theme)).join("\n");
    let themes = hemi::app::theme::Themes::from(Theme::mono());
    let (moving, still) = (screen(&themes.dark), screen(&themes.clone().still(true).dark));
    assert!(moving.contains("rend") && !still.contains("rend"), "{still}");
    assert!(still.contains("MiB/s"), "{still}");
}
