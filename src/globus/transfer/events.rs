//! The event log of a task (`globus-api.md` 10.5).

use super::get;
use crate::domain::ids::TaskId;
use crate::domain::task::{EventDetails, OperationFailure, TaskEvent};
use crate::domain::text::Untrusted;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::gridftp;
use crate::globus::lenient_json::JsonObject;
use crate::globus::page::Page;

/// A page of a task's events, newest first: at most `limit` (up to 1000) after the `offset` newest.
///
/// # Errors
/// `NotFound` for a task that does not exist or belongs to another user; those of [`Globus::call`] for a read.
pub async fn event_list(
    globus: &Globus,
    task: TaskId,
    offset: u64,
    limit: u32,
) -> Result<Page<TaskEvent>, ApiError> {
    let request = get(globus, format_args!("task/{task}/event_list"))
        .query("limit", limit.to_string())
        .query("offset", offset.to_string());
    let (page, events) = globus.list(request).await?;
    Ok(Page::by_offset(&page, events, offset, |one| Some(event(one))))
}

fn event(object: &JsonObject) -> TaskEvent {
    TaskEvent {
        time: object.time("time"),
        code: object.text("code").unwrap_or_default(),
        description: object.text("description").unwrap_or_default(),
        details: details(object),
        is_error: object.flag("is_error"),
    }
}

/// Decodes `details`: text, a JSON object in text, or a server's reply.
fn details(event: &JsonObject) -> EventDetails {
    let words = event.text("details").unwrap_or_default();
    let inside = words.raw_str().and_then(|text| JsonObject::parse(text.as_bytes()));
    if let Some(inside) = inside {
        if let Some(fields) = inside.fields() {
            return EventDetails::Fields(fields);
        }
        if let Some(failure) = failure(inside, &words) {
            return EventDetails::Failure(Box::new(failure));
        }
    }
    match words.raw_str().and_then(gridftp::lines) {
        Some(lines) => {
            let (operation, path) = (Untrusted::default(), Untrusted::default());
            EventDetails::Failure(Box::new(OperationFailure { operation, path, lines, raw: words }))
        }
        None => EventDetails::Words(words),
    }
}

/// Decodes `{"context": [{"operation", "path"}], "error": {"body", "code"}}`; `None` for another object.
fn failure(mut inside: JsonObject, raw: &Untrusted) -> Option<OperationFailure> {
    let error = inside.object("error");
    let body = error
        .as_ref()
        .and_then(|error| error.nonempty_text("body").or_else(|| error.nonempty_text("message")));
    let context = inside.list("context").unwrap_or_default().into_iter().next();
    if body.is_none() && context.is_none() {
        return None;
    }
    let lines = body.map(|body| body.raw_str().and_then(gridftp::lines).unwrap_or_else(|| vec![body]));
    let of_context =
        |name| context.as_ref().and_then(|context| context.nonempty_text(name)).unwrap_or_default();
    Some(OperationFailure {
        operation: of_context("operation"),
        path: of_context("path"),
        lines: lines.unwrap_or_default(),
        raw: raw.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_operation_is_told_with_its_path_and_the_lines_of_the_server() {
        let raw = r#"{"context":[{"operation":"stat","path":"/a/b"}],"error":{"body":"550-x%0D%0A550 End.","code":550}}"#;
        let json =
            serde_json::json!({ "code": "PATH_NOT_FOUND", "is_error": true, "details": raw }).to_string();
        let read = event(&JsonObject::parse(json.as_bytes()).unwrap());
        let EventDetails::Failure(failure) = read.details else { panic!("{read:?}") };
        let expected = OperationFailure {
            operation: Untrusted::new("stat"),
            path: Untrusted::new("/a/b"),
            lines: vec![Untrusted::new("x")],
            raw: Untrusted::new(raw),
        };
        assert_eq!(*failure, expected);
        for (details, lines) in [
            (r#"{"context":[{"operation":"open"}],"error":null}"#, &[][..]),
            (r#"{"context":[7],"error":{"body":"plain words"}}"#, &["plain words"]),
            (r#"{"error":{"message":"500-a\r\n500 End."}}"#, &["a"]),
            ("Error: 7\n530-no\r\n530 End.", &["Error: 7", "no"]),
        ] {
            let json = serde_json::json!({ "details": details }).to_string();
            let EventDetails::Failure(failure) = event(&JsonObject::parse(json.as_bytes()).unwrap()).details
            else {
                panic!("{details}")
            };
            let said: Vec<_> = failure.lines.iter().map(|line| line.raw_str().unwrap()).collect();
            assert_eq!(said, lines, "{details}");
        }
    }

    #[test]
    fn an_event_is_read_and_an_odd_one_still_has_a_line() {
        let json = br#"{"code":"PROGRESS","description":"d","details":"{\"a\":1}","is_error":0,"time":"2024-01-01T00:00:01+00:00","x":[]}"#;
        let read = event(&JsonObject::parse(json).unwrap());
        assert_eq!((read.time, read.is_error), (Some(1_704_067_201), false));
        assert_eq!(read.details, EventDetails::Fields(vec![(Untrusted::new("a"), Untrusted::new("1"))]));
        for words in ["plain words", r#"{"a":{"deep":1}}"#, "[1]", ""] {
            let json = serde_json::json!({ "details": words }).to_string();
            let read = event(&JsonObject::parse(json.as_bytes()).unwrap());
            assert_eq!(read.details, EventDetails::Words(Untrusted::new(words)));
        }
        let odd =
            event(&JsonObject::parse(br#"{"code":null,"time":7,"is_error":"true","details":{}}"#).unwrap());
        let nothing = EventDetails::Words(Untrusted::default());
        assert_eq!((odd.time, odd.is_error, odd.details), (None, true, nothing));
    }
}
