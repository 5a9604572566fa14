//! The shape of the types that every feature would otherwise add to. ARCHITECTURE.md section 7.

use super::source::Source;

/// What may be in a type.
enum Members {
    /// No others than these: a topic adds to its request and its reply instead.
    Only(&'static [&'static str]),
    /// So many.
    AtMost(usize),
}

/// File, type, its members.
const SHAPES: &[(&str, &str, Members)] = &[
    (
        "src/app/event.rs",
        "enum Event",
        Members::Only(&["Reply", "Retrying", "Auth", "Tasks", "RateLimited", "Terminal", "ActorDied"]),
    ),
    (
        "src/app/effect.rs",
        "enum Effect",
        Members::Only(&["Send", "Cancel", "Hurry", "Watch", "Terminal", "Exit"]),
    ),
    ("src/app/mod.rs", "struct App", Members::AtMost(15)),
];

/// Folder, files in it that are excepted, a type that no field or variant outside them holds, and why.
const NOT_HELD: &[(&str, &[&str], &str, &str)] = &[(
    "src/app/",
    &["src/app/requests/", "src/app/event.rs", "src/app/effect.rs"],
    "RequestId",
    "the table of requests knows which are open",
)];

/// Reports every member that a type must not have.
pub fn check(source: &Source, report: &mut dyn FnMut(usize, String)) {
    for (_, declared, allowed) in SHAPES.iter().filter(|(file, ..)| *file == source.name) {
        let named = declared.rsplit(' ').next().unwrap_or(declared);
        let members: Vec<Member> =
            members(source).into_iter().filter(|member| member.of == *declared).collect();
        match allowed {
            Members::Only(names) => {
                for member in members.iter().filter(|member| !names.contains(&member.name.as_str())) {
                    report(
                        member.line,
                        format!("`{named}` has no variant `{}`: add to a topic", member.name),
                    );
                }
            }
            Members::AtMost(most) => {
                for member in members.iter().skip(*most) {
                    report(member.line, format!("`{named}` has more than {most} fields: `{}`", member.name));
                }
            }
        }
    }
    for (folder, excepted, held, why) in NOT_HELD {
        if source.name.starts_with(folder) && !excepted.iter().any(|file| source.name.starts_with(file)) {
            for member in members(source).iter().filter(|member| member.words.iter().any(|w| w == held)) {
                report(member.line, format!("`{}` holds a `{held}`: {why}", member.of));
            }
        }
    }
}

/// A field or a variant.
struct Member {
    /// `struct App`.
    of: String,
    name: String,
    line: usize,
    /// The words of its lines: its name, its type, the fields of a variant.
    words: Vec<String>,
}

/// The members of all types that a file declares with braces, or as a tuple on one line.
fn members(source: &Source) -> Vec<Member> {
    let mut found: Vec<Member> = Vec::new();
    let mut inside: Option<(String, i32)> = None;
    for (number, line) in source.lines.iter().enumerate() {
        let words: Vec<String> = words(line);
        let before = inside.as_ref().map_or(0, |(_, depth)| *depth);
        if inside.is_none()
            && let Some(at) = words.iter().position(|word| word == "struct" || word == "enum")
            && let Some(name) = words.get(at + 1)
        {
            let of = format!("{} {name}", words[at]);
            if line.trim_end().ends_with(';') {
                let rest = words[at + 2..].to_vec();
                found.push(Member { of, name: name.clone(), line: number + 1, words: rest });
                continue;
            }
            inside = Some((of, 0));
        }
        let Some((of, depth)) = &mut inside else { continue };
        *depth += line.matches(['{', '(']).count() as i32 - line.matches(['}', ')']).count() as i32;
        let is_attribute = line.trim_start().starts_with('#');
        if before == 1 && !is_attribute && !words.is_empty() {
            let name = words.iter().find(|word| !["pub", "crate", "super"].contains(&word.as_str()));
            let name = name.cloned().unwrap_or_default();
            found.push(Member { of: of.clone(), name, line: number + 1, words });
        } else if before > 1
            && let Some(member) = found.last_mut()
        {
            member.words.extend(words);
        }
        if *depth <= 0 && line.contains('}') {
            inside = None;
        }
    }
    found
}

fn words(line: &str) -> Vec<String> {
    let parts = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
