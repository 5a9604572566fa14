//! The main job in the terminals that people have: real tmux and GNU screen, and the kinds of terminal that `TERM` names.

use std::os::unix::fs::PermissionsExt as _;

use super::steps::{PLAN, settled};
use super::term::{HEMI, Start, Term};

/// Browses, marks, plans, sends, watches and quits. Only words that are ASCII in every theme are looked for.
fn main_job(mut term: Term) {
    term.wait_text("README.txt");
    term.wait_text("Documents");
    // Rows move down when the row of the directory above comes, and rows come before the path does.
    for row in ["/home/users/demo", "/home/demo", ".."] {
        term.wait_text(row);
    }
    // Down into a directory and back.
    term.keys("gg");
    term.keys("j\r");
    term.wait_text("/home/users/demo/analysis");
    term.keys("\x7f");
    term.wait_for("the directory above", |screen| screen.contents().contains("members/"));
    // The last row is a file.
    term.keys("G ");
    term.wait_text("1 marked");
    term.keys("c");
    term.wait_text(PLAN);
    term.press_until_gone("\r", PLAN);
    term.keys("w");
    term.wait_text("done");
    term.wait_for("the file in the other pane", |screen| {
        screen.contents().matches("README.txt").count() >= 2
    });
    term.keys("w");
    term.keys("q");
    term.wait_end();
    term.assert_given_back();
}

#[test]
fn kinds_of_terminals() {
    for variables in [
        &[("TERM", "xterm")][..],
        &[("TERM", "screen-256color")],
        &[("TERM", "linux")],
        &[("LANG", "C"), ("LC_ALL", "C")],
        &[("NO_COLOR", "1")],
        &[("COLORTERM", "truecolor")],
    ] {
        let start = variables
            .iter()
            .fold(Start::hemi(&["--demo"]), |start, (name, value)| start.variable(name, value));
        main_job(start.run());
    }
}

#[test]
fn inside_tmux() {
    let home = tempfile::tempdir().unwrap();
    let conf = home.path().join("tmux.conf");
    std::fs::write(
        &conf,
        "set -g status off\nset -g default-terminal screen-256color\nset -sg escape-time 20\n",
    )
    .unwrap();
    let line = r#"exec tmux -S "$HOME/socket" -f "$CONF" new-session "$0 --demo""#;
    main_job(Start::shell(&["-c", line, HEMI]).variable("CONF", conf.to_str().unwrap()).run());
}

#[test]
fn inside_gnu_screen() {
    let home = tempfile::tempdir().unwrap();
    // screen refuses a directory that others may read.
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let conf = home.path().join("screenrc");
    std::fs::write(&conf, "startup_message off\ndefutf8 on\naltscreen on\n").unwrap();
    let line = r#"exec screen -U -c "$CONF" "$0" --demo"#;
    let start = Start::shell(&["-c", line, HEMI])
        .variable("CONF", conf.to_str().unwrap())
        .variable("SCREENDIR", home.path().to_str().unwrap());
    main_job(start.run());
}

/// The terminal is asked after the first frame, and what it answers is no key.
#[test]
fn a_terminal_is_asked_once_and_never_where_it_would_print_the_questions() {
    let asked = |term: &Term| String::from_utf8_lossy(&term.raw()).matches("\x1b]11;?").count();
    let mut term = Start::hemi(&[]).run();
    term.wait_ready();
    while asked(&term) == 0 {
        std::thread::sleep(super::term::LOOK);
    }
    term.keys("\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1bP>|xterm(390)\x1b\\\x1b[?2026;2$y\x1b[?0u\x1b[?62;c");
    term.keys("?");
    term.wait_text("List the keys");
    assert_eq!(asked(&term), 1);
    term.press_until_gone("\x1b", "List the keys");
    term.keys("q");
    term.wait_end();
    term.assert_given_back();
    let mut console = Start::hemi(&[]).variable("TERM", "linux").run();
    console.wait_ready();
    console.keys("?");
    console.wait_text("List the keys");
    assert_eq!(asked(&console), 0);
    console.press_until_gone("\x1b", "List the keys");
    console.keys("q");
    console.wait_end();
}

#[test]
fn the_mouse_is_reported_only_where_the_setting_says_so() {
    let data = tempfile::tempdir().unwrap();
    for (line, mode) in
        [("", vt100::MouseProtocolMode::ButtonMotion), ("mouse = false\n", vt100::MouseProtocolMode::None)]
    {
        let config = data.path().join("config");
        std::fs::create_dir_all(&config).unwrap();
        std::fs::write(config.join("config.toml"), line).unwrap();
        let mut term = Start::hemi(&["--data", data.path().to_str().unwrap()]).run();
        term.wait_ready();
        assert_eq!(term.screen().mouse_protocol_mode(), mode);
        term.keys("q");
        term.wait_end();
        term.assert_given_back();
    }
}

/// A click on a row, a click on a hint, and the wheel, as a terminal reports them.
#[test]
fn a_click_and_the_wheel() {
    let mut term = Start::hemi(&["--demo"]).size(120, 30).run();
    term.wait_text("README.txt");
    term.wait_text("Documents");
    let cell = |text: &str| {
        term.wait_text(text);
        let screen = term.contents();
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
        let column = line.split(text).next().unwrap().chars().count();
        (column + 1, row + 1)
    };
    let press = |(column, row): (usize, usize)| {
        term.keys(format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    };
    // Rows move while a listing arrives.
    settled(&term);
    let names = cell("names/");
    press(names);
    press(names);
    term.wait_text("/home/users/demo/names");
    press(cell("? help"));
    term.wait_text("List the keys");
    press(cell("Esc close"));
    term.wait_for("no help", |screen| !screen.contents().contains("List the keys"));
    term.keys("q");
    term.wait_end();
    term.assert_given_back();
}

#[test]
fn the_doctor_shows_what_a_key_sends_and_names_the_terminal() {
    let mut term = Start::hemi(&["doctor"]).run();
    term.wait_text("Press keys to see what they send");
    term.wait_text("xterm-256color");
    term.keys("\x1b[A");
    term.wait_text("Up  ESC [ A");
    term.keys("q");
    term.wait_text("q  q");
    term.keys("\x03");
    assert_eq!(term.wait_end().code(), Some(0));
    term.assert_given_back();
    let mut term = Start::hemi(&[]).size(100, 40).run();
    term.wait_ready();
    term.keys("g?");
    term.wait_text("Press a key to see what it sends");
    term.keys("\x1b[15~");
    term.wait_text("F5  ESC [ 1 5 ~");
    term.keys("\x03");
    term.wait_for("no doctor", |screen| !screen.contents().contains("Press a key to see"));
    term.keys("q");
    term.wait_end();
    term.assert_given_back();
}

#[test]
fn a_key_that_nobody_knows_is_named_by_what_it_sends() {
    let mut term = Start::hemi(&["--demo"]).run();
    term.wait_text("README.txt");
    term.keys("\x1b[99~");
    term.wait_text("ESC [ 9 9 ~");
    term.keys("q");
    term.wait_end();
}
