//! The way to the services: a request that the user wants sent in spite of a pause.

use std::sync::Arc;

use super::context::{ActorContext, lock};
use super::problem::{self, Doing};
use crate::app::requests::service::{ServiceRequest, TryNow};
use crate::domain::ids::RequestId;
use crate::domain::problem::Problem;
use crate::globus::http::Http;
use crate::globus::rate_limit::TryNowError;

/// What a request does, for a sentence.
pub fn doing(request: &ServiceRequest) -> Doing {
    match request {
        ServiceRequest::TryNow(_) => "try a service that asked hemi to wait".into(),
    }
}

/// Answers one request.
pub async fn answer(cx: Arc<ActorContext>, id: RequestId, request: &ServiceRequest) {
    match request {
        ServiceRequest::TryNow(TryNow) => {
            let http = lock(&cx.http).clone();
            cx.done::<TryNow>(id, http.as_ref().map_or(Ok(()), try_now)).await;
        }
    }
}

/// Permits one request to each paused service; fails where none of them may be tried yet.
fn try_now(http: &Http) -> Result<(), Problem> {
    let tried: Vec<_> = http.pauses().into_iter().map(|pause| (http.try_now(&pause.peer), pause)).collect();
    let too_soon = tried.iter().filter_map(|(tried, pause)| match tried {
        Ok(()) | Err(TryNowError::NotPaused) => None,
        Err(TryNowError::TooSoon(wait)) => Some((pause, *wait)),
    });
    let too_soon: Vec<_> = too_soon.collect();
    match too_soon.first() {
        Some((pause, wait)) if too_soon.len() == tried.len() => Err(problem::tried_already(pause, *wait)),
        _ => Ok(()),
    }
}
