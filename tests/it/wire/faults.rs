//! Lost answers: one confirmed plan is one task, whatever the network does.

use serde_json::json;

use crate::drive::{Drive, Sandbox, Start};
use crate::journeys::submit;
use crate::soak::rounds;

#[test]
fn a_lost_answer_to_a_submission_is_asked_for_again_and_makes_one_task() {
    for round in 0..rounds(20) {
        let sandbox = Sandbox::start();
        let home = sandbox.root("JASMIN Default Collection").join("home/users/demo/00only");
        std::fs::create_dir(&home).unwrap();
        std::fs::write(home.join("one"), format!("{round}")).unwrap();
        let drive = Drive::start(&sandbox, Start::at(&sandbox, "/home/users/demo/00only", "/~/"));
        drive.expect("one").expect("Downloads").idle();
        // The service takes the submission, and its answer is lost: twice.
        sandbox.control(
            "fault",
            &json!({
                "method": "POST", "path": "/transfer", "status": 502, "body": "<html>Bad Gateway</html>",
                "content_type": "text/html", "after": true, "count": 2,
            }),
        );
        drive.keys("<Space>c");
        submit(&drive);
        drive.expect("Done:");
        let copy = sandbox.root("GCP laptop").join("home/demo/one");
        assert_eq!(std::fs::read(copy).unwrap(), format!("{round}").as_bytes());
        let state = sandbox.state();
        assert_eq!(state["tasks"]["tasks"].as_array().map(Vec::len), Some(1), "{state}");
    }
}
