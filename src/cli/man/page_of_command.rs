//! `hemi.1`: the program, its options, and each subcommand with its own.

use std::io;

use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use crate::cli::exit::ExitCode;
use crate::domain::criteria::TESTS;
use crate::domain::guides::GUIDES;

/// Variables beside those of settings, and what they do.
const VARIABLES: [(&str, &str); 8] = [
    (
        "HEMI_CLIENT_ID",
        "The id of your registered application; with HEMI_CLIENT_SECRET, of a service account.",
    ),
    ("HEMI_CLIENT_SECRET", "The secret of a service account."),
    ("HEMI_PROFILE", "The profile, as with --profile."),
    (
        "HEMI_LOG",
        "Write a log of this level (error, warn, info, debug, trace) to the profile's state directory.",
    ),
    ("GLOBUS_CLI_CLIENT_ID, GLOBUS_CLI_CLIENT_SECRET", "A service account, as the globus command has it."),
    (
        "GLOBUS_SDK_ENVIRONMENT, GLOBUS_SDK_SERVICE_URL_AUTH, GLOBUS_SDK_SERVICE_URL_TRANSFER",
        "Another Globus.",
    ),
    ("NO_COLOR", "Draw without colours, unless a theme is named."),
    ("TZ", "The zone that times are shown in."),
];

const FILES: [(&str, &str); 5] = [
    ("$XDG_CONFIG_HOME/hemi/config.toml", "Settings: see hemi-config(5)."),
    ("$XDG_DATA_HOME/hemi/PROFILE/tokens.json", "The tokens of a profile, which only you can read."),
    (
        "$XDG_DATA_HOME/hemi/PROFILE/service-user-tokens.json",
        "The tokens of a service account for as long as they are valid, which only you can read.",
    ),
    ("$XDG_DATA_HOME/hemi/PROFILE/journal/", "Submissions: each is here before it is sent."),
    ("$XDG_STATE_HOME/hemi/PROFILE/", "The session, and the log if there is one."),
];

const MARKING: &str = "The commands find below (F), mark (+) and unmark (-) take these words:";

const FILES_OF_MARKS: &str = "In the list of all marks (b), w writes them to a file of transfers as globus transfer --batch reads it, and r \
                              marks what such a file names.";

/// The page.
pub fn text(command: &clap::Command) -> io::Result<String> {
    let man = Man::new(command.clone()).manual("hemi");
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    let mut page = into_text(out);
    heading("SUBCOMMANDS", &mut page);
    subcommands(command, "hemi", &mut page)?;
    heading("MARKING AND FINDING", &mut page);
    paragraph(&[roman(MARKING)], &mut page);
    TESTS.iter().for_each(|(examples, meaning)| item(examples, meaning, &mut page));
    paragraph(&[roman(FILES_OF_MARKS)], &mut page);
    heading("EXIT STATUS", &mut page);
    let codes = [
        ExitCode::Done,
        ExitCode::Failed,
        ExitCode::Usage,
        ExitCode::SignIn,
        ExitCode::Cancelled,
        ExitCode::TimedOut,
    ];
    codes.iter().for_each(|code| item(&code.number().to_string(), code.meaning(), &mut page));
    heading("ENVIRONMENT", &mut page);
    VARIABLES.iter().for_each(|(names, meaning)| item(names, meaning, &mut page));
    heading("FILES", &mut page);
    FILES.iter().for_each(|(name, meaning)| item(name, meaning, &mut page));
    heading("GUIDES", &mut page);
    GUIDES.iter().for_each(|guide| item(&format!("hemi help {}", guide.name), guide.title, &mut page));
    heading("SEE ALSO", &mut page);
    paragraph(&[roman("hemi-config(5)")], &mut page);
    Ok(page)
}

/// Each subcommand that is none of several, with what clap says of it.
fn subcommands(parent: &clap::Command, path: &str, page: &mut String) -> io::Result<()> {
    for sub in parent.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let path = format!("{path} {}", sub.get_name());
        if sub.has_subcommands() {
            subcommands(sub, &path, page)?;
            continue;
        }
        let mut roff = Roff::new();
        roff.control("SS", [path.as_str()]);
        page.push_str(&roff.to_roff());
        let man = Man::new(sub.clone().disable_help_flag(true));
        let mut out = Vec::new();
        man.render_description_section(&mut out)?;
        if sub.get_arguments().any(|argument| !argument.is_hide_set()) {
            man.render_options_section(&mut out)?;
        }
        // These are sections of a page of its own: a subsection has no headings.
        let text = into_text(out);
        text.lines().filter(|line| !line.starts_with(".SH ")).for_each(|line| {
            page.push_str(line);
            page.push('\n');
        });
        if let Some(after) = sub.get_after_long_help() {
            let mut roff = Roff::new();
            roff.control("PP", []);
            roff.control("nf", []);
            after.to_string().lines().for_each(|line| {
                roff.text([roman(line)]);
            });
            roff.control("fi", []);
            page.push_str(&roff.to_roff());
        }
    }
    Ok(())
}

fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn heading(text: &str, page: &mut String) {
    page.push_str(&Roff::new().control("SH", [text]).to_roff());
}

fn paragraph(text: &[Inline], page: &mut String) {
    page.push_str(&Roff::new().text(text.to_vec()).to_roff());
}

fn item(term: &str, meaning: &str, page: &mut String) {
    let mut roff = Roff::new();
    roff.control("TP", []).text([bold(term)]).text([roman(meaning)]);
    page.push_str(&roff.to_roff());
}
