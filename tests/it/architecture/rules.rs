//! The rules, as data. ARCHITECTURE.md section 5 has them in prose.

use std::fmt;

use super::circles::Known;
use super::shapes;
use super::source::Source;

/// A source file has at most so many lines.
const MOST_LINES: usize = 400;

/// Folder (or top file) -> what of ours it may name. A folder may always name itself.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("main", &["terminal", "cli", "runtime", "app", "config", "sandbox", "domain"]),
    ("terminal", &["app", "runtime", "domain"]),
    ("cli", &["runtime", "globus", "storage", "transfer", "config", "domain"]),
    (
        "runtime",
        &["app::effect", "app::event", "app::requests", "storage", "transfer", "globus", "config", "domain"],
    ),
    ("app", &["domain"]),
    ("transfer", &["storage", "globus", "domain"]),
    ("storage", &["globus", "domain"]),
    ("globus", &["domain"]),
    ("config", &["domain"]),
    ("domain", &[]),
    ("sandbox", &[]),
];

/// Inside the sandbox, layer -> what of the sandbox it may name besides itself: no import goes back up.
const SANDBOX_LAYERS: &[(&str, &[&str])] =
    &[("model", &[]), ("data_plane", &[]), ("services", &["model", "data_plane", "atomic_file"])];

/// Exceptions: this file may also name that.
const ALSO: &[(&str, &str)] = &[("src/cli/sandbox.rs", "sandbox"), ("src/cli/doctor.rs", "terminal")];

/// Crates a folder may name; folders not listed may name any that no other rule forbids.
const CRATES: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "serde",
            "serde_json",
            "toml",
            "thiserror",
            "uuid",
            "jiff",
            "secrecy",
            "globset",
            "percent_encoding",
            "icu_normalizer",
            "strsim",
            "unicode_properties",
            "unicode_script",
            "unicode_segmentation",
            "unicode_width",
            "fuzzy_matcher",
        ],
    ),
    (
        "app",
        &[
            "serde",
            "toml",
            "thiserror",
            "uuid",
            "jiff",
            "secrecy",
            "globset",
            "percent_encoding",
            "unicode_properties",
            "unicode_segmentation",
            "unicode_width",
            "fuzzy_matcher",
            "lscolors",
            "qrcodegen",
            "ratatui",
            "crossterm",
            "tui_input",
        ],
    ),
];

/// A word that is allowed only in files whose path begins (or, with `*`, ends) so.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("ratatui::", &["*/view.rs", "src/app/view", "src/app/widgets/", "src/app/theme", "src/terminal/"]),
    ("crossterm::", &["src/terminal/", "src/app/input", "src/app/keymap", "src/app/widgets/field"]),
    ("reqwest::", &["src/globus/http", "src/globus/auth/oauth_http"]),
    ("oauth2::", &["src/globus/auth/"]),
    ("axum::", &["src/sandbox/"]),
    ("println!", &["src/cli/printer"]),
    ("eprintln!", &["src/cli/printer"]),
    ("print!", &["src/cli/printer"]),
    ("eprint!", &["src/cli/printer"]),
    (".ticket(", &["src/app/overlay/plan/", "src/app/overlay/delete/"]),
    ("unsafe", &[]),
    (".unwrap()", &[]),
    (".expect(", &[]),
    ("SafeText::assemble", &["src/domain/text"]),
    ("RequestId(", &["src/app/requests/", "src/domain/ids"]),
    ("::RequestId(", &["src/app/requests/"]),
];

/// Words that a folder never contains: it does no I/O and reads no clock.
const NEVER_IN: &[(&str, &[&str])] = &[
    (
        "src/domain/",
        &[
            "std::fs",
            "std::net",
            "std::process",
            "std::env",
            "Instant::now",
            "SystemTime",
            "Timestamp::now",
            "Zoned::now",
            "TimeZone::system",
        ],
    ),
    (
        "src/app/",
        &[
            "std::fs",
            "std::net",
            "std::process",
            "std::env",
            "Instant::now",
            "SystemTime",
            "Timestamp::now",
            "Zoned::now",
            "TimeZone::system",
        ],
    ),
    ("src/app/layout", &["ratatui"]),
    // A pane holds a store, whatever kind it is.
    ("src/app/pane/", &["Collection"]),
];

/// Text from outside is `Untrusted`. These few hold text that is ours or checked, and say why there.
const STRINGS_ALLOWED: &[(&str, &str)] = &[
    ("src/domain/text.rs", "SafeText"),
    ("src/domain/link.rs", "Link"),
    ("src/globus/transfer/path.rs", "GlobusPath"),
];

/// Folders whose types must not hold a `String`.
const NO_STRINGS: &[&str] = &["src/domain/", "src/globus/transfer/"];

/// The imports that close a circle among the files of one folder, and why they may.
pub const CIRCLES: &[Known] = &[];

/// A rule that was broken, and where.
pub struct Violation {
    pub file: String,
    pub line: usize,
    pub rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.rule)
    }
}

/// All that is wrong with one file.
pub fn check(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut report = |line: usize, rule: String| {
        found.push(Violation { file: source.name.clone(), line, rule });
    };
    if source.line_count > MOST_LINES {
        report(MOST_LINES + 1, format!("{} lines; split it, {MOST_LINES} is the most", source.line_count));
    }
    inner_imports(source, &mut report);
    sandbox_layers(source, &mut report);
    crates(source, &mut report);
    words(source, &mut report);
    strings(source, &mut report);
    globs(source, &mut report);
    shapes::check(source, &mut report);
    found
}

