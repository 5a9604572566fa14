//! Which commands match what was typed, best first, and which letters match.

use std::cmp::Reverse;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

/// The score of a letter that is found. Letters far apart score less together: they match by chance.
const LETTER: i64 = 16;

/// A row of the list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Which of the entries.
    pub entry: usize,
    /// Which letters of its name match.
    pub name: Vec<usize>,
    /// Which letters of its sentence.
    pub sentence: Vec<usize>,
}

/// Those that have all words typed in their name, their word or their sentence: these three are given of each.
pub(super) fn rows(all: impl Iterator<Item = [&'static str; 3]>, text: &str) -> Vec<Row> {
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut found: Vec<(i64, Row)> =
        all.enumerate().filter_map(|(entry, words)| matches(&matcher, words, text, entry)).collect();
    found.sort_by_key(|(score, row)| (Reverse(*score), row.entry));
    found.into_iter().map(|(_, row)| row).collect()
}

fn matches(matcher: &SkimMatcherV2, words: [&str; 3], text: &str, entry: usize) -> Option<(i64, Row)> {
    let mut row = Row { entry, ..Row::default() };
    let mut total = 0;
    for word in text.split_whitespace() {
        let least = LETTER.saturating_mul(i64::try_from(word.chars().count()).unwrap_or(i64::MAX));
        let find = |words: &str| matcher.fuzzy_indices(words, word).filter(|(score, _)| *score >= least);
        let [name, short, sentence] = words.map(find);
        // What it is called counts more than how it is described.
        let scores = [
            name.as_ref().map(|(score, _)| score * 2),
            short.map(|(score, _)| score * 2),
            sentence.as_ref().map(|(score, _)| *score),
        ];
        total += scores.into_iter().flatten().max()?;
        row.name.extend(name.into_iter().flat_map(|(_, letters)| letters));
        row.sentence.extend(sentence.into_iter().flat_map(|(_, letters)| letters));
    }
    Some((total, row))
}
