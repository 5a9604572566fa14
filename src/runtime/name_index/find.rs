//! Finds names in the file: all words typed, fuzzy, the best first. Only the hits are held in memory.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::time::{Duration, Instant};

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::block::{self, Head};
use super::{NameIndex, current};
use crate::domain::ids::IdentityId;
use crate::domain::known_names::{FoundNames, KnownName};
use crate::domain::path::EntryName;
use crate::domain::text::{Untrusted, UntrustedRef};

/// The most names that are shown.
const MOST_FOUND: usize = 200;

/// How often it is reported what was found so far.
const REPORTED: Duration = Duration::from_millis(100);

/// Letters typed times letters of a name: beyond this the matcher takes a simpler, cheaper way.
const MOST_COMPARED: usize = 1 << 16;

/// A hit that is held: its score, then the shorter and the earlier one.
type Held = Reverse<(i64, Reverse<usize>, Reverse<u64>)>;

/// Finds names that `user` saw, all of them where it is not known who that is. `report` is told what was found so far, and
/// answers whether to go on.
///
/// # Errors
/// Those of the disk.
pub fn find(
    index: &NameIndex,
    user: Option<IdentityId>,
    text: &str,
    mut report: impl FnMut(FoundNames) -> bool,
) -> io::Result<FoundNames> {
    let mut search = Search::new(text);
    let Some(mut file) = index.open_to_read()? else { return Ok(search.found()) };
    let owner = block::user(&mut file)?;
    if owner.is_none() || user.is_some_and(|user| owner != Some(user)) {
        return Ok(search.found());
    }
    let (heads, _) = block::heads(&mut file)?;
    let mut heads = current(&heads);
    heads.sort_by_key(|head| head.from);
    search.of = heads.iter().map(|head| head.names).sum();
    let mut reported = Instant::now();
    for head in heads {
        file.seek(SeekFrom::Start(head.entries))?;
        let mut lines = BufReader::new(&mut file).take(head.end - head.entries);
        let mut line = String::new();
        loop {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                break;
            }
            search.look(head, line.trim_end_matches('\n'));
            if search.looked.is_multiple_of(1024) && reported.elapsed() >= REPORTED {
                if !report(search.found()) {
                    return Ok(search.found());
                }
                reported = Instant::now();
            }
        }
    }
    Ok(search.found())
}

struct Search {
    words: Vec<String>,
    matcher: SkimMatcherV2,
    best: BinaryHeap<(Held, usize)>,
    hits: Vec<Option<KnownName>>,
    free: Vec<usize>,
    looked: u64,
    of: u64,
}

impl Search {
    fn new(text: &str) -> Self {
        Self {
            words: text.split_whitespace().map(str::to_lowercase).collect(),
            matcher: SkimMatcherV2::default().ignore_case().element_limit(MOST_COMPARED),
            best: BinaryHeap::new(),
            hits: Vec::new(),
            free: Vec::new(),
            looked: 0,
            of: 0,
        }
    }

    fn look(&mut self, head: &Head, line: &str) {
        self.looked += 1;
        let Some(entry) = block::name_line(line) else { return };
        let bytes;
        let name = if entry.name.contains('%') {
            bytes = block::decoded(entry.name);
            String::from_utf8_lossy(&bytes)
        } else {
            entry.name.into()
        };
        if self.words.is_empty() || !self.words.iter().all(|word| has_letters(&name, word)) {
            return;
        }
        let scores = self.words.iter().map(|word| self.matcher.fuzzy_match(&name, word));
        let Some(score) = scores.sum::<Option<i64>>() else { return };
        let held = Reverse((score, Reverse(name.len()), Reverse(self.looked)));
        if self.best.len() >= MOST_FOUND {
            // The worst is on top.
            if self.best.peek().is_some_and(|(worst, _)| *worst <= held) {
                return;
            }
            if let Some((_, slot)) = self.best.pop() {
                self.free.push(slot);
            }
        }
        let Ok(name) = EntryName::new(UntrustedRef(&block::decoded(entry.name))) else { return };
        let hit = KnownName {
            collection: head.collection,
            title: head.title.clone(),
            directory: head.path.clone(),
            name,
            kind: entry.kind,
            size: entry.size,
            at: head.at,
            letters: Vec::new(),
        };
        let slot = self.free.pop().unwrap_or(self.hits.len());
        match self.hits.get_mut(slot) {
            Some(old) => *old = Some(hit),
            None => self.hits.push(Some(hit)),
        }
        self.best.push((held, slot));
    }

    /// What was found so far, the best first.
    fn found(&self) -> FoundNames {
        let mut order: Vec<&(Held, usize)> = self.best.iter().collect();
        order.sort();
        let hits = order.into_iter().filter_map(|(_, slot)| self.hits.get(*slot)?.clone());
        let hits = hits.map(|hit| KnownName { letters: self.letters(&hit.name), ..hit });
        FoundNames { hits: hits.collect(), looked: self.looked, of: self.of }
    }

    /// Which chars of a name match the words.
    fn letters(&self, name: &EntryName) -> Vec<usize> {
        let name = Untrusted::new(name.raw());
        let Some(name) = name.raw_str() else { return Vec::new() };
        let found = self.words.iter().filter_map(|word| self.matcher.fuzzy_indices(name, word));
        let letters: HashSet<usize> = found.flat_map(|(_, letters)| letters).collect();
        let mut letters: Vec<usize> = letters.into_iter().collect();
        letters.sort_unstable();
        letters
    }
}

/// Whether a name has the letters of a word in their order, in capitals or not: a cheap look at what most names fail.
fn has_letters(name: &str, word: &str) -> bool {
    if name.is_ascii() && word.is_ascii() {
        let mut letters = name.bytes();
        return word.bytes().all(|wanted| letters.any(|letter| letter.to_ascii_lowercase() == wanted));
    }
    let mut letters = name.chars().flat_map(char::to_lowercase);
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}
