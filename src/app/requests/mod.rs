//! The table of requests: the only place that makes an id, drops a stale reply, cancels when an owner goes away,
//! knows how long a request takes and how often it was tried, parks what a service wants something for first, adds up
//! what one sign-in can satisfy, and repeats exactly the parked requests after it.
//!
//! Each topic has a file with its calls and replies. Start with [`Requests`], then [`call`], then a topic such as
//! [`fs`]. It does not know panes, overlays or services.

pub mod account;
pub mod attributes;
pub mod batch;
mod blocked;
pub mod bookmarks;
mod call;
pub mod fs;
pub mod known_names;
pub mod login;
pub mod progress;
pub mod removal;
pub mod saved_session;
pub mod search;
pub mod service;
pub mod sharing;
mod slot;
pub mod task;
pub mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;

use account::{AccountReply, AccountRequest};
use attributes::{AttributesReply, AttributesRequest};
use batch::{BatchReply, BatchRequest};
use blocked::Blocked;
use bookmarks::{BookmarksReply, BookmarksRequest};
use fs::{FsReply, FsRequest};
use known_names::{KnownNamesReply, KnownNamesRequest};
use login::{BeginLogin, LoginReply, LoginRequest};
use progress::RequestProgress;
use removal::{RemovalReply, RemovalRequest};
use saved_session::{SavedSessionReply, SavedSessionRequest};
use search::{SearchReply, SearchRequest};
use service::{ServiceReply, ServiceRequest};
use sharing::{SharingReply, SharingRequest};
use task::{TaskReply, TaskRequest};
use tree::{TreeReply, TreeRequest};

pub use call::{Call, Part, PartOf, Policy};
pub use slot::{Owner, Purpose, Slot, TabId};

use crate::domain::ids::RequestId;
use crate::domain::place::StoreId;
use crate::domain::problem::Problem;
use crate::domain::requirement::Requirement;
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;

