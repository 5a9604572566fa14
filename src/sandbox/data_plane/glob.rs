//! Shell patterns on names: `*`, `?`, `[a-z]`, `[!a]`. Used by filter rules, delete globs and `~` filters.

/// Whether the whole `name` matches `pattern`.
pub fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let mut rest = pattern;
    let mut text = name;
    // Where to resume after a mismatch behind the last `*`: one character further.
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        let stepped = match rest.split_first() {
            Some((b'*', after)) => {
                retry = Some((after, text));
                rest = after;
                continue;
            }
            Some(_) => match_one(rest, text),
            None if text.is_empty() => return true,
            None => None,
        };
        if let Some(next) = stepped {
            (rest, text) = next;
            continue;
        }
        match retry {
            Some((after, from)) if !from.is_empty() => {
                let further = from.get(width(from)..).unwrap_or_default();
                retry = Some((after, further));
                (rest, text) = (after, further);
            }
            _ => return false,
        }
    }
}

/// Whether a name contains a character that is special in patterns.
pub fn is_pattern(name: &[u8]) -> bool {
    name.iter().any(|byte| matches!(byte, b'*' | b'?' | b'['))
}

/// Matches one pattern element against one character. Returns the rests of both.
fn match_one<'a>(pattern: &'a [u8], text: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (first, rest) = pattern.split_first()?;
    let length = width(text);
    let char = text.get(..length)?;
    let after = text.get(length..)?;
    if char.is_empty() {
        return None;
    }
    match first {
        b'?' => Some((rest, after)),
        b'[' => match match_set(rest, char) {
            Some((true, rest)) => Some((rest, after)),
            Some((false, _)) => None,
            None => (char == b"[").then_some((rest, after)),
        },
        literal => (text.first() == Some(literal)).then(|| (rest, text.get(1..).unwrap_or_default())),
    }
}

/// Matches a character against the set after a `[`. Returns the result and the pattern after the `]`; None when the
/// set is not closed.
fn match_set<'a>(pattern: &'a [u8], char: &[u8]) -> Option<(bool, &'a [u8])> {
    let (negated, body) = match pattern.split_first() {
        Some((b'!' | b'^', rest)) => (true, rest),
        _ => (false, pattern),
    };
    // A `]` in first position is a member of the set.
    let close = 1 + body.get(1..)?.iter().position(|byte| *byte == b']')?;
    let members = String::from_utf8_lossy(body.get(..close)?).chars().collect::<Vec<_>>();
    let char = String::from_utf8_lossy(char).chars().next()?;
    let mut inside = false;
    let mut at = members.as_slice();
    while let Some((low, rest)) = at.split_first() {
        at = match rest {
            [dash, high, after @ ..] if *dash == '-' => {
                inside |= (*low..=*high).contains(&char);
                after
            }
            _ => {
                inside |= *low == char;
                rest
            }
        };
    }
    Some((inside != negated, body.get(close + 1..)?))
}

/// The length of the first character in bytes; 1 where the text is not UTF-8.
fn width(text: &[u8]) -> usize {
    let length = match text.first() {
        None => 0,
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        Some(_) => 1,
    };
    if text.get(..length).is_some_and(|char| std::str::from_utf8(char).is_ok()) {
        length
    } else {
        text.len().min(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("*", "x", true),
            ("*.nc", "tas.nc", true),
            ("*.nc", "tas.nc4", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("t?s", "tas", true),
            ("t?s", "ts", false),
            ("t?s", "tés", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]]x", "]x", true),
            ("[日本]", "本", true),
            ("[a", "[a", true),
            ("", "", true),
            ("", "a", false),
            ("tas", "tas", true),
            ("***", "anything", true),
            ("*日*", "2日1", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} on {name}");
        }
        assert!(matches(b"?x", b"\xffx"));
        assert!(is_pattern(b"a[b") && !is_pattern(b"a.b"));
    }

    #[test]
    fn a_hostile_pattern_is_not_slow() {
        let pattern = b"a*".repeat(60);
        let name = b"a".repeat(250);
        assert!(!matches(&[&pattern[..], b"b"].concat(), &name));
    }
}
