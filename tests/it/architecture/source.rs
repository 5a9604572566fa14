//! A source file with comments, text and unit tests blanked out, and the paths its code names.

/// One file as the rules see it. Lines keep their numbers.
pub struct Source {
    /// Its path below the project, with `/`.
    pub name: String,
    /// Lines in the file as it is.
    pub line_count: usize,
    /// The code alone.
    pub lines: Vec<String>,
}

impl Source {
    pub fn new(name: &str, text: &str) -> Self {
        let code = without_unit_tests(&without_comments_and_text(text));
        Self {
            name: name.replace('\\', "/"),
            line_count: text.lines().count(),
            lines: code.lines().map(str::to_owned).collect(),
        }
    }

    /// A file of unit tests: only how long it is counts.
    pub fn for_tests(name: &str, text: &str) -> Self {
        Self { name: name.replace('\\', "/"), line_count: text.lines().count(), lines: Vec::new() }
    }

    /// The module path of the file: `src/app/pane/view.rs` is `["app", "pane", "view"]`.
    pub fn module(&self) -> Vec<String> {
        let inner = self.name.trim_start_matches("src/").trim_end_matches(".rs");
        let parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
        match parts.last().map(String::as_str) {
            Some("mod" | "lib") => parts[..parts.len() - 1].to_vec(),
            _ => parts,
        }
    }

    /// Paths inside the crate that the code names, with their line: `crate::a::b`, `hemi::a`, `super::…`, `self::…`,
    /// and each branch of `use` groups.
    pub fn inner_paths(&self) -> Vec<(usize, Vec<String>)> {
        let code = self.lines.join("\n");
        let mut found = Vec::new();
        for (start, root) in roots(&code) {
            let line = code[..start].matches('\n').count() + 1;
            let mut base = Vec::new();
            let mut rest = &code[start..];
            match root {
                "crate" => rest = &rest["crate".len()..],
                "hemi" => rest = &rest["hemi".len()..],
                _ => {
                    base = self.module();
                    if let Some(after) = rest.strip_prefix("self") {
                        rest = after.strip_prefix("::").filter(|r| r.starts_with("super")).unwrap_or(after);
                    }
                    while let Some(after) = rest.strip_prefix("super") {
                        base.pop();
                        rest = after.strip_prefix("::").filter(|r| r.starts_with("super")).unwrap_or(after);
                    }
                }
            }
            for path in branches(rest) {
                found.push((line, base.iter().cloned().chain(path).collect()));
            }
        }
        found
    }

    /// The `use` declarations with their line: of `pub use a::{b, c};` the `a::{b, c}`.
    pub fn use_trees(&self) -> Vec<(usize, String)> {
        let code = self.lines.join("\n");
        let mut found = Vec::new();
        for (at, _) in code.match_indices("use ") {
            let declared = code[..at].rsplit(['\n', ';', '{', '}']).next().unwrap_or_default().trim();
            let is_public = declared == "pub" || declared.starts_with("pub(") && declared.ends_with(')');
            if declared.is_empty() || is_public {
                let tree: String = code[at + "use ".len()..].chars().take_while(|c| *c != ';').collect();
                found.push((code[..at].matches('\n').count() + 1, tree));
            }
        }
        found
    }
}

/// The modules that a file declares for tests alone (`#[cfg(test)] mod x;`), as paths without `.rs`.
pub fn test_modules(name: &str, text: &str) -> Vec<String> {
    let dir = name.rsplit_once('/').map_or("", |(dir, _)| dir);
    let file = name.rsplit('/').next().unwrap_or_default();
    let children = match file {
        "mod.rs" | "lib.rs" | "main.rs" => dir.to_owned(),
        other => format!("{dir}/{}", other.trim_end_matches(".rs")),
    };
    let mut found = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if line != "#[cfg(test)]" {
            continue;
        }
        let mut path = None;
        for line in lines.by_ref() {
            if let Some(named) = line.strip_prefix("#[path = \"").and_then(|l| l.strip_suffix("\"]")) {
                path = Some(format!("{dir}/{}", named.trim_end_matches(".rs")));
            } else if !line.starts_with('#') {
                let module = line.rsplit_once("mod ").map(|(_, name)| name);
                if let Some(module) = module.and_then(|m| m.strip_suffix(';')) {
                    found.push(path.unwrap_or_else(|| format!("{children}/{module}")));
                }
                break;
            }
        }
    }
    found
}

