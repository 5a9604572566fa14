//! A transfer to be looked at before it is sent: from where, to where, what, how, and what will be overwritten there.
//! Enter sends it only with a ticket for exactly this plan, and a ticket needs the plan to have been on the screen
//! for a while: a changed option makes a new plan, which the user must see first.

mod consequences;
mod lines;
mod plain;
mod view;

use std::collections::BTreeSet;

use crate::app::input::Input;
use crate::app::theme::Glyphs;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::app::widgets::pages::Pages;
use crate::domain::path::EntryName;
use crate::domain::plan::{Plan, SyncLevel, TransferOptions, checked_label, suggested_label};
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// What is known of the two ends besides the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Whether the destination directory can be written to; `None`: not known.
    pub writable: Option<bool>,
    /// Which of the items are at the destination already; `None`: it has not been listed to its end.
    pub present: Option<Vec<SafeText>>,
    /// Whether a task that is under way writes to the same collection: more may be there later.
    pub busy: bool,
    /// Whether a collection insists on verification by checksum.
    pub must_verify: bool,
    /// Whether a collection cannot verify by checksum.
    pub cannot_verify: bool,
    /// A sign-in that lapses before the task has to be done.
    pub lapses: Option<SafeText>,
    /// The entries that the source lists, where it has more: the plan holds none of the others.
    pub listed: Option<u64>,
    /// Names that the source shows with escapes, because it has canonically equal ones.
    pub escaped: BTreeSet<EntryName>,
}

/// A part that can have the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Sync,
    Verify,
    Times,
    Label,
    Send,
    Cancel,
}

/// The order of Tab.
const PARTS: [Part; 6] = [Part::Sync, Part::Verify, Part::Times, Part::Label, Part::Send, Part::Cancel];

impl Part {
    /// Its place in that order.
    fn index(self) -> usize {
        PARTS.iter().position(|part| *part == self).unwrap_or(0)
    }
}

/// A transfer under the user's eyes.
#[derive(Debug)]
pub struct PlanReview {
    plan: Plan,
    ends: Ends,
    label: Field,
    focus: Part,
    names: Pages,
    drawn: Option<Timestamp>,
    /// Whether the screen has no room for what must be read.
    too_small: bool,
    /// Whether the destination is listed otherwise since the plan was seen.
    outdated: bool,
    /// What it named at first and is not there any more.
    gone: Vec<EntryName>,
    /// Whether options were changed here: it selects the message for an Enter that comes too early.
    changed: bool,
    hint: Option<&'static str>,
    problem: Option<Problem>,
}

impl Modal for PlanReview {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        if !matches!(input, Input::Resize { .. }) {
            self.hint = None;
        }
        if self.focus == Part::Label {
            match self.label.input(input) {
                Typed::Changed => {
                    let label = self.label.text();
                    self.change(|options| options.label = label);
                    return None;
                }
                Typed::Moved => return None,
                Typed::Ignored => {}
            }
        }
        let press = cx.key(input)?;
        match press {
            // Leaving the field is not leaving the plan.
            DialogKey::Escape if self.focus == Part::Label => self.focus = Part::Send,
            DialogKey::Escape => return Some(CloseAction::Closed),
            // Nor does what ends typing send anything: the plan is looked at again first.
            DialogKey::Enter if self.focus == Part::Label => self.focus = Part::Send,
            DialogKey::Enter if self.focus == Part::Cancel => return Some(CloseAction::Closed),
            DialogKey::Enter | DialogKey::Submit => return self.send(cx.screen, cx.at()),
            DialogKey::Next | DialogKey::Down => self.focus = neighbour(self.focus, 1),
            DialogKey::Previous | DialogKey::Up => self.focus = neighbour(self.focus, PARTS.len() - 1),
            DialogKey::PageUp | DialogKey::PageDown => self.scroll_names(press, cx.screen),
            DialogKey::Left | DialogKey::Right if self.focus == Part::Sync => {
                self.cycle_sync(press == DialogKey::Right);
            }
            DialogKey::Right if self.focus == Part::Send => self.focus = Part::Cancel,
            DialogKey::Left if self.focus == Part::Cancel => self.focus = Part::Send,
            DialogKey::Char(letter) => return self.letter(letter, cx),
            _ => return cx.unused(),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        if self.focus == Part::Label {
            return vec![("Enter Esc", "leave the field"), ("F5", "send"), ("Tab", "next")];
        }
        let enter = if self.focus == Part::Cancel { "cancel" } else { "send" };
        let mut hints = vec![("Enter", enter), ("Esc", "cancel")];
        if self.too_small && self.focus != Part::Cancel {
            hints.remove(0);
        }
        if self.has_unsendable() {
            hints.push(("x", "leave out what cannot be sent"));
        }
        if !self.plan.unsendable().is_empty() {
            hints.push(("g", "go to it"));
        }
        hints.push(("Tab", "next"));
        if matches!(self.focus, Part::Sync | Part::Verify | Part::Times) {
            hints.push(("Space", "change"));
        }
        hints.extend([
            ("j k", "names"),
            ("s", "which files"),
            ("v", "verify"),
            ("t", "times"),
            ("l", "label"),
        ]);
        hints
    }

