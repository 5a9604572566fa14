//! Satisfies what a service requires before it accepts a request (a consent, an identity, a newer sign-in). The table
//! of requests keeps what is parked and repeats it; this file decides how to sign in. Start with [`App::require`].

use super::App;
use super::overlay::{Need, Viewer};
use super::overlay_host::DeferredOverlay;
use super::requests::account::{ReadAccount, SaveSessionLimits};
use super::requests::login::{BeginLogin, SignOut};
use super::requests::{Owner, Purpose, Slot, TabId};
use super::session::Phase;
use super::status::Notice;
use crate::domain::account::Account;
use crate::domain::ids::CollectionId;
use crate::domain::problem::Problem;
use crate::domain::requirement::Requirement;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// Handles the requirement of a problem, if it has one. `again`: a sign-in has just satisfied it, and it was not
    /// enough. `satisfied`: what the sign-in before has satisfied for the same request.
    pub(super) fn require(
        &mut self,
        slot: Slot,
        problem: &Problem,
        again: bool,
        satisfied: Option<&Requirement>,
    ) {
        let Some(wanted) = problem.requirement.as_deref().cloned() else { return };
        if self.session.is_service_user() {
            if again {
                self.cx.say(Notice::problem(problem));
            }
            return self.consent_as_service_user();
        }
        if slot.owner == Owner::Overlay {
            self.make_room_for_sign_in();
        }
        let titles = self.titles(&wanted.collections());
        if slot.owner == Owner::Overlay {
            self.suspend_overlay();
        }
        let done = satisfied.filter(|_| !again).map(|satisfied| {
            let what = if satisfied.is_consent() { "Consent given." } else { "Signed in." };
            safe!("{} For {}, Globus also asks for this:", what, self.title_of(slot))
        });
        let again = again.then(|| self.title_of(slot)).into_iter().collect();
        self.defer(DeferredOverlay::SignIn(None, Some(Box::new(Need { wanted, titles, again, done }))));
    }

    /// A submission waits in the journal for a sign-in; the engine resumes it.
    pub(super) fn require_for_journal(&mut self, problem: &Problem) {
        let Some(wanted) = problem.requirement.as_deref() else { return };
        let slot = Slot::background(Purpose::Journal);
        let again = self.cx.requests_mut().block_resumable(slot, wanted);
        self.require(slot, problem, again, None);
    }

    /// An application gives its consents itself: there is no user to ask. One sign-in at a time; what it does not
    /// satisfy is parked until the next.
    fn consent_as_service_user(&mut self) {
        let slot = Slot::background(Purpose::Login);
        if self.cx.requests().is_open(slot) {
            return;
        }
        if let Some(needs) = self.cx.requests().needs(false) {
            let requirement = Some(Box::new(needs));
            self.cx.send(slot, BeginLogin { method: self.session.method, requirement });
        }
    }

    /// The request of a slot, as short text.
    fn title_of(&self, slot: Slot) -> SafeText {
        match (slot.owner, slot.purpose) {
            (Owner::Pane(tab), _) => self.panes.with_tab(tab).and_then(|pane| pane.goal_title()),
            (_, Purpose::ChangeJob(job)) => {
                let title = self.monitor.list().get(job).map(|job| job.title());
                title.map(|title| safe!("the request for the task {}", title))
            }
            (_, Purpose::Journal | Purpose::Submission(_)) => Some("a waiting submission".into()),
            _ => None,
        }
        .unwrap_or_else(|| "your request".into())
    }

    /// A user is signed in, for the first time or once more: what was parked is repeated.
    pub(super) fn signed_in(&mut self, account: Account) {
        let by_a_person = !account.service_user;
        let before = self.session.last_user.replace(account.identity);
        let other_person = before.is_some_and(|before| before != account.identity);
        let satisfied = self.cx.requests_mut().end_logins();
        let viewed = self.host.take_viewed();
        if other_person {
            self.drop_suspended_overlay();
        }
        self.close_sign_in();
        self.begin_session(account.identity);
        self.set_phase(Phase::SignedIn(account));
        self.cx.send(Slot::background(Purpose::read::<ReadAccount>()), ReadAccount);
        if other_person {
            self.cx.listings.forget_all();
            self.panes.start_over(&mut self.cx);
        }
        self.cx.repeat(satisfied.as_ref(), by_a_person);
        self.panes.begin(&mut self.cx);
        if let Some(file) = viewed.filter(|_| !other_person && !self.host.is_open()) {
            self.open_with(|cx| Viewer::again(file, cx));
        }
    }

    /// Keeps how old the sign-in was that a collection rejected, so that the next expiry is predicted.
    pub(super) fn learn_session_limit(&mut self, tab: TabId, problem: &Problem) {
        let collection = self.panes.with_tab(tab).and_then(|pane| pane.pending_collection());
        let Some(collection) = collection else { return };
        let Some(wanted) = &problem.requirement else { return };
        let now = self.cx.at.wall / 1000;
        let Some(age) = self.session.details.as_ref().and_then(|known| known.refused_age(wanted, now)) else {
            return;
        };
        let limit = self.session.observed_limits.entry(collection).or_insert(i64::MAX);
        if age < *limit {
            *limit = age;
            let limits = self.session.observed_limits.clone();
            self.cx.send(Slot::background(Purpose::SessionLimits), SaveSessionLimits { limits });
        }
    }

    /// Ends the sign-in.
    pub(super) fn sign_out(&mut self) {
        self.cx.send(Slot::background(Purpose::SignOut), SignOut);
        self.cx.say(Notice::info("Signing out..."));
    }

    /// The sign-in has ended; `problem` reports what could not be revoked at the service.
    pub(super) fn signed_out(&mut self, problem: Option<&Problem>) {
        self.session.details = None;
        self.cx.listings.forget_all();
        self.host.take_known();
        self.cx.say(match problem {
            Some(problem) => Notice::problem(problem),
            None => Notice::info("Signed out. Tasks continue in the service."),
        });
    }

    /// The names of the collections seen in this run.
    fn titles(&self, ids: &[CollectionId]) -> Vec<(CollectionId, SafeText)> {
        ids.iter().filter_map(|id| Some((*id, self.session.titles.get(id)?.clone()))).collect()
    }
}
