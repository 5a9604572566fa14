//! What is drawn on top of the panes and has the keys while it is open.
//!
//! An overlay implements [`Modal`], whose defaults do nothing, and [`Draw`]; the enum lists all of them and
//! [`samples`] lets tests draw each. An overlay knows values, inputs and replies; it knows neither the panes nor the
//! services. Start with [`Modal`], then with one of the small ones such as [`confirm`].

pub mod access_card;
pub mod account;
pub mod actions;
pub mod basket;
pub mod batch_field;
pub mod chmod;
pub mod collection_card;
pub mod compare;
pub mod confirm;
pub mod delete;
pub mod doctor;
mod fact_page;
pub mod find_below;
pub mod guide;
pub mod help;
pub mod job_card;
pub mod known_names;
pub mod mark_field;
pub mod message;
pub mod modal;
pub mod name_dialog;
pub mod name_field;
pub mod palette;
pub mod place_field;
pub mod plain_form;
pub mod plan;
pub mod register_client;
pub mod removal;
pub mod sample;
pub mod samples;
pub mod search;
pub mod server_card;
pub mod sign_in;
pub mod task_log;
pub mod view;
pub mod viewer;

use std::sync::Arc;

use super::commands::{Args, Command};
use super::requests::attributes::TouchEntries;
use super::requests::bookmarks::RemoveBookmark;
use super::requests::sharing::RevokeAccess;
use super::requests::task::{CancelJob, DropJob};
use crate::domain::batch::BatchItem;
use crate::domain::compare::{CompareBy, Differing};
use crate::domain::criteria::Criteria;
use crate::domain::deletion::ConfirmedDelete;
use crate::domain::found::Found;
use crate::domain::guides::Guide;
use crate::domain::ids::{BookmarkId, CollectionId};
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::{Place, PlaceSpec};
use crate::domain::plan::ConfirmedPlan;
use crate::domain::profile::ProfileName;
use crate::domain::service_filter::ServiceFilter;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};

pub use access_card::AccessCard;
pub use account::AccountCard;
pub use actions::Actions;
pub use basket::Basket;
pub use batch_field::{BatchField, BatchUse};
pub use chmod::Chmod;
pub use collection_card::CollectionCard;
pub use compare::Compare;
pub use confirm::Confirm;
pub use delete::{DeleteDraft, DeleteReview};
pub use doctor::Doctor;
pub use find_below::FindBelowDialog;
pub use guide::GuidePage;
pub use help::Help;
pub use job_card::JobCard;
pub use known_names::KnownNames;
pub use mark_field::MarkField;
pub use message::Message;
pub use modal::{Modal, ModalCx};
pub use name_dialog::NameDialog;
pub use name_field::{NameField, NameUse};
pub use palette::Palette;
pub use place_field::{Base, NamedPlace, PlaceField, TypedPlace};
pub use plain_form::Plain;
use plain_form::{PlainCx, PlainForm};
pub use plan::{Ends, PlanReview};
pub use register_client::RegisterClient;
pub use removal::RemovalProgress;
pub use search::Search;
pub use server_card::ServerCard;
pub use sign_in::{Need, SignIn};
pub use task_log::TaskLog;
pub use view::Draw;
pub use viewer::{ViewedFile, Viewer};