    fn scroll(&mut self, rows: isize, cx: &mut ModalCx<'_>) {
        let key = if rows < 0 { DialogKey::Up } else { DialogKey::Down };
        for _ in 0..rows.unsigned_abs() {
            self.scroll_names(key, cx.screen);
        }
    }

    fn takes_text(&self) -> bool {
        self.focus == Part::Label
    }

    fn drawn(&mut self, screen: Screen, at: Timestamp) {
        let read = self.can_be_read(screen);
        // Under its help it has no cells at all, which says nothing of the screen.
        self.too_small = !read && screen.columns > 0;
        self.drawn = read.then(|| self.drawn.unwrap_or(at));
    }

    fn turn(&mut self, choice: usize, _cx: &mut ModalCx<'_>) {
        let Some(part) = PARTS.get(choice) else { return };
        self.focus = *part;
        self.turn_option(*part);
    }
}

impl PlanReview {
    /// Shows a plan for the first time.
    pub fn new(mut plan: Plan, ends: Ends) -> Self {
        let verify = plan.options().verify_checksum;
        let allowed = (verify || ends.must_verify) && !ends.cannot_verify;
        if allowed != verify {
            plan.set_options(TransferOptions { verify_checksum: allowed, ..plan.options().clone() });
        }
        let label = Field::with(plan.options().label.raw_str().unwrap_or_default());
        Self {
            plan,
            ends,
            label,
            focus: Part::Send,
            names: Pages::default(),
            drawn: None,
            too_small: false,
            outdated: false,
            gone: Vec::new(),
            changed: false,
            hint: None,
            problem: None,
        }
    }

    /// Shows a plan again that the service refused, with all that was chosen and typed.
    pub fn refused(plan: Plan, ends: Ends, problem: Problem) -> Self {
        Self { problem: Some(problem), ..Self::new(plan, ends) }
    }

    /// The panes list something else of the two ends: the plan is another one, which must be seen first.
    pub fn update(&mut self, ends: Ends) -> bool {
        let different = self.ends != ends;
        if different {
            self.ends = ends;
            self.drawn = None;
            self.outdated = true;
        }
        different
    }

    /// These are not at the source any more: the plan is another one, which must be seen first. It never gets others for
    /// them.
    pub fn forget(&mut self, gone: Vec<EntryName>) -> bool {
        if gone.is_empty() {
            return false;
        }
        let source = self.plan.source().place().path.clone();
        let suggested = self.plan.options().label == suggested_label(self.plan.items());
        let names: BTreeSet<&EntryName> = gone.iter().collect();
        self.plan.retain(|item| *item.dir(&source) != source || !names.contains(&item.name));
        if suggested {
            let label = suggested_label(self.plan.items());
            self.label = Field::with(label.raw_str().unwrap_or_default());
            self.plan.set_options(TransferOptions { label, ..self.plan.options().clone() });
        }
        self.gone.extend(gone);
        self.drawn = None;
        true
    }

