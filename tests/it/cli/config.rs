//! The settings: warnings, and `hemi config`.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::signed_in;
use crate::headless::Home;

/// A home with this text as its config file.
fn with_file(text: &str) -> (Home, PathBuf) {
    let home = Home::empty();
    let file = home.path().join(".config/hemi/config.toml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, text).unwrap();
    (home, file)
}

/// The home with a program of that text as its editor. Its first argument is the file.
fn editor(home: Home, variable: &str, script: &str) -> Home {
    let program = home.path().join(format!("editor for {variable}"));
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let quoted = format!("'{}'", program.to_str().unwrap());
    home.with("PATH", "/usr/bin:/bin").with(variable, quoted)
}

#[test]
fn lines_that_set_nothing_are_named_on_standard_error() {
    let (_sandbox, home) = signed_in();
    let config = home.path().join(".config/hemi");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "\ncleint_id = \"x\"\ntheme = \"mono\"\n").unwrap();
    let ended = home.run(&["whoami"]).expect(0);
    assert_eq!(ended.out.lines().count(), 1);
    assert!(
        ended
            .err
            .contains("config.toml, line 2: cleint_id is not a setting of hemi: did you mean client_id?")
    );
    assert_eq!(ended.err.lines().count(), 1, "{ended:?}");
    // The environment has all that is needed: the broken file is named, and is no reason to stop.
    std::fs::write(config.join("config.toml"), "theme =\n").unwrap();
    let ended = home.run(&["whoami"]).expect(0);
    assert!(ended.err.contains("config.toml, line 1: "), "{ended:?}");
}

#[test]
fn each_setting_is_shown_with_what_gives_it_its_value() {
    let (home, file) = with_file("sort = \"size\"\nmouse = 3\n\n[keys.list]\ntransfer = [\"c\", \"g g\"]\n");
    let home = home.with("LC_ALL", "C");
    let shown = home.run(&["--theme", "mono", "config", "show"]).expect(0);
    let lines: Vec<String> = shown
        .out
        .lines()
        .map(|line| {
            line.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("|")
        })
        .collect();
    assert_eq!(lines[0], format!("Config file: {}", file.to_str().unwrap()));
    for line in [
        "sort = \"size\"|line 1 of the file",
        "mouse = true|default",
        "theme = \"mono\"|argument --theme",
        "ascii = true|variable LC_ALL",
        "keys.list.transfer = [\"c\", \"g g\"]|line 5 of the file",
    ] {
        assert!(lines.iter().any(|shown| shown == line), "{line} is not in {lines:?}");
    }
    assert!(shown.err.contains("hemi config check"), "{shown:?}");
    let json = home.run(&["config", "show", "--jmespath", "settings.sort"]).expect(0).out;
    assert_eq!(json, "{\"line\":1,\"name\":null,\"source\":\"file\",\"value\":\"size\"}\n");
    let names = home.run(&["config", "show", "--jmespath", "keys(settings)"]).expect(0).out;
    for setting in hemi::config::definitions::SETTINGS {
        assert!(names.contains(&format!("\"{}\"", setting.name)), "{} is not in {names}", setting.name);
    }
}

#[test]
fn each_problem_is_named_with_its_line() {
    let (home, file) = with_file("theem = \"x\"\nsort = \"nam\"\nclient_id = 7\ntheme = \n");
    let name = file.to_str().unwrap();
    let ended = home.run(&["config", "check"]).expect(2);
    let lines: Vec<&str> = ended.out.lines().collect();
    assert_eq!(lines.len(), 4, "{ended:?}");
    for (number, line) in (1..).zip(lines) {
        assert!(line.starts_with(&format!("{name}, line {number}: ")), "{line}");
    }
    assert_eq!(home.run(&["config", "check", "--format", "csv"]).expect(2).out.lines().count(), 5);
    std::fs::write(&file, "sort = \"name\"\n").unwrap();
    let fine = home.run(&["config", "check"]).expect(0);
    assert_eq!(fine.out, format!("{name}: no problem was found.\n"));
    std::fs::remove_file(&file).unwrap();
    assert!(home.run(&["config", "check"]).expect(0).out.contains("every setting has its default"));
    assert_eq!(home.run(&["config", "path"]).expect(0).out, format!("{name}\n"));
    let other = home.run(&["--data", "/x", "config", "path"]).expect(0);
    assert_eq!(other.out, "/x/config/config.toml\n");
}

