//! Signing in by a code typed on another device, where the service offers it.

use std::io::BufRead as _;

use crate::drive::{Drive, Sandbox, Start};
use crate::headless::{Ended, Home};
use crate::http::get;

/// Waits for the code on another device; returns the address with the code in it, as the user would copy it.
fn away(sandbox: &Sandbox) -> (Drive, String) {
    let drive = Drive::start(sandbox, Start { auto_consent: false, size: (120, 30), ..Start::demo(sandbox) });
    drive.expect("Sign in to Globus");
    let link = code(&drive);
    (drive, link)
}

/// From the choice of a login method to the address that has the code in it.
fn code(drive: &Drive) -> String {
    drive.expect("With a short code").keys("d");
    drive.expect("Type this code there").expect("/v2/web/device").expect("█▀▀▀▀▀█");
    let link = drive.copy("y");
    drive.expect(link.split_once("user_code=").expect("the code is in the address").1);
    link
}

fn sandbox() -> Sandbox {
    Sandbox::with(|options| options.device_flow = true)
}

#[test]
fn a_code_typed_on_another_device_signs_in() {
    let sandbox = sandbox();
    let (drive, link) = away(&sandbox);
    assert_eq!(get(&link).0, 200);
    drive.expect("demo@").expect("JASMIN Default Collection").expect("analysis");
    // The sign-in is still there when the dialog is opened again.
    let home = drive.home.clone();
    drive.keys("q").exit();
    let again = Drive::start_in(&sandbox, Start { auto_consent: false, ..Start::demo(&sandbox) }, &home);
    again.expect("demo@").expect("analysis");
}

#[test]
fn a_refusal_on_the_device_is_shown_and_another_login_method_still_works() {
    let sandbox = sandbox();
    let (drive, link) = away(&sandbox);
    assert_eq!(get(&format!("{link}&sandbox_decision=deny")).0, 200);
    drive.expect("refused in the browser").expect("> d With a short code");
    drive.keys("p").expect("authorize").keys("<C-t>").expect("Type this code there");
    drive.keys("<C-t>").expect("Waiting for the browser");
}

#[test]
fn an_unused_code_expires_and_one_key_asks_for_a_new_one() {
    let sandbox = sandbox();
    let (drive, link) = away(&sandbox);
    sandbox.control("clock", &serde_json::json!({ "step_seconds": 1_000 }));
    drive.expect("before it expired").keys("<Enter>").expect("Type this code there").keys("y");
    drive.until("another code", |screen| !screen.contains(link.rsplit('=').next().unwrap()));
}

#[test]
fn a_service_without_it_offers_the_other_ways_only() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start { auto_consent: false, ..Start::demo(&sandbox) });
    drive.expect("Sign in to Globus").keys("d").keys("p").expect("Code:");
    assert!(!drive.screen().contains("short code"), "{}", drive.screen());
}

#[test]
fn a_consent_given_on_another_device_repeats_the_listing() {
    let sandbox = Sandbox::with(|options| (options.device_flow, options.open) = (true, false));
    // Who signs in is of no concern to it: that could not be said on another device.
    let any = serde_json::json!({ "name": "JASMIN Default Collection", "session": {} });
    sandbox.control("collection", &any);
    let (drive, link) = away(&sandbox);
    assert_eq!(get(&link).0, 200);
    drive.expect("Sign-in or consent needed").expect("Allow hemi to reach your files on JASMIN");
    // The requirement stays when the login method is changed.
    drive.keys("p").expect("authorize").keys("<Tab>d").expect("Sign-in or consent needed");
    drive.expect("Type this code there");
    let link = drive.copy("y");
    assert_eq!(get(&link).0, 200);
    drive.expect("analysis").expect_gone("Sign-in or consent needed");
}

#[test]
fn without_a_screen_the_code_is_printed() {
    let sandbox = sandbox();
    let home = Home::at(&sandbox);
    let mut child = home.hemi(&["login", "--device"]).spawn().unwrap();
    let out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut lines = out.lines().map(Result::unwrap);
    let code =
        lines.find_map(|line| line.strip_prefix("and type this code there: ").map(str::to_owned)).unwrap();
    let page = format!("{}/v2/web/device?user_code={code}", sandbox.ready.url.trim_end_matches('/'));
    assert_eq!(get(&page).0, 200);
    assert!(lines.any(|line| line.contains("demo@")), "it does not say who signed in");
    Ended::of(child).expect(0);
    home.run(&["whoami"]).expect(0).says("demo@");

    let without = Sandbox::start();
    Home::at(&without).run(&["login", "--device"]).expect(1).says("does not support codes for other devices");
}
