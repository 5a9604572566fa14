//! Copies what names a place or a task. What is said afterwards is only what is known: where the text went.

use super::App;
use super::effect::TerminalCommand;
use super::event::Clipboard;
use super::overlay::Message;
use super::pane::{DirView, Row};
use super::status::Notice;
use crate::domain::link::Link;
use crate::domain::path::StorePath;
use crate::domain::task::Task;
use crate::domain::text::SafeText;
use crate::domain::web_app;
use crate::safe;

/// A text to copy, or why there is none.
pub(super) type Copied = Result<Copy, SafeText>;

/// A text to copy.
pub(super) struct Copy {
    /// What it is.
    what: &'static str,
    text: SafeText,
}

impl Copy {
    /// A text, and what it is.
    pub fn new(what: &'static str, text: SafeText) -> Self {
        Self { what, text }
    }
}

impl App {
    /// Copies, if there is something.
    pub(super) fn copy(&mut self, copied: impl Fn(&Self) -> Copied) {
        let Ok(Copy { what, text }) = copied(self) else { return };
        self.keys.copying = Some(what);
        self.cx.terminal(TerminalCommand::Copy(text));
    }

    /// The terminal says where the text went. Whether it was one of those copied here.
    pub(super) fn told_copied(&mut self, clipboard: Clipboard) -> bool {
        let Some(what) = self.keys.copying.take() else { return false };
        self.cx.say(Notice::info(clipboard.told(what)));
        true
    }

    /// Copying is turned off: the overlay that has the text says so, else the text is shown.
    pub(super) fn not_copied(&mut self, text: SafeText) {
        match self.keys.copying.take() {
            Some(_) => self.open(Message::text(text)),
            None => self.overlay_copied(Clipboard::Off),
        }
    }

    /// The path of the entry at the cursor; on the row of the parent and without rows, of the directory shown.
    pub(super) fn entry_path(&self) -> Copied {
        let (here, directory) = self.directory()?;
        let path = match here.row_at_cursor() {
            Some(Row::Entry(entry)) => {
                let name = here.store().entry_name(entry.name);
                directory.join(&name.map_err(|_| SafeText::from("This name cannot be part of a path."))?)
            }
            Some(Row::Parent) | None => directory.clone(),
        };
        let text = path.sanitized();
        // What a screen cannot show is escaped in the copy as well.
        let what = if text.as_str().as_bytes() == path.raw() { "The path" } else { "The escaped path" };
        Ok(Copy { what, text })
    }

    /// The UUID of the collection shown.
    pub(super) fn collection_uuid(&self) -> Copied {
        let (here, _) = self.directory()?;
        let id = here.store().collection().ok_or("This computer has no UUID: it is no collection.")?;
        Ok(Copy { what: "The UUID", text: safe!("{}", id) })
    }

    /// The web app's link to the directory shown.
    pub(super) fn place_link(&self) -> Copied {
        let (here, directory) = self.directory()?;
        let id = here.store().collection().ok_or("The Globus web app does not show this computer.")?;
        self.web_link(web_app::file_manager(id, directory))
    }

    /// The id of the chosen task.
    pub(super) fn task_id(&self) -> Copied {
        Ok(Copy { what: "The task's id", text: safe!("{}", self.chosen_task()?.id) })
    }

    /// The web app's link to the chosen task.
    pub(super) fn task_link(&self) -> Copied {
        self.web_link(web_app::task(self.chosen_task()?.id))
    }

    fn web_link(&self, link: Option<Link>) -> Copied {
        if self.settings.demo || !self.session.environment.is_empty() {
            return Err("The Globus web app does not know these services.".into());
        }
        let link = link.ok_or("This place has no link.")?;
        Ok(Copy { what: "The link", text: safe!("{}", link) })
    }

    fn directory(&self) -> Result<(&DirView, &StorePath), SafeText> {
        let here = self.pane(self.active()).here();
        here.and_then(|here| Some((here, here.path()?))).ok_or_else(|| "Nothing is shown here yet.".into())
    }

    fn chosen_task(&self) -> Result<&Task, SafeText> {
        let job = self.monitor.chosen().ok_or("There are no tasks.")?;
        job.task.as_ref().ok_or_else(|| "This submission has not reached Globus: it is no task yet.".into())
    }
}
