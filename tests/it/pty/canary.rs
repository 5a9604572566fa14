//! Searches every output for secrets. `ARCHITECTURE.md` P0-3.
//!
//! A whole run with errors whose bodies send the secret back, as some proxies and debug pages do, and a crash at
//! its end. Then every byte that came out of it is searched for pieces of every code, token and client secret.

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use serde_json::{Value, json};

use super::steps::{JASMIN, LAPTOP, PASTE, at, files, link, send, sign_in, until};
use super::term::{HEMI, Start, Term};
use crate::drive::Sandbox;
use crate::http::{code_on, consent};

/// So much of a secret in one piece is a find: a line's end may cut it.
const PIECE: usize = 12;

/// Only the errors of this test have this word, so it is seen that they reached the screen.
const SONG: &str = "the-canary-sang";

/// Pieces of secrets.
#[derive(Default)]
struct Canaries(HashSet<Vec<u8>>);

impl Canaries {
    fn plant(&mut self, secret: &str) {
        assert!(secret.len() >= 2 * PIECE, "too short to be distinguished from chance: {secret}");
        self.0.extend(secret.as_bytes().windows(PIECE).map(<[u8]>::to_vec));
    }

    fn found_in(&self, bytes: &[u8]) -> bool {
        bytes.windows(PIECE).any(|piece| self.0.contains(piece))
    }

    fn assert_not_in(&self, bytes: &[u8], what: &str) {
        let at = bytes.windows(PIECE).position(|piece| self.0.contains(piece));
        let around = at.map(|at| {
            let near = &bytes[at.saturating_sub(100)..bytes.len().min(at + 100)];
            String::from_utf8_lossy(near).escape_debug().to_string()
        });
        assert_eq!(around, None, "a secret in {what}");
    }
}

/// hemi with the most verbose log, its standard error kept apart from the screen.
struct Run {
    dir: tempfile::TempDir,
    term: Term,
}

impl Run {
    fn start(sandbox: &Sandbox, right: &str, variables: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let inside = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        std::fs::create_dir(inside("tmp")).unwrap();
        let left = sandbox.id(JASMIN);
        // With core dumps as large as the system lets them be.
        let script = "ulimit -c unlimited 2>/dev/null; exec \"$@\" 2>\"$ERRORS\"";
        let arguments =
            ["-c", script, "sh", HEMI, &left, right, "--data", &inside("data"), "--fault", "panic-ui"];
        let mut start = at(Start::shell(&arguments), sandbox)
            // Room for a whole message in its row.
            .size(320, 40)
            .variable("ERRORS", &inside("errors"))
            .variable("TMPDIR", &inside("tmp"))
            .variable("HEMI_LOG", "trace")
            .variable("RUST_BACKTRACE", "full");
        for (name, value) in variables {
            start = start.variable(name, value);
        }
        let term = start.run();
        Self { dir, term }
    }

    fn files(&self, tokens: bool) -> Vec<PathBuf> {
        let all = [self.dir.path(), self.term.home()].into_iter().flat_map(files);
        let is_of_tokens =
            |path: &PathBuf| path.ends_with("tokens.json") || path.ends_with("service-user-tokens.json");
        all.filter(|path| is_of_tokens(path) == tokens).collect()
    }

    /// The process as every user of the machine sees it. `environ` is for its owner alone.
    fn assert_hidden_in_process(&self, canaries: &Canaries, own: &str) {
        let of = |name: &str| std::fs::read(format!("/proc/{}/{name}", self.term.id())).unwrap();
        canaries.assert_not_in(&of("cmdline"), "the command line");
        let variables = of("environ");
        assert!(!variables.is_empty());
        for variable in variables
            .split(|byte| *byte == 0)
            .filter(|text| own.is_empty() || !text.starts_with(own.as_bytes()))
        {
            canaries.assert_not_in(variable, "the environment");
        }
        let limits = String::from_utf8(of("limits")).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().nth(4), Some("0"), "a core dump would hold all of them: {core}");
    }

    /// Ends it by a panic, then searches everything.
    fn crash(mut self, canaries: &Canaries) {
        self.term.keys("!");
        assert_eq!(self.term.wait_end().code(), Some(101));
        self.term.assert_given_back();
        let errors = std::fs::read_to_string(self.dir.path().join("errors")).unwrap();
        assert!(errors.contains("a test asked the main thread to panic"), "{errors}");
        canaries.assert_not_in(&self.term.raw(), "the terminal");
        canaries.assert_not_in(self.term.contents().as_bytes(), "the screen");
        let searched = self.files(false);
        for name in ["errors", "log"] {
            assert!(searched.iter().any(|path| path.ends_with(name)), "no {name} among {searched:?}");
        }
        assert!(searched.iter().any(|path| is_record(path)), "no journal among {searched:?}");
        for path in searched {
            canaries.assert_not_in(&std::fs::read(&path).unwrap(), &path.display().to_string());
        }
    }
}

