//! What a user types to find names: words, each of which a name must contain. A word in small letters finds capitals
//! too. Start with [`NamePattern::parse`].

use icu_normalizer::ComposingNormalizerBorrowed;
use unicode_segmentation::UnicodeSegmentation as _;

use super::text::{SafeText, Untrusted};

/// The words, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    text: Untrusted,
    words: Box<[Word]>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    /// As names are compared with it: composed, and in small letters unless it is `exact`.
    text: Untrusted,
    /// Whether it has capitals: then small letters are others.
    exact: bool,
}

impl NamePattern {
    /// Reads what was typed; `None` where that is nothing but blanks.
    pub fn parse(typed: &str) -> Option<Self> {
        let words: Box<[Word]> = typed
            .split_whitespace()
            .map(|word| {
                let exact = word.contains(char::is_uppercase);
                Word { text: Untrusted::new(fold(word, exact)), exact }
            })
            .collect();
        (!words.is_empty()).then(|| Self { text: Untrusted::new(typed.trim()), words })
    }

    /// What was typed.
    pub fn typed(&self) -> &str {
        self.text.raw_str().unwrap_or_default()
    }

    /// What was typed, for a screen.
    pub fn sanitized(&self) -> SafeText {
        self.text.sanitized()
    }

    /// Whether a name contains all words.
    pub fn matches(&self, name: &[u8]) -> bool {
        self.words.iter().all(|word| word.is_in(name))
    }

    /// Which chars of a name are those of the words: of each word where it comes first.
    pub fn matched_chars(&self, name: &str) -> Vec<usize> {
        let mut chars: Vec<usize> = self.words.iter().flat_map(|word| word.chars_in(name)).collect();
        chars.sort_unstable();
        chars.dedup();
        chars
    }
}

impl Word {
    fn text(&self) -> &str {
        self.text.raw_str().unwrap_or_default()
    }

    fn is_in(&self, name: &[u8]) -> bool {
        if self.text().is_ascii() {
            return self.ascii_position(name).is_some();
        }
        // A name of other bytes than UTF-8 has no letters but those of ASCII.
        std::str::from_utf8(name).is_ok_and(|name| !name.is_ascii() && !self.chars_in(name).is_empty())
    }

    /// Where the word is in a name, compared byte by byte: nothing is built for each of 100,000 names.
    fn ascii_position(&self, name: &[u8]) -> Option<usize> {
        let word = self.text().as_bytes();
        let is_here = |part: &[u8]| if self.exact { part == word } else { part.eq_ignore_ascii_case(word) };
        name.windows(word.len()).position(is_here)
    }

    fn chars_in(&self, name: &str) -> Vec<usize> {
        if self.text().is_ascii() {
            let Some(start) = self.ascii_position(name.as_bytes()) else { return Vec::new() };
            let before = name.get(..start).map_or(0, |before| before.chars().count());
            return (before..before + self.text().len()).collect();
        }
        // Each letter as a user sees it, by where it ends in the folded name.
        let mut folded = String::with_capacity(name.len());
        let mut letters = Vec::new();
        let mut chars = 0;
        for letter in name.graphemes(true) {
            folded.push_str(&fold_letter(letter, self.exact));
            let count = letter.chars().count();
            letters.push((folded.len(), chars..chars + count));
            chars += count;
        }
        let Some(start) = folded.find(self.text()) else { return Vec::new() };
        let end = start + self.text().len();
        let mut begin = 0;
        let mut found = Vec::new();
        for (letter_end, chars) in letters {
            if begin < end && letter_end > start {
                found.extend(chars);
            }
            begin = letter_end;
        }
        found
    }
}

/// Text as it is compared, letter by letter, so that a part of a name is what it is by itself.
fn fold(text: &str, exact: bool) -> String {
    text.graphemes(true).map(|letter| fold_letter(letter, exact)).collect()
}

/// A letter written in two characters is the one of one character.
fn fold_letter(letter: &str, exact: bool) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(letter);
    if exact { composed.into_owned() } else { composed.chars().flat_map(char::to_lowercase).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, name: &str) -> bool {
        NamePattern::parse(typed).unwrap().matches(name.as_bytes())
    }

    #[test]
    fn all_words_are_contained_in_any_order() {
        assert!(finds("nc tas", "tas_2020.nc") && finds(" 2020 ", "tas_2020.nc"));
        assert!(!finds("tas csv", "tas_2020.nc") && !finds("tas_2020.ncx", "tas_2020.nc"));
        assert_eq!(NamePattern::parse("  "), None);
    }

    #[test]
    fn small_letters_find_capitals_and_capitals_only_themselves() {
        assert!(finds("readme", "README.txt") && finds("README", "README.txt"));
        assert!(!finds("Readme", "README.txt") && !finds("README", "readme.txt"));
        assert!(finds("érik", "ÉRIK.txt") && !finds("ÉRIK", "érik.txt"));
        assert!(finds("README txt", "README.TXT"), "each word for itself");
    }

    #[test]
    fn a_letter_of_two_characters_is_found_as_one_of_one() {
        assert!(finds("café", "cafe\u{301}.nc") && finds("cafe\u{301}", "café.nc"));
        let pattern = NamePattern::parse("é.").unwrap();
        assert_eq!(pattern.matched_chars("cafe\u{301}.nc"), [3, 4, 5]);
        assert_eq!(pattern.matched_chars("café.nc"), [3, 4]);
        assert!(finds("気", "気温_2023年.csv"));
    }

    #[test]
    fn names_of_any_bytes_are_compared() {
        assert!(NamePattern::parse("caf").unwrap().matches(b"caf\xe9"));
        assert!(!NamePattern::parse("café").unwrap().matches(b"caf\xe9"));
        assert!(!NamePattern::parse("long").unwrap().matches(b"lon"));
    }

    #[test]
    fn the_letters_that_match_are_told() {
        let pattern = NamePattern::parse("nc as").unwrap();
        assert_eq!(pattern.matched_chars("年_tas.NC"), [3, 4, 6, 7]);
    }

    proptest::proptest! {
        #[test]
        fn what_is_contained_is_found_and_its_letters_with_it(name in "\\PC{0,12}", start in 0_usize..12, len in 1_usize..6) {
            let word: String = name.graphemes(true).skip(start).take(len).collect();
            if let Some(pattern) = NamePattern::parse(&word) {
                proptest::prop_assert!(pattern.matches(name.as_bytes()), "{:?} in {:?}", word, name);
                proptest::prop_assert!(!pattern.matched_chars(&name).is_empty());
            }
        }
    }
}
