//! Reports of the mouse: the form of SGR (mode 1006), and the older one of X10 for terminals without it.

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// A report of the form `CSI < BUTTON ; COLUMN ; ROW M`, with `m` at its end where the button was released.
pub fn sgr(parameters: &[u8], end: u8) -> Option<Event> {
    let text = std::str::from_utf8(parameters).ok()?.strip_prefix('<')?;
    let mut fields = text.split(';').map(|field| field.parse::<u16>().ok());
    let mut next = || fields.next().flatten();
    let (button, column, row) = (next()?, next()?, next()?);
    let released = match end {
        b'M' => false,
        b'm' => true,
        _ => return None,
    };
    event(button, column.checked_sub(1)?, row.checked_sub(1)?, released)
}

/// A report of the form `CSI M` and three bytes. It does not say which button was released.
pub fn x10(button: u8, column: u8, row: u8) -> Option<Event> {
    let button = u16::from(button.checked_sub(32)?);
    let released = button & 0b11 == 3 && button & (WHEEL | MOVED) == 0;
    let button = if released { button & !0b11 } else { button };
    event(button, u16::from(column.checked_sub(33)?), u16::from(row.checked_sub(33)?), released)
}

const MOVED: u16 = 32;
const WHEEL: u16 = 64;
/// Buttons of no use here.
const OTHERS: u16 = 128;

fn event(button: u16, column: u16, row: u16, released: bool) -> Option<Event> {
    let low = button & 0b11;
    let which = match low {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let kind = match (button & WHEEL != 0, button & MOVED != 0, low) {
        _ if button & OTHERS != 0 => return None,
        (true, _, 0) => MouseEventKind::ScrollUp,
        (true, _, 1) => MouseEventKind::ScrollDown,
        (true, ..) => return None,
        (false, true, 3) => MouseEventKind::Moved,
        (false, true, _) => MouseEventKind::Drag(which),
        (false, false, 3) => return None,
        (false, false, _) if released => MouseEventKind::Up(which),
        (false, false, _) => MouseEventKind::Down(which),
    };
    let modifiers = [(4, KeyModifiers::SHIFT), (8, KeyModifiers::ALT), (16, KeyModifiers::CONTROL)]
        .into_iter()
        .filter(|(bit, _)| button & bit != 0)
        .fold(KeyModifiers::NONE, |all, (_, one)| all | one);
    Some(Event::Mouse(MouseEvent { kind, column, row, modifiers }))
}
