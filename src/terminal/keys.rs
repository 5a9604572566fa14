//! Decodes the bytes of a terminal: keys, pastes and the mouse, as crossterm's events, and what the terminal says of
//! itself. Must not know files or threads.
//!
//! crossterm's own reader is not used, because it reads the terminal itself: it blocks in the middle of an
//! incomplete sequence, and loops without end once the terminal is gone. Here the thread that waits in `poll`
//! reads, and an incomplete sequence is kept in [`Decoder`]. Start at [`Decoder::feed`]; `step` is the grammar.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use super::{answers, mouse};
use crate::domain::terminal::TerminalAnswer;

/// A lone Esc is a key if nothing follows it for a short time, which is a setting. While the terminal has not answered it
/// is no shorter than this: the byte may be the start of an answer.
pub const ESC_WAIT_ASKED: Duration = Duration::from_millis(200);
/// The rest of an answer or of a report of the mouse may take this long: as keys its bytes would do anything.
pub const REST_WAIT: Duration = Duration::from_secs(1);
/// A paste whose end mark was lost ends after this much silence: otherwise no key would work again.
pub const PASTE_WAIT: Duration = Duration::from_secs(5);

/// No key is longer: longer sequences are dropped.
const LONGEST_SEQUENCE: usize = 64;
/// Answers to a program that ran before are dropped up to this length.
const LONGEST_ANSWER: usize = 4096;
/// The longest paste that is used, and some more, so that a longer one is recognised as too long.
const PASTE_ROOM: usize = crate::app::input::MOST_PASTED + 4;

const PASTE_END: &[u8] = b"\x1b[201~";

/// A sequence of bytes, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The bytes; none for a paste.
    pub bytes: Vec<u8>,
    /// What they mean.
    pub meaning: Meaning,
}

/// What a sequence of bytes means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A key, a paste or the mouse.
    Event(Event),
    /// The terminal says something of itself.
    Answer(TerminalAnswer),
    /// Nothing that hemi knows.
    Unknown,
}

/// Collects bytes until they form a sequence.
#[derive(Debug, Default)]
pub struct Decoder {
    held: Vec<u8>,
    paste: Option<Vec<u8>>,
}

enum Decoded {
    /// This many bytes are consumed; they may form a key.
    Took(usize, Option<KeyEvent>),
    /// This many bytes are consumed and mean this.
    Means(usize, Meaning),
    /// A paste starts after this many bytes.
    Paste(usize),
    /// More bytes are needed.
    More,
}

impl Decoder {
    /// Takes bytes as they were read and adds the sequences they complete.
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<Sequence>) {
        self.held.extend_from_slice(bytes);
        self.run(events, false);
    }

    /// How long to wait for the rest of an incomplete sequence; `None` without one. `esc`: for what may be a lone Esc.
    pub fn pending_timeout(&self, esc: Duration) -> Option<Duration> {
        match (&self.paste, self.held.is_empty()) {
            (Some(_), _) => Some(PASTE_WAIT),
            (None, false) if answers::begins(&self.held) => Some(REST_WAIT),
            (None, false) => Some(esc),
            (None, true) => None,
        }
    }

    /// Decodes an incomplete sequence as it is, since no more bytes came.
    pub fn flush_incomplete(&mut self, events: &mut Vec<Sequence>) {
        if let Some(mut text) = self.paste.take() {
            text.append(&mut self.held);
            events.push(pasted(&text));
        }
        self.run(events, true);
        self.held.clear();
    }

    fn run(&mut self, events: &mut Vec<Sequence>, last: bool) {
        loop {
            if self.paste.is_some() && !self.run_paste(events) {
                return;
            }
            if self.held.is_empty() {
                return;
            }
            match step(&self.held, last) {
                Decoded::Took(count, key) => {
                    let meaning = key.map_or(Meaning::Unknown, |key| Meaning::Event(Event::Key(key)));
                    events.push(self.take(count, meaning));
                }
                Decoded::Means(count, meaning) => events.push(self.take(count, meaning)),
                Decoded::Paste(count) => {
                    self.held.drain(..count.min(self.held.len()));
                    self.paste = Some(Vec::new());
                }
                Decoded::More => return,
            }
        }
    }

    fn take(&mut self, count: usize, meaning: Meaning) -> Sequence {
        Sequence { bytes: self.held.drain(..count.clamp(1, self.held.len())).collect(), meaning }
    }

    /// Moves pending bytes into the paste. Returns whether its end was found.
    fn run_paste(&mut self, events: &mut Vec<Sequence>) -> bool {
        let Some(text) = &mut self.paste else { return true };
        let end = self.held.windows(PASTE_END.len()).position(|w| w == PASTE_END);
        // The last bytes may be the start of the end mark.
        let upto = end.unwrap_or(self.held.len().saturating_sub(PASTE_END.len() - 1));
        let room = PASTE_ROOM.saturating_sub(text.len());
        text.extend(self.held.drain(..upto).take(room));
        if end.is_some() {
            self.held.drain(..PASTE_END.len().min(self.held.len()));
            events.extend(self.paste.take().map(|text| pasted(&text)));
        }
        end.is_some()
    }
}

