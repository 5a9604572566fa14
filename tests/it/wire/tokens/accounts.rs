//! Profiles, and the subcommands that sign in and out: exit codes, words, and what is left behind.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::{DEMO, signed_in};
use crate::drive::Sandbox;
use crate::headless::Home;
use crate::http::{get_with, parameter};

const ALICE: &str = "alice@uni.example.org";
const OTHER_DEMO: &str = "demo@accounts.jasmin.example.org";

/// How many tokens of either kind the sandbox holds good.
fn good_tokens(sandbox: &Sandbox) -> (u64, u64) {
    let tokens = &sandbox.state()["tokens"];
    (tokens["access"].as_u64().unwrap(), tokens["refresh"].as_u64().unwrap())
}

#[test]
fn a_profile_belongs_to_one_person_until_they_leave() {
    let (sandbox, home) = signed_in();
    let refused = |home: &Home, good_after: (u64, u64)| {
        let file = fs::read(home.tokens_file()).unwrap();
        let words = home.login("alice").expect(1).says(DEMO).says(ALICE);
        assert!(words.err.contains("belongs to") && words.err.contains("--profile"), "{words:?}");
        assert_eq!(fs::read(home.tokens_file()).unwrap(), file, "nothing is overwritten");
        assert_eq!(good_tokens(&sandbox), good_after, "the tokens of the refused sign-in are revoked");
    };
    refused(&home, good_tokens(&sandbox));
    // Even when nothing of the first sign-in works any more.
    sandbox.control("expire", &json!({}));
    home.run(&["whoami"]).expect(4).says("hemi login");
    let entries = |home: &Home| fs::read_dir(home.tokens_file().parent().unwrap()).unwrap().count();
    let before = entries(&home);
    // A sign-in also removes what had expired.
    refused(&home, (0, 0));
    assert_eq!(entries(&home), before);
    home.login("demo").expect(0);
    refused(&home, good_tokens(&sandbox));
    home.run(&["logout"]).expect(0).says(DEMO);
    home.login("alice").expect(0).says(ALICE);
}

#[test]
fn profiles_keep_apart() {
    let (sandbox, home) = signed_in();
    let sign_in = home.sign_in(&["--profile", "work", "login", "--paste"]);
    let code = sign_in.code("alice");
    sign_in.paste(&code).expect(0).says(ALICE);
    home.run(&["whoami"]).expect(0).says(DEMO);
    home.run(&["whoami", "--profile", "work"]).expect(0).says(ALICE);
    let home = home.with("HEMI_PROFILE", "work");
    home.run(&["whoami"]).expect(0).says(ALICE);
    home.run(&["--profile", "default", "whoami"]).expect(0).says(DEMO);
    home.run(&["logout"]).expect(0).says(ALICE);
    home.run(&["whoami"]).expect(4).says("the profile work");
    let mut home = home.with("HEMI_PROFILE", "");
    home.run(&["whoami"]).expect(0).says(DEMO);
    home.variables.remove("HEMI_PROFILE");
    let long = "x".repeat(65);
    for bad in ["", ".", "..", "../default", "a/b", "a b", ".x", "\u{1b}[2J", &long] {
        for line in [&["--profile", bad, "whoami"][..], &["--profile", bad]] {
            let refused = home.run(line).expect(2).says("cannot name a profile");
            assert!(!refused.err.contains('\u{1b}'), "{refused:?}");
        }
    }
    assert_eq!(fs::read_dir(home.path().join(".local/share/hemi")).unwrap().count(), 2);
    drop(sandbox);
}

#[test]
fn leaving_ends_every_token_at_the_service_and_here() {
    let (sandbox, home) = signed_in();
    assert_eq!(good_tokens(&sandbox), (2, 2));
    home.run(&["logout"]).expect(0).says(DEMO).says("4 tokens were revoked");
    assert_eq!(good_tokens(&sandbox), (0, 0));
    assert!(!home.tokens_file().exists());
    home.run(&["logout"]).expect(0).says("You were not signed in");
    home.run(&["whoami"]).expect(4).says("hemi login");
}

#[test]
fn leaving_without_a_network_tells_what_stays_good() {
    let (mut sandbox, home) = signed_in();
    let tokens = home.tokens();
    sandbox.stop();
    let left = home.run(&["logout"]).expect(1).says(DEMO);
    for server in ["auth.globus.org", "transfer.api.globus.org"] {
        assert!(left.err.contains(&format!("access token for {server}: valid until 20")), "{left:?}");
        assert!(
            left.err.contains(&format!("refresh token for {server}: valid until it has not been used")),
            "{left:?}"
        );
    }
    assert!(!home.tokens_file().exists(), "what is here is removed");
    for kept in tokens["tokens"].as_object().unwrap().values() {
        assert!(!format!("{left:?}").contains(kept["access_token"].as_str().unwrap()));
    }
}

