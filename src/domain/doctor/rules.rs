//! The table of rules: when a rule applies, what is wrong then, and the line that corrects it.
//!
//! Sources: tmux(1) (`escape-time`, `default-terminal`, `terminal-features`, `set-clipboard`), screen(1) (`term`,
//! `maptimeout`, `defutf8`), the PuTTY user manual 4.4.3, 4.10.1 and 4.15.3, and VS Code's list of `terminal.integrated`
//! settings.

use super::{Examined, Finding};
use crate::domain::terminal::ColourDepth;

/// When something is wrong.
pub(super) struct Rule {
    pub applies: fn(&Examined<'_>) -> bool,
    pub finding: Finding,
}

const TMUX: &str = "~/.tmux.conf";
const SCREEN: &str = "~/.screenrc";
const PUTTY: &str = "PuTTY's configuration";
const VS_CODE: &str = "VS Code's settings.json";
const SHELL: &str = "~/.profile";

/// The longest wait after Esc that is not noticed, in milliseconds.
const SHORT: u32 = 50;

pub(super) static RULES: &[Rule] = &[
    Rule {
        applies: |seen| !seen.env.utf8,
        finding: Finding {
            what: "The locale is not UTF-8: names are escaped, and lines are drawn with ASCII characters.",
            place: SHELL,
            line: "export LANG=C.UTF-8",
        },
    },
    Rule {
        applies: |seen| in_tmux(seen) && !term_starts(seen, &["tmux", "screen"]),
        finding: Finding {
            what: "Inside tmux TERM must be that of tmux: keys and colours are not right with another one.",
            place: TMUX,
            line: "set -g default-terminal \"tmux-256color\"",
        },
    },
    Rule {
        applies: |seen| in_tmux(seen) && is_term(seen, &["screen", "tmux"]),
        finding: Finding {
            what: "tmux offers 16 colours only.",
            place: TMUX,
            line: "set -g default-terminal \"tmux-256color\"",
        },
    },
    Rule {
        applies: |seen| seen.tmux.and_then(|tmux| tmux.escape_ms()).is_some_and(|ms| ms > SHORT),
        finding: Finding {
            what: "tmux holds the Esc key back, so that it comes late.",
            place: TMUX,
            line: "set -sg escape-time 20",
        },
    },
    Rule {
        applies: |seen| {
            let old =
                seen.tmux.and_then(|tmux| tmux.version_number()).is_some_and(|version| version < (3, 2));
            !old && seen.tmux.is_some_and(|tmux| !tmux.has_rgb())
        },
        finding: Finding {
            what: "tmux turns colours of 24 bits into the nearest of 256. If your terminal has them, say so.",
            place: TMUX,
            line: "set -as terminal-features \",*:RGB\"",
        },
    },
    Rule {
        applies: |seen| seen.tmux.is_some_and(|tmux| tmux.has_rgb()) && seen.env.depth != ColourDepth::True,
        finding: Finding {
            what: "tmux passes colours of 24 bits on, but COLORTERM does not say so.",
            place: SHELL,
            line: "export COLORTERM=truecolor",
        },
    },
    Rule {
        applies: |seen| seen.tmux.is_some_and(|tmux| tmux.clipboard_is_off()),
        finding: Finding {
            what: "tmux does not set the clipboard of the terminal: what hemi copies stays in tmux's buffer.",
            place: TMUX,
            line: "set -s set-clipboard external",
        },
    },
    Rule {
        applies: |seen| seen.env.screen && is_term(seen, &["screen"]),
        finding: Finding {
            what: "GNU screen offers 16 colours only.",
            place: SCREEN,
            line: "term screen-256color",
        },
    },
    Rule {
        applies: |seen| seen.env.screen,
        finding: Finding {
            what: "GNU screen may hold the Esc key back, by 300 ms where nothing else is set.",
            place: SCREEN,
            line: "maptimeout 20",
        },
    },
    Rule {
        applies: |seen| seen.env.screen && !seen.env.utf8,
        finding: Finding {
            what: "New windows of GNU screen are not UTF-8.",
            place: SCREEN,
            line: "defutf8 on",
        },
    },
    Rule {
        applies: |seen| is_putty(seen) && !term_starts(seen, &["putty"]),
        finding: Finding {
            what: "PuTTY reports itself as xterm, whose keys it does not send.",
            place: PUTTY,
            line: "Connection > Data > Terminal-type string: putty-256color",
        },
    },
    Rule {
        applies: |seen| is_putty(seen) && !seen.env.utf8,
        finding: Finding {
            what: "PuTTY must be told that the other end sends UTF-8.",
            place: PUTTY,
            line: "Window > Translation > Remote character set: UTF-8",
        },
    },
    Rule {
        applies: |seen| seen.env.vs_code,
        finding: Finding {
            what: "VS Code takes keys such as Ctrl-P and F1 for itself.",
            place: VS_CODE,
            line: "\"terminal.integrated.sendKeybindingsToShell\": true",
        },
    },
    Rule {
        applies: |seen| seen.env.vs_code,
        finding: Finding {
            what: "VS Code changes colours whose contrast it finds too low.",
            place: VS_CODE,
            line: "\"terminal.integrated.minimumContrastRatio\": 1",
        },
    },
    Rule {
        applies: |seen| {
            is_term(seen, &["xterm"]) && !is_putty(seen) && seen.env.depth == ColourDepth::Sixteen
        },
        finding: Finding {
            what: "TERM=xterm means 16 colours; nearly every terminal of that kind has 256.",
            place: SHELL,
            line: "export TERM=xterm-256color",
        },
    },
    Rule {
        applies: |seen| {
            let remote = seen.env.ssh && !seen.env.tmux && !seen.env.screen;
            remote && seen.env.depth == ColourDepth::Indexed
        },
        finding: Finding {
            what: "SSH passes TERM on, but not COLORTERM: hemi uses 256 colours. If your terminal has more, say so.",
            place: SHELL,
            line: "export COLORTERM=truecolor",
        },
    },
];

fn in_tmux(seen: &Examined<'_>) -> bool {
    seen.env.tmux
}

fn term<'a>(seen: &Examined<'a>) -> &'a [u8] {
    seen.env.term.as_ref().map_or(&[], |term| term.raw())
}

fn is_term(seen: &Examined<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| term(seen) == name.as_bytes())
}

fn term_starts(seen: &Examined<'_>, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| term(seen).starts_with(prefix.as_bytes()))
}

/// By its terminal type, its name, or the answer to DA1 that it has in common with the Linux console alone.
fn is_putty(seen: &Examined<'_>) -> bool {
    let says = |attributes: &[u8]| {
        let facts = seen.terminal;
        let same =
            facts.and_then(|facts| facts.attributes.as_ref()).is_some_and(|own| own.raw() == attributes);
        same || facts
            .and_then(|facts| facts.name.as_ref())
            .is_some_and(|name| name.raw().starts_with(b"PuTTY"))
    };
    let direct = !seen.env.tmux && !seen.env.screen;
    direct && (term_starts(seen, &["putty"]) || (term_starts(seen, &["xterm"]) && says(b"6")))
}
