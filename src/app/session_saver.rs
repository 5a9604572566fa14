//! Saving where hemi is for the next run, and what the last one left. Start with [`App::save_session`] and
//! [`App::signed_in_again`].

use std::sync::Arc;
use std::time::Duration;

use super::App;
use super::overlay::Overlay;
use super::overlay_host::DeferredOverlay;
use super::requests::saved_session::{RevertSession, SaveSession};
use super::requests::{Purpose, Slot};
use super::status::Notice;
use super::update_cx::Redraw;
use crate::domain::format;
use crate::domain::ids::IdentityId;
use crate::domain::path::StorePath;
use crate::domain::place::Side;
use crate::domain::problem::Problem;
use crate::domain::saved_session::SavedSession;
use crate::domain::time::Timestamp;
use crate::safe;

/// The time between a change and the file that has it: a killed hemi loses no more.
const SAVED_AFTER: Duration = Duration::from_secs(3);

/// Whether there is a file for the session, and what it has.
#[derive(Debug, Default)]
pub(super) struct SessionSaver {
    enabled: bool,
    /// When it is saved next, once something has changed.
    due: Option<Timestamp>,
    /// As it was saved last.
    saved: Option<SavedSession>,
    /// The user of the saved session, until a user is signed in.
    user: Option<IdentityId>,
    /// Whether the task panel is to be opened, as it was.
    tasks: bool,
    /// Whether the search for a collection opens for the right pane, once a user is signed in.
    picks: bool,
    /// Whether the user quits without saving.
    reverts: bool,
    /// Whether it was said that it cannot be saved.
    failed: bool,
}

/// How an [`App`] begins and ends.
#[derive(Clone, Debug, Default)]
pub struct SessionOptions {
    /// Whether where hemi is is saved for the next run.
    pub saves: bool,
    /// What the last run left.
    pub restored: Option<SavedSession>,
    /// Whether the search for a collection opens for the right pane, once a user is signed in.
    pub picks_collection: bool,
}

impl SessionSaver {
    /// A saver that knows what the last run left.
    pub(super) fn new(options: &SessionOptions) -> Self {
        Self {
            enabled: options.saves,
            user: options.restored.as_ref().and_then(|before| before.user),
            tasks: options.restored.as_ref().is_some_and(|before| before.tasks),
            saved: options.restored.clone(),
            picks: options.picks_collection,
            ..Self::default()
        }
    }

    /// When the session is to be saved.
    pub(super) fn next_wake(&self) -> Option<Timestamp> {
        self.due
    }

    /// Whether a collection is to be chosen, which needs a sign-in.
    pub(super) fn picks(&self) -> bool {
        self.picks
    }

    /// The user does something else.
    pub(super) fn begin_elsewhere(&mut self) {
        self.picks = false;
    }

    /// Something may be different now.
    pub(super) fn note(&mut self, redraw: Redraw, at: Timestamp) {
        if self.enabled && redraw != Redraw::Never && self.due.is_none() {
            self.due = Some(at.after(SAVED_AFTER));
        }
    }
}

impl App {
    /// Says what of the last run could not be kept.
    pub(super) fn say_unsaved_marks(&mut self) {
        let marks = self.panes.unsaved_marks();
        if marks > 0 {
            let marks = format::count(marks as u64, "mark", "marks");
            let words = safe!("{} of the last session were not kept: there were too many.", marks);
            self.cx.say(Notice::warning(words));
        }
    }

    /// A user is signed in: what of the last run is another user's is not restored. Opens what was to be opened then.
    pub(super) fn begin_session(&mut self, user: IdentityId) {
        let before = self.saver.user.replace(user);
        if before.is_some_and(|before| before != user) {
            self.host.take_known();
        }
        if before.is_some_and(|before| before != user) && self.panes.forget_restored_collections() {
            self.cx
                .say(Notice::warning("The last session was another user's: its collections are not opened."));
        }
        if std::mem::take(&mut self.saver.tasks) {
            self.monitor.set_open(true, &mut self.cx);
        }
        if std::mem::take(&mut self.saver.picks) {
            if self.active() == Side::Left {
                self.panes.switch();
            }
            self.defer(DeferredOverlay::Search);
        }
    }

    /// Saves the session if it is time to, and if it is another one than the file has.
    pub(super) fn save_session_if_due(&mut self, at: Timestamp) {
        if self.saver.due.is_some_and(|due| due.mono <= at.mono) {
            self.saver.due = None;
            // The question whether to quit was answered with no.
            self.saver.reverts &= matches!(self.host.overlay(), Some(Overlay::Confirm(ask)) if ask.is_quit());
            self.save_session();
        }
    }

    fn save_session(&mut self) {
        let session = self.saved_session();
        if self.saver.saved.as_ref() != Some(&session) {
            self.saver.saved = Some(session.clone());
            self.cx.send(Slot::background(Purpose::SavedSession), SaveSession { session: Arc::new(session) });
        }
    }

    fn saved_session(&self) -> SavedSession {
        SavedSession {
            user: self.session.last_user.or(self.saver.user),
            active: self.active(),
            tasks: self.monitor.is_open() || self.saver.tasks,
            left: self.panes.saved(Side::Left),
            right: self.panes.saved(Side::Right),
            left_tabs: self.panes.saved_tabs(Side::Left),
            right_tabs: self.panes.saved_tabs(Side::Right),
            preview: self.panes.preview.is_some(),
        }
    }

    /// The last effects of a run: what the next one restores. `quit`: it is the user who ends it.
    pub fn end_session(&mut self, quit: bool, at: Timestamp) -> super::effect::Effects {
        self.cx.at = at;
        if self.saver.enabled && quit && self.saver.reverts {
            self.cx.send(Slot::background(Purpose::SavedSession), RevertSession);
        } else if self.saver.enabled {
            // Unchanged or not: the session that ends last is the one that is restored next.
            self.saver.saved = None;
            self.save_session();
        }
        self.cx.take_effects()
    }

    /// The directory of this computer in the pane with the cursor, for a shell that goes there after a quit. None if the
    /// pane shows another store, nor if the user quits without saving.
    pub fn directory_to_leave_in(&self) -> Option<&StorePath> {
        let here = self.pane(self.active()).here()?;
        here.path().filter(|_| here.store().capabilities.native && !self.saver.reverts)
    }

    /// Quits hemi; the next start restores what this one did, not where it ended.
    pub(super) fn quit_unsaved(&mut self) {
        if let Some(reason) = self.why_deleting() {
            return self.cx.say(Notice::refusal(reason));
        }
        self.saver.reverts = true;
        self.leave();
    }

    /// Quits hemi.
    pub(super) fn quit(&mut self) {
        if let Some(reason) = self.why_deleting() {
            return self.cx.say(Notice::refusal(reason));
        }
        self.saver.reverts = false;
        self.leave();
    }

    /// Whether the session is in its file. What cannot be saved is said once.
    pub(super) fn session_saved(&mut self, end: Result<(), Problem>) {
        match end {
            Ok(()) => self.saver.failed = false,
            Err(problem) => {
                // The next change tries again.
                self.saver.saved = None;
                if !std::mem::replace(&mut self.saver.failed, true) {
                    self.cx.say(Notice::problem(&problem));
                }
            }
        }
    }
}
