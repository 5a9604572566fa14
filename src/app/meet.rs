//! What a service wants first (a consent, an identity, a fresher sign-in) is asked for where the user stands, and
//! then the very thing they asked for is repeated: panes keep what failed, submissions wait in the journal.
//! Start with [`App::meet`].

use super::App;
use super::dialog::Wanted;
use super::effect::Effect;
use super::event::Event;
use super::overlay::Need;
use super::session::Phase;
use super::status::Notice;
use crate::domain::ids::{CollectionId, RequestId};
use crate::domain::place::Side;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;

impl App {
    /// Sees to what a problem says is wanted first, if it does.
    pub(super) fn meet(&mut self, problem: &Problem) {
        let Some(wanted) = problem.requirement.as_deref().cloned() else { return };
        let again = self.met.take().is_some_and(|met| met == wanted);
        if matches!(&self.session.phase, Phase::SignedIn(account) if account.service_user) {
            // There is nobody to ask: an application gives its consents itself, once.
            if !again && self.meeting.is_none() {
                self.met = Some(wanted.clone());
                let (way, need) = (self.session.way, Some(Box::new(wanted)));
                self.meeting = Some(self.cx.ask(|id| Effect::SignIn { id, way, need }));
            } else if again {
                self.cx.say(Notice::problem(problem));
            }
            return;
        }
        let because = again.then(|| {
            Problem::new(
                ProblemKind::Requirement,
                "The sign-in worked, and yet the service asks for the same again.",
                "Sign in exactly the way it says, perhaps as somebody else; or ask those who run the collection.",
            )
        });
        let titles = self.titles(&wanted.collections());
        self.want(Wanted::SignIn(because.map(Box::new), Some(Box::new(Need { wanted, titles }))));
    }

    /// Notes how old the sign-in was that a collection refused: next time it is known before it hurts.
    pub(super) fn learn_term(&mut self, side: Side, problem: &Problem) {
        let (Some(wanted), Some(collection)) = (&problem.requirement, self.pane(side).unmet()) else {
            return;
        };
        let now = self.cx.at.wall / 1000;
        let Some(age) = self.session.details.as_ref().and_then(|known| known.refused_age(wanted, now)) else {
            return;
        };
        let term = self.session.refused.entry(collection).or_insert(i64::MAX);
        if age < *term {
            *term = age;
            self.cx.effect(Effect::SaveSessionLimits { refused: self.session.refused.clone() });
        }
    }

    /// A service user could not meet what was wanted.
    pub(super) fn met_in_vain(&mut self, id: RequestId, problem: &Problem) {
        if self.meeting.take_if(|meeting| *meeting == id).is_some() {
            self.cx.say(Notice::problem(problem));
        }
    }

    /// Finds out who is signed in: the state of their sign-ins is wanted before it hurts.
    pub(super) fn read_account(&mut self) {
        self.reading = Some(self.cx.ask(|id| Effect::ReadAccount { id }));
    }

    /// What was found out, for whoever asked.
    pub(super) fn account_read(&mut self, event: &Event) {
        let asked = |app: &mut Self, id: RequestId| app.reading.take_if(|reading| *reading == id).is_some();
        let taken = match event {
            Event::Account { id, .. } | Event::AccountFailed { id, .. } => asked(self, *id),
            _ => false,
        };
        if (self.dialog_event(event) || taken)
            && let Event::Account { details, .. } = event
        {
            self.session.details = Some(details.clone());
        }
    }

    /// Ends the sign-in.
    pub(super) fn sign_out(&mut self) {
        self.leaving = Some(self.cx.ask(|id| Effect::SignOut { id }));
        self.cx.say(Notice::info("Signing out..."));
    }

    /// It is ended.
    pub(super) fn signed_out(&mut self, id: RequestId, problem: Option<Problem>) {
        if self.leaving.take_if(|leaving| *leaving == id).is_none() {
            return;
        }
        self.session.details = None;
        self.cx.say(match problem {
            Some(problem) => Notice::problem(&problem),
            None => Notice::info("Signed out. Tasks go on in the service."),
        });
    }

    /// What collections are called that were met in this run.
    fn titles(&self, ids: &[CollectionId]) -> Vec<(CollectionId, SafeText)> {
        ids.iter().filter_map(|id| Some((*id, self.session.titles.get(id)?.clone()))).collect()
    }
}
