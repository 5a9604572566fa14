//! A kill is a `ClaimedEntry` that is forgotten, in the name of a process that is gone.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::domain::ids::{ClientId, CollectionId, IdentityId, SubmissionId, TaskId};
use uuid::Uuid;

const NOW: i64 = 1_790_000_000;

fn draft(label: &str) -> Draft {
    let end =
        |n: u128, name: &str| End { collection: CollectionId::new(Uuid::from_u128(n)), name: name.into() };
    Draft {
        origin: Origin {
            service: "https://transfer.example.org/".into(),
            client: ClientId::new(Uuid::from_u128(7)),
            identity: IdentityId::new(Uuid::from_u128(8)),
        },
        label: label.into(),
        source: end(1, "here"),
        destination: Some(end(2, "there")),
        body: r#"{"DATA_TYPE":"transfer","DATA":[{"source_path":"/a \u00e9\u65e5"}],"label":"x"}"#.into(),
    }
}

/// A process of an earlier boot of this machine: gone.
fn dead() -> ProcessIdentity {
    ProcessIdentity { boot: "earlier".into(), ..ProcessIdentity::new() }
}

fn elsewhere() -> ProcessIdentity {
    ProcessIdentity { host: "login2".into(), ..ProcessIdentity::new() }
}

fn only(journal: &Journal) -> Record {
    let contents = journal.read_all(NOW).unwrap();
    assert!(contents.unusable.is_empty(), "{:?}", contents.unusable);
    let [record] = <[Record; 1]>::try_from(contents.records).unwrap();
    record
}

fn submission() -> SubmissionId {
    SubmissionId::new(Uuid::from_u128(42))
}

#[test]
fn a_kill_after_any_step_leaves_that_step_and_the_same_bytes() {
    type Advance = fn(&mut ClaimedEntry);
    let steps: [(Advance, State); 5] = [
        (|_| {}, State::Planned),
        (|held| held.reserved(submission(), NOW).unwrap(), State::Reserved),
        (|held| held.sent(NOW).unwrap(), State::Sent),
        (|held| held.sent(NOW).unwrap(), State::Sent),
        (
            |held| held.accepted(TaskId::new(Uuid::from_u128(9)), NOW).unwrap(),
            State::Accepted(TaskId::new(Uuid::from_u128(9))),
        ),
    ];
    for killed_after in 0..steps.len() {
        let dir = tempfile::tempdir().unwrap();
        let mut held = Journal::open_as(dir.path(), dead()).unwrap().add(draft("x"), NOW).unwrap();
        for (advance, _) in &steps[..=killed_after] {
            advance(&mut held);
        }
        let before = held.record().clone();
        std::mem::forget(held);

        let journal = Journal::open(dir.path()).unwrap();
        let found = only(&journal);
        assert_eq!(found.state, steps[killed_after].1);
        assert_eq!(found.body, before.body);
        assert_eq!(found.submission, (killed_after > 0).then(submission));
        let again = journal.claim(found.id, NOW).unwrap();
        assert_eq!(again.record().body.as_bytes(), before.body.as_bytes());
    }
}

#[test]
fn the_body_is_complete_before_it_may_be_sent_and_never_changes_after() {
    let dir = tempfile::tempdir().unwrap();
    let mut held = Journal::open(dir.path()).unwrap().add(draft("x"), NOW).unwrap();
    assert!(!held.record().body.contains("submission_id"));
    held.reserved(submission(), NOW).unwrap();
    let body = held.record().body.clone();
    let document: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(document["submission_id"], submission().to_string());
    assert_eq!(document["DATA"][0]["source_path"], "/a é日");
    held.sent(NOW).unwrap();
    held.waiting(WaitReason::Offline, NOW).unwrap();
    held.sent(NOW).unwrap();
    assert_eq!(held.record().body, body);
    assert_eq!(held.record().tries, 2);
    assert_eq!(held.record().submission, Some(submission()));
}

#[test]
fn a_live_claim_is_respected_and_a_dead_one_is_not() {
    for (owner, at, taken) in [
        (ProcessIdentity::new(), NOW, false),
        (dead(), NOW, true),
        (elsewhere(), NOW + CLAIM_TIMEOUT, false),
        (elsewhere(), NOW + CLAIM_TIMEOUT + 1, true),
        (elsewhere(), NOW - CLAIM_TIMEOUT - 1, true),
        (ProcessIdentity::new(), NOW + CLAIM_TIMEOUT + 1, true),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let held = Journal::open_as(dir.path(), owner.clone()).unwrap().add(draft("x"), NOW).unwrap();
        let held = std::mem::ManuallyDrop::new(held);
        let other = Journal::open(dir.path()).unwrap().claim(held.record().id, at);
        match (taken, other) {
            (true, Ok(_)) => {}
            (false, Err(e)) => assert_eq!(e.kind, JournalErrorKind::Claimed),
            (_, other) => panic!("{owner:?} at {at}: {other:?}"),
        }
    }
}

