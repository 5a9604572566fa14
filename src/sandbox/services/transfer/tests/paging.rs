//! Lists of more entries than a page, and tasks that the service has forgotten.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::*;
use crate::sandbox::data_plane::task::{Event, Status, TaskHandle};

/// Adds `count` copies of a task, of which every third one is active.
fn add_copies(client: &SignedIn, task: &str, count: u64) {
    let task: Uuid = task.parse().unwrap();
    let mut store = client.sandbox.running.transfer.tasks();
    let original = store.tasks.get(&task).unwrap().lock().clone();
    for number in 1..=count {
        let mut copy = original.clone();
        copy.id = Uuid::new_v4();
        copy.number += number;
        // Nothing runs it: its state stays as it is.
        copy.cancel_requested = true;
        copy.status = if number % 3 == 0 { Status::Active } else { Status::Succeeded };
        store.tasks.insert(copy.id, TaskHandle::new(copy));
    }
}

/// The ids of all pages, and the totals that the pages report.
async fn all_pages(client: &SignedIn, filter: &str, limit: usize) -> (Vec<String>, BTreeSet<u64>) {
    let mut ids = Vec::new();
    let mut totals = BTreeSet::new();
    loop {
        let offset = ids.len();
        let path = format!("task_list?limit={limit}&offset={offset}&filter={filter}");
        let page = client.get(&path).await.json();
        let rows = page["DATA"].as_array().unwrap();
        assert_eq!((&page["length"], &page["offset"]), (&json!(rows.len()), &json!(offset)));
        totals.insert(page["total"].as_u64().unwrap());
        if rows.is_empty() {
            return (ids, totals);
        }
        ids.extend(rows.iter().map(|task| task["task_id"].as_str().unwrap().to_owned()));
    }
}

async fn ended_task(client: &SignedIn) -> String {
    let id = client.send("/~/README.txt", "/~/x.txt").await;
    client.ended(&id).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_long_task_list_join_up_to_its_total() {
    let client = SignedIn::new().await;
    add_copies(&client, &ended_task(&client).await, 249);
    for (filter, expected) in
        [("", 250), ("status:ACTIVE,INACTIVE", 83), ("status:SUCCEEDED", 167), ("status:INACTIVE", 0)]
    {
        let (ids, totals) = all_pages(&client, filter, 100).await;
        assert_eq!((ids.len(), totals), (expected, BTreeSet::from([expected as u64])), "{filter}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), expected, "{filter}: each task once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_reaches_beyond_a_thousand_tasks() {
    let client = SignedIn::new().await;
    add_copies(&client, &ended_task(&client).await, 1100);
    let (ids, totals) = all_pages(&client, "", 1000).await;
    assert_eq!((ids.len(), totals), (1000, BTreeSet::from([1000])));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_long_event_list_join_up_to_its_total() {
    let client = SignedIn::new().await;
    let id = ended_task(&client).await;
    {
        let handle = client.sandbox.running.transfer.tasks().tasks[&id.parse::<Uuid>().unwrap()].clone();
        let mut task = handle.lock();
        let time = task.request_time;
        task.events = (0..250)
            .map(|number| Event {
                code: "TIMEOUT".to_owned(),
                description: None,
                details: number.to_string(),
                is_error: number % 2 == 0,
                time,
            })
            .collect();
    }
    for (filter, expected) in [("", 250), ("is_error:1", 125)] {
        let mut details = Vec::new();
        for offset in [0, 100, 200, 300] {
            let path = format!("task/{id}/event_list?limit=100&offset={offset}&filter={filter}");
            let page = client.get(&path).await.json();
            assert_eq!(page["total"], expected, "{filter} at {offset}");
            let rows = page["DATA"].as_array().unwrap().iter();
            details.extend(rows.map(|event| event["details"].as_str().unwrap().parse::<u64>().unwrap()));
        }
        assert_eq!(details.len(), expected);
        assert!(details.is_sorted_by(|a, b| a > b), "newest first, each once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_task_is_neither_listed_nor_found() {
    let client = SignedIn::new().await;
    let id = ended_task(&client).await;
    let kept = ended_task(&client).await;
    client.sandbox.control("/task", json!({"task_id": id, "forgotten": true})).await;
    let list = client.get("task_list").await.json();
    assert_eq!((&list["total"], &list["DATA"][0]["task_id"]), (&json!(1), &json!(kept)));
    for path in ["", "/event_list", "/successful_transfers", "/skipped_errors", "/pause_info"] {
        let reply = client.get(&format!("task/{id}{path}")).await;
        assert_eq!(refusal(&reply), (404, "TaskNotFound".to_owned()), "{path}");
    }
    let cancel = client.post(&format!("task/{id}/cancel"), &json!({})).await;
    assert_eq!(refusal(&cancel), (404, "TaskNotFound".to_owned()));
    client.sandbox.control("/task", json!({"task_id": id, "forgotten": false})).await;
    assert_eq!(client.task(&id).await["status"], "SUCCEEDED");
}
