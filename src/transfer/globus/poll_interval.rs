//! How long to wait between two reads of the task list, as a pure function. Fast enough to watch, slow enough to
//! respect the service (`ARCHITECTURE.md` P1-2).

use std::time::Duration;

use crate::domain::job::Pace;

/// A short task ends between two polls at 2 s: polls are more frequent right after a submission.
const EAGER: Duration = Duration::from_secs(10);

const SLOWEST: Duration = Duration::from_secs(60);

/// What the wait depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Whether the jobs are on the screen.
    pub pace: Pace,
    /// Whether a task of this run is not known to be over.
    pub followed: bool,
    /// Whether something was running at the last successful poll.
    pub active: bool,
    /// Polls in a row that found nothing running, or failed.
    pub quiet: u32,
    /// How long ago a task was last submitted or cancelled, or a new one was expected.
    pub since_change: Option<Duration>,
}

/// The wait until the next poll; `None`: until something changes.
pub fn wait(seen: Seen) -> Option<Duration> {
    let every = match seen.pace {
        Pace::Background if !seen.followed => return None,
        Pace::Watching => Duration::from_secs(2),
        Pace::Background => Duration::from_secs(10),
    };
    if let Some(since) = seen.since_change.filter(|since| *since < EAGER && seen.quiet < 3) {
        return Some((since / 4).clamp(Duration::from_millis(500), Duration::from_secs(2)));
    }
    if seen.active && seen.quiet == 0 {
        return Some(every);
    }
    // The first poll without a running task may be a moment too early; each further one doubles the wait.
    let doublings = seen.quiet.saturating_sub(1).min(6);
    Some(every.saturating_mul(1 << doublings).min(SLOWEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(pace: Pace, active: bool, quiet: u32) -> Seen {
        Seen { pace, followed: true, active, quiet, since_change: None }
    }

    #[test]
    fn running_tasks_are_looked_at_steadily() {
        assert_eq!(wait(seen(Pace::Watching, true, 0)), Some(Duration::from_secs(2)));
        assert_eq!(wait(seen(Pace::Background, true, 0)), Some(Duration::from_secs(10)));
        assert_eq!(wait(Seen { followed: false, ..seen(Pace::Background, true, 0) }), None);
    }

    #[test]
    fn quiet_doubles_up_to_a_minute() {
        let waits = |pace, active| -> Vec<u64> {
            (1..9).map(|quiet| wait(seen(pace, active, quiet)).unwrap().as_secs()).collect()
        };
        assert_eq!(waits(Pace::Watching, false), [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(waits(Pace::Background, false), [10, 20, 40, 60, 60, 60, 60, 60]);
        // Failures while something runs count as such polls too: a service that is down is not asked more often.
        assert_eq!(waits(Pace::Watching, true), [2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn after_a_submission_looks_come_sooner_for_a_while() {
        let at = |ms| {
            let since_change = Some(Duration::from_millis(ms));
            wait(Seen { since_change, ..seen(Pace::Background, true, 0) }).unwrap().as_millis()
        };
        assert_eq!([at(0), at(2_000), at(4_000), at(9_999), at(10_000)], [500, 500, 1_000, 2_000, 10_000]);
        let over = Seen { since_change: Some(Duration::ZERO), ..seen(Pace::Watching, false, 3) };
        assert_eq!(wait(over), Some(Duration::from_secs(8)));
    }
}
