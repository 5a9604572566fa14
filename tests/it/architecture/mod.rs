//! Reads the sources and holds them to ARCHITECTURE.md section 5, naming file and line.

mod circles;
mod imports;
mod planted;
mod rules;
mod shapes;
mod source;

use rules::{Violation, check};
use source::Source;

/// Every Rust file below `src`; those that exist for unit tests alone count only by their length.
fn sources() -> Vec<Source> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<(String, String)> = Vec::new();
    let mut dirs = vec![root.join("src")];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(&dir).expect("src can be read") {
            let path = entry.expect("an entry of src").path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
                found.push((name, std::fs::read_to_string(&path).expect("a source is text")));
            }
        }
    }
    let for_tests: Vec<String> =
        found.iter().flat_map(|(name, text)| source::test_modules(name, text)).collect();
    let is_for_tests = |name: &str| {
        for_tests.iter().any(|module| {
            name.strip_prefix(module.as_str()).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        })
    };
    found
        .iter()
        .map(
            |(name, text)| {
                if is_for_tests(name) { Source::for_tests(name, text) } else { Source::new(name, text) }
            },
        )
        .collect()
}

#[test]
fn the_borders_hold() {
    let sources = sources();
    assert!(sources.len() > 30, "only {} sources were found", sources.len());
    let violations: Vec<Violation> = sources.iter().flat_map(check).collect();
    let report: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(report.is_empty(), "\n{}\n", report.join("\n"));
}

#[test]
fn no_folder_imports_in_a_circle() {
    let found = circles::complaints(&sources(), rules::CIRCLES);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}
