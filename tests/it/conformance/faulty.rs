//! A store whose listings break off, fail and come late, by a printed seed: what is read of it is either all of the
//! truth or an error, never a part that looks whole.

use futures_util::StreamExt as _;
use futures_util::stream;
use hemi::domain::capability::Capabilities;
use hemi::storage::{Part, Parts, RowDetail, StorageError, StorageErrorKind};

use super::promises::{name, read};
use super::{Fixture, in_collection, in_memory, local};
use crate::drive::Sandbox;
use crate::soak::rounds;
use crate::wire::proxy::seed;

/// A small generator: the same seed gives the same faults.
struct Dice(u64);

impl Dice {
    /// One of `sides` numbers.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What happens at each part of a listing.
fn with_faults(parts: Parts, dice: Dice) -> Parts {
    stream::unfold((parts, dice, false), async |(mut parts, mut dice, broken)| {
        if broken {
            return None;
        }
        match dice.roll(12) {
            // It stops, without a word.
            0 => None,
            1 => {
                let error = StorageError { kind: StorageErrorKind::Offline, ..StorageError::no_end() };
                Some((Err(error), (parts, dice, true)))
            }
            late => {
                for _ in 0..late {
                    tokio::task::yield_now().await;
                }
                Some((parts.next().await?, (parts, dice, false)))
            }
        }
    })
    .boxed()
}

/// Reads a directory of `ROWS` files so many times through a faulty line.
fn truth_or_error(fixture: &Fixture, times: u32) {
    const ROWS: usize = 20;
    fixture.put_dir(&fixture.dir);
    for number in 0..ROWS {
        fixture.put_file(&fixture.dir.join(&name(format!("f{number}"))), b"x");
    }
    let seed = seed();
    println!("HEMI_SEED={seed}");
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut whole, mut failed, mut silent) = (0, 0, 0);
    for round in 0..u64::from(times) {
        let faults = || Dice(seed.wrapping_add(round));
        let parts = fixture.store.list(Some(fixture.dir.clone()), RowDetail::Names);
        let raw: Vec<_> = tokio.block_on(with_faults(parts, faults()).collect());
        let is_last = |part: &Result<Part, StorageError>| matches!(part, Ok(Part::End(_)) | Err(_));
        silent += usize::from(!raw.last().is_some_and(is_last));
        match tokio.block_on(read(stream::iter(raw).boxed())) {
            Ok((listing, end)) => {
                assert_eq!((listing.len(), &end.path), (ROWS, &fixture.dir), "round {round} of seed {seed}");
                whole += 1;
            }
            Err(_) => failed += 1,
        }
    }
    assert!(whole > 0 && failed > 0 && silent > 0, "{whole} whole, {failed} failed, {silent} just stopped");
}

#[test]
fn a_faulty_store_gives_the_truth_or_an_error() {
    truth_or_error(&in_memory(Capabilities::LOCAL), rounds(10_000));
}

#[test]
fn a_faulty_disk_gives_the_truth_or_an_error() {
    let home = tempfile::tempdir().unwrap();
    truth_or_error(&local(home.path()), rounds(10_000));
}

#[test]
fn a_faulty_collection_gives_the_truth_or_an_error() {
    // Each reading is a request, and hemi starts ten a second.
    truth_or_error(&in_collection(&Sandbox::start()), rounds(1_000));
}
