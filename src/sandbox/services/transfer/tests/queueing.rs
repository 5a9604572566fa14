use super::*;
use crate::sandbox::run::start;
use crate::sandbox::testing::options;

#[tokio::test(flavor = "multi_thread")]
async fn three_transfers_and_three_deletes_are_worked_at_once() {
    let desk = Desk::new().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(desk.send("/nothing", &format!("/~/{number}")).await);
    }
    for id in &ids[..3] {
        desk.until(id, |task| task["nice_status"] == "FILE_NOT_FOUND").await;
    }
    for id in &ids[3..] {
        let task = desk.task(id).await;
        assert_eq!((&task["status"], &task["nice_status"]), (&json!("ACTIVE"), &json!("Queued")));
        assert_eq!(task["is_ok"], true);
    }
    // A delete has places of its own, and so has another user.
    let delete = json!({"DATA_TYPE": "delete", "endpoint": desk.laptop(), "ignore_missing": true,
                        "DATA": [{"path": "/~/nothing"}]});
    let delete = desk.submit("delete", delete).await;
    assert_eq!(desk.ended(&delete).await["status"], "SUCCEEDED");
    // One that waits ends at once; one that runs makes room for the next.
    let cancel = |id: &str| {
        let path = format!("task/{id}/cancel");
        let desk = &desk;
        async move { desk.post(&path, &json!({})).await.json()["code"].clone() }
    };
    assert_eq!(cancel(&ids[4]).await, "Canceled");
    assert_eq!(desk.codes(&ids[4]).await, ["CANCELED"]);
    assert_eq!(cancel(&ids[0]).await, "Canceled");
    desk.until(&ids[3], |task| task["nice_status"] == "FILE_NOT_FOUND").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_where_it_was() {
    let mut desk = Desk::at(Sandbox::start_with(|options| options.rate = Some(300_000)).await);
    let slow = desk.send("/~/runs", "/~/got").await;
    let mut waiting = desk.transfer(&[("/~/README.txt", "/~/later.txt")]);
    waiting["submission_id"] = desk.submission_id().await.into();
    desk.until(&slow, |task| task["files_transferred"].as_u64().unwrap() >= 4).await;
    let Sandbox { running, directory } = desk.sandbox;
    running.stop().await;
    let mut options = options(&directory.path().join("data"));
    options.rate = None;
    desk.sandbox = Sandbox { running: start(options).await.unwrap(), directory };
    let task = desk.ended(&slow).await;
    assert_eq!((&task["status"], &task["files_transferred"]), (&json!("SUCCEEDED"), &task["files"]));
    let moved = desk.get(&format!("task/{slow}/successful_transfers")).await.json();
    assert_eq!(moved["DATA"].as_array().unwrap().len(), task["files"], "nothing is moved twice");
    let accepted = desk.post("transfer", &waiting).await.json();
    assert_eq!(accepted["code"], "Accepted", "the submission id is still known");
}
