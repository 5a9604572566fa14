use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use ratatui::buffer::Buffer;

use super::*;

fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, modifiers))
}

/// Key presses for tests of dialogs: letters as they are, `\n` Enter, `\t` Tab, `\x1b` Esc, `\x19` Ctrl-Y,
/// arrows as arrows.
pub(crate) fn keys(text: &str) -> Vec<Input> {
    text.chars().map(|letter| Input::Key(named(letter))).collect()
}

/// The same key while the terminal says that it is held down.
pub(crate) fn held(letter: char) -> Input {
    Input::Key(KeyEvent { kind: KeyEventKind::Repeat, ..named(letter) })
}

fn named(letter: char) -> KeyEvent {
    let code = match letter {
        '\n' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\x1b' => KeyCode::Esc,
        control @ '\x01'..='\x1a' => {
            let letter = char::from(b'a' + u8::try_from(control).unwrap() - 1);
            return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        }
        '↑' => KeyCode::Up,
        '↓' => KeyCode::Down,
        '←' => KeyCode::Left,
        '→' => KeyCode::Right,
        letter => KeyCode::Char(letter),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

fn press(code: KeyCode) -> Input {
    key(code, KeyModifiers::NONE)
}

fn control(letter: char) -> Input {
    key(KeyCode::Char(letter), KeyModifiers::CONTROL)
}

fn typed(field: &mut Field, text: &str) {
    for letter in text.chars() {
        assert_eq!(field.input(&press(KeyCode::Char(letter))), Typed::Changed);
    }
}

fn drawn(field: &Field, width: u16) -> (String, Option<u16>) {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, 1));
    let area = buf.area;
    let cursor = field.draw(&mut Canvas::new(&mut buf), area, &Theme::mono(), true);
    (buf.content.iter().map(ratatui::buffer::Cell::symbol).collect(), cursor.map(|p| p.x))
}

#[test]
fn keys_edit_the_line() {
    let left = || press(KeyCode::Left);
    let alt_backspace = || key(KeyCode::Backspace, KeyModifiers::ALT);
    for (start, keys, text) in [
        ("abc", vec![press(KeyCode::Backspace)], "ab"),
        ("abc", vec![control('h')], "ab"),
        ("abc", vec![left(), left(), press(KeyCode::Delete)], "ac"),
        ("abc", vec![left(), control('k')], "ab"),
        ("abc", vec![left(), control('u')], "c"),
        ("abc def", vec![alt_backspace()], "abc "),
        ("abc def", vec![control('w')], "abc "),
        ("bc", vec![press(KeyCode::Home), press(KeyCode::Char('a'))], "abc"),
        ("ab", vec![control('a'), control('e'), press(KeyCode::Char('c'))], "abc"),
        ("ab", vec![press(KeyCode::Home), press(KeyCode::End), press(KeyCode::Char('É'))], "abÉ"),
    ] {
        let mut field = Field::with(start);
        for key in &keys {
            assert_ne!(field.input(key), Typed::Ignored, "{key:?}");
        }
        assert_eq!(field.raw(), text, "{start} {keys:?}");
    }
}

#[test]
fn keys_that_are_not_for_a_field_are_left_alone() {
    let mut field = Field::with("a");
    for input in [
        press(KeyCode::Enter),
        press(KeyCode::Esc),
        press(KeyCode::Tab),
        press(KeyCode::Up),
        control('c'),
        control('y'),
        control('n'),
        key(KeyCode::Enter, KeyModifiers::ALT),
        key(KeyCode::Char('x'), KeyModifiers::ALT),
        Input::Resize { columns: 1, rows: 1 },
    ] {
        assert_eq!(field.input(&input), Typed::Ignored, "{input:?}");
    }
    assert_eq!(field.raw(), "a");
}