macro_rules! overlays {
    ($($(#[$doc:meta])* $variant:ident($state:ty);)+) => {
        /// What is drawn on top and has the keys.
        #[derive(Debug)]
        pub enum Overlay { $($(#[$doc])* $variant($state),)+ }

        impl Overlay {
            /// How many kinds there are.
            #[cfg(test)]
            const KINDS: usize = [$(stringify!($variant)),+].len();

            /// Its behaviour.
            fn modal(&self) -> &dyn Modal {
                match self { $(Self::$variant(state) => state,)+ }
            }

            /// The same, to change it.
            fn modal_mut(&mut self) -> &mut dyn Modal {
                match self { $(Self::$variant(state) => state,)+ }
            }

            /// Its picture.
            pub fn picture(&self) -> &dyn Draw {
                match self { $(Self::$variant(state) => state,)+ }
            }

            /// Its text, for one who answers by lines.
            pub fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
                match self { $(Self::$variant(state) => state.plain(cx),)+ }.in_answers()
            }
        }

        $(impl From<$state> for Overlay {
            fn from(state: $state) -> Self {
                Self::$variant(state)
            }
        })+
    };
}

overlays! {
    /// The keys.
    Help(Help);
    /// A short guide.
    Guide(GuidePage);
    /// What can be done with the entry or the marks.
    Actions(Actions);
    /// Finding a command.
    Palette(Palette);
    /// Finding a collection.
    Search(Search);
    /// A transfer to be looked at and confirmed.
    Plan(PlanReview);
    /// A deletion to be looked at and confirmed.
    Delete(DeleteReview);
    /// A deletion under way, and what could not be deleted.
    Removal(RemovalProgress);
    /// Signing in.
    SignIn(SignIn);
    /// Who is signed in.
    Account(AccountCard);
    /// All that is known of a collection.
    CollectionCard(CollectionCard);
    /// What is on the server of a collection.
    ServerCard(ServerCard);
    /// Who may use a collection.
    AccessCard(AccessCard);
    /// Registering hemi, when there is no client id.
    RegisterClient(RegisterClient);
    /// What happened to a task.
    TaskLog(TaskLog);
    /// A saved submission.
    JobCard(JobCard);
    /// A question before something is given up.
    Confirm(Confirm);
    /// The name of something to be created or renamed.
    NameDialog(NameDialog);
    /// Changing permissions.
    Chmod(Chmod);
    /// A message in full.
    Message(Message);
    /// What the terminal says of itself, and what keys send.
    Doctor(Doctor);
    /// Typing a part of a name.
    NameField(NameField);
    /// Typing a place.
    PlaceField(PlaceField);
    /// Typing which entries to mark or unmark.
    MarkField(MarkField);
    /// An entry in full.
    Viewer(Viewer);
    /// Finding names that were seen before.
    KnownNames(KnownNames);
    /// Finding entries below a directory.
    FindBelow(FindBelowDialog);
    /// All marks of a pane.
    Basket(Basket);
    /// Typing the path of a file of transfers.
    BatchField(BatchField);
    /// How to compare the two panes, and what was found.
    Compare(Compare);
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

/// Why an overlay goes away.
#[derive(Debug)]
pub enum CloseAction {
    /// It was left, or there is nothing more to do.
    Closed,
    /// List the guides.
    ListGuides,
    /// Show this guide.
    ReadGuide(&'static Guide),
    /// Do this, where it applies.
    Run(&'static Command, Args),
    /// Open this store in the pane.
    Open(Arc<StoreInfo>),
    /// Open this directory of a store in the pane, with the cursor on that entry.
    OpenAt(Arc<StoreInfo>, StorePath, EntryName),
    /// Open this place in the pane.
    OpenSpec(PlaceSpec),
    /// Open this place in the pane, or bring back what was typed.
    OpenTyped(Box<TypedPlace>),
    /// Put the cursor of the pane that shows this place on that entry.
    ShowEntry(Place, Untrusted),
    /// Go to that directory, and put the cursor on that entry.
    GoToEntry(Place, Option<Untrusted>),
    /// Plan the transfer of all marks of the pane's store.
    PlanMarked,
    /// Ask for the path of a file of transfers.
    AskBatch(BatchUse),
    /// Mark what such a file names.
    MarkBatch(Vec<BatchItem>),
    /// Show all marks again, and say this.
    BackToBasket(SafeText),
    /// Submit this.
    Confirmed(Box<ConfirmedPlan>),
    /// Delete this, which follows what is chosen in its pane or does not.
    Delete(Box<ConfirmedDelete>, bool),
    /// Undo the last change.
    Undo,
    /// Cancel this job.
    CancelJob(CancelJob),
    /// Drop this saved submission.
    DropJob(DropJob),
    /// Ask whether to remove this bookmark.
    AskRemoveBookmark(BookmarkId, Untrusted, SafeText),
    /// Remove this bookmark.
    RemoveBookmark(RemoveBookmark),
    /// Ask for another name of this bookmark.
    RenameBookmark(BookmarkId, Untrusted, SafeText),
    /// Show all that is known of this collection.
    ShowDetails(Arc<StoreInfo>),
    /// The same, and come back to the places.
    ShowDetailsOf(Arc<StoreInfo>),
    /// Show what is on the server of this collection, and come back to its details.
    ShowServer(Arc<StoreInfo>),
    /// Show who may use this collection.
    ShowAccess(Arc<StoreInfo>),
    /// Ask for the name of a guest collection on this directory.
    CreateGuest(Arc<StoreInfo>, StorePath),
    /// Sign in for the consent that this collection needs, and come back to it.
    ConsentTo(Box<Need>, Arc<StoreInfo>),
    /// Ask whether to revoke this rule for that path of a collection.
    AskRevoke(Box<RevokeAccess>, SafeText, Arc<StoreInfo>),
    /// Revoke this rule.
    Revoke(RevokeAccess),
    /// Create this directory in the other pane's place, where the active pane is already; none: browse separately.
    CreateCounterpart(Option<Place>),
    /// Open this directory of a collection, with the cursor on that name.
    OpenKnown(CollectionId, StorePath, EntryName),
    /// Set when these were modified to now.
    Touch(TouchEntries),
    /// Leave hemi.
    Quit,
    /// Sign in so that this is satisfied.
    SignInFor(Box<Need>),
    /// End the sign-in.
    SignOut,
    /// Start again with another profile.
    SwitchProfile(ProfileName),
}

/// What an overlay has the active pane do while it stays open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaneEdit {
    /// Show the entries only whose names match this; all where it is blank.
    Filter(String),
    /// Have the service list the names only that match; all where there is no filter.
    FilterAtService(Option<ServiceFilter>),
    /// Put the cursor on the next name that matches this; where it was where it is blank.
    Find(String),
    /// Go to the next match, or the one before where negative.
    FindAgain(isize),
    /// Move the cursor by so many rows.
    Move(isize),
    /// Mark these entries of the store shown, which may be in other directories, or take their marks off.
    MarkFound(Vec<Found>, bool),
    /// Count the entries that are meant, which are to be marked or unmarked; none where nothing is meant yet.
    CountMatching(Option<Arc<Criteria>>, bool),
    /// Mark or unmark those.
    MarkMatching,
    /// Take the mark of an entry off, or all marks of its directory.
    Unmark(Place, Option<Untrusted>),
    /// Take all marks of all directories off.
    UnmarkAll,
    /// Compare the two panes.
    Compare(CompareBy),
    /// Mark the rows that differ so from the other pane's.
    MarkDiffering(Differing),
    /// Take the comparison away, to compare anew.
    EndComparison,
    /// Give the keys to the other pane.
    SwitchPane,
}

/// What an overlay made of an input or a reply: set when it goes away, and why.
pub type Response = Option<CloseAction>;
