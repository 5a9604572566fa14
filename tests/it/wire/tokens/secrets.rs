//! Secrets stay in one file, one header and the token request. `ARCHITECTURE.md` P0-3.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::age;
use crate::drive::Sandbox;
use crate::headless::{Ended, Home};

/// Every file below a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    all.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The secrets in the token file now.
pub fn secrets(home: &Home) -> Vec<String> {
    let tokens = home.tokens();
    let all = tokens["tokens"].as_object().unwrap().values();
    all.flat_map(|kept| [&kept["access_token"], &kept["refresh_token"]])
        .map(|token| token.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn no_secret_is_printed_logged_or_written_to_another_file() {
    let sandbox = Sandbox::start();
    let home = Home::at(&sandbox).with("HEMI_LOG", "trace");
    let (mut known, mut said) = (Vec::new(), Vec::<Ended>::new());
    let sign_in = home.sign_in(&["login", "--paste"]);
    let code = sign_in.code("demo");
    let proc = format!("/proc/{}", sign_in.child.id());
    let limits = fs::read_to_string(format!("{proc}/limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "no core is ever written: {core}");
    known.push(code.clone());
    said.push(sign_in.paste(&format!("{code}x\n{code}")).expect(0));
    known.extend(secrets(&home));
    // A service that throws our own token back at us, in every shape of error.
    let access = home.tokens()["tokens"]["auth.globus.org"]["access_token"].as_str().unwrap().to_owned();
    for body in [
        json!({"errors": [{"code": "X", "detail": format!("you sent {access}")}]}).to_string(),
        format!("<html>{access}</html>"),
        json!({"code": access, "message": access}).to_string(),
    ] {
        for status in [400, 403, 418] {
            sandbox.control("fault", &json!({"path": "userinfo", "status": status, "body": body}));
            said.push(home.run(&["whoami"]));
        }
    }
    for _ in 0..3 {
        age(&home);
        said.push(home.run(&["whoami", "--json", "--linked"]).expect(0));
        known.extend(secrets(&home));
    }
    // The same when a renewal is refused with its own token.
    age(&home);
    let refresh = home.tokens()["tokens"]["auth.globus.org"]["refresh_token"].as_str().unwrap().to_owned();
    let body = json!({"error": refresh, "error_description": refresh}).to_string();
    sandbox.control("fault", &json!({"path": "/token", "status": 400, "body": body}));
    said.push(home.run(&["whoami"]));
    said.push(home.run(&["session", "show"]));
    let kept = home.tokens_file();
    let search_other_files = |known: &[String]| {
        for file in files(home.path()).into_iter().filter(|file| *file != kept) {
            let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
            assert!(!known.iter().any(|secret| text.contains(secret)), "a secret is in {}", file.display());
        }
    };
    search_other_files(&known);
    said.push(home.run(&["logout"]).expect(0));
    search_other_files(&known);
    assert!(known.len() > 12 && said.iter().any(|ended| ended.code == Some(1)));
    for ended in &said {
        let text = format!("{}{}", ended.out, ended.err);
        assert!(!known.iter().any(|secret| text.contains(secret)), "a secret is in {ended:?}");
    }
}
