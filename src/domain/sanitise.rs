//! The one `sanitise`: bytes from outside become text that cannot steer a terminal.
//!
//! The result is reversible (a backslash is doubled), so two names that differ are shown
//! differently. `ARCHITECTURE.md` P0-1.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use unicode_properties::{GeneralCategory as Category, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// More combining marks than this in a row are escaped: stacked marks overdraw other rows.
const MARKS_IN_A_ROW: usize = 4;

const ZWJ: char = '\u{200d}';
const VS16: char = '\u{fe0f}';

/// Whether the terminal takes ASCII only. It belongs to the process, as the locale does.
static ASCII_ONLY: AtomicBool = AtomicBool::new(false);

/// Escapes every character that is not ASCII from now on: the locale's encoding is not UTF-8.
pub fn escape_non_ascii() {
    ASCII_ONLY.store(true, Relaxed);
}

/// Whether [`escape_non_ascii`] was called.
pub fn is_ascii_only() -> bool {
    ASCII_ONLY.load(Relaxed)
}

/// The text form of `bytes`: printable, reversible, of known width.
pub fn sanitise(bytes: &[u8]) -> String {
    sanitise_for(bytes, is_ascii_only())
}

/// The same for a terminal that takes ASCII only, or UTF-8.
pub fn sanitise_for(bytes: &[u8], ascii_only: bool) -> String {
    if is_plain(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut out = String::with_capacity(bytes.len() + 16);
    for part in bytes.utf8_chunks() {
        push_text(&mut out, part.valid(), ascii_only);
        for byte in part.invalid() {
            push_byte(&mut out, *byte);
        }
    }
    show_outer_blanks(out)
}

/// Nearly every name is plain ASCII: one pass, no escapes.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| (0x20..0x7f).contains(b) && *b != b'\\')
        && bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
}

fn push_text(out: &mut String, text: &str, ascii_only: bool) {
    let mut marks = 0_usize;
    for cluster in text.graphemes(true) {
        let emoji = is_emoji_sequence(cluster);
        for c in cluster.chars() {
            let mark = matches!(
                c.general_category(),
                Category::NonspacingMark | Category::EnclosingMark | Category::SpacingMark
            );
            marks = if mark { marks + 1 } else { 0 };
            match c {
                '\\' => out.push_str("\\\\"),
                _ if ascii_only && !c.is_ascii() => push_escape(out, c),
                ZWJ | VS16 if emoji => out.push(c),
                // A combining mark without a base character would join the border it is drawn beside.
                _ if mark && (marks > MARKS_IN_A_ROW || cluster.starts_with(c)) => {
                    push_escape(out, c);
                }
                _ if must_escape(c) => push_escape(out, c),
                _ => out.push(c),
            }
        }
    }
}

/// A cluster whose joiners may stay: it starts with a pictograph and every joiner is between two.
fn is_emoji_sequence(cluster: &str) -> bool {
    let pictograph = |c: char| c.is_emoji_char() && !c.is_ascii();
    let mut chars = cluster.chars().peekable();
    let Some(first) = chars.next() else { return false };
    let mut after_pictograph = pictograph(first);
    if !after_pictograph {
        return false;
    }
    while let Some(c) = chars.next() {
        match c {
            ZWJ => {
                if !after_pictograph || !chars.peek().is_some_and(|next| pictograph(*next)) {
                    return false;
                }
            }
            VS16 | '\u{1f3fb}'..='\u{1f3ff}' => {}
            _ => after_pictograph = pictograph(c),
        }
    }
    true
}

fn must_escape(c: char) -> bool {
    if c == ' ' || c.is_ascii_graphic() {
        return false;
    }
    let invisible = matches!(
        c,
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{34f}' | '\u{17b4}'
            | '\u{17b5}'
    );
    invisible
        || c.is_whitespace()
        || matches!(
            c.general_category(),
            Category::Control
                | Category::Format
                | Category::PrivateUse
                | Category::Unassigned
                | Category::Surrogate
                | Category::LineSeparator
                | Category::ParagraphSeparator
                | Category::SpaceSeparator
        )
        || UnicodeWidthStr::width(c.encode_utf8(&mut [0; 4]) as &str) == 0
            && !matches!(
                c.general_category(),
                Category::NonspacingMark | Category::EnclosingMark | Category::SpacingMark
            )
}

