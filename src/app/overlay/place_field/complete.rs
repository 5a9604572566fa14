//! The directories that a path can go on with: those of the pane, or of one listing. Names that cannot be typed are left
//! out.

use std::sync::Arc;

use super::Base;
use crate::app::theme::Role;
use crate::domain::format;
use crate::domain::listing::{Chunk, Listing};
use crate::domain::path::StorePath;
use crate::domain::place::typed_path;
use crate::domain::sort::{Sort, natural};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The home directory, as it begins a path.
const HOME: &str = "~";
/// Names that are told where several begin alike.
const MOST_TOLD: usize = 20;

/// The directories that are known.
#[derive(Debug, Default)]
pub(super) struct Completion {
    /// Of which directory, and their names, in their order.
    known: Option<(StorePath, Vec<String>)>,
    /// A listing on its way.
    coming: Option<(StorePath, Box<Listing>)>,
}

impl Completion {
    /// What the pane knows.
    pub(super) fn new(base: Option<&Base>) -> Self {
        let known = base.and_then(|base| Some((base.path.clone()?, sorted(base.dirs.as_ref()?.iter()))));
        Self { known, coming: None }
    }

    /// The directory that is to be listed to complete this text, unless its entries are known.
    pub(super) fn ask(&mut self, text: &str, base: &Base) -> Option<StorePath> {
        let (parent, start) = split(text);
        if start == HOME && parent.is_empty() {
            return None;
        }
        // A path that cannot be read has no completion either.
        let parent = if parent.is_empty() {
            base.path.clone()
        } else {
            typed_path(parent.as_bytes(), base.path.as_ref()).ok()
        }?;
        if self.known.as_ref().is_some_and(|(known, _)| *known == parent) {
            return None;
        }
        self.known = None;
        self.coming = Some((parent.clone(), Box::new(Listing::new(Sort::default(), true))));
        Some(parent)
    }

    /// Rows of the listing came.
    pub(super) fn add(&mut self, chunk: &Arc<Chunk>) {
        if let Some((_, listing)) = &mut self.coming {
            listing.push(Arc::clone(chunk));
        }
    }

    /// The listing is complete.
    pub(super) fn end(&mut self) {
        self.known = self.coming.take().map(|(path, listing)| {
            let names: Vec<Untrusted> = listing.directories().map(|entry| entry.name.to_owned()).collect();
            (path, sorted(names.iter()))
        });
    }

    /// The text with as much more as all directories share that begin like its last part, and what to say of them.
    pub(super) fn complete(&self, text: &str) -> (String, (Role, SafeText)) {
        let (parent, start) = split(text);
        if start == HOME && parent.is_empty() {
            return (format!("{HOME}/"), (Role::Secondary, SafeText::default()));
        }
        let known: &[String] = self.known.as_ref().map(|(_, names)| &**names).unwrap_or_default();
        let hidden = start.starts_with('.');
        let begins = |name: &&&str| hidden || !name.starts_with('.');
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        let alike = |same: fn(&str, &str) -> bool| -> Vec<&str> {
            names.iter().filter(begins).copied().filter(|name| same(name, start)).collect()
        };
        let mut found = alike(|name, start| name.starts_with(start));
        if found.is_empty() {
            found = alike(|name, start| name.to_lowercase().starts_with(&start.to_lowercase()));
        }
        match *found {
            [] => (text.to_owned(), (Role::Warning, "No directory begins like this.".into())),
            [name] => (format!("{parent}{name}/"), (Role::Secondary, SafeText::default())),
            [first, ..] => {
                let shared = found.iter().fold(first, |shared, name| shared_start(shared, name));
                // What was typed in small letters stays where names differ in them.
                let shared = if shared.len() > start.len() { shared } else { start };
                let told = found.iter().take(MOST_TOLD).map(|name| Untrusted::new(*name).sanitized());
                let told = told.reduce(|so_far, name| safe!("{}  {}", so_far, name)).unwrap_or_default();
                let count = format::count(found.len() as u64, "directory", "directories");
                (format!("{parent}{shared}"), (Role::Secondary, safe!("{}: {}", count, told)))
            }
        }
    }
}

/// What comes before the last part of a path, its slash with it, and that part.
fn split(text: &str) -> (&str, &str) {
    let end = text.rfind('/').map_or(0, |slash| slash + 1);
    text.split_at_checked(end).unwrap_or(("", text))
}

fn sorted<'a>(names: impl Iterator<Item = &'a Untrusted>) -> Vec<String> {
    let typable = |name: &&str| !name.contains(char::is_control);
    let mut names: Vec<String> =
        names.filter_map(Untrusted::raw_str).filter(typable).map(str::to_owned).collect();
    names.sort_by(|a, b| natural(a.as_bytes(), b.as_bytes()).then_with(|| a.cmp(b)));
    names
}

/// What two names begin with alike.
fn shared_start<'a>(a: &'a str, b: &str) -> &'a str {
    let end = a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y).map(|((at, _), _)| at);
    a.get(..end.unwrap_or_else(|| a.len().min(b.len()))).unwrap_or_default()
}
