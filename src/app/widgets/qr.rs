//! A link as a QR code: two modules in a cell, dark on light, with the quiet zone that readers want. Needs block signs, so
//! there is none where only ASCII is drawn.

use qrcodegen::{QrCode, QrCodeEcc};

use super::text::Line;
use crate::app::theme::Role;
use crate::domain::link::Link;
use crate::domain::text::SafeText;
use crate::safe;

/// Light modules around the code, on every side.
const QUIET: i32 = 4;

/// A code, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr(Vec<Line>);

impl Qr {
    /// The code of a link; `None` if it is too long for any.
    pub fn of(link: &Link) -> Option<Self> {
        let code = QrCode::encode_text(link.as_str(), QrCodeEcc::Low).ok()?;
        let span = -QUIET..code.size() + QUIET;
        let row = |y: i32| {
            let cell = |x: i32| match (code.get_module(x, y), code.get_module(x, y + 1)) {
                (true, true) => "█",
                (true, false) => "▀",
                (false, true) => "▄",
                (false, false) => " ",
            };
            let words =
                span.clone().map(cell).fold(SafeText::default(), |so_far, sign| safe!("{}{}", so_far, sign));
            Line::new(Role::Qr, words)
        };
        Some(Self(span.clone().step_by(2).map(row).collect()))
    }

    /// Its rows.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        (cells(self.0.first().map_or(0, Line::width)), cells(self.0.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_are_those_of_the_code_with_light_around() {
        let link = Link::new("https://auth.example.org/device?user_code=WDJB-MJHT").unwrap();
        let qr = Qr::of(&link).unwrap();
        let code = QrCode::encode_text(link.as_str(), QrCodeEcc::Low).unwrap();
        let wide = usize::try_from(code.size() + 2 * QUIET).unwrap();
        assert_eq!(qr.size(), (u16::try_from(wide).unwrap(), u16::try_from(wide.div_ceil(2)).unwrap()));
        // Read back from what is drawn.
        let mut dark = Vec::new();
        for (row, line) in qr.lines().iter().enumerate() {
            for (x, sign) in line.text().as_str().chars().enumerate() {
                let (upper, lower) = match sign {
                    '█' => (true, true),
                    '▀' => (true, false),
                    '▄' => (false, true),
                    ' ' => (false, false),
                    other => panic!("{other:?}"),
                };
                dark.extend(upper.then_some((x, 2 * row)));
                dark.extend(lower.then_some((x, 2 * row + 1)));
            }
        }
        dark.sort_unstable();
        let quiet = usize::try_from(QUIET).unwrap();
        let mut expected = Vec::new();
        for x in 0..code.size() {
            for y in (0..code.size()).filter(|y| code.get_module(x, *y)) {
                expected.push((usize::try_from(x).unwrap() + quiet, usize::try_from(y).unwrap() + quiet));
            }
        }
        expected.sort_unstable();
        assert_eq!(dark, expected);
    }

    #[test]
    fn what_no_code_can_hold_has_none() {
        let long = format!("https://example.org/{}", "x".repeat(4_000));
        assert_eq!(Qr::of(&Link::new(&long).unwrap()), None);
    }
}