#[test]
fn leaving_when_one_token_cannot_be_ended_names_that_one() {
    let (sandbox, home) = signed_in();
    // The first is a token for renewals; all tries of it fail.
    sandbox.control(
        "fault",
        &json!({"path": "/revoke", "status": 400, "body": "{\"error\":\"invalid_request\"}"}),
    );
    let left = home.run(&["logout"]).expect(1);
    assert_eq!(left.err.matches("refresh token for").count(), 1, "{left:?}");
    assert_eq!(left.err.matches("access token for").count(), 0, "{left:?}");
    assert_eq!(good_tokens(&sandbox), (0, 1));
}

#[test]
fn who_is_signed_in_is_told_to_people_and_programs() {
    let (sandbox, home) = signed_in();
    assert_eq!(home.run(&["whoami"]).expect(0).out, format!("{DEMO}\n"));
    assert_eq!(home.run(&["whoami", "--linked"]).expect(0).out, format!("{DEMO}\n{OTHER_DEMO}\n"));
    let json: Value =
        serde_json::from_str(&home.run(&["whoami", "--json", "--linked"]).expect(0).out).unwrap();
    assert_eq!((&json["preferred_username"], &json["service_user"]), (&json!(DEMO), &json!(false)));
    assert_eq!(json["identity_set"].as_array().map(Vec::len), Some(2));
    let shown = home.run(&["session", "show"]).expect(0).out;
    assert!(shown.contains(DEMO) && shown.contains(json["sub"].as_str().unwrap()), "{shown}");
    let session: Value =
        serde_json::from_str(&home.run(&["session", "show", "--json"]).expect(0).out).unwrap();
    assert!(session["authentications"][json["sub"].as_str().unwrap()]["auth_time"].is_i64(), "{session}");
    home.run(&["login"]).expect(0).says("already signed in");
    // What a service says reaches no terminal as it came.
    let evil =
        json!({"sub": json["sub"], "preferred_username": "x\u{1b}]0;y\u{7}\u{202e}\u{9b}2J"}).to_string();
    for arguments in [&["whoami"][..], &["whoami", "--json"]] {
        sandbox.control(
            "fault",
            &json!({"path": "userinfo", "status": 200, "body": evil,
            "content_type": "application/json"}),
        );
        let printed = home.run(arguments).expect(0).out;
        assert!(printed.trim_end().bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{printed:?}");
    }
}

#[test]
fn a_session_is_updated_with_what_is_asked_for() {
    let (sandbox, home) = signed_in();
    let walk = |arguments: &[&str], user: &str| {
        let sign_in = home.sign_in(arguments);
        let (link, code) = (sign_in.link.clone(), sign_in.code(user));
        sign_in.paste(&code).expect(0);
        link
    };
    let update = ["session", "update", "--paste"];
    let link = walk(&[&update[..], &["--identity", OTHER_DEMO, "--mfa"]].concat(), OTHER_DEMO);
    let set: Value =
        serde_json::from_str(&home.run(&["whoami", "--json", "--linked"]).expect(0).out).unwrap();
    let other = set["identity_set"][1]["sub"].as_str().unwrap();
    assert_eq!(parameter(&link, "session_required_identities").as_deref(), Some(other));
    assert_eq!(parameter(&link, "session_required_mfa").as_deref(), Some("true"));
    assert_eq!(parameter(&link, "prompt").as_deref(), Some("login"));
    home.run(&["session", "show"]).expect(0).says(OTHER_DEMO);
    home.run(&["whoami"]).expect(0).says(DEMO);
    let link = walk(&[&update[..], &["--all"]].concat(), "demo");
    assert!(parameter(&link, "session_required_identities").unwrap().contains("%2C"), "{link}");
    let link = walk(&[&update[..], &["--domain", "accounts.jasmin.example.org"]].concat(), OTHER_DEMO);
    assert_eq!(
        parameter(&link, "session_required_single_domain").as_deref(),
        Some("accounts.jasmin.example.org")
    );
    let scope = format!(
        "urn:globus:auth:scope:transfer.api.globus.org:all[*https://auth.globus.org/scopes/{}/data_access]",
        sandbox.id("JASMIN Default Collection")
    );
    walk(&["session", "consent", "--paste", &scope], "demo");
    let (tokens, me) = (home.tokens(), set["sub"].as_str().unwrap());
    let token = tokens["tokens"]["auth.globus.org"]["access_token"].as_str().unwrap();
    let url = format!("{}/v2/api/identities/{me}/consents", sandbox.ready.url.trim_end_matches('/'));
    assert!(get_with(&url, token).1.contains("data_access"));
    home.run(&["session", "update"]).expect(2).says("--identity");
    home.run(&["session", "update", "--identity", ALICE]).expect(1).says("not one of your identities");
    home.run(&["session", "update", "--domain", "a,b"]).expect(2).says("is not a domain");
    home.run(&["session", "consent", "a["]).expect(2).says("cannot be read as a scope");
    home.run(&["logout"]).expect(0);
    home.run(&["session", "update", "--mfa"]).expect(4).says("hemi login");
}

#[test]
fn a_sign_in_that_goes_wrong_says_how_and_changes_nothing() {
    let sandbox = Sandbox::start();
    let home = Home::at(&sandbox);
    home.sign_in(&["login", "--paste"]).paste("wrong").expect(1).says("did not accept that code");
    let sign_in = home.sign_in(&["login", "--paste"]);
    let other = home.sign_in(&["login", "--paste"]);
    // The whole address may be pasted, and shows whose sign-in it belongs to.
    let page = crate::http::redirect_of(&other.link);
    sign_in.paste(&page).expect(1).says("belongs to another sign-in");
    let denied = home.sign_in(&["login", "--paste"]);
    let page = crate::http::redirect_of(&format!("{}&sandbox_decision=deny", denied.link));
    denied.paste(&page).expect(5).says("The sign-in was refused");
    // The input ends.
    let nothing = home.run(&["login", "--paste"]).expect(5).says("no code was given");
    assert!(nothing.out.lines().any(|line| line.starts_with("http") && line.contains("code_challenge")));
    assert!(!home.tokens_file().exists());
    // A wrong code may be followed by the right one.
    let code = other.code("demo");
    other.paste(&format!("wrong\n{code}")).expect(0).says(DEMO);
}

#[test]
fn a_browser_on_this_machine_brings_the_code() {
    let sandbox = Sandbox::start();
    let home = Home::at(&sandbox);
    let sign_in = home.sign_in(&["login", "--browser"]);
    let back = crate::http::redirect_of(&sign_in.link);
    assert!(back.starts_with("http://127.0.0.1:"), "{back}");
    let (status, page) = crate::http::get(&back);
    assert!(status == 200 && !page.contains("code="), "{page}");
    sign_in.paste("").expect(0).says(DEMO);
}

#[test]
fn a_service_user_needs_no_sign_in() {
    let sandbox = Sandbox::start();
    let service = &sandbox.ready.service_client;
    let home =
        Home::at(&sandbox).with("HEMI_CLIENT_ID", service.id).with("HEMI_CLIENT_SECRET", &service.secret);
    let name = format!("{}@clients.auth.globus.org", service.id);
    assert_eq!(home.run(&["whoami"]).expect(0).out, format!("{name} (service user)\n"));
    let json: Value = serde_json::from_str(&home.run(&["whoami", "--json"]).expect(0).out).unwrap();
    assert_eq!((&json["preferred_username"], &json["service_user"]), (&json!(name), &json!(true)));
    home.run(&["login"]).expect(2).says("needs no sign-in");
    home.run(&["session", "show"]).expect(0).warns("no session");
    home.run(&["session", "update", "--mfa"]).expect(2).says("no session");
    home.run(&["session", "consent", "urn:globus:auth:scope:transfer.api.globus.org:all"]).expect(0);
    home.run(&["logout"]).expect(0).says("service user");
    assert!(!home.tokens_file().exists(), "its tokens are kept nowhere");
    let home = home.with("HEMI_CLIENT_SECRET", "wrong");
    let refused = home.run(&["whoami"]).expect(1).says("does not know this client id or its secret");
    assert!(!refused.err.contains(&service.secret));
    let official = Home::empty().services(&sandbox.ready.url);
    let official =
        official.with("GLOBUS_CLI_CLIENT_ID", service.id).with("GLOBUS_CLI_CLIENT_SECRET", &service.secret);
    official.run(&["whoami"]).expect(0).says(&name);
}

#[test]
fn an_id_is_checked_kept_and_used() {
    let sandbox = Sandbox::start();
    let home = Home::empty().services(&sandbox.ready.url);
    let explained = home.run(&["login"]).expect(4).prints("thick client").prints("service account");
    assert!(explained.out.contains("https://app.globus.org/settings/developers"), "{explained:?}");
    home.run(&["whoami"]).expect(4).says("hemi login");
    home.run(&["login", "--client-id", "nonsense"]).expect(2).says("That is not a UUID");
    let id = sandbox.ready.client_id.to_string();
    let sign_in = home.sign_in(&["login", "--paste", "--client-id", &id]);
    assert_eq!(parameter(&sign_in.link, "client_id"), Some(id.clone()));
    let code = sign_in.code("demo");
    sign_in.paste(&code).expect(0);
    let config = home.path().join(".config/hemi/config.toml");
    assert!(fs::read_to_string(&config).unwrap().contains(&id));
    assert_eq!(fs::metadata(&config).unwrap().permissions().mode() & 0o777, 0o600);
    home.run(&["whoami"]).expect(0).says(DEMO);
    let other = home.with("HEMI_CLIENT_ID", "1b2c3d4e-0000-4000-8000-123456789abc");
    other.run(&["login", "--client-id", &id]).expect(2).says("HEMI_CLIENT_ID is set to another id");
}

#[test]
fn help_names_every_subcommand() {
    let home = Home::empty();
    for words in ["login ", "logout ", "whoami ", "session ", "sandbox "] {
        home.run(&["--help"]).expect(0).says(words);
    }
    for words in ["show ", "update ", "consent "] {
        home.run(&["session", "--help"]).expect(0).says(words);
    }
}
