//! Name patterns as shells have them: `*`, `?`, `[a-z]`, `[!a-z]`, and `\` before a character that means itself. Names are
//! matched as bytes, and a letter written in two characters is the one of one character.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// One pattern, which the whole name must match. Capitals are others than small letters, as in a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(Box<[Token]>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// This byte.
    Byte(u8),
    /// Any one character, or a byte that is part of none.
    AnyOne,
    /// Any characters, or none.
    Any,
    /// A character of these ranges, or of none of them.
    Class { negated: bool, ranges: Box<[(char, char)]> },
}

impl Glob {
    /// Reads a pattern. A bracket that is not closed means itself.
    pub fn new(pattern: &str) -> Self {
        let pattern = ComposingNormalizerBorrowed::new_nfc().normalize(pattern);
        let mut rest = pattern.chars();
        let mut tokens = Vec::new();
        let mut literal = String::new();
        while let Some(letter) = rest.next() {
            let token = match letter {
                '*' => Token::Any,
                '?' => Token::AnyOne,
                '[' => match class(rest.as_str()) {
                    Some((class, after)) => {
                        rest = after.chars();
                        class
                    }
                    None => {
                        literal.push('[');
                        continue;
                    }
                },
                '\\' => {
                    literal.push(rest.next().unwrap_or('\\'));
                    continue;
                }
                other => {
                    literal.push(other);
                    continue;
                }
            };
            push(&mut tokens, &std::mem::take(&mut literal));
            tokens.push(token);
        }
        push(&mut tokens, &literal);
        tokens.dedup_by(|a, b| *a == Token::Any && *b == Token::Any);
        Self(tokens.into())
    }

    /// Reads patterns with commas between them; `\,` is a comma of a name.
    pub fn list(patterns: &str) -> Box<[Self]> {
        let mut parts = vec![String::new()];
        let mut letters = patterns.chars();
        while let Some(letter) = letters.next() {
            if letter == ',' {
                parts.push(String::new());
                continue;
            }
            let Some(part) = parts.last_mut() else { break };
            part.push(letter);
            if letter == '\\' {
                part.extend(letters.next());
            }
        }
        parts.iter().filter(|part| !part.is_empty()).map(|part| Self::new(part)).collect()
    }

    /// Whether the whole name matches.
    pub fn matches(&self, name: &[u8]) -> bool {
        let name: Cow<'_, [u8]> = match std::str::from_utf8(name) {
            Ok(text) if !name.is_ascii() => {
                Cow::Owned(ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned().into_bytes())
            }
            _ => Cow::Borrowed(name),
        };
        self.matches_composed(&name)
    }

    /// Goes back to the last `*` only, which is enough: so it never takes longer than the product of both lengths.
    fn matches_composed(&self, name: &[u8]) -> bool {
        let (mut at, mut token) = (0, 0);
        let mut back: Option<(usize, usize)> = None;
        loop {
            let step = match (self.0.get(token), name.get(at..).unwrap_or_default()) {
                (None, []) => return true,
                (Some(Token::Any), _) => {
                    back = Some((at, token));
                    Some(0)
                }
                (None, _) | (Some(_), []) => None,
                (Some(Token::Byte(byte)), [first, ..]) => (byte == first).then_some(1),
                (Some(Token::AnyOne), rest) => Some(first_char(rest).1),
                (Some(Token::Class { negated, ranges }), rest) => {
                    let (letter, len) = first_char(rest);
                    let is_in = letter.is_some_and(|letter| {
                        ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter))
                    });
                    (is_in != *negated).then_some(len)
                }
            };
            match (step, &mut back) {
                (Some(len), _) => (at, token) = (at + len, token + 1),
                (None, Some((from, star))) => {
                    let Some(rest) = name.get(*from..).filter(|rest| !rest.is_empty()) else { return false };
                    *from += first_char(rest).1;
                    (at, token) = (*from, *star + 1);
                }
                (None, None) => return false,
            }
        }
    }
}

