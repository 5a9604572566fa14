//! Keys as dialogs understand them, and the text field. With `app/input` and `app/keymap` the only place
//! that looks inside a terminal event. A field holds what was typed as it was typed and shows it only
//! through `sanitise`. Must not know what the text is for.

use crossterm::event::{KeyCode, KeyEventKind, KeyModifiers};
use ratatui::layout::{Position, Rect};
use tui_input::{Input as Editor, InputRequest};

use crate::app::input::Input;
use crate::app::pointer::Target;
use crate::app::theme::{Role, Theme};
use crate::domain::secret::Token;
use crate::domain::text::{SafeText, Untrusted};

use super::canvas::Canvas;
use super::text::{pieces, put, row, tint};

/// No field takes more than this many characters.
const MOST_TYPED: usize = 4096;

/// A key as dialogs understand it. Every meaning has a way that survives any terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogKey {
    /// Accept.
    Enter,
    /// Leave: Esc, Ctrl-C, Ctrl-G, F10.
    Escape,
    /// The next part: Tab.
    Next,
    /// The part before: Shift-Tab.
    Previous,
    /// The row above; Ctrl-P too.
    Up,
    /// The next row; Ctrl-N too.
    Down,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first.
    Home,
    /// To the last.
    End,
    /// Submit from any part: F5 or Alt-Enter.
    Submit,
    /// Copy: Ctrl-Y.
    Copy,
    /// Help: F1, which is a letter of no text.
    Help,
    /// F3, which shows an entry and leaves it again.
    View,
    /// A letter.
    Char(char),
    /// Another letter with Ctrl.
    Control(char),
}

impl DialogKey {
    /// What a key means in a dialog. A held Enter means nothing more than the first one, and a paste is
    /// never a key.
    pub fn of(input: &Input) -> Option<Self> {
        let Input::Key(key) = input else { return None };
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let held = key.kind == KeyEventKind::Repeat;
        Some(match key.code {
            KeyCode::Enter | KeyCode::F(5) | KeyCode::Char('j' | 'm')
                if held && (control || !matches!(key.code, KeyCode::Char(_))) =>
            {
                return None;
            }
            KeyCode::Enter if alt => Self::Submit,
            KeyCode::F(5) => Self::Submit,
            KeyCode::F(1) => Self::Help,
            KeyCode::F(3) => Self::View,
            KeyCode::F(10) => Self::Escape,
            KeyCode::Enter => Self::Enter,
            KeyCode::Esc => Self::Escape,
            KeyCode::BackTab => Self::Previous,
            KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => Self::Previous,
            KeyCode::Tab => Self::Next,
            KeyCode::Up => Self::Up,
            KeyCode::Down => Self::Down,
            KeyCode::Left => Self::Left,
            KeyCode::Right => Self::Right,
            KeyCode::PageUp => Self::PageUp,
            KeyCode::PageDown => Self::PageDown,
            KeyCode::Home => Self::Home,
            KeyCode::End => Self::End,
            KeyCode::Char(letter) if control => match letter.to_ascii_lowercase() {
                'c' | 'g' | '[' => Self::Escape,
                'j' | 'm' => Self::Enter,
                'i' => Self::Next,
                'n' => Self::Down,
                'p' => Self::Up,
                'y' => Self::Copy,
                other => Self::Control(other),
            },
            KeyCode::Char(_) if alt => return None,
            KeyCode::Char(letter) => Self::Char(letter),
            _ => return None,
        })
    }

    /// Whether the terminal says that the key is merely held down.
    pub fn is_held(input: &Input) -> bool {
        matches!(input, Input::Key(key) if key.kind == KeyEventKind::Repeat)
    }
}

/// What a field made of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It is not for a field.
    Ignored,
    /// Only the cursor moved, or nothing could.
    Moved,
    /// The text changed.
    Changed,
}

/// One line of text to be typed.
#[derive(Clone, Default)]
pub struct Field {
    editor: Editor,
    /// Whether letters are hidden and outer blanks of a paste are not part of it: for codes and ids.
    code: bool,
    masked: bool,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = if self.masked { SafeText::from("(masked)") } else { self.sanitized() };
        f.debug_tuple("Field").field(&text).finish()
    }
}

impl Field {
    /// A field with some text in it, the cursor at its end.
    pub fn with(text: &str) -> Self {
        Self { editor: Editor::new(text.to_owned()), ..Self::default() }
    }

    /// A field for an id: a paste loses all blanks.
    pub fn for_id() -> Self {
        Self { code: true, ..Self::default() }
    }

    /// A field for a code: a paste loses all blanks, and letters are hidden.
    pub fn for_code() -> Self {
        Self { code: true, masked: true, ..Self::default() }
    }

    /// What was typed, as it was typed: for sending and comparing, never for a screen.
    pub fn text(&self) -> Untrusted {
        Untrusted::new(self.editor.value())
    }

    /// The same for code that parses it.
    pub fn raw(&self) -> &str {
        self.editor.value()
    }

    /// The same as a secret, outer blanks off.
    pub fn secret(&self) -> Token {
        Token::new(self.editor.value().trim())
    }

    /// What was typed, for a screen.
    pub fn sanitized(&self) -> SafeText {
        self.text().sanitized()
    }

    /// Whether nothing was typed but blanks.
    pub fn is_blank(&self) -> bool {
        self.editor.value().trim().is_empty()
    }

    /// Hides the letters or shows them.
    pub fn toggle_mask(&mut self) {
        self.masked = !self.masked;
    }

