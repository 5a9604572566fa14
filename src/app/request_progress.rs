//! What is said of an answer that takes longer than one would think: how long it has been, and which try
//! this is. Knows nothing of what was asked.

use std::time::Duration;

use crate::app::event::Event;
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// A silence is worth a word after this, and a newer word after each more of it.
const STEP: Duration = Duration::from_secs(5);

/// How a wait goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestProgress {
    /// When the service was last heard of, or asked.
    since: Timestamp,
    /// Steps of silence since then that are told already.
    steps: u32,
    /// The try under way, and why the one before came to nothing.
    retry: Option<(u32, SafeText)>,
}

impl RequestProgress {
    /// A wait that begins.
    pub fn new(since: Timestamp) -> Self {
        Self { since, ..Self::default() }
    }

    /// Something came of it.
    pub fn heard(&mut self, at: Timestamp) {
        *self = Self::new(at);
    }

    /// Takes that it is tried again. Two calls of one request may tell: the later try counts.
    pub fn take(&mut self, event: &Event) {
        if let Event::Retrying { next, because, .. } = event
            && self.retry.as_ref().is_none_or(|(before, _)| before <= next)
        {
            self.retry = Some((*next, because.clone()));
        }
    }

    /// When its words will be another.
    pub fn next_wake(&self) -> Timestamp {
        self.since.after(STEP.saturating_mul(self.steps.saturating_add(1)))
    }

    /// Lets the silence grow; whether its words are another now.
    pub fn wake(&mut self, at: Timestamp) -> bool {
        let steps = at.since(self.since).as_secs() / STEP.as_secs();
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        std::mem::replace(&mut self.steps, steps) != steps
    }

    fn silence(&self) -> Option<SafeText> {
        (self.steps > 0).then(|| format::span(STEP.saturating_mul(self.steps).as_secs()))
    }

    /// A few words for a frame; none while nothing is out of the ordinary.
    pub fn short(&self) -> Option<SafeText> {
        match (&self.retry, self.silence()) {
            (Some((next, _)), _) => Some(safe!("no answer yet, try {}", *next)),
            (None, Some(silence)) => Some(safe!("no answer for {}", silence)),
            (None, None) => None,
        }
    }

    /// Sentences with all that is known.
    pub fn words(&self) -> Option<SafeText> {
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
    use crate::domain::ids::RequestId;

    fn at(mono: u64) -> Timestamp {
        Timestamp { mono, wall: 0 }
    }

    fn retry(next: u32) -> Event {
        Event::Retrying { id: RequestId(1), next, because: "there is no connection to the service".into() }
    }

    fn words(progress: &RequestProgress) -> [String; 2] {
        [progress.short(), progress.words()].map(|w| w.unwrap_or_default().as_str().to_owned())
    }

    #[test]
    fn a_silence_is_told_as_it_grows_and_ends_with_the_first_word() {
        let mut progress = RequestProgress::new(at(1_000));
        assert_eq!(words(&progress), ["", ""]);
        assert_eq!(progress.next_wake(), at(1_000).after(STEP));
        assert!(!progress.wake(at(5_999)));
        assert!(progress.wake(at(6_000)));
        assert_eq!(words(&progress), ["no answer for 5s", "No answer yet after 5s."]);
        assert_eq!(progress.next_wake().mono, 11_000);
        assert!(progress.wake(at(62_000)));
        assert_eq!(words(&progress)[0], "no answer for 1m 00s");
        progress.heard(at(62_500));
        assert_eq!(words(&progress), ["", ""]);
    }

    #[test]
    fn each_try_is_told_and_the_later_of_two_counts() {
        let mut progress = RequestProgress::new(at(0));
        progress.take(&retry(3));
        progress.take(&retry(2));
        let expected = "No answer yet: there is no connection to the service. Trying again (try 3).";
        assert_eq!(words(&progress), ["no answer yet, try 3", expected]);
        progress.wake(at(7_000));
        assert!(words(&progress)[1].starts_with("No answer yet after 5s: there is"));
    }
}