#[test]
fn keys_that_cannot_be_used_are_problems_too() {
    let (home, _) = with_file("[keys.list]\nmark = [\"c\"]\nsort = \"x\"\n");
    let ended = home.run(&["config", "check"]).expect(2);
    let lines: Vec<&str> = ended.out.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("line 2: ") && lines[0].contains("mark"), "{ended:?}");
    assert!(lines[0].contains("transfer") && lines[1].contains("line 3: "), "{ended:?}");
}

#[test]
fn the_editor_gets_a_file_that_explains_every_setting_and_what_it_wrote_is_checked() {
    let home =
        editor(Home::empty(), "EDITOR", "cat \"$1\" > \"$HOME/seen\"; echo 'sort = \"tmie\"' >> \"$1\"");
    let ended = home.run(&["config", "edit"]).expect(2);
    let seen = std::fs::read_to_string(home.path().join("seen")).unwrap();
    assert_eq!(seen, hemi::config::document::default_file());
    let file = home.path().join(".config/hemi/config.toml");
    let line = seen.lines().count() + 1;
    assert!(
        ended.out.contains(&format!("line {line}: sort has no value \"tmie\": did you mean \"time\"?")),
        "{ended:?}"
    );
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // VISUAL goes first, and what was written is kept.
    let home = editor(home, "VISUAL", "sed -i s/tmie/time/ \"$1\"");
    home.run(&["config", "edit"]).expect(0);
    assert!(std::fs::read_to_string(&file).unwrap().ends_with("sort = \"time\"\n"));
    let home = home.with("VISUAL", "false");
    home.run(&["config", "edit"]).expect(1).says("the editor false ended with code 1");
}

#[test]
fn keys_with_two_meanings_are_refused_at_the_start() {
    let (home, _) = with_file("[keys.list]\nmark = [\"c\"]\n");
    let ended = home.run(&["/"]).expect(2);
    let words = ["line 2", "c to mark", "c to transfer"];
    assert!(words.iter().all(|words| ended.err.contains(words)), "{ended:?}");
}

#[test]
fn a_file_that_is_no_text_and_a_directory_are_told_apart() {
    let (home, file) = with_file("");
    std::fs::write(&file, b"theme = \"mono\"\n# caf\xe9\n").unwrap();
    for what in ["check", "show"] {
        let ended = home.run(&["config", what]).expect(1);
        assert!(ended.err.contains("line 2: this line is not UTF-8"), "{ended:?}");
        assert!(!ended.err.contains("permissions"), "{ended:?}");
    }
    let home = editor(home, "EDITOR", "true");
    home.run(&["config", "edit"]).expect(1).says("line 2: this line is not UTF-8");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let home = editor(home, "EDITOR", "touch \"$HOME/ran\"");
    for what in ["check", "show", "edit"] {
        let ended = home.run(&["config", what]).expect(1);
        assert!(ended.err.contains("config.toml is a directory, where the config file belongs"), "{ended:?}");
        assert!(!ended.err.contains("permissions"), "{ended:?}");
    }
    assert!(!home.path().join("ran").exists(), "no editor is started for a directory");
}

#[test]
fn a_text_is_quoted_once_in_csv() {
    let (home, _) = with_file("sort = \"size\"\n");
    let out = home.run(&["config", "show", "--format", "csv"]).expect(0).out;
    assert!(out.lines().any(|line| line == "sort,size,file,,1"), "{out}");
    assert!(!out.contains("\"\"\""), "{out}");
}

#[test]
fn an_editor_that_fails_leaves_no_new_file() {
    let home = editor(Home::empty(), "EDITOR", "exit 1");
    let file = home.path().join(".config/hemi/config.toml");
    home.run(&["config", "edit"]).expect(1).says("ended with code 1");
    assert!(!file.exists(), "it was not there before");
    // What was written all the same is kept, and so is a file that was there.
    let home = editor(home, "EDITOR", "echo 'mouse = false' >> \"$1\"; exit 1");
    for lines in [1, 2] {
        home.run(&["config", "edit"]).expect(1);
        assert_eq!(std::fs::read_to_string(&file).unwrap().matches("\nmouse = false").count(), lines);
    }
}

#[test]
fn a_key_that_is_taken_from_another_command_is_named_with_the_next_step() {
    let (home, _) = with_file("[keys.list]\ntransfer = [\"F9\", \"q\"]\n");
    let ended = home.run(&["config", "check"]).expect(2);
    for words in ["line 2: q for transfer", "takes that key from quit", "quit = [\"KEY\"]"] {
        assert!(ended.out.contains(words), "{ended:?}");
    }
}
