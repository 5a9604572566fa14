//! Authorization requirements are met in place, then the refused request is repeated: consents, sessions in each form
//! of refusal, identities, second factors, and sign-ins that expire during work.

use std::time::Duration;

use hemi::domain::plan::SEEN_FOR;
use serde_json::json;

use crate::drive::{Drive, Sandbox, Start};
use crate::http::{parameter, redirect_of};

const JASMIN: &str = "JASMIN Default Collection";
const ARCHER: &str = "ARCHER2 filesystems";
const LAPTOP: &str = "GCP laptop";
const STEP: &str = "Sign-in or consent needed";

/// A sandbox whose collections require of a new user what real ones require.
fn demanding() -> Sandbox {
    Sandbox::with(|options| options.open = false)
}

/// A sandbox whose user has given all consents; a test sets what a collection requires besides.
fn consented() -> Sandbox {
    let sandbox = demanding();
    let user = sandbox.ready.users[0].username.clone();
    for name in [JASMIN, ARCHER] {
        sandbox.control("consent", &json!({"user": user, "collection": name, "given": true}));
        sandbox.control("collection", &json!({"name": name, "session": {}}));
    }
    sandbox
}

/// Signs in by the page of the link and a pasted code, from the choice of a login method.
fn walk(drive: &Drive, with: &str) -> String {
    drive.keys("p").expect("authorize");
    let link = drive.copy("<C-y>");
    let code = parameter(&redirect_of(&format!("{link}{with}")), "code").expect("a code");
    drive.paste(&code).keys("<Enter>");
    link
}

fn at(sandbox: &Sandbox, left: &str, right: &str) -> Start {
    let spec = |name: &str| Some(hemi::domain::place::PlaceSpec::parse(&sandbox.id(name)));
    Start { left: spec(left), right: spec(right), ..Start::demo(sandbox) }
}

