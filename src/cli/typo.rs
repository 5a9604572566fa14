//! A mistyped subcommand is an error, not a place to open.

use std::path::Path;

/// A word this close to a subcommand is taken for a typing error.
const MOST_EDITS: usize = 2;

/// The known word nearest to `word`, if it is close enough to be meant. Of equally near ones, the first.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distances = known.into_iter().map(|name| (strsim::osa_distance(word, name), name));
    let (distance, name) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= MOST_EDITS).then_some(name)
}

/// Whether `word` could be a subcommand: only letters, and no file of that name exists.
pub fn is_bare_word(word: &str) -> bool {
    let letters = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    letters && Path::new(word).symlink_metadata().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_within_two_edits_is_found() {
        let known = ["login", "logout", "whoami", "session", "sandbox", "help"];
        for (typed, meant) in [
            ("logut", Some("logout")),
            ("lgoin", Some("login")),
            ("Login", Some("login")),
            ("whomai", Some("whoami")),
            ("sesion", Some("session")),
            ("data", None),
            ("archive", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
    }

    #[test]
    fn paths_and_ids_are_not_bare_words() {
        for word in ["./logut", "a:/b", "logut/", "src", "", "~", "1b2c3d4e", "lab data"] {
            assert!(!is_bare_word(word), "{word}");
        }
        assert!(is_bare_word("logut"));
    }
}
