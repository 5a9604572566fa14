//! The character encoding of the user's locale.

use super::variables::Lookup;

/// The variable that decides on the encoding: of `LC_ALL`, `LC_CTYPE` and `LANG` the first that is set (POSIX.1-2024, 8.2).
pub fn deciding_variable(look_up: Lookup<'_>) -> Option<&'static str> {
    let set = |name: &&str| look_up(name).is_some_and(|value| !value.is_empty());
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find(set)
}

/// Whether the locale's encoding is UTF-8. Without a variable the locale is `C`, which is ASCII.
pub fn is_utf8(look_up: Lookup<'_>) -> bool {
    let locale = deciding_variable(look_up).and_then(look_up).unwrap_or_default();
    let locale = locale.to_string_lossy().to_ascii_lowercase();
    // language_TERRITORY.encoding@modifier; macOS also has the encoding alone.
    let encoding = locale.split('@').next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
    matches!(encoding, "utf-8" | "utf8")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (variables, utf8) in [
            (&[("LANG", "en_GB.UTF-8")][..], true),
            (&[("LANG", "en_GB.utf8")], true),
            (&[("LANG", "C.UTF-8")], true),
            (&[("LANG", "de_DE.UTF-8@euro")], true),
            (&[("LC_CTYPE", "UTF-8")], true),
            (&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "C")], false),
            (&[("LANG", "en_GB.UTF-8"), ("LC_CTYPE", "POSIX")], false),
            (&[("LANG", "C"), ("LC_CTYPE", "en_GB.UTF-8")], true),
            (&[("LC_ALL", ""), ("LANG", "en_GB.UTF-8")], true),
            (&[("LANG", "de_DE.ISO-8859-1")], false),
            (&[("LANG", "de_DE")], false),
            (&[], false),
        ] {
            let look_up = |name: &str| {
                variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
            };
            assert_eq!(is_utf8(&look_up), utf8, "{variables:?}");
        }
    }
}