    /// The current plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    fn letter(&mut self, letter: char, cx: &mut ModalCx<'_>) -> Response {
        match (letter, self.focus) {
            (' ', part @ (Part::Sync | Part::Verify | Part::Times)) => self.turn_option(part),
            ('s', _) => self.turn_option(Part::Sync),
            ('v', _) => self.turn_option(Part::Verify),
            ('t', _) => self.turn_option(Part::Times),
            ('x', _) if self.has_unsendable() => self.leave_out(),
            ('g', _) if !self.plan.unsendable().is_empty() => return self.show_unsendable(),
            ('l', _) => self.focus = Part::Label,
            ('j', _) => self.scroll_names(DialogKey::Down, cx.screen),
            ('k', _) => self.scroll_names(DialogKey::Up, cx.screen),
            ('q', _) => return Some(CloseAction::Closed),
            _ => return cx.unused(),
        }
        None
    }

    /// Changes an option to the next of its values.
    fn turn_option(&mut self, part: Part) {
        match part {
            Part::Sync => self.cycle_sync(true),
            Part::Verify => self.turn_verify(),
            Part::Times => self.change(|options| options.preserve_timestamp = !options.preserve_timestamp),
            Part::Label | Part::Send | Part::Cancel => {}
        }
    }

    fn cycle_sync(&mut self, forward: bool) {
        let all = SyncLevel::ALL;
        let here = all.iter().position(|level| *level == self.plan.options().sync).unwrap_or(0);
        let step = if forward { 1 } else { all.len() - 1 };
        let next = all.into_iter().cycle().nth(here + step).unwrap_or_default();
        self.change(|options| options.sync = next);
    }

    /// Whether something cannot be sent and is not left out yet.
    fn has_unsendable(&self) -> bool {
        !self.plan.leaves_out() && !self.plan.unsendable().is_empty()
    }

    /// Leaves out what cannot be sent, which makes another plan.
    fn leave_out(&mut self) {
        self.plan.leave_out();
        self.drawn = None;
        self.changed = true;
    }

    /// Leaves the plan for the first entry that cannot be sent.
    fn show_unsendable(&self) -> Response {
        let first = self.plan.unsendable().first()?;
        Some(CloseAction::ShowEntry(self.plan.source().place().clone(), first.name.clone()))
    }

    fn turn_verify(&mut self) {
        if self.ends.cannot_verify {
            self.hint = Some("One of the collections cannot compare checksums.");
        } else if self.ends.must_verify {
            self.hint = Some("One of the collections requires checksums.");
        } else {
            self.change(|options| options.verify_checksum = !options.verify_checksum);
        }
    }

    /// A changed option makes a new plan, which the user has not seen yet.
    fn change(&mut self, edit: impl FnOnce(&mut TransferOptions)) {
        let mut options = self.plan.options().clone();
        edit(&mut options);
        if options != *self.plan.options() {
            self.plan.set_options(options);
            self.drawn = None;
            self.changed = true;
        }
    }

    fn send(&mut self, screen: Screen, at: Timestamp) -> Response {
        if checked_label(&self.plan.options().label).is_err() {
            // The view says what is wrong with it, beside it.
            self.focus = Part::Label;
            return None;
        }
        let confirmed =
            self.plan.ticket(self.drawn, at).and_then(|ticket| self.plan.clone().confirm(ticket).ok());
        match confirmed {
            Some(plan) => Some(CloseAction::Confirmed(Box::new(plan))),
            None => {
                self.hint = Some(if self.plan.items().is_empty() {
                    "All that was to be sent is gone, or is not listed any more: nothing is sent."
                } else if self.has_unsendable() {
                    "Some entries cannot be sent: `x` leaves them out, `g` goes to the first."
                } else if !self.can_be_read(screen) {
                    "The window is too small for the plan: make it larger."
                } else if !self.gone.is_empty() {
                    "The source has changed: check what is left to send; `Enter` again sends it."
                } else if self.outdated {
                    "The destination has changed: check what is there now; `Enter` again sends it."
                } else if self.changed {
                    "You have just changed the plan: check it; `Enter` again sends it."
                } else {
                    "The answer came before the plan could be read: `Enter` again sends it."
                });
                None
            }
        }
    }

    fn scroll_names(&mut self, press: DialogKey, screen: Screen) {
        let (columns, rows) = Self::size(screen);
        let height = self.layout(usize::from(columns), usize::from(rows), &Glyphs::ASCII).names;
        self.names.press(press, self.plan.items().len(), height);
    }
}

fn neighbour(part: Part, step: usize) -> Part {
    PARTS.into_iter().cycle().nth(part.index() + step).unwrap_or(Part::Send)
}

#[cfg(test)]
mod tests;