fn words(screen: &str) -> String {
    screen.replace(['│', '┃'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How often a person was at the sign-in page.
fn trips(sandbox: &Sandbox) -> u64 {
    let seen = sandbox.state();
    let seen = seen["requests"].as_object().expect("the counts of requests");
    seen.iter().filter(|(path, _)| path.contains("/authorize")).filter_map(|(_, count)| count.as_u64()).sum()
}

fn tasks(sandbox: &Sandbox) -> usize {
    sandbox.state()["tasks"]["tasks"].as_array().expect("the tasks").len()
}

/// Grants what is required, as the demo does: no page is opened.
fn give(drive: &Drive) {
    drive.expect(STEP).keys("<Enter>").expect_gone(STEP);
}

#[test]
fn a_consent_that_is_missing_is_given_in_place_and_the_listing_comes_by_itself() {
    let sandbox = demanding();
    let drive = Drive::start(&sandbox, Start { auto_consent: false, ..at(&sandbox, LAPTOP, LAPTOP) });
    walk(drive.expect("Sign in to Globus"), "");
    drive.expect("Downloads").idle();
    // By the search overlay to a collection that wants a consent.
    drive.keys("o").expect("Open a place").paste("archer2").expect(ARCHER).idle().keys("<Enter>");
    drive.expect(STEP).until("the step in words", |screen| {
        words(screen).contains("Allow hemi to reach your files on ARCHER2 filesystems.")
    });
    let link = walk(&drive, "");
    assert!(link.contains("data_access"), "what is wanted is asked for: {link}");
    drive.expect("submit.slurm");
}

#[test]
fn both_panes_at_once_cost_one_trip() {
    let sandbox = demanding();
    let drive = Drive::start(&sandbox, at(&sandbox, JASMIN, ARCHER));
    drive.resize(120, 40);
    drive.expect(STEP).idle();
    drive.until("both steps", |screen| {
        let said = words(screen);
        said.contains("files on JASMIN Default Collection.") && said.contains("files on ARCHER2 filesystems.")
    });
    let before = trips(&sandbox);
    drive.keys("<Enter>").expect("submit.slurm");
    // JASMIN also requires one of its identities, and reports that only once the consent is given.
    drive.until("what JASMIN wants besides", |screen| {
        words(screen).contains("Sign in with an identity of accounts.jasmin.example.org.")
    });
    assert_eq!(trips(&sandbox) - before, 1, "two consents, one trip");
    give(&drive);
    drive.expect("analysis").expect("submit.slurm");
}

#[test]
fn a_consent_missing_on_a_submission_sends_it_once_and_by_itself() {
    let sandbox = consented();
    let file = sandbox.root(JASMIN).join("home/users/demo/000.nc");
    std::fs::write(&file, "precious").unwrap();
    let drive = Drive::start(&sandbox, at(&sandbox, JASMIN, ARCHER));
    drive.expect("submit.slurm").expect("000.nc").idle();
    drive.go_to("000.nc").keys("c").expect("verify every file by checksum");
    // The owner tightens it between the plan and Enter.
    let archer = sandbox.id(ARCHER);
    sandbox.control(
        "collection",
        &json!({"id": archer, "session": {"domains": ["accounts.jasmin.example.org"]}}),
    );
    drive.later(SEEN_FOR).keys("<Enter>").expect(STEP);
    assert_eq!(tasks(&sandbox), 0);
    give(&drive);
    drive.until("the task", |_| tasks(&sandbox) == 1);
    let there = sandbox.root(ARCHER).join("home/n02/n02/demo/000.nc");
    drive.until("the file", |_| std::fs::read_to_string(&there).is_ok_and(|text| text == "precious"));
    assert_eq!(tasks(&sandbox), 1);
}

#[test]
fn a_stale_session_is_renewed_in_every_form_it_is_told_in() {
    let sandbox = consented();
    let archer = sandbox.id(ARCHER);
    let drive = Drive::start(&sandbox, at(&sandbox, ARCHER, LAPTOP));
    drive.expect("submit.slurm").idle();
    for form in ["canonical", "legacy", "external", "external_text"] {
        let wish = json!({"id": archer, "session": {"timeout_mins": 30}, "session_form": form});
        sandbox.control("collection", &wish);
        sandbox.control("clock", &json!({"step_seconds": 3600}));
        drive.keys("R").expect(STEP);
        drive.until("the step in words", |screen| words(screen).contains("Sign in"));
        give(&drive);
        drive.idle().expect("submit.slurm").until("no complaint", |screen| !screen.contains(STEP));
        sandbox.control("collection", &json!({"id": archer, "session": {}}));
    }
}

#[test]
fn the_wrong_identity_is_told_and_the_right_one_lets_in() {
    let sandbox = consented();
    let archer = sandbox.id(ARCHER);
    let wish = json!({"id": archer, "session": {"identities": ["demo@accounts.jasmin.example.org"]}});
    sandbox.control("collection", &wish);
    let drive = Drive::start(&sandbox, Start { auto_consent: false, ..at(&sandbox, LAPTOP, ARCHER) });
    walk(drive.expect("Sign in to Globus"), "&sandbox_identity=demo@globusid.example.org");
    drive.expect(STEP).until("who is wanted", |screen| {
        words(screen).contains("Sign in as") && words(screen).contains("demo@accounts.jasmin.example.org")
    });
    walk(&drive, "");
    drive.expect("submit.slurm");
}

#[test]
fn a_second_factor_is_asked_for_in_words() {
    let sandbox = consented();
    let wish = json!({"id": sandbox.id(ARCHER), "session": {"mfa": true}});
    sandbox.control("collection", &wish);
    let drive = Drive::start(&sandbox, at(&sandbox, LAPTOP, ARCHER));
    drive.expect(STEP).until("the step in words", |screen| words(screen).contains("second factor"));
    give(&drive);
    drive.expect("submit.slurm");
}

#[test]
fn a_consent_that_is_denied_says_so_and_can_be_given_later() {
    let sandbox = demanding();
    let start = Start {
        auto_consent: false,
        way: hemi::app::effect::LoginMethod::Browser,
        ..at(&sandbox, LAPTOP, ARCHER)
    };
    let drive = Drive::start(&sandbox, start);
    let browse = || crate::http::get(&redirect_of(&drive.open("<Enter>")));
    drive.expect("Sign in to Globus");
    browse();
    drive.expect(STEP).idle();
    sandbox.control("deny", &json!({"count": 1}));
    browse();
    drive.until("a sentence", |screen| words(screen).contains("refused in the browser"));
    drive.expect("Allow hemi to reach your files");
    drive.keys("<Esc>").expect("Downloads").expect_gone(STEP);
    // Asked for again, it comes up again.
    drive.keys("<Tab>R").expect(STEP);
    browse();
    drive.expect("submit.slurm");
}

#[test]
fn a_sign_in_that_ends_in_the_middle_of_work_costs_one_sign_in_and_loses_nothing() {
    let sandbox = consented();
    std::fs::write(sandbox.root(JASMIN).join("home/users/demo/000.nc"), "precious").unwrap();
    for how in ["expire", "revoke"] {
        let drive = Drive::start(&sandbox, at(&sandbox, JASMIN, ARCHER));
        drive.expect("submit.slurm").expect("000.nc").idle();
        let before = tasks(&sandbox);
        drive.go_to("000.nc").keys("c").expect("verify every file by checksum").later(SEEN_FOR);
        sandbox.control(how, &json!({}));
        // A submission and both listings are under way when the sign-in turns out to be over.
        drive.keys("<Enter>").expect_gone("verify every file").keys("R<Tab>R<Tab>");
        drive.expect("Sign in to Globus").idle();
        let trips_before = trips(&sandbox);
        drive.keys("<Enter>").expect("submit.slurm").expect("000.nc");
        drive.until("the task", |_| tasks(&sandbox) == before + 1).idle();
        assert_eq!(trips(&sandbox) - trips_before, 1, "{how}: one sign-in for all");
        drive.until("no complaint", |screen| !screen.contains("Sign in to Globus"));
        drive.keys("q");
    }
}

#[test]
fn a_service_user_meets_a_consent_without_a_screen() {
    let sandbox = demanding();
    let service = sandbox.ready.service_client.id.to_string();
    let wish = json!({"user": service, "collection": ARCHER, "given": false});
    sandbox.control("consent", &wish);
    let drive =
        Drive::start(&sandbox, Start { service: true, auto_consent: false, ..at(&sandbox, ARCHER, ARCHER) });
    drive.expect("service user").expect("submit.slurm");
    assert!(!drive.screen().contains(STEP));
}

#[test]
fn signing_out_without_a_network_says_what_stays_good() {
    let mut sandbox = consented();
    let drive = Drive::start(&sandbox, Start { auto_consent: false, ..at(&sandbox, LAPTOP, LAPTOP) });
    drive.resize(240, 24);
    walk(drive.expect("Sign in to Globus"), "");
    drive.expect("Downloads").idle();
    drive.keys("P").expect("Signed in as").idle();
    sandbox.stop();
    drive
        .keys("xx")
        .until("a sentence", |screen| words(screen).contains("could not be revoked at the service"));
    assert!(!find(&drive.home, "tokens.json"), "the tokens are gone here");
    sandbox.start_again();
    drive.later(Duration::from_secs(1)).expect("Sign in to Globus");
}

#[test]
fn signed_out_with_a_network_everything_is_ended() {
    let sandbox = consented();
    let drive = Drive::start(&sandbox, Start { auto_consent: false, ..at(&sandbox, LAPTOP, LAPTOP) });
    walk(drive.expect("Sign in to Globus"), "");
    drive.expect("Downloads").idle();
    assert!(find(&drive.home, "tokens.json"));
    drive.keys("P").expect("Signed in as").idle().keys("xx").expect("Sign in to Globus");
    assert!(!find(&drive.home, "tokens.json"));
    let held = sandbox.state()["tokens"].clone();
    assert_eq!((held["access"].as_u64(), held["refresh"].as_u64()), (Some(0), Some(0)), "{held}");
}

#[test]
fn two_profiles_at_once_are_two_people_who_do_not_meet() {
    let sandbox = consented();
    let home = tempfile::tempdir().unwrap();
    let start =
        |profile| Start { auto_consent: false, profile, ..at(&sandbox, "CEDA Archive (read-only)", ARCHER) };
    let one = Drive::start_in(&sandbox, start("work"), home.path());
    let other = Drive::start_in(&sandbox, start("alice"), home.path());
    walk(one.expect("Sign in to Globus"), "");
    walk(other.expect("Sign in to Globus"), "&sandbox_user=alice");
    one.expect("demo@globusid.example.org").expect("submit.slurm");
    other.expect("alice@uni.example.org").expect(STEP).keys("<Esc>");
    one.keys("P").expect("Signed in as demo").idle().keys("xx").expect("Sign in to Globus");
    other.keys("R").idle().expect("alice@uni.example.org").expect("ukmo-hadobs");
    assert!(find(&home.path().join("data/alice"), "tokens.json"));
    assert!(!find(&home.path().join("data/work"), "tokens.json"));
}

/// Whether a file of that name is anywhere below.
fn find(dir: &std::path::Path, name: &str) -> bool {
    std::fs::read_dir(dir).into_iter().flatten().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() { find(&path, name) } else { path.file_name().is_some_and(|found| found == name) }
    })
}
