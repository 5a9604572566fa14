//! How many colours a terminal has, and what a colour becomes where it has fewer.

use ratatui::style::Color;

pub use crate::domain::terminal::ColourDepth;

/// The steps of a channel in the cube of xterm's table, indices 16 to 231.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The colour of xterm's table that is nearest to this one.
pub fn nearest(red: u8, green: u8, blue: u8) -> Color {
    let cube = CUBE.iter().enumerate().flat_map(|(r, red)| {
        CUBE.iter().enumerate().flat_map(move |(g, green)| {
            CUBE.iter().enumerate().map(move |(b, blue)| (16 + 36 * r + 6 * g + b, (*red, *green, *blue)))
        })
    });
    let greys = (0..24_u8).map(|step| {
        let level = 8 + 10 * step;
        (232 + usize::from(step), (level, level, level))
    });
    let wanted = (red, green, blue);
    let index = cube.chain(greys).min_by_key(|(_, rgb)| distance(*rgb, wanted)).map_or(16, |(at, _)| at);
    Color::Indexed(u8::try_from(index).unwrap_or(16))
}

/// How different two colours look: squares of the channels' differences, weighted by how much the eye sees of each
/// ("redmean", Riemersma 2001).
fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> i64 {
    let gap = |x: u8, y: u8| i64::from(x) - i64::from(y);
    let red = gap(a.0, b.0);
    let green = gap(a.1, b.1);
    let blue = gap(a.2, b.2);
    let mean = i64::midpoint(i64::from(a.0), i64::from(b.0));
    (512 + mean) * red * red / 256 + 4 * green * green + (767 - mean) * blue * blue / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_of_the_table_stays_and_others_go_to_a_neighbour() {
        for (rgb, index) in [
            ((0, 0, 0), 16),
            ((255, 255, 255), 231),
            ((8, 8, 8), 232),
            ((95, 135, 175), 67),
            ((94, 136, 174), 67),
            ((0x1c, 0x1c, 0x1c), 234),
            ((255, 0, 0), 196),
        ] {
            assert_eq!(nearest(rgb.0, rgb.1, rgb.2), Color::Indexed(index), "{rgb:?}");
        }
    }
}
