use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_id_makes_one_task() {
    let client = SignedIn::new().await;
    let mut document = client.transfer(&[("/~/README.txt", "/~/once.txt")]);
    document["submission_id"] = client.submission_id().await.into();
    let first = client.post("transfer", &document).await;
    let answer = first.json();
    assert_eq!((first.status, &answer["code"]), (202, &json!("Accepted")));
    assert_eq!(answer["DATA_TYPE"], "transfer_result");
    assert_eq!(answer["submission_id"], document["submission_id"]);
    client.ended(answer["task_id"].as_str().unwrap()).await;
    let again = client.post("transfer", &document).await.json();
    assert_eq!((&again["code"], &again["task_id"]), (&json!("Duplicate"), &answer["task_id"]));
    document["label"] = "another".into();
    assert_eq!(refusal(&client.post("transfer", &document).await), (409, "Conflict".to_owned()));
    let total = client.get("task_list").await.json()["total"].clone();
    assert_eq!(total, 1);
    let id = Uuid::try_parse(document["submission_id"].as_str().unwrap()).unwrap();
    let made = client.sandbox.running.transfer.tasks().task_of(&id);
    assert_eq!(made.unwrap().to_string(), answer["task_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_submission_twenty_times_at_once_makes_one_task() {
    let client = SignedIn::new().await;
    let mut document = client.transfer(&[("/~/README.txt", "/~/once.txt")]);
    document["submission_id"] = client.submission_id().await.into();
    let tries = (0..20).map(|_| client.post("transfer", &document));
    let answers = futures_util::future::join_all(tries).await;
    let accepted = answers.iter().filter(|answer| answer.json()["code"] == "Accepted").count();
    let duplicates = answers.iter().filter(|answer| answer.json()["code"] == "Duplicate").count();
    assert_eq!((accepted, duplicates), (1, 19));
    assert_eq!(client.get("task_list").await.json()["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_id_must_have_been_given_to_this_user() {
    let client = SignedIn::new().await;
    let theirs = client.get_as(&client.other(), "submission_id").await.json()["value"].clone();
    for id in [json!(Uuid::new_v4()), json!("x"), Value::Null, theirs] {
        let mut document = client.transfer(&[("/~/README.txt", "/~/x")]);
        document["submission_id"] = id;
        let reply = client.post("transfer", &document).await;
        assert_eq!(refusal(&reply), (400, "ClientError.BadRequest".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_before_a_task_exists() {
    let client = SignedIn::new().await;
    let good = client.transfer(&[("/~/README.txt", "/~/x")]);
    let bad = "ClientError.BadRequest";
    let item = |item: Value| json!([item]);
    for (member, value, status, code) in [
        ("DATA", json!([]), 400, "ClientError.BadRequest.NoTransferItems"),
        ("DATA", Value::Null, 400, "ClientError.BadRequest.NoTransferItems"),
        ("DATA", item(json!({"source_path": "/x"})), 400, bad),
        ("DATA", item(json!({"source_path": "/x\r\n", "destination_path": "/x"})), 400, "InvalidPath"),
        ("DATA", item(json!({"DATA_TYPE": "delete_item", "path": "/x"})), 400, bad),
        ("DATA_TYPE", json!("delete"), 400, bad),
        ("label", json!("x".repeat(129)), 400, bad),
        ("label", json!(" x"), 400, bad),
        ("label", json!("a\nb"), 400, bad),
        ("sync_level", json!(4), 400, bad),
        ("sync_level", json!("size"), 400, bad),
        ("deadline", json!("2001-01-01"), 400, bad),
        ("deadline", json!("soon"), 400, bad),
        ("recursive_symlinks", json!("follow"), 400, bad),
        ("filter_rules", json!([{"method": "maybe", "name": "x"}]), 400, bad),
        ("source_endpoint", json!(Uuid::new_v4()), 404, "EndpointNotFound"),
        ("destination_endpoint", Value::Null, 400, bad),
        ("destination_endpoint", json!(client.id("Alice")), 404, "EndpointNotFound"),
    ] {
        let mut document = good.clone();
        document["submission_id"] = client.submission_id().await.into();
        document[member] = value.clone();
        let reply = client.post("transfer", &document).await;
        assert_eq!(refusal(&reply), (status, code.to_owned()), "{member}: {value}");
    }
    let mut extra = good.clone();
    extra["submission_id"] = client.submission_id().await.into();
    extra["delete_destination_extra"] = true.into();
    extra["DATA"][0]["recursive"] = false.into();
    assert_eq!(client.post("transfer", &extra).await.status, 400);
    let broken = client.sandbox.post("/v0.10/transfer").bearer(&client.token).json(&json!([1])).send().await;
    assert_eq!(refusal(&broken), (400, bad.to_owned()));
    for path in ["/", "/a/..", "//"] {
        let id = client.submission_id().await;
        let document = json!({"DATA_TYPE": "delete", "submission_id": id, "endpoint": client.laptop(), "recursive": true,
                              "DATA": [{"DATA_TYPE": "delete_item", "path": path}]});
        assert_eq!(refusal(&client.post("delete", &document).await), (400, bad.to_owned()), "{path}");
    }
    assert_eq!(client.get("task_list").await.json()["total"], 0);
}
