//! Other programs of this computer with what a pane shows: a shell, an editor, a pager, what the desktop opens. What a
//! store can do decides, never its kind.

use super::App;
use super::commands::{copy, listing, pane, programs};
use super::effect::TerminalCommand;
use super::pane::{DirView, Row};
use super::status::Notice;
use crate::domain::entry::EntryKind;
use crate::domain::path::StorePath;
use crate::domain::place::{Side, StoreId};
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::domain::user_program::UserProgram;
use crate::safe;

impl App {
    /// Why no shell can be opened in the directory shown, if so.
    pub(super) fn why_no_shell(&self) -> Option<SafeText> {
        self.native_directory().err()
    }

    /// Opens a shell in the directory shown.
    pub(super) fn open_shell(&mut self) {
        if let Ok((_, directory)) = self.native_directory() {
            let shell = UserProgram::Shell(directory.clone());
            self.cx.terminal(TerminalCommand::Run(shell));
        }
    }

    /// Why no program can get the file at the cursor, if so.
    pub(super) fn why_no_native_file(&self) -> Option<SafeText> {
        self.native_file().err()
    }

    /// Has the user's editor or pager open the file at the cursor.
    pub(super) fn run_with_file(&mut self, program: fn(StorePath) -> UserProgram) {
        if let Ok(file) = self.native_file() {
            self.cx.terminal(TerminalCommand::Run(program(file)));
        }
    }

    /// Why neither the directory nor the file at the cursor can be opened, if so.
    pub(super) fn why_not_open(&self) -> Option<SafeText> {
        let reason = self.pane(self.active()).why_not_enter(self.requests())?;
        match self.file_to_open() {
            Some(_) if !self.terminal.env.windows => Some(self.no_windows()),
            Some(_) => None,
            None => Some(self.why_not_enter_file().unwrap_or(reason)),
        }
    }

    /// Why what is at the cursor cannot be opened, with what can be done instead, if it is no directory.
    fn why_not_enter_file(&self) -> Option<SafeText> {
        let pane = self.pane(self.active());
        if pane.on_its_way(self.requests()).is_some() {
            return None;
        }
        let Row::Entry(entry) = pane.here()?.row_at_cursor()? else { return None };
        let what = match entry.kind {
            EntryKind::File => "is a file",
            EntryKind::BrokenLink => "is a link that leads to nothing",
            EntryKind::Other => "is a device, a pipe or the like",
            EntryKind::Dir | EntryKind::Link => return None,
        };
        let key = |command| self.keys.map.key(command).unwrap_or_default();
        let [enter, view] = [key(&pane::ENTER), key(&listing::VIEW)];
        Some(safe!(
            "{} {}: {} opens directories; {} shows this entry.",
            entry.shown_name(),
            what,
            enter,
            view
        ))
    }

    /// Opens the directory at the cursor, or the file with the program that the desktop has for it.
    pub(super) fn open_at_cursor(&mut self) {
        match self.file_to_open() {
            Some(file) => self.cx.terminal(TerminalCommand::OpenFile(file)),
            None => self.on_pane(super::pane::Pane::enter),
        }
    }

    /// A program of the user has ended: what it may have changed is listed again.
    pub(super) fn program_ended(&mut self, problem: Option<&Problem>) {
        for store in self.native_stores() {
            self.panes.refresh_if_on(store, &mut self.cx);
        }
        if let Some(problem) = problem {
            self.cx.say(Notice::problem(problem));
        }
    }

    fn native_stores(&self) -> Vec<StoreId> {
        let shown = Side::BOTH.into_iter().filter_map(|side| self.pane(side).here());
        let native = shown.map(DirView::store).filter(|store| store.capabilities.native);
        let mut stores: Vec<StoreId> = native.map(|store| store.id).collect();
        stores.dedup();
        stores
    }

    fn native_directory(&self) -> Result<(&DirView, &StorePath), SafeText> {
        let (here, directory) = self.changeable()?;
        match here.store().capabilities.native {
            true => Ok((here, directory)),
            false => {
                let key = |command| self.keys.map.key(command).unwrap_or_default();
                let [view, link] = [key(&listing::VIEW), key(&copy::LINK)];
                Err(safe!(
                    "Programs of this computer cannot reach files of a collection: {} shows what hemi knows of one, {} \
                     copies a link of the web app.",
                    view,
                    link
                ))
            }
        }
    }

    fn native_file(&self) -> Result<StorePath, SafeText> {
        let (here, directory) = self.native_directory()?;
        let entry = match here.row_at_cursor() {
            Some(Row::Entry(entry)) => entry,
            Some(Row::Parent) => return Err("The row .. leads up; it is no file.".into()),
            None => return Err("There is no entry at the cursor.".into()),
        };
        let why_not = match entry.kind {
            EntryKind::File | EntryKind::Link => None,
            EntryKind::Dir => Some("a directory"),
            EntryKind::BrokenLink => Some("a link that leads to nothing"),
            EntryKind::Other => Some("a device, a pipe or the like"),
        };
        if let Some(what) = why_not {
            return Err(safe!("{} is {}: only files can be opened so.", entry.shown_name(), what));
        }
        let name = here.store().entry_name(entry.name);
        let name = name.map_err(|_| SafeText::from("This name cannot be part of a path."))?;
        Ok(directory.join(&name))
    }

    /// The file at the cursor, where it is one that Enter opens.
    fn file_to_open(&self) -> Option<StorePath> {
        // While other rows are awaited, these cannot be opened.
        let pane = self.pane(self.active());
        pane.on_its_way(self.requests()).is_none().then(|| self.native_file().ok()).flatten()
    }

    fn no_windows(&self) -> SafeText {
        let key = |command| self.keys.map.key(command).unwrap_or_default();
        let [edit, page] = [key(&programs::EDIT_FILE), key(&programs::PAGE_FILE)];
        safe!("No window can be opened from here: {} edits this file, {} shows it.", edit, page)
    }
}
