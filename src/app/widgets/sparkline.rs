//! A rate over time in one row of cells. Knows nothing of what is measured.

use crate::app::theme::Glyphs;
use crate::domain::text::SafeText;
use crate::safe;

/// The last `cells` values, oldest first, each as high as it is beside the highest of them, which leaves a little room
/// above it. A gap (`None`: nothing
/// was measured) stays a gap, and a zero is the lowest sign: a stalled task is worth seeing.
pub fn sparkline(values: &[Option<u64>], cells: usize, glyphs: &Glyphs) -> SafeText {
    let seen = values.get(values.len().saturating_sub(cells)..).unwrap_or_default();
    let highest = seen.iter().flatten().copied().max().unwrap_or(0);
    seen.iter().fold(SafeText::default(), |line, value| {
        let sign = value.map_or(" ", |value| level(value, highest, glyphs));
        safe!("{}{}", line, sign)
    })
}

/// The same in `rows` rows of cells, from the top: a step is an eighth of a cell.
pub fn plot(values: &[Option<u64>], cells: usize, rows: usize, glyphs: &Glyphs) -> Vec<SafeText> {
    let seen = values.get(values.len().saturating_sub(cells)..).unwrap_or_default();
    let highest = seen.iter().flatten().copied().max().unwrap_or(0);
    let steps = glyphs.levels.len();
    let all = (rows * steps) as u128;
    let height = |value: u64| match (value, highest) {
        (0, _) | (_, 0) => 1,
        _ => usize::try_from((u128::from(value) * all).div_ceil(u128::from(highest))).unwrap_or(1),
    };
    let sign = |value: &Option<u64>, below: usize| {
        let above = value.map_or(0, height).saturating_sub(below * steps).min(steps);
        above.checked_sub(1).and_then(|level| glyphs.levels.get(level)).copied().unwrap_or(" ")
    };
    let row = |below: usize| {
        seen.iter().fold(SafeText::default(), |line, value| safe!("{}{}", line, sign(value, below)))
    };
    (0..rows).rev().map(row).collect()
}

fn level(value: u64, highest: u64, glyphs: &Glyphs) -> &'static str {
    // The highest sign of all is a full cell, which would look like a bar.
    let top = glyphs.levels.len() as u64 - 2;
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
            (some(&[0, 1, 2, 3, 4, 5, 6, 7]), 8, "▁▂▃▄▅▆▇▇"),
            (some(&[0, 0]), 8, "▁▁"),
            (some(&[5]), 8, "▇"),
            (vec![Some(1), None, Some(1_000_000)], 8, "▂ ▇"),
            (some(&[9, 1, 2]), 2, "▄▇"),
            (some(&[1, 2]), 0, ""),
            (some(&[u64::MAX, u64::MAX / 2]), 2, "▇▄"),
            (vec![], 4, ""),
        ] {
            assert_eq!(sparkline(&values, cells, &Glyphs::UNICODE).as_str(), expected, "{values:?}");
        }
        assert_eq!(sparkline(&some(&[0, 7, 14]), 3, &Glyphs::ASCII).as_str(), "_-*");
    }

    #[test]
    fn a_plot_fills_its_rows_from_below() {
        let values = [Some(0), Some(8), None, Some(16)];
        let rows = plot(&values, 4, 2, &Glyphs::UNICODE);
        assert_eq!(rows.iter().map(SafeText::as_str).collect::<Vec<_>>(), ["   █", "▁█ █"]);
        assert_eq!(
            plot(&values, 1, 1, &Glyphs::UNICODE).iter().map(SafeText::as_str).collect::<Vec<_>>(),
            ["█"]
        );
    }
}