#[test]
fn a_heartbeat_keeps_a_claim_and_a_release_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let held = Journal::open_as(dir.path(), elsewhere()).unwrap().add(draft("x"), NOW).unwrap();
    let (id, mut heart) = (held.record().id, held.heart());
    heart.beat(NOW + 100).unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    assert!(journal.claim(id, NOW + 200).is_err());
    drop(held);
    assert_eq!(heart.beat(NOW + 201).unwrap_err().kind, JournalErrorKind::Claimed);
    assert!(journal.claim(id, NOW + 201).is_ok());
}

#[test]
fn who_lost_its_claim_while_stopped_writes_nothing_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut stopped = Journal::open_as(dir.path(), elsewhere()).unwrap().add(draft("x"), NOW).unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let mut next = journal.claim(stopped.record().id, NOW + 500).unwrap();
    next.reserved(submission(), NOW + 500).unwrap();
    let other = SubmissionId::new(Uuid::from_u128(43));
    assert_eq!(stopped.reserved(other, NOW + 501).unwrap_err().kind, JournalErrorKind::Claimed);
    assert_eq!(only(&journal).submission, Some(submission()));
}

#[test]
fn a_torn_temp_file_is_cleared_away_and_never_read() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let id = journal.add(draft("x"), NOW).unwrap().record().id;
    let torn = dir.path().join(".0.tmp");
    let whole = fs::read(journal.path(id)).unwrap();
    fs::write(&torn, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(only(&journal).id, id);
    assert!(!torn.exists());
}

#[test]
fn a_flipped_bit_sets_the_file_aside_and_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let mut held = journal.add(draft("the label"), NOW).unwrap();
    held.reserved(submission(), NOW).unwrap();
    let path = journal.path(held.record().id);
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let error = Record::from_bytes(&bytes).unwrap_err();
        // A flipped bit of its version or engine makes it one of another hemi: it is not sent either.
        let kinds = [JournalErrorKind::Damaged, JournalErrorKind::Newer, JournalErrorKind::OtherEngine];
        assert!(kinds.contains(&error.kind), "byte {at}: {:?}", error.kind);
    }
    let at = whole.windows(9).position(|w| w == b"the label").unwrap();
    let mut bytes = whole;
    bytes[at] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let contents = journal.read_all(NOW).unwrap();
    assert!(contents.records.is_empty());
    let [error] = &contents.unusable[..] else { panic!("{contents:?}") };
    assert_eq!(error.kind, JournalErrorKind::Damaged);
    assert_eq!(fs::read(error.path.as_ref().unwrap()).unwrap(), bytes);
    assert!(!path.exists());
}

#[test]
fn a_newer_file_is_left_where_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let path = journal.path(journal.add(draft("x"), NOW).unwrap().record().id);
    let newer = fs::read_to_string(&path).unwrap().replace("\"version\": 2", "\"version\": 4");
    fs::write(&path, &newer).unwrap();
    let contents = journal.read_all(NOW).unwrap();
    assert_eq!(contents.unusable[0].kind, JournalErrorKind::Newer);
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
}

#[test]
fn a_copy_under_another_name_is_not_a_second_entry() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let id = journal.add(draft("x"), NOW).unwrap().record().id;
    let copy = dir.path().join("copy.json");
    fs::copy(journal.path(id), &copy).unwrap();
    let contents = journal.read_all(NOW).unwrap();
    assert_eq!((contents.records.len(), contents.unusable.len()), (1, 1));
}

#[test]
fn finished_entries_go_after_a_week_and_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let mut done = journal.add(draft("done"), NOW).unwrap();
    done.accepted(TaskId::new(Uuid::from_u128(9)), NOW).unwrap();
    journal.add(draft("open"), NOW).unwrap();
    let labels = |now| {
        let records = journal.read_all(now).unwrap().records;
        records.into_iter().map(|r| r.label).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(labels(NOW + KEPT).len(), 2);
    assert_eq!(labels(NOW + KEPT + 1), ["open".to_owned()].into());
}

