//! Rates: gaps, counts that go back, tasks that come and go.

use super::rates::Rates;
use crate::domain::ids::{JobId, TaskId};
use crate::domain::job::JobSnapshot;
use crate::domain::task::{Task, TaskKind, TaskStatus};
use crate::domain::time::Timestamp;

fn job(bytes: u64) -> JobSnapshot {
    let task = Task {
        id: TaskId::new(uuid::Uuid::from_u128(1)),
        kind: TaskKind::Transfer,
        status: TaskStatus::Active,
        label: None,
        source: None,
        destination: None,
        bytes,
        files: 0,
        directories: 0,
        files_transferred: 0,
        files_skipped: 0,
        faults: 0,
        paused: false,
        nice_status: None,
        nice_description: None,
        fatal: None,
        requested: None,
        completed: None,
        options: crate::domain::task::TaskOptions::default(),
    };
    JobSnapshot::of_task(JobId::new(uuid::Uuid::from_u128(1)), task)
}

fn seen(looks: &[(u64, u64)]) -> Vec<Option<u64>> {
    let mut rates = Rates::default();
    for (ms, bytes) in looks {
        rates.apply_snapshot(&[job(*bytes)], Timestamp { mono: *ms, wall: 0 });
    }
    rates.seen(job(0).id)
}

#[test]
fn a_rate_needs_two_looks_and_a_gap_stays_a_gap() {
    assert_eq!(seen(&[(0, 5_000)]), []);
    assert_eq!(seen(&[(0, 0), (2_000, 4_000), (4_000, 4_000)]), [Some(2_000), Some(0)]);
    assert_eq!(seen(&[(0, 0), (60_000, 4_000), (62_000, 6_000)]), [None, Some(1_000)]);
    assert_eq!(seen(&[(0, 9_000), (1_000, 0), (2_000, 7)]), [None, Some(7)], "a count that went back");
    assert_eq!(seen(&[(0, 0), (0, 9), (1_000, 18)]), [Some(18)], "two answers in one instant");
    assert_eq!(seen(&[(0, 0), (1_000, u64::MAX)]).len(), 1);
}

#[test]
fn only_so_much_is_kept_and_what_is_gone_is_forgotten() {
    let mut rates = Rates::default();
    for look in 0..500 {
        rates.apply_snapshot(&[job(look)], Timestamp { mono: look * 1_000, wall: 0 });
    }
    assert_eq!(rates.seen(job(0).id).len(), 60);
    rates.apply_snapshot(&[], Timestamp { mono: 600_000, wall: 0 });
    assert_eq!(rates.seen(job(0).id), []);
}

#[test]
fn a_deletion_that_is_done_does_not_say_that_none_of_its_files_is() {
    let transfer = Task { files: 1, status: TaskStatus::Succeeded, ..job(0).task.unwrap() };
    let deletion = Task { kind: TaskKind::Delete, ..transfer.clone() };
    assert_eq!(super::row::files_of(&deletion, 9).as_str(), "1");
    assert_eq!(super::row::files_of(&transfer, 9).as_str(), "0/1");
}
