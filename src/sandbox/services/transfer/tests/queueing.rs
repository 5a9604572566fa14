use super::*;
use crate::sandbox::run::start;
use crate::sandbox::testing::options;

#[tokio::test(flavor = "multi_thread")]
async fn three_transfers_and_three_deletes_are_worked_at_once() {
    let client = SignedIn::new().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(client.send("/nothing", &format!("/~/{number}")).await);
    }
    for id in &ids[..3] {
        client.until(id, |task| task["nice_status"] == "FILE_NOT_FOUND").await;
    }
    for id in &ids[3..] {
        let task = client.task(id).await;
        assert_eq!((&task["status"], &task["nice_status"]), (&json!("ACTIVE"), &json!("Queued")));
        assert_eq!(task["is_ok"], true);
    }
    // Deletes and other users have limits of their own.
    let delete = json!({"DATA_TYPE": "delete", "endpoint": client.laptop(), "ignore_missing": true,
                        "DATA": [{"path": "/~/nothing"}]});
    let delete = client.submit("delete", delete).await;
    assert_eq!(client.ended(&delete).await["status"], "SUCCEEDED");
    // A queued task ends at once; a running one starts the next when it ends.
    let cancel = |id: &str| {
        let path = format!("task/{id}/cancel");
        let client = &client;
        async move { client.post(&path, &json!({})).await.json()["code"].clone() }
    };
    assert_eq!(cancel(&ids[4]).await, "Canceled");
    assert_eq!(client.codes(&ids[4]).await, ["CANCELED"]);
    assert_eq!(cancel(&ids[0]).await, "Canceled");
    client.until(&ids[3], |task| task["nice_status"] == "FILE_NOT_FOUND").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_where_it_was() {
    let mut client = SignedIn::at(Sandbox::start_with(|options| options.rate = Some(300_000)).await);
    let slow = client.send("/~/runs", "/~/got").await;
    let mut waiting = client.transfer(&[("/~/README.txt", "/~/later.txt")]);
    waiting["submission_id"] = client.submission_id().await.into();
    client.until(&slow, |task| task["files_transferred"].as_u64().unwrap() >= 4).await;
    let Sandbox { running, directory } = client.sandbox;
    running.stop().await;
    let mut options = options(&directory.path().join("data"));
    options.rate = None;
    client.sandbox = Sandbox { running: start(options).await.unwrap(), directory };
    let task = client.ended(&slow).await;
    assert_eq!((&task["status"], &task["files_transferred"]), (&json!("SUCCEEDED"), &task["files"]));
    let moved = client.get(&format!("task/{slow}/successful_transfers")).await.json();
    assert_eq!(moved["DATA"].as_array().unwrap().len(), task["files"], "nothing is moved twice");
    let accepted = client.post("transfer", &waiting).await.json();
    assert_eq!(accepted["code"], "Accepted", "the submission id is still known");
}
