//! Keys as a string: `jj<Space>c<Enter>`.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Reads letters and `<Names>`; `<C-x>` is Ctrl-X, `<lt>` is `<`.
pub fn parse(text: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|r| r.split_once('>'));
        if let Some((name, after)) = named {
            keys.push(of_name(name));
            rest = after;
        } else {
            keys.push(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
            rest = &rest[c.len_utf8()..];
        }
    }
    keys
}

fn of_name(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("C-") {
        return KeyEvent::new(KeyCode::Char(letter.chars().next().expect("a letter")), KeyModifiers::CONTROL);
    }
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "Insert" => KeyCode::Insert,
        "lt" => KeyCode::Char('<'),
        other => {
            let number = other.strip_prefix('F').and_then(|n| n.parse().ok());
            number.map(KeyCode::F).unwrap_or_else(|| panic!("no key is called <{other}>"))
        }
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}