fn pasted(text: &[u8]) -> Sequence {
    // Terminals send the line ends of a paste as carriage returns.
    let text = String::from_utf8_lossy(text).replace("\r\n", "\n").replace('\r', "\n");
    Sequence { bytes: Vec::new(), meaning: Meaning::Event(Event::Paste(text)) }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<KeyEvent> {
    Some(KeyEvent::new(code, modifiers))
}

fn step(held: &[u8], last: bool) -> Decoded {
    match held {
        [0x1b, b'[', rest @ ..] if !(last && rest.is_empty()) => csi(rest, last),
        [0x1b, b'O', rest @ ..] if !(last && rest.is_empty()) => match rest {
            [] => Decoded::More,
            [byte, ..] => Decoded::Took(3, ss3(*byte)),
        },
        [0x1b, b']' | b'P' | b'_', ..] if held.len() > 2 || !last => answer(held, last),
        [0x1b, 0x1b, ..] => Decoded::Took(1, key(KeyCode::Esc, KeyModifiers::NONE)),
        [0x1b, rest @ ..] if !rest.is_empty() => match plain(rest, last) {
            Decoded::Took(count, Some(mut pressed)) => {
                pressed.modifiers |= KeyModifiers::ALT;
                Decoded::Took(count + 1, Some(pressed))
            }
            Decoded::Took(count, None) => Decoded::Took(count + 1, None),
            other => other,
        },
        [0x1b] if !last => Decoded::More,
        [0x1b] => Decoded::Took(1, key(KeyCode::Esc, KeyModifiers::NONE)),
        _ => plain(held, last),
    }
}

/// One key without an Esc in front: a control byte or a character.
fn plain(held: &[u8], last: bool) -> Decoded {
    let Some(byte) = held.first().copied() else { return Decoded::More };
    let control = |c: u8| key(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    let pressed = match byte {
        b'\r' => key(KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => key(KeyCode::Tab, KeyModifiers::NONE),
        0x7f => key(KeyCode::Backspace, KeyModifiers::NONE),
        0 => control(b' '),
        0x01..=0x1a => control(byte - 1 + b'a'),
        0x1c..=0x1f => control(byte - 0x1c + b'4'),
        _ => return character(held, last),
    };
    Decoded::Took(1, pressed)
}

fn character(held: &[u8], last: bool) -> Decoded {
    let head = held.get(..held.len().min(4)).unwrap_or(held);
    let Some(chunk) = head.utf8_chunks().next() else { return Decoded::More };
    if let Some(c) = chunk.valid().chars().next() {
        return Decoded::Took(c.len_utf8(), char_key(c, KeyModifiers::NONE));
    }
    let bad = chunk.invalid().len();
    // An incomplete character at the end of a read is not invalid yet.
    let cut = bad == head.len() && std::str::from_utf8(head).is_err_and(|e| e.error_len().is_none());
    if cut && !last { Decoded::More } else { Decoded::Took(bad, None) }
}

fn char_key(c: char, mut modifiers: KeyModifiers) -> Option<KeyEvent> {
    if c.is_control() {
        return None;
    }
    if c.is_uppercase() {
        modifiers |= KeyModifiers::SHIFT;
    }
    key(KeyCode::Char(c), modifiers)
}

/// Keypad and the first function keys.
fn ss3(byte: u8) -> Option<KeyEvent> {
    let code = match byte {
        b'M' => KeyCode::Enter,
        b'j'..=b'y' => KeyCode::Char(char::from(byte - b'j' + b'*')),
        _ => letter(byte)?,
    };
    key(code, KeyModifiers::NONE)
}

/// The final letters that CSI and SS3 share.
fn letter(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(byte - b'P' + 1),
        _ => return None,
    })
}

/// A control sequence, after `ESC [`.
fn csi(rest: &[u8], last: bool) -> Decoded {
    match rest {
        // The Linux console's F1 to F5.
        [b'[', byte @ b'A'..=b'E', ..] => {
            return Decoded::Took(4, key(KeyCode::F(byte - b'A' + 1), KeyModifiers::NONE));
        }
        [b'['] if !last => return Decoded::More,
        // A report of the mouse in the form of X10: three bytes that are not keys.
        [b'M', button, column, row, ..] => return means(6, mouse::x10(*button, *column, *row)),
        [b'M', ..] if !last => return Decoded::More,
        _ => {}
    }
    let body = rest.iter().take_while(|b| (0x20..0x40).contains(*b)).count();
    match rest.get(body) {
        None if last || body > LONGEST_SEQUENCE => Decoded::Took(body + 2, None),
        None => Decoded::More,
        Some(end @ 0x40..=0x7e) => {
            let parameters = rest.get(..body).unwrap_or_default();
            if parameters == b"200" && *end == b'~' {
                return Decoded::Paste(body + 3);
            }
            if parameters.first() == Some(&b'<') {
                return means(body + 3, mouse::sgr(parameters, *end));
            }
            match answers::csi(parameters, *end) {
                Some(answer) => Decoded::Means(body + 3, Meaning::Answer(answer)),
                None => Decoded::Took(body + 3, csi_key(parameters, *end)),
            }
        }
        // It cannot be part of a sequence: the bytes before it are dropped.
        Some(_) => Decoded::Took(body + 2, None),
    }
}

fn means(count: usize, event: Option<Event>) -> Decoded {
    Decoded::Means(count, event.map_or(Meaning::Unknown, Meaning::Event))
}

fn csi_key(parameters: &[u8], end: u8) -> Option<KeyEvent> {
    let text = std::str::from_utf8(parameters).ok()?;
    let mut fields = text.split(';').map(|field| {
        let mut parts = field.split(':').map(|part| part.parse::<u32>().unwrap_or(1));
        (parts.next().unwrap_or(1), parts.next().unwrap_or(1))
    });
    let (first, _) = fields.next().unwrap_or((1, 1));
    let (mask, kind) = fields.next().unwrap_or((1, 1));
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b';' || b == b':') || kind == 3 {
        return None;
    }
    let held = modifiers(mask);
    match end {
        b'Z' => key(KeyCode::BackTab, held | KeyModifiers::SHIFT),
        b'~' if first == 27 => from_code(fields.next()?.0, held),
        b'~' => key(tilde(first)?, held),
        b'u' => from_code(first, held),
        // `CSI 12;40R` is a cursor report; F3 with a modifier always has a 1 first.
        b'R' if first != 1 => None,
        _ => key(letter(end)?, held),
    }
}

