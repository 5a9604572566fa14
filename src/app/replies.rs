//! What becomes of the replies to requests, topic by topic. A reply that no slot waits for changes nothing.
//! Start with [`App::reply`].

use super::requests::account::AccountReply;
use super::requests::fs::FsReply;
use super::requests::login::LoginReply;
use super::requests::saved_session::SavedSessionReply;
use super::requests::search::SearchReply;
use super::requests::service::ServiceReply;
use super::requests::task::{Submission, TaskReply};
use super::requests::tree::TreeReply;
use super::requests::{Owner, Part, Purpose, Reply, Slot};
use super::status::{Notice, Severity};
use super::{App, preview_panel};
use crate::domain::ids::RequestId;
use crate::domain::job::CancelOutcome;
use crate::domain::problem::Problem;

impl App {
    /// Takes a piece of an answer.
    pub(super) fn reply(&mut self, id: RequestId, reply: Reply) {
        self.learn_titles(&reply);
        let at = self.cx.at;
        let Some(received) = self.cx.requests_mut().receive(id, &reply, at) else { return };
        let slot = received.slot;
        if let Some(store) = received.changed {
            self.cx.listings.forget_store(store);
        }
        let failed = reply.end().and_then(Result::err).cloned();
        let succeeded = reply.end().is_some_and(|end| end.is_ok());
        self.learn_account(&reply);
        self.take_change(slot, &reply);
        self.take_attributes(slot, &reply);
        if let Reply::Sharing(reply) = &reply {
            self.take_sharing(slot, reply);
        }
        self.take_deletion(slot, &reply);
        self.take_undo(slot, &reply);
        match (slot.owner, reply) {
            (Owner::Overlay, reply) => self.overlay_reply(&reply),
            (Owner::Pane(_) | Owner::Background, Reply::Fs(reply)) => self.fs_reply(slot, reply),
            (Owner::Pane(_) | Owner::Background, Reply::Task(reply)) => self.task_reply(slot, reply),
            (Owner::Pane(_) | Owner::Background, Reply::Login(reply)) => self.login_reply(reply),
            (Owner::Pane(_) | Owner::Background, Reply::Service(ServiceReply::TryNow(part))) => match part {
                Part::Partial(never) => match never {},
                Part::Done(end) => self.trying(end),
            },
            (Owner::Pane(_) | Owner::Background, Reply::SavedSession(reply)) => match reply {
                SavedSessionReply::SaveSession(Part::Done(end))
                | SavedSessionReply::RevertSession(Part::Done(end)) => {
                    self.session_saved(end);
                }
                SavedSessionReply::SaveSession(Part::Partial(never))
                | SavedSessionReply::RevertSession(Part::Partial(never)) => match never {},
            },
            // Its notice is said.
            (Owner::Pane(_) | Owner::Background, Reply::Removal(_)) => {}
            (Owner::Pane(_) | Owner::Background, Reply::Bookmarks(_)) => {}
            (Owner::Pane(_) | Owner::Background, Reply::Attributes(_)) => {}
            // Its notice is said.
            (Owner::Pane(_) | Owner::Background, Reply::Sharing(_)) => {}
            (Owner::Pane(tab), Reply::Tree(TreeReply::Measure(part))) => {
                if let Some(pane) = self.panes.with_tab_mut(tab) {
                    pane.measured(part, &mut self.cx);
                }
            }
            // Only panes count, and only overlays search.
            (Owner::Pane(_) | Owner::Background, Reply::Tree(_)) => {}
            // Its line was closed meanwhile: the file is written all the same.
            (Owner::Pane(_) | Owner::Background, Reply::Batch(_)) => {}
            // Only overlays search.
            (Owner::Pane(_) | Owner::Background, Reply::Search(_) | Reply::KnownNames(_)) => {}
            // The session has taken what it needs.
            (Owner::Pane(_) | Owner::Background, Reply::Account(_)) => {}
        }
        if succeeded {
            self.outdate_errors(slot);
        }
        if let Some(problem) = failed.filter(|_| !slot.is_ahead()) {
            self.cx.said_about(slot);
            self.require(slot, &problem, received.again, received.satisfied.as_ref());
        }
    }

    /// What was done in this slot has succeeded: an error about it is no longer true.
    pub(super) fn outdate_errors(&mut self, slot: Slot) {
        let outdated = |about, weight| about == slot && weight == Severity::Error;
        let other = self.notices.outdate(outdated, self.cx.at);
        self.cx.changed_if(other);
    }

