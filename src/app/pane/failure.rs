//! What a pane says and remembers of a listing that failed.

use super::Pane;
use super::pending::Target;
use crate::app::status::Notice;
use crate::app::update_cx::UpdateCx;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;
use crate::safe;

impl Pane {
    /// What the failure of a listing says of the directory shown: it may be gone, and the way up may begin further up.
    pub(super) fn failed_at(&mut self, (store, path): &Target, problem: &Problem) {
        let Some(here) = self.here.as_mut().filter(|here| here.store().id == store.id) else { return };
        let contains_shown = match (path, here.path()) {
            (Some(failed), Some(shown)) => shown.is_within(failed),
            (None, None) => true,
            (None, Some(_)) | (Some(_), None) => false,
        };
        if !contains_shown {
            return;
        }
        here.gone |= problem.kind == ProblemKind::NotFound;
        if leads_nowhere(problem) {
            self.failed_above.clone_from(path);
        }
    }

    /// It failed: the pane stays where it was, or says why it shows nothing.
    pub(super) fn failed(&mut self, title: Option<SafeText>, problem: &Problem, cx: &mut UpdateCx) {
        cx.changed();
        self.again = false;
        if self.here.is_none() {
            self.problem = Some(problem.clone());
        } else if problem.requirement.is_none() {
            // A requirement is shown in its own dialog.
            let mut problem = problem.clone();
            // The frame still names the place that is shown.
            if let Some(title) = title {
                problem.happened = safe!("{}: {}", title, problem.happened);
            }
            cx.say(Notice::problem(&problem));
        }
    }
}

/// Whether a place that failed like this is passed over by the next way up or back. A service that cannot be reached now
/// says nothing of the directory: the next key asks for the same one.
pub(super) fn leads_nowhere(problem: &Problem) -> bool {
    !matches!(problem.kind, ProblemKind::Offline | ProblemKind::RateLimited)
        && !problem.is_met_by_signing_in()
}
