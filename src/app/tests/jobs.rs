//! Saved submissions in the task panel: seen, counted, sent now, dropped, looked at, and named on leaving.

use super::kit::*;
use crate::app::commands::tasks::DROP;
use crate::app::overlay::Overlay;
use crate::domain::job::JobDetails;
use crate::domain::task::TaskStatus;
use crate::domain::text::Untrusted;

fn waiting() -> JobSnapshot {
    saved(1, JobState::Waiting(WaitReason::Offline))
}

fn with(jobs: Vec<JobSnapshot>) -> Rig {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(reported(jobs));
    rig
}

#[test]
fn what_is_not_sent_is_counted_on_every_screen_and_listed_with_the_tasks() {
    let mut rig = with(vec![waiting(), saved(2, JobState::Foreign), job(task(5, TaskStatus::Active))]);
    assert!(rig.text().contains("2 not sent, 1 running"), "{}", rig.text());
    rig.keys("w");
    rig.event(listed(vec![task(5, TaskStatus::Active)]));
    assert!(rig.text().contains("Tasks: 1 running, 2 not sent"), "{}", rig.text());
    assert!(
        rig.text().contains("foreign   task 2") && rig.text().contains("not sent  task 1"),
        "{}",
        rig.text()
    );
}

#[test]
fn a_window_is_not_told_as_the_whole() {
    let mut rig = with(vec![job(task(5, TaskStatus::Succeeded))]);
    rig.keys("w");
    let window = JobChange::Window(JobWindow { newest: 100, total: 1_151 });
    rig.event(Event::Tasks(TasksEvent::Jobs(vec![window])));
    assert!(rig.text().contains("newest 100 of 1,151"), "{}", rig.text());
}

#[test]
fn a_task_that_is_forgotten_leaves_the_count_with_a_word() {
    let mut rig = with(vec![job(task(5, TaskStatus::Active))]);
    let gone = JobSnapshot { state: JobState::Forgotten, ..job(task(5, TaskStatus::Active)) };
    rig.event(reported(vec![gone]));
    assert!(rig.text().contains("Globus no longer knows task 5"), "{}", rig.text());
    assert!(!rig.text().contains("running"), "{}", rig.text());
    rig.keys("w");
    rig.event(listed(Vec::new()));
    assert!(rig.text().contains("Tasks: 0 running"), "both counts are of one list");
}

#[test]
fn a_submission_that_waits_is_sent_now_by_a_key() {
    let mut rig = with(vec![waiting()]);
    rig.keys("w s");
    let effects = rig.take();
    let [(id, SendJob { job: sent, .. })] = &calls::<SendJob>(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*sent, waiting().id);
    assert!(rig.app.is_busy());
    rig.event(Event::done::<SendJob>(*id, Ok(Submission::Accepted { again: false })));
    assert!(rig.text().contains("Sent.") && !rig.app.is_busy(), "{}", rig.text());
    rig.keys("s");
    let effects = rig.take();
    let id = calls::<SendJob>(&effects)[0].0;
    rig.event(Event::done::<SendJob>(id, Ok(Submission::Waits(problem("Globus cannot be reached.")))));
    assert!(rig.text().contains("Globus cannot be reached.") && !rig.app.is_busy());
}

#[test]
fn a_submission_is_dropped_only_after_a_question() {
    let mut rig = with(vec![waiting()]);
    rig.keys("w d");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Confirm(_))));
    rig.drawn().wait(400).keys("n d").drawn().wait(400).keys("y");
    let effects = rig.take();
    let [(id, DropJob { job: dropped, .. })] = &calls::<DropJob>(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*dropped, waiting().id);
    rig.event(Event::done::<DropJob>(*id, Ok(())));
    rig.event(Event::Tasks(TasksEvent::Jobs(vec![JobChange::Removed(waiting().id)])));
    assert!(rig.text().contains("Dropped: it will not be sent."));
    assert!(!rig.text().contains("not sent  task 1"), "{}", rig.text());
}

#[test]
fn keys_that_do_not_fit_a_job_say_why() {
    let mut rig = with(vec![saved(2, JobState::Foreign)]);
    rig.keys("w s");
    assert!(rig.text().contains("sign in with that account to send it"), "{}", rig.text());
    rig.keys("x");
    assert!(rig.text().contains("drop it instead"), "{}", rig.text());
    assert!(rig.app.why_not(&DROP).is_none());
    assert!(rig.take().is_empty() || !rig.app.is_busy());
}

