//! The lines around the panes: who is signed in where, the notice line, the keys that apply. Knows words and when
//! they pass, not what led to them.

pub mod hints;
pub mod view;

use std::time::Duration;

use super::requests::{Slot, TabId};
use crate::domain::path::StorePath;
use crate::domain::place::{Place, StoreId};
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// How long a notice without an error stays.
pub const PASSES_AFTER: Duration = Duration::from_secs(8);

/// The severity of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It disappears after a while.
    Info,
    /// It disappears after a while; the user should read it.
    Warning,
    /// It stays until a key is pressed.
    Error,
}

/// A message in the notice line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its severity.
    pub severity: Severity,
    /// What it says.
    pub words: SafeText,
    /// What it is about: it goes away when that turns out otherwise.
    pub about: Option<Slot>,
    /// It goes away when this tab shows this place.
    pub until_shown: Option<(TabId, Place)>,
    /// Whether it only answers the key just pressed, and means nothing later: it goes away at the next key, or when
    /// a pane shows another place.
    pub answers_key: bool,
    /// The problem that it tells of, if it is one.
    pub problem: Option<Box<Problem>>,
}

impl Notice {
    /// Information.
    pub fn info(words: impl Into<SafeText>) -> Self {
        Self {
            severity: Severity::Info,
            words: words.into(),
            about: None,
            until_shown: None,
            answers_key: false,
            problem: None,
        }
    }

    /// A warning.
    pub fn warning(words: impl Into<SafeText>) -> Self {
        Self { severity: Severity::Warning, ..Self::info(words) }
    }

    /// Why a key does nothing now.
    pub fn refusal(words: impl Into<SafeText>) -> Self {
        Self { answers_key: true, ..Self::warning(words) }
    }

    /// The same about what is done in this slot: an error until that succeeds, other news until it is done again.
    #[must_use]
    pub fn about(self, slot: Slot) -> Self {
        Self { about: Some(slot), ..self }
    }

    /// The same, until this tab shows this place.
    #[must_use]
    pub fn until_shown(self, tab: TabId, place: Place) -> Self {
        Self { until_shown: Some((tab, place)), ..self }
    }

    /// An error: what happened, what to do next, and details.
    pub fn problem(problem: &Problem) -> Self {
        let detail = problem.detail.as_ref().map_or_else(SafeText::default, |d| safe!(" ({})", d));
        let words = safe!("{} {}{}", problem.happened, problem.next, detail);
        Self { severity: Severity::Error, problem: Some(Box::new(problem.clone())), ..Self::info(words) }
    }
}

/// A key that was pressed before an error appeared does not dismiss it.
const READ_FOR: Duration = Duration::from_millis(700);

/// What the notice line shows.
#[derive(Debug, Default)]
pub struct Notices {
    now: Option<ShownNotice>,
    /// News that came while an error stood there unread, or that error while a key is answered.
    next: Option<ShownNotice>,
    /// What was shown last, to be read whole.
    last: Option<Notice>,
}

/// What a pane shows and awaits, as far as answers to keys depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneState {
    /// The tab.
    pub tab: TabId,
    /// The place shown, once it is known.
    pub shown: Option<Place>,
    /// The place whose rows are awaited while others are shown.
    pub awaited: Option<(StoreId, Option<StorePath>)>,
}

#[derive(Debug)]
struct ShownNotice {
    notice: Notice,
    /// The panes as they were, if it answers a key.
    panes: Option<[PaneState; 2]>,
    since: Timestamp,
    until: Option<Timestamp>,
}

impl Notices {
    /// What is shown.
    pub fn current(&self) -> Option<&Notice> {
        self.now.as_ref().map(|now| &now.notice)
    }

    /// Shows a notice, but never over an error that the user has not read, unless it answers a key: then the error comes
    /// back. Returns whether the line changed.
    pub fn say(&mut self, notice: Notice, at: Timestamp) -> bool {
        let until = (notice.severity != Severity::Error).then(|| at.after(PASSES_AFTER));
        self.put(ShownNotice { notice, panes: None, since: at, until })
    }

    /// What was shown last, also when it is gone.
    pub fn last(&self) -> Option<&Notice> {
        self.last.as_ref()
    }

    fn put(&mut self, new: ShownNotice) -> bool {
        if self.has_error() && new.notice.severity != Severity::Error {
            if !new.notice.answers_key {
                self.next = Some(new);
                return false;
            }
            // The answer to the last key is seen; the error comes back after it.
            self.next = self.now.replace(new);
            return true;
        }
        let same = self.current() == Some(&new.notice);
        self.last = Some(new.notice.clone());
        self.now = Some(new);
        !same
    }

    /// What is about these slots is no longer true: errors where something has succeeded, news where something began.
    /// Whether another line is shown now.
    pub fn outdate(&mut self, outdated: impl Fn(Slot, Severity) -> bool, at: Timestamp) -> bool {
        self.remove(|shown| shown.notice.about.is_some_and(|slot| outdated(slot, shown.notice.severity)), at)
    }

