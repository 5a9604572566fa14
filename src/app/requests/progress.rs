//! What the screen says of a request that takes long: for how long there was no answer, and which try this is.
//! It does not know what was asked.

use std::time::Duration;

use crate::domain::format;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// The screen says that it is loading after this time: most answers are there before.
const LATE: Duration = Duration::from_millis(50);
/// The screen reports a missing answer after this time, and again each time as much has passed.
const STEP: Duration = Duration::from_secs(5);

/// How a request progresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestProgress {
    /// When the last part of the answer came; when it was asked, before the first.
    since: Timestamp,
    /// Steps of silence since then that the words include.
    steps: u32,
    /// Whether it has taken long enough to be shown at all.
    is_late: bool,
    /// The number of the present try, and why the one before failed.
    retry: Option<(u32, SafeText)>,
}

impl RequestProgress {
    /// A request sent at `since`.
    pub fn new(since: Timestamp) -> Self {
        Self { since, ..Self::default() }
    }

    /// A part of the answer came.
    pub fn heard(&mut self, at: Timestamp) {
        *self = Self { is_late: self.is_late, ..Self::new(at) };
    }

    /// The request is tried again. Two calls of one request may retry: the later try counts.
    pub fn retry(&mut self, next: u32, because: SafeText) {
        self.is_late = true;
        if self.retry.as_ref().is_none_or(|(before, _)| *before <= next) {
            self.retry = Some((next, because));
        }
    }

    /// When its words change next.
    pub fn next_wake(&self) -> Timestamp {
        match self.is_late {
            true => self.since.after(STEP.saturating_mul(self.steps.saturating_add(1))),
            false => self.since.after(LATE),
        }
    }

    /// Whether it takes so long that the screen shows it.
    pub fn is_late(&self) -> bool {
        self.is_late
    }

    /// Updates the silence; whether the words changed.
    pub fn wake(&mut self, at: Timestamp) -> bool {
        let steps = at.since(self.since).as_secs() / STEP.as_secs();
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        let is_late = self.is_late || at.since(self.since) >= LATE;
        let before =
            (std::mem::replace(&mut self.steps, steps), std::mem::replace(&mut self.is_late, is_late));
        before != (steps, is_late)
    }

    fn silence(&self) -> Option<SafeText> {
        (self.steps > 0).then(|| format::span(STEP.saturating_mul(self.steps).as_secs()))
    }

    /// A few words for a frame; none while the answer is not late.
    pub fn short(&self) -> Option<SafeText> {
        match (&self.retry, self.silence()) {
            (Some((next, _)), _) => Some(safe!("no answer yet, try {}", *next)),
            (None, Some(silence)) => Some(safe!("no answer for {}", silence)),
            (None, None) => None,
        }
    }

    /// Sentences with all that is known.
    pub fn message(&self) -> Option<SafeText> {
        let after = self.silence().map_or_else(SafeText::default, |silence| safe!(" after {}", silence));
        match &self.retry {
            Some((next, because)) => {
                Some(safe!("No answer yet{}: {}. Trying again (try {}).", after, because, *next))
            }
            None => (!after.is_empty()).then(|| safe!("No answer yet{}.", after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mono: u64) -> Timestamp {
        Timestamp { mono, wall: 0 }
    }

    fn retry(progress: &mut RequestProgress, next: u32) {
        progress.retry(next, "there is no connection to the service".into());
    }

    fn messages(progress: &RequestProgress) -> [String; 2] {
        [progress.short(), progress.message()].map(|w| w.unwrap_or_default().as_str().to_owned())
    }

    #[test]
    fn a_silence_is_told_as_it_grows_and_ends_with_the_first_word() {
        let mut progress = RequestProgress::new(at(1_000));
        assert_eq!(messages(&progress), ["", ""]);
        assert_eq!(progress.next_wake(), at(1_000).after(LATE));
        assert!(!progress.wake(at(1_049)) && !progress.is_late());
        assert!(progress.wake(at(1_050)) && progress.is_late());
        assert_eq!(progress.next_wake(), at(1_000).after(STEP));
        assert!(!progress.wake(at(5_999)));
        assert!(progress.wake(at(6_000)));
        assert_eq!(messages(&progress), ["no answer for 5s", "No answer yet after 5s."]);
        assert_eq!(progress.next_wake().mono, 11_000);
        assert!(progress.wake(at(62_000)));
        assert_eq!(messages(&progress)[0], "no answer for 1m 00s");
        progress.heard(at(62_500));
        assert!(progress.is_late(), "rows that come are told of without a gap");
        assert_eq!(messages(&progress), ["", ""]);
    }

    #[test]
    fn each_try_is_told_and_the_later_of_two_counts() {
        let mut progress = RequestProgress::new(at(0));
        retry(&mut progress, 3);
        retry(&mut progress, 2);
        let expected = "No answer yet: there is no connection to the service. Trying again (try 3).";
        assert_eq!(messages(&progress), ["no answer yet, try 3", expected]);
        progress.wake(at(7_000));
        assert!(messages(&progress)[1].starts_with("No answer yet after 5s: there is"));
    }
}
