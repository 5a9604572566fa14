//! Reads a JSON object leniently: a member that is absent, null or of another type than expected counts as absent, and
//! unknown members are ignored (`ARCHITECTURE.md` P1-3).
//!
//! Listings have their own streaming decoder, `transfer::ls_decode`.

use std::borrow::Cow;
use std::str::FromStr;

use serde_json::Value;

use crate::domain::text::Untrusted;
use crate::domain::time::parse_service_time;

/// A JSON object from a service.
#[derive(Debug)]
pub(super) struct JsonObject(Value);

impl JsonObject {
    /// Parses an object; invalid UTF-8 and lone surrogates become U+FFFD. `None` for anything else.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let value: Value = match serde_json::from_slice(body) {
            Ok(value) => value,
            Err(_) => serde_json::from_str(&without_lone_surrogates(&String::from_utf8_lossy(body))).ok()?,
        };
        value.is_object().then_some(Self(value))
    }

    /// A member that is present and not null.
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Text; a number or boolean is converted. May be empty.
    pub fn text(&self, name: &str) -> Option<Untrusted> {
        match self.get(name)? {
            Value::String(text) => Some(Untrusted::new(text)),
            value @ (Value::Number(_) | Value::Bool(_)) => Some(Untrusted::new(value.to_string())),
            _ => None,
        }
    }

    /// Non-empty text.
    pub fn nonempty_text(&self, name: &str) -> Option<Untrusted> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// Text parsed as a `T`, such as an id.
    pub fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.as_str()?.parse().ok()
    }

    /// A list of texts; empty when absent, members that are no text left out.
    pub fn texts(&self, name: &str) -> Vec<Untrusted> {
        let list = self.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(Untrusted::new).collect()
    }

    /// Text to compare with literals; empty when absent.
    pub fn str(&self, name: &str) -> &str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// All members as text; `None` when one of them is an array or an object.
    pub fn fields(&self) -> Option<Vec<(Untrusted, Untrusted)>> {
        let members = self.0.as_object()?.iter().filter(|(_, value)| !value.is_null());
        members.map(|(name, _)| Some((Untrusted::new(name), self.text(name)?))).collect()
    }

    /// A count; zero when absent. Fractions are truncated, numbers in quotes are parsed.
    pub fn count(&self, name: &str) -> u64 {
        self.get(name).and_then(count).unwrap_or_default()
    }

    /// A count, if present.
    pub fn maybe_count(&self, name: &str) -> Option<u64> {
        self.get(name).and_then(count)
    }

    /// A boolean, if present; numbers and the words true, yes, false and no are converted.
    pub fn maybe_flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => Some(number.as_f64()? != 0.0),
            Value::String(word) => match word.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Some(true),
                "false" | "0" | "no" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A boolean; false when absent.
    pub fn flag(&self, name: &str) -> bool {
        self.maybe_flag(name).unwrap_or_default()
    }

    /// A time in seconds since the Unix epoch.
    pub fn time(&self, name: &str) -> Option<i64> {
        parse_service_time(self.get(name)?.as_str()?)
    }

    /// A nested object.
    pub fn object(&self, name: &str) -> Option<JsonObject> {
        self.get(name).filter(|value| value.is_object()).cloned().map(JsonObject)
    }

    /// The numbers of an array; empty for anything else.
    pub fn counts(&self, name: &str) -> Vec<u64> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(count).collect()
    }

    /// Takes out the items of an array; an item that is no object has no members. `None` when there is no array.
    pub fn list(&mut self, name: &str) -> Option<Vec<JsonObject>> {
        match self.0.get_mut(name)?.take() {
            Value::Array(all) => Some(all.into_iter().map(JsonObject).collect()),
            _ => None,
        }
    }
}

fn count(value: &Value) -> Option<u64> {
    let of_float = |number: f64| (number.is_finite() && number >= 0.0).then_some(number as u64);
    match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(of_float)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse().ok().and_then(of_float))
        }
        _ => None,
    }
}

