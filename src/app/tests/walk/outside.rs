//! The services as a random walk needs them: they know what they were asked, and answer all of it in any order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::kit::*;
use super::Random;
use super::answers::{Answer, attributes, done, fs, login, partial, removal, requirement, sharing, tasks};
use crate::app::requests::account::AccountRequest;
use crate::app::requests::batch::{BatchRequest, ReadBatch, WriteBatch, Written};
use crate::app::requests::bookmarks::{AddBookmark, BookmarksRequest, RemoveBookmark, RenameBookmark};
use crate::app::requests::known_names::{FindNames, KnownNamesRequest};
use crate::app::requests::login::LoginRequest;
use crate::app::requests::removal::RemoveEntries;
use crate::app::requests::saved_session::SavedSessionRequest;
use crate::app::requests::search::{ReadBookmarks, SearchRequest};
use crate::app::requests::service::{ServiceRequest, TryNow};
use crate::app::requests::tree::{FindBelow, FoundBelow, FoundEnd, Measure, Measured, TreeRequest};
use crate::app::requests::{Purpose, Slot};
use crate::domain::bookmark::{Bookmark, UnusablePath};
use crate::domain::ids::RequestId;
use crate::domain::path::StorePath;
use crate::domain::pause::ServicePause;
use crate::domain::plan::SEEN_FOR;
use crate::domain::task::TaskStatus;
use crate::domain::text::Untrusted;
use crate::domain::tree::TreeSize;

/// What was asked, and what became of it.
#[derive(Default)]
pub struct Outside {
    open: BTreeMap<RequestId, Arc<Request>>,
    /// Requests that ended or were cancelled.
    ended: Vec<(RequestId, Arc<Request>)>,
    /// When the overlay on top was first shown as it is now.
    shown: Option<u64>,
    answered: BTreeSet<&'static str>,
}

impl Outside {
    /// As an app has it that asked nothing but for its account.
    pub fn of(rig: &Rig) -> Self {
        let mut outside = Self::default();
        if let Some(id) = rig.app.requests().id(Slot::background(Purpose::read::<ReadAccount>())) {
            outside.open.insert(id, Arc::new(ReadAccount.into()));
        }
        outside
    }

    pub fn open(&self) -> usize {
        self.open.len()
    }

    pub fn owes(&self, id: RequestId) -> bool {
        self.open.contains_key(&id)
    }