/// Where a path into the crate begins.
fn roots(code: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for root in ["crate", "hemi", "super", "self"] {
        let mut from = 0;
        while let Some(at) = code[from..].find(root) {
            let at = from + at;
            from = at + root.len();
            let before = code[..at].chars().next_back();
            let is_start = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
            if is_start && code[from..].starts_with("::") {
                found.push((at, root));
            }
        }
    }
    found
}

/// `::a::{b, c::{d, e}}` gives `[a, b]`, `[a, c, d]`, `[a, c, e]`.
fn branches(rest: &str) -> Vec<Vec<String>> {
    let Some(rest) = rest.strip_prefix("::") else { return vec![Vec::new()] };
    let rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        let mut depth = 0;
        let mut parts = vec![String::new()];
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    parts.push(String::new());
                    continue;
                }
                _ => {}
            }
            parts.last_mut().expect("never empty").push(c);
        }
        return parts.iter().flat_map(|part| branches(&format!("::{}", part.trim()))).collect();
    }
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return vec![Vec::new()];
    }
    let after = &rest[name.len()..];
    branches(after).into_iter().map(|tail| std::iter::once(name.clone()).chain(tail).collect()).collect()
}

/// Blanks comments, string, byte-string, raw-string and character literals; keeps every newline.
fn without_comments_and_text(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    let blank = |out: &mut String, c: char| out.push(if c == '\n' { '\n' } else { ' ' });
    while i < chars.len() {
        let rest = &chars[i..];
        if rest.starts_with(&['/', '/']) {
            while i < chars.len() && chars[i] != '\n' {
                blank(&mut out, chars[i]);
                i += 1;
            }
        } else if rest.starts_with(&['/', '*']) {
            let mut depth = 0;
            while i < chars.len() {
                if chars[i..].starts_with(&['/', '*']) {
                    depth += 1;
                } else if chars[i..].starts_with(&['*', '/']) {
                    depth -= 1;
                    if depth == 0 {
                        out.push_str("  ");
                        i += 2;
                        break;
                    }
                }
                blank(&mut out, chars[i]);
                i += 1;
            }
        } else if let Some(hashes) = raw_string(rest, out.chars().next_back()) {
            let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            i += 2 + hashes;
            out.push('"');
            while i < chars.len() && !chars[i..].starts_with(&close) {
                blank(&mut out, chars[i]);
                i += 1;
            }
            i += close.len();
            out.push('"');
        } else if chars[i] == '"' {
            out.push('"');
            i += 1;
            while i < chars.len() && chars[i] != '"' {
                let step = if chars[i] == '\\' { 2 } else { 1 };
                for c in chars.iter().skip(i).take(step) {
                    blank(&mut out, *c);
                }
                i += step;
            }
            out.push('"');
            i += 1;
        } else if chars[i] == '\'' && rest.len() > 2 && (rest[1] == '\\' || rest[2] == '\'') {
            i += if rest[1] == '\\' { 3 } else { 2 };
            while i < chars.len() && chars[i] != '\'' {
                i += 1;
            }
            i += 1;
            out.push_str("' '");
        } else {
            out.push(chars[i]);
            i += 1;
        }
    }
    out
}

fn raw_string(rest: &[char], before: Option<char>) -> Option<usize> {
    if rest.first() != Some(&'r') || before.is_some_and(|c| (c.is_alphanumeric() && c != 'b') || c == '_') {
        return None;
    }
    let hashes = rest.iter().skip(1).take_while(|c| **c == '#').count();
    (rest.get(1 + hashes) == Some(&'"')).then_some(hashes)
}

/// Blanks every item that follows `#[cfg(test)]`: a module or function with its whole body, or a `use` line.
fn without_unit_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = code.to_owned();
    let mut from = 0;
    while let Some(at) = out[from..].find(MARK) {
        let start = from + at;
        let mut depth = 0;
        let mut end = out.len();
        for (offset, c) in out[start + MARK.len()..].char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 && (c == '}' || c == ';') {
                end = start + MARK.len() + offset + 1;
                break;
            }
        }
        let blanked: String = out[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(start..end, &blanked);
        from = start + blanked.len();
    }
    out
}
