//! The text of the comparison.

use crate::app::overlay::Screen;
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::compare::{Basis, Relation};
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

use super::{Compare, State};

/// The widest and highest it gets.
const SIZE: (u16, u16) = (60, 8);

impl Compare {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// What is compared, on a row of the choice.
    pub(super) fn basis(at: usize) -> SafeText {
        Basis::ALL.get(at).map_or_else(SafeText::default, |basis| basis.label().into())
    }

    /// What is said below the choice.
    pub(super) fn below(&self, cells: usize) -> Vec<Line> {
        let tolerance = match self.by.tolerance {
            0 => SafeText::from("Times must be equal to the second."),
            seconds => safe!("Times may differ by {}.", format::span(u64::from(seconds))),
        };
        let mut lines = paragraph(Role::Text, &tolerance, cells);
        let words = "Only what is listed is compared; directories by name alone.";
        lines.extend(paragraph(Role::Secondary, &words.into(), cells));
        lines
    }

    /// What was found: each sign, how many rows have it, and what it means.
    pub(super) fn legend(&self, glyphs: &Glyphs, cells: usize) -> Line {
        let (counts, partial) = match self.state {
            State::Choosing | State::Working => {
                return Line::new(Role::Secondary, safe!(" Comparing{}", glyphs.cut));
            }
            State::None(differing, ..) => return Line::new(Role::Warning, safe!(" {}", differing.none())),
            State::Found(counts, partial) => (counts, partial),
        };
        let mut line = Line::blank();
        if partial {
            line = line.and(Role::Warning, " not all listed:");
        }
        for ((relation, count), sign) in Relation::ALL.into_iter().zip(counts).zip(glyphs.relations) {
            let words = safe!(" {} {} ", format::grouped(count), relation.label());
            // A count is there whole or not at all.
            if count > 0 && line.width() + 2 + words.width() <= cells {
                line = line.and(Role::Accent, safe!(" {}", sign)).and(Role::Text, words);
            }
        }
        if line.0.is_empty() { Line::new(Role::Text, " This directory has no entries.") } else { line }
    }

    pub(super) fn is_choosing(&self) -> bool {
        self.state == State::Choosing
    }
}
