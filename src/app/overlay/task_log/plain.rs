//! The events of a task as text, the newest first.

use super::TaskLog;
use crate::app::overlay::plain_form::{PlainCx, PlainForm, UNBROKEN};
use crate::app::overlay::{Modal as _, Plain};
use crate::app::requests::Purpose;
use crate::app::requests::task::ReadTaskLog;
use crate::app::theme::Glyphs;

impl Plain for TaskLog {
    fn plain(&self, cx: PlainCx<'_>) -> PlainForm {
        let read = Purpose::read::<ReadTaskLog>();
        let waiting = cx.waits_for(read).then(|| cx.silence(read).unwrap_or_default());
        let form = PlainForm::new(self.title())
            .say_lines(self.lines(UNBROKEN, waiting.as_ref(), &Glyphs::SAID).0)
            .keys(&self.hints());
        PlainForm { busy: waiting.is_some(), ..form }
    }
}