#[test]
fn a_saved_submission_is_looked_at_in_words() {
    let mut rig = with(vec![waiting()]);
    rig.keys("w e");
    let effects = rig.take();
    let id = calls::<ReadJobDetails>(&effects)[0].0;
    let details = JobDetails {
        lines: vec!["Copies 1 item.".into()],
        items: vec![(Untrusted::new("/a\u{1b}[2J"), Untrusted::new("/b"))],
        total: 1,
        file: "/data/journal/x.json".into(),
    };
    rig.event(Event::done::<ReadJobDetails>(id, Ok(details)));
    for words in ["Copies 1 item.", "/a\\x1b[2J > /b", "File: /data/journal/x.json"] {
        assert!(rig.text().contains(words), "{words}: {}", rig.text());
    }
    rig.keys("Esc");
    assert!(rig.app.overlay().is_none());
}

#[test]
fn leaving_names_what_will_be_sent_later() {
    let mut rig = with(vec![saved(2, JobState::Foreign)]);
    rig.keys("q");
    assert!(rig.take().iter().any(|e| matches!(e, Effect::Exit(ExitReason::Quit))), "nothing is sent later");
    let mut rig = with(vec![waiting()]);
    rig.keys("q");
    assert!(rig.text().contains("1 submission is waiting and will be sent when hemi runs next."));
    assert!(!rig.take().iter().any(|e| matches!(e, Effect::Exit(_))));
    rig.keys("Esc");
    assert!(rig.app.overlay().is_none());
    rig.keys("q").drawn().wait(400).keys("Enter");
    assert!(rig.take().iter().any(|e| matches!(e, Effect::Exit(ExitReason::Quit))));
}

#[test]
fn leaving_needs_no_answer_once_all_is_sent() {
    let mut rig = with(vec![waiting()]);
    rig.keys("q");
    rig.event(reported(vec![saved(1, JobState::Submitting)]));
    assert!(!rig.take().iter().any(|e| matches!(e, Effect::Exit(_))), "it is not sent yet");
    rig.event(reported(vec![saved(1, JobState::Submitted)]));
    assert!(rig.take().iter().any(|e| matches!(e, Effect::Exit(ExitReason::Quit))));
    assert!(rig.app.overlay().is_none());
}

#[test]
fn what_another_hemi_sends_is_shown_and_not_asked_about_on_leaving() {
    let mut rig = with(vec![saved(1, JobState::SubmittingElsewhere)]);
    rig.keys("w");
    assert!(
        rig.text().contains("sending") && rig.text().contains("Another hemi is sending it."),
        "{}",
        rig.text()
    );
    rig.keys("d");
    assert!(rig.text().contains("Another hemi is sending it now"), "{}", rig.text());
    let mut rig = with(vec![saved(1, JobState::SubmittingElsewhere)]);
    rig.keys("q");
    assert!(rig.take().iter().any(|e| matches!(e, Effect::Exit(ExitReason::Quit))));
}

#[test]
fn saved_submissions_are_shown_without_a_client_id_and_why_tasks_are_missing() {
    let mut rig = Rig { app: crate::app::App::new(setup((120, 30))), now: 0, effects: Vec::new() };
    rig.event(Event::Auth(AuthEvent::ClientIdNeeded));
    rig.keys("Esc w");
    assert!(rig.text().contains("no client id yet") && !rig.text().contains("Tasks"), "{}", rig.text());
    rig.event(reported(vec![waiting()]));
    rig.keys("w");
    assert!(rig.text().contains("not sent  task 1"), "{}", rig.text());
    assert!(rig.text().contains("! no tasks: hemi has no client id yet"), "{}", rig.text());
    rig.keys("d");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Confirm(_))));
}

#[test]
fn what_waits_for_the_end_of_a_pause_says_until_when_and_can_be_sent_or_dropped() {
    let mut rig = with(vec![saved(1, JobState::Waiting(WaitReason::RateLimited))]);
    rig.event(super::pauses::paused(&rig, std::time::Duration::from_secs(600)));
    rig.keys("w");
    assert!(rig.text().contains("1 not sent") && rig.text().contains("not sent  task 1"), "{}", rig.text());
    assert!(rig.text().contains("It is waiting until 22:23, as the service asked."), "{}", rig.text());
    rig.keys("s");
    assert_eq!(calls::<SendJob>(&rig.take()).len(), 1);
    rig.keys("d");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Confirm(_))));
}
