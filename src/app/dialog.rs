//! The place where overlays are opened and closed, one at a time, and where what they decided is done.
//! What is inside them is their own business.

use std::sync::Arc;

use super::App;
use super::action::Action;
use super::effect::{Effect, Effects};
use super::event::Event;
use super::input::Input;
use super::overlay::{
    AccountCard, CloseAction, Confirm, Help, Need, Overlay, RegisterClient, Response, Screen, Search, SignIn,
    TaskLog,
};
use super::session::Phase;
use super::status::Notice;
use crate::domain::collection::Collection;
use crate::domain::ids::RequestId;
use crate::domain::place::Side;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// The overlay on top, if any, and what it waits for.
#[derive(Debug, Default)]
pub(super) struct Dialog {
    overlay: Option<Overlay>,
    /// Its requests without a last answer so far.
    waiting: Vec<RequestId>,
    /// What opens when it is closed.
    wanted: Option<Wanted>,
}

/// An overlay that must not push another one aside.
#[derive(Debug)]
pub(super) enum Wanted {
    /// Registering hemi.
    RegisterClient,
    /// Signing in, with what led to it, and what must be met by it.
    SignIn(Option<Box<Problem>>, Option<Box<Need>>),
}

impl Dialog {
    /// Whether an overlay has the keys.
    pub(super) fn is_open(&self) -> bool {
        self.overlay.is_some()
    }

    /// The overlay.
    pub(super) fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// When it wants to be woken.
    pub(super) fn next_wake(&self) -> Option<Timestamp> {
        self.overlay.as_ref()?.next_wake()
    }

    /// Whether it waits for an answer.
    pub(super) fn is_busy(&self) -> bool {
        self.overlay.as_ref().is_some_and(Overlay::is_busy)
    }

    /// A frame was written that shows the overlay as the last key left it: the loop holds back news of
    /// frames older than that.
    pub(super) fn drawn(&mut self, screen: Screen, at: Timestamp) {
        if let Some(overlay) = &mut self.overlay {
            overlay.drawn(screen, at);
        }
    }

    /// Keeps account of what the overlay asked for.
    fn note(&mut self, effects: &Effects) {
        for effect in effects {
            match effect {
                Effect::Search { id, .. }
                | Effect::ReadTaskLog { id, .. }
                | Effect::ReadAccount { id }
                | Effect::SignIn { id, .. }
                | Effect::SignInCode { id, .. }
                | Effect::SaveClientId { id, .. } => self.waiting.push(*id),
                Effect::Cancel(id) => self.waiting.retain(|waiting| waiting != id),
                _ => {}
            }
        }
    }

    /// Whether the event answers a request of this overlay, and whether that was its last answer.
    fn awaits(&self, event: &Event) -> Option<(RequestId, bool)> {
        let (id, last) = match event {
            Event::SignInReady { id, .. } | Event::DeviceReady { id, .. } | Event::Retrying { id, .. } => {
                (*id, false)
            }
            Event::SignInFailed { id, again, .. } => (*id, !again),
            Event::Found { id, .. }
            | Event::SearchFailed { id, .. }
            | Event::TaskLog { id, .. }
            | Event::TaskLogFailed { id, .. }
            | Event::Account { id, .. }
            | Event::AccountFailed { id, .. }
            | Event::ClientIdFailed { id, .. } => (*id, true),
            _ => return None,
        };
        self.waiting.contains(&id).then_some((id, last))
    }
}

impl App {
    /// Puts an overlay on top. Nothing that was half typed is waited for any longer.
    pub(super) fn open(&mut self, overlay: Overlay) {
        self.force_closed();
        self.dialog.overlay = Some(overlay);
        self.cx.changed();
    }

    fn open_with(&mut self, overlay: Overlay, effects: Effects) {
        self.open(overlay);
        self.outcome(Response { effects, done: None });
    }

    /// Takes the overlay away because of something outside.
    fn force_closed(&mut self) {
        for id in std::mem::take(&mut self.dialog.waiting) {
            self.cx.cancel(id);
        }
        if self.dialog.overlay.take().is_some() {
            self.cx.changed();
        }
    }