#[test]
fn files_others_could_have_written_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let path = journal.path(journal.add(draft("x"), NOW).unwrap().record().id);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(journal.read_all(NOW).unwrap().unusable[0].kind, JournalErrorKind::Unsafe);
    let aside = dir.path().join("elsewhere");
    fs::rename(&path, &aside).unwrap();
    fs::set_permissions(&aside, fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&aside, &path).unwrap();
    assert_eq!(journal.read_all(NOW).unwrap().unusable[0].kind, JournalErrorKind::Unsafe);
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(Journal::open(dir.path()).unwrap_err().kind, JournalErrorKind::Unsafe);
}

#[test]
fn old_entries_are_known_as_such() {
    let dir = tempfile::tempdir().unwrap();
    let held = Journal::open(dir.path()).unwrap().add(draft("x"), NOW).unwrap();
    assert!(!held.record().is_old(NOW + ID_REMEMBERED - 1));
    assert!(held.record().is_old(NOW + ID_REMEMBERED));
    assert!(held.record().is_old(NOW - 3600));
}

/// The file of an entry with one member changed, its checksum made anew as another version would.
fn rewritten(journal: &Journal, id: JobId, change: impl Fn(&mut serde_json::Map<String, serde_json::Value>)) {
    let path = journal.path(id);
    let mut entry: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut entry);
    fs::write(&path, serde_json::to_vec(&entry).unwrap()).unwrap();
}

#[test]
fn an_entry_of_another_engine_is_shown_and_never_touched() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let id = journal.add(draft("x"), NOW).unwrap().record().id;
    rewritten(&journal, id, |entry| drop(entry.insert("engine".into(), "s3".into())));
    let before = fs::read(journal.path(id)).unwrap();
    let contents = journal.read_all(NOW + KEPT * 2).unwrap();
    assert_eq!(contents.unusable[0].kind, JournalErrorKind::OtherEngine);
    assert_eq!(journal.claim(id, NOW).unwrap_err().kind, JournalErrorKind::OtherEngine);
    assert_eq!(fs::read(journal.path(id)).unwrap(), before);
}

#[test]
fn an_entry_of_version_1_is_sent_by_globus_and_written_as_version_2() {
    // Written by the version before this one: no engine.
    let old = include_str!("version1.json");
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let id: JobId = "5c5f7a4e-0c0f-4f1c-9d8b-0a8c5d3f2b11".parse().unwrap();
    fs::write(journal.path(id), old).unwrap();
    fs::set_permissions(journal.path(id), fs::Permissions::from_mode(0o600)).unwrap();
    let mut held = journal.claim(id, NOW).unwrap();
    assert_eq!((held.record().label.as_str(), held.record().state.clone()), ("night run", State::Planned));
    held.reserved(submission(), NOW).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&fs::read(journal.path(id)).unwrap()).unwrap();
    assert_eq!((&written["version"], &written["engine"]), (&2.into(), &"globus".into()));
    drop(held);
    assert_eq!(only(&journal).submission, Some(submission()));
}

#[test]
fn a_dropped_entry_is_finished_and_kept_for_a_week() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let mut held = journal.add(draft("x"), NOW).unwrap();
    held.dropped(NOW).unwrap();
    drop(held);
    assert_eq!(only(&journal).state, State::Dropped);
    assert!(journal.read_all(NOW + KEPT + 1).unwrap().records.is_empty());
}

#[test]
fn summaries_follow_every_change_and_know_living_claims() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let mut held = journal.add(draft("x"), NOW).unwrap();
    let id = held.record().id;
    let mut cache = SummaryCache::default();
    let mut look = || {
        let contents = journal.read_summaries(NOW, &mut cache).unwrap();
        (contents.records[0].state.clone(), contents.records[0].body.clone(), contents.claimed.contains(&id))
    };
    assert_eq!(look(), (State::Planned, String::new(), true));
    held.reserved(submission(), NOW).unwrap();
    assert_eq!(look().0, State::Reserved);
    assert_eq!(look().0, State::Reserved, "from the cache");
    drop(held);
    assert!(!look().2, "the claim was released");
    let dead = Journal::open_as(dir.path(), dead()).unwrap().claim(id, NOW).unwrap();
    std::mem::forget(dead);
    assert!(!look().2, "its process is gone");
}

#[test]
fn an_entry_is_written_whole_while_another_thread_reads_the_journal() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                assert!(journal.read_all(NOW).unwrap().unusable.is_empty());
            }
        });
        let added: Vec<_> = (0..200).map(|_| journal.add(draft("x"), NOW).map(drop)).collect();
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        assert!(added.iter().all(Result::is_ok), "{added:?}");
    });
}