macro_rules! topics {
    ($($(#[$doc:meta])* $topic:ident: $request:ident, $reply:ident;)+) => {
        /// A request to the outside.
        #[derive(Clone, Debug)]
        pub enum Request { $($(#[$doc])* $topic($request),)+ }

        /// A piece of the answer to a request.
        #[derive(Clone, Debug)]
        pub enum Reply { $($(#[$doc])* $topic($reply),)+ }

        impl Request {
            /// The name of the call.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$topic(request) => request.kind(),)+ }
            }

            /// What becomes of it without its owner, and after a sign-in.
            pub fn policy(&self) -> Policy {
                match self { $(Self::$topic(request) => request.policy(),)+ }
            }

            /// The reply that says that it failed.
            pub fn failed(&self, problem: Problem) -> Reply {
                match self { $(Self::$topic(request) => request.failed(problem),)+ }
            }
        }

        impl Reply {
            /// The name of the call it answers.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$topic(reply) => reply.kind(),)+ }
            }

            /// How the call ended, if this is its end.
            pub fn end(&self) -> Option<Result<(), &Problem>> {
                match self { $(Self::$topic(reply) => reply.end(),)+ }
            }
        }
    };
}

topics! {
    /// Stores.
    Fs: FsRequest, FsReply;
    /// Everything below a directory.
    Tree: TreeRequest, TreeReply;
    /// Deleting entry by entry.
    Removal: RemovalRequest, RemovalReply;
    /// Permissions and times of entries.
    Attributes: AttributesRequest, AttributesReply;
    /// The search for collections.
    Search: SearchRequest, SearchReply;
    /// Changes of the bookmarks.
    Bookmarks: BookmarksRequest, BookmarksReply;
    /// What is known of collections, and who may use them.
    Sharing: SharingRequest, SharingReply;
    /// Names that were seen before.
    KnownNames: KnownNamesRequest, KnownNamesReply;
    /// Files of transfers.
    Batch: BatchRequest, BatchReply;
    /// Tasks.
    Task: TaskRequest, TaskReply;
    /// The account.
    Account: AccountRequest, AccountReply;
    /// Signing in and out.
    Login: LoginRequest, LoginReply;
    /// The way to the services.
    Service: ServiceRequest, ServiceReply;
    /// What a run leaves for the next one.
    SavedSession: SavedSessionRequest, SavedSessionReply;
}

impl Request {
    /// Whether what else is asked of a service goes first: nobody waits for it, or it takes many requests.
    pub fn is_background(&self) -> bool {
        match self {
            Self::Fs(request) => request.is_background(),
            Self::Tree(_) => true,
            _ => false,
        }
    }
}

/// A request that was sent and has not ended.
#[derive(Debug)]
struct Open {
    slot: Slot,
    kind: &'static str,
    policy: Policy,
    /// Kept to be repeated, where that may be.
    request: Option<Arc<Request>>,
    progress: RequestProgress,
    /// What the sign-in satisfied after which it was repeated.
    satisfied: Option<Requirement>,
}

/// A reply that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Who waits, and for what.
    pub slot: Slot,
    /// Whether it asks for what the last sign-in has satisfied already.
    pub again: bool,
    /// What the sign-in satisfied after which it was repeated, if it was.
    pub satisfied: Option<Requirement>,
    /// The store that it may have changed.
    pub changed: Option<StoreId>,
}

/// A request to be sent.
#[derive(Debug)]
pub struct Outgoing {
    /// Its id.
    pub id: RequestId,
    /// The request.
    pub request: Arc<Request>,
    /// The request it takes the place of: to be cancelled.
    pub replaced: Option<RequestId>,
}

/// All requests that are open, or parked until a sign-in.
#[derive(Debug, Default)]
pub struct Requests {
    last_id: u64,
    open: BTreeMap<RequestId, Open>,
    blocked: Vec<Blocked>,
    /// Those of an overlay that a sign-in covers.
    set_aside: Vec<Blocked>,
}

impl Request {
    /// The store in which it creates, renames or removes something.
    fn changes(&self) -> Option<StoreId> {
        match self {
            Self::Fs(request) => request.changes(),
            Self::Attributes(request) => request.changes(),
            _ => None,
        }
    }
}

impl Requests {
    /// Opens a request in a slot. An older one there is replaced, and one that was parked there is forgotten.
    pub fn open(&mut self, slot: Slot, request: impl Into<Request>, at: Timestamp) -> Outgoing {
        self.blocked.retain(|blocked| blocked.slot != slot);
        self.add(slot, Arc::new(request.into()), None, at)
    }

    fn add(
        &mut self,
        slot: Slot,
        request: Arc<Request>,
        satisfied: Option<Requirement>,
        at: Timestamp,
    ) -> Outgoing {
        let replaced = self.cancel(slot);
        self.last_id = self.last_id.saturating_add(1);
        let id = RequestId(self.last_id);
        let policy = request.policy();
        // What a sign-in satisfies is read from its own request; a code is not kept.
        let keeps = match policy {
            Policy::Read | Policy::Write => true,
            Policy::Login => BeginLogin::of(&request).is_some(),
            Policy::Submission => false,
        };
        let kept = keeps.then(|| Arc::clone(&request));
        let progress = RequestProgress::new(at);
        self.open.insert(id, Open { slot, kind: request.kind(), policy, request: kept, progress, satisfied });
        Outgoing { id, request, replaced }
    }

    /// An open request is waited for in another slot from now on, and counts as begun now. Its id, and that of the request
    /// it takes the place of.
    pub fn hand_over(
        &mut self,
        from: Slot,
        to: Slot,
        request: impl Into<Request>,
        at: Timestamp,
    ) -> Option<(RequestId, Option<RequestId>)> {
        let id = self.id(from)?;
        self.blocked.retain(|blocked| blocked.slot != to);
        let replaced = self.cancel(to);
        let open = self.open.get_mut(&id)?;
        (open.slot, open.progress) = (to, RequestProgress::new(at));
        open.request = Some(Arc::new(request.into()));
        Some((id, replaced))
    }

    /// The slot is not waited for any longer; the request to be cancelled, if there is one. A request that changes
    /// something continues in the background.
    pub fn cancel(&mut self, slot: Slot) -> Option<RequestId> {
        let id = self.id(slot)?;
        let open = self.open.get_mut(&id)?;
        match open.policy {
            Policy::Read | Policy::Login => self.open.remove(&id).map(|_| id),
            Policy::Write | Policy::Submission => {
                open.slot.owner = Owner::Background;
                None
            }
        }
    }

    /// An owner went away: its requests to be cancelled. Nothing of it is repeated later.
    pub fn close(&mut self, owner: Owner) -> Vec<RequestId> {
        self.blocked.retain(|blocked| blocked.slot.owner != owner);
        let slots: Vec<Slot> =
            self.open.values().map(|open| open.slot).filter(|slot| slot.owner == owner).collect();
        slots.into_iter().filter_map(|slot| self.cancel(slot)).collect()
    }

    /// Takes a reply: `None` when no slot waits for it. A request that failed because a sign-in, a consent or another
    /// session is required is parked.
    pub fn receive(&mut self, id: RequestId, reply: &Reply, at: Timestamp) -> Option<Received> {
        let open = self.open.get_mut(&id)?;
        if open.kind != reply.kind() {
            debug_assert!(false, "a reply to {} for {}", reply.kind(), open.kind);
            return None;
        }
        let slot = open.slot;
        let changed = open.request.as_deref().and_then(Request::changes);
        let Some(end) = reply.end() else {
            open.progress.heard(at);
            return Some(Received { slot, again: false, satisfied: None, changed });
        };
        let open = self.open.remove(&id)?;
        let mut again = false;
        if let Err(problem) = end
            && problem.is_met_by_signing_in()
            && matches!(open.policy, Policy::Read | Policy::Write)
            && !slot.is_ahead()
        {
            again = self.block(slot, open.request, problem.requirement.as_deref(), open.satisfied.clone());
        }
        Some(Received { slot, again, satisfied: open.satisfied, changed })
    }

    /// A request is tried again; the slot that waits for it, if one does.
    pub fn retry(&mut self, id: RequestId, next: u32, because: SafeText) -> Option<Slot> {
        let open = self.open.get_mut(&id)?;
        open.progress.retry(next, because);
        Some(open.slot)
    }

    /// The id a slot waits for.
    pub fn id(&self, slot: Slot) -> Option<RequestId> {
        self.open.iter().find(|(_, open)| open.slot == slot).map(|(id, _)| *id)
    }

    /// Whether a slot waits for a reply.
    pub fn is_open(&self, slot: Slot) -> bool {
        self.id(slot).is_some()
    }

    /// The slots that wait for a reply.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.open.values().map(|open| open.slot)
    }

    /// The progress of the request of a slot, where the screen shows it.
    pub fn progress(&self, slot: Slot) -> Option<&RequestProgress> {
        let open = self.open.get(&self.id(slot)?)?;
        Some(&open.progress).filter(|_| slot.shows_progress())
    }

    /// When the words about a request change next.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let told = self.open.values().filter(|open| open.slot.shows_progress());
        told.map(|open| open.progress.next_wake()).min()
    }

    /// Updates the words about requests; whether any changed.
    pub fn wake(&mut self, at: Timestamp) -> bool {
        let mut changed = false;
        for open in self.open.values_mut().filter(|open| open.slot.shows_progress()) {
            changed |= open.progress.wake(at);
        }
        changed
    }

    /// A sign-in worked: closes those under way; what they were to satisfy.
    pub fn end_logins(&mut self) -> Option<Requirement> {
        let mut satisfied: Option<Requirement> = None;
        self.open.retain(|_, open| {
            if let Some(login) = open.request.as_deref().and_then(BeginLogin::of)
                && let Some(more) = &login.requirement
            {
                // Two sign-ins of which one was given up satisfy only the later one's.
                satisfied = Some((**more).clone());
            }
            open.policy != Policy::Login
        });
        satisfied
    }

    /// Repeats what is parked, each under its slot, now that a sign-in has satisfied something. An application does
    /// not repeat what was refused again: that would never end.
    pub fn repeat(
        &mut self,
        satisfied: Option<&Requirement>,
        by_a_person: bool,
        at: Timestamp,
    ) -> Vec<Outgoing> {
        let mut outgoing = Vec::new();
        for mut blocked in std::mem::take(&mut self.blocked) {
            let covered = blocked.is_covered_by(satisfied).then(|| satisfied.cloned()).flatten();
            let repeats = by_a_person || !blocked.again;
            match blocked.request.take_if(|_| repeats) {
                Some(request) => outgoing.push(self.add(blocked.slot, request, covered, at)),
                None => {
                    blocked.satisfied = covered.or(blocked.satisfied);
                    self.blocked.push(blocked);
                }
            }
        }
        outgoing
    }
}

#[cfg(test)]
mod tests;