    /// What overlays are laid out in.
    pub(super) fn screen(&self) -> Screen {
        Screen { columns: self.size.0, rows: self.size.1 }
    }

    /// A key or a paste for the overlay, if there is one.
    pub(super) fn dialog_input(&mut self, input: &Input) {
        let screen = self.screen();
        let Some(overlay) = &mut self.dialog.overlay else { return };
        let outcome = overlay.input(input, screen, &mut self.cx.ids, self.cx.at);
        self.cx.changed();
        self.outcome(outcome);
    }

    /// The time the overlay asked for has come, or not yet.
    pub(super) fn dialog_wake(&mut self, at: Timestamp) {
        let Some(overlay) = &mut self.dialog.overlay else { return };
        if overlay.next_wake().is_some_and(|due| due.mono <= at.mono) {
            let outcome = overlay.wake(&mut self.cx.ids, at);
            self.cx.changed();
            self.outcome(outcome);
        }
    }

    /// News for the overlay: whether it was waited for.
    pub(super) fn dialog_event(&mut self, event: &Event) -> bool {
        let Some((id, last)) = self.dialog.awaits(event) else { return false };
        if last {
            self.dialog.waiting.retain(|waiting| *waiting != id);
        }
        self.tell_dialog(event);
        true
    }

    pub(super) fn tell_dialog(&mut self, event: &Event) {
        let Some(overlay) = &mut self.dialog.overlay else { return };
        let outcome = overlay.apply(event, self.cx.at);
        self.cx.changed();
        self.outcome(outcome);
    }

    /// Somebody is signed in: what asked for it goes away.
    pub(super) fn close_sign_in(&mut self, event: &Event) {
        self.dialog.wanted = None;
        if let Some(Overlay::SignIn(sign_in)) = &self.dialog.overlay {
            self.met = sign_in.need().map(|need| need.wanted.clone());
        }
        if matches!(self.dialog.overlay, Some(Overlay::SignIn(_) | Overlay::RegisterClient(_))) {
            self.tell_dialog(event);
        }
        if matches!(self.dialog.overlay, Some(Overlay::SignIn(_) | Overlay::RegisterClient(_))) {
            self.dialog.waiting.clear();
            self.force_closed();
        }
    }

    /// Opens the step the services ask for, at once or when the present overlay is closed.
    pub(super) fn want(&mut self, wanted: Wanted) {
        match (&mut self.dialog.overlay, &wanted) {
            (Some(Overlay::RegisterClient(_)), Wanted::RegisterClient) => return,
            (Some(Overlay::SignIn(open)), Wanted::SignIn(_, need)) => {
                // One trip for both, where that can be; else the other comes up again when it is repeated.
                let effects = need.as_ref().map(|need| open.also(need, &mut self.cx.ids));
                if let Some(effects) = effects {
                    self.cx.changed();
                    self.outcome(Response::effects(effects));
                }
                return;
            }
            (Some(Overlay::RegisterClient(_)), Wanted::SignIn(..)) => {
                // The id was kept: the next step follows.
                self.dialog.waiting.clear();
                self.force_closed();
            }
            (Some(_), Wanted::SignIn(Some(problem), _)) => self.cx.say(Notice::problem(problem)),
            _ => {}
        }
        match (&mut self.dialog.wanted, wanted) {
            (Some(Wanted::SignIn(_, Some(held))), Wanted::SignIn(_, Some(more))) => held.add(&more),
            (held, wanted) => *held = Some(wanted),
        }
    }

    /// Opens what waited its turn.
    pub(super) fn open_wanted(&mut self) {
        if self.dialog.is_open() {
            return;
        }
        match self.dialog.wanted.take() {
            Some(Wanted::RegisterClient) => self.open(Overlay::RegisterClient(RegisterClient::new())),
            Some(Wanted::SignIn(because, need)) => self.sign_in(because.map(|it| *it), need.as_deref()),
            None => {}
        }
    }

    fn sign_in(&mut self, because: Option<Problem>, need: Option<&Need>) {
        let mut sign_in = SignIn::new(self.session.way, because);
        if let Some(need) = need {
            sign_in.also(need, &mut self.cx.ids);
        }
        match self.session.device {
            Some(there) => drop(sign_in.offer_device(there)),
            None => self.cx.effect(Effect::ProbeDeviceFlow),
        }
        self.open(Overlay::SignIn(sign_in));
    }

