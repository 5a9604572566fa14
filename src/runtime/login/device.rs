//! The device flow: whether the service supports it, and polling until the user has signed in on the other device.

use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::{Failure, FlowResult, Login, LoginActor, problem};
use crate::app::requests::login::{BeginLogin, LoginStep, ProbeDeviceFlow};
use crate::domain::ids::RequestId;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::requirement::Requirement;
use crate::globus::auth::device::{DeviceFlow, Endpoint, discover};
use crate::globus::auth::flow::{Authorization, AuthorizationRequest};
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::error::ApiError;
use crate::globus::tokens::StoredTokens;

/// Whether the service supports the device flow. Read once, when a sign-in needs it.
#[derive(Default)]
pub(super) struct Devices {
    pub reading: JoinSet<Result<Option<Endpoint>, ApiError>>,
    known: Option<Option<Endpoint>>,
    /// The requests that wait for it.
    waiting: Vec<RequestId>,
}

impl LoginActor {
    /// Reports whether the service supports this method, now or once it is read; the other methods do not wait for
    /// it.
    pub(super) async fn probe_device_flow(&mut self, id: RequestId) {
        match (&self.devices.known, self.oauth()) {
            (Some(known), _) => self.cx.done::<ProbeDeviceFlow>(id, Ok(known.is_some())).await,
            (None, Some(oauth)) => {
                self.devices.waiting.push(id);
                if self.devices.reading.is_empty() {
                    self.devices.reading.spawn(async move { discover(&oauth).await });
                }
            }
            (None, None) => self.cx.done::<ProbeDeviceFlow>(id, Ok(false)).await,
        }
    }

    pub(super) async fn device_flow_read(
        &mut self,
        read: Result<Result<Option<Endpoint>, ApiError>, JoinError>,
    ) {
        let offered = match read {
            Ok(Ok(known)) => {
                let offered = known.is_some();
                self.devices.known = Some(known);
                Ok(offered)
            }
            Ok(Err(error)) => {
                tracing::debug!(%error, "the OpenID configuration could not be read");
                Err(problem::of_api(&error, &"read which sign-in methods Globus supports".into()))
            }
            Err(error) => return self.cx.report_panic::<()>("login", Err(error)).await,
        };
        for id in std::mem::take(&mut self.devices.waiting) {
            self.cx.finish(id);
            self.cx.done::<ProbeDeviceFlow>(id, offered.clone()).await;
        }
    }

    /// Gets a code to type, and polls until the user has typed it or the request is cancelled.
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
                "The service does not support codes for other devices.",
                "Choose another way to sign in.",
            );
            return self.failed(id, problem).await;
        };
        let cx = self.cx.clone();
        let asking = async move {
            let sign_in =
                DeviceFlow::begin(&oauth, &endpoint, &AuthorizationRequest::usual(need.map(|need| *need)))
                    .await?;
            let step = LoginStep::DeviceCode(sign_in.code().clone());
            cx.partial::<BeginLogin>(id, step).await;
            sign_in.finish().await
        };
        self.work.spawn(async move {
            let signed_in = tokio::select! {
                () = cancelled.cancelled() => return FlowResult { login: id, code: None, outcome: None },
                signed_in = asking => signed_in.map_err(|error| (error.problem(), false)),
            };
            FlowResult { login: id, code: None, outcome: Some(kept(signed_in, tokens).await) }
        });
    }
}

async fn kept(signed_in: Result<Authorization, Failure>, tokens: StoredTokens) -> Result<Login, Failure> {
    let account = tokens.keep(signed_in?).await.map_err(|error| (error.problem(), false))?;
    Ok((account, std::sync::Arc::new(tokens)))
}
