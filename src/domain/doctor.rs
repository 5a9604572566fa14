//! What hemi finds wrong with a terminal, and the line that corrects it. The rules are a table; they are judged by what the
//! environment, the terminal and tmux say of themselves. Start with [`findings`] and [`facts`].

mod rules;
mod tmux;

use super::terminal::{ColourDepth, Ground, TerminalEnv, TerminalFacts};
use super::text::SafeText;
use crate::safe;

pub use tmux::TmuxSettings;

/// All that is known when a terminal is judged.
#[derive(Clone, Copy, Debug)]
pub struct Examined<'a> {
    /// What the environment says.
    pub env: &'a TerminalEnv,
    /// What the terminal says; `None` until it has answered.
    pub terminal: Option<&'a TerminalFacts>,
    /// The settings of tmux, where hemi runs inside it and they could be read.
    pub tmux: Option<&'a TmuxSettings>,
    /// Columns and rows, where there is a terminal.
    pub size: Option<(u16, u16)>,
}

/// Something that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, and what it costs.
    pub what: &'static str,
    /// Where the correction goes: a file or a dialog.
    pub place: &'static str,
    /// The line to be added there.
    pub line: &'static str,
}

/// What is wrong, the most important first.
pub fn findings(examined: &Examined<'_>) -> Vec<Finding> {
    rules::RULES.iter().filter(|rule| (rule.applies)(examined)).map(|rule| rule.finding).collect()
}

/// What is known, as a label and words for each fact.
pub fn facts(examined: &Examined<'_>) -> Vec<(&'static str, SafeText)> {
    let Examined { env, terminal, tmux, size } = *examined;
    let yes = |yes: bool| SafeText::from(if yes { "yes" } else { "no" });
    let unknown = || {
        SafeText::from(match (terminal, size) {
            (Some(_), _) => "not reported",
            (None, Some(_)) => "no answer yet",
            (None, None) => "not asked",
        })
    };
    let mut facts = vec![
        ("TERM", env.term.as_ref().map_or_else(|| "not set".into(), |term| term.sanitized())),
        ("Terminal", {
            let name = terminal.and_then(|terminal| terminal.name.as_ref()).or(env.program.as_ref());
            name.map_or_else(unknown, |name| name.sanitized())
        }),
        (
            "Size",
            size.map_or_else(|| "no terminal".into(), |(columns, rows)| safe!("{} x {}", columns, rows)),
        ),
        (
            "Colours",
            match env.depth {
                ColourDepth::Sixteen => "16".into(),
                ColourDepth::Indexed => "256".into(),
                ColourDepth::True => "16 million (COLORTERM)".into(),
            },
        ),
        ("Background", {
            let colour = terminal.and_then(|terminal| terminal.background);
            let ground = |ground| if ground == Ground::Light { "light" } else { "dark" };
            match (colour, env.ground) {
                (Some(colour), _) => safe!("{}, {}", ground(colour.ground()), colour.hex()),
                (None, Some(known)) => safe!("{}, by COLORFGBG", ground(known)),
                (None, None) => unknown(),
            }
        }),
        ("UTF-8 locale", yes(env.utf8)),
        ("Synchronized update", {
            terminal.and_then(|terminal| terminal.synchronized_update).map_or_else(unknown, yes)
        }),
        ("Kitty keyboard", terminal.map_or_else(unknown, |terminal| yes(terminal.kitty_keys))),
        ("Links (OSC 8)", links(examined)),
        ("Clipboard (OSC 52)", clipboard(examined)),
        ("SSH", yes(env.ssh)),
    ];
    if env.screen {
        facts.push(("GNU screen", "yes".into()));
    }
    match tmux {
        Some(settings) => facts.extend(settings.facts()),
        None if env.tmux => facts.push(("tmux", "its settings could not be read".into())),
        None => {}
    }
    facts
}

/// No terminal tells whether it knows links.
fn links(examined: &Examined<'_>) -> SafeText {
    match examined.tmux.and_then(TmuxSettings::version_number) {
        _ if examined.env.screen => "not through GNU screen".into(),
        Some(version) if version < (3, 4) => "not through tmux before 3.4".into(),
        _ => "sent; terminals do not report them".into(),
    }
}

/// Nor whether it takes what is copied.
fn clipboard(examined: &Examined<'_>) -> SafeText {
    match (examined.tmux, examined.env.tmux) {
        (Some(tmux), _) if tmux.clipboard_is_off() => "tmux's buffer only".into(),
        (_, true) => "by tmux".into(),
        (_, false) => "sent; terminals do not confirm it".into(),
    }
}

/// A text of one line for each fact, the labels in one column.
pub fn aligned(facts: &[(&'static str, SafeText)]) -> Vec<SafeText> {
    let width = facts.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
    let line = |(label, words): &(&'static str, SafeText)| {
        let blanks = (label.len()..width).fold(SafeText::default(), |blanks, _| safe!("{} ", blanks));
        safe!("{}{}  {}", *label, blanks, words)
    };
    facts.iter().map(line).collect()
}

/// The bytes of a key, as they are written: `ESC [ A`, `^C`, `0xc3`.
pub fn bytes_named(bytes: &[u8]) -> SafeText {
    bytes.iter().fold(SafeText::default(), |so_far, byte| {
        let name: SafeText = match byte {
            0x1b => "ESC".into(),
            b' ' => "SP".into(),
            0x7f => "DEL".into(),
            0x21..=0x7e => super::text::Untrusted::new([*byte]).sanitized(),
            control @ 0..=0x1f => safe!("^{}", super::text::Untrusted::new([control + b'@']).sanitized()),
            other => safe!("0x{:02x}", *other),
        };
        if so_far.is_empty() { name } else { safe!("{} {}", so_far, name) }
    })
}

#[cfg(test)]
mod tests;
