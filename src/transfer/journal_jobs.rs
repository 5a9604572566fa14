//! The journal's entries as jobs, so that nothing that will be sent later is invisible.

use std::path::Path;

use serde_json::Value;
use uuid::Uuid;

use super::journal::{Contents, End, JournalError, JournalErrorKind, Origin, Record, State};
use crate::domain::format;
use crate::domain::ids::JobId;
use crate::domain::job::{EngineKind, JobDetails, JobEnd, JobProgress, JobSnapshot, JobState, WaitReason};
use crate::domain::task::TaskKind;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// Items of a submission that are named in its details.
const ITEMS: usize = 500;

/// The unfinished entries and unusable files as jobs. `origin` is that of the session, if there is one.
pub fn jobs(contents: &Contents, origin: Option<&Origin>, now: i64) -> Vec<JobSnapshot> {
    let open = contents.records.iter().filter(|record| !record.state.is_finished());
    let mut jobs: Vec<JobSnapshot> = open
        .map(|record| {
            let state = if contents.elsewhere.contains(&record.id) {
                JobState::SubmittingElsewhere
            } else if contents.claimed.contains(&record.id) {
                JobState::Submitting
            } else {
                state(record, origin, now)
            };
            job(record, state)
        })
        .collect();
    jobs.extend(
        contents.unusable.iter().filter_map(|error| Some(unusable(error.path.as_deref()?, why(error)))),
    );
    let damaged = "The file is damaged. hemi has set it aside; delete it when you no longer need it.";
    jobs.extend(contents.set_aside.iter().map(|path| unusable(path, damaged.into())));
    jobs
}

/// The state of an entry that no process has claimed.
fn state(record: &Record, origin: Option<&Origin>, now: i64) -> JobState {
    match origin {
        Some(origin) if record.origin != *origin => JobState::Foreign,
        _ if record.is_old(now) => JobState::TooOld,
        None => JobState::Waiting(WaitReason::SignIn),
        Some(_) => match record.state {
            State::Waiting(reason) => JobState::Waiting(reason),
            _ => JobState::Waiting(WaitReason::Offline),
        },
    }
}

/// An entry as a job.
pub fn job(record: &Record, state: JobState) -> JobSnapshot {
    let note = match &state {
        JobState::Foreign => {
            let service = Untrusted::new(&record.origin.service).sanitized();
            Some(safe!("It belongs to another identity or application at {}.", service))
        }
        JobState::TooOld if record.was_sent() => Some(
            "It was sent more than 24 hours ago and no task for it was found: check the destination.".into(),
        ),
        JobState::TooOld => Some("It was confirmed more than 24 hours ago and was never sent.".into()),
        _ => None,
    };
    JobSnapshot {
        id: record.id,
        engine: EngineKind::Globus,
        kind: record.kind(),
        state,
        label: Some(Untrusted::new(&record.label)).filter(|label| !label.is_empty()),
        source: Some(end(&record.source)),
        destination: record.destination.as_ref().map(end),
        progress: JobProgress::default(),
        requested: Some(record.created),
        completed: None,
        tries: record.tries,
        note,
        task: None,
    }
}

fn end(end: &End) -> JobEnd {
    JobEnd { collection: Some(end.collection), name: end.title() }
}

fn owner(origin: &Origin) -> SafeText {
    let service = Untrusted::new(&origin.service).sanitized();
    safe!("identity {} with application {} at {}", origin.identity, origin.client, service)
}

fn why(error: &JournalError) -> SafeText {
    match error.kind {
        JournalErrorKind::Newer => "A newer version of hemi saved it; that version can send it.",
        JournalErrorKind::OtherEngine => "It is for an engine that this version of hemi does not have.",
        JournalErrorKind::Unsafe => "Other users can read or change its file, so hemi does not use it.",
        JournalErrorKind::Damaged => "Its file is damaged.",
        _ => "Its file could not be read.",
    }
    .into()
}

/// A file that cannot be used. Its id is made from its path, so that it stays the same between reads.
fn unusable(path: &Path, why: SafeText) -> JobSnapshot {
    let file = path.file_name().unwrap_or_default().as_encoded_bytes();
    JobSnapshot {
        id: JobId::new(Uuid::new_v5(&Uuid::NAMESPACE_URL, path.as_os_str().as_encoded_bytes())),
        engine: EngineKind::Other(Untrusted::new("unknown")),
        kind: TaskKind::Transfer,
        state: JobState::Unusable,
        label: Some(Untrusted::new(file)),
        source: None,
        destination: None,
        progress: JobProgress::default(),
        requested: None,
        completed: None,
        tries: 0,
        note: Some(why),
        task: None,
    }
}

/// An entry as text: what it copies, how, for whom, and which file holds it.
pub fn details(record: &Record, file: &Path) -> JobDetails {
    let document: Value = serde_json::from_str(&record.body).unwrap_or_default();
    let paths = document.get("DATA").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let path = |item: &Value, member: &str| {
        Untrusted::new(item.get(member).and_then(Value::as_str).unwrap_or_default())
    };
    let [from, to] = match record.kind() {
        TaskKind::Transfer => ["source_path", "destination_path"],
        TaskKind::Delete => ["path", ""],
    };
    let items: Vec<(Untrusted, Untrusted)> =
        paths.iter().take(ITEMS).map(|item| (path(item, from), path(item, to))).collect();
    let total = u64::try_from(paths.len()).unwrap_or(u64::MAX);
    let flag = |member: &str| document.get(member).and_then(Value::as_bool).unwrap_or_default();
    let what = format::count(total, "item", "items");
    let source = end(&record.source).title();
    let (what, ends) = match &record.destination {
        Some(destination) => {
            (safe!("Copies {}.", what), safe!("From {} to {}.", source, end(destination).title()))
        }
        None if flag("recursive") => {
            (safe!("Deletes {}, directories with everything inside.", what), safe!("On {}.", source))
        }
        None => (safe!("Deletes {}.", what), safe!("On {}.", source)),
    };
    let mut lines = vec![
        what,
        ends,
        safe!("For {}.", owner(&record.origin)),
        match record.tries {
            0 => "It was never sent.".into(),
            tries if record.state == State::Waiting(WaitReason::RateLimited) => safe!(
                "It was sent {}, and the service asked hemi to wait.",
                format::count(tries.into(), "time", "times")
            ),
            tries => safe!(
                "It was sent {}, but no answer confirmed it.",
                format::count(tries.into(), "time", "times")
            ),
        },
    ];
    if flag("verify_checksum") {
        lines.push("Files are verified by checksum.".into());
    }
    JobDetails { lines, items, total, file: Untrusted::new(file.as_os_str().as_encoded_bytes()).sanitized() }
}
