//! What is known of the terminal: what the environment says of it, and what it says of itself when it is asked.

use super::text::{SafeText, Untrusted};
use crate::safe;

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColourDepth {
    /// The sixteen that a user's palette defines.
    #[default]
    Sixteen,
    /// Those and the 240 of xterm's table, which are the same everywhere.
    Indexed,
    /// Any.
    True,
}

/// A colour with 8 bits for each channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// Whether text is drawn on a light or on a dark background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Dark text on a light background.
    Light,
    /// Light text on a dark background.
    Dark,
}

impl Rgb {
    /// Reads the colour of an answer to OSC 10 or 11: `rgb:RR/GG/BB` with 1 to 4 hexadecimal digits for each channel, or
    /// `rgba:` with a fourth channel.
    pub fn parse(text: &str) -> Option<Self> {
        let channels = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?;
        let mut channels = channels.split('/').map(|digits| {
            let value = u32::from_str_radix(digits, 16).ok()?;
            let most = match digits.len() {
                1..=4 if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
                    (1 << (4 * digits.len())) - 1
                }
                _ => return None,
            };
            u8::try_from(value * 255 / most).ok()
        });
        let mut next = || channels.next().flatten();
        Some(Self { red: next()?, green: next()?, blue: next()? })
    }

    /// `#rrggbb`.
    pub fn hex(self) -> SafeText {
        safe!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Whether it is light, as a background: by its luma (Rec. 601).
    pub fn ground(self) -> Ground {
        let luma = u32::from(self.red) * 299 + u32::from(self.green) * 587 + u32::from(self.blue) * 114;
        if luma >= 128_000 { Ground::Light } else { Ground::Dark }
    }
}

/// What the environment says of the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerminalEnv {
    /// `TERM`.
    pub term: Option<Untrusted>,
    /// `TERM_PROGRAM` with `TERM_PROGRAM_VERSION`.
    pub program: Option<Untrusted>,
    /// How many colours it has, as far as `COLORTERM` and `TERM` tell.
    pub depth: ColourDepth,
    /// Its background, from `COLORFGBG`, which a few terminals set.
    pub ground: Option<Ground>,
    /// hemi runs inside tmux.
    pub tmux: bool,
    /// hemi runs inside GNU screen.
    pub screen: bool,
    /// hemi runs at the other end of an SSH line.
    pub ssh: bool,
    /// hemi runs in the terminal of VS Code.
    pub vs_code: bool,
    /// Programs with windows can be opened: there is a display, on whichever computer.
    pub windows: bool,
    /// The locale is UTF-8. [`TerminalEnv::of`] does not read the locale: its caller sets this.
    pub utf8: bool,
}

impl TerminalEnv {
    /// From the variables of the environment. One that is set to nothing counts as not set.
    pub fn of(variable: impl Fn(&str) -> Option<Vec<u8>>) -> Self {
        let value = |name: &str| variable(name).filter(|value| !value.is_empty()).map(Untrusted::new);
        let text = |name: &str| value(name).and_then(|value| value.raw_str().map(str::to_owned));
        let is_set = |name: &str| value(name).is_some();
        let program = value("TERM_PROGRAM").map(|program| match value("TERM_PROGRAM_VERSION") {
            Some(version) => Untrusted::new([program.raw(), version.raw()].join(&b' ')),
            None => program,
        });
        let term = value("TERM");
        let is_term = |prefix: &[u8]| term.as_ref().is_some_and(|term| term.raw().starts_with(prefix));
        Self {
            depth: depth(text("COLORTERM").as_deref(), text("TERM").as_deref()),
            ground: text("COLORFGBG").and_then(|pair| ground(&pair)),
            tmux: is_set("TMUX"),
            screen: is_set("STY") || (is_term(b"screen") && !is_set("TMUX")),
            ssh: ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].into_iter().any(is_set),
            vs_code: text("TERM_PROGRAM").as_deref() == Some("vscode"),
            windows: cfg!(target_os = "macos") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"),
            utf8: false,
            program,
            term,
        }
    }

    /// Whether the terminal may be asked of itself. Those left out print the questions, or answer in other ways.
    pub fn may_be_asked(&self) -> bool {
        const MUTE: [&[u8]; 6] = [b"dumb", b"linux", b"cons", b"vt52", b"sun", b"eterm"];
        let Some(term) = &self.term else { return false };
        !MUTE.iter().any(|mute| term.raw().starts_with(mute))
    }
}

fn depth(colorterm: Option<&str>, term: Option<&str>) -> ColourDepth {
    match (colorterm, term) {
        (Some("truecolor" | "24bit"), _) => ColourDepth::True,
        (_, Some(term)) if term.ends_with("-direct") => ColourDepth::True,
        (_, Some(term)) if term.contains("256color") => ColourDepth::Indexed,
        _ => ColourDepth::Sixteen,
    }
}

/// `COLORFGBG` has the colours of text and background as numbers of the palette: `15;0`, or `15;default;0`.
fn ground(pair: &str) -> Option<Ground> {
    let (_, back) = pair.rsplit_once(';')?;
    match back.parse::<u8>().ok()? {
        7 | 9..=15 => Some(Ground::Light),
        0..=6 | 8 => Some(Ground::Dark),
        _ => None,
    }
}

