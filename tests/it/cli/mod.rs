//! Every subcommand of the real program: its help, its result in each form, its errors. The lists here are compared
//! with the command line, so that a new subcommand without a row fails.

mod completions;
mod config;
mod forms;
mod help;
mod index;
mod man;
mod output;
mod usage;
mod zone;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};

use hemi::cli::args::command;

use crate::drive::Sandbox;
use crate::headless::{Ended, Home};
use crate::http::{parameter, redirect_of};

const SCOPE: &str = "urn:globus:auth:scope:transfer.api.globus.org:all";

/// A run of each subcommand that prints something. `DIR` is a separate directory.
const RUNS: &[(&str, &[&str])] = &[
    ("login", &["login"]),
    ("logout", &["logout"]),
    ("whoami", &["whoami"]),
    ("doctor", &["doctor"]),
    ("session show", &["session", "show"]),
    ("session update", &["session", "update", "--paste", "--mfa"]),
    ("session consent", &["session", "consent", "--paste", SCOPE]),
    ("config path", &["config", "path"]),
    ("config show", &["config", "show"]),
    ("config check", &["config", "check"]),
    ("config edit", &["config", "edit"]),
    ("index show", &["index", "show"]),
    ("index wipe", &["index", "wipe"]),
    ("sandbox", &["sandbox", "--data", "DIR"]),
    ("man", &["man"]),
    ("completions", &["completions", "bash"]),
    ("help", &["help", "mc"]),
];

/// Those whose result is text for a person or another program, and nothing else.
const TEXT_ONLY: &[&str] = &["man", "completions", "help"];

/// The arguments of the run of each subcommand, each checked to be on the command line and none left out.
fn runs(home: &Home) -> Vec<(&'static str, Vec<String>)> {
    let mut names = leaves(&command(), "");
    names.sort_unstable();
    let mut listed: Vec<&str> = RUNS.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(listed, names, "each subcommand has one row in RUNS");
    let dir = home.path().join("sandbox").to_str().unwrap().to_owned();
    let filled = |arguments: &[&str]| {
        arguments.iter().map(|text| if *text == "DIR" { dir.clone() } else { (*text).to_owned() }).collect()
    };
    RUNS.iter().map(|(name, arguments)| (*name, filled(arguments))).collect()
}

fn leaves(command: &clap::Command, prefix: &str) -> Vec<String> {
    let below = command.get_subcommands().flat_map(|sub| {
        let name = format!("{prefix}{}", sub.get_name());
        if sub.has_subcommands() { leaves(sub, &format!("{name} ")) } else { vec![name] }
    });
    below.collect()
}

fn strs(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

/// A home that is signed in at a sandbox.
fn signed_in() -> (Sandbox, Home) {
    let sandbox = Sandbox::start();
    let home = Home::at(&sandbox);
    home.login("demo").expect(0);
    (sandbox, home.with("EDITOR", "true"))
}

/// Runs a subcommand that may print a link to standard error, and opens it as the demo user. A server is ended
/// when it has printed its line.
fn run_with_link(mut command: Command) -> Ended {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut codes = child.stdin.take().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let answered = std::thread::spawn(move || {
        let mut err = String::new();
        let mut line = String::new();
        while errors.read_line(&mut line).unwrap() > 0 {
            if line.starts_with("http") {
                let page = redirect_of(&format!("{}&sandbox_user=demo", line.trim_end()));
                writeln!(codes, "{}", parameter(&page, "code").expect("a code")).unwrap();
            }
            err.push_str(&line);
            line.clear();
        }
        err
    });
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    out.read_line(&mut text).unwrap();
    if text.contains("\"control\"") || text.contains("service_client") {
        child.kill().unwrap();
    }
    out.read_to_string(&mut text).unwrap();
    let code = child.wait().unwrap().code();
    Ended { code, out: text, err: answered.join().unwrap() }
}
