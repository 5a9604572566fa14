//! Files of transfers as `globus transfer --batch` reads them: a line is `[--recursive] [--external-checksum SUM] SOURCE
//! DESTINATION`, quoted as for a shell, with blank lines and comments. Start with [`read`] and [`write`].
//!
//! A line is read as the CLI does: split at every line break that Python knows, then as `shlex.split(line, comments=True)`
//! does, in which `#` begins a comment inside a word too; then as click reads options.

use super::text::{SafeText, Untrusted};
use crate::safe;

/// One transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchItem {
    /// The path at the source, as it is written.
    pub source: Untrusted,
    /// The path at the destination, as it is written.
    pub destination: Untrusted,
    /// Whether it is a directory with all it holds; `None`: the service finds out.
    pub recursive: Option<bool>,
    /// Whether a checksum of the file is given.
    pub has_checksum: bool,
}

/// A line that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchError {
    /// Its number, from 1.
    pub line: usize,
    /// Why, as the end of a sentence.
    pub reason: SafeText,
}

/// Reads the lines of a file.
///
/// # Errors
/// The first line that the CLI would not take.
pub fn read(bytes: &[u8]) -> Result<Vec<BatchItem>, BatchError> {
    let text = std::str::from_utf8(bytes).map_err(|error| BatchError {
        line: 1 + bytes
            .get(..error.valid_up_to())
            .map_or(0, |text| text.split(|byte| *byte == b'\n').count() - 1),
        reason: "it is not UTF-8 text".into(),
    })?;
    let mut items = Vec::new();
    for (number, line) in (1..).zip(lines(text)) {
        let at_line = |reason| BatchError { line: number, reason };
        let words = words(line).map_err(at_line)?;
        if !words.is_empty() {
            items.push(item(words).map_err(at_line)?);
        }
    }
    Ok(items)
}

/// Writes lines that [`read`] and the CLI read as these items; checksums are left out.
///
/// # Errors
/// The first path that cannot be written, and why, as the end of a sentence.
pub fn write<'a>(items: impl IntoIterator<Item = &'a BatchItem>) -> Result<String, (Untrusted, SafeText)> {
    let mut text = String::new();
    for BatchItem { source, destination, recursive, .. } in items {
        if *recursive == Some(true) {
            text.push_str("--recursive ");
        }
        let [from, to] = [quoted(source)?, quoted(destination)?];
        if [source, destination].iter().any(|path| path.raw().starts_with(b"-")) {
            text.push_str("-- ");
        }
        text.push_str(&format!("{from} {to}\n"));
    }
    Ok(text)
}

/// A path as one word.
fn quoted(path: &Untrusted) -> Result<String, (Untrusted, SafeText)> {
    let unusable = |reason: &'static str| (path.clone(), SafeText::from(reason));
    let text = path.raw_str().ok_or_else(|| unusable("its name is not UTF-8 text"))?;
    if text.contains(is_break) {
        return Err(unusable("its name has a line break"));
    }
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "@%+=:,./-_".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return Ok(text.to_owned());
    }
    Ok(format!("'{}'", text.replace('\'', "'\"'\"'")))
}

/// What ends a line in Python.
fn is_break(letter: char) -> bool {
    matches!(
        letter,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The lines of a text; `\r\n` is one break.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some((end, letter)) = rest.char_indices().find(|(_, letter)| is_break(*letter)) else {
            lines.push(rest);
            break;
        };
        lines.push(rest.get(..end).unwrap_or_default());
        let after = rest.get(end + letter.len_utf8()..).unwrap_or_default();
        rest = if letter == '\r' { after.strip_prefix('\n').unwrap_or(after) } else { after };
    }
    lines
}

