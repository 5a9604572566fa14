//! Reports the jobs of all engines to the app.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use tokio::sync::watch;

use super::context::ActorContext;
use super::problem::submission::of_transfer;
use crate::app::event::{Event, TasksEvent};
use crate::domain::job::Pace;

/// Runs for as long as the program.
pub async fn run(cx: Arc<ActorContext>, pace: watch::Receiver<Pace>) {
    let engines = cx.engines.ready().await;
    let mut reports = stream::select_all(engines.iter().map(|engine| engine.watch(pace.clone())));
    while let Some(report) = reports.next().await {
        let event = match report {
            Ok(changes) => TasksEvent::Jobs(changes),
            Err(e) => {
                let problem = of_transfer(&e, &"read the task list".into());
                if let Some(session) = cx.current_session() {
                    cx.expire_session(&session, &problem).await;
                }
                TasksEvent::JobsFailed(problem)
            }
        };
        cx.emit(Event::Tasks(event)).await;
    }
}
