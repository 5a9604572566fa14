//! Reads the error body of any service (`globus-api.md` 4.1). What cannot be read is left empty.

use serde_json::{Map, Value};

use super::requirement;
use crate::domain::requirement::Requirement;
use crate::domain::text::Untrusted;
use crate::globus::lenient_json::without_lone_surrogates;

/// The content of an error body.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub code: Untrusted,
    pub message: Untrusted,
    pub request_id: Untrusted,
    pub requirement: Option<Requirement>,
    pub is_html: bool,
}

/// Longer messages are truncated.
pub(super) const MESSAGE_BYTES: usize = 4096;

fn cut(text: &str, bytes: usize) -> Untrusted {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    Untrusted::new(text.get(..end.unwrap_or(0)).unwrap_or_default())
}

pub(super) fn read(body: &[u8]) -> Read {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_html = text.starts_with('<');
    let Ok(Value::Object(top)) = serde_json::from_str(&without_lone_surrogates(text)) else {
        return Read { is_html, ..Read::default() };
    };
    let first_of =
        |list: &Value| list.as_array().and_then(|all| all.first()).and_then(Value::as_object).cloned();
    let nested = top.get("error").and_then(Value::as_object).cloned();
    let listed = top.get("errors").and_then(first_of);
    let layers: Vec<&Map<String, Value>> =
        [Some(&top), nested.as_ref(), listed.as_ref()].into_iter().flatten().collect();
    let code = first(&layers, &["code"], word).or_else(|| first(&layers, &["error"], word));
    let message =
        first(&layers, &["message", "detail", "error_description", "title", "description"], message_text);
    let request_id = first(&layers, &["request_id", "debug_id"], word)
        .or_else(|| top.get("meta").and_then(|meta| meta.get("request_id")).and_then(word))
        .or_else(|| listed.as_ref().and_then(|error| error.get("id")).and_then(word));
    Read {
        code: code.map(|text| cut(&text, 256)).unwrap_or_default(),
        message: message.map(|text| cut(&text, MESSAGE_BYTES)).unwrap_or_default(),
        request_id: request_id.map(|text| cut(&text, 256)).unwrap_or_default(),
        requirement: requirement::find(&top),
        is_html,
    }
}

/// The first member by any of `names`; each name is looked for in all layers before the next.
fn first(
    layers: &[&Map<String, Value>],
    names: &[&str],
    read: fn(&Value) -> Option<String>,
) -> Option<String> {
    names.iter().find_map(|name| layers.iter().find_map(|layer| layer.get(*name).and_then(read)))
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Text, or an array of texts or of `{msg}` as validators write it.
fn message_text(value: &Value) -> Option<String> {
    match value {
        Value::Array(all) => {
            let parts: Vec<String> =
                all.iter().take(8).filter_map(|one| word(one.get("msg").unwrap_or(one))).collect();
            (!parts.is_empty()).then(|| parts.join("; "))
        }
        other => word(other),
    }
}
