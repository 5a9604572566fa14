//! What a transfer does to what is at its destination.

use crate::app::theme::Role;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::format;
use crate::domain::plan::SyncLevel;
use crate::domain::text::SafeText;
use crate::safe;

use super::PlanReview;

impl PlanReview {
    /// What happens to what is there, in as few words as can be.
    pub(super) fn consequences_in_brief(&self, cells: usize) -> Vec<Line> {
        let sync = self.plan.options().sync;
        let becomes = match sync {
            SyncLevel::Always => "overwritten",
            SyncLevel::Missing => "kept",
            SyncLevel::Size | SyncLevel::Newer | SyncLevel::Checksum => "overwritten if different",
        };
        let warnings = [
            (self.ends.writable == Some(false), "! The destination looks read-only."),
            (self.ends.listed.is_some(), "! Not all of the source is listed."),
            (self.ends.lapses.is_some(), "! A sign-in expires before the deadline."),
        ];
        let warnings = warnings.into_iter().filter(|(applies, _)| *applies);
        let mut lines: Vec<Line> =
            warnings.flat_map(|(_, words)| paragraph(Role::Warning, &words.into(), cells)).collect();
        let (harmless, words) = match &self.ends.present {
            Some(names) if names.is_empty() && self.ends.busy => {
                (false, safe!("A task is under way there: {}.", becomes))
            }
            Some(names) if names.is_empty() => (true, "Nothing there will be overwritten.".into()),
            Some(names) => (false, safe!("{} there already: {}.", names.len(), becomes)),
            None => (false, safe!("What is there already: {}.", becomes)),
        };
        let role = if harmless || sync == SyncLevel::Missing { Role::Text } else { Role::Warning };
        lines.extend(paragraph(role, &words, cells));
        lines
    }

    /// What happens to what is there.
    pub(super) fn consequences(&self, cells: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if self.ends.writable == Some(false) {
            let words = "! The destination looks read-only to you: the task would probably fail.";
            lines.extend(paragraph(Role::Warning, &words.into(), cells));
        }
        if let Some(listed) = self.ends.listed {
            let words = safe!(
                "! Only {} entries of the source are listed: the others are not part of this plan. To send \
                 all, send the directory itself.",
                format::grouped(listed)
            );
            lines.extend(paragraph(Role::Warning, &words, cells));
        }
        if let Some(words) = &self.ends.lapses {
            lines.extend(paragraph(Role::Warning, &safe!("! {}", words), cells));
        }
        let sync = self.plan.options().sync;
        let role = if sync == SyncLevel::Missing { Role::Text } else { Role::Warning };
        let (role, words): (Role, SafeText) = match &self.ends.present {
            Some(names) if names.is_empty() && self.ends.busy => (
                role,
                safe!(
                    "None of these names is at the destination yet, but a task to this collection is under way. {}",
                    overwritten(sync)
                ),
            ),
            Some(names) if names.is_empty() => {
                (Role::Text, "Nothing at the destination will be overwritten.".into())
            }
            Some(names) => {
                (role, safe!("Already at the destination: {}. {}", listed(names), overwritten(sync)))
            }
            None => {
                let unknown = "hemi does not know which of these names exist at the destination.";
                (role, safe!("{} {}", unknown, overwritten(sync)))
            }
        };
        lines.extend(paragraph(role, &words, cells));
        lines
    }
}

/// What the sync level does to files that are there.
fn overwritten(sync: SyncLevel) -> &'static str {
    match sync {
        SyncLevel::Always => "Files there with the same names are overwritten; nothing else there changes.",
        SyncLevel::Missing => "No file there is overwritten.",
        SyncLevel::Size => "Files there that differ in size are overwritten; nothing else there changes.",
        SyncLevel::Newer => {
            "Files there that differ in size or are older are overwritten; nothing else there changes."
        }
        SyncLevel::Checksum => {
            "Files there whose content differs are overwritten; nothing else there changes."
        }
    }
}

/// The first few names and how many more.
fn listed(names: &[SafeText]) -> SafeText {
    const MOST: usize = 3;
    let first = names.iter().take(MOST).cloned();
    let list = first.reduce(|so_far, name| safe!("{}, {}", so_far, name)).unwrap_or_default();
    match names.len().saturating_sub(MOST) {
        0 => list,
        more => safe!("{} and {} more", list, more),
    }
}
