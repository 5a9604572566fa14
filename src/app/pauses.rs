//! The pauses that services asked for: what the screen says of them while they last. It does not know who sends requests.
//!
//! Start with [`Pauses::message`].

use jiff::tz::TimeZone;

use super::App;
use super::requests::service::TryNow;
use super::requests::{Purpose, Slot};
use super::status::Notice;
use crate::domain::format;
use crate::domain::pause::ServicePause;
use crate::domain::place::Side;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Up to how many milliseconds a remaining time is told in which unit, and how often that text changes.
const SCALE: [(u64, u64, u64, &str); 4] = [
    (90 * SECOND, SECOND, 10 * SECOND, "s"),
    (90 * MINUTE, MINUTE, MINUTE, "min"),
    (36 * HOUR, HOUR, HOUR, "h"),
    (365 * DAY, DAY, DAY, "days"),
];

/// The end of a pause that no clock needs to tell.
const LONG: &str = "for more than a year";

/// All pauses there are.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    all: Vec<ServicePause>,
    /// The time for which the remaining times are told.
    now: Timestamp,
}

impl Pauses {
    /// Takes the place of all pauses; whether the text about them changes.
    pub fn set(&mut self, all: Vec<ServicePause>, at: Timestamp) -> bool {
        let before = std::mem::replace(&mut self.all, all);
        self.wake(at);
        before != self.all
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The pause that ends last, in at most `cells` cells: which service, until when, why, and the key that sends a request
    /// all the same.
    pub fn message(&self, cells: usize, zone: &TimeZone, key: &SafeText) -> Option<SafeText> {
        let pause = self.all.iter().max_by_key(|pause| pause.until.mono)?;
        let others = match self.all.len() - 1 {
            0 => SafeText::default(),
            others => safe!(" and {}", format::count(others as u64, "other service", "other services")),
        };
        let wait = safe!("wait {}", self.end(pause, zone));
        let service = safe!("{}{}", pause.service, others);
        let asked = safe!("{} asked hemi to {}", service, wait);
        let forms = [
            safe!("{}: {} (status {}). {} tries now.", asked, pause.message, pause.status, key),
            safe!("{} (status {}). {} tries now.", asked, pause.status, key),
            safe!("{} (status {}): {}. {} tries now.", service, pause.status, wait, key),
            safe!("{} (status {}): {}.", service, pause.status, wait),
            safe!("{}: {}.", service, wait),
            safe!("Paused: {}.", wait),
            safe!("Paused."),
        ];
        let forms = forms.into_iter().skip(usize::from(pause.message.is_empty()));
        Some(format::first_that_fits(forms, cells)).filter(|form| !form.is_empty())
    }

    /// `until 14:05`: the end of the pause of the service that lists and moves data, if it asked for one.
    pub fn until(&self, zone: &TimeZone) -> Option<SafeText> {
        let pause = self.all.iter().filter(|pause| pause.lists).max_by_key(|pause| pause.until.mono)?;
        remaining(left(pause, self.now)).map(|_| self.clock(pause, zone)).or_else(|| Some(LONG.into()))
    }

    /// `until 14:05, in 3 h`, with the date where that is not today.
    fn end(&self, pause: &ServicePause, zone: &TimeZone) -> SafeText {
        let Some(remaining) = remaining(left(pause, self.now)) else { return LONG.into() };
        safe!("{}, in {}", self.clock(pause, zone), remaining)
    }

    fn clock(&self, pause: &ServicePause, zone: &TimeZone) -> SafeText {
        let (today, end) = (self.now.wall / 1000, pause.until.wall / 1000);
        let is_today = format::day(today, zone) == format::day(end, zone);
        let when = if is_today { format::clock(end, zone) } else { format::date(end, zone) };
        safe!("until {}", when)
    }

    /// When the text is no longer true.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let next = |pause: &ServicePause| {
            let after = left(pause, self.now).saturating_sub(next_change(left(pause, self.now)));
            self.now.after(std::time::Duration::from_millis(after))
        };
        self.all.iter().map(next).min()
    }

    /// Tells the remaining times for `at`, and drops what is over; whether the text changes.
    pub fn wake(&mut self, at: Timestamp) -> bool {
        let told = |pauses: &Self| {
            pauses.all.iter().map(|pause| remaining(left(pause, pauses.now))).collect::<Vec<_>>()
        };
        let before = told(self);
        self.now = at;
        self.all.retain(|pause| left(pause, at) > 0);
        before != told(self)
    }
}

/// Milliseconds until a pause ends.
fn left(pause: &ServicePause, at: Timestamp) -> u64 {
    pause.until.mono.saturating_sub(at.mono)
}

/// A remaining time, rounded up; `None` for more than a year.
fn remaining(left: u64) -> Option<SafeText> {
    let (_, unit, step, word) = SCALE.into_iter().find(|(most, ..)| left <= *most)?;
    Some(safe!("{} {}", left.div_ceil(step) * step / unit, word))
}

