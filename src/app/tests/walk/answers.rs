//! Answers to the requests of each topic.

use std::sync::Arc;

use super::super::kit::*;
use super::Random;
use crate::app::overlay::samples;
use crate::app::requests::attributes::{
    AttributesRequest, ModesSet, ReadModes, SetModes, TouchEntries, Touched,
};
use crate::app::requests::fs::{Changed, FsRequest, MakeDirectories, MakeFile, RenameEntry};
use crate::app::requests::login::{LoginRequest, SaveClientId, UseLoginCode};
use crate::app::requests::removal::{
    ReadDeleteFacts, ReadEmpty, RemovalEnd, RemovalRequest, RemoveEmpty, RemoveEntries, RestoreEntries,
    Restored, StopRemoval,
};
use crate::app::requests::sharing::{
    ChangeAccess, CreateGuest, FindIdentity, GrantAccess, ReadCollection, ReadGateway, ReadGroups, ReadRules,
    ReadServer, RevokeAccess, SharedWith, SharingRequest,
};
use crate::app::requests::task::TaskRequest;
use crate::app::requests::{Part, Reply};
use crate::domain::account::DeviceCode;
use crate::domain::collection::EntityType;
use crate::domain::deletion::DeleteFacts;
use crate::domain::ids::CollectionId;
use crate::domain::job::{CancelOutcome, JobDetails};
use crate::domain::link::Link;
use crate::domain::path::EntryName;
use crate::domain::permissions::EntryMode;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::domain::server::{ServerTree, Told};
use crate::domain::sharing::FoundIdentity;
use crate::domain::text::Untrusted;

/// What an answer leaves behind.
pub(super) enum Answer {
    Continues(Reply),
    Ends(Reply),
    /// A successful sign-in, which is reported as an event and ends every open sign-in.
    SignedIn,
}

pub(super) fn done<C: Call>(reply: C::Reply) -> Answer {
    Answer::Ends(C::reply(Part::Done(Ok(reply))))
}

pub(super) fn partial<C: Call>(piece: C::Partial) -> Answer {
    Answer::Continues(C::reply(Part::Partial(piece)))
}

/// A consent for one of two collections is required first.
pub(super) fn requirement(random: &mut Random) -> Problem {
    let id = CollectionId::new(uuid::Uuid::from_u128(random.choose(&[JASMIN, LAPTOP])));
    let mut problem = Problem::new(ProblemKind::Requirement, "It requires a consent.", "Give it.");
    problem.requirement = Some(Box::new(Requirement::to_reach(id)));
    problem
}

pub(super) fn fs(request: &FsRequest, random: &mut Random) -> Answer {
    match request {
        FsRequest::Resolve(_) => {
            let store = store(1 + random.below(2) as u128, "c");
            done::<Resolve>(Resolved { store, path: None })
        }
        FsRequest::List(_) if !random.one_in(3) => {
            let names: Vec<String> = (0..random.below(30))
                .map(|_| format!("{}{}", random.below(100_000), if random.one_in(3) { "/" } else { "" }))
                .collect();
            partial::<List>(chunk(&names.iter().map(String::as_str).collect::<Vec<_>>()))
        }
        FsRequest::ReadHead(_) => done::<crate::app::requests::fs::ReadHead>(Default::default()),
        FsRequest::ReadDirectoryHead(_) => done::<crate::app::requests::fs::ReadDirectoryHead>(None),
        FsRequest::WatchDirectory(_) if random.one_in(2) => {
            partial::<crate::app::requests::fs::WatchDirectory>(())
        }
        FsRequest::WatchDirectory(_) => done::<crate::app::requests::fs::WatchDirectory>(()),
        FsRequest::ReadDetails(_) => done::<ReadDetails>(()),
        FsRequest::ReadAccess(ReadAccess { at }) => {
            done::<ReadAccess>(Access { at: at.clone(), writable: Some(random.one_in(2)) })
        }
        FsRequest::MakeDirectories(MakeDirectories { at, names }) => {
            let created = vec![at.path.join(&names[0])];
            let made = Changed { at: at.clone(), name: names[0].clone(), from: None, created };
            if random.one_in(4) { partial::<MakeDirectories>(made) } else { done::<MakeDirectories>(made) }
        }
        FsRequest::MakeFile(MakeFile { at, name }) => {
            done::<MakeFile>(Changed { at: at.clone(), name: name.clone(), from: None, created: Vec::new() })
        }
        FsRequest::RenameEntry(RenameEntry { at, from, to }) => done::<RenameEntry>(Changed {
            at: at.clone(),
            name: to.clone(),
            from: Some(from.clone()),
            created: Vec::new(),
        }),
        FsRequest::List(List { path: asked, .. }) => {
            let path = asked.clone().unwrap_or_else(|| path("/home/demo"));
            done::<List>(Listed {
                path,
                writable: None,
                free: None,
                truncated: random.one_in(9),
                unreadable: 0,
            })
        }
    }
}

