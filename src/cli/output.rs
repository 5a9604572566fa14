//! The only place that prints. Text is [`Shown`], so nothing foreign reaches the terminal this way
//! either. A reader that went away is no error of ours.

use std::io::Write as _;

use crate::domain::text::Shown;

/// A line of results.
pub fn line(text: &Shown) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A line of JSON for another program.
pub fn json(value: &impl serde::Serialize) {
    // Non-ASCII text in JSON is data, but control characters are escaped by the format itself.
    if let Ok(text) = serde_json::to_string(value) {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{text}");
        let _ = out.flush();
    }
}

/// What went wrong, and what to do.
pub fn complain(text: &Shown) {
    let _ = writeln!(std::io::stderr().lock(), "hemi: {text}");
}
