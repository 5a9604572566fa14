//! What colours a terminal shows for a cell: the defaults of five terminals, and those of our own pictures.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// The colours of a terminal.
pub struct Palette {
    pub name: &'static str,
    /// What text has that names no colour.
    pub ink: Rgb,
    /// What is behind it.
    pub paper: Rgb,
    /// The sixteen colours, by their number.
    colours: [u32; 16],
    /// Whether bold text in one of the first eight colours is drawn in the brighter one.
    bold_is_bright: bool,
}

const fn rgb(hex: u32) -> Rgb {
    let [_, red, green, blue] = hex.to_be_bytes();
    [red, green, blue]
}

const SOLARIZED: [u32; 16] = [
    0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198, 0xeee8d5, 0x002b36, 0xcb4b16,
    0x586e75, 0x657b83, 0x839496, 0x6c71c4, 0x93a1a1, 0xfdf6e3,
];

pub const PALETTES: [Palette; 5] = [
    Palette {
        name: "xterm",
        ink: rgb(0xe5e5e5),
        paper: rgb(0),
        colours: [
            0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
            0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
        ],
        bold_is_bright: true,
    },
    Palette {
        name: "vga",
        ink: rgb(0xaaaaaa),
        paper: rgb(0),
        colours: [
            0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555,
            0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
        ],
        bold_is_bright: true,
    },
    Palette {
        name: "solarized-dark",
        ink: rgb(0x839496),
        paper: rgb(0x002b36),
        colours: SOLARIZED,
        bold_is_bright: false,
    },
    Palette {
        name: "solarized-light",
        ink: rgb(0x657b83),
        paper: rgb(0xfdf6e3),
        colours: SOLARIZED,
        bold_is_bright: false,
    },
    Palette {
        name: "tango-on-white",
        ink: rgb(0x2e3436),
        paper: rgb(0xffffff),
        colours: [
            0x2e3436, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf, 0x555753,
            0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec,
        ],
        bold_is_bright: false,
    },
];

/// The sixteen colours as our own pictures have them.
pub const OWN: Palette = Palette {
    name: "own",
    ink: rgb(0xd5d8de),
    paper: rgb(0x16181d),
    colours: [
        0x1c1f26, 0xe0645c, 0x8fbf6f, 0xe0b050, 0x5c9ce0, 0xb77fd0, 0x58b8c0, 0xb6bac2, 0x7d8490, 0xf08a80,
        0xaada88, 0xf4cc74, 0x84b8f4, 0xd0a0e4, 0x80d8de, 0xffffff,
    ],
    bold_is_bright: false,
};

/// The number of one of the sixteen colours.
fn number(colour: Color) -> Option<usize> {
    Some(match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(index) if index < 16 => usize::from(index),
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => return None,
    })
}

impl Palette {
    fn colour(&self, colour: Color, default: Rgb, bright: bool) -> Rgb {
        match (number(colour), colour) {
            (Some(number), _) if bright && number < 8 => rgb(self.colours[number + 8]),
            (Some(number), _) => rgb(self.colours[number]),
            (None, Color::Rgb(red, green, blue)) => [red, green, blue],
            (None, Color::Indexed(index)) => indexed(index),
            _ => default,
        }
    }

    /// Ink and paper of a cell.
    ///
    /// Dim text is halfway between its colour and its paper, as iTerm2 and xterm.js draw it and as the Linux console's
    /// grey comes out. xterm, VTE and Alacritty take two thirds of the colour, which is a little lighter on a dark
    /// paper and darker than plain text on a light one: what is readable here is readable there.
    pub fn shown(&self, cell: &Cell) -> (Rgb, Rgb) {
        let has = |modifier| cell.modifier.contains(modifier);
        let ink = self.colour(cell.fg, self.ink, self.bold_is_bright && has(Modifier::BOLD));
        let paper = self.colour(cell.bg, self.paper, false);
        let (ink, paper) = if has(Modifier::REVERSED) { (paper, ink) } else { (ink, paper) };
        (if has(Modifier::DIM) { between(ink, paper) } else { ink }, paper)
    }
}

fn between(one: Rgb, other: Rgb) -> Rgb {
    [0, 1, 2].map(|at| one[at].midpoint(other[at]))
}

/// The 256 colours beyond the first sixteen: a cube of six steps, then greys.
fn indexed(index: u8) -> Rgb {
    let step = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    match index.saturating_sub(16) {
        at @ 0..216 => [step(at / 36), step(at / 6 % 6), step(at % 6)],
        at => [8 + 10 * (at - 216); 3],
    }
}

/// As in CSS.
pub fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// How much two colours differ in brightness, from 1 to 21: the contrast ratio of WCAG 2.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let brightness =
        |[red, green, blue]: Rgb| 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    let (one, other) = (brightness(one), brightness(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
