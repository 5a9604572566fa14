//! The text of who may use a collection.

use crate::app::overlay::message::problem_brief;
use crate::app::theme::Role;
use crate::app::widgets::text::{Line, column, paragraph};
use crate::domain::format;
use crate::domain::sharing::AccessRule;
use crate::domain::text::SafeText;
use crate::safe;

use super::AccessCard;
use super::choices::FormLine;
use super::form::Form;

/// Rows that are not the list.
pub(super) const AROUND: usize = 3;
/// The cells of the column of labels of the form.
pub(super) const LABELS: usize = 8;

impl AccessCard {
    pub(super) fn title(&self) -> SafeText {
        match &self.form {
            Some(form) => form.title(),
            None => safe!("Who may use {}", self.store.title()),
        }
    }

    /// A rule: who, what they may do, where, until when.
    pub(super) fn rule(&self, rule: &AccessRule, cells: usize, cut: &'static str) -> Line {
        let may = if rule.write { "read and write" } else { "read" };
        let ends = match (&rule.role, rule.expires) {
            (Some(role), _) => {
                let words = role.raw_str().unwrap_or_default().replace('_', " ");
                safe!("by the role {}", crate::domain::text::Untrusted::new(words).on_one_line())
            }
            (None, Some(at)) => safe!("until {}", format::day(at, &self.zone)),
            (None, None) => SafeText::default(),
        };
        let who = column(&rule.who(), (cells / 3).clamp(8, 40), cut);
        let line = Line::new(Role::Text, who).and(Role::Accent, safe!(" {} ", column(&may.into(), 14, cut)));
        let path = rule.path.on_one_line();
        let room = cells.saturating_sub(line.width() + ends.width() + 2);
        line.and(Role::Directory, path.fit_with(room, cut)).and(Role::Secondary, safe!("  {}", ends))
    }

    /// What stands in the place of the list while there is none.
    pub(super) fn instead(&self, cells: usize, waits: Option<SafeText>) -> Option<Vec<Line>> {
        if let Some(problem) = &self.problem {
            return Some(problem_brief(problem, cells));
        }
        if let Some(why) = self.why_not() {
            return Some(paragraph(Role::Text, &why, cells));
        }
        match &self.access {
            None => Some(paragraph(Role::Secondary, &waits.unwrap_or_default(), cells)),
            Some(access) if access.rules.is_empty() => {
                let words = "Nobody but its owner and those with a role: a adds somebody.";
                Some(paragraph(Role::Secondary, &words.into(), cells))
            }
            Some(_) => None,
        }
    }

    /// What is said below the list.
    pub(super) fn foot(&self) -> Option<Line> {
        let said = self.hint.as_ref().map(|hint| safe!("! {}", hint));
        said.map(|words| Line::new(Role::Warning, words))
    }
}

/// What a line of the form is called.
pub(super) fn label_of(line: FormLine) -> &'static str {
    match line {
        FormLine::Kind => "For",
        FormLine::Who => "Who",
        FormLine::Path => "Path",
        FormLine::Allow => "May",
        FormLine::Until => "Until",
        FormLine::Email => "E-mail",
        FormLine::Message => "Message",
    }
}

/// What is said below the form: who it is, what saving means, and what went wrong.
pub(super) fn below(form: &Form, plan: Option<SafeText>, waits: Option<SafeText>, cells: usize) -> Vec<Line> {
    let mut lines = vec![Line::blank()];
    if let Some(found) = form.found() {
        let title = found.title();
        let words = match (&found.id, &found.organization) {
            (None, _) => {
                safe!("{} is new to Globus: an identity is made for it when you save.", title)
            }
            (Some(id), Some(organization)) => {
                safe!("This is {}, {} (identity {}).", title, organization.sanitized(), *id)
            }
            (Some(id), None) => safe!("This is {} (identity {}).", title, *id),
        };
        lines.extend(paragraph(Role::Accent, &words, cells));
    }
    match plan {
        Some(plan) => lines.extend(paragraph(Role::Text, &plan, cells)),
        None => {
            let words =
                "Until: a date, or 30 d; blank is for ever. E-mail: whom Globus tells; blank tells nobody.";
            lines.extend(paragraph(Role::Secondary, &words.into(), cells));
        }
    }
    if let Some(wrong) = &form.wrong {
        lines.extend(paragraph(Role::Warning, &safe!("! {}", wrong), cells));
    }
    if let Some(problem) = &form.problem {
        lines.extend(problem_brief(problem, cells));
    }
    if let Some(waits) = waits {
        lines.extend(paragraph(Role::Secondary, &waits, cells));
    }
    lines
}
