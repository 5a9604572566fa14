//! A confirmation question. A key that was pressed before the question appeared, a held key and a paste never answer
//! it (`ARCHITECTURE.md` P0-6).

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::requests::attributes::TouchEntries;
use crate::app::requests::bookmarks::RemoveBookmark;
use crate::app::requests::sharing::RevokeAccess;
use crate::app::requests::task::{CancelJob, DropJob};
use crate::app::theme::Role;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::form::Button;
use crate::app::widgets::frame::Hint;
use crate::app::widgets::text::{Line, paragraph};
use crate::domain::format;
use crate::domain::ids::JobId;
use crate::domain::job::{JobAction, JobSnapshot};
use crate::domain::place::{Place, PlaceSpec};
use crate::domain::plan::SEEN_FOR;
use crate::domain::task::TaskKind;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response, Screen};

const COLUMNS: u16 = 64;

/// Which answer Enter gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    No,
    Yes,
}

/// The request.
#[derive(Clone, Debug)]
enum Question {
    CancelJob(CancelJob),
    DropJob(DropJob),
    OpenPlace(PlaceSpec),
    RemoveBookmark(RemoveBookmark),
    Revoke(RevokeAccess),
    CreateCounterpart(Place),
    Touch(TouchEntries),
    Undo,
    Quit,
}

/// A question.
#[derive(Debug)]
pub struct Confirm {
    question: Question,
    words: Vec<SafeText>,
    answer: Answer,
    drawn: Option<Timestamp>,
    too_early: bool,
}

/// The text of a question's frame and buttons.
struct Labels {
    title: &'static str,
    /// The answer that keeps everything.
    no: &'static str,
    yes: &'static str,
}

impl Modal for Confirm {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = cx.key(input)?;
        self.too_early = false;
        match press {
            DialogKey::Escape => Some(CloseAction::Closed),
            DialogKey::Char('n' | 'N') => Some(self.refused()),
            DialogKey::Char('q') if !self.is_quit() => Some(CloseAction::Closed),
            DialogKey::Next
            | DialogKey::Previous
            | DialogKey::Left
            | DialogKey::Right
            | DialogKey::Char('h' | 'l') => {
                self.answer = if self.answer == Answer::No { Answer::Yes } else { Answer::No };
                None
            }
            DialogKey::Enter if self.answer == Answer::No => Some(self.refused()),
            // It leaves synchronised browsing, from which this question comes: here it is no answer.
            DialogKey::Char('Y') if matches!(self.question, Question::CreateCounterpart(_)) => cx.unused(),
            DialogKey::Enter | DialogKey::Submit | DialogKey::Char('y' | 'Y' | 'q')
                if !DialogKey::is_held(input) =>
            {
                let seen = self.drawn.is_some_and(|drawn| cx.at().since(drawn) >= SEEN_FOR);
                self.too_early = !seen;
                seen.then(|| self.confirmed())
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let yes = if self.is_quit() { ("q y", "quit") } else { ("y", "yes") };
        let no = ("n Esc", if self.is_quit() { "stay" } else { "no" });
        vec![yes, no, ("Tab", "other answer"), ("Enter", "marked answer")]
    }

    fn drawn(&mut self, screen: Screen, at: Timestamp) {
        self.drawn = screen.is_readable().then(|| self.drawn.unwrap_or(at));
    }
}

impl Confirm {
    /// Asks whether to cancel a job, and says what stays behind.
    pub fn cancel(job: &JobSnapshot) -> Self {
        let title = job.title();
        let what = match job.kind {
            TaskKind::Transfer => safe!("Cancel the transfer \"{}\"?", title),
            TaskKind::Delete => safe!("Cancel the deletion \"{}\"?", title),
        };
        let stays: SafeText = match job.kind {
            TaskKind::Transfer => {
                "Files already copied stay at the destination; the source does not change. \
                                   A file that is being copied may stay there incomplete."
                    .into()
            }
            TaskKind::Delete => "What is already deleted stays deleted.".into(),
        };
        Self::new(Question::CancelJob(CancelJob { job: job.id, title }), vec![what, stays])
    }

    /// Asks whether to drop a saved submission, and says what that leaves open.
    pub fn drop(job: &JobSnapshot) -> Self {
        let title = job.title();
        let what = safe!("Drop the saved submission \"{}\"?", title);
        let words = vec![what, job.drop_consequence()];
        Self::new(Question::DropJob(DropJob { job: job.id, title }), words)
    }

    /// Asks whether to remove a bookmark, which leads to the place of that title and path.
    pub fn remove_bookmark(call: RemoveBookmark, leads_to: &SafeText) -> Self {
        let what = safe!("Remove the bookmark {}?", call.name.sanitized());
        let stays =
            safe!("It leads to {}, which stays as it is. The web app will not show it either.", *leads_to);
        Self::new(Question::RemoveBookmark(call), vec![what, stays])
    }

