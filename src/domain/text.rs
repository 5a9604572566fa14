//! Text from outside, and text that may be shown.
//!
//! [`Untrusted`] has no `Display`; [`SafeText`] has no public constructor from a `String`. The one bridge is
//! [`crate::domain::sanitise::sanitise`], reached by `sanitized()`. `ARCHITECTURE.md` P0-1.

use std::fmt;

use super::sanitise::{sanitise, sanitise_for};

/// Bytes from a service, a file system or a terminal: kept raw, shown only through `sanitized()`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Untrusted(Box<[u8]>);

impl Untrusted {
    /// Takes text or bytes from outside as they are.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self(bytes.as_ref().into())
    }

    /// The raw bytes: for sending, comparing and copying, never for a screen.
    pub fn raw(&self) -> &[u8] {
        &self.0
    }

    /// The raw text, where it is UTF-8: for sending and comparing, never for a screen.
    pub fn raw_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// A view that borrows.
    pub fn as_ref(&self) -> UntrustedRef<'_> {
        UntrustedRef(&self.0)
    }

    /// The only form that may reach a screen.
    pub fn sanitized(&self) -> SafeText {
        self.as_ref().sanitized()
    }

    /// Prose of a service on one line: line breaks and runs of blanks become one blank. Not for names, which
    /// such a change could make alike.
    pub fn on_one_line(&self) -> SafeText {
        let words: Vec<&[u8]> =
            self.0.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        UntrustedRef(&words.join(&b' ')).sanitized()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Untrusted({})", self.sanitized().as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Untrusted {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(from).map(|text| Self::new(text.as_bytes()))
    }
}

/// A borrowed [`Untrusted`], such as a name inside a listing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UntrustedRef<'a>(pub &'a [u8]);

impl<'a> UntrustedRef<'a> {
    /// The raw bytes: for sending, comparing and copying, never for a screen.
    pub fn raw(self) -> &'a [u8] {
        self.0
    }

    /// The only form that may reach a screen.
    pub fn sanitized(self) -> SafeText {
        SafeText(sanitise(self.0))
    }

    /// The same with every character escaped that is not ASCII: of names that look alike, one can be told from the other.
    pub fn escaped(self) -> SafeText {
        SafeText(sanitise_for(self.0, true))
    }

    /// A copy that outlives the listing.
    pub fn to_owned(self) -> Untrusted {
        Untrusted::new(self.0)
    }
}

impl fmt::Debug for UntrustedRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UntrustedRef({})", self.sanitized().as_str())
    }
}

/// Text that may be drawn: made of our own literals, numbers, and sanitised parts.
///
/// Make one with the [`safe!`](crate::safe) macro, from a literal, or with `Untrusted::sanitized`.
#[derive(Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct SafeText(String);

impl SafeText {
    /// The text, for a widget.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text cut to at most `cells` terminal cells, never inside an escape.
    pub fn fit(&self, cells: usize) -> SafeText {
        SafeText(super::sanitise::fit(&self.0, cells))
    }

    /// The same with another sign, one cell wide, where something was cut out.
    pub fn fit_with(&self, cells: usize, sign: &'static str) -> SafeText {
        SafeText(super::sanitise::fit_with(&self.0, cells, sign))
    }

    /// Its beginning, with a sign where it is cut.
    pub fn beginning(&self, cells: usize, sign: &'static str) -> SafeText {
        SafeText(super::sanitise::beginning(&self.0, cells, sign))
    }

    /// The text in lines of at most `cells` terminal cells, broken at blanks where it can be.
    pub fn wrap(&self, cells: usize) -> Vec<SafeText> {
        super::sanitise::wrap(&self.0, cells).into_iter().map(SafeText).collect()
    }

    /// The text in lines of at most `cells` terminal cells, broken wherever they are full.
    pub fn cut_at(&self, cells: usize) -> Vec<SafeText> {
        super::sanitise::cut_at(&self.0, cells).into_iter().map(SafeText).collect()
    }

    /// The end of the text in at most `cells` cells, with `cut` for what is left out before it.
    pub fn fit_end(&self, cells: usize, cut: &str) -> SafeText {
        SafeText(super::sanitise::fit_end(&self.0, cells, cut))
    }