/// How much is left when [`remaining`] changes next.
fn next_change(left: u64) -> u64 {
    let mut shorter = 0;
    for (most, _, step, _) in SCALE {
        if left <= most {
            return (left.div_ceil(step).saturating_sub(1) * step).max(shorter);
        }
        shorter = most;
    }
    shorter
}

impl App {
    /// Why there is nothing to be tried now, if so.
    pub(super) fn why_not_try(&self) -> Option<SafeText> {
        self.pauses.is_empty().then(|| "No service has asked hemi to wait.".into())
    }

    /// Until when the service of a pane asked hemi to wait, where that holds back what the pane waits for.
    pub(super) fn held(&self, side: Side) -> Option<SafeText> {
        let pane = self.pane(side);
        let begun = pane.rows_so_far().is_some_and(|rows| rows > 0);
        let waits = self.is_loading(side) && !begun && !pane.needs_no_service();
        self.pauses.until(&self.settings.zone).filter(|_| waits)
    }

    /// Sends one request to each paused service before the end of its pause.
    pub(super) fn try_now(&mut self) {
        self.cx.send(Slot::background(Purpose::TryNow), TryNow);
    }

    /// One request is sent now, or may not be yet. Where the active pane waits for none, it lists again.
    pub(super) fn trying(&mut self, end: Result<(), Problem>) {
        if let Err(problem) = end {
            self.cx.say(Notice::warning(safe!("{} {}", problem.happened, problem.next)));
            return;
        }
        self.cx.say(Notice::info("Trying once now."));
        let active = self.active();
        if !self.is_loading(active)
            && !self.pane(active).needs_no_service()
            && self.why_not_connected().is_none()
        {
            self.on_pane(|pane, cx| pane.refresh(cx));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remaining_time_is_told_in_coarse_steps_and_never_too_short() {
        for (left, told, next) in [
            (1, Some("10 s"), 0),
            (10 * SECOND, Some("10 s"), 0),
            (10 * SECOND + 1, Some("20 s"), 10 * SECOND),
            (90 * SECOND, Some("90 s"), 80 * SECOND),
            (90 * SECOND + 1, Some("2 min"), 90 * SECOND),
            (12 * MINUTE, Some("12 min"), 11 * MINUTE),
            (3 * HOUR, Some("3 h"), 2 * HOUR),
            (3 * HOUR + 1, Some("4 h"), 3 * HOUR),
            (37 * HOUR, Some("2 days"), 36 * HOUR),
            (365 * DAY, Some("365 days"), 364 * DAY),
            (365 * DAY + 1, None, 365 * DAY),
            (u64::MAX, None, 365 * DAY),
        ] {
            assert_eq!(remaining(left).as_ref().map(SafeText::as_str), told, "{left}");
            assert_eq!(next_change(left), next, "{left}");
        }
    }

    #[test]
    fn the_text_names_service_end_and_reason_and_fits() {
        let at = |mono: u64| Timestamp { mono, wall: 1_700_000_000_000 + i64::try_from(mono).unwrap() };
        let pause = |ms| ServicePause {
            service: "Globus Transfer".into(),
            until: at(ms),
            status: 429,
            message: "slow down".into(),
            lists: true,
        };
        let mut pauses = Pauses::default();
        assert!(pauses.set(vec![pause(40 * MINUTE)], at(0)));
        let said = |pauses: &Pauses, cells| {
            pauses.message(cells, &TimeZone::UTC, &"T".into()).unwrap_or_default().as_str().to_owned()
        };
        assert_eq!(
            said(&pauses, 100),
            "Globus Transfer asked hemi to wait until 22:53, in 40 min: slow down (status 429). T tries now."
        );
        assert_eq!(
            said(&pauses, 78),
            "Globus Transfer (status 429): wait until 22:53, in 40 min. T tries now."
        );
        for cells in 7..120 {
            assert!((1..=cells).contains(&said(&pauses, cells).chars().count()));
        }
        assert_eq!(pauses.next_wake(), Some(at(MINUTE)));
        assert!(!pauses.wake(at(MINUTE - 1)), "nothing is drawn before it is another text");
        assert!(pauses.wake(at(MINUTE)));
        assert!(said(&pauses, 100).contains("in 39 min"));
        pauses.set(vec![pause(40 * MINUTE), pause(5 * DAY)], at(MINUTE));
        assert!(
            said(&pauses, 120)
                .starts_with("Globus Transfer and 1 other service asked hemi to wait until 2023-11-19")
        );
        pauses.set(vec![pause(9_999_999_999 * SECOND)], at(MINUTE));
        assert!(
            said(&pauses, 90).starts_with("Globus Transfer asked hemi to wait for more than a year (status")
        );
        pauses.set(vec![pause(2 * MINUTE)], at(MINUTE));
        assert!(pauses.wake(at(2 * MINUTE)) && pauses.is_empty() && pauses.next_wake().is_none());
    }
}