/// Replaces surrogate escapes without a partner, such as `\ud800`, by U+FFFD: no Rust string can hold them.
pub(super) fn without_lone_surrogates(json: &str) -> Cow<'_, str> {
    if !json.contains("\\u") {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let len = match (surrogate(escape), escape.get(6..).and_then(surrogate)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(_), _) => 0,
            (None, _) => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        if len == 0 {
            out.push_str("\\ufffd");
        }
        out.push_str(escape.get(..len).unwrap_or(escape));
        rest = escape.get(if len == 0 { 6 } else { len }..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The surrogate encoded by an escape at the beginning of `json`.
fn surrogate(json: &str) -> Option<u16> {
    let digits = json.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok().filter(|code| (0xd800..=0xdfff).contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(json: &str) -> JsonObject {
        JsonObject::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn members_of_odd_types_are_read_or_left_out() {
        let odd = object(
            r#"{"a":null,"b":"5","c":5.9,"d":-1,"e":1e300,"f":true,"g":1,"h":"false","i":[],"j":{},"k":18446744073709551615}"#,
        );
        let counts: Vec<_> = "abcdefghijk".chars().map(|name| odd.maybe_count(&name.to_string())).collect();
        let all = Some(u64::MAX);
        assert_eq!(counts, [None, Some(5), Some(5), None, all, None, Some(1), None, None, None, all]);
        let flags: Vec<_> = "afghij".chars().map(|name| odd.maybe_flag(&name.to_string())).collect();
        assert_eq!(flags, [None, Some(true), Some(true), Some(false), None, None]);
        assert_eq!(odd.text("i"), None);
        assert_eq!(odd.text("c"), Some(Untrusted::new("5.9")));
        assert_eq!((odd.str("zz"), odd.count("zz"), odd.flag("zz")), ("", 0, false));
    }

    #[test]
    fn one_bad_item_does_not_cost_the_list() {
        let mut page = object(r#"{"DATA":[{"x":1},7,null,"s",[],{"x":2}]}"#);
        let seen: Vec<_> = page.list("DATA").unwrap().iter().map(|one| one.count("x")).collect();
        assert_eq!(seen, [1, 0, 0, 0, 0, 2]);
        assert!(page.list("nothing").is_none() && object(r#"{"DATA":{}}"#).list("DATA").is_none());
    }

    #[test]
    fn bodies_that_are_nearly_json() {
        assert_eq!(JsonObject::parse(b"\xef\xbb\xbf{\"a\":\"b\"}").unwrap().str("a"), "b");
        assert_eq!(JsonObject::parse(b"{\"a\":\"x\xffy\"}").unwrap().str("a"), "x\u{fffd}y");
        assert_eq!(object(r#"{"a":"x\ud800y"}"#).str("a"), "x\u{fffd}y");
        assert_eq!(
            object(r#"{"a":"\ud83d\ude00 \\ud800 \udc00\ud83d"}"#).str("a"),
            "😀 \\ud800 \u{fffd}\u{fffd}"
        );
        for bad in ["", "[]", "7", "null", "<html>", "{", "{\"a\":\"\\u12\"}", "{\"a\":1}}"] {
            assert!(JsonObject::parse(bad.as_bytes()).is_none(), "{bad}");
        }
        assert!(JsonObject::parse("[".repeat(100_000).as_bytes()).is_none());
    }

    proptest::proptest! {
        #[test]
        fn no_body_makes_it_fall(body: Vec<u8>) {
            let _ = JsonObject::parse(&body);
        }

        #[test]
        fn repaired_text_keeps_what_was_whole(text in "[a-z\\\\\"é😀]{0,20}") {
            let json = serde_json::to_string(&text).unwrap();
            proptest::prop_assert_eq!(&without_lone_surrogates(&json), &json);
        }
    }
}
