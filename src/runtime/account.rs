//! The account: what the service reports of it, and the session limits saved for later runs.

use std::sync::Arc;

use super::context::{ActorContext, lock};
use super::problem::{self, Doing};
use super::session_limits;
use crate::app::requests::account::{AccountRequest, ReadAccount, SaveSessionLimits};
use crate::domain::ids::RequestId;
use crate::globus::auth::account;

/// What a request does, as the rest of "Could not ...".
pub fn doing(request: &AccountRequest) -> Doing {
    match request {
        AccountRequest::ReadAccount(_) => "read your account".into(),
        AccountRequest::SaveSessionLimits(_) => "save how long sign-ins count".into(),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &AccountRequest) {
    let doing = doing(request);
    let failed = |problem| request.failed(problem);
    match request {
        AccountRequest::ReadAccount(ReadAccount) => {
            let Some(session) = cx.session_or_fail(id, &doing, failed).await else { return };
            let asked = session.with_retry_listener(cx.tell_retries(id));
            let details = account::details(&asked.globus, &session.account).await;
            let details = details.map_err(|e| problem::of_api(&e, &doing));
            cx.done_as::<ReadAccount>(&session, id, details).await;
        }
        AccountRequest::SaveSessionLimits(SaveSessionLimits { limits }) => {
            let state = lock(&cx.state).clone();
            let limits = limits.clone();
            let write = move || state.map(|state| session_limits::write(&state, limits));
            // Best effort: a write that fails costs a warning in the log.
            if cx.tracker.spawn_blocking(write).await.is_err() {
                tracing::warn!("the observed session limits could not be saved");
            }
            cx.done::<SaveSessionLimits>(id, Ok(())).await;
        }
    }
}
