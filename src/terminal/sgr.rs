//! Colours and attributes as SGR sequences (ECMA-48, 8.3.117), in the shortest form.

use std::fmt::Write as _;

use ratatui::style::{Color, Modifier};

/// The colours and attributes that the terminal draws with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pen {
    /// Colour of the text.
    pub fg: Color,
    /// Colour of the background.
    pub bg: Color,
    /// Bold, reversed and so on.
    pub modifier: Modifier,
}

/// Attributes that are visible on a blank cell.
const SEEN_ON_BLANKS: Modifier =
    Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT).union(Modifier::SLOW_BLINK);

const BLINKS: Modifier = Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK);
const WEIGHTS: Modifier = Modifier::BOLD.union(Modifier::DIM);

/// An attribute, the code that sets it, the attributes that its reset code clears, that code.
const ATTRIBUTES: [(Modifier, u8, Modifier, u8); 9] = [
    (Modifier::BOLD, 1, WEIGHTS, 22),
    (Modifier::DIM, 2, WEIGHTS, 22),
    (Modifier::ITALIC, 3, Modifier::ITALIC, 23),
    (Modifier::UNDERLINED, 4, Modifier::UNDERLINED, 24),
    (Modifier::SLOW_BLINK, 5, BLINKS, 25),
    (Modifier::RAPID_BLINK, 6, BLINKS, 25),
    (Modifier::REVERSED, 7, Modifier::REVERSED, 27),
    (Modifier::HIDDEN, 8, Modifier::HIDDEN, 28),
    (Modifier::CROSSED_OUT, 9, Modifier::CROSSED_OUT, 29),
];

impl Pen {
    /// The state after a reset.
    pub const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// The same without what is not visible on a blank cell.
    pub fn on_blank(self) -> Self {
        if self.modifier.intersects(SEEN_ON_BLANKS) {
            return self;
        }
        Self { fg: Color::Reset, modifier: Modifier::empty(), ..self }
    }

    /// Whether a blank drawn with this pen looks like one drawn with `blank`.
    pub fn draws_blank(self, blank: Self) -> bool {
        self.on_blank() == blank
    }

    /// Whether a blank drawn with it is nothing but ground: erasing leaves the same.
    pub fn is_ground(self) -> bool {
        !self.modifier.intersects(SEEN_ON_BLANKS)
    }

    /// The pen nearest to this one that erases to a ground of that colour.
    pub fn over(self, ground: Color) -> Self {
        Self { bg: ground, modifier: self.modifier.difference(SEEN_ON_BLANKS), ..self }
    }

    /// Appends the shortest sequence that changes `self` to `to`.
    pub fn change(self, to: Self, out: &mut Vec<u8>) {
        if self == to {
            return;
        }
        let anew = Self::PLAIN.codes(to);
        // An empty parameter is 0, the reset, in its shortest form.
        let anew = if anew.is_empty() { anew } else { format!(";{anew}") };
        let step = self.codes(to);
        let codes = if step.is_empty() || anew.len() < step.len() { anew } else { step };
        out.extend_from_slice(b"\x1b[");
        out.extend_from_slice(codes.as_bytes());
        out.push(b'm');
    }

    fn codes(self, to: Self) -> String {
        let mut codes = String::new();
        let mut now = self.modifier;
        for (one, _, clears, off) in ATTRIBUTES {
            if now.contains(one) && !to.modifier.contains(one) {
                push(&mut codes, off);
                now.remove(clears);
            }
        }
        for (one, on, ..) in ATTRIBUTES {
            if to.modifier.contains(one) && !now.contains(one) {
                push(&mut codes, on);
            }
        }
        if self.fg != to.fg {
            colour(&mut codes, to.fg, 30);
        }
        if self.bg != to.bg {
            colour(&mut codes, to.bg, 40);
        }
        codes
    }
}

fn push(codes: &mut String, code: u8) {
    let separator = if codes.is_empty() { "" } else { ";" };
    // Writing to a String cannot fail.
    let _ = write!(codes, "{separator}{code}");
}

/// `base` is 30 for the text, 40 for the background.
fn colour(codes: &mut String, colour: Color, base: u8) {
    let code = match colour {
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(index) => {
            [base + 8, 5, index].into_iter().for_each(|code| push(codes, code));
            return;
        }
        Color::Rgb(r, g, b) => {
            [base + 8, 2, r, g, b].into_iter().for_each(|code| push(codes, code));
            return;
        }
    };
    push(codes, base + code);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: Pen, to: Pen) -> String {
        let mut out = Vec::new();
        from.change(to, &mut out);
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn the_shortest_change_is_taken() {
        let plain = Pen::PLAIN;
        let bar = Pen { modifier: Modifier::REVERSED, ..plain };
        let bold = Pen { modifier: Modifier::BOLD, ..plain };
        let dim = Pen { modifier: Modifier::DIM, ..plain };
        let blue = Pen { fg: Color::Blue, ..plain };
        let bold_blue = Pen { modifier: Modifier::BOLD, ..blue };
        for (from, to, codes) in [
            (plain, plain, ""),
            (plain, bar, "^[7m"),
            (bar, plain, "^[m"),
            (bold, bar, "^[;7m"),
            (bold, dim, "^[;2m"),
            (blue, bold_blue, "^[1m"),
            (bold_blue, blue, "^[22m"),
            (bold_blue, plain, "^[m"),
            (blue, Pen { fg: Color::LightCyan, bg: Color::DarkGray, ..plain }, "^[96;100m"),
            (
                plain,
                Pen { fg: Color::Indexed(200), bg: Color::Rgb(1, 2, 3), ..plain },
                "^[38;5;200;48;2;1;2;3m",
            ),
        ] {
            assert_eq!(change(from, to), codes, "{from:?} -> {to:?}");
        }
    }

    #[test]
    fn turning_bold_off_keeps_dim() {
        let both = Pen { modifier: WEIGHTS, bg: Color::Rgb(100, 100, 100), ..Pen::PLAIN };
        let dim = Pen { modifier: Modifier::DIM, ..both };
        assert_eq!(change(both, dim), "^[22;2m");
    }
}
