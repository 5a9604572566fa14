//! A directory with more entries than the service lists.

use hemi::domain::place::PlaceSpec;

use crate::drive::{Drive, Sandbox, Start};

#[test]
fn a_filter_at_the_service_finds_what_the_limit_leaves_out() {
    let sandbox = Sandbox::with(|options| options.big = true);
    let big =
        |path: &str| Some(PlaceSpec::parse(&format!("{}:{path}", sandbox.id("Very large directories"))));
    let start = Start { left: big("/100001"), size: (100, 24), ..Start::demo(&sandbox) };
    let drive = Drive::start(&sandbox, start);
    drive.expect("Only 100,000 entries are listed").idle().expect("not all listed");
    // The last name is not among them.
    // The message goes first.
    drive.keys("<Esc>f0100000").expect("No listed name matches").keys("<Tab><Enter>");
    drive.expect("service: *0100000*").expect("matching names only").idle().expect("1 item");
    drive.keys("<Esc>").expect("not all listed").expect("100,000 items");
}
