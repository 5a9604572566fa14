//! A service asks for a wait that no one has: hemi sends nothing by itself, says so, and sends one request when told to.

use serde_json::json;

use crate::drive::{Drive, Sandbox, Start};

/// How often directories were listed.
fn listings(sandbox: &Sandbox) -> u64 {
    let state = sandbox.state();
    let requests = state["requests"].as_object().unwrap();
    requests.iter().filter(|(route, _)| route.contains("/ls")).filter_map(|(_, count)| count.as_u64()).sum()
}

#[test]
fn a_wait_of_centuries_is_kept_and_told_and_the_user_may_try_once_a_minute() {
    let sandbox = Sandbox::start();
    let drive = Drive::start(&sandbox, Start::demo(&sandbox));
    // Room for a whole sentence in the row of notices.
    drive.resize(240, 24);
    drive.expect("analysis").expect("Downloads").idle();
    let limit = || {
        let fault = json!({
            "method": "GET", "path": "/ls", "status": 429, "code": "ClientError.TooManyRequests",
            "message": "slow down", "retry_after": 9_999_999_999_u64, "count": 1,
        });
        sandbox.control("fault", &fault);
    };
    limit();
    let before = listings(&sandbox);
    drive.keys("R").expect("wait for more than a year").expect("T try now");
    drive.keys("<Esc>").idle().keys("R").expect("wait for more than a year");
    assert_eq!(listings(&sandbox), before + 1, "nothing is sent before the time the service asked for");
    drive.keys("T").expect_gone("wait for more than a year").idle().expect("analysis");
    assert_eq!(listings(&sandbox), before + 2, "one request, and its answer ends the pause");
    limit();
    drive.keys("R").expect("wait for more than a year");
    drive.keys("T").expect("was tried less than a minute ago").expect("You can try again in");
    assert_eq!(listings(&sandbox), before + 3);
}
