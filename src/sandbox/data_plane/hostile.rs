//! Names that would steer a terminal, pass for other names, or lead out of their directory: what a server may send, also
//! those that no disk can have. Name `i` is computed from `i`.

use crate::sandbox::data_plane::noise::scramble;

/// What each kind of name is made of, with two places for letters that differ.
const KINDS: [&[u8]; 34] = [
    b"csi\x1b[2J\x1b[31m{}{}",
    b"query\x1b[6n\x1b[c\x1bP$qm\x1b\\{}{}",
    b"osc\x1b]0;owned\x07\x1b]52;c;cm0=\x07{}{}",
    b"dcs\x1bPq#0\x1b\\apc\x1b_Gi=1;\x1b\\{}{}",
    b"two\x1bc\x1b7\x1bM{}{}",
    b"c0\x01\x07\x08\x0c\x0e\x7f{}{}",
    "c1\u{9b}31m\u{85}{}{}".as_bytes(),
    b"raw\x9b31m\x84{}{}",
    b"new\nline\r\n{}{}",
    b"tab\t{}{}",
    "bidi\u{202e}gpj.{}\u{2066}{}".as_bytes(),
    "\u{5d0}\u{5d1}\u{5d2} {} \u{627}\u{628} {}".as_bytes(),
    "zero\u{200b}{}\u{200d}{}\u{feff}".as_bytes(),
    "tags\u{e0061}\u{e0062}{}{}\u{e007f}".as_bytes(),
    "marks{}e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}{}".as_bytes(),
    "幅広い名前{}観測{}".as_bytes(),
    "👩🏽‍🔬🏳️‍🌈{}{}".as_bytes(),
    b"bad\xff\xfe\xc0\xaf{}\xe2\x82{}",
    "non\u{fdd0}\u{ffff}{}{}".as_bytes(),
    b" {} blank {} ",
    "\u{3164}{}\u{115f}\u{a0}\u{2003}{}".as_bytes(),
    b"\x1b{}split[2{}J",
    "p\u{430}ypal{}{}".as_bytes(),
    "paypal{}{}".as_bytes(),
    "caf\u{e9}{}{}".as_bytes(),
    "cafe\u{301}{}{}".as_bytes(),
    b"-rf {} --help{}",
    b"$(reboot){};`id`{}|'\"&",
    b"Case{}{}",
    b"case{}{}",
    b"Error: PermissionDenied {} <b>{}<b>",
    "private\u{e000}\u{f8ff}{}{}".as_bytes(),
    "selector\u{fe0f}{}\u{e0100}{}".as_bytes(),
    b"\\x1b[2J\\u{{{}}}{}",
];

/// Names that no directory can have.
const IMPOSSIBLE: [&[u8]; 8] =
    [b"..", b".", b"", b"a/b", b"../../etc/passwd", b"/etc/passwd", b"nul\0byte", b"a\0/../b"];

/// Name `index`; every 50th is one that no directory can have, and every 40th is very long.
pub(super) fn name(index: u64) -> Vec<u8> {
    let noise = scramble(index);
    let pick = |number: u64, count: usize| usize::try_from(number).unwrap_or(0) % count;
    if index % 50 == 49 {
        let name = IMPOSSIBLE.get(pick(index / 50, IMPOSSIBLE.len())).copied().unwrap_or_default();
        return name.to_vec();
    }
    let kind = KINDS.get(pick(index, KINDS.len())).copied().unwrap_or_default();
    let letters = [format!("{index:05}"), format!("{:x}", noise % 4096)];
    let mut letters = letters.iter();
    let mut name = Vec::new();
    let mut rest = kind;
    while let Some((first, after)) = rest.split_first() {
        match after.split_first() {
            Some((b'}', after)) if *first == b'{' => {
                name.extend_from_slice(letters.next().map(String::as_bytes).unwrap_or_default());
                rest = after;
            }
            _ => {
                name.push(*first);
                rest = after;
            }
        }
    }
    if index % 40 == 7 {
        name.resize(255, b'x');
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn all_but_the_impossible_names_are_different_and_possible_on_a_disk() {
        let mut seen = BTreeSet::new();
        for index in (0..10_000).filter(|index| index % 50 != 49) {
            let name = name(index);
            assert!(name.len() <= 255 && !name.contains(&0) && !name.contains(&b'/'), "{name:?}");
            assert!(seen.insert(name.clone()), "{name:?} is there twice");
        }
    }
}