    /// Asks whether to create a directory that only one of two places has, which are browsed together.
    pub fn create_counterpart(place: Place, store: &SafeText) -> Self {
        let what = safe!("{} has no directory {}.", *store, place.path.sanitized());
        let words =
            vec![what, "Create it there and go on, or browse the panes separately from now on?".into()];
        Self::new(Question::CreateCounterpart(place), words)
    }

    /// Asks whether to set when entries were modified to now.
    pub fn touch(call: TouchEntries, what: &SafeText) -> Self {
        let words = safe!("Set the time of {} to now?", *what);
        let then =
            "When they were modified before is not kept: transfers that compare times take them for new.";
        Self::new(Question::Touch(call), vec![words, then.into()])
    }

    /// Asks whether to undo the last change, and says what that does.
    pub fn undo(words: Vec<SafeText>) -> Self {
        Self::new(Question::Undo, words)
    }

    /// Asks whether to leave while submissions are not sent yet.
    ///
    /// Where hemi's files are `discarded` at its end, leaving loses them.
    pub fn quit(waiting: usize, discarded: bool) -> Self {
        let waiting = format::count(waiting as u64, "submission is waiting", "submissions are waiting");
        let words = if discarded {
            let what = safe!("{} and will not be sent: this demo keeps nothing.", waiting);
            vec![what, "To have it sent, stay until Globus can be reached.".into()]
        } else {
            let what = safe!("{} and will be sent when hemi runs next.", waiting);
            vec![what, "To drop one, choose Stay and open the task panel.".into()]
        };
        let answer = if discarded { Answer::No } else { Answer::Yes };
        Self { answer, ..Self::new(Question::Quit, words) }
    }

    /// Asks whether to revoke a rule for that directory.
    pub fn revoke(call: RevokeAccess, path: &SafeText) -> Self {
        let what = safe!("Revoke the rule for {}?", call.who);
        let then = safe!("They can no longer use {} by this rule. Nothing there is deleted.", *path);
        Self::new(Question::Revoke(call), vec![what, then])
    }

    /// Asks whether to open a pasted place, and says how it was understood. `title`: what its collection is called, if that
    /// is known.
    pub fn open_place(place: PlaceSpec, title: Option<SafeText>) -> Self {
        let what = match &place {
            PlaceSpec::Local(path) => safe!("Open {} of this computer?", path.sanitized()),
            PlaceSpec::Collection { id, .. } => match title {
                Some(title) => safe!("Open a directory of {}?", title),
                None => safe!("Open the collection {}?", *id),
            },
            PlaceSpec::Bookmark(name) => safe!("Open the bookmark {}?", name.sanitized()),
        };
        let below = match &place {
            PlaceSpec::Collection { path: Some(path), .. } => Some(safe!("Directory: {}", path.sanitized())),
            _ => None,
        };
        let words = std::iter::once(what).chain(below).collect();
        Self { answer: Answer::Yes, ..Self::new(Question::OpenPlace(place), words) }
    }

    fn new(question: Question, words: Vec<SafeText>) -> Self {
        Self { question, words, answer: Answer::No, drawn: None, too_early: false }
    }

    /// Whether it asks about leaving.
    pub fn is_quit(&self) -> bool {
        matches!(self.question, Question::Quit)
    }

    /// The job it asks about, and what would be done with it.
    pub fn action(&self) -> Option<(JobId, JobAction)> {
        match &self.question {
            Question::CancelJob(call) => Some((call.job, JobAction::Cancel)),
            Question::DropJob(call) => Some((call.job, JobAction::Drop)),
            Question::OpenPlace(_) | Question::RemoveBookmark(_) | Question::Revoke(_) => None,
            Question::CreateCounterpart(_) | Question::Touch(_) | Question::Undo | Question::Quit => None,
        }
    }

    fn refused(&self) -> CloseAction {
        match self.question {
            Question::CreateCounterpart(_) => CloseAction::CreateCounterpart(None),
            _ => CloseAction::Closed,
        }
    }

    fn confirmed(&self) -> CloseAction {
        match self.question.clone() {
            Question::CancelJob(job) => CloseAction::CancelJob(job),
            Question::DropJob(job) => CloseAction::DropJob(job),
            Question::OpenPlace(place) => CloseAction::OpenSpec(place),
            Question::RemoveBookmark(call) => CloseAction::RemoveBookmark(call),
            Question::Revoke(call) => CloseAction::Revoke(call),
            Question::CreateCounterpart(place) => CloseAction::CreateCounterpart(Some(place)),
            Question::Touch(call) => CloseAction::Touch(call),
            Question::Undo => CloseAction::Undo,
            Question::Quit => CloseAction::Quit,
        }
    }

