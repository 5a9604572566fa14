//! An output that cannot be written is an error of the run.

use std::fs::OpenOptions;
use std::process::Stdio;

use super::{TEXT_ONLY, runs, signed_in, strs};
use crate::headless::{Ended, Home};

const FULL: &str = "hemi: the output could not be written: No space left on device";

fn to_full_disk(home: &Home, arguments: &[&str]) -> Ended {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    Ended::of(home.hemi(arguments).stdout(Stdio::from(full)).spawn().unwrap())
}

#[test]
fn a_full_disk_is_reported_by_every_subcommand() {
    let (_sandbox, home) = signed_in();
    for (name, arguments) in runs(&home) {
        for form in [&[][..], &["--json"][..]] {
            if name == "logout" {
                continue;
            }
            // In JSON the links of a sign-in go to standard error, and its code is awaited.
            if !form.is_empty()
                && (matches!(name, "session update" | "session consent") || TEXT_ONLY.contains(&name))
            {
                continue;
            }
            let ended = to_full_disk(&home, &[&strs(&arguments)[..], form].concat());
            assert!(ended.code == Some(1) && ended.err.contains(FULL), "{name} {form:?}: {ended:?}");
        }
    }
    // Last: it ends the sign-in that the others need.
    let ended = to_full_disk(&home, &["logout"]);
    assert!(ended.code == Some(1) && ended.err.contains(FULL), "{ended:?}");
}

#[test]
fn a_full_disk_is_reported_by_help_and_version() {
    let home = Home::empty();
    for arguments in [&["--help"][..], &["-h"], &["--version"], &["help"], &["whoami", "--help"]] {
        let ended = to_full_disk(&home, arguments);
        assert!(ended.code == Some(1) && ended.err.contains(FULL), "{arguments:?}: {ended:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let (_sandbox, home) = signed_in();
    for arguments in [&["whoami"][..], &["session", "show"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = Ended::of(home.hemi(arguments).stdout(Stdio::from(writer)).spawn().unwrap());
        assert!(ended.code == Some(0) && ended.err.is_empty(), "{arguments:?}: {ended:?}");
    }
}