fn push_escape(out: &mut String, c: char) {
    use std::fmt::Write as _;
    let code = u32::from(c);
    // Writing to a String cannot fail.
    let _ = if code < 0x80 { write!(out, "\\x{code:02x}") } else { write!(out, "\\u{{{code:x}}}") };
}

fn push_byte(out: &mut String, byte: u8) {
    use std::fmt::Write as _;
    let _ = write!(out, "\\x{byte:02x}");
}

/// A blank at either end would be invisible: it is written out.
fn show_outer_blanks(text: String) -> String {
    let inner = text.trim_matches(' ');
    if inner.len() == text.len() {
        return text;
    }
    let lead = text.len() - text.trim_start_matches(' ').len();
    let trail = if inner.is_empty() { 0 } else { text.len() - text.trim_end_matches(' ').len() };
    format!("{}{inner}{}", "\\x20".repeat(lead), "\\x20".repeat(trail))
}

/// Terminal cells that `text` takes, cluster by cluster, as the screen counts them.
pub fn width(text: &str) -> usize {
    if is_printable_ascii(text) { text.len() } else { text.width() }
}

/// Whether each byte is one cluster of one cell: nearly every text on the screen is so, and it needs no tables of Unicode.
pub fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Cuts sanitised text to `cells`, keeping both ends and never splitting an escape.
pub fn fit(text: &str, cells: usize) -> String {
    fit_with(text, cells, if is_ascii_only() { "~" } else { "…" })
}

/// The same with another sign, one cell wide, where something was cut out.
pub fn fit_with(text: &str, cells: usize, sign: &str) -> String {
    // The end of a science file's name (variable, date, suffix) is more informative than its middle.
    cut(text, cells, sign, cells.saturating_sub(1) / 3)
}

/// The same for names that are told apart by how they begin.
pub fn beginning(text: &str, cells: usize, sign: &str) -> String {
    cut(text, cells, sign, 0)
}

fn cut(text: &str, cells: usize, sign: &str, tail_room: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    if cells == 0 {
        return String::new();
    }
    let pieces = pieces(text);
    let head_room = cells - 1 - tail_room;
    let mut head = String::new();
    let mut used = 0;
    for piece in &pieces {
        let w = width(piece);
        if used + w > head_room {
            break;
        }
        head.push_str(piece);
        used += w;
    }
    let mut tail = Vec::new();
    let mut used_tail = 0;
    for piece in pieces.iter().rev() {
        let w = width(piece);
        if used_tail + w > tail_room {
            break;
        }
        tail.push(*piece);
        used_tail += w;
    }
    head.push_str(sign);
    head.extend(tail.into_iter().rev());
    head
}

/// Breaks sanitised text into lines of at most `cells` wherever they are full, never inside an escape. Blanks stay.
pub fn cut_at(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for piece in pieces(text) {
        let more = width(piece);
        if used + more > cells && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        line.push_str(piece);
        used += more;
    }
    lines.push(line);
    lines
}

/// Breaks sanitised text into lines of at most `cells`, at blanks where it can, never inside an escape.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) <= cells {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for piece in pieces(word) {
            if !line.is_empty() && width(&line) + width(piece) > cells {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(piece);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Cuts sanitised text to its last `cells`, never splitting an escape: for paths, whose end is the most informative
/// part.
pub fn fit_end(text: &str, cells: usize, cut: &str) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let Some(room) = cells.checked_sub(width(cut)) else { return String::new() };
    let mut kept = Vec::new();
    let mut used = 0;
    for piece in pieces(text).into_iter().rev() {
        used += width(piece);
        if used > room {
            break;
        }
        kept.push(piece);
    }
    std::iter::once(cut).chain(kept.into_iter().rev()).collect()
}

/// Clusters of sanitised text, an escape counting as one.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let len =
            escape_len(rest).or_else(|| rest.graphemes(true).next().map(str::len)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
        out.push(piece);
        rest = after;
    }
    out
}

