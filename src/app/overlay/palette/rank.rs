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

/// What can be found: its name, a word for it and a sentence, and what else it is called.
type Words = ([&'static str; 3], &'static str);

/// Those that have all words typed in their name, their word or their sentence, or are called so elsewhere.
pub(super) fn rows(all: impl Iterator<Item = Words>, text: &str) -> Vec<Row> {
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut found: Vec<(i64, Row)> =
        all.enumerate().filter_map(|(entry, words)| matches(&matcher, words, text, entry)).collect();
    found.sort_by_key(|(score, row)| (Reverse(*score), row.entry));
    found.into_iter().map(|(_, row)| row).collect()
}

fn matches(matcher: &SkimMatcherV2, (words, also): Words, text: &str, entry: usize) -> Option<(i64, Row)> {
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
            called(also, word, least),
        ];
        total += scores.into_iter().flatten().max()?;
        row.name.extend(name.into_iter().flat_map(|(_, letters)| letters));
        row.sentence.extend(sentence.into_iter().flat_map(|(_, letters)| letters));
    }
    Some((total, row))
}

/// The score of a word with which one of the other names begins. One that is typed whole is what is meant.
fn called(also: &str, word: &str, least: i64) -> Option<i64> {
    let word = word.to_lowercase();
    let name = also.split(' ').filter(|name| name.starts_with(&word)).min_by_key(|name| name.len())?;
    Some(least.saturating_mul(if name == word { 4 } else { 1 }))
}
