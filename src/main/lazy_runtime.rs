//! The runtime as the loop uses it: started once the first frame is handed to the screen.

use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, TryFutureExt as _};
use hemi::app::effect::Effect;
use hemi::app::event::Event;
use hemi::cli::args::TuiArguments;
use hemi::cli::connect;
use hemi::domain::problem::Problem;
use hemi::runtime::saved_session::SessionFile;
use hemi::runtime::{Clock, Connection, Options, Runtime};
use hemi::terminal::run_loop::EffectHandler;
use tokio::sync::mpsc::Sender;

use crate::demo::Demo;

/// The runtime, before and after its start.
pub struct LazyRuntime {
    /// What it starts with.
    options: Option<(Options, Sender<Event>)>,
    /// Effects from before its start.
    early: Vec<Effect>,
    runtime: Option<Runtime>,
    demo: Option<Demo>,
}

impl LazyRuntime {
    /// A runtime for these arguments, which sends its events to `events`.
    pub fn new(
        arguments: &TuiArguments,
        demo: Option<Demo>,
        session_file: Option<SessionFile>,
        clock: Clock,
        events: Sender<Event>,
    ) -> Self {
        let connect: BoxFuture<'static, Result<Connection, Problem>> = match demo.clone() {
            Some(demo) => demo.connect().boxed(),
            None => connect_real(arguments.clone()).boxed(),
        };
        let connect =
            connect.inspect_ok(|connection| crate::log::start(connection.paths.state_dir())).boxed();
        #[cfg(debug_assertions)]
        let crash_point = arguments.crash_point;
        #[cfg(not(debug_assertions))]
        let crash_point = Default::default();
        let options = Options { connect, home: hemi::cli::places::home(), clock, crash_point, session_file };
        Self { options: Some((options, events)), early: Vec::new(), runtime: None, demo }
    }

    /// Shuts it down. Writes that must not be lost are waited for up to `limit`; the demo's files are removed
    /// however long that takes.
    pub async fn shutdown(self, limit: Duration) {
        if let Some(runtime) = self.runtime {
            let _ = tokio::time::timeout(limit, runtime.shutdown()).await;
        }
        if let Some(demo) = self.demo {
            demo.end().await;
        }
    }
}

/// Reads files, on a thread that may block.
async fn connect_real(arguments: TuiArguments) -> Result<Connection, Problem> {
    let read = move || connect::real(&arguments.profile_paths());
    tokio::task::spawn_blocking(read).await.unwrap_or_else(|_| Err(connect::broken_start()))
}

impl EffectHandler for LazyRuntime {
    fn start(&mut self) {
        let Some((options, events)) = self.options.take() else { return };
        let mut runtime = Runtime::start(options, events);
        self.early.drain(..).for_each(|effect| runtime.perform(effect));
        self.runtime = Some(runtime);
    }

    fn handle(&mut self, effect: Effect) {
        match &mut self.runtime {
            Some(runtime) => runtime.perform(effect),
            None => self.early.push(effect),
        }
    }
}
