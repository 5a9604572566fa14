//! A word that could be a mistyped subcommand.

use std::path::Path;

/// Whether `word` could be a subcommand: only letters, and no file of that name exists.
pub fn is_bare_word(word: &str) -> bool {
    let letters = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    letters && Path::new(word).symlink_metadata().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_ids_are_not_bare_words() {
        for word in ["./logut", "a:/b", "logut/", "src", "", "~", "1b2c3d4e", "lab data"] {
            assert!(!is_bare_word(word), "{word}");
        }
        assert!(is_bare_word("logut"));
    }
}
