//! Names and paths of any bytes as text of our JSON files: `%` is `%25`, a byte that is not part of UTF-8 is `%` and two
//! hex digits, all else is written as it is. For `#[serde(with = "any_bytes")]` on an [`Untrusted`].

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;
use serde::{Deserialize as _, Deserializer, Serializer};

use super::text::Untrusted;

/// The text of some bytes.
pub(super) fn to_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The bytes of a text.
pub(super) fn from_text(text: &str) -> Cow<'_, [u8]> {
    percent_decode_str(text).into()
}

/// Writes the bytes as text.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(bytes: &Untrusted, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&to_text(bytes.raw()))
}

/// Reads them back.
///
/// # Errors
/// Those of the deserializer.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Untrusted, D::Error> {
    <Cow<'de, str>>::deserialize(from).map(|text| Untrusted::new(from_text(&text)))
}
