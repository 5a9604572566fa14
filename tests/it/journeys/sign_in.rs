//! Signing in: by a pasted code, by a browser on this computer, as a service, and what goes wrong.

use hemi::app::effect::LoginMethod;

use crate::drive::{Drive, Sandbox, Start};
use crate::http::{get, parameter, redirect_of};

/// The link as the user would copy it.
fn link(drive: &Drive) -> String {
    drive.expect("Sign in to Globus").keys("p").expect("authorize").keys("<C-y>");
    drive.copied()
}

#[test]
fn a_pasted_code_signs_in_and_lists() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start { auto_consent: false, ..Start::demo(&sandbox) });
    let page = redirect_of(&link(&drive));
    let code = parameter(&page, "code").expect("a code");
    drive.paste("wrong code").keys("<Enter>").expect("did not accept that code").idle();
    drive
        .keys("<C-u>")
        .paste(&format!("  {code}\n"))
        .keys("<Enter>")
        .expect("JASMIN Default Collection")
        .expect("analysis");
    drive.expect("demo@");
}

#[test]
fn the_link_can_be_had_as_one_plain_line() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start { auto_consent: false, ..Start::demo(&sandbox) });
    let copied = link(&drive);
    assert_eq!(drive.keys("<C-r>").printed(), copied);
    // Whatever is pressed only comes back; the code is typed after that.
    drive.keys("x").paste("half a code").expect("Code: •••••••••");
    assert!(drive.screen().contains("Code: ••••••••• "), "{}", drive.screen());
}

#[test]
fn a_browser_on_this_machine_signs_in_without_a_code() {
    let sandbox = Sandbox::start();
    let start = Start { auto_consent: false, way: LoginMethod::Browser, ..Start::demo(&sandbox) };
    let drive = Drive::start(&sandbox, start);
    drive.expect("Sign in to Globus").keys("<Enter>");
    let back = redirect_of(&drive.opened());
    assert!(back.starts_with("http://127.0.0.1:"), "{back}");
    let (status, page) = get(&back);
    assert_eq!(status, 200);
    assert!(page.contains("hemi") && !page.contains("code="), "the page echoes nothing: {page}");
    drive.expect("JASMIN Default Collection").expect("demo@");
}

#[test]
fn a_refused_sign_in_says_so_and_leaves_the_app_usable() {
    let sandbox = Sandbox::start();
    let start = Start { auto_consent: false, way: LoginMethod::Browser, ..Start::demo(&sandbox) };
    let drive = Drive::start(&sandbox, start);
    drive.expect("Sign in to Globus").keys("<Enter>");
    let authorize = drive.opened();
    let back =
        parameter(&authorize, "redirect_uri").expect("a redirect").replace("%3A", ":").replace("%2F", "/");
    let state = parameter(&authorize, "state").expect("a state");
    get(&format!("{}/?error=access_denied&state={state}", back.trim_end_matches('/')));
    drive.expect("refused in the browser");
    drive.keys("<Esc>").expect("?");
}

#[test]
fn a_service_signs_in_with_no_screen_in_between() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start { auto_consent: false, service: true, ..Start::demo(&sandbox) });
    drive.expect("service user").expect("analysis");
}

#[test]
fn a_second_start_needs_no_sign_in() {
    let sandbox = Sandbox::start();
    let home = tempfile::tempdir().unwrap();
    let drive = Drive::start_in(&sandbox, Start::demo(&sandbox), home.path());
    drive.expect("analysis").idle().keys("q");
    drive.exit();
    drop(drive);
    let drive =
        Drive::start_in(&sandbox, Start { auto_consent: false, ..Start::demo(&sandbox) }, home.path());
    drive.expect("analysis").expect("demo@");
}

#[test]
fn without_a_client_id_the_way_to_one_is_explained() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start { auto_consent: false, client: false, ..Start::demo(&sandbox) });
    drive.until("the words of the developers' page", |screen| {
        screen.split_whitespace().collect::<Vec<_>>().join(" ").contains("thick client")
    });
    drive.paste("not an id").keys("<Enter>").expect("That is not a UUID").expect("notanid");
    drive.keys("<C-u>").paste(&sandbox.ready.client_id.to_string()).keys("<Enter>").expect("Sign in");
    let kept = std::fs::read_to_string(drive.home.join("config/config.toml"))
        .or_else(|_| std::fs::read_to_string(drive.home.join("config/hemi/config.toml")))
        .expect("the config file");
    assert!(kept.contains(&sandbox.ready.client_id.to_string()), "{kept}");
}