fn is_record(path: &Path) -> bool {
    path.parent().is_some_and(|dir| dir.ends_with("journal"))
        && path.extension().is_some_and(|end| end == "json")
}

/// The next answer on `path` is an error whose body sends `header` back in each member a service could use.
fn echo(sandbox: &Sandbox, path: &str, status: u16, code: &str, header: &str) {
    let said = format!("{SONG}: Authorization: Bearer {header}");
    let body = json!({
        "code": code, "message": said, "request_id": header, "error_description": said, "debug": {"headers": said},
    });
    fault(
        sandbox,
        path,
        &json!({"status": status, "body": body.to_string(), "content_type": "application/json"}),
    );
}

fn fault(sandbox: &Sandbox, path: &str, answer: &Value) {
    let mut fault = answer.clone();
    fault["path"] = json!(path);
    sandbox.control("fault", &fault);
}

fn struck(sandbox: &Sandbox) {
    until("the fault", || sandbox.state()["faults"].as_array().is_some_and(Vec::is_empty));
}

/// Access and refresh tokens of a token file.
fn tokens(file: &Path) -> Vec<String> {
    let document: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let kept = document["tokens"].as_object().unwrap().values();
    let members = kept.flat_map(|one| [&one["access_token"], &one["refresh_token"]]);
    members.filter_map(|token| token.as_str().map(str::to_owned)).collect()
}

/// All tokens the service has issued, as it stores them a moment later.
fn issued(sandbox: &Sandbox) -> serde_json::Map<String, Value> {
    let root = sandbox.root(LAPTOP);
    let kept = || root.ancestors().map(|dir| dir.join("state.json")).find(|file| file.exists());
    until("the service's first note", || kept().is_some());
    let kept = kept().unwrap();
    let state: Value = serde_json::from_slice(&std::fs::read(kept).unwrap()).unwrap();
    state["accounts"]["tokens"].as_object().unwrap().clone()
}

/// How many listings were asked for so far.
fn listings(sandbox: &Sandbox) -> u64 {
    let state = sandbox.state();
    let requests = state["requests"].as_object().unwrap().iter();
    requests.filter(|(path, _)| path.ends_with("/ls")).filter_map(|(_, count)| count.as_u64()).sum()
}

/// Errors in all the ways that reach the screen, the log or the journal; each sends `access`, the token Transfer
/// is called with, back.
fn faults(sandbox: &Sandbox, term: &Term, access: impl Fn() -> String) {
    // Retried after a while, successful in the end: four requests.
    let (before, asked) = (access(), listings(sandbox));
    let plain = format!("{SONG}\nAuthorization: Bearer {before}\n");
    fault(sandbox, "/ls", &json!({"status": 500, "body": plain, "content_type": "text/plain"}));
    fault(sandbox, "/ls", &json!({"status": 429, "body": plain, "retry_after": 1}));
    echo(sandbox, "/ls", 401, "AuthenticationFailed", &before);
    term.keys("R");
    until("the listing after a new token", || access() != before && listings(sandbox) == asked + 4);
    // Shown at once, with the service's message.
    for (status, code) in
        [(502, "ExternalError.DirListingFailed"), (400, "Refused"), (403, "PermissionDenied")]
    {
        echo(sandbox, "/ls", status, code, &access());
        term.keys("R");
        term.wait_text(SONG);
        // One key is one listing: a second one on its way would meet the next error.
        let asked = listings(sandbox);
        term.keys("R");
        until("another listing", || listings(sandbox) == asked + 1);
        // A key removes the error once it was shown for a while.
        term.press_until_gone("k", SONG);
    }
    // Those keys moved the cursor to the parent row, which cannot be sent.
    term.keys("j");
    // A submission that is refused is kept in the journal with the reason.
    echo(sandbox, "/v0.10/transfer", 400, "Refused", &access());
    send(term);
    struck(sandbox);
}