pub(super) fn sharing(request: &SharingRequest) -> Answer {
    let name = Untrusted::new("shared");
    let guest = || samples::collection(1, &name, EntityType::Guest);
    match request {
        SharingRequest::ReadCollection(_) => {
            done::<ReadCollection>(Box::new(samples::sharing::details(guest())))
        }
        SharingRequest::ReadGateway(_) => done::<ReadGateway>(Told::Hidden),
        SharingRequest::ReadServer(_) => done::<ReadServer>(Box::new(ServerTree {
            endpoint: CollectionId::new(uuid::Uuid::from_u128(9)),
            name: Told::Unknown,
            manager: name.clone(),
            gateways: Told::Hidden,
            collections: Vec::new(),
        })),
        SharingRequest::ReadRules(_) => done::<ReadRules>(Box::new(SharedWith {
            details: samples::sharing::details(guest()),
            rules: samples::sharing::rules(&name),
        })),
        SharingRequest::FindIdentity(call) => done::<FindIdentity>(FoundIdentity {
            id: None,
            username: call.text.clone(),
            name: None,
            organization: None,
        }),
        SharingRequest::ReadGroups(_) => done::<ReadGroups>(Vec::new()),
        SharingRequest::GrantAccess(call) => done::<GrantAccess>(call.who.clone()),
        SharingRequest::ChangeAccess(call) => done::<ChangeAccess>(call.who.clone()),
        SharingRequest::RevokeAccess(call) => done::<RevokeAccess>(call.who.clone()),
        SharingRequest::CreateGuest(_) => done::<CreateGuest>(Arc::new((&guest()).into())),
    }
}

pub(super) fn tasks(request: &TaskRequest, random: &mut Random) -> Answer {
    match request {
        TaskRequest::Submit(_) if random.one_in(4) => done::<Submit>(Submission::Waits(requirement(random))),
        TaskRequest::Submit(_) if random.one_in(3) => {
            partial::<Submit>(JobId::new(uuid::Uuid::from_u128(random.below(9) as u128)))
        }
        TaskRequest::Submit(_) => done::<Submit>(Submission::Accepted { again: random.one_in(4) }),
        TaskRequest::SubmitDelete(_) if random.one_in(4) => {
            done::<SubmitDelete>(Submission::Waits(requirement(random)))
        }
        TaskRequest::SubmitDelete(_) if random.one_in(3) => {
            partial::<SubmitDelete>(JobId::new(uuid::Uuid::from_u128(random.below(9) as u128)))
        }
        TaskRequest::SubmitDelete(_) => {
            done::<SubmitDelete>(Submission::Accepted { again: random.one_in(4) })
        }
        TaskRequest::SendJob(_) if random.one_in(2) => {
            done::<SendJob>(Submission::Waits(requirement(random)))
        }
        TaskRequest::SendJob(_) => done::<SendJob>(Submission::Accepted { again: random.one_in(2) }),
        TaskRequest::DropJob(_) => done::<DropJob>(()),
        TaskRequest::CancelJob(_) => done::<CancelJob>(CancelOutcome::Accepted),
        TaskRequest::ReadJobDetails(_) => done::<ReadJobDetails>(JobDetails {
            lines: vec!["x".into()],
            items: Vec::new(),
            total: 0,
            file: "x".into(),
        }),
        TaskRequest::ReadTaskLog(_) => done::<ReadTaskLog>(Vec::new()),
    }
}

