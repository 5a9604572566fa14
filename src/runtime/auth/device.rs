//! The way over another device: whether the service has it, and the asking until somebody signed in there.

use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::{Auth, Failure, Login};
use crate::app::event::Event;
use crate::domain::ids::RequestId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::globus::auth::device::{DeviceFlow, Endpoint, discover};
use crate::globus::auth::flow::{Authorization, AuthorizationRequest};
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::error::ApiError;
use crate::globus::tokens::StoredTokens;

/// What the service says of other devices. It is read once, and when a sign-in asks for it.
#[derive(Default)]
pub(super) struct Devices {
    pub reading: JoinSet<Result<Option<Endpoint>, ApiError>>,
    known: Option<Option<Endpoint>>,
}

impl Auth {
    /// Says whether there is this way, now or once it was read; the other ways do not wait for that.
    pub(super) async fn ways(&mut self) {
        match (&self.devices.known, self.oauth()) {
            (Some(known), _) => self.cx.emit(Event::DeviceFlowSupport { device: known.is_some() }).await,
            (None, Some(oauth)) if self.devices.reading.is_empty() => {
                self.devices.reading.spawn(async move { discover(&oauth).await });
            }
            (None, _) => {}
        }
    }

    pub(super) async fn ways_read(&mut self, read: Result<Result<Option<Endpoint>, ApiError>, JoinError>) {
        match read {
            Ok(Ok(known)) => {
                self.cx.emit(Event::DeviceFlowSupport { device: known.is_some() }).await;
                self.devices.known = Some(known);
            }
            // The next sign-in asks again.
            Ok(Err(error)) => tracing::debug!(%error, "the OpenID configuration could not be read"),
            Err(error) => self.cx.report_panic::<()>("auth", Err(error)).await,
        }
    }

    /// Gets a code to type, and asks until somebody typed it or nobody waits any more.
    pub(super) async fn begin_device(
        &mut self,
        id: RequestId,
        oauth: OAuth,
        tokens: StoredTokens,
        need: Option<Box<Requirement>>,
        cancelled: CancellationToken,
    ) {
        let Some(endpoint) = self.devices.known.clone().flatten() else {
            let problem = Problem::new(
                ProblemKind::SignIn,
                "The service has no codes for other devices.",
                "Take another way.",
            );
            return self.failed(id, (problem, false)).await;
        };
        let cx = self.cx.clone();
        let asking = async move {
            let sign_in =
                DeviceFlow::begin(&oauth, &endpoint, &AuthorizationRequest::usual(need.map(|need| *need)))
                    .await?;
            cx.emit(Event::DeviceReady { id, code: sign_in.code().clone() }).await;
            sign_in.finish().await
        };
        self.work.spawn(async move {
            let signed_in = tokio::select! {
                () = cancelled.cancelled() => return (id, None),
                signed_in = asking => signed_in.map_err(|error| (error.problem(), false)),
            };
            (id, Some(kept(signed_in, tokens).await))
        });
    }
}

async fn kept(signed_in: Result<Authorization, Failure>, tokens: StoredTokens) -> Result<Login, Failure> {
    let account = tokens.keep(signed_in?).await.map_err(|error| (error.problem(), false))?;
    Ok((account, std::sync::Arc::new(tokens)))
}
