//! Who waits for a request, and for what. A slot holds one open request: a newer one takes its place.

use super::call::Call;
use crate::domain::ids::JobId;
use crate::domain::place::Side;

/// A tab of a pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TabId(pub u32);

impl TabId {
    /// The id after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A tab of a pane.
    Pane(TabId),
    /// The overlay on top.
    Overlay,
    /// The app as a whole: it is independent of panes and overlays.
    Background,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// A place and its rows: finding it and listing it follow each other.
    Directory,
    /// More of the rows on the screen.
    Details,
    /// Whether the directory can be written to.
    Access,
    /// That the directory shown on this side changes.
    Watch(Side),
    /// A listing that nobody waits for, by its number.
    Ahead(usize),
    /// What the preview panel shows of the entry at the cursor.
    Preview,
    /// What the directory at the cursor is, for that panel.
    PreviewDocument,
    /// The answer to a call that reads, by the name of the call: [`Purpose::read`].
    Read(&'static str),
    /// A sign-in.
    Login,
    /// The code of a sign-in.
    LoginCode,
    /// Whether the service has codes for other devices.
    DeviceFlow,
    /// The end of a sign-in.
    SignOut,
    /// The id of the registered application.
    ClientId,
    /// What was learned of session lifetimes.
    SessionLimits,
    /// What the next run restores.
    SavedSession,
    /// A submission, by its number in this run.
    Submission(u32),
    /// Submissions in the journal, which the engine resumes.
    Journal,
    /// That a request to a paused service may be sent.
    TryNow,
    /// Creating or renaming something.
    Change,
    /// Undoing a change.
    Undo,
    /// A deletion that the service of a store does, by its number in this run.
    Deletion(u32),
    /// A deletion entry by entry, by its number in this run.
    Removal(u32),
    /// Stopping one.
    StopRemoval,
    /// Sending, dropping or cancelling a job.
    ChangeJob(JobId),
}

impl Purpose {
    /// To read what a call answers. A newer call of the same kind replaces the one that is open.
    pub fn read<C: Call>() -> Self {
        Self::Read(C::KIND)
    }
}

/// Who waits, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// Who waits.
    pub owner: Owner,
    /// For what.
    pub purpose: Purpose,
}

impl Slot {
    /// Whether the screen shows how long it takes and how often it was tried.
    pub fn shows_progress(self) -> bool {
        self.owner != Owner::Background && matches!(self.purpose, Purpose::Directory | Purpose::Read(_))
    }

    /// Whether it is for what nobody waits for: a failure is no news, and needs no sign-in.
    pub fn is_ahead(self) -> bool {
        matches!(self.purpose, Purpose::Ahead(_) | Purpose::Preview | Purpose::PreviewDocument)
    }

    /// The directory of a tab.
    pub fn directory(tab: TabId) -> Self {
        Self { owner: Owner::Pane(tab), purpose: Purpose::Directory }
    }

    /// Something of the overlay on top.
    pub fn overlay(purpose: Purpose) -> Self {
        Self { owner: Owner::Overlay, purpose }
    }

    /// Something the app itself waits for.
    pub fn background(purpose: Purpose) -> Self {
        Self { owner: Owner::Background, purpose }
    }
}
