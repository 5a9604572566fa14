//! Calls against a service that loses answers, drips, and says odd things.

use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use super::events::event_list;
use super::ls::{LsEnd, LsOptions, ls};
use super::mkdir_rename::{mkdir, rename};
use super::submit::{Submission, submission_id, submit};
use super::tasks::{TaskQuery, UNFINISHED, cancel, task_if_known, task_list, unfinished};
use super::*;
use crate::domain::ids::TaskId;
use crate::domain::job::CancelOutcome;
use crate::domain::path::StorePath;
use crate::domain::service_filter::ServiceFilter;
use crate::domain::task::TaskKind;
use crate::domain::text::Untrusted;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::testing::{Seen, Server, ServerStep, answer, head};

const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

fn here() -> CollectionId {
    ID.parse().unwrap()
}

fn path(text: &str) -> StorePath {
    StorePath::parse(text).unwrap()
}

async fn list(server: &Server) -> Result<(usize, LsEnd), ApiError> {
    let mut rows = ls(&server.globus(), here(), Some(&path("/a b")), LsOptions::default()).await?;
    let mut count = 0;
    while let Some(chunk) = rows.next().await? {
        count += chunk.len();
    }
    Ok((count, rows.end()))
}

#[tokio::test]
async fn rows_come_while_the_answer_is_still_arriving() {
    let rest = Arc::new(Notify::new());
    let signal = Arc::clone(&rest);
    let server = Server::start(move |_, _| {
        vec![
            head(200),
            ServerStep::Send(b"{\"DATA\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"na".to_vec()),
            ServerStep::Until(Arc::clone(&signal)),
            ServerStep::Send(b"me\":\"c\"},{\"name\":7}],\"path\":\"/a b/\",\"total\":9}".to_vec()),
        ]
    })
    .await;
    let mut rows = ls(&server.globus(), here(), None, LsOptions::default()).await.unwrap();
    assert_eq!(rows.next().await.unwrap().unwrap().len(), 2);
    rest.notify_one();
    assert_eq!(rows.next().await.unwrap().unwrap().len(), 1);
    assert!(rows.next().await.unwrap().is_none());
    assert!(rows.next().await.unwrap().is_none());
    let end = LsEnd { path: path("/a b"), total: Some(9), unreadable: 1, truncated: true };
    assert_eq!(rows.end(), end);
    assert_eq!(server.lines(), [format!("GET /v0.10/operation/endpoint/{ID}/ls?limit=100000")]);
}

#[tokio::test]
async fn rows_that_wait_are_handed_out_although_no_more_come() {
    let second = Arc::new(Notify::new());
    let signal = Arc::clone(&second);
    let server = Server::start(move |_, _| {
        let row = |json: &str| ServerStep::Send(json.as_bytes().to_vec());
        vec![
            head(200),
            row("{\"DATA\":[{\"name\":\"a\"},"),
            ServerStep::Until(Arc::clone(&signal)),
            row("{\"name\":\"b\"},"),
            ServerStep::Hang,
        ]
    })
    .await;
    let mut rows = ls(&server.globus(), here(), None, LsOptions::default()).await.unwrap();
    assert_eq!(rows.next().await.unwrap().unwrap().len(), 1);
    second.notify_one();
    let soon = tokio::time::timeout(std::time::Duration::from_secs(5), rows.next()).await;
    assert_eq!(soon.unwrap().unwrap().unwrap().len(), 1);
}

#[tokio::test]
async fn a_filter_of_names_is_one_clause_with_alternatives() {
    let server = Server::start(|_, _| answer(200, "", r#"{"DATA":[{"name":"a.nc"}],"total":1}"#)).await;
    let filter = ServiceFilter::parse("*.nc, tas").unwrap();
    let mut rows =
        ls(&server.globus(), here(), Some(&path("/d")), LsOptions { filter, ..LsOptions::default() })
            .await
            .unwrap();
    while rows.next().await.unwrap().is_some() {}
    assert!(!rows.end().truncated, "all that match were listed");
    let sent = &server.lines()[0];
    assert!(sent.ends_with("ls?limit=100000&path=%2Fd&filter=name%3A%7E*.nc%2C%7E*tas*"), "{sent}");
}

#[tokio::test]
async fn a_large_listing_comes_in_few_chunks_that_grow() {
    let entries: Vec<String> = (0..20_000).map(|n| format!("{{\"name\":\"f{n}\"}}")).collect();
    let body = format!("{{\"DATA\":[{}],\"total\":20000}}", entries.join(","));
    let server = Server::start(move |_, _| answer(200, "", &body)).await;
    let mut rows = ls(&server.globus(), here(), None, LsOptions::default()).await.unwrap();
    let (mut count, mut chunks) = (0, 0);
    while let Some(chunk) = rows.next().await.unwrap() {
        count += chunk.len();
        chunks += 1;
    }
    assert_eq!(count, 20_000);
    assert!(chunks <= 60, "{chunks}");
    assert_eq!(
        rows.end(),
        LsEnd { path: StorePath::home(), total: Some(20_000), unreadable: 0, truncated: false }
    );
}

#[tokio::test]
async fn a_listing_that_breaks_off_is_asked_for_again_until_rows_were_shown() {
    let whole = r#"{"DATA":[{"name":"a"}]}"#;
    for broken in [
        || vec![head(200), ServerStep::Send(b"{\"DATA\":[{\"na".to_vec())],
        || answer(200, "", "<html>") as Vec<ServerStep>,
        || answer(200, "", r#"{"code":"odd"}"#),
        Vec::new,
    ] as [fn() -> Vec<ServerStep>; 4]
    {
        let server = Server::start(move |n, _| if n == 0 { broken() } else { answer(200, "", whole) }).await;
        let (count, end) = list(&server).await.unwrap();
        assert_eq!((count, end.path, end.truncated), (1, path("/a b"), false));
        assert_eq!(server.lines()[1], server.lines()[0]);
        assert!(server.lines()[1].ends_with("ls?limit=100000&path=%2Fa+b"));
    }
    let server =
        Server::start(|_, _| vec![head(200), ServerStep::Send(b"{\"DATA\":[{\"name\":\"a\"},".to_vec())])
            .await;
    let error = list(&server).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unknown);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_path_that_is_no_text_is_refused_before_anything_is_sent() {
    let server = Server::start(|_, _| answer(200, "", r#"{"DATA":[]}"#)).await;
    let latin = StorePath::parse(b"/caf\xe9").unwrap();
    let error = ls(&server.globus(), here(), Some(&latin), LsOptions::default()).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Refused);
    let text = path("/x");
    let globus = server.globus();
    for error in [
        stat::stat(&globus, here(), &latin).await.err(),
        mkdir(&globus, here(), &latin).await.err(),
        rename(&globus, here(), &latin, &text).await.err(),
    ] {
        assert_eq!(error.unwrap().kind, ErrorKind::Refused);
    }
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn a_refused_listing_is_an_error_before_any_row() {
    for (status, code, kind) in [
        (404, "ClientError.NotFound", ErrorKind::NotFound),
        (502, "ExternalError.DirListingFailed.NotDirectory", ErrorKind::NotDirectory),
        (502, "ExternalError.DirListingFailed.GCDisconnected", ErrorKind::Offline),
        (403, "EndpointPermissionDenied", ErrorKind::Denied),
    ] {
        let body = format!(r#"{{"code":"{code}","message":"why","DATA":[{{"name":"a"}}]}}"#);
        let server = Server::start(move |_, _| answer(status, "", &body)).await;
        let error = ls(&server.globus(), here(), None, LsOptions::default()).await.err().unwrap();
        assert_eq!((error.kind, error.message), (kind, Untrusted::new("why")));
        assert_eq!(server.seen().len(), 1);
    }
}

/// A little storage behind the service: a set of directories. `lose` says what becomes of the answer to the
/// change of that number: `None` it arrives, `Some(true)` it is lost after the change, `Some(false)` before.
async fn storage(dirs: &[&str], lose: fn(usize) -> Option<bool>) -> Server {
    let dirs: Mutex<Vec<String>> = Mutex::new(dirs.iter().map(|one| (*one).to_owned()).collect());
    let changes = Mutex::new(0);
    Server::start(move |_, seen: &Seen| {
        let mut dirs = dirs.lock().unwrap();
        if let Some((_, asked)) = seen.line().split_once("stat?path=%2F") {
            return match dirs.iter().any(|one| one == asked) {
                true => answer(200, "", r#"{"DATA_TYPE":"file","type":"dir"}"#),
                false => answer(404, "", r#"{"code":"NotFound"}"#),
            };
        }
        let number = std::mem::replace(&mut *changes.lock().unwrap(), 0);
        *changes.lock().unwrap() = number + 1;
        if lose(number) == Some(false) {
            return Vec::new();
        }
        let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
        let name =
            |member: &str| body[member].as_str().unwrap_or_default().trim_start_matches('/').to_owned();
        let said = if body["DATA_TYPE"] == "mkdir" && dirs.contains(&name("path")) {
            answer(502, "", r#"{"code":"ExternalError.MkdirFailed.Exists"}"#)
        } else if body["DATA_TYPE"] == "mkdir" {
            dirs.push(name("path"));
            answer(202, "", r#"{"code":"DirectoryCreated"}"#)
        } else if let Some(at) = dirs.iter().position(|one| *one == name("old_path")) {
            dirs[at] = name("new_path");
            answer(200, "", r#"{"code":"FileRenamed"}"#)
        } else {
            answer(404, "", r#"{"code":"NotFound"}"#)
        };
        if lose(number) == Some(true) { Vec::new() } else { said }
    })
    .await
}

#[tokio::test]
async fn a_directory_is_made_once_whatever_is_lost() {
    let make =
        async |server: &Server| mkdir(&server.globus(), here(), &path("/new")).await.map_err(|e| e.kind);
    assert_eq!(make(&storage(&[], |_| None).await).await, Ok(()));
    assert_eq!(make(&storage(&["new"], |_| None).await).await, Err(ErrorKind::Exists));
    assert_eq!(make(&storage(&[], |n| (n == 0).then_some(true)).await).await, Ok(()));
    assert_eq!(make(&storage(&[], |n| (n == 0).then_some(false)).await).await, Ok(()));
    let never = storage(&[], |_| Some(false)).await;
    assert_eq!(make(&never).await, Err(ErrorKind::Unknown));
    assert_eq!(never.lines().iter().filter(|line| line.starts_with("POST")).count(), 3);
}

#[tokio::test]
async fn a_storage_that_says_no_made_nothing() {
    let server = Server::start(|_, seen: &Seen| match seen.line().starts_with("POST") {
        true => answer(502, "", r#"{"code":"ExternalError.MkdirFailed","message":"no"}"#),
        false => answer(200, "", r#"{"type":"dir"}"#),
    })
    .await;
    let error = mkdir(&server.globus(), here(), &path("/new")).await.unwrap_err();
    assert_eq!((error.kind, error.message), (ErrorKind::Exists, Untrusted::new("no")));
}

#[tokio::test]
async fn a_rename_overwrites_nothing_and_survives_a_lost_answer() {
    let go = async |server: &Server| {
        rename(&server.globus(), here(), &path("/a"), &path("/b")).await.map_err(|error| error.kind)
    };
    assert_eq!(go(&storage(&["a"], |_| None).await).await, Ok(()));
    let taken = storage(&["a", "b"], |_| None).await;
    assert_eq!(go(&taken).await, Err(ErrorKind::Exists));
    assert!(taken.lines().iter().all(|line| line.starts_with("GET")));
    assert_eq!(go(&storage(&[], |_| None).await).await, Err(ErrorKind::NotFound));
    assert_eq!(go(&storage(&["a"], |n| (n == 0).then_some(true)).await).await, Ok(()));
    assert_eq!(go(&storage(&["a"], |n| (n == 0).then_some(false)).await).await, Ok(()));
    assert_eq!(go(&storage(&["a"], |_| Some(false)).await).await, Err(ErrorKind::Unknown));
}

#[tokio::test]
async fn a_submission_is_sent_until_it_has_a_task() {
    let body = "{ \"submission_id\":\"x\" }";
    let server = Server::start(|n, _| match n {
        0 => answer(202, "", r#"{"code":"Accepted"}"#),
        1 => Vec::new(),
        _ => answer(200, "", &format!(r#"{{"code":"Duplicate","task_id":"{ID}"}}"#)),
    })
    .await;
    let task: TaskId = ID.parse().unwrap();
    assert_eq!(
        submit(&server.globus(), TaskKind::Transfer, body).await,
        Ok(Submission { task, again: true })
    );
    assert!(server.seen().len() == 3 && server.seen().iter().all(|one| one.body == body));

    let server = Server::start(|_, _| answer(409, "", r#"{"code":"Conflict"}"#)).await;
    let error = submit(&server.globus(), TaskKind::Transfer, body).await.unwrap_err();
    assert!(error.is_final() && server.seen().len() == 1);

    let server = Server::start(|_, _| answer(200, "", &format!(r#"{{"value":"{ID}"}}"#))).await;
    assert_eq!(submission_id(&server.globus()).await.unwrap().to_string(), ID);
}

#[tokio::test]
async fn a_cancel_whose_answer_is_lost_asks_the_task() {
    let with = async |post: fn() -> Vec<ServerStep>, status: &'static str| {
        let server = Server::start(move |_, seen: &Seen| match seen.line().starts_with("POST") {
            true => post(),
            false => answer(200, "", &format!(r#"{{"task_id":"{ID}","status":"{status}"}}"#)),
        })
        .await;
        let outcome = cancel(&server.globus(), ID.parse().unwrap()).await.map_err(|error| error.kind);
        (outcome, server.seen()[0].body.clone())
    };
    let canceled = || answer(200, "", r#"{"code":"Canceled"}"#);
    assert_eq!(with(canceled, "ACTIVE").await, (Ok(CancelOutcome::Cancelled), String::new()));
    assert_eq!(with(Vec::new, "FAILED").await.0, Ok(CancelOutcome::AlreadyOver));
    assert_eq!(with(Vec::new, "ACTIVE").await.0, Err(ErrorKind::Unknown));
    let conflict = || answer(409, "", r#"{"code":"Conflict"}"#);
    assert_eq!(with(conflict, "SUCCEEDED").await.0, Ok(CancelOutcome::AlreadyOver));
    assert_eq!(with(conflict, "ACTIVE").await.0, Err(ErrorKind::Conflict));
}

#[tokio::test]
async fn a_task_list_keeps_its_good_items() {
    let page = format!(r#"{{"DATA":[{{"task_id":"{ID}","status":"ACTIVE"}},7,{{}},{{"task_id":null}}]}}"#);
    let server = Server::start(move |_, _| answer(200, "", &page)).await;
    let query = TaskQuery { filter: Some(UNFINISHED), offset: 20, limit: 100 };
    let tasks = task_list(&server.globus(), query).await.unwrap();
    assert_eq!(tasks.items.len(), 1);
    let line = "GET /v0.10/task_list?limit=100&offset=20&orderby=request_time+DESC&filter=status%3AACTIVE%2CINACTIVE";
    assert_eq!(server.lines(), [line]);
}

/// 100 tasks on the first page are over; those that run are found by the filter, and lists say what they are part of.
#[tokio::test]
async fn unfinished_tasks_are_asked_for_by_themselves_and_a_page_tells_its_total() {
    let row = |number: u32, status: &str| {
        format!(r#"{{"task_id":"00000000-0000-0000-0000-{number:012}","status":"{status}"}}"#)
    };
    let page = |total: u32, rows: Vec<String>| format!(r#"{{"total":{total},"DATA":[{}]}}"#, rows.join(","));
    let all = page(151, (0..100).map(|number| row(number, "SUCCEEDED")).collect());
    let first = page(3, vec![row(200, "ACTIVE"), row(201, "INACTIVE")]);
    // Meanwhile one more was submitted, so that a row of the first page comes again.
    let second = page(3, vec![row(201, "INACTIVE")]);
    let server = Server::start(move |_, seen| match seen.line() {
        line if !line.contains("filter=status%3AACTIVE%2CINACTIVE") => answer(200, "", &all),
        line if line.contains("offset=0&") => answer(200, "", &first),
        _ => answer(200, "", &second),
    })
    .await;
    let globus = server.globus();
    let newest = task_list(&globus, TaskQuery { filter: None, offset: 0, limit: 100 }).await.unwrap();
    assert_eq!((newest.items.len(), newest.total, newest.next), (100, Some(151), Some(100)));
    assert_eq!(unfinished(&globus).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_task_the_service_does_not_know_is_no_error_and_a_refusal_is() {
    let id: TaskId = ID.parse().unwrap();
    let server = Server::start(|_, _| answer(404, "", r#"{"code":"TaskNotFound","message":"m"}"#)).await;
    assert_eq!(task_if_known(&server.globus(), id).await, Ok(None));
    let server = Server::start(|_, _| answer(403, "", r#"{"code":"PermissionDenied"}"#)).await;
    assert_eq!(task_if_known(&server.globus(), id).await.unwrap_err().kind, ErrorKind::Denied);
}

#[tokio::test]
async fn a_log_is_read_page_by_page_with_its_total() {
    let body = r#"{"total":60000,"DATA":[{"code":"PROGRESS"},7]}"#;
    let server = Server::start(move |_, _| answer(200, "", body)).await;
    let page = event_list(&server.globus(), ID.parse().unwrap(), 200, 2).await.unwrap();
    assert_eq!((page.items.len(), page.total, page.next), (2, Some(60_000), Some(202)));
    assert_eq!(server.lines(), [format!("GET /v0.10/task/{ID}/event_list?limit=2&offset=200")]);
}

/// The end of a listing reports what is missing, and the path of the directory.
#[tokio::test]
async fn a_listing_counts_what_cannot_be_read_and_takes_the_absolute_path() {
    for (members, expected) in [
        (r#""path":"/~/","absolute_path":"/home/users/demo/""#, "/home/users/demo"),
        (r#""absolute_path":"/home/users/demo/","path":"/~/""#, "/home/users/demo"),
        (r#""path":"/~/","absolute_path":null"#, "/~"),
        (r#""path":"/~/","absolute_path":"~/x""#, "/~"),
        (r#""path":"/~/","absolute_path":"relative""#, "/~"),
        (r#""path":"/x/","absolute_path":7"#, "/x"),
        (r#""absolute_path":"" "#, "/a b"),
    ] {
        let body = format!(r#"{{"total":3,"DATA":[{{"name":"a"}},{{"name":null}},{{}}],{members}}}"#);
        let server = Server::start(move |_, _| answer(200, "", &body)).await;
        let (count, end) = list(&server).await.unwrap();
        let expected = LsEnd { path: path(expected), total: Some(3), unreadable: 2, truncated: false };
        assert_eq!((count, end), (1, expected));
    }
}