/// Composed again: backslashes may have stood between letters and their marks.
fn push(tokens: &mut Vec<Token>, literal: &str) {
    let literal = ComposingNormalizerBorrowed::new_nfc().normalize(literal);
    tokens.extend(literal.bytes().map(Token::Byte));
}

/// The first character of some bytes, if they begin with one, and its length.
fn first_char(bytes: &[u8]) -> (Option<char>, usize) {
    let longest = bytes.get(..4).unwrap_or(bytes);
    let valid = match std::str::from_utf8(longest) {
        Ok(text) => text,
        Err(error) => longest
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
    };
    let first = valid.chars().next();
    (first, first.map_or(1, char::len_utf8))
}

/// A class whose bracket was read, and what comes after it; `None` where it is not closed.
fn class(text: &str) -> Option<(Token, &str)> {
    let (negated, text) = match text.strip_prefix(['!', '^']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut ranges: Vec<(char, char)> = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == ']' && at > 0 {
            return Some((Token::Class { negated, ranges: ranges.into() }, text.get(at + 1..)?));
        }
        let letter = if letter == '\\' { letters.next()?.1 } else { letter };
        let mut ahead = letters.clone();
        match (ahead.next(), ahead.next()) {
            (Some((_, '-')), Some((_, end))) if end != ']' => {
                letters = ahead;
                ranges.push((letter, end));
            }
            _ => ranges.push((letter, letter)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        Glob::new(pattern).matches(name.as_bytes())
    }

    #[test]
    fn stars_and_question_marks() {
        assert!(
            matches("*.nc", "a.nc") && matches("*", "") && matches("*a*b", "xxaxbxb") && matches("a", "a")
        );
        assert!(
            !matches("*.nc", "a.ncx") && !matches("?", "") && !matches("a?c", "ac") && !matches("a", "A")
        );
        assert!(matches("t?s_*_20??.nc", "tas_day_2023.nc") && !matches("t?s_*_20??.nc", "tas_day_202.nc"));
        assert!(matches("?", "é") && matches("?", "e\u{301}") && matches("caf?.nc", "caf\u{e9}.nc"));
        assert!(
            Glob::new("caf?").matches(b"caf\xe9") && Glob::new("*\u{e9}").matches("cafe\u{301}".as_bytes())
        );
    }

    #[test]
    fn brackets() {
        assert!(matches("[a-c]1", "b1") && !matches("[a-c]1", "d1") && matches("[!a-c]1", "d1"));
        assert!(matches("[]]", "]") && matches("[a-]", "-") && matches("[^x]", "y") && !matches("[^x]", "x"));
        assert!(matches("[ab", "[ab") && matches("a[", "a["), "not closed");
        assert!(matches("[à-ü]", "é") && !matches("[!é]", "é"));
    }

    #[test]
    fn a_backslash_makes_a_sign_mean_itself() {
        assert!(
            matches("\\*", "*") && !matches("\\*", "a") && matches("a\\", "a\\") && matches("[\\]]", "]")
        );
        let globs = Glob::list("*.nc,a\\,b,,x");
        assert_eq!(globs.len(), 3);
        assert!(globs[0].matches(b"1.nc") && globs[1].matches(b"a,b") && globs[2].matches(b"x"));
    }

    #[test]
    fn marks_are_put_in_order_behind_backslashes_too() {
        assert!(matches("\\\u{1e023}\\\u{16ff0}", "\u{1e023}\u{16ff0}"));
    }

    #[test]
    fn many_stars_take_no_longer_than_the_product_of_both_lengths() {
        let name = "a".repeat(5_000);
        assert!(!matches(&"*a".repeat(100), &format!("{name}b")));
        assert!(matches(&format!("{}b", "*a".repeat(100)), &format!("{name}b")));
    }

    proptest::proptest! {
        #[test]
        fn a_name_matches_itself_and_a_star_all(name in "\\PC{0,12}") {
            let escaped: String = name.chars().flat_map(|letter| ['\\', letter]).collect();
            proptest::prop_assert!(matches(&escaped, &name) && matches("*", &name));
        }
    }
}