    /// Takes a key or a paste that is for a field.
    pub fn input(&mut self, input: &Input) -> Typed {
        match input {
            Input::Paste(text) => self.paste(text),
            Input::Resize { .. } | Input::Mouse(_) | Input::Raw(_) => Typed::Ignored,
            Input::Key(key) => match request(key.code, key.modifiers) {
                Some(request) => self.edit(request),
                None => Typed::Ignored,
            },
        }
    }

    /// Puts the cursor after so many characters.
    pub fn put_cursor(&mut self, chars: usize) {
        self.edit(InputRequest::SetCursor(chars));
    }

    fn edit(&mut self, request: InputRequest) -> Typed {
        let full = self.editor.value().chars().count() >= MOST_TYPED;
        if full && matches!(request, InputRequest::InsertChar(_)) {
            return Typed::Moved;
        }
        match self.editor.handle(request) {
            Some(change) if change.value => Typed::Changed,
            _ => Typed::Moved,
        }
    }

    /// Pasted text goes in as typed, on one line: a newline in it is a blank, at the ends nothing.
    fn paste(&mut self, text: &str) -> Typed {
        let room = MOST_TYPED.saturating_sub(self.editor.value().chars().count());
        let code = self.code;
        let clean = text.trim_matches(['\r', '\n']).chars().filter(|c| !code || !c.is_whitespace());
        let line = clean.map(|c| if matches!(c, '\r' | '\n' | '\t') { ' ' } else { c });
        let letters: Vec<char> = line.take(room).collect();
        if letters.is_empty() {
            return Typed::Moved;
        }
        let mut value: Vec<char> = self.editor.value().chars().collect();
        let at = self.editor.cursor().min(value.len());
        let cursor = at + letters.len();
        value.splice(at..at, letters);
        self.editor = Editor::new(value.into_iter().collect()).with_cursor(cursor);
        Typed::Changed
    }

    /// Draws the field in the first row of `area`; with the keys it returns the position of the cursor. A press on a
    /// letter means the place before it, and a press behind all of them the end.
    pub fn draw(&self, buf: &mut Canvas<'_>, area: Rect, theme: &Theme, focused: bool) -> Option<Position> {
        let area = row(buf, area, 0);
        if area.is_empty() {
            return None;
        }
        tint(buf, area, theme.style(Role::Field));
        let pieces: Vec<(usize, SafeText)> = if self.masked {
            self.editor.value().chars().map(|_| (1, theme.glyphs.masked.into())).collect()
        } else {
            pieces(self.editor.value())
        };
        let before = left_of(&pieces, self.editor.cursor());
        let cells = usize::from(area.width);
        let first = first_seen(&pieces, before, cells);
        let mut x = area.x;
        let mut cursor = None;
        let mut chars: usize = pieces.iter().take(first).map(|(count, _)| count).sum();
        buf.zone(area, Target::Text(self.editor.value().chars().count()));
        for (index, (count, piece)) in pieces.iter().enumerate().skip(first) {
            if index == before {
                cursor = Some(x);
            }
            let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
            if piece.width() > usize::from(rest.width) {
                break;
            }
            let used = put(buf, rest, piece, theme.style(Role::Field), &theme.glyphs);
            buf.zone(Rect { width: used, ..rest }, Target::Text(chars));
            (x, chars) = (x + used, chars + count);
        }
        let x = cursor.unwrap_or(x).min(area.right().saturating_sub(1));
        focused.then_some(Position { x, y: area.y })
    }
}

/// How many pieces are before the cursor.
fn left_of(pieces: &[(usize, SafeText)], cursor: usize) -> usize {
    let mut chars = 0;
    pieces
        .iter()
        .take_while(|(count, _)| {
            chars += count;
            chars <= cursor
        })
        .count()
}

/// The first piece seen so that the cursor, which takes a cell after its pieces, fits.
fn first_seen(pieces: &[(usize, SafeText)], before: usize, cells: usize) -> usize {
    let mut used = 1;
    let fit = pieces.iter().take(before).rev().take_while(|(_, piece)| {
        used += piece.width();
        used <= cells
    });
    before - fit.count()
}

fn request(code: KeyCode, modifiers: KeyModifiers) -> Option<InputRequest> {
    use InputRequest as Ask;
    let control = modifiers.contains(KeyModifiers::CONTROL);
    let alt = modifiers.contains(KeyModifiers::ALT);
    Some(match code {
        KeyCode::Backspace if control || alt => Ask::DeletePrevWord,
        KeyCode::Backspace => Ask::DeletePrevChar,
        KeyCode::Delete if control || alt => Ask::DeleteNextWord,
        KeyCode::Delete => Ask::DeleteNextChar,
        KeyCode::Left if control || alt => Ask::GoToPrevWord,
        KeyCode::Left => Ask::GoToPrevChar,
        KeyCode::Right if control || alt => Ask::GoToNextWord,
        KeyCode::Right => Ask::GoToNextChar,
        KeyCode::Home => Ask::GoToStart,
        KeyCode::End => Ask::GoToEnd,
        KeyCode::Char(letter) if control && !alt => match letter.to_ascii_lowercase() {
            'a' => Ask::GoToStart,
            'e' => Ask::GoToEnd,
            'u' => Ask::DeleteFromStart,
            'k' => Ask::DeleteTillEnd,
            'w' => Ask::DeletePrevWord,
            'h' => Ask::DeletePrevChar,
            'b' => Ask::GoToPrevChar,
            'f' => Ask::GoToNextChar,
            _ => return None,
        },
        KeyCode::Char('b') if alt && !control => Ask::GoToPrevWord,
        KeyCode::Char('f') if alt && !control => Ask::GoToNextWord,
        // AltGr arrives as both at once.
        KeyCode::Char(letter) if control == alt => Ask::InsertChar(letter),
        _ => return None,
    })
}

#[cfg(test)]
pub(crate) mod tests;
