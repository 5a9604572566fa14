//! Zarr (specification of storage 2, and of the core protocol 3): arrays are directories, whose shape, type, chunks and
//! compression a JSON document in them says. A document that does not end within what was read says nothing.

use serde_json::Value;

use super::{Description, FileHead};
use crate::domain::format;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The documents that make a directory an array or a group, as they are looked for.
pub const DOCUMENTS: [&[u8]; 3] = [b"zarr.json", b".zarray", b".zgroup"];

/// Members of a group that are told.
const MEMBERS: usize = 200;

pub(super) fn describe(head: &FileHead) -> Option<Description> {
    if !head.bytes.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let document: Value = serde_json::from_slice(&head.bytes).ok()?;
    match document.get("zarr_format").and_then(Value::as_u64)? {
        2 if document.get("shape").is_some() => Some(array2(&document)),
        2 => Some(Description { format: "Zarr 2, group".into(), lines: Vec::new() }),
        3 => match document.get("node_type").and_then(Value::as_str)? {
            "array" => Some(array3(&document)),
            "group" => Some(Description { format: "Zarr 3, group".into(), lines: members(&document) }),
            _ => None,
        },
        _ => None,
    }
}

/// An array of version 2.
fn array2(document: &Value) -> Description {
    let shape = numbers(document.get("shape"));
    let chunks = numbers(document.get("chunks"));
    let mut lines = shape_and_chunks(shape.as_deref(), chunks.as_deref());
    lines.extend(document.get("dtype").map(|dtype| safe!("Type: {}", type2(dtype))));
    lines.push(match document.get("compressor") {
        None | Some(Value::Null) => "Compressor: none".into(),
        Some(compressor) => safe!("Compressor: {}", codec(compressor, "id")),
    });
    let filters = document.get("filters").and_then(Value::as_array).filter(|filters| !filters.is_empty());
    lines.extend(
        filters.map(|filters| safe!("Filters: {}", listed(filters.iter().map(|one| codec(one, "id"))))),
    );
    lines.extend(fill_value(document));
    let order = match document.get("order").and_then(Value::as_str) {
        Some("C") => Some("Order: the last dimension changes fastest (C)"),
        Some("F") => Some("Order: the first dimension changes fastest (Fortran)"),
        _ => None,
    };
    lines.extend(order.map(SafeText::from));
    Description { format: "Zarr 2, array".into(), lines }
}

/// An array of version 3.
fn array3(document: &Value) -> Description {
    let shape = numbers(document.get("shape"));
    let grid = document.get("chunk_grid").and_then(|grid| grid.get("configuration"));
    let chunks = numbers(grid.and_then(|grid| grid.get("chunk_shape")));
    let mut lines = Vec::new();
    if let Some(names) = document.get("dimension_names").and_then(Value::as_array) {
        let name = |name: &Value| if name.is_null() { "(no name)".into() } else { text(name) };
        lines.push(safe!("Dimensions: {}", listed(names.iter().map(name))));
    }
    lines.extend(shape_and_chunks(shape.as_deref(), chunks.as_deref()));
    lines.extend(document.get("data_type").map(|kind| safe!("Type: {}", named(kind))));
    if let Some(codecs) = document.get("codecs").and_then(Value::as_array) {
        lines.push(safe!("Codecs: {}", listed(codecs.iter().map(|one| codec(one, "name")))));
    }
    lines.extend(fill_value(document));
    lines.extend(attributes(document));
    Description { format: "Zarr 3, array".into(), lines }
}

/// What a group of version 3 says of all that is below it, where it does.
fn members(document: &Value) -> Vec<SafeText> {
    let mut lines = attributes(document);
    let consolidated = document.get("consolidated_metadata").and_then(|all| all.get("metadata"));
    let Some(metadata) = consolidated.and_then(Value::as_object) else { return lines };
    lines.push(" ".into());
    lines.push("Members".into());
    for (path, member) in metadata.iter().take(MEMBERS) {
        let path = Untrusted::new(path).sanitized();
        lines.push(match member.get("shape") {
            Some(shape) => {
                let kind = member.get("data_type").map(named).unwrap_or_default();
                let shape = numbers(Some(shape)).unwrap_or_default();
                safe!(
                    "  {}  {} of {}",
                    path,
                    kind,
                    if shape.is_empty() { "one value".into() } else { by(&shape) }
                )
            }
            None => safe!("  {}  group", path),
        });
    }
    if metadata.len() > MEMBERS {
        lines.push(safe!("  and {} more", format::grouped((metadata.len() - MEMBERS) as u64)));
    }
    lines
}

