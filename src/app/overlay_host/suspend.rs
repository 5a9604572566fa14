//! A dialog whose request needs a sign-in first is covered by it, and is there again afterwards: what was typed stays, and
//! the request is repeated as the dialog's own.

use super::App;
use crate::app::overlay::Modal;

impl App {
    /// Makes room for a sign-in that a request of the overlay needs, where the overlay is worth keeping.
    pub(in crate::app) fn suspend_overlay(&mut self) {
        if self.host.suspended.is_some() || !self.host.overlay.as_ref().is_some_and(Modal::outlives_sign_in) {
            return;
        }
        let deferred = self.host.deferred.take();
        self.cx.requests_mut().set_aside();
        self.host.help = None;
        self.host.suspended = self.host.overlay.take().map(|overlay| (Box::new(overlay), deferred));
    }

    /// The overlay that a sign-in covered is there again, whether there was one.
    pub(super) fn resume_overlay(&mut self) -> bool {
        if self.host.is_open() {
            return false;
        }
        let Some((overlay, deferred)) = self.host.suspended.take() else { return false };
        self.cx.requests_mut().put_back();
        self.host.overlay = Some(*overlay);
        self.host.deferred = deferred;
        self.cx.changed();
        true
    }

    /// Another person signed in: what the one before was asked is not asked of this one.
    pub(in crate::app) fn drop_suspended_overlay(&mut self) {
        self.host.suspended = None;
        self.cx.requests_mut().drop_set_aside();
    }
}
