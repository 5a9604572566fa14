//! The help of each subcommand, and its result as JSON and CSV.

use serde_json::{Map, Value, json};

use super::{TEXT_ONLY, leaves, run_with_link, runs, signed_in, strs};
use crate::headless::Home;

#[test]
fn the_help_of_each_subcommand() {
    let home = Home::empty();
    insta::assert_snapshot!("help_hemi", home.run(&["--help"]).expect(0).out);
    for name in leaves(&hemi::cli::args::command(), "") {
        let arguments: Vec<&str> = name.split(' ').chain(["-h"]).collect();
        insta::assert_snapshot!(
            format!("help_{}", name.replace(' ', "_")),
            home.run(&arguments).expect(0).out
        );
    }
}

#[test]
fn the_json_of_each_subcommand() {
    let (_sandbox, home) = signed_in();
    let (last, others): (Vec<_>, Vec<_>) = runs(&home).into_iter().partition(|(name, _)| *name == "logout");
    for (name, arguments) in others.into_iter().chain(last) {
        if TEXT_ONLY.contains(&name) {
            home.run(&[&strs(&arguments)[..], &["--json"]].concat()).expect(2).says("prints text only");
            continue;
        }
        let ended = run_with_link(home.hemi(&[&strs(&arguments)[..], &["--json"]].concat()));
        assert_eq!(ended.out.lines().count(), 1, "{name} prints one line: {ended:?}");
        let document: Value = serde_json::from_str(&ended.out).unwrap();
        let shape = if name == "sandbox" { members(&document) } else { fixed(document) };
        insta::assert_snapshot!(
            format!("json_{}", name.replace(' ', "_")),
            serde_json::to_string_pretty(&shape).unwrap()
        );
    }
}

#[test]
fn rows_for_a_spreadsheet() {
    let (_sandbox, home) = signed_in();
    let csv = |arguments: &[&str]| home.run(&[arguments, &["--format", "csv"]].concat()).expect(0).out;
    let who = csv(&["whoami"]);
    assert!(
        who.starts_with("sub,preferred_username,name,email,service_user\n") && who.lines().count() == 2,
        "{who}"
    );
    let linked = csv(&["whoami", "--linked"]);
    assert!(
        linked.starts_with("sub,username,identity_provider_display_name,last_authentication\n"),
        "{linked}"
    );
    assert!(csv(&["session", "show"]).starts_with("id,username,auth_time\n"));
    let settings = csv(&["config", "show"]);
    assert!(settings.starts_with("setting,value,source,name,line\nversion,1,default,,\n"), "{settings}");
    let dir = home.path().join("sandbox").to_str().unwrap().to_owned();
    home.run(&["sandbox", "--data", &dir, "--format", "csv"]).expect(2).says("prints JSON only");
    home.run(&["man", "--jmespath", "a"]).expect(2).says("prints text only");
}

#[test]
fn the_session_is_a_table_with_headings() {
    let (_sandbox, home) = signed_in();
    let shown = home.run(&["session", "show"]).expect(0).out;
    let lines: Vec<&str> = shown.lines().collect();
    let at = lines[0].find("Last sign-in").unwrap();
    assert!(lines[0].starts_with("Identity") && lines.len() > 1, "{shown}");
    assert!(
        lines[1..].iter().all(|line| line.as_bytes()[at - 1] == b' ' && line.as_bytes()[at] != b' '),
        "{shown}"
    );
}

#[test]
fn a_part_of_the_result_is_selected() {
    let (_sandbox, home) = signed_in();
    let select = |expression: &str| home.run(&["whoami", "--linked", "--jmespath", expression]).expect(0).out;
    assert_eq!(select("preferred_username"), "\"demo@globusid.example.org\"\n");
    assert_eq!(select("length(identity_set)"), "2\n");
    assert_eq!(select("nothing"), "null\n");
    home.run(&["whoami", "--jmespath", "a["]).expect(2).says("cannot be read at character");
    home.run(&["whoami", "--jmespath", "abs(sub)"]).expect(1).says("cannot be applied");
}

#[test]
fn explanations_can_be_left_out() {
    let (_sandbox, home) = signed_in();
    assert_eq!(home.run(&["login"]).expect(0).out.lines().count(), 2);
    assert_eq!(home.run(&["login", "--quiet"]).expect(0).out.lines().count(), 1);
}

/// The document with its ids and times made fixed.
fn fixed(value: Value) -> Value {
    match value {
        Value::String(text) if uuid::Uuid::parse_str(&text).is_ok() => json!("UUID"),
        Value::String(text) if text.starts_with("http://127.0.0.1") => json!("URL"),
        Value::String(text) if text.starts_with('/') => json!("PATH"),
        Value::Number(number) if number.as_i64().is_some_and(|number| number > 1_000_000) => json!("TIME"),
        Value::Array(values) => values.into_iter().map(fixed).collect(),
        Value::Object(members) => {
            let member = |(number, (name, value)): (usize, (String, Value))| {
                let is_id = uuid::Uuid::parse_str(&name).is_ok();
                (if is_id { format!("UUID {number}") } else { name }, fixed(value))
            };
            Value::Object(members.into_iter().enumerate().map(member).collect::<Map<_, _>>())
        }
        other => other,
    }
}

/// The names of a document's members: its values differ from run to run.
fn members(document: &Value) -> Value {
    document.as_object().unwrap().keys().cloned().collect()
}
