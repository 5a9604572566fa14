//! Actions on the chosen job: send now, drop, cancel, inspect. Also the question at quitting about unsent jobs.

use super::App;
use super::effect::{Effect, ExitReason};
use super::overlay::{Confirm, JobCard, Overlay, TaskLog};
use super::requests::task::{CancelJob, DropJob, ReadTaskLog, SendJob, Submission};
use super::requests::{Purpose, Slot};
use super::status::Notice;
use crate::domain::job::JobAction;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// Why the chosen job cannot be cancelled, if so.
    pub(super) fn why_not_cancel(&self) -> Option<SafeText> {
        self.why_not_job(JobAction::Cancel)
    }

    /// Why the chosen job cannot be sent now, if so.
    pub(super) fn why_not_send(&self) -> Option<SafeText> {
        self.why_not_job(JobAction::SendNow)
    }

    /// Why the chosen job cannot be dropped, if so.
    pub(super) fn why_not_drop(&self) -> Option<SafeText> {
        self.why_not_job(JobAction::Drop)
    }

    fn why_not_job(&self, action: JobAction) -> Option<SafeText> {
        match self.monitor.chosen() {
            None => Some("There are no tasks.".into()),
            Some(job) => job.why_not(action),
        }
    }

    /// Sends the chosen saved submission now.
    pub(super) fn send_chosen(&mut self) {
        let Some(job) = self.monitor.chosen() else { return };
        let call = SendJob { job: job.id, title: job.title() };
        self.cx.send(Slot::background(Purpose::ChangeJob(call.job)), call);
    }

    pub(super) fn job_sent(&mut self, end: Result<Submission, Problem>) {
        match end {
            Ok(Submission::Accepted { .. }) => self.cx.say(Notice::info("Sent.")),
            Ok(Submission::Waits(problem)) => {
                self.cx.say(Notice::problem(&problem));
                self.require_for_journal(&problem);
            }
            Err(problem) => self.cx.say(Notice::problem(&problem)),
        }
    }

    pub(super) fn open_drop(&mut self) {
        if let Some(job) = self.monitor.chosen() {
            self.open(Confirm::drop(job));
        }
    }

    pub(super) fn open_cancel(&mut self) {
        if let Some(job) = self.monitor.chosen() {
            self.open(Confirm::cancel(job));
        }
    }

    pub(super) fn drop_job(&mut self, call: DropJob) {
        self.cx.send(Slot::background(Purpose::ChangeJob(call.job)), call);
    }

    pub(super) fn cancel_job(&mut self, call: CancelJob) {
        self.cx.send(Slot::background(Purpose::ChangeJob(call.job)), call);
    }

    /// What happened to a task, or what a saved submission would do.
    pub(super) fn open_job(&mut self) {
        let Some(job) = self.monitor.chosen().cloned() else { return };
        let zone = self.settings.zone.clone();
        // Only the tasks of the Globus that everybody uses are in its web app.
        let is_on_the_web = self.session.environment.is_empty() && !self.settings.demo;
        match &job.task {
            Some(task) => {
                self.open_with(|cx| {
                    let page = TaskLog::open(task, zone, cx);
                    let page = if is_on_the_web { page.on_the_web() } else { page };
                    if job.has_entry() { page.of_entry(job.id, cx) } else { page }
                });
                self.update_task_page();
            }
            None => self.open_with(|cx| JobCard::open(&job, cx)),
        }
    }

    /// Tells the page of a task what was seen of it, if it is open. When the task ends, its last events are read.
    pub(super) fn update_task_page(&mut self) {
        let Some(page) = self.host.task_page() else { return };
        let jobs = self.monitor.jobs().iter();
        let mut seen = jobs.filter_map(|job| Some((job.id, job.task.as_ref()?)));
        let Some((job, task)) = seen.find(|(_, task)| task.id == page.task()) else { return };
        let (new, ended) = page.update(task, self.monitor.rates().seen(job), self.monitor.seen_at());
        self.cx.changed_if(new);
        if ended {
            let task = page.task();
            self.cx.send(Slot::overlay(Purpose::read::<ReadTaskLog>()), ReadTaskLog { task });
        }
    }

    /// Takes a question about a job away when it has lost its reason, and says why.
    pub(super) fn settle_question(&mut self) {
        let Some(Overlay::Confirm(confirm)) = self.host.overlay() else { return };
        let Some((job, action)) = confirm.action() else { return };
        let job = self.monitor.jobs().iter().find(|known| known.id == job);
        let Some(reason) = job.and_then(|job| Some(safe!("{}: {}", job.title(), job.why_not(action)?)))
        else {
            return;
        };
        self.close_overlay();
        self.cx.say(Notice::info(reason));
    }

    /// Quits when the question whether to quit has lost its reason: everything is sent.
    pub(super) fn settle_quit(&mut self) {
        let asked = matches!(self.host.overlay(), Some(Overlay::Confirm(confirm)) if confirm.is_quit());
        if asked && self.monitor.list().to_be_sent() == 0 {
            self.close_overlay();
            self.cx.effect(Effect::Exit(ExitReason::Quit));
        }
    }

    /// Leaves hemi; asks first if something would be sent later.
    pub(super) fn leave(&mut self) {
        match self.monitor.list().to_be_sent() {
            0 => self.cx.effect(Effect::Exit(ExitReason::Quit)),
            waiting => self.open(Confirm::quit(waiting, self.settings.discards)),
        }
    }
}
