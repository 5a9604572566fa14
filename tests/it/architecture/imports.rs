//! What each module imports from the modules of this crate, with re-exports followed to where a name is defined.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

/// A path of names from the root of the crate.
pub type Path = Vec<String>;

/// One mention of a module by another.
pub struct Import {
    pub from: Path,
    /// The path as far as it names modules, followed by the name in the last of them.
    pub to: Path,
    /// `file:line`.
    pub at: String,
}

/// Every mention, in the code of `sources`, of a path inside the crate.
pub fn imports(sources: &[Source]) -> Vec<Import> {
    let modules = modules(sources);
    let aliases: BTreeMap<Path, Path> = sources.iter().flat_map(|s| aliases(s, &modules)).collect();
    let mut found = Vec::new();
    for source in sources {
        for (line, path) in mentions(source, &modules) {
            let at = format!("{}:{line}", source.name);
            found.push(Import { from: source.module(), to: resolve(path, &modules, &aliases), at });
        }
    }
    found
}

/// Every module that has a file, or a folder of files.
fn modules(sources: &[Source]) -> BTreeSet<Path> {
    let with_parents = |path: Path| (1..=path.len()).map(move |end| path[..end].to_vec());
    sources.iter().flat_map(|source| with_parents(source.module())).collect()
}

/// The paths into the crate that the code of a file names, each once a line.
fn mentions(source: &Source, modules: &BTreeSet<Path>) -> BTreeSet<(usize, Path)> {
    let named = source.inner_paths().into_iter().map(|(line, path)| (line, rooted(source, path, modules)));
    let used = uses(source, modules).into_iter().map(|used| (used.line, used.path));
    named.chain(used).collect()
}

/// `src/main.rs` is the root of another crate: its `crate::demo` is `main::demo` here.
fn rooted(source: &Source, mut path: Path, modules: &BTreeSet<Path>) -> Path {
    let binary = "main".to_owned();
    if source.module().first() == Some(&binary)
        && path.first().is_some_and(|first| modules.contains(&[binary.clone(), first.clone()][..]))
    {
        path.insert(0, binary);
    }
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    path
}

/// One name that a `use` brings into a module.
struct Used {
    line: usize,
    name: String,
    path: Path,
}

/// The `use` declarations of a file, group by group, as paths from the root of the crate.
fn uses(source: &Source, modules: &BTreeSet<Path>) -> Vec<Used> {
    let home = source.module();
    let mut found = Vec::new();
    for (line, tree) in source.use_trees() {
        for (path, name) in leaves(&tree) {
            if let Some(path) = from_root(path, &home, modules) {
                found.push(Used { line, name, path: rooted(source, path, modules) });
            }
        }
    }
    found
}

/// The names that a module imports: `use b::X as Y` in `f` makes `f::Y` a name of what `b::X` is.
fn aliases(source: &Source, modules: &BTreeSet<Path>) -> Vec<(Path, Path)> {
    let home = source.module();
    let alias = |used: Used| {
        let mut name = home.clone();
        name.push(used.name);
        (name != used.path).then_some((name, used.path))
    };
    uses(source, modules).into_iter().filter_map(alias).collect()
}

/// `None`: the path begins with another crate.
fn from_root(path: Path, home: &Path, modules: &BTreeSet<Path>) -> Option<Path> {
    let path = match path.as_slice() {
        [first, second, ..] if first == "self" && second == "super" => &path[1..],
        path => path,
    };
    let first = path.first()?;
    let mut base = home.clone();
    match first.as_str() {
        "crate" | "hemi" => Some(path[1..].to_vec()),
        "self" | "super" => {
            let supers = path.iter().take_while(|name| *name == "super").count();
            base.truncate(home.len().saturating_sub(supers));
            base.extend(path[supers.max(1)..].iter().cloned());
            Some(base)
        }
        _ => {
            base.extend(path.iter().cloned());
            modules.contains(&base[..=home.len()]).then_some(base)
        }
    }
}

/// `a::{b, c as d}` gives `a::b` named `b` and `a::c` named `d`.
fn leaves(tree: &str) -> Vec<(Path, String)> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let (path, renamed) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name)));
        let mut path: Path = path.split("::").map(|name| name.trim().to_owned()).collect();
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name =
            renamed.map_or_else(|| path.last().cloned().unwrap_or_default(), |name| name.trim().to_owned());
        return vec![(path, name)];
    };
    let start = tree[..open].trim_end().trim_end_matches("::");
    let group = tree[open + 1..].trim_end().trim_end_matches('}');
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("never empty").push(c);
    }
    let inner = parts.iter().filter(|part| !part.trim().is_empty()).map(|part| part.trim());
    let joined =
        inner.map(|part| if start.is_empty() { part.to_owned() } else { format!("{start}::{part}") });
    joined.flat_map(|part| leaves(&part)).collect()
}

/// Follows re-exports until the path names modules and then something that its last module defines.
fn resolve(mut path: Path, modules: &BTreeSet<Path>, aliases: &BTreeMap<Path, Path>) -> Path {
    // A re-export of a re-export is followed; two that name each other do not compile.
    for _ in 0..8 {
        let known = (0..path.len()).find(|end| !modules.contains(&path[..=*end])).unwrap_or(path.len());
        let Some(target) = path.get(..=known).and_then(|named| aliases.get(named)) else { break };
        path = target.iter().chain(&path[known + 1..]).cloned().collect();
    }
    path
}
