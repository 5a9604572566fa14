//! A rate over time in one row of cells. Knows nothing of what is measured.

use crate::app::theme::Glyphs;
use crate::domain::text::SafeText;
use crate::safe;

/// The last `cells` values, oldest first, each as high as it is beside the highest of them. A gap (`None`: nothing
/// was measured) stays a gap, and a zero is the lowest sign: a stalled task is worth seeing.
pub fn sparkline(values: &[Option<u64>], cells: usize, glyphs: &Glyphs) -> SafeText {
    let seen = values.get(values.len().saturating_sub(cells)..).unwrap_or_default();
    let highest = seen.iter().flatten().copied().max().unwrap_or(0);
    seen.iter().fold(SafeText::default(), |line, value| {
        let sign = value.map_or(" ", |value| level(value, highest, glyphs));
        safe!("{}{}", line, sign)
    })
}

fn level(value: u64, highest: u64, glyphs: &Glyphs) -> &'static str {
    let top = glyphs.levels.len() as u64 - 1;
    // Any movement is above the lowest sign.
    let height = match (value, highest) {
        (0, _) | (_, 0) => 0,
        _ => (u128::from(value) * u128::from(top)).div_ceil(u128::from(highest)),
    };
    glyphs.levels.get(usize::try_from(height).unwrap_or(0)).copied().unwrap_or(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_follow_values_and_gaps_stay_gaps() {
        let some = |values: &[u64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        for (values, cells, expected) in [
            (some(&[0, 1, 2, 3, 4, 5, 6, 7]), 8, "▁▂▃▄▅▆▇█"),
            (some(&[0, 0]), 8, "▁▁"),
            (some(&[5]), 8, "█"),
            (vec![Some(1), None, Some(1_000_000)], 8, "▂ █"),
            (some(&[9, 1, 2]), 2, "▅█"),
            (some(&[1, 2]), 0, ""),
            (some(&[u64::MAX, u64::MAX / 2]), 2, "█▅"),
            (vec![], 4, ""),
        ] {
            assert_eq!(sparkline(&values, cells, &Glyphs::UNICODE).as_str(), expected, "{values:?}");
        }
        assert_eq!(sparkline(&some(&[0, 7, 14]), 3, &Glyphs::ASCII).as_str(), "_=#");
    }
}
