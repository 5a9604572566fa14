//! Guest collections on a Globus Connect Server: its manager is asked over TLS, with a token and a consent of its own, and
//! an account is made known to it where it knows none.

use hemi::domain::place::PlaceSpec;
use serde_json::json;

use crate::drive::{Drive, Sandbox, Start};

const JASMIN: &str = "JASMIN Default Collection";
const ARCHER: &str = "ARCHER2 filesystems";
const COHORT: &str = "Health cohort (high assurance)";
const STEP: &str = "Sign-in or consent needed";

fn at(sandbox: &Sandbox, name: &str, path: &str) -> Start {
    let left = Some(PlaceSpec::parse(&format!("{}:{path}", sandbox.id(name))));
    Start { left, ..Start::demo(sandbox) }
}

/// A sandbox whose user has given the consents that panes need, and whose collections otherwise require what real ones do.
fn demanding() -> Sandbox {
    let sandbox = Sandbox::with(|options| options.open = false);
    let user = sandbox.ready.users[0].username.clone();
    for name in [JASMIN, ARCHER] {
        sandbox.control("consent", &json!({"user": user, "collection": name, "given": true}));
        sandbox.control("collection", &json!({"name": name, "session": {}}));
    }
    sandbox
}

/// How often a manager was asked for this.
fn asked(sandbox: &Sandbox, method: &str, what: &str) -> u64 {
    let seen = sandbox.state();
    let seen = seen["requests"].as_object().expect("the counts of requests");
    let these = seen.iter().filter(|(path, _)| path.starts_with(method) && path.ends_with(what));
    these.filter_map(|(_, count)| count.as_u64()).sum()
}

#[test]
fn a_directory_of_a_server_is_shared_in_three_keys_after_one_consent() {
    let sandbox = demanding();
    let drive = Drive::start(&sandbox, at(&sandbox, JASMIN, "/home/users/demo"));
    drive.expect("runs").idle().go_to("runs").keys("S").expect("a mapped collection").keys("<Enter>");
    drive.expect("runs on JASMIN").keys("<Enter>").expect(STEP);
    drive.until("both consents", |screen| {
        screen.contains("manage collections") && screen.contains("reach your files")
    });
    drive.keys("<Enter>").expect("Created runs on JASMIN").expect("2024-06-01").idle();
    assert_eq!(asked(&sandbox, "POST", "/api/collections"), 1, "what was refused before was sent nowhere");
    assert_eq!(asked(&sandbox, "POST", "/api/user_credentials"), 1, "it knew no account of this user");
    // The cursor is in the new collection: its link is copied, and it is shared.
    drive.keys("S").expect("Nobody but its owner").idle().keys("a").expect("Share a directory");
    drive.keys("alice@uni.example.org<Enter>").expect("This is Alice Nakamura").keys("<Enter>");
    drive.expect_gone("Share a directory").expect("Alice Nakamura").keys("<Esc>").expect_gone("Who may use");
    // The same again is refused before anything is sent, and what was typed stays.
    drive.keys("<Tab>gs<Enter>").expect("one of that name").expect("runs on JASMIN");
    assert_eq!(asked(&sandbox, "POST", "/api/collections"), 1);
    drive.keys("<C-u>second<Enter>").expect("Created second").idle();
    assert_eq!(asked(&sandbox, "POST", "/api/user_credentials"), 1, "the account is known now");
}

#[test]
fn an_account_that_is_known_is_used_and_a_lost_answer_makes_no_second_collection() {
    let sandbox = demanding();
    let drive = Drive::start(&sandbox, at(&sandbox, ARCHER, "/work/n02/n02"));
    drive.expect("demo").idle().go_to("demo").keys("gs<Enter>").expect(STEP).idle();
    sandbox.control(
        "fault",
        &json!({"method": "POST", "path": "/api/collections", "status": 502, "after": true}),
    );
    drive.keys("<Enter>").expect("Created demo on ARCHER2").idle();
    assert_eq!(asked(&sandbox, "POST", "/api/collections"), 1);
    assert_eq!(asked(&sandbox, "POST", "/api/user_credentials"), 0);
    let names = sandbox.collections_named("demo on ARCHER2 filesystems");
    assert_eq!(names, 1);
}

#[test]
fn a_refusal_of_the_server_is_told_in_its_words_and_what_was_typed_stays() {
    let sandbox = demanding();
    let drive = Drive::start(&sandbox, at(&sandbox, ARCHER, "/work/n02/n02"));
    drive.expect("demo").idle().go_to("demo").keys("gs<Enter>").expect(STEP).idle();
    let fault = json!({"method": "POST", "path": "/api/collections", "status": 403, "code": "permission_denied",
                       "message": "Sharing is off for this path"});
    sandbox.control("fault", &fault);
    drive.keys("<Enter>").expect("does not let you share").expect("demo on ARCHER2").idle();
    drive.expect("Sharing is off").keys("<Enter>").expect("Created demo on ARCHER2");
}

#[test]
fn high_assurance_asks_for_a_new_sign_in_and_then_creates_it() {
    let sandbox = demanding();
    let drive = Drive::start(&sandbox, at(&sandbox, COHORT, "/projects"));
    drive.expect("heatwave").idle().go_to("heatwave").keys("gs<Enter>").expect(STEP);
    drive.until("no consent to its files", |screen| !screen.contains("reach your files"));
    drive.keys("<Enter>").expect("Created heatwave on Health").idle();
    sandbox.control("clock", &json!({"step_seconds": 3600}));
    drive.keys("<Tab>gs<C-u>later<Enter>").expect(STEP).expect("Sign in again").keys("<Enter>");
    drive.expect("Created later");
}

#[test]
fn the_details_name_the_gateway_once_the_server_may_be_asked_and_pause_rules_at_once() {
    let sandbox = demanding();
    sandbox.control("collection", &json!({"name": ARCHER, "pause_rule": "new disks on Monday"}));
    let drive = Drive::start(&sandbox, Start { size: (100, 50), ..at(&sandbox, ARCHER, "/work") });
    drive.expect("n02").idle().keys("I").expect("Pause rules").expect("new disks on Monday").idle();
    drive.expect("m asks the server's manager").expect_gone(STEP);
    drive
        .keys("m")
        .expect(STEP)
        .idle()
        .keys("<Enter>")
        .expect("Server of ARCHER2 filesystems")
        .expect("POSIX");
    drive.expect("North Atlantic ensemble").keys("y");
    let endpoint = drive.copied();
    assert!(uuid::Uuid::parse_str(&endpoint).is_ok(), "{endpoint}");
    drive.keys("<Esc>").expect("Pause rules").expect("ARCHER2 filesystems storage (POSIX)").keys("<Esc>");
    drive.expect_gone("Pause rules");
}

#[test]
fn what_a_server_hides_from_this_user_is_said() {
    let sandbox = demanding();
    let drive = Drive::start(&sandbox, Start { size: (100, 50), ..at(&sandbox, JASMIN, "/home/users/demo") });
    drive.expect("runs").idle().keys("gv").expect(STEP).idle().keys("<Enter>").expect("Server of JASMIN");
    drive
        .expect("(not visible to you)")
        .expect("Rothera observations")
        .keys("<Esc>")
        .expect_gone("Server of");
    drive.keys("I").expect("Pause rules").expect("none applies to you").expect("(not visible to you)");
    // A personal computer is no server.
    drive.keys("<Esc>").expect_gone("Pause rules").keys("<Tab>gv").expect("names no manager");
}