/// Outside tests an import says what it imports, to the reader and to the test for circles.
fn globs(source: &Source, report: &mut dyn FnMut(usize, String)) {
    for (line, tree) in source.use_trees() {
        if tree.contains('*') {
            report(line, format!("`use {tree}` names nothing"));
        }
    }
}

fn inner_imports(source: &Source, report: &mut dyn FnMut(usize, String)) {
    let home = source.module().first().cloned().unwrap_or_default();
    let Some((_, allowed)) = MAY_NAME.iter().find(|(from, _)| *from == home) else {
        if source.name != "src/lib.rs" {
            report(1, format!("`{home}` is in no row of the import rules"));
        }
        return;
    };
    for (line, path) in source.inner_paths() {
        let Some(first) = path.first() else { continue };
        let is_folder = MAY_NAME.iter().any(|(folder, _)| folder == first);
        let named = path.join("::");
        let may = *first == home
            || !is_folder
            || allowed.iter().any(|a| named == *a || named.starts_with(&format!("{a}::")))
            || ALSO.iter().any(|(file, also)| *file == source.name && first == also);
        if !may {
            report(line, format!("`{home}` may not name `{named}`"));
        }
    }
}

fn sandbox_layers(source: &Source, report: &mut dyn FnMut(usize, String)) {
    let module = source.module();
    let [folder, layer, ..] = module.as_slice() else { return };
    let Some((_, allowed)) = SANDBOX_LAYERS.iter().find(|(name, _)| folder == "sandbox" && name == layer)
    else {
        return;
    };
    for (line, path) in source.inner_paths() {
        let [first, second, ..] = path.as_slice() else { continue };
        if first == "sandbox" && second != layer && !allowed.contains(&second.as_str()) {
            report(line, format!("`sandbox::{layer}` may not name `{}`", path.join("::")));
        }
    }
}

/// Crates of Cargo.toml, as code names them.
fn known_crates() -> Vec<String> {
    let manifest: toml::Table =
        toml::from_str(include_str!("../../../Cargo.toml")).expect("Cargo.toml is TOML");
    let table = manifest["dependencies"].as_table().expect("dependencies");
    table.keys().map(|name| name.replace('-', "_")).collect()
}

fn crates(source: &Source, report: &mut dyn FnMut(usize, String)) {
    let home = source.module().first().cloned().unwrap_or_default();
    let Some((_, allowed)) = CRATES.iter().find(|(folder, _)| *folder == home) else { return };
    let known = known_crates();
    for (number, line) in source.lines.iter().enumerate() {
        for name in &known {
            if !allowed.contains(&name.as_str()) && names_crate(line, name) {
                report(number + 1, format!("`{home}` may not name the crate `{name}`"));
            }
        }
    }
}

fn names_crate(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    line.match_indices(&path)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

fn words(source: &Source, report: &mut dyn FnMut(usize, String)) {
    let is_in = |places: &[&str]| {
        places.iter().any(|place| match place.strip_prefix('*') {
            Some(end) => source.name.ends_with(end),
            None => source.name.starts_with(place),
        })
    };
    for (number, line) in source.lines.iter().enumerate() {
        for (word, places) in ONLY_IN {
            let hit = line.match_indices(word).any(|(at, _)| {
                !word.starts_with(|c: char| c.is_alphanumeric())
                    || !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            });
            let whole = !word.ends_with(|c: char| c.is_alphanumeric())
                || !line
                    .split(word)
                    .skip(1)
                    .all(|after| after.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
            if hit && whole && !is_in(places) {
                report(number + 1, format!("`{word}` does not belong here"));
            }
        }
        for (folder, never) in NEVER_IN {
            if source.name.starts_with(folder) {
                for word in never.iter().filter(|word| has_word(line, word)) {
                    report(number + 1, format!("`{word}` is not allowed in {folder}"));
                }
            }
        }
    }
}

/// Whether `line` has `word` as a whole: `Collection` is no part of `CollectionId`.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part))
}

/// `String` as (part of) the type of a field, in the folders where every text is from outside.
fn strings(source: &Source, report: &mut dyn FnMut(usize, String)) {
    if !NO_STRINGS.iter().any(|folder| source.name.starts_with(folder)) {
        return;
    }
    let mut inside: Option<(String, i32)> = None;
    for (number, line) in source.lines.iter().enumerate() {
        let words: Vec<&str> = line.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        if inside.is_none()
            && let Some(at) = words.iter().position(|w| *w == "struct" || *w == "enum")
        {
            inside = Some((words.get(at + 1).copied().unwrap_or_default().to_owned(), 0));
        }
        let Some((name, depth)) = &mut inside else { continue };
        let allowed =
            STRINGS_ALLOWED.iter().any(|(file, type_name)| *file == source.name && type_name == name);
        if words.contains(&"String") && !allowed {
            report(number + 1, format!("`{name}` holds a `String`; text from outside is `Untrusted`"));
        }
        *depth += line.matches(['{', '(']).count() as i32 - line.matches(['}', ')']).count() as i32;
        if *depth <= 0 && line.contains(['}', ';']) {
            inside = None;
        }
    }
}
