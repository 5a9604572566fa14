//! A planted violation of each rule must be found, with its file and line: else the rule has no effect.

use super::circles;
use super::rules::check;
use super::source::Source;

/// File, code, the line that is wrong, and a word of the complaint.
const PLANTED: &[(&str, &str, usize, &str)] = &[
    ("src/domain/a.rs", "//! x\nuse crate::app::App;", 2, "may not name `app::App`"),
    ("src/domain/a.rs", "use super::super::globus::http;", 1, "may not name `globus::http`"),
    ("src/app/a.rs", "fn f() { crate::runtime::go() }", 1, "may not name `runtime::go`"),
    ("src/app/pane/mod.rs", "use crate::{domain::ids, storage};", 1, "may not name `storage`"),
    ("src/storage/a.rs", "use crate::transfer::Engine;", 1, "may not name `transfer::Engine`"),
    ("src/transfer/a.rs", "use crate::runtime::X;", 1, "may not name `runtime::X`"),
    ("src/globus/a.rs", "use crate::storage::X;", 1, "may not name `storage::X`"),
    ("src/config/a.rs", "use crate::globus::X;", 1, "may not name `globus::X`"),
    ("src/terminal/a.rs", "use crate::globus::X;", 1, "may not name `globus::X`"),
    ("src/cli/a.rs", "use crate::sandbox::start;", 1, "may not name `sandbox::start`"),
    ("src/cli/a.rs", "use crate::terminal::X;", 1, "may not name `terminal::X`"),
    ("src/runtime/a.rs", "use crate::app::pane::Pane;", 1, "may not name `app::pane::Pane`"),
    ("src/runtime/a.rs", "use crate::sandbox::X;", 1, "may not name `sandbox::X`"),
    ("src/sandbox/a.rs", "use crate::domain::ids::TaskId;", 1, "may not name `domain::ids::TaskId`"),
    ("src/sandbox/a.rs", "use crate::globus::X;", 1, "may not name `globus::X`"),
    (
        "src/sandbox/model/a.rs",
        "use crate::sandbox::services::auth;",
        1,
        "may not name `sandbox::services::auth`",
    ),
    ("src/sandbox/model/a.rs", "use super::super::run::start;", 1, "may not name `sandbox::run::start`"),
    ("src/sandbox/data_plane/a.rs", "use crate::sandbox::model::x;", 1, "may not name `sandbox::model::x`"),
    (
        "src/sandbox/services/b/a.rs",
        "use crate::sandbox::run::start;",
        1,
        "may not name `sandbox::run::start`",
    ),
    ("src/main.rs", "use hemi::globus::X;", 1, "may not name `globus::X`"),
    ("src/other/a.rs", "fn f() {}", 1, "no row of the import rules"),
    ("src/domain/a.rs", "use tokio::sync;", 1, "crate `tokio`"),
    ("src/app/a.rs", "async fn f() { tokio::time::sleep(d).await }", 1, "crate `tokio`"),
    ("src/domain/a.rs", "use std::fs::File;", 1, "`std::fs`"),
    ("src/app/a.rs", "fn f() { std::env::var(\"X\"); }", 1, "`std::env`"),
    ("src/app/a.rs", "let at = std::time::Instant::now();", 1, "`Instant::now`"),
    ("src/domain/a.rs", "let at = jiff::Timestamp::now();", 1, "`Timestamp::now`"),
    ("src/app/pane/mod.rs", "use ratatui::style::Style;", 1, "`ratatui::`"),
    ("src/runtime/a.rs", "use ratatui::buffer::Buffer;", 1, "`ratatui::`"),
    ("src/app/layout.rs", "use ratatui::layout::Rect;", 1, "ratatui"),
    ("src/app/pane/view.rs", "use crossterm::event::KeyCode;", 1, "`crossterm::`"),
    ("src/runtime/a.rs", "let c = reqwest::Client::new();", 1, "`reqwest::`"),
    ("src/runtime/a.rs", "use oauth2::Scope;", 1, "`oauth2::`"),
    ("src/cli/a.rs", "use axum::Router;", 1, "`axum::`"),
    ("src/runtime/a.rs", "fn f() { println!(\"x\"); }", 1, "`println!`"),
    ("src/terminal/a.rs", "fn f() { eprintln!(\"x\"); }", 1, "`eprintln!`"),
    ("src/runtime/a.rs", "let t = plan.ticket(at, now);", 1, "`.ticket(`"),
    ("src/runtime/a.rs", "unsafe { f() }", 1, "`unsafe`"),
    ("src/runtime/a.rs", "let x = y.unwrap();", 1, "`.unwrap()`"),
    ("src/runtime/a.rs", "let x = y\n    .expect(\"z\");", 2, "`.expect(`"),
    ("src/app/a.rs", "let s = SafeText::assemble(args);", 1, "`SafeText::assemble`"),
    ("src/domain/a.rs", "pub struct A {\n    name: Option<String>,\n}", 2, "holds a `String`"),
    ("src/globus/transfer/a.rs", "struct Doc(String);", 1, "holds a `String`"),
    ("src/app/pane/load.rs", "use crate::domain::collection::Collection;", 1, "`Collection` is"),
    ("src/app/pane/view.rs", "fn f(store: Arc<Collection>) {}", 1, "`Collection` is"),
    ("src/app/a.rs", "let id = RequestId(7);", 1, "`RequestId(`"),
    ("src/runtime/a.rs", "let id = ids::RequestId(7);", 1, "`::RequestId(`"),
    ("src/app/pane/mod.rs", "struct Pane {\n    waits: Option<RequestId>,\n}", 2, "holds a `RequestId`"),
    (
        "src/app/a.rs",
        "enum A {\n    B,\n    C {\n        id: RequestId,\n    },\n}",
        3,
        "holds a `RequestId`",
    ),
    ("src/app/a.rs", "pub struct A(RequestId);", 1, "holds a `RequestId`"),
    (
        "src/app/event.rs",
        "pub enum Event {\n    Reply { id: u8 },\n    Auth(u8),\n    Listed(u8),\n}",
        4,
        "no variant `Listed`",
    ),
    (
        "src/app/effect.rs",
        "pub enum Effect {\n    Send {\n        id: u8,\n    },\n    List,\n}",
        5,
        "no variant `List`",
    ),
    (
        "src/app/mod.rs",
        "pub struct App {\n a: u8,\n b: u8,\n c: u8,\n d: u8,\n e: u8,\n f: u8,\n g: u8,\n h: u8,\n i: u8,\n \
         j: u8,\n k: u8,\n l: u8,\n m: u8,\n n: u8,\n pub o: u8,\n pub(super) p: u8,\n}",
        17,
        "more than 15 fields: `p`",
    ),
    ("src/app/a.rs", "pub use super::{b, c::*};", 1, "`use super::{b, c::*}` names nothing"),
];

