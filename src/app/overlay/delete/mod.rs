//! A deletion to be looked at before it is done: in which pane and store, where, how much, what becomes of it. Enter is
//! never yes: the word is typed where much would be lost, else another key or button than the first is pressed; and both
//! count only for exactly this plan, when it has been on the screen for a while.

mod draft;
mod lines;
mod plain;
#[cfg(test)]
mod tests;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use draft::DeleteDraft;
use jiff::tz::TimeZone;

use crate::app::input::Input;
use crate::app::requests::removal::{ReadDeleteFacts, RemovalReply};
use crate::app::requests::{Part as Piece, Reply};
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::app::widgets::pages::Pages;
use crate::domain::deletion::{DeleteFacts, DeleteItem, DeletePlan, Fate, WORD};
use crate::domain::path::EntryName;
use crate::domain::plan::SEEN_FOR;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// A part that can have the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Fate,
    Word,
    Cancel,
    Delete,
}

/// The order of Tab.
const PARTS: [Part; 4] = [Part::Fate, Part::Word, Part::Cancel, Part::Delete];

/// What is known of what must stay.
#[derive(Debug)]
enum State {
    Checking,
    Failed(Problem),
    Never(SafeText),
    Ready(Box<DeletePlan>),
}

/// A deletion under the user's eyes.
#[derive(Debug)]
pub struct DeleteReview {
    draft: DeleteDraft,
    facts: Option<DeleteFacts>,
    state: State,
    /// Whether it was chosen in its pane: it is told what becomes of that there.
    chosen: bool,
    /// What it named at first and is not there any more.
    gone: Vec<DeleteItem>,
    zone: TimeZone,
    word: Field,
    focus: Part,
    names: Pages,
    drawn: Option<Timestamp>,
    too_small: bool,
    hint: Option<&'static str>,
    problem: Option<Problem>,
}

impl Modal for DeleteReview {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        if !matches!(input, Input::Resize { .. }) {
            self.hint = None;
        }
        if self.focus == Part::Word && self.type_word(input, cx.at()) {
            return None;
        }
        let press = cx.key(input)?;
        match press {
            DialogKey::Escape => return Some(CloseAction::Closed),
            DialogKey::Enter if self.focus == Part::Cancel || self.plan().is_none() => {
                return Some(CloseAction::Closed);
            }
            DialogKey::Enter if matches!(self.focus, Part::Word | Part::Delete) => {
                return self.delete(cx.screen, cx.at());
            }
            DialogKey::Next | DialogKey::Right => self.go(1),
            DialogKey::Previous | DialogKey::Left => self.go(PARTS.len() - 1),
            DialogKey::Up | DialogKey::Down | DialogKey::PageUp | DialogKey::PageDown => {
                self.scroll_names(press, cx.screen);
            }
            DialogKey::Char(' ') if self.focus == Part::Fate => self.turn_fate(),
            DialogKey::Char('t') if self.has(Part::Fate) => self.turn_fate(),
            DialogKey::Char('y') if !self.has(Part::Word) && !DialogKey::is_held(input) => {
                return self.delete(cx.screen, cx.at());
            }
            DialogKey::Char('n' | 'q') => return Some(CloseAction::Closed),
            DialogKey::Char('j') => self.scroll_names(DialogKey::Down, cx.screen),
            DialogKey::Char('k') => self.scroll_names(DialogKey::Up, cx.screen),
            _ => return cx.unused(),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        if self.plan().is_none() {
            return vec![("Enter Esc", "close")];
        }
        let mut hints = match self.focus {
            Part::Word | Part::Delete => vec![("Enter", "delete"), ("Esc", "cancel")],
            Part::Cancel => vec![("Enter Esc", "cancel")],
            Part::Fate => vec![("Esc", "cancel"), ("Space", "trash or for good")],
        };
        hints.push(("Tab", "next"));
        if !self.has(Part::Word) {
            hints.insert(0, ("y", "delete"));
        }
        if self.focus == Part::Word {
            hints.push(("Up Down", "scroll names"));
        } else {
            hints.push(("j k", "scroll names"));
            if self.has(Part::Fate) && self.focus != Part::Fate {
                hints.push(("t", "trash or for good"));
            }
        }
        hints
    }

