use std::fs;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_from_start_to_end() {
    let client = SignedIn::new().await;
    let mut document = client.transfer(&[("/~/runs", "/~/got/runs")]);
    document["label"] = "Runs for Zoë".into();
    let id = client.submit("transfer", document).await;
    let task = client.ended(&id).await;
    assert_eq!((&task["status"], &task["type"]), (&json!("SUCCEEDED"), &json!("TRANSFER")));
    assert_eq!(task["label"], "Runs for Zoë");
    assert_eq!(task["source_endpoint_display_name"], "JASMIN Default Collection");
    assert_eq!(task["destination_endpoint_display_name"], "GCP laptop");
    assert_eq!(
        (&task["nice_status"], &task["is_ok"], &task["fatal_error"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(task["files_transferred"], task["files"]);
    assert_eq!(task["subtasks_succeeded"], task["subtasks_total"]);
    assert_eq!(task["bytes_checksummed"], task["bytes_transferred"]);
    assert!(task["completion_time"].as_str().unwrap().ends_with("+00:00"));
    assert_eq!(client.codes(&id).await, ["SUCCEEDED", "PROGRESS", "STARTED"], "the newest first");
    let moved = client.get(&format!("task/{id}/successful_transfers")).await.json();
    assert_eq!(moved["DATA"].as_array().unwrap().len(), task["files"]);
    assert_eq!(moved["next_marker"], Value::Null);
    let sizes = moved["DATA"].as_array().unwrap().iter().map(|one| one["size"].as_u64().unwrap());
    assert_eq!(sizes.sum::<u64>(), task["bytes_transferred"]);
    let paused = client.get(&format!("task/{id}/pause_info")).await.json();
    assert_eq!(paused["pause_rules"], json!([]));
    assert!(client.root("GCP laptop").join("home/demo/got/runs").is_dir());

    let delete = json!({"DATA_TYPE": "delete", "endpoint": client.laptop(), "recursive": true,
                        "DATA": [{"DATA_TYPE": "delete_item", "path": "/~/got"}]});
    let id = client.submit("delete", delete).await;
    let task = client.ended(&id).await;
    assert_eq!((&task["status"], &task["type"]), (&json!("SUCCEEDED"), &json!("DELETE")));
    assert_eq!(
        (&task["source_endpoint_id"], &task["destination_endpoint_id"]),
        (&json!(client.laptop()), &Value::Null)
    );
    assert!(!client.root("GCP laptop").join("home/demo/got").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_changed_cancelled_and_removed() {
    let client = SignedIn::new().await;
    let id = client.send("/nothing/here", "/~/x").await;
    let held = client.until(&id, |task| task["faults"] != 0).await;
    assert_eq!((&held["status"], &held["nice_status"]), (&json!("ACTIVE"), &json!("FILE_NOT_FOUND")));
    assert_eq!((&held["is_ok"], &held["subtasks_retrying"]), (&json!(false), &json!(1)));
    let at = format!("task/{id}");
    let changed =
        client.put(&at, &json!({"DATA_TYPE": "task", "label": "new", "deadline": "2099-01-01"})).await.json();
    assert_eq!(changed["code"], "Updated");
    let task = client.task(&id).await;
    assert_eq!((&task["label"], &task["deadline"]), (&json!("new"), &json!("2099-01-01T00:00:00+00:00")));
    assert_eq!(client.put(&at, &json!({"label": " x"})).await.status, 400);
    assert_eq!(client.post(&format!("{at}/remove"), &json!({})).await.status, 409);
    assert_eq!(client.get(&format!("{at}/successful_transfers")).await.status, 400);
    let canceled = client.post(&format!("{at}/cancel"), &json!({})).await.json();
    assert_eq!(canceled["code"], "Canceled");
    let task = client.task(&id).await;
    assert_eq!((&task["status"], &task["fatal_error"]["code"]), (&json!("FAILED"), &json!("CANCELED")));
    assert_eq!(task["subtasks_canceled"], 1);
    assert_eq!(client.post(&format!("{at}/cancel"), &json!({})).await.json()["code"], "TaskComplete");
    assert_eq!(client.put(&at, &json!({"label": "late"})).await.status, 409);
    assert_eq!(client.post(&format!("{at}/remove"), &json!({})).await.status, 200);
    assert_eq!(client.get("task_list").await.json()["total"], 0);
    let errors = client.get(&format!("{at}/event_list?filter=is_error:1&limit=1")).await.json();
    assert_eq!((&errors["DATA"][0]["code"], &errors["length"]), (&json!("FILE_NOT_FOUND"), &json!(1)));
    for path in ["", "/event_list", "/pause_info", "/skipped_errors"] {
        let stranger = client.get_as(&client.other(), &format!("{at}{path}")).await;
        assert_eq!(refusal(&stranger), (404, "TaskNotFound".to_owned()), "others' tasks do not exist");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_filtered_sorted_and_paged() {
    let client = SignedIn::new().await;
    let mut ids = Vec::new();
    for label in ["alpha one", "Alpha two", "beta"] {
        let mut document = client.transfer(&[("/~/README.txt", "/~/x.txt")]);
        document["label"] = label.into();
        ids.push(client.submit("transfer", document).await);
        client.ended(ids.last().unwrap()).await;
        client.sandbox.control("/clock", json!({"step_seconds": 3600})).await;
    }
    let delete =
        json!({"DATA_TYPE": "delete", "endpoint": client.laptop(), "DATA": [{"path": "/~/nothing"}]});
    let failed = client.submit("delete", delete).await;
    client.ended(&failed).await;
    let second =
        client.task(&ids[1]).await["request_time"].as_str().unwrap().replace('T', " ").replace("+00:00", "");
    for (fields, expected) in [
        (&[][..], vec![&failed, &ids[2], &ids[1], &ids[0]]),
        (
            &[("filter", "type:TRANSFER,DELETE"), ("orderby", "request_time ASC")],
            vec![&ids[0], &ids[1], &ids[2], &failed],
        ),
        (&[("filter", "type:TRANSFER/label:~alpha*")], vec![&ids[1], &ids[0]]),
        (&[("filter", "label:!~*alpha*")], vec![&failed, &ids[2]]),
        (&[("filter", "status:ACTIVE,FAILED")], vec![&failed]),
        (&[("filter", &format!("task_id:{}", ids[1]))], vec![&ids[1]]),
        (&[("filter", &format!("type:TRANSFER/request_time:{second},"))], vec![&ids[2], &ids[1]]),
        (&[("filter", &format!("request_time:,{second}"))], vec![&ids[1], &ids[0]]),
        (&[("limit", "2"), ("offset", "1")], vec![&ids[2], &ids[1]]),
        (&[("orderby", "label")], vec![&failed, &ids[1], &ids[0], &ids[2]]),
    ] {
        let list = client.get(&format!("task_list?{}", query(fields))).await.json();
        let found: Vec<_> = list["DATA"].as_array().unwrap().iter().map(|task| &task["task_id"]).collect();
        assert_eq!(found, expected, "{fields:?}");
        assert_eq!(list["length"], expected.len());
    }
    let paged = client.get("task_list?limit=2").await.json();
    assert_eq!((&paged["total"], &paged["length"]), (&json!(4), &json!(2)));
    let few = client.get("task_list?limit=1&fields=status,type").await.json();
    assert_eq!(few["DATA"][0], json!({"DATA_TYPE": "task", "status": "FAILED", "type": "DELETE"}));
    let theirs = client.get_as(&client.other(), "task_list").await.json();
    assert_eq!(theirs["total"], 0);
    assert_eq!(client.get("task_list?filter=colour:red").await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn injected_events_and_errors_reach_tasks() {
    let client = SignedIn::new().await;
    let event = |body: Value| client.sandbox.control("/event", body);
    event(json!({"task_id": "", "code": "AUTH", "description": "signed out", "fatal": true})).await;
    let id = client.send("/~/README.txt", "/~/x.txt").await;
    let task = client.ended(&id).await;
    assert_eq!((&task["status"], &task["fatal_error"]["code"]), (&json!("FAILED"), &json!("AUTH")));
    let id = client.send("/nothing", "/~/x.txt").await;
    client.until(&id, |task| task["faults"] != 0).await;
    event(json!({"task_id": id, "code": "ACL_CHANGED", "details": "noted", "is_error": false})).await;
    assert_eq!(client.codes(&id).await.first().unwrap(), "ACL_CHANGED");
    client.post(&format!("task/{id}/cancel"), &json!({})).await;
    let late = json!({"task_id": id, "code": "TIMEOUT"});
    assert_eq!(client.sandbox.post("/__sandbox__/event").json(&late).send().await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offline_collection_holds_a_task_until_it_is_back() {
    let client = SignedIn::new().await;
    let collection = |offline: bool| {
        client.sandbox.control("/collection", json!({"name": "GCP laptop", "offline": offline}))
    };
    collection(true).await;
    let id = client.send("/~/README.txt", "/~/x.txt").await;
    client.until(&id, |task| task["nice_status"] == "GC_NOT_CONNECTED").await;
    collection(false).await;
    assert_eq!(client.ended(&id).await["status"], "SUCCEEDED");
    let content = fs::read(client.root("GCP laptop").join("home/demo/x.txt")).unwrap();
    assert_eq!(content, fs::read(client.root("JASMIN").join("home/users/demo/README.txt")).unwrap());
}
