//! The runtime as the loop uses it: started when the first frame is on its way, not before.

use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, TryFutureExt as _};
use hemi::app::effect::Effect;
use hemi::app::event::Event;
use hemi::cli::args::TuiArguments;
use hemi::cli::connect;
use hemi::domain::problem::Problem;
use hemi::runtime::{Clock, Connection, Options, Runtime};
use hemi::terminal::run_loop::Perform;
use tokio::sync::mpsc::Sender;

use crate::demo::Demo;

/// The runtime, before and after its start.
pub struct Work {
    waiting: Option<(Options, Sender<Event>)>,
    /// Effects of the time before; there are few.
    early: Vec<Effect>,
    runtime: Option<Runtime>,
    demo: Option<Demo>,
}

impl Work {
    /// Work as the arguments want it, whose answers go to `events`.
    pub fn new(arguments: &TuiArguments, demo: Option<Demo>, clock: Clock, events: Sender<Event>) -> Self {
        let connect: BoxFuture<'static, Result<Connection, Problem>> = match demo.clone() {
            Some(demo) => demo.connect().boxed(),
            None => real(arguments.clone()).boxed(),
        };
        let connect =
            connect.inspect_ok(|connection| crate::log::start(connection.paths.state_dir())).boxed();
        #[cfg(debug_assertions)]
        let crash_point = arguments.crash_point;
        #[cfg(not(debug_assertions))]
        let crash_point = Default::default();
        let options = Options { connect, clock, crash_point };
        Self { waiting: Some((options, events)), early: Vec::new(), runtime: None, demo }
    }

    /// Ends it in good order. What must not be lost gets `limit`; the demo's files are removed whatever
    /// that takes.
    pub async fn shutdown(self, limit: Duration) {
        if let Some(runtime) = self.runtime {
            let _ = tokio::time::timeout(limit, runtime.shutdown()).await;
        }
        if let Some(demo) = self.demo {
            demo.end().await;
        }
    }
}

/// Reads files, so it is not for the thread that draws.
async fn real(arguments: TuiArguments) -> Result<Connection, Problem> {
    let read = move || connect::real(&arguments.files());
    tokio::task::spawn_blocking(read).await.unwrap_or_else(|_| Err(connect::broken_start()))
}

impl Perform for Work {
    fn start(&mut self) {
        let Some((options, events)) = self.waiting.take() else { return };
        let mut runtime = Runtime::start(options, events);
        self.early.drain(..).for_each(|effect| runtime.perform(effect));
        self.runtime = Some(runtime);
    }

    fn perform(&mut self, effect: Effect) {
        match &mut self.runtime {
            Some(runtime) => runtime.perform(effect),
            None => self.early.push(effect),
        }
    }
}
