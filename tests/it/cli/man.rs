//! The manual pages.

use std::process::Stdio;

use hemi::config::definitions::SETTINGS;

use super::leaves;
use crate::headless::{Ended, Home};

/// The page without the escapes of troff.
fn page(home: &Home, name: &str) -> String {
    home.run(&["man", name])
        .expect(0)
        .out
        .replace("\\-", "-")
        .replace("\\fB", "")
        .replace("\\fR", "")
        .replace("\\fI", "")
}

#[test]
fn the_pages_have_every_subcommand_and_every_setting() {
    let home = Home::empty();
    let program = page(&home, "hemi");
    let command = hemi::cli::args::command();
    for name in leaves(&command, "") {
        assert!(program.contains(&format!(".SS \"hemi {name}\"")), "hemi {name} is not in {program}");
        let found = name.split(' ').try_fold(&command, |found, word| found.find_subcommand(word)).unwrap();
        for argument in found.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let long = argument.get_long().map(|long| format!("--{long}"));
            assert!(long.is_none_or(|long| program.contains(&long)), "{name} {}", argument.get_id());
        }
    }
    let config = page(&home, "hemi-config");
    for setting in SETTINGS {
        let at = config.find(&format!("\n{} = {}\n", setting.name, setting.default()));
        assert!(at.is_some() && config.contains(setting.sentence), "{} is not in {config}", setting.name);
    }
}

#[test]
fn both_are_written_into_a_directory() {
    let home = Home::empty();
    let dir = home.path().join("man");
    home.run(&["man", "--dir", dir.to_str().unwrap()]).expect(0);
    for (file, name) in [("hemi.1", "hemi"), ("hemi-config.5", "hemi-config")] {
        let written = std::fs::read_to_string(dir.join(file)).unwrap();
        assert_eq!(written.trim_end(), home.run(&["man", name]).expect(0).out.trim_end());
    }
    home.run(&["man", "--dir", "/dev/null/x"]).expect(1).says("/dev/null/x");
}

/// groff, where the machine has it, finds nothing to complain about.
#[test]
fn troff_reads_them() {
    let home = Home::empty().with("PATH", "/usr/bin:/bin").with("LC_ALL", "C.UTF-8");
    for name in ["hemi", "hemi-config"] {
        let file = home.path().join(name);
        std::fs::write(&file, home.run(&["man", name]).expect(0).out).unwrap();
        let mut groff = home.command("groff");
        groff.args(["-man", "-Tutf8", "-ww", "-rLL=78n", "-P-cbou"]).arg(&file).stdout(Stdio::piped());
        let Ok(child) = groff.spawn() else { return };
        let ended = Ended::of(child).expect(0);
        assert!(ended.err.is_empty() && ended.out.contains("NAME"), "{ended:?}");
    }
}
