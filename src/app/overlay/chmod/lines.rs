//! The text of the dialog.

use crate::app::overlay::Screen;
use crate::app::overlay::message::problem_brief;
use crate::app::theme::{Glyphs, Role};
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, column, paragraph};
use crate::domain::format;
use crate::domain::permissions::{letters, octal};
use crate::domain::text::SafeText;
use crate::safe;

use super::{BOXES, Chmod, ROWS, Ticked};

/// The widest and highest it gets.
const SIZE: (u16, u16) = (70, 18);

/// Entries whose change is told one by one.
const TOLD: usize = 6;

impl Chmod {
    pub(super) fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    pub(super) fn heading(&self) -> SafeText {
        safe!("Permissions: {}", self.title)
    }

    /// What a box says: its sign, and which bit it is.
    pub(super) fn words(&self, at: usize) -> SafeText {
        let name = match (at % BOXES, ROWS.get(at / BOXES)) {
            (0, _) => "read",
            (1, _) => "write",
            (2, _) => "execute",
            (_, Some((.., special))) => special,
            (_, None) => "",
        };
        let sign = match self.ticked(Self::bit(at)) {
            Ticked::On => "x",
            Ticked::Off => " ",
            Ticked::Mixed => "?",
        };
        safe!("[{}] {}", sign, name)
    }

    /// All bits as octal digits, or those that are being typed; `?` where entries differ.
    pub(super) fn octal(&self) -> SafeText {
        if !self.digits.is_empty() {
            return self
                .digits
                .chars()
                .fold(SafeText::default(), |so_far, digit| safe!("{}{}", so_far, digit));
        }
        let triples = [[0o4000, 0o2000, 0o1000], [0o400, 0o200, 0o100], [0o40, 0o20, 0o10], [4, 2, 1]];
        triples.into_iter().fold(SafeText::default(), |so_far, bits| {
            let ticked = bits.map(|bit| self.ticked(bit));
            if ticked.contains(&Ticked::Mixed) {
                return safe!("{}?", so_far);
            }
            let digit = ticked.iter().fold(0, |sum, one| sum * 2 + u16::from(*one == Ticked::On));
            safe!("{}{}", so_far, digit)
        })
    }

    /// What is said below the boxes: what changes, and what does not and why.
    pub(super) fn below(&self, cells: usize, waits: bool, glyphs: &Glyphs) -> Vec<Line> {
        let mut lines = Vec::new();
        let Some(entries) = &self.entries else {
            if let Some(problem) = &self.problem {
                return problem_brief(problem, cells);
            }
            return vec![Line::new(Role::Warning, safe!("reading{}", glyphs.cut))];
        };
        let steps = self.steps();
        let count = |number: usize| format::count(number as u64, "entry", "entries");
        let summary = match steps.len() {
            0 => safe!("{}; nothing changes yet.", count(entries.len())),
            some if some == entries.len() => {
                safe!("{}:", if some == 1 { "Changes".into() } else { safe!("All {} change", some) })
            }
            some => safe!("{} of {} change:", some, count(entries.len())),
        };
        lines.extend(paragraph(Role::Text, &summary, cells));
        for step in steps.iter().take(TOLD) {
            let change = safe!(
                "{} {} {} {} {}",
                octal(step.from),
                letters(step.from),
                glyphs.to,
                octal(step.to),
                letters(step.to)
            );
            let room = cells.saturating_sub(change.width() + 2).max(8);
            let name = column(&step.name.sanitized(), room, glyphs.cut);
            lines.push(Line::new(Role::Text, name).and(Role::Secondary, safe!("  {}", change)));
        }
        if steps.len() > TOLD {
            lines.push(Line::new(Role::Secondary, safe!("and {} more", steps.len() - TOLD)));
        }
        let left_out = entries.iter().filter(|entry| entry.bits.is_none()).count();
        if left_out > 0 {
            let words = safe!("{} left out: a link has no permissions of its own.", count(left_out));
            lines.extend(paragraph(Role::Secondary, &words, cells));
        }
        if steps.iter().any(|step| self.is_directory(step)) {
            lines.extend(paragraph(Role::Secondary, &"What is in a directory stays as it is.".into(), cells));
        }
        if let Some(wrong) = self.wrong {
            lines.extend(paragraph(Role::Warning, &safe!("! {}", wrong), cells));
        }
        if let Some(problem) = &self.problem {
            lines.extend(problem_brief(problem, cells));
        }
        if waits {
            lines.push(Line::new(Role::Secondary, safe!("changing{}", glyphs.cut)));
        }
        lines
    }

    fn is_directory(&self, step: &crate::domain::permissions::ModeStep) -> bool {
        self.entries.iter().flatten().any(|entry| entry.name == step.name && entry.directory)
    }
}
