//! Opens the journal of a profile and creates the engines.

use std::sync::Arc;

use super::context::ActorContext;
use super::problem::of_journal;
use crate::app::event::{Event, TasksEvent};
use crate::config::paths::Paths;
use crate::transfer::globus::GlobusEngine;
use crate::transfer::journal::{CrashPoint, Journal};
use crate::transfer::{JournalWriter, WallClock};

/// Opens the journal of a profile and creates the engines. Without a journal there are none, and the app gets the
/// reason.
pub async fn open(cx: &ActorContext, paths: &Paths, crash_point: CrashPoint) {
    let dir = paths.journal_dir();
    match cx.tracker.spawn_blocking(move || Journal::open(&dir)).await {
        Ok(Ok(journal)) => {
            let clock = cx.clock;
            let wall: WallClock = Arc::new(move || clock.now().wall / 1000);
            let writer = JournalWriter::new(journal, wall, cx.tracker.clone());
            cx.engines.add_globus(GlobusEngine::new(writer, crash_point));
        }
        Ok(Err(e)) => cx.emit(Event::Tasks(TasksEvent::RecoveryFailed(of_journal(&e)))).await,
        Err(e) => cx.report_panic::<()>("login", Err(e)).await,
    }
}