    /// Removes what means nothing with the panes as they are now. Whether another line is shown now.
    pub fn follow(&mut self, panes: impl Fn() -> [PaneState; 2], at: Timestamp) -> bool {
        self.remove(
            |shown| {
                if shown.notice.answers_key {
                    let now = panes();
                    return *shown.panes.get_or_insert_with(|| now.clone()) != now;
                }
                let is_at = |(tab, place): &(TabId, Place)| {
                    panes().iter().any(|pane| pane.tab == *tab && pane.shown.as_ref() == Some(place))
                };
                shown.notice.until_shown.as_ref().is_some_and(is_at)
            },
            at,
        )
    }

    fn remove(&mut self, gone: impl Fn(&mut ShownNotice) -> bool, at: Timestamp) -> bool {
        self.next.take_if(&gone);
        let went = self.now.take_if(gone).is_some();
        if went {
            self.promote(at);
        }
        went
    }

    /// Shows what waited, unless its time is over.
    fn promote(&mut self, at: Timestamp) {
        self.now = self.next.take().filter(|next| next.until.is_none_or(|until| until.mono > at.mono));
    }

    fn has_error(&self) -> bool {
        self.current().is_some_and(|notice| notice.severity == Severity::Error)
    }

    /// A key was pressed: an error has been read, and the answer to the key before is over. Whether a line went away.
    pub fn seen(&mut self, at: Timestamp) -> bool {
        let over = self.now.as_ref().is_some_and(|now| {
            let is_read = now.notice.severity == Severity::Error && at.since(now.since) >= READ_FOR;
            is_read || now.notice.answers_key
        });
        if !over {
            return false;
        }
        self.promote(at);
        true
    }

    /// Takes the line away, whatever it is. Whether there was one.
    pub fn dismiss(&mut self) -> bool {
        self.next = None;
        self.now.take().is_some()
    }

    /// Takes the line away if it would pass without a key. Whether there was one.
    pub fn give_way(&mut self) -> bool {
        self.now.take_if(|now| now.until.is_some()).is_some()
    }

    /// When the line passes.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.now.as_ref()?.until
    }

    /// Lets pass what is over. Whether a line went away.
    pub fn wake(&mut self, at: Timestamp) -> bool {
        let went = self.now.take_if(|now| now.until.is_some_and(|until| until.mono <= at.mono)).is_some();
        if went {
            self.promote(at);
        }
        went
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mono: u64) -> Timestamp {
        Timestamp { mono, wall: 0 }
    }

    fn error(words: &'static str) -> Notice {
        Notice { severity: Severity::Error, ..Notice::info(words) }
    }

    #[test]
    fn news_passes_and_an_error_waits_for_a_key() {
        let mut notices = Notices::default();
        assert!(notices.say(Notice::info("a"), at(0)));
        assert_eq!(notices.next_wake(), Some(at(0).after(PASSES_AFTER)));
        assert!(!notices.wake(at(7_999)));
        assert!(!notices.seen(at(100)));
        assert!(notices.wake(at(8_000)));
        assert!(notices.say(error("b"), at(9_000)));
        assert_eq!(notices.next_wake(), None);
        assert!(!notices.wake(at(99_000)));
        assert!(!notices.seen(at(9_699)), "nobody reads that fast");
        assert!(notices.seen(at(99_000)));
        assert_eq!(notices.current(), None);
    }

    #[test]
    fn what_answered_a_key_does_not_come_back_after_an_error() {
        let mut notices = Notices::default();
        notices.say(error("b"), at(0));
        assert!(notices.say(Notice::refusal("no rows"), at(100)), "the newest answer to a key is seen");
        assert_eq!(notices.last(), Some(&error("b")));
        assert!(notices.seen(at(900)));
        assert_eq!(notices.current(), Some(&error("b")), "the error comes back");
        assert!(notices.seen(at(1_000)));
        assert_eq!(notices.current(), None);
        notices.say(error("b"), at(1_000));
        notices.say(Notice::warning("a task failed"), at(1_100));
        assert!(notices.seen(at(9_100)));
        assert_eq!(notices.current(), None, "its 8 s are over");
        notices.say(Notice::refusal("no rows"), at(10_000));
        notices.say(error("b"), at(11_000));
        assert!(notices.seen(at(12_000)));
        assert_eq!((notices.current(), notices.last()), (None, Some(&error("b"))));
    }

    #[test]
    fn news_goes_when_it_is_no_longer_true() {
        let slot = Slot::background(crate::app::requests::Purpose::Login);
        let is = |what: Severity| move |about: Slot, weight: Severity| about == slot && weight == what;
        let mut notices = Notices::default();
        notices.say(error("b").about(slot), at(0));
        notices.say(Notice::info("sent"), at(1));
        assert!(!notices.outdate(is(Severity::Info), at(2)));
        assert!(notices.outdate(is(Severity::Error), at(3)));
        assert_eq!(notices.current(), Some(&Notice::info("sent")));
        assert!(!notices.outdate(is(Severity::Info), at(4)), "it is about nothing");
    }

    #[test]
    fn news_does_not_cover_an_error_and_comes_after_it() {
        let mut notices = Notices::default();
        notices.say(error("b"), at(0));
        assert!(!notices.say(Notice::info("sent"), at(1)));
        assert_eq!(notices.current(), Some(&error("b")));
        assert!(notices.seen(at(700)));
        assert_eq!(notices.current(), Some(&Notice::info("sent")));
        assert!(!notices.say(Notice::info("sent"), at(3)), "the same words are not another line");
    }
}
