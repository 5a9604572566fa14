//! Facts, and the findings they lead to.

use super::*;
use crate::domain::terminal::{Rgb, TerminalAnswer};
use crate::domain::text::Untrusted;

fn env(set: &[(&str, &str)]) -> TerminalEnv {
    let env = TerminalEnv::of(|name| {
        set.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_bytes().to_vec())
    });
    TerminalEnv { utf8: true, ..env }
}

fn examined(env: &TerminalEnv) -> Examined<'_> {
    Examined { env, terminal: None, tmux: None, size: Some((80, 24)) }
}

fn lines(examined: &Examined<'_>) -> Vec<&'static str> {
    findings(examined).into_iter().map(|finding| finding.line).collect()
}

const GOOD: &[u8] = b"3.4\n20\non\nexternal\ntmux-256color\n256,RGB,clipboard\n";

#[test]
fn a_terminal_that_is_set_up_well_has_no_finding() {
    let xterm = env(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]);
    assert_eq!(lines(&examined(&xterm)), [""; 0]);
    let inside = env(&[("TERM", "tmux-256color"), ("COLORTERM", "truecolor"), ("TMUX", "x")]);
    let tmux = TmuxSettings::parse(GOOD).unwrap();
    assert_eq!(lines(&Examined { tmux: Some(&tmux), ..examined(&inside) }), [""; 0]);
}

#[test]
fn what_is_wrong_with_tmux_names_the_line_for_its_file() {
    let tmux = |printed: &str| TmuxSettings::parse(printed.as_bytes()).unwrap();
    let escape = "set -sg escape-time 20";
    let terminal = "set -g default-terminal \"tmux-256color\"";
    let rgb = "set -as terminal-features \",*:RGB\"";
    for (term, printed, expected) in [
        ("tmux-256color", "3.3a\n500\noff\nexternal\ntmux-256color\n256\n", vec![escape, rgb]),
        ("xterm-256color", "3.3a\n20\noff\nexternal\nxterm-256color\n256,RGB\n", vec![terminal]),
        ("screen", "3.3a\n20\noff\noff\nscreen\n256,RGB\n", vec![terminal, "set -s set-clipboard external"]),
        ("tmux-256color", "2.9\n20\n\nexternal\ntmux-256color\n\n", vec![]),
    ] {
        let (env, tmux) = (env(&[("TERM", term), ("TMUX", "x"), ("COLORTERM", "truecolor")]), tmux(printed));
        let examined = Examined { tmux: Some(&tmux), ..examined(&env) };
        assert_eq!(lines(&examined), expected, "{term} {printed:?}");
        assert!(findings(&examined).iter().all(|finding| finding.place == "~/.tmux.conf"));
    }
}

#[test]
fn screen_putty_and_vs_code_are_known() {
    let screen = env(&[("TERM", "screen"), ("STY", "1.x")]);
    assert_eq!(lines(&examined(&screen)), ["term screen-256color", "maptimeout 20"]);
    let putty = env(&[("TERM", "xterm")]);
    let mut facts = TerminalFacts::default();
    assert!(facts.add(TerminalAnswer::Attributes(Untrusted::new("6"))));
    let line = "Connection > Data > Terminal-type string: putty-256color";
    assert_eq!(lines(&Examined { terminal: Some(&facts), ..examined(&putty) }), [line]);
    let code = env(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "vscode"), ("COLORTERM", "truecolor")]);
    assert_eq!(lines(&examined(&code)).len(), 2);
    assert!(lines(&examined(&code)).iter().all(|line| line.starts_with("\"terminal.integrated.")));
}

#[test]
fn missing_colours_and_locales_are_named() {
    assert_eq!(lines(&examined(&env(&[("TERM", "xterm")]))), ["export TERM=xterm-256color"]);
    let remote = env(&[("TERM", "xterm-256color"), ("SSH_TTY", "/dev/pts/1")]);
    assert_eq!(lines(&examined(&remote)), ["export COLORTERM=truecolor"]);
    let well = env(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]);
    let ascii = TerminalEnv { utf8: false, ..well };
    assert_eq!(lines(&examined(&ascii)), ["export LANG=C.UTF-8"]);
}

#[test]
fn every_rule_is_reached_by_some_state_and_ends_its_sentence() {
    for rule in rules::RULES {
        assert!(rule.finding.what.ends_with('.'), "{}", rule.finding.what);
        assert!(!rule.finding.line.is_empty() && !rule.finding.place.is_empty());
    }
}

#[test]
fn facts_say_what_is_known_and_what_is_not() {
    let env = env(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]);
    let words = |examined: &Examined<'_>, label: &str| {
        let facts = facts(examined);
        facts.into_iter().find(|(known, _)| *known == label).unwrap().1.as_str().to_owned()
    };
    let before = examined(&env);
    assert_eq!(words(&before, "Background"), "no answer yet");
    let mut answered = TerminalFacts::default();
    answered.add(TerminalAnswer::Background(Rgb { red: 253, green: 246, blue: 227 }));
    answered.add(TerminalAnswer::SynchronizedUpdate(true));
    answered.add(TerminalAnswer::Name(Untrusted::new("x\u{1b}[2J")));
    let after = Examined { terminal: Some(&answered), ..before };
    assert_eq!(words(&after, "Background"), "light, #fdf6e3");
    assert_eq!(words(&after, "Synchronized update"), "yes");
    assert_eq!(words(&after, "Kitty keyboard"), "no");
    assert_eq!(words(&after, "Terminal"), "x\\x1b[2J");
    let lines = aligned(&facts(&after));
    assert!(
        lines.iter().any(|line| line.as_str().starts_with("TERM                 xterm-256color")),
        "{lines:?}"
    );
}

#[test]
fn bytes_have_names() {
    assert_eq!(bytes_named(b"\x1b[A").as_str(), "ESC [ A");
    assert_eq!(bytes_named(b"\x03 \x7f").as_str(), "^C SP DEL");
    assert_eq!(bytes_named("é".as_bytes()).as_str(), "0xc3 0xa9");
}
