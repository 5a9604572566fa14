//! An event as text: its code, if known, and its numbers. Unknown parts are shown as received.

use crate::domain::format;
use crate::domain::task::{OperationFailure, TaskEvent};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The code of the event that a task was cancelled.
const CANCELLED: &[u8] = b"CANCELED";

/// What happened. An error keeps its code, because support asks for it.
pub(super) fn head(event: &TaskEvent) -> SafeText {
    let known = match event.code.raw() {
        b"STARTED" => Some("Started"),
        b"PROGRESS" => Some("Progress"),
        b"SUCCEEDED" => Some("Done"),
        CANCELLED => Some("Cancelled"),
        b"EXPIRED" => Some("Deadline passed"),
        b"PAUSED" => Some("Paused"),
        b"UNPAUSED" => Some("Resumed"),
        _ => None,
    };
    match known {
        Some(words) => words.into(),
        None if event.description.is_empty() => event.code.sanitized(),
        None => safe!("{} ({})", event.description.on_one_line(), event.code.sanitized()),
    }
}

/// Lines of the service's own. Where they say once more what the head has said in hemi's word, they are told as its own.
pub(super) fn in_its_words(event: &TaskEvent, mut lines: Vec<SafeText>) -> Vec<SafeText> {
    if event.code.raw() == CANCELLED
        && let Some(first) = lines.first_mut()
    {
        *first = safe!("Globus: {}", *first);
    }
    lines
}

/// The fields of an event as the end of a sentence, known ones first.
pub(super) fn facts(fields: &[(Untrusted, Untrusted)]) -> SafeText {
    let value = |name: &str| fields.iter().find(|(field, _)| field.raw() == name.as_bytes()).map(|(_, v)| v);
    // Of less than a second no rate is known that says anything.
    let is_short = value("duration").and_then(number).is_some_and(|seconds| seconds < 1.0);
    let known = KNOWN.iter().filter(|(name, _)| !(is_short && *name == "mbps"));
    let known = known.filter_map(|(name, words)| words(value(name)?));
    let others = fields.iter().filter(|(field, value)| {
        let known = KNOWN.iter().find(|(name, _)| field.raw() == name.as_bytes());
        known.is_none_or(|(_, words)| words(value).is_none())
    });
    let others = others.map(|(name, value)| {
        let name = name.raw_str().map_or_else(|| name.clone(), |name| Untrusted::new(name.replace('_', " ")));
        (", ", safe!("{}: {}", name.sanitized(), value.on_one_line()))
    });
    known.chain(others).fold(SafeText::default(), |so_far, (between, words)| {
        if so_far.is_empty() { words } else { safe!("{}{}{}", so_far, between, words) }
    })
}

/// What was tried and what the server said, line by line.
pub(super) fn failure(failure: &OperationFailure) -> Vec<SafeText> {
    let OperationFailure { operation, path, lines, raw: _ } = failure;
    let is_named = !operation.is_empty() || !path.is_empty();
    let tried = is_named.then(|| safe!("{} {}", operation.on_one_line(), path.on_one_line()));
    tried.into_iter().chain(lines.iter().map(Untrusted::on_one_line)).collect()
}

/// A value as text, with the separator before it; `None` if it has another form than expected.
type Words = fn(&Untrusted) -> Option<(&'static str, SafeText)>;

/// Field and its words, in the order of the sentence.
const KNOWN: [(&str, Words); 6] = [
    ("files_succeeded", |value| Some((", ", format::count(count(value)?, "file", "files")))),
    ("items", |value| Some((", ", format::count(count(value)?, "item", "items")))),
    ("bytes_transferred", |value| Some((", ", format::bytes(count(value)?)))),
    ("duration", |value| {
        let seconds = number(value)?;
        let long = match seconds {
            short if short < 0.1 => "less than 0.1s".into(),
            short if short < 60.0 => safe!("{:.1}s", short),
            long => format::span(long as u64),
        };
        Some((" ", safe!("in {}", long)))
    }),
    // Millions of bits a second: a rate is in bytes everywhere else.
    ("mbps", |value| Some((" ", safe!("at {}", format::rate((number(value)? * 1e6 / 8.0) as u64))))),
    ("type", |value| match value.raw() {
        b"TRANSFER" => Some((" ", "to transfer".into())),
        b"DELETE" => Some((" ", "to delete".into())),
        _ => None,
    }),
];

fn count(value: &Untrusted) -> Option<u64> {
    value.raw_str()?.parse().ok()
}

fn number(value: &Untrusted) -> Option<f64> {
    value.raw_str()?.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_fields_make_a_sentence_and_others_are_told_as_they_are() {
        let said = |fields: &[(&str, &str)]| {
            let fields: Vec<_> = fields.iter().map(|(n, v)| (Untrusted::new(n), Untrusted::new(v))).collect();
            facts(&fields).as_str().to_owned()
        };
        let progress = [("mbps", "1.98"), ("bytes_transferred", "1152014"), ("duration", "4.64")];
        assert_eq!(said(&progress), "1.1 MiB in 4.6s at 242 KiB/s");
        let short = [("mbps", "1140.8"), ("bytes_transferred", "1152014"), ("duration", "0.01")];
        assert_eq!(said(&short), "1.1 MiB in less than 0.1s", "too short for a rate");
        assert_eq!(said(&[("files_succeeded", "5008")]), "5,008 files");
        assert_eq!(said(&[("type", "TRANSFER"), ("items", "1")]), "1 item to transfer");
        assert_eq!(said(&[("retry_count", "3"), ("duration", "soon")]), "retry count: 3, duration: soon");
        assert_eq!(said(&[("duration", "-1"), ("x\u{1b}", "\u{202e}y")]), "duration: -1, x\\x1b: \\u{202e}y");
        assert_eq!(said(&[]), "");
    }

    #[test]
    fn a_failed_operation_is_told_with_its_path_and_every_line_of_the_server() {
        let lines = ["no such file", "2", "3", "the last"].map(Untrusted::new);
        let told = failure(&OperationFailure {
            operation: Untrusted::new("stat"),
            path: Untrusted::new("/a/b\u{1b}"),
            lines: lines.into(),
            raw: Untrusted::new("{}"),
        });
        let told: Vec<_> = told.iter().map(SafeText::as_str).collect();
        assert_eq!(told, ["stat /a/b\\x1b", "no such file", "2", "3", "the last"]);
    }
}
