//! The lines around the panes: who is signed in where, the notice line, the keys that apply. Knows words and when
//! they pass, not what led to them.

pub mod hints;
pub mod view;

use std::time::Duration;

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
}

impl Notice {
    /// Information.
    pub fn info(words: impl Into<SafeText>) -> Self {
        Self { severity: Severity::Info, words: words.into() }
    }

    /// A warning.
    pub fn warning(words: impl Into<SafeText>) -> Self {
        Self { severity: Severity::Warning, words: words.into() }
    }

    /// An error: what happened, what to do next, and details.
    pub fn problem(problem: &Problem) -> Self {
        let detail = problem.detail.as_ref().map_or_else(SafeText::default, |d| safe!(" ({})", d));
        Self { severity: Severity::Error, words: safe!("{} {}{}", problem.happened, problem.next, detail) }
    }
}

/// A key that was pressed before an error appeared does not dismiss it.
const READ_FOR: Duration = Duration::from_millis(700);

/// What the notice line shows.
#[derive(Debug, Default)]
pub struct Notices {
    now: Option<ShownNotice>,
    /// News that came while an error stood there unread.
    next: Option<ShownNotice>,
}

#[derive(Debug)]
struct ShownNotice {
    notice: Notice,
    since: Timestamp,
    until: Option<Timestamp>,
}

impl Notices {
    /// What is shown.
    pub fn current(&self) -> Option<&Notice> {
        self.now.as_ref().map(|now| &now.notice)
    }

    /// Shows a notice, but never over an error that the user has not read. Returns whether the line changed.
    pub fn say(&mut self, notice: Notice, at: Timestamp) -> bool {
        let until = (notice.severity != Severity::Error).then(|| at.after(PASSES_AFTER));
        self.put(ShownNotice { notice, since: at, until })
    }

    /// The same until a given moment.
    pub fn say_until(&mut self, notice: Notice, at: Timestamp, until: Timestamp) -> bool {
        self.put(ShownNotice { notice, since: at, until: Some(until) })
    }

    fn put(&mut self, new: ShownNotice) -> bool {
        if self.has_error() && new.notice.severity != Severity::Error {
            self.next = Some(new);
            return false;
        }
        let same = self.current() == Some(&new.notice);
        self.now = Some(new);
        !same
    }

    fn has_error(&self) -> bool {
        self.current().is_some_and(|notice| notice.severity == Severity::Error)
    }

    /// A key was pressed: an error has been read. Whether a line went away.
    pub fn seen(&mut self, at: Timestamp) -> bool {
        let read = self.now.as_ref().is_some_and(|now| at.since(now.since) >= READ_FOR);
        if !self.has_error() || !read {
            return false;
        }
        self.now = self.next.take().filter(|next| next.until.is_none_or(|until| until.mono > at.mono));
        true
    }

    /// Takes the line away, whatever it is. Whether there was one.
    pub fn dismiss(&mut self) -> bool {
        self.next = None;
        self.now.take().is_some()
    }

    /// When the line passes.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.now.as_ref()?.until
    }

    /// Lets pass what is over. Whether a line went away.
    pub fn wake(&mut self, at: Timestamp) -> bool {
        self.now.take_if(|now| now.until.is_some_and(|until| until.mono <= at.mono)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mono: u64) -> Timestamp {
        Timestamp { mono, wall: 0 }
    }

    fn error(words: &'static str) -> Notice {
        Notice { severity: Severity::Error, words: words.into() }
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