pub(super) fn attributes(request: &AttributesRequest, random: &mut Random) -> Answer {
    match request {
        AttributesRequest::ReadModes(call) => {
            let mode = |name: &EntryName| EntryMode {
                name: name.clone(),
                bits: (!random.one_in(4)).then(|| random.below(0o10000) as u16),
                directory: random.one_in(3),
            };
            done::<ReadModes>(call.names.iter().map(mode).collect())
        }
        AttributesRequest::SetModes(SetModes { at, steps }) => {
            let failed = steps.iter().skip(1).map(|step| (step.name.clone(), "no".into())).collect();
            done::<SetModes>(ModesSet { at: at.clone(), done: steps[..1].to_vec(), failed })
        }
        AttributesRequest::TouchEntries(TouchEntries { at, names }) => {
            done::<TouchEntries>(Touched { at: at.clone(), done: names.len(), failed: Vec::new() })
        }
    }
}

pub(super) fn removal(request: &RemovalRequest, random: &mut Random) -> Answer {
    match request {
        RemovalRequest::ReadDeleteFacts(_) => {
            let home = random.one_in(2).then(|| path("/home/demo"));
            done::<ReadDeleteFacts>(DeleteFacts { home, trash: random.one_in(2), ..DeleteFacts::default() })
        }
        RemovalRequest::RemoveEntries(_) if random.one_in(3) => {
            partial::<RemoveEntries>(random.below(1000) as u64)
        }
        RemovalRequest::RemoveEntries(RemoveEntries { plan, .. }) => done::<RemoveEntries>(RemovalEnd {
            at: plan.plan().directory().place().clone(),
            gone: plan.plan().items().iter().map(|item| item.name.clone()).collect(),
            trashed: Vec::new(),
            entries: 3,
            failed: Vec::new(),
            failures: random.below(2) as u64,
            holding: random.below(2) as u64,
            stopped: random.one_in(3),
        }),
        RemovalRequest::StopRemoval(_) => done::<StopRemoval>(()),
        RemovalRequest::RestoreEntries(call) => {
            done::<RestoreEntries>(Restored { back: call.trashed.len(), left: Vec::new() })
        }
        RemovalRequest::RemoveEmpty(call) => done::<RemoveEmpty>(call.paths.len()),
        RemovalRequest::ReadEmpty(_) => done::<ReadEmpty>(()),
    }
}

pub(super) fn login(request: &LoginRequest, random: &mut Random) -> Answer {
    let link = || Link::new("https://auth.example.org/a?state=1").unwrap();
    match request {
        LoginRequest::BeginLogin(login) => match random.below(6) {
            0 | 1 => partial::<BeginLogin>(LoginStep::Link { method: login.method, link: link() }),
            2 => partial::<BeginLogin>(LoginStep::DeviceCode(DeviceCode {
                user_code: Untrusted::new("ABCD-EFGH"),
                page: link(),
                whole: None,
                minutes: 10,
            })),
            _ => Answer::SignedIn,
        },
        LoginRequest::UseLoginCode(_) => done::<UseLoginCode>(()),
        LoginRequest::SignOut(_) => done::<SignOut>(random.one_in(2).then(|| problem("not revoked"))),
        LoginRequest::SaveClientId(_) => done::<SaveClientId>(()),
        LoginRequest::ProbeDeviceFlow(_) => done::<ProbeDeviceFlow>(random.one_in(2)),
    }
}
