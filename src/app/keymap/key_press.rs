//! One key press as keymaps name it. Different bytes for the same key are one press here, so a map
//! cannot give them two meanings. Start with [`KeyPress::of`].

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::domain::nearest::nearest;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// A key with what was held down beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyPress {
    code: KeyCode,
    control: bool,
    alt: bool,
    shift: bool,
}

/// Keys that are not one printable character, with their names. The first name of a key is shown.
const NAMED: &[(&str, KeyCode)] = &[
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Insert", KeyCode::Insert),
    ("Delete", KeyCode::Delete),
    ("Enter", KeyCode::Enter),
    ("Backspace", KeyCode::Backspace),
    ("Tab", KeyCode::Tab),
    ("Esc", KeyCode::Esc),
    ("Space", KeyCode::Char(' ')),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("Escape", KeyCode::Esc),
    ("Return", KeyCode::Enter),
];

/// What is held down beside a key, with a `-` after it.
const HELD: [&str; 3] = ["Ctrl", "Alt", "Shift"];

impl KeyPress {
    /// The arrow up.
    pub const UP: Self = Self::plain(KeyCode::Up);
    /// The arrow down.
    pub const DOWN: Self = Self::plain(KeyCode::Down);
    /// Enter.
    pub const ENTER: Self = Self::plain(KeyCode::Enter);

    /// Ctrl-C.
    pub const CTRL_C: Self = Self { control: true, ..Self::plain(KeyCode::Char('c')) };

    const fn plain(code: KeyCode) -> Self {
        Self { code, control: false, alt: false, shift: false }
    }

    /// The key press of a terminal event.
    pub fn of(key: KeyEvent) -> Self {
        let held = |what| key.modifiers.contains(what);
        Self {
            code: key.code,
            control: held(KeyModifiers::CONTROL),
            alt: held(KeyModifiers::ALT),
            shift: held(KeyModifiers::SHIFT),
        }
        .settled()
    }

    /// The terminal event of this press.
    pub fn event(self) -> KeyEvent {
        let held = [
            (self.control, KeyModifiers::CONTROL),
            (self.alt, KeyModifiers::ALT),
            (self.shift, KeyModifiers::SHIFT),
        ];
        let held = held.into_iter().filter(|(on, _)| *on).fold(KeyModifiers::NONE, |all, (_, one)| all | one);
        KeyEvent::new(self.code, held)
    }

    /// A plain function key.
    pub fn function(number: u8) -> Self {
        Self { code: KeyCode::F(number), control: false, alt: false, shift: false }
    }

    /// Reads a name such as `j`, `Ctrl-D`, `F5`, `Space`.
    pub fn parse(name: &str) -> Option<Self> {
        let mut press = Self { code: KeyCode::Null, control: false, alt: false, shift: false };
        let mut rest = name;
        loop {
            let (held, after) = match rest.split_once('-') {
                // `-` itself and `Ctrl--` end in the key, not in another prefix.
                Some((held, after)) if !held.is_empty() && !after.is_empty() => (held, after),
                _ => break,
            };
            match held {
                "Ctrl" => press.control = true,
                "Alt" => press.alt = true,
                "Shift" => press.shift = true,
                _ => return None,
            }
            rest = after;
        }
        let named = NAMED.iter().find(|(known, _)| *known == rest).map(|(_, code)| *code);
        let function =
            || rest.strip_prefix('F')?.parse().ok().filter(|n| (1..=12).contains(n)).map(KeyCode::F);
        let single = || {
            let mut chars = rest.chars();
            let one = chars.next().filter(|c| c.is_ascii_graphic() || c.is_alphanumeric())?;
            chars.next().is_none().then_some(KeyCode::Char(one))
        };
        press.code = named.or_else(function).or_else(single)?;
        Some(press.settled())
    }

    /// The name that one which is no key was meant to be.
    pub fn nearest(name: &str) -> Option<SafeText> {
        // A sequence has blanks between its keys; help writes letters side by side.
        if (2..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            let keys = name.chars().filter_map(|key| Self::parse(key.encode_utf8(&mut [0; 4])));
            return keys.map(|key| key.sanitized()).reduce(|so_far, key| safe!("{} {}", so_far, key));
        }
        let (held, key) = match name.rsplit_once('-').filter(|(_, key)| !key.is_empty()) {
            Some((held, key)) => (held, key),
            None => ("", name),
        };
        let mut meant = SafeText::default();
        for one in held.split('-').filter(|one| !one.is_empty()) {
            meant = safe!("{}{}-", meant, nearest(one, HELD)?);
        }
        match Self::parse(key) {
            Some(known) => Some(safe!("{}{}", meant, known.sanitized())),
            None => Some(safe!("{}{}", meant, nearest(key, NAMED.iter().map(|(known, _)| *known))?)),
        }
    }

    /// The same key under the one spelling: terminals send one byte for Ctrl-I and Tab, Ctrl-M, Ctrl-J and
    /// Enter, Ctrl-H and Backspace, Ctrl-[ and Esc, and Shift is already in a letter.
    fn settled(mut self) -> Self {
        if self.code == KeyCode::BackTab {
            (self.code, self.shift) = (KeyCode::Tab, true);
        }
        let KeyCode::Char(letter) = self.code else { return self };
        self.shift = false;
        if self.control {
            let letter = letter.to_ascii_lowercase();
            let same = match letter {
                'i' => Some(KeyCode::Tab),
                'j' | 'm' => Some(KeyCode::Enter),
                'h' => Some(KeyCode::Backspace),
                '[' => Some(KeyCode::Esc),
                _ => None,
            };
            self.control = same.is_none();
            self.code = same.unwrap_or(KeyCode::Char(letter));
        }
        self
    }

    /// The digit of an Alt-digit or plain digit press.
    pub fn digit(self) -> Option<(u8, bool)> {
        match self.code {
            KeyCode::Char(digit) if !self.control => {
                u8::try_from(digit.to_digit(10)?).ok().map(|digit| (digit, self.alt))
            }
            _ => None,
        }
    }

    /// Whether this is a letter or sign that every keyboard sends as itself, alone or with Ctrl.
    pub fn is_safe(self) -> bool {
        matches!(self.code, KeyCode::Char(_) | KeyCode::Tab) && !self.alt
    }

    /// Whether Ctrl is held: no text field takes such a key for a letter.
    pub fn is_control(self) -> bool {
        self.control
    }

    /// Whether this is the Escape key alone.
    pub fn is_escape(self) -> bool {
        self.code == KeyCode::Esc && !self.control && !self.alt
    }

    /// Its name for a screen.
    pub fn sanitized(self) -> SafeText {
        let key = match self.code {
            KeyCode::F(number) => safe!("F{}", number),
            code => match (NAMED.iter().find(|(_, known)| *known == code), code) {
                (Some((name, _)), _) => SafeText::from(*name),
                // As a key it is no escape of anything.
                (None, KeyCode::Char('\\')) => "\\".into(),
                (None, KeyCode::Char(letter)) => {
                    let letter = if self.control { letter.to_ascii_uppercase() } else { letter };
                    Untrusted::new(letter.encode_utf8(&mut [0; 4])).sanitized()
                }
                _ => "this key".into(),
            },
        };
        let held = |on: bool, name: &'static str| if on { name } else { "" };
        safe!(
            "{}{}{}{}",
            held(self.control, "Ctrl-"),
            held(self.alt, "Alt-"),
            held(self.shift, "Shift-"),
            key
        )
    }
}
