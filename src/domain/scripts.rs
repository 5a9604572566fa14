//! Names whose letters are of scripts that do not belong together, such as Latin and Cyrillic: a letter of one can look
//! exactly like one of the other (Unicode Technical Standard 39, section 5). Such a name is marked, never changed.

use unicode_script::{Script, UnicodeScript as _};

use super::text::UntrustedRef;

/// Scripts that are written together, beside Latin.
const TOGETHER: [&[Script]; 3] = [
    &[Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Han, Script::Bopomofo],
    &[Script::Han, Script::Hangul],
];

/// Whether a word of the name has letters of several scripts that are not written together.
pub fn mixes_scripts(name: UntrustedRef<'_>) -> bool {
    // Nearly every name is ASCII.
    if name.raw().is_ascii() {
        return false;
    }
    let text = String::from_utf8_lossy(name.raw());
    text.split(|sign: char| !sign.is_alphabetic()).any(word_mixes)
}

fn word_mixes(word: &str) -> bool {
    let mut scripts: Vec<Script> = Vec::new();
    for letter in word.chars() {
        let script = letter.script();
        if !matches!(script, Script::Common | Script::Inherited | Script::Unknown)
            && !scripts.contains(&script)
        {
            scripts.push(script);
        }
    }
    let belong =
        |group: &[Script]| scripts.iter().all(|script| *script == Script::Latin || group.contains(script));
    scripts.len() > 1 && !TOGETHER.iter().any(|group| belong(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_letters_that_do_not_belong_together_is_found() {
        for (name, mixes) in [
            ("paypal.txt", false),
            ("p\u{430}ypal.txt", true),
            ("\u{3bf}cean.nc", true),
            ("\u{0440}\u{0430}\u{0443}", false),
            ("\u{442}\u{435}\u{441}\u{442} test.nc", false),
            ("5µm_été.nc", false),
            ("観測データabc.csv", false),
            ("관측 tas.nc", false),
            ("한글かな", true),
            ("👩‍🔬 notes", false),
        ] {
            assert_eq!(mixes_scripts(UntrustedRef(name.as_bytes())), mixes, "{name}");
        }
        assert!(!mixes_scripts(UntrustedRef(b"caf\xe9")));
    }
}
