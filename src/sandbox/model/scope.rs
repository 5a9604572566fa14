//! Scope strings: the grammar `["*"] name ["[" scope {" " scope} "]"]`, joined by single spaces.
//!
//! This is the syntax only; the scopes that exist are listed in Auth's `scope_registry`.

use serde::{Deserialize, Serialize};

/// Maximum nesting of dependencies; real requests use three levels.
const MAX_DEPTH: usize = 8;

/// A requested scope and the scopes of other services that it depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub name: String,
    /// Written with `*`: its consent is atomically revocable.
    pub optional: bool,
    pub dependencies: Vec<Scope>,
}

/// Parses a scope request and merges scopes of the same name. The error describes the syntax error.
pub fn parse(text: &str) -> Result<Vec<Scope>, String> {
    let mut parser = Parser { rest: text.trim_matches(' ') };
    if parser.rest.is_empty() {
        return Err("no scope was requested".to_owned());
    }
    let scopes = parser.list(0)?;
    if !parser.rest.is_empty() {
        return Err(format!("unexpected '{}'", parser.rest));
    }
    for scope in &scopes {
        check_acyclic(scope, &mut Vec::new())?;
    }
    Ok(scopes)
}

/// Adds `scope` to `list`. Scopes of one name become one with the union of their dependencies; required wins over
/// optional.
pub fn merge(list: &mut Vec<Scope>, scope: Scope) {
    match list.iter_mut().find(|held| held.name == scope.name) {
        None => list.push(scope),
        Some(held) => {
            held.optional &= scope.optional;
            for dependency in scope.dependencies {
                merge(&mut held.dependencies, dependency);
            }
        }
    }
}

fn check_acyclic<'a>(scope: &'a Scope, above: &mut Vec<&'a str>) -> Result<(), String> {
    if above.contains(&scope.name.as_str()) {
        return Err(format!("'{}' depends on itself", scope.name));
    }
    above.push(&scope.name);
    for dependency in &scope.dependencies {
        check_acyclic(dependency, above)?;
    }
    above.pop();
    Ok(())
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn list(&mut self, depth: usize) -> Result<Vec<Scope>, String> {
        if depth > MAX_DEPTH {
            return Err("dependencies are nested too deeply".to_owned());
        }
        let mut scopes = Vec::new();
        loop {
            let scope = self.scope(depth)?;
            merge(&mut scopes, scope);
            // SDKs join with one space; the real service accepts several.
            let trimmed = self.rest.trim_start_matches(' ');
            if trimmed.len() == self.rest.len() || trimmed.is_empty() {
                return Ok(scopes);
            }
            self.rest = trimmed;
        }
    }

    fn scope(&mut self, depth: usize) -> Result<Scope, String> {
        let optional = self.take('*');
        let end = self.rest.find([' ', '[', ']', '*']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        if name.is_empty() {
            return Err(format!("a scope name is missing before '{}'", self.rest));
        }
        let name = name.to_owned();
        self.rest = rest;
        let mut dependencies = Vec::new();
        if self.take('[') {
            dependencies = self.list(depth + 1)?;
            if !self.take(']') {
                return Err(format!("the brackets of '{name}' are not closed"));
            }
            if !(self.rest.is_empty() || self.rest.starts_with([' ', ']'])) {
                return Err(format!("unexpected '{}' after the brackets of '{name}'", self.rest));
            }
        }
        Ok(Scope { name, optional, dependencies })
    }

    fn take(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(name: &str) -> Scope {
        Scope { name: name.to_owned(), optional: false, dependencies: Vec::new() }
    }

    #[test]
    fn nested_dependencies_are_read() {
        let scopes = parse("openid timer[transfer:all[*coll/data_access b]] x").unwrap();
        assert_eq!(scopes.len(), 3);
        assert_eq!(scopes[0], plain("openid"));
        let transfer = &scopes[1].dependencies[0];
        assert_eq!(transfer.name, "transfer:all");
        assert!(transfer.dependencies[0].optional);
        assert_eq!(transfer.dependencies[1], plain("b"));
    }

    #[test]
    fn same_names_are_merged_and_required_wins() {
        let scopes = parse("a[*b] a[b c]").unwrap();
        assert_eq!(scopes.len(), 1);
        assert_eq!(scopes[0].dependencies, vec![plain("b"), plain("c")]);
    }

    #[test]
    fn broken_ones_are_refused() {
        for bad in
            ["", " ", "a[", "a[]", "a]", "a[b]c", "* a", "a [b]", "a[ b]", "[a]", "a[b", "a**b", "a[b[a]]"]
        {
            assert!(parse(bad).is_err(), "{bad:?} was accepted");
        }
        let deep = format!("{}x{}", "a[".repeat(50_000), "]".repeat(50_000));
        assert!(parse(&deep).is_err());
    }
}