    /// The kinds of requests that were answered.
    pub fn answered(self) -> BTreeSet<&'static str> {
        self.answered
    }

    pub fn overlay_shown(&mut self, at: u64) {
        self.shown.get_or_insert(at);
    }

    pub fn overlay_closed(&mut self) {
        self.shown = None;
    }

    /// Takes what the app asked for.
    pub fn take(&mut self, rig: &mut Rig, after_a_key: bool) {
        for effect in rig.take() {
            match effect {
                Effect::Send { id, request } => {
                    let deletes =
                        SubmitDelete::of(&request).is_some() || RemoveEntries::of(&request).is_some();
                    if Submit::of(&request).is_some() || deletes {
                        assert!(after_a_key, "only a key submits");
                        let shown = self.shown.expect("a plan was submitted that was never shown");
                        let ago = rig.now - shown;
                        assert!(ago >= SEEN_FOR.as_millis() as u64, "submitted {ago} ms after it was shown");
                    }
                    let is_new = !self.ended.iter().any(|(ended, _)| *ended == id);
                    assert!(is_new && self.open.insert(id, request).is_none(), "an id is used twice");
                }
                Effect::Cancel(id) => {
                    let request = self.open.remove(&id).expect("a request was cancelled that is not open");
                    self.ended.push((id, request));
                }
                Effect::Hurry(id) => assert!(self.open.contains_key(&id), "a closed request is hurried"),
                Effect::Watch(_) | Effect::Terminal(_) | Effect::Exit(_) => {}
            }
        }
    }

    /// Answers one open request, whole or in part.
    pub fn answer(&mut self, rig: &mut Rig, random: &mut Random) {
        let ids: Vec<RequestId> = self.open.keys().copied().collect();
        if ids.is_empty() {
            return;
        }
        let id = random.choose(&ids);
        let request = Arc::clone(&self.open[&id]);
        self.answered.insert(request.kind());
        let event = match answer(&request, random) {
            Answer::Continues(reply) => Event::Reply { id, reply },
            Answer::Ends(reply) => {
                self.open.remove(&id);
                self.ended.push((id, request));
                Event::Reply { id, reply }
            }
            Answer::SignedIn => self.signed_in(),
        };
        rig.event(event);
    }

    /// A second answer to a request that ended, or a late one to a request that was cancelled: nothing follows.
    pub fn repeat_an_answer(&mut self, rig: &mut Rig, random: &mut Random) {
        if self.ended.is_empty() {
            return;
        }
        let (id, request) = random.choose(&self.ended);
        let (Answer::Continues(reply) | Answer::Ends(reply)) = answer(&request, random) else { return };
        // What is due now is no effect of the reply.
        let effects = rig.app.wake(at(rig.now));
        rig.effects.extend(effects);
        self.take(rig, false);
        let was_dirty = rig.app.is_dirty();
        rig.event(Event::Reply { id, reply });
        assert!(rig.effects.is_empty(), "a reply to an ended {} had an effect", request.kind());
        assert_eq!(rig.app.is_dirty(), was_dirty, "a reply to an ended {} changed something", request.kind());
    }

    /// Something that was not asked for.
    pub fn report(&mut self, random: &mut Random) -> Event {
        match random.below(10) {
            0 | 1 => listed(
                (0..random.below(9) as u128)
                    .map(|id| {
                        task(id, if random.one_in(2) { TaskStatus::Succeeded } else { TaskStatus::Active })
                    })
                    .collect(),
            ),
            2 => Event::Tasks(TasksEvent::JobsFailed(problem("no"))),
            3 => Event::Tasks(TasksEvent::Recovered { label: "late".into() }),
            4 => Event::Tasks(TasksEvent::RecoveryFailed(requirement(random))),
            5 => self.signed_in(),
            6 => sign_in_needed(),
            7 => Event::RateLimited(some_pauses(random)),
            8 => some_saved(random),
            _ => {
                let ids: Vec<RequestId> = self.open.keys().copied().collect();
                let id = if ids.is_empty() { RequestId(0) } else { random.choose(&ids) };
                Event::Retrying { id, next: 2 + random.below(4) as u32, because: "no answer".into() }
            }
        }
    }

    /// Every sign-in that is open has ended.
    fn signed_in(&mut self) -> Event {
        let is_login = |request: &Arc<Request>| {
            matches!(**request, Request::Login(LoginRequest::BeginLogin(_) | LoginRequest::UseLoginCode(_)))
        };
        let (logins, others) = std::mem::take(&mut self.open).into_iter().partition(|(_, one)| is_login(one));
        self.open = others;
        self.ended.extend::<BTreeMap<_, _>>(logins);
        Event::Auth(AuthEvent::SignedIn(account("ada@demo")))
    }
}