#[test]
fn a_paste_is_one_line_and_a_code_has_no_blanks() {
    let mut field = Field::with("x");
    assert_eq!(field.input(&Input::Paste("\r\n a\nb \n".into())), Typed::Changed);
    assert_eq!(field.raw(), "x a b ");
    let mut field = Field::for_code();
    field.input(&Input::Paste("  aB3-\n  Zz\r\n".into()));
    assert_eq!(field.raw(), "aB3-Zz");
    assert_eq!(field.secret().expose(), "aB3-Zz");
    assert_eq!(field.input(&Input::Paste("\n".into())), Typed::Moved);
    field.input(&Input::Paste("y".repeat(MOST_TYPED * 2)));
    assert_eq!(field.raw().chars().count(), MOST_TYPED);
    assert_eq!(field.input(&press(KeyCode::Char('z'))), Typed::Moved);
}

#[test]
fn a_paste_goes_where_the_cursor_is() {
    let mut field = Field::with("ad");
    field.input(&press(KeyCode::Left));
    field.input(&Input::Paste("bc".into()));
    typed(&mut field, "!");
    assert_eq!(field.raw(), "abc!d");
}

#[test]
fn the_cursor_is_always_in_sight() {
    let mut field = Field::default();
    typed(&mut field, "abcdef");
    assert_eq!(drawn(&field, 8), ("abcdef  ".into(), Some(6)));
    assert_eq!(drawn(&field, 4), ("def ".into(), Some(3)));
    field.input(&press(KeyCode::Home));
    assert_eq!(drawn(&field, 4), ("abcd".into(), Some(0)));
    let wide = Field::with("日本語");
    assert_eq!(drawn(&wide, 5), ("本 語  ".into(), Some(4)));
    assert_eq!(drawn(&wide, 1), (" ".into(), Some(0)));
    let mut buf = Buffer::empty(Rect::ZERO);
    assert_eq!(Field::with("x").draw(&mut Canvas::new(&mut buf), Rect::ZERO, &Theme::mono(), true), None);
}

#[test]
fn what_was_typed_is_shown_escaped_and_a_code_hidden() {
    let field = Field::with("a\u{1b}[2J \u{202e}b ");
    let (text, _) = drawn(&field, 30);
    assert_eq!(text.trim_end(), "a\\x1b[2J \\u{202e}b");
    let mut code = Field::for_code();
    typed(&mut code, "s3cret");
    assert_eq!(drawn(&code, 8), ("••••••  ".into(), Some(6)));
    assert!(!format!("{code:?}").contains("s3cret"));
    code.toggle_mask();
    assert_eq!(drawn(&code, 8).0, "s3cret  ");
}

#[test]
fn keys_mean_the_same_on_any_terminal() {
    for (inputs, meaning) in [
        (vec![press(KeyCode::Enter), control('j'), control('m')], Some(DialogKey::Enter)),
        (vec![press(KeyCode::Esc), control('c'), control('g')], Some(DialogKey::Escape)),
        (vec![press(KeyCode::F(5)), key(KeyCode::Enter, KeyModifiers::ALT)], Some(DialogKey::Submit)),
        (vec![press(KeyCode::BackTab), key(KeyCode::Tab, KeyModifiers::SHIFT)], Some(DialogKey::Previous)),
        (vec![press(KeyCode::Down), control('n')], Some(DialogKey::Down)),
        (vec![key(KeyCode::Char('Y'), KeyModifiers::SHIFT)], Some(DialogKey::Char('Y'))),
        (vec![control('x'), control('X')], Some(DialogKey::Control('x'))),
        (vec![key(KeyCode::Char('y'), KeyModifiers::ALT), Input::Paste("y\n".into())], None),
    ] {
        for input in inputs {
            assert_eq!(DialogKey::of(&input), meaning, "{input:?}");
        }
    }
}

#[test]
fn a_held_enter_means_nothing_more() {
    let submit = KeyEvent::new_with_kind(KeyCode::F(5), KeyModifiers::NONE, KeyEventKind::Repeat);
    for input in [held('\n'), Input::Key(submit)] {
        assert_eq!(DialogKey::of(&input), None);
        assert!(DialogKey::is_held(&input));
    }
    assert_eq!(DialogKey::of(&held('j')), Some(DialogKey::Char('j')));
}
