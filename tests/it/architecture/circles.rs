//! No circle of imports among the files and folders of one folder: a lower one can be read without the higher ones.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::imports::imports;
use super::source::Source;

/// Folder, importer, imported: the imports that close a circle today, each with the reason why it may.
pub type Known<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Who imports whom in one folder, with the places that do it.
#[derive(Default)]
pub struct Siblings(BTreeMap<(String, String), Vec<String>>);

impl Siblings {
    /// The graph of each folder of `sources`, by its path below `src`.
    pub fn of_each_folder(sources: &[Source]) -> BTreeMap<String, Self> {
        let mut folders: BTreeMap<String, Self> = BTreeMap::new();
        for import in imports(sources) {
            let shared = import.from.iter().zip(&import.to).take_while(|(a, b)| a == b).count();
            let (Some(from), Some(to)) = (import.from.get(shared), import.to.get(shared)) else { continue };
            let is_module = |source: &Source| source.module().starts_with(&import.to[..=shared]);
            if sources.iter().any(is_module) {
                let folder = folders.entry(import.from[..shared].join("/")).or_default();
                folder.0.entry((from.clone(), to.clone())).or_default().push(import.at);
            }
        }
        folders
    }

    fn imported_by<'a>(&'a self, from: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.keys().filter(move |(importer, _)| importer == from).map(|(_, imported)| imported.as_str())
    }

    /// The shortest way from `start` to `end` along imports, both included.
    fn path(&self, start: &str, end: &str) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            if at == end {
                let mut path = vec![at.to_owned()];
                let mut at = at;
                while let Some(before) = came_from.get(at).filter(|_| at != start) {
                    path.push((*before).to_owned());
                    at = before;
                }
                path.reverse();
                return Some(path);
            }
            for next in self.imported_by(at) {
                if next != start && !came_from.contains_key(next) {
                    came_from.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// The shortest circle, from its import with the fewest places: the one that is easiest to remove.
    fn circle(&self) -> Option<Vec<String>> {
        let closed = |(from, to): &(String, String)| {
            let mut circle = self.path(to, from)?;
            circle.insert(0, from.clone());
            Some(circle)
        };
        let places = |circle: &Vec<String>| self.0[&(circle[0].clone(), circle[1].clone())].len();
        self.0.keys().filter_map(closed).min_by_key(|circle| (circle.len(), places(circle)))
    }

    fn without(&self, removed: &BTreeSet<(&str, &str)>) -> Self {
        let kept = self.0.iter().filter(|((from, to), _)| !removed.contains(&(from.as_str(), to.as_str())));
        Self(kept.map(|(edge, places)| (edge.clone(), places.clone())).collect())
    }
}

/// Every circle that `known` does not open, and every entry of `known` that opens none.
pub fn complaints(sources: &[Source], known: &[Known]) -> Vec<String> {
    let mut found = Vec::new();
    let folders = Siblings::of_each_folder(sources);
    for (folder, siblings) in &folders {
        let listed: BTreeSet<(&str, &str)> =
            known.iter().filter(|(at, ..)| at == folder).map(|(_, from, to, _)| (*from, *to)).collect();
        let mut rest = siblings.without(&listed);
        while let Some(circle) = rest.circle() {
            found.push(describe(folder, &circle, &rest));
            rest.0.remove(&(circle[0].clone(), circle[1].clone()));
        }
    }
    for (folder, from, to, _) in known {
        let others: BTreeSet<(&str, &str)> = known
            .iter()
            .filter(|(at, a, b, _)| at == folder && (a, b) != (from, to))
            .map(|(_, a, b, _)| (*a, *b))
            .collect();
        let rest = folders.get(*folder).map(|siblings| siblings.without(&others)).unwrap_or_default();
        let closes =
            rest.0.contains_key(&((*from).to_owned(), (*to).to_owned())) && rest.path(to, from).is_some();
        if !closes {
            found.push(format!(
                "src/{folder}: {from} -> {to} closes no circle any more: take it off the list"
            ));
        }
    }
    found
}

/// `src/globus: http -> error -> http`, and a line for each import with the first place that has it.
fn describe(folder: &str, circle: &[String], siblings: &Siblings) -> String {
    let mut text = format!("src/{folder}: {}", circle.join(" -> "));
    for pair in circle.windows(2) {
        let places = &siblings.0[&(pair[0].clone(), pair[1].clone())];
        text += &format!("\n    {} -> {} at {}", pair[0], pair[1], places[0]);
        if places.len() > 1 {
            text += &format!(" and {} more", places.len() - 1);
        }
    }
    text
}