    fn scroll(&mut self, rows: isize, cx: &mut ModalCx<'_>) {
        let key = if rows < 0 { DialogKey::Up } else { DialogKey::Down };
        for _ in 0..rows.unsigned_abs() {
            self.scroll_names(key, cx.screen);
        }
    }

    fn takes_text(&self) -> bool {
        self.focus == Part::Word
    }

    fn put_cursor(&mut self, chars: usize) {
        self.focus = Part::Word;
        self.word.put_cursor(chars);
    }

    fn turn(&mut self, choice: usize, _cx: &mut ModalCx<'_>) {
        if PARTS.get(choice) == Some(&Part::Fate) {
            self.focus = Part::Fate;
            self.turn_fate();
        }
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        if let Reply::Removal(RemovalReply::ReadDeleteFacts(Piece::Done(end))) = reply {
            match end {
                Ok(facts) => {
                    self.facts = Some(facts.clone());
                    self.plan_again();
                }
                Err(problem) => self.state = State::Failed(problem.clone()),
            }
        }
        None
    }

    fn drawn(&mut self, screen: Screen, at: Timestamp) {
        let read = self.can_be_read(screen);
        // Under its help it has no cells at all, which says nothing of the screen.
        self.too_small = !read && screen.columns > 0 && self.plan().is_some();
        self.drawn = (read && self.plan().is_some()).then(|| self.drawn.unwrap_or(at));
    }
}

impl DeleteReview {
    /// Shows what was `chosen` in a pane, or what else is to be deleted, once the store has told what must stay.
    pub fn open(draft: DeleteDraft, chosen: bool, zone: TimeZone, cx: &mut ModalCx<'_>) -> Self {
        cx.read(ReadDeleteFacts { at: draft.directory.place().clone() });
        Self {
            draft,
            facts: None,
            state: State::Checking,
            chosen,
            gone: Vec::new(),
            zone,
            word: Field::default(),
            focus: Part::Cancel,
            names: Pages::default(),
            drawn: None,
            too_small: false,
            hint: None,
            problem: None,
        }
    }

    /// Says that the service refused what was confirmed before.
    #[must_use]
    pub fn refused(self, problem: Problem) -> Self {
        Self { problem: Some(problem), ..self }
    }

    /// What is to be deleted, if it was chosen in its pane.
    pub fn followed(&self) -> Option<&DeleteDraft> {
        self.chosen.then_some(&self.draft)
    }

    /// Some of it is gone, or more is known of it: another plan, which must be seen and consented to anew. It never gets
    /// entries that it did not have.
    pub fn update(&mut self, mut draft: DeleteDraft) -> bool {
        let named: BTreeMap<&EntryName, &DeleteItem> =
            self.draft.items.iter().map(|item| (&item.name, item)).collect();
        draft.items.retain(|item| named.get(&item.name).is_some_and(|before| before.is_same(item)));
        if self.draft == draft {
            return false;
        }
        let left: BTreeSet<&EntryName> = draft.items.iter().map(|item| &item.name).collect();
        let gone = self.draft.items.iter().filter(|item| !left.contains(&item.name));
        self.gone.extend(gone.cloned());
        let same = self.draft.chooses_the_same(&draft);
        self.draft = draft;
        if self.facts.is_none() {
            return true;
        }
        let (word, focus) = (self.word.clone(), self.focus);
        let fate = self.plan().map(DeletePlan::fate);
        self.plan_again();
        if let (true, Some(fate), State::Ready(plan)) = (same, fate, &mut self.state) {
            // More is known of the same entries: it must be seen, and the consent is for the same.
            plan.set_fate(fate);
            (self.word, self.focus) = (word, focus);
        } else {
            self.hint = Some("The directory is listed otherwise now: check what is left to delete.");
        }
        true
    }

