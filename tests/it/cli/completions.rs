//! Completions: what they hold, and what bash makes of them.

use super::leaves;
use crate::headless::{Ended, Home};

#[test]
fn they_hold_every_subcommand_and_every_argument() {
    let home = Home::empty();
    let command = hemi::cli::args::command();
    for shell in ["bash", "zsh", "fish"] {
        let text = home.run(&["completions", shell]).expect(0).out;
        for name in leaves(&command, "") {
            let found =
                name.split(' ').try_fold(&command, |found, word| found.find_subcommand(word)).unwrap();
            assert!(text.contains(found.get_name()), "{shell}: {name}");
            for argument in found.get_arguments().filter(|argument| !argument.is_hide_set()) {
                let long = argument.get_long();
                assert!(long.is_none_or(|long| text.contains(long)), "{shell}: {name} {}", argument.get_id());
            }
        }
    }
    home.run(&["completions", "tcsh"]).expect(2).says("bash");
}

/// What bash offers for the last of these words.
fn offered(home: &Home, words: &[&str]) -> Vec<String> {
    let script = home.path().join("hemi.bash");
    std::fs::write(&script, home.run(&["completions", "bash"]).expect(0).out).unwrap();
    let last = words.len() - 1;
    let line = format!(
        "source '{}'; COMP_WORDS=({}); COMP_CWORD={last}; COMP_LINE='{}'; COMP_POINT=${{#COMP_LINE}}; \
         _hemi hemi '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.to_str().unwrap(),
        words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
        words.join(" "),
        words[last],
        words[last - 1],
    );
    let ended = Ended::of(home.command("bash").args(["--norc", "-c", &line]).spawn().unwrap()).expect(0);
    assert_eq!(ended.err, "", "{line}");
    ended.out.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_subcommands_arguments_and_values() {
    let home = Home::empty().with("PATH", "/usr/bin:/bin");
    assert_eq!(offered(&home, &["hemi", "who"]), ["whoami"]);
    assert_eq!(offered(&home, &["hemi", "session", "c"]), ["consent"]);
    assert_eq!(offered(&home, &["hemi", "config", "ch"]), ["check"]);
    assert_eq!(offered(&home, &["hemi", "whoami", "--li"]), ["--linked"]);
    assert_eq!(offered(&home, &["hemi", "--theme", "hemi-d"]), ["hemi-dark"]);
    assert_eq!(offered(&home, &["hemi", "completions", "f"]), ["fish"]);
    assert!(offered(&home, &["hemi", ""]).len() > 5);
    assert_eq!(offered(&home, &["hemi", "help", "jas"]), ["jasmin"]);
    assert_eq!(offered(&home, &["hemi", "help", "who"]), ["whoami"]);
}

#[test]
fn every_shell_is_told_the_guides() {
    let home = Home::empty();
    for shell in ["bash", "zsh", "fish"] {
        let text = home.run(&["completions", shell]).expect(0).out;
        for guide in hemi::domain::guides::GUIDES {
            assert!(text.contains(guide.name), "{shell}: {}", guide.name);
        }
    }
}