fn shape_and_chunks(shape: Option<&[u64]>, chunks: Option<&[u64]>) -> Vec<SafeText> {
    let mut lines: Vec<SafeText> = Vec::new();
    match shape {
        Some([]) => lines.push("Shape: a single value".into()),
        Some(shape) => lines.push(safe!("Shape: {}", by(shape))),
        None => {}
    }
    let Some(chunks) = chunks.filter(|chunks| !chunks.is_empty()) else { return lines };
    let whole = shape.filter(|shape| shape.len() == chunks.len());
    lines.push(match whole.and_then(|shape| count(shape, chunks)) {
        Some(count) => safe!("Chunks: {}, {} in all", by(chunks), format::grouped(count)),
        None => safe!("Chunks: {}", by(chunks)),
    });
    lines
}

/// How many chunks there are: along each dimension the last one is there whole or in part.
fn count(shape: &[u64], chunks: &[u64]) -> Option<u64> {
    let along = |(all, one): (&u64, &u64)| {
        let whole = all.checked_div(*one)?;
        Some(whole + u64::from(whole * one < *all))
    };
    shape.iter().zip(chunks).try_fold(1_u64, |count, pair| count.checked_mul(along(pair)?))
}

/// A type of NumPy: byte order, kind and bytes; a list of them is a record.
fn type2(dtype: &Value) -> SafeText {
    let Some(code) = dtype.as_str() else {
        return safe!("a record of {} fields", dtype.as_array().map_or(0, Vec::len));
    };
    let bytes = code.get(2..).and_then(|bytes| bytes.parse::<u64>().ok());
    let order = match code.get(..1) {
        Some("<") => ", little-endian",
        Some(">") => ", big-endian",
        _ => "",
    };
    let what = match (code.get(1..2), bytes) {
        (Some("f"), Some(bytes)) => safe!("{}-bit floating point{}", bytes.saturating_mul(8), order),
        (Some("i"), Some(bytes)) => safe!("{}-bit integer{}", bytes.saturating_mul(8), order),
        (Some("u"), Some(bytes)) => safe!("{}-bit integer without sign{}", bytes.saturating_mul(8), order),
        (Some("c"), Some(bytes)) => safe!("{}-bit complex number{}", bytes.saturating_mul(8), order),
        (Some("b"), _) => "true or false".into(),
        (Some("S"), Some(bytes)) => safe!("text of {} bytes", bytes),
        (Some("U"), Some(chars)) => safe!("text of {} characters", chars),
        _ => return Untrusted::new(code).sanitized(),
    };
    safe!("{} ({})", what, Untrusted::new(code).sanitized())
}

/// A codec, and its level where it has one.
fn codec(codec: &Value, name: &str) -> SafeText {
    let called = codec.get(name).map_or_else(|| named(codec), text);
    let options = codec.get("configuration").unwrap_or(codec);
    let inner = options.get("cname").map(text);
    let level = ["level", "clevel"]
        .iter()
        .find_map(|key| options.get(*key))
        .map(|level| safe!("level {}", text(level)));
    let endian = options.get("endian").map(|endian| safe!("{}-endian", text(endian)));
    let more: Vec<SafeText> = [inner, level, endian].into_iter().flatten().collect();
    if more.is_empty() { called } else { safe!("{} ({})", called, listed(more)) }
}

fn fill_value(document: &Value) -> Option<SafeText> {
    let value = document.get("fill_value").filter(|value| !value.is_null())?;
    Some(safe!("Fill value: {}", text(value)))
}

/// The attributes that are single values.
fn attributes(document: &Value) -> Vec<SafeText> {
    let Some(all) = document.get("attributes").and_then(Value::as_object).filter(|all| !all.is_empty())
    else {
        return Vec::new();
    };
    let mut lines = vec![" ".into(), "Attributes".into()];
    lines.extend(
        all.iter().map(|(name, value)| safe!("  {}: {}", Untrusted::new(name).sanitized(), text(value))),
    );
    lines
}

/// What is called so, or has a name.
fn named(value: &Value) -> SafeText {
    value.get("name").map_or_else(|| text(value), text)
}

fn text(value: &Value) -> SafeText {
    match value {
        Value::String(text) => Untrusted::new(text).sanitized(),
        other => Untrusted::new(other.to_string()).sanitized(),
    }
}

/// Sizes, if all of them are.
fn numbers(value: Option<&Value>) -> Option<Vec<u64>> {
    value?.as_array()?.iter().map(Value::as_u64).collect()
}

fn by(sizes: &[u64]) -> SafeText {
    let sizes = sizes.iter().map(|size| safe!("{}", *size));
    sizes.reduce(|so_far, size| safe!("{} x {}", so_far, size)).unwrap_or_default()
}

fn listed(words: impl IntoIterator<Item = SafeText>) -> SafeText {
    words.into_iter().reduce(|so_far, one| safe!("{}, {}", so_far, one)).unwrap_or_default()
}