#[test]
fn every_planted_violation_is_seen() {
    for (file, code, line, complaint) in PLANTED {
        let found = check(&Source::new(file, code));
        assert!(
            found.iter().any(|v| v.line == *line && v.rule.contains(complaint)),
            "{file}: {code:?} should be refused at line {line} with {complaint:?}; found {:?}",
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_file_over_400_lines_is_seen() {
    assert!(check(&Source::new("src/app/a.rs", &"\n".repeat(400))).is_empty());
    let found = check(&Source::new("src/app/a.rs", &"\n".repeat(401)));
    assert!(found.iter().any(|v| v.rule.contains("401 lines")));
}

#[test]
fn words_in_comments_text_and_unit_tests_do_not_count() {
    let innocent = r##"
//! tokio::spawn, println!
/* unsafe { x.unwrap() } */
const A: &str = "crate::runtime::x println!";
const B: &str = r#"unsafe "quoted" x.unwrap()"#;
const C: char = '"';
fn f<'a>(x: &'a str) -> &'a str { x }
#[cfg(test)]
mod tests {
    use tokio::sync;
    fn g() { x.unwrap(); println!("{}", crate::runtime::x); }
}
"##;
    let found: Vec<String> =
        check(&Source::new("src/app/a.rs", innocent)).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_the_rules_allow_passes() {
    for (file, code) in [
        ("src/app/pane/view.rs", "use ratatui::buffer::Buffer;\nuse super::Pane;\nuse crate::domain::ids;"),
        ("src/runtime/a.rs", "use crate::app::{effect::Effect, event, requests::Request};"),
        ("src/cli/sandbox.rs", "use crate::sandbox;"),
        ("src/main.rs", "use hemi::{app::App, cli, runtime, sandbox, terminal};"),
        ("src/terminal/a.rs", "use crate::app::view::view;\nuse crossterm::event;"),
    ] {
        let found: Vec<String> = check(&Source::new(file, code)).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{file}: {found:?}");
    }
}

/// Files of a planted circle, and the complaint.
const CIRCLES: &[(&[(&str, &str)], &str)] = &[
    (
        &[("src/f/a.rs", "//! a\nuse super::b::B;"), ("src/f/b.rs", "use super::a;")],
        "src/f: a -> b -> a\n    a -> b at src/f/a.rs:2\n    b -> a at src/f/b.rs:1",
    ),
    (
        &[("src/f/a.rs", "use crate::f::b;"), ("src/f/b/c.rs", "fn f() { crate::f::a::g() }")],
        "src/f: a -> b -> a\n    a -> b at src/f/a.rs:1\n    b -> a at src/f/b/c.rs:1",
    ),
    (
        &[
            ("src/f/a.rs", "use super::{b, c::{self, d}};"),
            ("src/f/b.rs", "fn f() {}"),
            ("src/f/c/mod.rs", "mod d;"),
            ("src/f/c/d.rs", "\n\nuse super::super::a;"),
        ],
        "src/f: c -> a -> c\n    c -> a at src/f/c/d.rs:3\n    a -> c at src/f/a.rs:1 and 1 more",
    ),
    (
        &[
            ("src/f/a.rs", "use super::b;"),
            ("src/f/b.rs", "use super::c;"),
            ("src/f/c.rs", "fn f() {\n    self::super::a::g()\n}"),
        ],
        "src/f: a -> b -> c -> a\n    a -> b at src/f/a.rs:1\n    b -> c at src/f/b.rs:1\n    c -> a at src/f/c.rs:2",
    ),
    // A name that the folder re-exports is the name of the file that defines it.
    (
        &[
            ("src/f/mod.rs", "pub use a::{A, Other as C};"),
            ("src/f/a.rs", "use super::b;"),
            ("src/f/b.rs", "use super::C;"),
        ],
        "src/f: a -> b -> a\n    a -> b at src/f/a.rs:1\n    b -> a at src/f/b.rs:1",
    ),
    // And so is one that is re-exported twice, with `self::` and `crate::`.
    (
        &[
            ("src/f/mod.rs", "pub(crate) use self::a::A;"),
            ("src/f/a.rs", "use super::b;"),
            ("src/g/mod.rs", "pub use crate::f::A;"),
            ("src/f/b.rs", "fn f() -> crate::g::A {}"),
        ],
        "src/f: a -> b -> a\n    a -> b at src/f/a.rs:1\n    b -> a at src/f/b.rs:1",
    ),
    (
        &[
            ("src/main.rs", "mod a;\nmod b;"),
            ("src/main/a.rs", "use crate::b;"),
            ("src/main/b.rs", "use super::a;"),
        ],
        "src/main: a -> b -> a\n    a -> b at src/main/a.rs:1\n    b -> a at src/main/b.rs:1",
    ),
];

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(name, text)| Source::new(name, text)).collect()
}

#[test]
fn every_planted_circle_is_seen() {
    for (files, complaint) in CIRCLES {
        assert_eq!(circles::complaints(&sources(files), &[]), [*complaint], "{files:?}");
    }
}

#[test]
fn an_order_is_no_circle() {
    let ordered = sources(&[
        ("src/f/mod.rs", "mod a;\nuse a::A;\npub use b::B;"),
        // The folder's own names, and those of its parent, are not those of a sibling.
        ("src/f/a.rs", "use super::{Own, b::{self, B}};\nuse crate::g;"),
        ("src/f/b.rs", "use super::Own;\nuse std::a::X;\n// use super::a;"),
        ("src/f/c.rs", "use super::{a::A, b::B};\n#[cfg(test)]\nmod tests { use super::super::a; }"),
        ("src/g.rs", "fn f() {}"),
    ]);
    assert_eq!(circles::complaints(&ordered, &[]), [""; 0]);
}

#[test]
fn a_listed_circle_passes_and_a_listed_circle_that_is_gone_does_not() {
    let circle = sources(&[("src/f/a.rs", "use super::b;"), ("src/f/b.rs", "use super::a;")]);
    let open = sources(&[("src/f/a.rs", "use super::b;"), ("src/f/b.rs", "fn f() {}")]);
    let known: &[circles::Known] = &[("f", "a", "b", "planted")];
    let stale = "src/f: a -> b closes no circle any more: take it off the list";
    assert_eq!(circles::complaints(&circle, known), [""; 0]);
    assert_eq!(circles::complaints(&open, known), [stale]);
    // Nor is a circle opened twice.
    let twice = &[("f", "a", "b", "planted"), ("f", "b", "a", "planted")];
    assert_eq!(circles::complaints(&circle, twice).len(), 2);
}
