//! How near a name comes to what was typed, in one cheap pass: which of very many names are worth an exact score.

/// How near names come: the less, the nearer.
pub(super) type Near = u32;

/// `None`: the letters of a word do not follow each other in the name, so that no score finds them. For names of several
/// bytes a character it may err on the other side.
pub(super) fn near(name: &str, words: &[&str]) -> Option<Near> {
    words
        .iter()
        .try_fold(0, |total: Near, word| Some(total.saturating_add(one(name.as_bytes(), word.as_bytes())?)))
}

/// The bytes between the letters of the word, and one more where it does not start a word of the name.
fn one(name: &[u8], word: &[u8]) -> Option<Near> {
    let whole = name.windows(word.len().max(1)).position(|part| part.eq_ignore_ascii_case(word));
    let (first, last) = match whole {
        Some(first) => (first, (first + word.len()).saturating_sub(1)),
        None => scattered(name, word)?,
    };
    let between = (last - first + 1).saturating_sub(word.len());
    let before = first.checked_sub(1).and_then(|before| name.get(before));
    let starts = before.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    Near::try_from(between).ok()?.checked_mul(2)?.checked_add(u32::from(!starts))
}

/// Where the letters of the word begin and end, the first that are found.
fn scattered(name: &[u8], word: &[u8]) -> Option<(usize, usize)> {
    let mut places = name.iter().enumerate();
    let mut found = word
        .iter()
        .map(|wanted| places.find(|(_, byte)| byte.eq_ignore_ascii_case(wanted)).map(|(place, _)| place));
    let first = found.next()??;
    let last = found.try_fold(first, |_, place| place)?;
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_nearest_and_what_lacks_a_letter_is_not_near() {
        let near = |name| near(name, &["jas"]);
        assert_eq!([near("JASMIN"), near("The Jasmin"), near("ninjas")], [Some(0), Some(0), Some(1)]);
        assert_eq!(near("J of a S"), Some(10));
        assert_eq!([near("saj"), near("ja"), near("")], [None; 3]);
    }

    #[test]
    fn each_word_counts_wherever_it_is() {
        assert_eq!(near("JASMIN Archive", &["arch", "jas"]), Some(0));
        assert_eq!(near("JASMIN Archive", &["arch", "dkrz"]), None);
        assert!(near("日本 data", &["本", "da"]).is_some());
        assert_eq!(near("any", &[]), Some(0));
    }
}