#[test]
fn of_a_person() {
    let sandbox = Sandbox::with(|options| options.auto_consent = false);
    let mut canaries = Canaries::default();
    let run = Run::start(
        &sandbox,
        &sandbox.id(LAPTOP),
        &[("HEMI_CLIENT_ID", &sandbox.ready.client_id.to_string())],
    );
    let term = &run.term;
    // Codes that the service refuses, and says again in a member that is shown.
    for (word, said) in [("invalid_grant", "did not accept that code"), ("strange", "refused the sign-in")] {
        term.wait_text("With a link to open");
        term.keys("p");
        term.wait_text(PASTE);
        let code = code_on(&consent(&link(term), "allow"));
        canaries.plant(&code);
        let error = if word == "strange" { format!("{SONG} {code}") } else { word.to_owned() };
        let body = json!({"error": error, "error_description": format!("{SONG} {code}")});
        fault(&sandbox, "/v2/oauth2/token", &json!({"status": 400, "body": body.to_string()}));
        term.paste(&code);
        term.keys("\r");
        term.wait_text(said);
        term.keys("\x1b");
        term.wait_for("the dialog to go", |screen| !screen.contents().contains(said));
        term.keys("P");
    }
    canaries.plant(&sign_in(term));
    term.wait_text("README.txt");
    term.wait_text("Documents");

    let file = run.files(true).pop().expect("a token file");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    sandbox.control("tokens", &json!({"rotate": true}));
    let mut plant = |file: &Path| {
        let all = tokens(file);
        assert!(all.len() >= 2, "only {} tokens", all.len());
        all.iter().for_each(|token| canaries.plant(token));
    };
    plant(&file);
    // The one Transfer is called with.
    let access = || {
        let document: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        document["tokens"]["transfer.api.globus.org"]["access_token"].as_str().unwrap().to_owned()
    };
    faults(&sandbox, term, access);
    term.wait_text("refused it.");
    term.press_until_gone("\x1b", "refused it.");
    // A requirement that names the token is shown in a dialog.
    let said = format!("{SONG}: {}", access());
    let wanted = json!({"session_message": said, "session_required_identities": [access()]});
    let body = json!({"code": "ConsentRequired", "message": said, "authorization_parameters": wanted});
    fault(
        &sandbox,
        "/ls",
        &json!({"status": 403, "body": body.to_string(), "content_type": "application/json"}),
    );
    term.keys("R");
    term.wait_text("Sign-in or consent needed");
    term.press_until_gone("\x1b", SONG);
    plant(&file);
    issued(&sandbox).keys().for_each(|token| canaries.plant(token));
    assert!(canaries.found_in(&std::fs::read(&file).unwrap()), "the search finds nothing at all");
    run.assert_hidden_in_process(&canaries, "");
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    run.crash(&canaries);
}

#[test]
fn of_a_service() {
    let sandbox = Sandbox::start();
    let own = &sandbox.ready.service_client;
    let mut canaries = Canaries::default();
    canaries.plant(&own.secret);
    // The first answers send the secret back, as it came and as the header has it.
    let header = base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", own.id, own.secret));
    canaries.plant(&header);
    let said =
        json!({"error": "busy", "error_description": format!("{SONG}: {} Basic {header}", own.secret)});
    for status in [500, 429] {
        fault(&sandbox, "/v2/oauth2/token", &json!({"status": status, "body": said.to_string()}));
    }
    let (id, right) = (own.id.to_string(), format!("{}:/work/xfc/vol1/user_cache/demo", sandbox.id(JASMIN)));
    let run = Run::start(&sandbox, &right, &[("HEMI_CLIENT_ID", &id), ("HEMI_CLIENT_SECRET", &own.secret)]);
    let term = &run.term;
    term.wait_text("README.txt");
    term.wait_text("incoming");
    struck(&sandbox);
    // Its tokens are in one file of hemi's.
    // What is kept of them is written a moment later than they are given.
    let newest = || {
        let calls_transfer = |token: &&Value| token["resource_server"] == "transfer.api.globus.org";
        let held = || issued(&sandbox).into_iter().filter(|(_, token)| calls_transfer(&token));
        until("a token of the service's", || held().next().is_some());
        held().max_by_key(|(_, token)| token["issued"].to_string()).expect("a token").0
    };
    faults(&sandbox, term, newest);
    issued(&sandbox).keys().for_each(|token| canaries.plant(token));
    let [file] = &run.files(true)[..] else { panic!("{:?}", run.files(true)) };
    assert!(file.ends_with("service-user-tokens.json") && canaries.found_in(&std::fs::read(file).unwrap()));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(file), mode(file.parent().unwrap())), (0o600, 0o700));
    let kept = std::fs::read_to_string(file).unwrap();
    assert!(!kept.contains(&own.secret) && !kept.contains(&header), "the secret is kept");
    run.assert_hidden_in_process(&canaries, "HEMI_CLIENT_SECRET=");
    run.crash(&canaries);
}
