//! A problem in lines: what happened, what to do next, and its details. Start with [`problem_lines`].

use super::text::{Line, paragraph};
use crate::app::theme::Role;
use crate::domain::problem::Problem;
use crate::safe;

/// A problem as it is shown among other things.
pub fn problem_lines(problem: &Problem, cells: usize) -> Vec<Line> {
    let mut lines = paragraph(Role::Error, &safe!("! {}", problem.happened), cells);
    if let Some(requirement) = &problem.requirement {
        lines.push(Line::blank());
        lines.extend(paragraph(Role::Text, &safe!("Required: {}.", requirement.label()), cells));
        let owner =
            requirement.message.as_ref().map(|m| safe!("Message from the service: {}", m.sanitized()));
        lines.extend(owner.iter().flat_map(|words| paragraph(Role::Secondary, words, cells)));
    }
    if !problem.next.is_empty() {
        lines.push(Line::blank());
        lines.extend(paragraph(Role::Text, &problem.next, cells));
    }
    if let Some(detail) = &problem.detail {
        lines.push(Line::blank());
        lines.extend(paragraph(Role::Secondary, &safe!("Details: {}", detail), cells));
    }
    lines
}