    fn fs_reply(&mut self, slot: Slot, reply: FsReply) {
        if let (Purpose::Ahead(number), FsReply::List(part)) = (slot.purpose, &reply) {
            return self.listed_ahead(number, part);
        }
        if slot == preview_panel::SLOT || slot == preview_panel::DOCUMENT_SLOT {
            return self.previewed(reply);
        }
        if let (Purpose::Watch(side), FsReply::WatchDirectory(Part::Partial(()))) = (slot.purpose, &reply) {
            return self.directory_changed(side);
        }
        let Owner::Pane(tab) = slot.owner else { return };
        if let Some(Err(problem)) = end_of(&reply) {
            self.learn_session_limit(tab, &problem);
        }
        let asks = self.ask_to_create_counterpart(tab, &reply);
        let failed = self.end_typed(tab, &reply);
        let listed = matches!(reply, FsReply::List(Part::Done(Ok(_))));
        let Some(pane) = self.panes.with_tab_mut(tab) else { return };
        match reply {
            FsReply::Resolve(part) => pane.resolved(part, &mut self.cx),
            FsReply::List(part) => {
                pane.listed(part, &mut self.cx);
                if asks {
                    // The question says it.
                    self.cx.take_notices();
                }
                self.update_plan();
            }
            FsReply::ReadDetails(part) => {
                pane.detailed(part, &mut self.cx);
                self.update_delete();
            }
            FsReply::ReadAccess(part) => {
                pane.learn_access(part, &mut self.cx);
                self.update_plan();
            }
            // Dialogs ask for changes.
            FsReply::MakeDirectories(_) | FsReply::MakeFile(_) | FsReply::RenameEntry(_) => {}
            FsReply::ReadHead(_) | FsReply::ReadDirectoryHead(_) => {}
            FsReply::WatchDirectory(_) => {}
        }
        if listed {
            self.tell_owner_message(tab);
        }
        if let Some((typed, problem)) = failed {
            self.retype(tab, &typed, &problem);
        }
    }

    fn task_reply(&mut self, slot: Slot, reply: TaskReply) {
        match (slot.purpose, reply) {
            (Purpose::Submission(number), TaskReply::Submit(Part::Partial(job))) => {
                self.submission_saved(number, job)
            }
            (Purpose::Submission(number), TaskReply::Submit(Part::Done(end))) => match end {
                Ok(Submission::Accepted { again }) => self.submitted(number, again),
                Ok(Submission::Waits(problem)) => self.submission_waits(number, &problem),
                Err(problem) => self.submission_refused(number, &problem),
            },
            (Purpose::ChangeJob(_), TaskReply::SendJob(Part::Done(end))) => self.job_sent(end),
            (Purpose::ChangeJob(_), TaskReply::DropJob(Part::Done(end))) => {
                self.cx.say(match end {
                    Ok(()) => Notice::info("Dropped: it will not be sent."),
                    Err(problem) => Notice::problem(&problem),
                });
            }
            (Purpose::ChangeJob(_), TaskReply::CancelJob(Part::Done(end))) => {
                self.cx.say(match end {
                    Ok(outcome) => Notice::info(cancelled(outcome)),
                    Err(problem) => Notice::problem(&problem),
                });
            }
            (
                _,
                TaskReply::SendJob(Part::Partial(never))
                | TaskReply::DropJob(Part::Partial(never))
                | TaskReply::CancelJob(Part::Partial(never)),
            ) => match never {},
            // Something that is not looked at any longer.
            (_, TaskReply::ReadTaskLog(_) | TaskReply::ReadJobDetails(_)) => {}
            (
                _,
                TaskReply::Submit(_)
                | TaskReply::SubmitDelete(_)
                | TaskReply::SendJob(_)
                | TaskReply::DropJob(_)
                | TaskReply::CancelJob(_),
            ) => {}
        }
    }

    fn login_reply(&mut self, reply: LoginReply) {
        match reply {
            LoginReply::ProbeDeviceFlow(Part::Done(Ok(there))) => self.offer_device(there),
            // What is not known is not offered; the next sign-in asks again.
            LoginReply::ProbeDeviceFlow(Part::Done(Err(_))) => {}
            LoginReply::SignOut(Part::Done(Ok(problem))) => self.signed_out(problem.as_ref()),
            LoginReply::SignOut(Part::Done(Err(problem)))
            | LoginReply::BeginLogin(Part::Done(Err(problem)))
            | LoginReply::SaveClientId(Part::Done(Err(problem))) => self.cx.say(Notice::problem(&problem)),
            // `AuthEvent::SignedIn` reports a sign-in that worked; the overlay that sent the request shows a step.
            LoginReply::BeginLogin(_) | LoginReply::UseLoginCode(_) => {}
            LoginReply::SaveClientId(Part::Done(Ok(()))) => {}
            LoginReply::ProbeDeviceFlow(Part::Partial(never))
            | LoginReply::SignOut(Part::Partial(never))
            | LoginReply::SaveClientId(Part::Partial(never)) => match never {},
        }
    }

    /// The details of the account.
    fn learn_account(&mut self, reply: &Reply) {
        if let Reply::Account(AccountReply::ReadAccount(Part::Done(Ok(details)))) = reply {
            self.session.details = Some(details.clone());
        }
    }

    fn learn_titles(&mut self, reply: &Reply) {
        match reply {
            Reply::Fs(FsReply::Resolve(Part::Done(Ok(found)))) => {
                let id = found.store.collection();
                self.session.titles.extend(id.map(|id| (id, found.store.title())));
            }
            Reply::Search(SearchReply::FindCollections(Part::Done(Ok(found)))) => {
                self.session.titles.extend(found.collections.iter().map(|one| (one.id, one.title())));
            }
            _ => {}
        }
    }
}

fn end_of(reply: &FsReply) -> Option<Result<(), Problem>> {
    reply.end().map(|end| end.map_err(Clone::clone))
}

/// What became of a request to cancel.
fn cancelled(outcome: CancelOutcome) -> &'static str {
    match outcome {
        CancelOutcome::Cancelled => "The task is cancelled.",
        CancelOutcome::Accepted => {
            "Globus was asked to cancel the task; the list shows when it is cancelled."
        }
        CancelOutcome::AlreadyOver => "The task had ended before it could be cancelled.",
    }
}