/// One thing that a terminal says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalAnswer {
    /// What kind of terminal it is (DA1). Every terminal answers this, and in order: nothing else comes after it.
    Attributes(Untrusted),
    /// Its name and version (XTVERSION).
    Name(Untrusted),
    /// Its background colour (OSC 11).
    Background(Rgb),
    /// Whether it knows synchronized updates (mode 2026).
    SynchronizedUpdate(bool),
    /// It knows the keyboard protocol of kitty.
    KittyKeys,
    /// It has drawn all that came before the question (DSR).
    Ready,
}

/// What a terminal has said of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerminalFacts {
    /// The answer to DA1, which ends the answers.
    pub attributes: Option<Untrusted>,
    /// Its name and version.
    pub name: Option<Untrusted>,
    /// Its background colour.
    pub background: Option<Rgb>,
    /// Whether it knows synchronized updates.
    pub synchronized_update: Option<bool>,
    /// Whether it knows the keyboard protocol of kitty.
    pub kitty_keys: bool,
}

impl TerminalFacts {
    /// Adds an answer. Whether all answers are there now.
    pub fn add(&mut self, answer: TerminalAnswer) -> bool {
        match answer {
            TerminalAnswer::Attributes(text) => {
                self.attributes = Some(text);
                return true;
            }
            TerminalAnswer::Name(name) => self.name = Some(name),
            TerminalAnswer::Background(colour) => self.background = Some(colour),
            TerminalAnswer::SynchronizedUpdate(knows) => self.synchronized_update = Some(knows),
            TerminalAnswer::KittyKeys => self.kitty_keys = true,
            TerminalAnswer::Ready => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(set: &[(&str, &str)]) -> TerminalEnv {
        TerminalEnv::of(|name| {
            set.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_bytes().to_vec())
        })
    }

    #[test]
    fn colours_come_with_any_number_of_digits() {
        let rgb = |red, green, blue| Some(Rgb { red, green, blue });
        for (text, expected) in [
            ("rgb:ffff/8080/0000", rgb(255, 128, 0)),
            ("rgb:ff/80/00", rgb(255, 128, 0)),
            ("rgb:f/8/0", rgb(255, 136, 0)),
            ("rgba:1e1e/1e1e/2e2e/ffff", rgb(30, 30, 46)),
            ("rgb:ff/80", None),
            ("rgb:fffff/0/0", None),
            ("rgb:gg/00/00", None),
            ("rgb:+f/00/00", None),
            ("#ff8000", None),
            ("", None),
        ] {
            assert_eq!(Rgb::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn the_grounds_of_well_known_palettes_are_told_apart() {
        for (text, ground) in [
            ("rgb:fdfd/f6f6/e3e3", Ground::Light),
            ("rgb:0000/2b2b/3636", Ground::Dark),
            ("rgb:ffff/ffff/ffff", Ground::Light),
            ("rgb:3030/0a0a/2424", Ground::Dark),
        ] {
            assert_eq!(Rgb::parse(text).map(Rgb::ground), Some(ground), "{text}");
        }
    }

    #[test]
    fn the_environment_tells_depth_and_ground() {
        for (set, depth, ground) in [
            (&[("TERM", "xterm")][..], ColourDepth::Sixteen, None),
            (&[("TERM", "screen-256color")], ColourDepth::Indexed, None),
            (&[("TERM", "xterm"), ("COLORTERM", "truecolor")], ColourDepth::True, None),
            (&[("TERM", "linux"), ("COLORTERM", "yes")], ColourDepth::Sixteen, None),
            (&[("TERM", "xterm-direct")], ColourDepth::True, None),
            (&[("COLORFGBG", "15;0")], ColourDepth::Sixteen, Some(Ground::Dark)),
            (&[("COLORFGBG", "0;default;15")], ColourDepth::Sixteen, Some(Ground::Light)),
            (&[("COLORFGBG", "0;default")], ColourDepth::Sixteen, None),
            (&[], ColourDepth::Sixteen, None),
        ] {
            let env = env(set);
            assert_eq!((env.depth, env.ground), (depth, ground), "{set:?}");
        }
    }

    #[test]
    fn a_terminal_that_would_print_the_questions_is_not_asked() {
        for (term, may) in
            [("xterm", true), ("screen", true), ("tmux-256color", true), ("linux", false), ("dumb", false)]
        {
            assert_eq!(env(&[("TERM", term)]).may_be_asked(), may, "{term}");
        }
        assert!(!env(&[]).may_be_asked());
        assert!(!env(&[("TERM", "")]).may_be_asked());
    }

    #[test]
    fn multiplexers_are_known_by_their_variables() {
        let tmux = env(&[("TERM", "screen-256color"), ("TMUX", "/tmp/tmux-1/default,1,0")]);
        assert_eq!((tmux.tmux, tmux.screen), (true, false));
        let screen = env(&[("TERM", "screen"), ("STY", "1.pts")]);
        assert_eq!((screen.tmux, screen.screen), (false, true));
        let code = env(&[("TERM_PROGRAM", "vscode"), ("TERM_PROGRAM_VERSION", "1.90")]);
        assert_eq!((code.vs_code, code.program), (true, Some(Untrusted::new("vscode 1.90"))));
    }
}
