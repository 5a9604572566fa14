//! `hemi-config.5`: the config file, from the table of settings.

use clap_mangen::roff::{Roff, bold, italic, roman};

use crate::config::definitions::{SETTINGS, Setting};
use crate::config::document::{EXAMPLE_OF_KEYS, KEYS};

/// The page.
pub fn text() -> String {
    let mut roff = Roff::new();
    let version = format!("hemi {}", env!("CARGO_PKG_VERSION"));
    roff.control("TH", ["hemi-config", "5", "", version.as_str(), "hemi"]);
    roff.control("SH", ["NAME"]).text([roman("hemi-config - the config file of hemi")]);
    roff.control("SH", ["SYNOPSIS"]).text([italic("$XDG_CONFIG_HOME/hemi/config.toml")]);
    roff.control("SH", ["DESCRIPTION"]).text([
        roman("The file is TOML: one setting a line, as "),
        bold("name = value"),
        roman(
            ". It need not exist. A line that sets nothing is named when hemi starts, and the others are used; a line of keys that \
             clashes with another, takes a key from a command that has no line of its own, or names no command or key, keeps hemi from starting. --demo reads no file. Without \
             XDG_CONFIG_HOME the file is ~/.config/hemi/config.toml; with --data DIR it is DIR/config/config.toml.",
        ),
    ]);
    roff.control("PP", []).text([
        bold("hemi config edit"),
        roman(" creates the file, with each setting explained, and opens it. "),
        bold("hemi config check"),
        roman(" names each line that sets nothing. "),
        bold("hemi config show"),
        roman(" prints each value and where it comes from."),
    ]);
    roff.control("SH", ["SETTINGS"]);
    SETTINGS.iter().for_each(|setting| item(setting, &mut roff));
    roff.control("SH", ["KEYS"]).text([roman(KEYS)]);
    roff.control("PP", []).control("nf", []);
    EXAMPLE_OF_KEYS.iter().for_each(|line| {
        roff.text([roman(*line)]);
    });
    roff.control("fi", []);
    roff.control("SH", ["SEE ALSO"]).text([roman("hemi(1)")]);
    roff.to_roff()
}

fn item(setting: &Setting, roff: &mut Roff) {
    roff.control("TP", []).text([bold(setting.name), roman(format!(" = {}", setting.default()))]);
    roff.text([roman(format!("{} It takes {}.", setting.sentence, setting.kind.sentence()))]);
    let before = [("argument", setting.flag), ("variable", setting.variable)];
    for (what, name) in before {
        if let Some(name) = name {
            roff.text([roman(format!("The {what} ")), bold(name), roman(" has precedence.")]);
        }
    }
}