    fn plan_again(&mut self) {
        let Some(facts) = &self.facts else { return };
        self.state = match self.draft.plan(facts) {
            _ if self.draft.items.is_empty() => State::Never(
                "What was to be deleted is gone, or is not listed any more. Nothing is deleted by this."
                    .into(),
            ),
            Ok(plan) => State::Ready(Box::new(plan)),
            Err(reason) => State::Never(reason),
        };
        self.begin();
    }

    /// The plan is a new one: it was not seen, and no consent was given.
    fn begin(&mut self) {
        self.drawn = None;
        self.word = Field::default();
        self.focus = if self.has(Part::Word) { Part::Word } else { Part::Cancel };
    }

    fn plan(&self) -> Option<&DeletePlan> {
        match &self.state {
            State::Ready(plan) => Some(plan),
            State::Checking | State::Failed(_) | State::Never(_) => None,
        }
    }

    /// Whether the plan has this part.
    fn has(&self, part: Part) -> bool {
        let plan = self.plan();
        match part {
            Part::Fate => plan.is_some() && self.facts.as_ref().is_some_and(|facts| facts.trash),
            Part::Word => plan.is_some_and(DeletePlan::needs_word),
            Part::Cancel => true,
            Part::Delete => plan.is_some(),
        }
    }

    fn go(&mut self, step: usize) {
        let here = PARTS.iter().position(|part| *part == self.focus).unwrap_or(0);
        let next = (1..=PARTS.len())
            .filter_map(|steps| PARTS.get((here + step * steps) % PARTS.len()))
            .find(|part| self.has(**part));
        self.focus = next.copied().unwrap_or(Part::Cancel);
    }

    /// The trash instead of for good, or the other way round.
    fn turn_fate(&mut self) {
        let State::Ready(plan) = &mut self.state else { return };
        let other = if plan.fate() == Fate::Trash { Fate::Removed } else { Fate::Trash };
        plan.set_fate(other);
        let focus = self.focus;
        self.begin();
        // Else the word is typed next, where one is wanted.
        self.focus = if focus == Part::Fate { focus } else { self.focus };
    }

    /// Takes a letter of the word. A paste, a held key and what came before the plan could be read are no consent. Whether
    /// it was for the field.
    fn type_word(&mut self, input: &Input, at: Timestamp) -> bool {
        if matches!(input, Input::Paste(_)) {
            self.hint = Some("Consent is typed: a paste is not taken.");
            return true;
        }
        if DialogKey::is_held(input) {
            return true;
        }
        let mut typed = self.word.clone();
        let made = typed.input(input);
        if made == Typed::Changed && !self.is_seen(at) {
            self.hint = Some(match self.too_small {
                true => "The window is too small for the plan: make it larger.",
                false => "That came before the plan could be read: type it again.",
            });
            return true;
        }
        if made != Typed::Ignored {
            self.word = typed;
        }
        made != Typed::Ignored
    }

    fn is_seen(&self, at: Timestamp) -> bool {
        self.drawn.is_some_and(|drawn| at.since(drawn) >= SEEN_FOR)
    }

    fn delete(&mut self, screen: Screen, at: Timestamp) -> Response {
        let plan = self.plan()?.clone();
        let ticket = plan.ticket(self.drawn, at, self.word.raw());
        if let Some(confirmed) = ticket.and_then(|ticket| plan.clone().confirm(ticket).ok()) {
            return Some(CloseAction::Delete(Box::new(confirmed), self.chosen));
        }
        self.hint = Some(if !self.can_be_read(screen) {
            "The window is too small for the plan: make it larger."
        } else if plan.needs_word() && self.word.raw() != WORD {
            self.focus = Part::Word;
            "Type the word `delete` in full; nothing else deletes anything."
        } else {
            "The answer came before the plan could be read: give it again."
        });
        None
    }

    fn scroll_names(&mut self, press: DialogKey, screen: Screen) {
        let (columns, rows) = Self::size(screen);
        let height = self.layout(usize::from(columns), usize::from(rows)).names;
        self.names.press(press, self.draft.items.len(), height);
    }
}
