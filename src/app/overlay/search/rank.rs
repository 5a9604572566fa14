//! Which of the known collections match what was typed, best first, and which letters match.

use std::cmp::Reverse;
use std::sync::Arc;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::app::requests::search::SearchScope;
use crate::domain::collection::Collection;
use crate::domain::ids::CollectionId;
use crate::domain::text::Untrusted;

/// Letters typed times letters of a name: beyond this the matcher takes a simpler, cheaper way.
const MOST_COMPARED: usize = 1 << 16;

/// A collection from an answer.
#[derive(Debug)]
pub struct Known {
    /// The collection as last reported.
    pub collection: Arc<Collection>,
    /// In which scopes it was found.
    pub scopes: Vec<SearchScope>,
}

/// The last answer of the service.
#[derive(Debug)]
pub struct Answer {
    /// To what text.
    pub text: Untrusted,
    /// In which scope.
    pub scope: SearchScope,
    /// What matched, in the service's order.
    pub ids: Vec<CollectionId>,
    /// Whether there is more than these.
    pub more: bool,
}

/// A row of the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Which of the known.
    pub known: usize,
    /// Which chars of its raw name match what was typed.
    pub matched: Vec<usize>,
}

/// Adds what was found to what is known.
pub fn learn(known: &mut Vec<Known>, found: &[Arc<Collection>], scope: SearchScope) {
    for collection in found {
        match known.iter_mut().find(|old| old.collection.id == collection.id) {
            Some(old) => {
                old.collection = Arc::clone(collection);
                if !old.scopes.contains(&scope) {
                    old.scopes.push(scope);
                }
            }
            None => known.push(Known { collection: Arc::clone(collection), scopes: vec![scope] }),
        }
    }
}

/// The rows for a text: those whose name matches by their score, then those the service found by other
/// words (keywords, owner, description) in its order. `answer` is the service's answer to this very text.
pub fn rows(known: &[Known], scope: SearchScope, text: &str, answer: Option<&Answer>) -> Vec<Row> {
    let matcher = SkimMatcherV2::default().ignore_case().element_limit(MOST_COMPARED);
    let place = |id: CollectionId| answer.and_then(|a| a.ids.iter().position(|found| *found == id));
    let mut ranked: Vec<(Reverse<i64>, usize, usize, Row)> = Vec::new();
    for (index, one) in known.iter().enumerate() {
        if scope != SearchScope::All && !one.scopes.contains(&scope) {
            continue;
        }
        let place = place(one.collection.id);
        let hit = one.collection.name.raw_str().and_then(|name| matches(&matcher, name, text));
        let (score, matched) = match (hit, place) {
            (Some(hit), _) => hit,
            (None, Some(_)) => (i64::MIN, Vec::new()),
            (None, None) => continue,
        };
        ranked.push((Reverse(score), place.unwrap_or(usize::MAX), index, Row { known: index, matched }));
    }
    ranked.sort_by_key(|(score, place, index, _)| (*score, *place, *index));
    ranked.into_iter().map(|(.., row)| row).collect()
}

/// The score of a name that has all words typed, and which of its chars match.
fn matches(matcher: &SkimMatcherV2, name: &str, text: &str) -> Option<(i64, Vec<usize>)> {
    let mut total = 0;
    let mut all = Vec::new();
    for word in text.split_whitespace() {
        let (score, positions) = matcher.fuzzy_indices(name, word)?;
        total += score;
        all.extend(positions);
    }
    all.sort_unstable();
    all.dedup();
    Some((total, all))
}
