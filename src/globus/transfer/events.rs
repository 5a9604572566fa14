//! The event log of a task (`globus-api.md` 10.5).

use super::get;
use crate::domain::ids::TaskId;
use crate::domain::task::{EventDetails, TaskEvent};
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;

/// The newest `limit` (at most 1000) events of a task, newest first.
///
/// # Errors
/// `NotFound` for a task that is not there or not the user's; those of [`Globus::call`] for a read.
pub async fn event_list(globus: &Globus, task: TaskId, limit: u32) -> Result<Vec<TaskEvent>, ApiError> {
    let request = get(format_args!("task/{task}/event_list")).query("limit", limit.to_string());
    let (_, events) = globus.list(request).await?;
    Ok(events.iter().map(event).collect())
}

fn event(doc: &JsonObject) -> TaskEvent {
    TaskEvent {
        time: doc.time("time"),
        code: doc.text("code").unwrap_or_default(),
        description: doc.text("description").unwrap_or_default(),
        details: details(doc),
        is_error: doc.flag("is_error"),
    }
}

/// Text, which may be a JSON object again.
fn details(doc: &JsonObject) -> EventDetails {
    let words = doc.text("details").unwrap_or_default();
    let inside = words.raw_str().and_then(|text| JsonObject::parse(text.as_bytes()));
    match inside.and_then(|inside| inside.fields()) {
        Some(fields) => EventDetails::Fields(fields),
        None => EventDetails::Words(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Untrusted;

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
