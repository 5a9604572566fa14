//! Reads what is known of a collection and who may use it, and changes the latter.

mod guest;
mod server;

use std::sync::Arc;

use super::context::ActorContext;
use super::problem::{self, Doing};
use super::session::Session;
use crate::app::requests::sharing::{
    ChangeAccess, CreateGuest, FindIdentity, GrantAccess, Grantee, ReadCollection, ReadGateway, ReadGroups,
    ReadRules, ReadServer, RevokeAccess, SharedWith, SharingRequest,
};
use crate::domain::ids::{CollectionId, IdentityId, RequestId};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::server::Told;
use crate::domain::sharing::{CollectionDetails, FoundIdentity, Principal, Role};
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::auth::lookup;
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::groups;
use crate::globus::transfer::access::NewRule;
use crate::globus::transfer::{access, details, pause_rules};
use crate::safe;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &SharingRequest) -> Doing {
    match request {
        SharingRequest::ReadCollection(_) => "read what is known of the collection".into(),
        SharingRequest::ReadGateway(_) => "read the storage gateway of the collection".into(),
        SharingRequest::ReadServer(_) => "read what is on the server of the collection".into(),
        SharingRequest::ReadRules(_) => "read who may use the collection".into(),
        SharingRequest::FindIdentity(call) => safe!("look up {}", call.text.sanitized()),
        SharingRequest::ReadGroups(_) => "read your groups".into(),
        SharingRequest::GrantAccess(call) => {
            safe!("let {} use {}", call.who, call.path.sanitized())
        }
        SharingRequest::ChangeAccess(call) => safe!("change the rule for {}", call.who),
        SharingRequest::RevokeAccess(call) => safe!("revoke the rule for {}", call.who),
        SharingRequest::CreateGuest(call) => safe!("create the guest collection {}", call.name.sanitized()),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &SharingRequest) {
    let doing = doing(request);
    let Some(session) = cx.session_or_fail(id, &doing, |problem| request.failed(problem)).await else {
        return;
    };
    let reading = session.globus.with_retry_listener(cx.tell_retries(id));
    match request {
        SharingRequest::ReadCollection(call) => {
            let end = collection(&reading, call.id).await.map(Box::new);
            cx.done_as::<ReadCollection>(&session, id, end.map_err(|e| problem::of_api(&e, &doing))).await;
        }
        SharingRequest::ReadGateway(call) => {
            let end = server::gateway(&reading, call).await.map_err(|e| problem::of_api(&e, &doing));
            cx.done_as::<ReadGateway>(&session, id, end).await;
        }
        SharingRequest::ReadServer(call) => {
            let end = server::tree(&reading, call.collection).await.map(Box::new);
            cx.done_as::<ReadServer>(&session, id, end.map_err(|e| problem::of_api(&e, &doing))).await;
        }
        SharingRequest::ReadRules(call) => {
            let end = rules(&reading, call.id).await.map(Box::new);
            cx.done_as::<ReadRules>(&session, id, end.map_err(|e| problem::of_api(&e, &doing))).await;
        }
        SharingRequest::FindIdentity(call) => {
            let end = identity(&reading, &call.text, &doing).await;
            cx.done_as::<FindIdentity>(&session, id, end).await;
        }
        SharingRequest::ReadGroups(ReadGroups) => {
            let end = groups::my_groups(&reading).await.map_err(|e| problem::of_api(&e, &doing));
            cx.done_as::<ReadGroups>(&session, id, end).await;
        }
        SharingRequest::GrantAccess(call) => {
            let end = grant(&session, call, &doing).await;
            cx.done_as::<GrantAccess>(&session, id, end).await;
        }
        SharingRequest::ChangeAccess(call) => {
            let (rule, globus) = (&call.rule, &session.globus);
            let end = access::update(globus, call.collection, rule, call.write, call.expires).await;
            let end = end.map(|()| call.who.clone()).map_err(|e| problem::of_api(&e, &doing));
            cx.done_as::<ChangeAccess>(&session, id, end).await;
        }
        SharingRequest::RevokeAccess(call) => {
            let end = access::remove(&session.globus, call.collection, &call.rule).await;
            let end = end.map(|()| call.who.clone()).map_err(|e| problem::of_api(&e, &doing));
            cx.done_as::<RevokeAccess>(&session, id, end).await;
        }
        SharingRequest::CreateGuest(call) => {
            let end = guest::create(&session, call).await;
            cx.done_as::<CreateGuest>(&session, id, end.map_err(|e| guest::problem(&e, call, &doing))).await;
        }
    }
}

/// A collection with those who have roles on it, where the user may see them.
async fn collection(globus: &Globus, id: CollectionId) -> Result<CollectionDetails, ApiError> {
    let (found, roles, pauses) = tokio::join!(
        details::details(globus, id),
        details::roles(globus, id),
        pause_rules::pause_rules(globus, id)
    );
    let mut found = found?;
    found.pause_rules = server::told(pauses).unwrap_or(Told::Unknown);
    // Without a role on it they cannot be seen: that is no error.
    if let Ok(roles) = roles {
        let names = names(globus, roles.iter().map(|(principal, _)| *principal)).await;
        let role = |(principal, role)| {
            let who = names.of(principal).unwrap_or_else(|| Principal::label(&principal));
            Role { who, role }
        };
        found.managers = Some(roles.into_iter().map(role).collect());
    }
    Ok(found)
}

async fn rules(globus: &Globus, id: CollectionId) -> Result<SharedWith, ApiError> {
    let found = details::details(globus, id).await?;
    if found.why_not_share().is_some() {
        return Ok(SharedWith { details: found, rules: Vec::new() });
    }
    let mut rules = access::access_list(globus, id).await?;
    let names = names(globus, rules.iter().filter_map(|rule| rule.principal)).await;
    for rule in &mut rules {
        rule.title = rule.principal.and_then(|principal| names.of(principal));
    }
    Ok(SharedWith { details: found, rules })
}

/// What identities and groups are called.
struct Names {
    identities: Vec<FoundIdentity>,
    groups: Vec<crate::domain::sharing::Group>,
}

impl Names {
    fn of(&self, principal: Principal) -> Option<SafeText> {
        match principal {
            Principal::Identity(id) => {
                self.identities.iter().find(|one| one.id == Some(id)).map(FoundIdentity::title)
            }
            Principal::Group(id) => {
                let found = self.groups.iter().find(|one| one.id == id)?;
                Some(safe!("group {}", found.name.sanitized()))
            }
            Principal::AllUsers | Principal::Anonymous => None,
        }
    }
}

/// Best effort: without a name the id is shown. Groups are asked for where the user has allowed it already.
async fn names(globus: &Globus, of: impl Iterator<Item = Principal>) -> Names {
    let all: Vec<Principal> = of.collect();
    let ids = all.iter().filter_map(|one| match one {
        Principal::Identity(id) => Some(*id),
        _ => None,
    });
    let mut ids: Vec<IdentityId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let has_groups = all.iter().any(|one| matches!(one, Principal::Group(_)));
    let groups =
        async { if has_groups { groups::my_groups(globus).await.unwrap_or_default() } else { Vec::new() } };
    let (identities, groups) = tokio::join!(lookup::by_ids(globus, &ids), groups);
    Names { identities: identities.unwrap_or_default(), groups }
}

/// The identity of that username or id.
async fn identity(globus: &Globus, text: &Untrusted, doing: &Doing) -> Result<FoundIdentity, Problem> {
    let raw = text.raw_str().unwrap_or_default().trim();
    let failed = |e: ApiError| problem::of_api(&e, doing);
    if let Ok(id) = raw.parse::<IdentityId>() {
        let found = lookup::by_ids(globus, &[id]).await.map_err(failed)?;
        return found.into_iter().next().ok_or_else(|| {
            Problem::new(
                ProblemKind::NotFound,
                safe!("Could not {}: Globus knows no identity with this id.", *doing),
                "Check the id, or type the username instead.",
            )
        });
    }
    let found = lookup::by_username(globus, raw, false).await.map_err(failed)?;
    let new = || FoundIdentity { id: None, username: Untrusted::new(raw), name: None, organization: None };
    match found {
        Some(found) => Ok(found),
        None if raw.contains('@') => Ok(new()),
        None => Err(Problem::new(
            ProblemKind::NotFound,
            safe!("Could not {}: Globus knows no such username.", *doing),
            "Type it whole, with the part after @: mostly the e-mail address of an organisation.",
        )),
    }
}

async fn grant(session: &Session, call: &GrantAccess, doing: &Doing) -> Result<SafeText, Problem> {
    let globus = &session.globus;
    let failed = |e: ApiError| match e.kind {
        ErrorKind::Conflict | ErrorKind::Exists => Problem::new(
            ProblemKind::Refused,
            safe!("Could not {}: there is a rule for them and this directory already.", *doing),
            "Change that rule instead.",
        ),
        _ => problem::of_api(&e, doing),
    };
    let principal = match &call.to {
        Grantee::Known(principal) => *principal,
        Grantee::NewIdentity(username) => {
            let raw = username.raw_str().unwrap_or_default();
            let found = lookup::by_username(globus, raw, true).await.map_err(failed)?;
            let id = found.and_then(|one| one.id);
            id.map(Principal::Identity).ok_or_else(|| {
                Problem::new(
                    ProblemKind::Refused,
                    safe!("Could not {}: Globus gives this username no identity.", *doing),
                    "Check how it is written.",
                )
            })?
        }
    };
    let rule = NewRule {
        principal,
        path: call.path.clone(),
        write: call.write,
        expires: call.expires,
        notify: call.notify.clone(),
    };
    access::create(globus, call.collection, &rule).await.map_err(failed)?;
    Ok(call.who.clone())
}
