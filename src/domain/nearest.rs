//! The word that a mistyped one was meant to be.

/// A word this close to a known one is taken for a typing error.
const MOST_EDITS: usize = 2;

/// The known word nearest to `word`, if it is at most two edits away: characters that are missing, added, changed,
/// or exchanged with their neighbour. Of equally near ones, the first.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distances = known.into_iter().map(|name| (strsim::osa_distance(word, name), name));
    let (distance, name) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= MOST_EDITS).then_some(name)
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
}
