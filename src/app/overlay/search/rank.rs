//! Which of the known places match what was typed, best first, and which letters match.

use std::cmp::Reverse;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::Tab;
use super::known::{Known, KnownCollection, Row, Target};
use super::near::{Near, near};
use crate::app::requests::search::SearchScope;
use crate::domain::ids::CollectionId;
use crate::domain::preset::Preset;
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

/// Letters typed times letters of a name: beyond this the matcher takes a simpler, cheaper way.
const MOST_COMPARED: usize = 1 << 16;

/// Names that are scored exactly. Of more the nearest are; the others follow in the order they are known in. A score of a
/// name takes about 2 µs, and a key may cost a frame.
const MOST_SCORED: usize = 1_000;
/// Below every score: matches that were not scored, and what the service found by other words.
const NOT_SCORED: i64 = i64::MIN + 1;
const OTHER_WORDS: i64 = i64::MIN;

/// The last answer of the service.
#[derive(Debug)]
pub struct Answer {
    /// To what text.
    pub text: Untrusted,
    /// In which scope.
    pub scope: SearchScope,
    /// What matched, in the service's order.
    pub ids: Vec<CollectionId>,
    /// Where the next ones begin, if there are more.
    pub next: Option<u64>,
}

/// The rows for a text: those whose name matches by their score, then those the service found by other
/// words (keywords, owner, description) in its order. `answer` is the service's answer to this very text.
pub fn rows(known: &Known, tab: Tab, scope: SearchScope, text: &str, answer: Option<&Answer>) -> Vec<Row> {
    let matcher = matcher();
    let words: Vec<&str> = text.split_whitespace().collect();
    let blank = words.is_empty();
    let mut ranked: Vec<(Reverse<i64>, usize, Row)> = Vec::new();
    let all = tab == Tab::All;
    if all && let Some(score) = StoreInfo::local().name.raw_str().and_then(|name| score(&matcher, name, text))
    {
        ranked.push((Reverse(score), usize::MAX, Row::Local));
    }
    if tab != Tab::Bookmarks {
        let places = answer.map(Places::of).unwrap_or_default();
        let in_scope = |one: &KnownCollection| scope == SearchScope::All || one.scopes.contains(&scope);
        let listed = known.collections.iter().enumerate().filter(|(_, one)| in_scope(one));
        let found: Vec<Found<'_>> =
            listed.filter_map(|(index, one)| Found::of(index, one, &words, &places)).collect();
        let far = farthest_scored(&found);
        let mut scores_left = MOST_SCORED;
        for one in found {
            let score = match one.near {
                None => Some(OTHER_WORDS),
                Some(near) if near <= far && scores_left > 0 => {
                    scores_left -= 1;
                    score(&matcher, one.name, text).or(one.place.map(|_| OTHER_WORDS))
                }
                Some(_) => Some(NOT_SCORED),
            };
            let row = Row::Collection(one.index);
            ranked.extend(score.map(|score| (Reverse(score), one.place.unwrap_or(usize::MAX), row)));
        }
    }
    if all {
        // One that is in the list already needs no second row.
        let listed = |one: &Preset| {
            ranked.iter().any(|(.., row)| match known.target(*row) {
                Some(Target::Collection(collection)) => one.is(collection),
                _ => false,
            })
        };
        let scored = known.presets.iter().enumerate().filter_map(|(index, one)| {
            let score = score(&matcher, one.name.raw_str()?, text)?;
            (!listed(one)).then_some((Reverse(score), usize::MAX, Row::Preset(index)))
        });
        let scored: Vec<_> = scored.collect();
        ranked.extend(scored);
    }
    if all || tab == Tab::Bookmarks {
        for (index, one) in known.bookmarks.iter().enumerate() {
            if let Some(score) = one.name.raw_str().and_then(|name| score(&matcher, name, text)) {
                ranked.push((Reverse(score), usize::MAX, Row::Bookmark(index)));
            }
        }
    }
    if blank {
        // Without a text the order of the answer counts: first what was used lately, then this computer and bookmarks.
        ranked.sort_by_key(|(_, place, _)| *place);
    } else {
        ranked.sort_by_key(|(score, place, _)| (*score, *place));
    }
    ranked.into_iter().map(|(.., row)| row).collect()
}

/// A collection that may be listed.
struct Found<'a> {
    index: usize,
    name: &'a str,
    /// `None`: the service found it by other words.
    near: Option<Near>,
    /// Its place in the answer.
    place: Option<usize>,
}

impl<'a> Found<'a> {
    fn of(index: usize, one: &'a KnownCollection, words: &[&str], places: &Places) -> Option<Self> {
        let place = places.get(one.collection.id);
        let name = one.collection.name.raw_str();
        let near = name.and_then(|name| near(name, words));
        (near.is_some() || place.is_some()).then(|| Self {
            index,
            name: name.unwrap_or_default(),
            near,
            place,
        })
    }
}

/// How near the farthest of those is that are scored.
fn farthest_scored(found: &[Found<'_>]) -> Near {
    let mut nears: Vec<Near> = found.iter().filter_map(|one| one.near).collect();
    if nears.len() <= MOST_SCORED {
        return Near::MAX;
    }
    *nears.select_nth_unstable(MOST_SCORED).1
}

/// Where in an answer a collection is.
#[derive(Default)]
struct Places(std::collections::HashMap<CollectionId, usize>);

impl Places {
    fn of(answer: &Answer) -> Self {
        Self(answer.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect())
    }

    fn get(&self, id: CollectionId) -> Option<usize> {
        self.0.get(&id).copied()
    }
}

fn matcher() -> SkimMatcherV2 {
    SkimMatcherV2::default().ignore_case().element_limit(MOST_COMPARED)
}

/// The score of a name that has all words typed.
fn score(matcher: &SkimMatcherV2, name: &str, text: &str) -> Option<i64> {
    text.split_whitespace().try_fold(0, |total, word| Some(total + matcher.fuzzy_match(name, word)?))
}

/// Which chars of a name match the words typed, if it has all of them.
pub fn letters(name: &str, text: &str) -> Vec<usize> {
    let matcher = matcher();
    let mut all = Vec::new();
    for word in text.split_whitespace() {
        let Some((_, positions)) = matcher.fuzzy_indices(name, word) else { return Vec::new() };
        all.extend(positions);
    }
    all.sort_unstable();
    all.dedup();
    all
}