fn escape_len(text: &str) -> Option<usize> {
    let after = text.strip_prefix('\\')?;
    match after.as_bytes().first()? {
        b'x' => Some(4.min(text.len())),
        b'u' => text.find('}').map(|at| at + 1),
        _ => Some(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_as_they_are() {
        for name in ["tas_day_2019.nc", "été 2020", "日本語.nc", "👩‍🔬 notes", "ß-x", "a b"] {
            assert_eq!(sanitise(name.as_bytes()), name);
        }
    }

    #[test]
    fn whatever_steers_or_hides_is_escaped() {
        for (raw, text) in [
            (&b"\x1b[2J"[..], "\\x1b[2J"),
            (b"a\x07", "a\\x07"),
            (b"\xff\xfe", "\\xff\\xfe"),
            ("\u{9b}1m".as_bytes(), "\\u{9b}1m"),
            ("\u{202e}gpj".as_bytes(), "\\u{202e}gpj"),
            ("a\u{200b}b".as_bytes(), "a\\u{200b}b"),
            ("a\u{200d}b".as_bytes(), "a\\u{200d}b"),
            ("\u{e0041}".as_bytes(), "\\u{e0041}"),
            (b"a\nb\t", "a\\x0ab\\x09"),
            (b"a\\b", "a\\\\b"),
            (b" a ", "\\x20a\\x20"),
            ("\u{a0}".as_bytes(), "\\u{a0}"),
            ("\u{e000}".as_bytes(), "\\u{e000}"),
            ("\u{3164}".as_bytes(), "\\u{3164}"),
        ] {
            assert_eq!(sanitise(raw), text);
        }
    }

    #[test]
    fn where_the_terminal_takes_ascii_only_all_else_is_escaped() {
        for (raw, text) in
            [("caf\u{e9}.nc", "caf\\u{e9}.nc"), ("日", "\\u{65e5}"), ("👩‍🔬", "\\u{1f469}\\u{200d}\\u{1f52c}")]
        {
            assert_eq!(sanitise_for(raw.as_bytes(), true), text);
        }
    }

    #[test]
    fn a_tower_of_marks_is_cut_to_four() {
        let tower = format!("a{}", "\u{301}".repeat(6));
        assert_eq!(sanitise(tower.as_bytes()), format!("a{}\\u{{301}}\\u{{301}}", "\u{301}".repeat(4)));
    }

    #[test]
    fn fitting_keeps_both_ends_and_whole_escapes() {
        assert_eq!(fit("tas_Amon_HadGEM3_2019.nc", 12), "tas_Amon….nc");
        assert_eq!(fit("ab", 2), "ab");
        assert_eq!(fit("", 0), "");
        for cells in 0..12 {
            let cut = fit("a\\u{202e}b\\x1bcdefgh日本", cells);
            assert!(width(&cut) <= cells, "{cut} is wider than {cells}");
            assert!(!cut.contains("\\u{") || cut.contains('}'), "{cut} cuts an escape");
        }
    }

    #[test]
    fn wrapping_breaks_at_blanks_and_keeps_escapes_whole() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("ab\\u{202e}c", 4), ["ab", "\\u{202e}", "c"]);
        assert_eq!(wrap("日本語", 4), ["日本", "語"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(cut_at("  a b\\x1bc", 4), ["  a ", "b", "\\x1b", "c"]);
        assert_eq!(cut_at("", 4), [""]);
    }

    #[test]
    fn fitting_the_end_keeps_it() {
        assert_eq!(fit_end("/gws/nopw/j04/x", 8, "…"), "…w/j04/x");
        assert_eq!(fit_end("/a", 8, "…"), "/a");
        assert_eq!(fit_end("/a\\x1bcd", 4, "…"), "…cd");
        assert_eq!(fit_end("/abc", 0, "…"), "");
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_steers_survives_and_different_stays_different(a: Vec<u8>, b: Vec<u8>) {
            let (sa, sb) = (sanitise(&a), sanitise(&b));
            for c in sa.chars() {
                let inside_emoji = c == ZWJ || c == VS16;
                proptest::prop_assert!(!must_escape(c) || inside_emoji, "{sa:?}");
            }
            proptest::prop_assert_eq!(a == b, sa == sb);
        }
    }
}
