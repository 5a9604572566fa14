//! What is drawn on top of the panes and has the keys while it is there.
//!
//! An enum, not trait objects: the compiler lists what a new overlay must answer, and [`samples`] lets
//! tests draw all of them. An overlay knows values, inputs and events; it knows neither the panes nor the
//! services. Start with [`Overlay`], then with one of the small ones such as [`confirm`].

pub mod account;
pub mod confirm;
pub mod help;
pub mod message;
pub mod plan;
pub mod register_client;
pub mod samples;
pub mod search;
pub mod sign_in;
pub mod task_log;
mod view;

use std::sync::Arc;

use crate::domain::collection::Collection;
use crate::domain::ids::TaskId;
use crate::domain::place::PlaceSpec;
use crate::domain::plan::ConfirmedPlan;
use crate::domain::profile::ProfileName;
use crate::domain::time::Timestamp;

use super::effect::{Effect, Effects};
use super::event::Event;
use super::input::Input;
use super::request::RequestIds;

pub use account::AccountCard;
pub use confirm::Confirm;
pub use help::Help;
pub use message::Message;
pub use plan::{Ends, PlanReview};
pub use register_client::RegisterClient;
pub use search::Search;
pub use sign_in::{Need, SignIn};
pub use task_log::TaskLog;

/// What is drawn on top and takes the keys.
#[derive(Debug)]
pub enum Overlay {
    /// The keys.
    Help(Help),
    /// Finding a collection.
    Search(Search),
    /// A transfer to be looked at and confirmed.
    Plan(PlanReview),
    /// Signing in.
    SignIn(SignIn),
    /// Who is signed in.
    Account(AccountCard),
    /// Registering hemi, when there is no client id.
    RegisterClient(RegisterClient),
    /// What happened to a task.
    TaskLog(TaskLog),
    /// A question before something is given up.
    Confirm(Confirm),
    /// A problem in full.
    Message(Message),
}

/// Columns and rows of the terminal: overlays are laid out in the whole of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Columns.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
}

impl Screen {
    /// Whether what must be read before it is confirmed can be read at all.
    pub fn is_readable(self) -> bool {
        self.columns >= 40 && self.rows >= 12
    }
}

/// What an overlay made of an input or an event.
#[derive(Debug, Default)]
pub struct Response {
    /// What it wants done.
    pub effects: Effects,
    /// Set when the overlay is to be taken away, and why.
    pub done: Option<CloseAction>,
}

/// Why an overlay goes away.
#[derive(Debug)]
pub enum CloseAction {
    /// It was left, or there is nothing more to do.
    Closed,
    /// Open this collection in the pane.
    Open(Arc<Collection>),
    /// Go to this place in the pane.
    OpenSpec(PlaceSpec),
    /// Submit this.
    Confirmed(Box<ConfirmedPlan>),
    /// Cancel this task.
    CancelTask(TaskId),
    /// Sign in so that this is met.
    Meet(Box<Need>),
    /// End the sign-in.
    SignOut,
    /// Go on with another profile.
    SwitchProfile(ProfileName),
}

impl Response {
    /// Nothing to do.
    pub fn none() -> Self {
        Self::default()
    }

    /// Only effects.
    pub fn effects(effects: Effects) -> Self {
        Self { effects, done: None }
    }

    /// One effect.
    pub fn effect(effect: Effect) -> Self {
        Self::effects(vec![effect])
    }

    /// The overlay is over.
    pub fn done(done: CloseAction) -> Self {
        Self { effects: Effects::new(), done: Some(done) }
    }

    /// The overlay was left; requests under way are no longer waited for.
    pub fn closed(waiting: Option<crate::domain::ids::RequestId>) -> Self {
        Self { effects: waiting.map(Effect::Cancel).into_iter().collect(), done: Some(CloseAction::Closed) }
    }
}

impl Overlay {
    /// A key or a paste: a text field has it first, then the overlay.
    pub fn input(&mut self, input: &Input, screen: Screen, ids: &mut RequestIds, at: Timestamp) -> Response {
        match self {
            Self::Help(help) => help.input(input, screen),
            Self::Search(search) => search.input(input, screen, at),
            Self::Plan(plan) => plan.input(input, screen, at),
            Self::SignIn(sign_in) => sign_in.input(input, ids),
            Self::Account(account) => account.input(input, screen, ids),
            Self::RegisterClient(setup) => setup.input(input, ids),
            Self::TaskLog(log) => log.input(input, screen, ids),
            Self::Confirm(confirm) => confirm.input(input, at),
            Self::Message(message) => message.input(input, screen),
        }
    }

    /// News: taken if it is what the overlay waits for, dropped if not.
    pub fn apply(&mut self, event: &Event, at: Timestamp) -> Response {
        match self {
            Self::Search(search) => search.apply(event),
            Self::SignIn(sign_in) => sign_in.apply(event),
            Self::Account(account) => account.apply(event, at),
            Self::RegisterClient(setup) => setup.apply(event),
            Self::TaskLog(log) => log.apply(event),
            Self::Help(_) | Self::Plan(_) | Self::Confirm(_) | Self::Message(_) => Response::none(),
        }
    }

    /// A frame that shows the overlay as it is now was written at `at`.
    pub fn drawn(&mut self, screen: Screen, at: Timestamp) {
        match self {
            Self::Plan(plan) => plan.drawn(screen, at),
            Self::Confirm(confirm) => confirm.drawn(screen, at),
            Self::Help(_)
            | Self::Search(_)
            | Self::SignIn(_)
            | Self::Account(_)
            | Self::RegisterClient(_)
            | Self::TaskLog(_)
            | Self::Message(_) => {}
        }
    }

    /// When [`Self::wake`] wants to be called, if at all.
    pub fn next_wake(&self) -> Option<Timestamp> {
        match self {
            Self::Search(search) => search.next_wake(),
            Self::Help(_)
            | Self::Plan(_)
            | Self::SignIn(_)
            | Self::Account(_)
            | Self::RegisterClient(_)
            | Self::TaskLog(_)
            | Self::Confirm(_)
            | Self::Message(_) => None,
        }
    }

    /// The time asked for has come.
    pub fn wake(&mut self, ids: &mut RequestIds, at: Timestamp) -> Response {
        match self {
            Self::Search(search) => search.wake(ids, at),
            Self::Help(_)
            | Self::Plan(_)
            | Self::SignIn(_)
            | Self::Account(_)
            | Self::RegisterClient(_)
            | Self::TaskLog(_)
            | Self::Confirm(_)
            | Self::Message(_) => Response::none(),
        }
    }

    /// Whether it waits for an answer.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Search(search) => search.is_busy(),
            Self::SignIn(sign_in) => sign_in.is_busy(),
            Self::Account(account) => account.is_busy(),
            Self::RegisterClient(setup) => setup.is_busy(),
            Self::TaskLog(log) => log.is_busy(),
            Self::Help(_) | Self::Plan(_) | Self::Confirm(_) | Self::Message(_) => false,
        }
    }
}