/// An answer to any request. Each kind has its arm, so that a new one cannot be forgotten.
fn answer(request: &Request, random: &mut Random) -> Answer {
    if random.one_in(5) {
        let problem = if random.one_in(2) { problem("no") } else { requirement(random) };
        return Answer::Ends(request.failed(problem));
    }
    match request {
        Request::Fs(request) => fs(request, random),
        Request::Removal(request) => removal(request, random),
        Request::Attributes(request) => attributes(request, random),
        Request::Search(SearchRequest::FindCollections(_)) => {
            let collections = vec![collection(1, "one"), collection(2, "two")];
            done::<FindCollections>(FoundCollections { collections, next: random.one_in(2).then_some(2) })
        }
        Request::Search(SearchRequest::ReadBookmarks(_)) => {
            let path = StorePath::parse("/data")
                .map_err(|reason| UnusablePath { text: Untrusted::default(), reason });
            let collection = collection(1, "one").id;
            let id = crate::domain::ids::BookmarkId::new(collection.uuid());
            done::<ReadBookmarks>(vec![Bookmark {
                id: Some(id),
                name: Untrusted::new("mine"),
                collection,
                path,
            }])
        }
        Request::Bookmarks(request) => match request {
            BookmarksRequest::AddBookmark(call) => done::<AddBookmark>(call.name.clone()),
            BookmarksRequest::RenameBookmark(call) => done::<RenameBookmark>(call.name.clone()),
            BookmarksRequest::RemoveBookmark(call) => done::<RemoveBookmark>(call.name.clone()),
        },
        Request::Sharing(request) => sharing(request),
        Request::Tree(TreeRequest::FindBelow(call)) => {
            let more =
                FoundBelow { looked: 1, waiting: call.directories.len() as u64, ..FoundBelow::default() };
            match random.one_in(2) {
                true => partial::<FindBelow>(more),
                false => done::<FindBelow>(FoundEnd { rest: call.directories.clone() }),
            }
        }
        Request::Tree(TreeRequest::Measure(call)) => {
            let size = TreeSize { files: 1, waiting: call.directories.len() as u64, ..call.so_far };
            match random.below(3) {
                0 => partial::<Measure>(size),
                1 => done::<Measure>(Measured { size, rest: call.directories.clone() }),
                _ => done::<Measure>(Measured { size: TreeSize { waiting: 0, ..size }, rest: Vec::new() }),
            }
        }
        Request::KnownNames(KnownNamesRequest::FindNames(_)) => match random.one_in(2) {
            true => partial::<FindNames>(Default::default()),
            false => done::<FindNames>(None),
        },
        Request::Batch(BatchRequest::ReadBatch(_)) => done::<ReadBatch>(Untrusted::new("a/b c\n-r d e\n")),
        Request::Batch(BatchRequest::WriteBatch(_)) => {
            done::<WriteBatch>(if random.one_in(2) { Written::Whole } else { Written::Exists })
        }
        Request::Task(request) => tasks(request, random),
        Request::Account(AccountRequest::ReadAccount(_)) => done::<ReadAccount>(Default::default()),
        Request::Account(AccountRequest::SaveSessionLimits(_)) => done::<SaveSessionLimits>(()),
        Request::Login(request) => login(request, random),
        Request::Service(ServiceRequest::TryNow(_)) => done::<TryNow>(()),
        Request::SavedSession(SavedSessionRequest::SaveSession(_)) => done::<SaveSession>(()),
        Request::SavedSession(SavedSessionRequest::RevertSession(_)) => done::<RevertSession>(()),
    }
}

/// One pause, or none.
fn some_pauses(random: &mut Random) -> Vec<ServicePause> {
    let pause = |until| ServicePause {
        service: "Transfer".into(),
        until,
        status: 429,
        message: "slow".into(),
        lists: true,
    };
    (0..random.below(2)).map(|_| pause(at(random.below(1_000_000) as u64))).collect()
}

/// A saved submission that is new, or one that is gone.
fn some_saved(random: &mut Random) -> Event {
    let number = 20 + random.below(4) as u128;
    let state = random.choose(&[
        JobState::Waiting(WaitReason::Offline),
        JobState::Foreign,
        JobState::TooOld,
        JobState::Submitting,
        JobState::SubmittingElsewhere,
        JobState::Waiting(WaitReason::RateLimited),
    ]);
    match random.below(3) {
        0 => {
            let gone = JobChange::Removed(saved(number, state).id);
            Event::Tasks(TasksEvent::Jobs(vec![gone]))
        }
        _ => reported(vec![saved(number, state)]),
    }
}