    /// The service has codes for other devices, or not: an open sign-in shows it.
    pub(super) fn offer_device(&mut self, there: bool) {
        if let Some(Overlay::SignIn(sign_in)) = &mut self.dialog.overlay {
            let news = sign_in.offer_device(there);
            self.cx.changed_if(news);
        }
    }

    /// Does what the overlay wants.
    fn outcome(&mut self, outcome: Response) {
        self.dialog.note(&outcome.effects);
        for effect in outcome.effects {
            self.cx.effect(effect);
        }
        let Some(done) = outcome.done else { return };
        self.dialog.overlay = None;
        self.dialog.waiting.clear();
        self.cx.changed();
        match done {
            CloseAction::Closed => {}
            CloseAction::Open(collection) => {
                let (pane, cx) = self.pane_and_cx(self.active);
                pane.open(collection, None, cx);
            }
            CloseAction::OpenSpec(spec) => {
                let (pane, cx) = self.pane_and_cx(self.active);
                pane.resolve(spec, cx);
            }
            CloseAction::Confirmed(plan) => self.submit(plan),
            CloseAction::Meet(need) => self.sign_in(None, Some(&need)),
            CloseAction::SignOut => self.sign_out(),
            CloseAction::SwitchProfile(profile) => {
                self.next_profile = Some(profile);
                self.cx.effect(Effect::SwitchProfile);
            }
            CloseAction::CancelTask(task) => {
                self.cancel_task(task);
            }
        }
    }

    pub(super) fn open_search(&mut self) {
        let (search, effects) = Search::open(&mut self.cx.ids);
        self.open_with(Overlay::Search(search), effects);
    }

    pub(super) fn open_help(&mut self) {
        let keymap = &self.keymap;
        let keys = |action: Action| {
            keymap.all_keys(action).into_iter().fold(SafeText::default(), |so_far, key| {
                if so_far.is_empty() { key } else { safe!("{} {}", so_far, key) }
            })
        };
        let help = Help::new(keys);
        self.open(Overlay::Help(help));
    }

    pub(super) fn open_task_log(&mut self) {
        let Some(task) = self.monitor.chosen() else { return };
        let (log, effect) = TaskLog::open(task, self.zone.clone(), &mut self.cx.ids);
        self.open_with(Overlay::TaskLog(log), vec![effect]);
    }

    pub(super) fn open_cancel(&mut self) {
        if let Some(task) = self.monitor.chosen() {
            self.open(Overlay::Confirm(Confirm::cancel_task(task)));
        }
    }

    /// Shows who is signed in; else signs in, or first shows how to register.
    pub(super) fn open_account(&mut self) {
        match &self.session.phase {
            Phase::NoClientId => self.open(Overlay::RegisterClient(RegisterClient::new())),
            Phase::SignedIn(who) => {
                let near = self.near();
                let (card, effect) =
                    AccountCard::open(who, &self.session, near, &mut self.cx.ids, self.cx.at);
                let card = card.in_profile(self.profile.clone());
                self.open_with(Overlay::Account(card), vec![effect]);
            }
            Phase::Connecting | Phase::Unreachable(_) | Phase::SignedOut => self.sign_in(None, None),
        }
    }

    /// The collections in the panes, each once.
    fn near(&self) -> Vec<Arc<Collection>> {
        let mut near: Vec<Arc<Collection>> = Vec::new();
        for side in Side::BOTH {
            let pane = self.pane(side);
            let shown = pane.here().map(|here| here.collection()).or_else(|| pane.goal());
            if let Some(one) = shown.filter(|one| near.iter().all(|known| known.id != one.id)) {
                near.push(Arc::clone(one));
            }
        }
        near
    }

    pub(super) fn why_not_account(&self) -> Option<SafeText> {
        match &self.session.phase {
            Phase::Connecting | Phase::Unreachable(_) => self.session.why_not(&self.keymap),
            Phase::NoClientId | Phase::SignedOut | Phase::SignedIn(_) => None,
        }
    }
}