fn modifiers(mask: u32) -> KeyModifiers {
    let bits = mask.saturating_sub(1);
    [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL), (8, KeyModifiers::SUPER)]
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

fn tilde(number: u32) -> Option<KeyCode> {
    // The numbers of a VT220's keys leave gaps.
    let f = |first: u32, key: u32| u8::try_from(number - first + key).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => f(11, 1),
        17..=21 => f(17, 6),
        23..=26 => f(23, 11),
        28..=29 => f(28, 15),
        31..=34 => f(31, 17),
        _ => None,
    }
}

/// A key by its code point (`modifyOtherKeys`, kitty), if a program that ran before left that mode on.
fn from_code(code: u32, held: KeyModifiers) -> Option<KeyEvent> {
    match code {
        27 => key(KeyCode::Esc, held),
        13 => key(KeyCode::Enter, held),
        9 if held.contains(KeyModifiers::SHIFT) => key(KeyCode::BackTab, held),
        9 => key(KeyCode::Tab, held),
        127 | 8 => key(KeyCode::Backspace, held),
        // Functional keys of the kitty protocol, which hemi does not turn on.
        57_344..=63_743 => None,
        _ => char_key(char::from_u32(code)?, held),
    }
}

/// `ESC ]…`, `ESC P…` or `ESC _…`: an answer, to hemi or to another program, if it has the form of one, else Alt and a letter.
fn answer(held: &[u8], last: bool) -> Decoded {
    let starts = match held {
        [_, b']', third, ..] => third.is_ascii_digit(),
        [_, b'P', third, ..] => third.is_ascii_digit() || b">!$+".contains(third),
        [_, b'_', third, ..] => *third == b'G',
        _ => return Decoded::More,
    };
    let alt = held.get(1).and_then(|b| char_key(char::from(*b), KeyModifiers::ALT));
    if !starts {
        return Decoded::Took(2, alt);
    }
    let bell = held.iter().position(|b| *b == 7).map(|at| at + 1);
    let terminator = held.windows(2).position(|w| w == b"\x1b\\").map(|at| at + 2);
    match [bell, terminator].into_iter().flatten().min() {
        Some(end) => match held.get(..end).and_then(answers::string) {
            Some(answer) => Decoded::Means(end, Meaning::Answer(answer)),
            None => Decoded::Took(end, None),
        },
        None if last || held.len() > LONGEST_ANSWER => Decoded::Took(held.len(), None),
        None => Decoded::More,
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
