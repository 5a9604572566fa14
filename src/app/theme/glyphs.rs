//! The signs drawn beside words and around them, in Unicode and in ASCII.

/// The signs drawn beside words and around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Frame: horizontal, vertical, then the corners from top left, clockwise.
    pub frame: [&'static str; 6],
    /// Where lines of a frame meet: from above, below, left, right, and all four.
    pub joints: [&'static str; 5],
    /// Eight heights of a sparkline, lowest first.
    pub levels: [&'static str; 8],
    /// Where text was cut.
    pub cut: &'static str,
    /// A marked row.
    pub mark: &'static str,
    /// The row at the cursor.
    pub bar: &'static str,
    /// A hidden letter.
    pub masked: &'static str,
    /// From here to there.
    pub to: &'static str,
    /// There is more above, and below.
    pub more: [&'static str; 2],
    /// What cannot be written to.
    pub read_only: &'static str,
    /// A symlink.
    pub link: &'static str,
    /// Between two facts on one line.
    pub between: &'static str,
    /// The states of a task: queued, running, paused, stuck, done, failed, cancelled.
    pub states: [&'static str; 7],
    /// How far a bar reaches into a cell, in eighths.
    pub bar_levels: [&'static str; 8],
    /// What is left of a bar.
    pub track: &'static str,
    /// What a row is to the other pane's: not there, newer, older, different, same, unknown.
    pub relations: [&'static str; 6],
    /// Around a value that can be changed to another.
    pub choice: [&'static str; 2],
}

impl Glyphs {
    /// For terminals that can draw Unicode.
    pub const UNICODE: Self = Self {
        frame: ["─", "│", "╭", "╮", "╯", "╰"],
        joints: ["┬", "┴", "├", "┤", "┼"],
        levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        cut: "…",
        mark: "●",
        bar: "▌",
        masked: "•",
        to: "→",
        more: ["↑", "↓"],
        read_only: "⊘",
        link: "↪",
        between: "·",
        states: ["○", "▸", "=", "!", "✓", "✗", "-"],
        bar_levels: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
        track: "░",
        relations: ["+", ">", "<", "≠", "=", "?"],
        choice: ["‹", "›"],
    };

    /// For the others: nothing above 0x7E.
    pub const ASCII: Self = Self {
        frame: ["-", "|", "+", "+", "+", "+"],
        joints: ["+", "+", "+", "+", "+"],
        levels: ["_", ".", ":", "-", "=", "+", "*", "#"],
        cut: "~",
        mark: "*",
        bar: ">",
        masked: "*",
        to: "->",
        more: ["^", "v"],
        read_only: "!",
        link: "@",
        between: "-",
        states: ["o", ">", "=", "!", "+", "x", "-"],
        bar_levels: ["-", "-", "-", "=", "=", "=", "#", "#"],
        track: ".",
        relations: ["+", ">", "<", "!", "=", "?"],
        choice: ["<", ">"],
    };
    /// Those of lines that are read: what is under way is said as in a sentence.
    pub const SAID: Self = Self { cut: "...", ..Self::ASCII };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_signs_are_ascii_and_one_cell_like_the_others() {
        for glyphs in [Glyphs::UNICODE, Glyphs::ASCII] {
            let each = glyphs.frame.iter().chain(&glyphs.joints).chain(&glyphs.levels);
            let each = each.chain(&glyphs.more).chain(&glyphs.choice);
            let each = each.chain(&glyphs.states).chain(&glyphs.bar_levels).chain(&glyphs.relations);
            let single = [
                glyphs.cut,
                glyphs.mark,
                glyphs.bar,
                glyphs.masked,
                glyphs.read_only,
                glyphs.link,
                glyphs.between,
                glyphs.track,
            ];
            for sign in each.chain(&single) {
                assert_eq!(crate::domain::sanitise::width(sign), 1, "{sign}");
                assert!(glyphs == Glyphs::UNICODE || sign.is_ascii(), "{sign}");
            }
        }
    }
}