    /// Our words as a whole sentence: a capital at the start (but hemi is written small), a stop at the end.
    #[must_use]
    pub fn sentence(self) -> SafeText {
        let Self(mut text) = self;
        if !text.starts_with("hemi ")
            && let Some(first) = text.get_mut(..1)
        {
            first.make_ascii_uppercase();
        }
        if text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '`' | '"')) {
            text.push('.');
        }
        SafeText(text)
    }

    /// The text up to its first blank.
    #[must_use]
    pub fn first_word(&self) -> SafeText {
        SafeText(self.0.split(' ').next().unwrap_or_default().to_owned())
    }

    /// The parts of the text between these signs.
    pub fn split(&self, sign: char) -> Vec<SafeText> {
        self.0.split(sign).map(|part| SafeText(part.to_owned())).collect()
    }

    /// The text without the blanks around it.
    #[must_use]
    pub fn trimmed(&self) -> SafeText {
        SafeText(self.0.trim().to_owned())
    }

    /// What follows `prefix`, if it begins with that.
    pub fn without_prefix(&self, prefix: &str) -> Option<SafeText> {
        self.0.strip_prefix(prefix).map(|rest| SafeText(rest.to_owned()))
    }

    /// The text followed by blanks up to `cells` terminal cells. A longer one stays whole.
    #[must_use]
    pub fn padded(mut self, cells: usize) -> SafeText {
        let missing = cells.saturating_sub(self.width());
        self.0.extend(std::iter::repeat_n(' ', missing));
        self
    }

    /// How many terminal cells it takes.
    pub fn width(&self) -> usize {
        super::sanitise::width(&self.0)
    }

    #[doc(hidden)]
    pub fn assemble(parts: fmt::Arguments<'_>) -> Self {
        SafeText(parts.to_string())
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SafeText({:?})", self.0)
    }
}

impl From<&'static str> for SafeText {
    fn from(literal: &'static str) -> Self {
        SafeText(literal.to_owned())
    }
}

impl AsRef<str> for SafeText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// What [`safe!`](crate::safe) accepts: nothing that could carry foreign bytes.
pub trait Showable: fmt::Display {}

macro_rules! showable {
    ($($kind:ty),* $(,)?) => {$( impl Showable for $kind {} )*};
}
showable!(
    SafeText,
    i8,
    i16,
    u8,
    u16,
    u32,
    u64,
    usize,
    i32,
    i64,
    f64,
    &'static str,
    char,
    super::ids::CollectionId,
    super::ids::TaskId,
    super::ids::IdentityId,
    super::ids::GroupId,
    super::ids::GatewayId,
    super::ids::ClientId,
    super::ids::SubmissionId,
);
impl<T: Showable> Showable for &T {}

/// Identity on showable values; anything else does not compile.
#[doc(hidden)]
pub fn showable<T: Showable>(part: T) -> T {
    part
}

/// Builds a [`SafeText`] as `format!` builds a `String`, from positional arguments that are showable.
#[macro_export]
macro_rules! safe {
    ($words:literal $(, $part:expr)* $(,)?) => {
        $crate::domain::text::SafeText::assemble(
            ::core::format_args!($words $(, $crate::domain::text::showable(&$part))*)
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_bytes_are_escaped_inside_our_words() {
        let name = Untrusted::new(b"a\x1b]0;x\x07b");
        assert_eq!(safe!("open {}: {}", name.sanitized(), 3).as_str(), "open a\\x1b]0;x\\x07b: 3");
    }

    #[test]
    fn words_become_sentences() {
        for (words, sentence) in [
            ("it failed", "It failed."),
            ("hemi cannot", "hemi cannot."),
            ("Done.", "Done."),
            ("", ""),
            ("why?", "Why?"),
        ] {
            assert_eq!(SafeText::from(words).sentence().as_str(), sentence);
        }
    }

    #[test]
    fn prose_goes_on_one_line() {
        assert_eq!(
            Untrusted::new("Error (list)\r\nPath:  /x\x1b\n").on_one_line().as_str(),
            "Error (list) Path: /x\\x1b"
        );
    }

    #[test]
    fn debug_of_a_foreign_name_is_escaped_too() {
        assert_eq!(format!("{:?}", Untrusted::new("\u{202e}x")), "Untrusted(\\u{202e}x)");
    }
}