/// The words of a line as Python's `shlex` splits it.
fn words(line: &str) -> Result<Vec<String>, SafeText> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => words.extend(word.take()),
            '#' => break,
            '\\' => {
                let next = letters.next().ok_or("it ends with a backslash")?;
                word.get_or_insert_default().push(next);
            }
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next().ok_or("its quotation mark is not closed")? {
                        '\'' => break,
                        other => word.push(other),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next().ok_or("its quotation mark is not closed")? {
                        '"' => break,
                        '\\' => match letters.next().ok_or("it ends with a backslash")? {
                            next @ ('"' | '\\') => word.push(next),
                            other => word.extend(['\\', other]),
                        },
                        other => word.push(other),
                    }
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// What the words of a line say.
fn item(words: Vec<String>) -> Result<BatchItem, SafeText> {
    let mut paths = Vec::new();
    let mut recursive = None;
    let mut has_checksum = false;
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--" => paths.extend(words.by_ref()),
            "--recursive" | "-r" => recursive = Some(true),
            "--no-recursive" => recursive = Some(false),
            "--external-checksum" => {
                words.next().ok_or("--external-checksum needs a checksum")?;
                has_checksum = true;
            }
            option if option.starts_with("--external-checksum=") => has_checksum = true,
            option if option.len() > 1 && option.starts_with('-') => {
                return Err(safe!("{} is no option of a line", Untrusted::new(option).sanitized()));
            }
            _ => paths.push(word),
        }
    }
    if recursive == Some(true) && has_checksum {
        return Err("--recursive and --external-checksum exclude each other".into());
    }
    match &*paths {
        [source, destination] => Ok(BatchItem {
            source: Untrusted::new(source),
            destination: Untrusted::new(destination),
            recursive,
            has_checksum,
        }),
        [] | [_] => Err("it has no destination: a line is SOURCE DESTINATION".into()),
        _ => Err("it has more than two paths: one with blanks is put in quotation marks".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item_of(source: &str, destination: &str, recursive: Option<bool>) -> BatchItem {
        let [source, destination] = [source, destination].map(Untrusted::new);
        BatchItem { source, destination, recursive, has_checksum: false }
    }

    #[test]
    fn lines_are_read_as_the_cli_reads_them() {
        let text = "# a comment\n\n  a/b.nc c.nc\r\n--recursive 'my dir' \"other \\\"dir\\\"\"\nx\\ y -r z # more\n\
                    --no-recursive -- -a ./-b\na#b c\\#d e\n\"\" ''\n\"a\\x\" b\x0bp q";
        let wrong = read(text.as_bytes()).unwrap_err();
        assert_eq!(
            (wrong.line, wrong.reason.as_str()),
            (7, "it has no destination: a line is SOURCE DESTINATION")
        );
        let text = text.replace("a#b c\\#d e", "ab c\\#d#e f");
        assert_eq!(
            read(text.as_bytes()).unwrap(),
            [
                item_of("a/b.nc", "c.nc", None),
                item_of("my dir", "other \"dir\"", Some(true)),
                item_of("x y", "z", Some(true)),
                item_of("-a", "./-b", Some(false)),
                item_of("ab", "c#d", None),
                item_of("", "", None),
                item_of("a\\x", "b", None),
                item_of("p", "q", None),
            ]
        );
    }

    #[test]
    fn what_the_cli_refuses_is_refused_with_its_line() {
        for (text, line, reason) in [
            ("a b\nx", 2, "no destination"),
            ("a b c", 1, "more than two paths"),
            ("a 'b", 1, "not closed"),
            ("a \"b\\\"", 1, "not closed"),
            ("a b\\", 1, "backslash"),
            ("-x a b", 1, "-x is no option"),
            ("-r --external-checksum 00 a b", 1, "exclude each other"),
            ("a b --external-checksum", 1, "needs a checksum"),
        ] {
            let wrong = read(text.as_bytes()).unwrap_err();
            assert_eq!(wrong.line, line, "{text}");
            assert!(wrong.reason.as_str().contains(reason), "{text}: {}", wrong.reason);
        }
        assert_eq!(read(b"a b\nc \xff").unwrap_err().line, 2);
        assert!(read(b"--external-checksum=ab a b").unwrap()[0].has_checksum);
    }

    #[test]
    fn names_that_no_line_can_hold_are_refused() {
        for name in [&b"caf\xe9"[..], b"a\nb", "a\u{2028}b".as_bytes()] {
            let item = BatchItem { source: Untrusted::new(name), ..item_of("", "b", None) };
            assert_eq!(write([&item]).unwrap_err().0.raw(), name);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(
            names in proptest::collection::vec(("[ -~\u{e9}\t]{0,8}", "[ -~]{0,8}"), 0..4),
            recursive in proptest::option::of(proptest::strategy::Just(true)),
        ) {
            let items: Vec<_> = names.iter().map(|(from, to)| item_of(from, to, recursive)).collect();
            proptest::prop_assert_eq!(read(write(&items).unwrap().as_bytes()).unwrap(), items);
        }
    }
}