    fn labels(&self) -> Labels {
        match &self.question {
            Question::CancelJob(_) => {
                Labels { title: "Cancel a task", no: "No, let it run", yes: "Yes, cancel it" }
            }
            Question::DropJob(_) => {
                Labels { title: "Drop a submission", no: "No, keep it", yes: "Yes, drop it" }
            }
            Question::OpenPlace(_) => Labels { title: "Open a place", no: "No", yes: "Open it" },
            Question::RemoveBookmark(_) => {
                Labels { title: "Remove a bookmark", no: "No, keep it", yes: "Yes, remove it" }
            }
            Question::Revoke(_) => {
                Labels { title: "Revoke a rule", no: "No, keep it", yes: "Yes, revoke it" }
            }
            Question::CreateCounterpart(_) => {
                Labels { title: "Not in both places", no: "Browse separately", yes: "Create it" }
            }
            Question::Touch(_) => Labels { title: "Touch", no: "No, keep it", yes: "Yes, set it" },
            Question::Undo => Labels { title: "Undo", no: "No, keep it", yes: "Yes, undo it" },
            Question::Quit => Labels { title: "Quit", no: "Stay", yes: "Quit" },
        }
    }

    fn lines(&self, cells: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for (index, words) in self.words.iter().enumerate() {
            let role = if index == 0 { Role::Title } else { Role::Text };
            lines.extend(paragraph(role, words, cells));
            lines.push(Line::blank());
        }
        lines.pop();
        lines
    }

    /// The answers: the one that keeps everything comes first.
    fn buttons(&self) -> [Button; 2] {
        let Labels { no, yes, .. } = self.labels();
        let button = |words, answer, key| Button { words, focused: self.answer == answer, key };
        [button(no, Answer::No, "n"), button(yes, Answer::Yes, "y")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overlay::sample::{SCREEN, Sample};
    use crate::app::overlay::samples;
    use crate::app::widgets::field::tests::{held, keys};
    use crate::domain::text::Untrusted;

    fn at(mono: u64) -> Timestamp {
        Timestamp { mono, wall: i64::try_from(mono).unwrap() }
    }

    fn question() -> Sample<Confirm> {
        Sample::open(at(0), |_| Confirm::cancel(&samples::job(&Untrusted::new("x"))))
    }

    fn press(confirm: &mut Sample<Confirm>, text: &str, when: u64) -> Option<CloseAction> {
        confirm.at(at(when));
        keys(text).iter().fold(None, |last, key| confirm.input(key).or(last))
    }

    #[test]
    fn yes_counts_only_after_the_question_was_seen() {
        for yes in ["y", "\t\n", "Y"] {
            let mut confirm = question();
            let early = press(&mut confirm, yes, 9_000);
            assert!(early.is_none(), "{yes:?} was taken before it was drawn: {early:?}");
            confirm.overlay.answer = Answer::No;
            confirm.overlay.drawn(SCREEN, at(9_000));
            confirm.overlay.drawn(SCREEN, at(9_250));
            assert!(press(&mut confirm, yes, 9_299).is_none());
            assert!(confirm.overlay.too_early);
            confirm.overlay.answer = Answer::No;
            assert!(
                matches!(press(&mut confirm, yes, 9_300), Some(CloseAction::CancelJob(call)) if call.title.as_str() == "x")
            );
        }
    }

    #[test]
    fn leaving_says_how_many_wait_and_enter_leaves() {
        let mut quit = Sample::open(at(0), |_| Confirm::quit(1, false));
        assert!(quit.overlay.words[0].as_str().starts_with("1 submission is waiting and will be sent"));
        quit.overlay.drawn(SCREEN, at(0));
        assert!(matches!(press(&mut quit, "\n", 1_000), Some(CloseAction::Quit)));
        assert!(matches!(press(&mut quit, "n", 1_000), Some(CloseAction::Closed)));
    }

    #[test]
    fn q_leaves_after_q_and_the_keys_say_so() {
        let mut quit = Sample::open(at(0), |_| Confirm::quit(2, false));
        assert_eq!(quit.overlay.hints().first(), Some(&("q y", "quit")));
        quit.overlay.drawn(SCREEN, at(0));
        quit.at(at(1_000));
        assert!(quit.input(&held('q')).is_none(), "a held key answers nothing");
        assert!(press(&mut quit, "q", 200).is_none(), "it was on its way");
        assert!(matches!(press(&mut quit, "q", 1_000), Some(CloseAction::Quit)));
        let mut other = question();
        other.overlay.drawn(SCREEN, at(0));
        assert!(matches!(press(&mut other, "q", 1_000), Some(CloseAction::Closed)));
    }

    #[test]
    fn what_is_discarded_is_not_said_to_be_sent() {
        let mut quit = Sample::open(at(0), |_| Confirm::quit(2, true));
        assert_eq!(
            quit.overlay.words[0].as_str(),
            "2 submissions are waiting and will not be sent: this demo keeps nothing."
        );
        quit.overlay.drawn(SCREEN, at(0));
        assert!(matches!(press(&mut quit, "\n", 1_000), Some(CloseAction::Closed)), "the safe answer");
    }

    #[test]
    fn enter_alone_means_no_and_a_held_key_nothing() {
        let mut confirm = question();
        confirm.overlay.drawn(SCREEN, at(0));
        confirm.at(at(1_000));
        assert!(confirm.input(&held('y')).is_none());
        assert!(matches!(press(&mut confirm, "\n", 1_000), Some(CloseAction::Closed)));
        assert!(matches!(press(&mut confirm, "n", 0), Some(CloseAction::Closed)));
    }
}
