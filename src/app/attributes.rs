//! Permissions and times of entries, and empty files: opens the dialogs that change them, and says what became of it. What
//! a store can do decides, never its kind.

use super::App;
use super::overlay::{Chmod, Confirm, NameDialog};
use super::pane::why_not_name;
use super::requests::attributes::{AttributesReply, ModesSet, TouchEntries, Touched};
use super::requests::{Owner, Part, Purpose, Reply, Slot};
use super::status::Notice;
use super::undo::UndoStep;
use crate::domain::format;
use crate::domain::path::EntryName;
use crate::domain::place::{Place, Side};
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;
use crate::safe;

impl App {
    /// Why no permissions and times can be set here, if so.
    pub(super) fn why_not_change_attributes(&self) -> Option<SafeText> {
        self.entries_to_change().err()
    }

    /// Asks for the permissions of the marked entries, or of the one at the cursor.
    pub(super) fn open_chmod(&mut self) {
        if let Ok((at, names, title)) = self.entries_to_change() {
            self.open_with(|cx| Chmod::open(at, names, title, cx));
        }
    }

    /// Asks whether to set when they were modified to now.
    pub(super) fn open_touch(&mut self) {
        if let Ok((at, names, title)) = self.entries_to_change() {
            self.open(Confirm::touch(TouchEntries { at, names }, &title));
        }
    }

    /// Why no file can be created here, if so.
    pub(super) fn why_not_make_file(&self) -> Option<SafeText> {
        match self.changeable() {
            Ok((here, _)) if here.store().capabilities.attributes => None,
            Ok(_) => Some("hemi creates no files in this place.".into()),
            Err(reason) => Some(reason),
        }
    }

    /// Asks for the name of an empty file.
    pub(super) fn open_new_file(&mut self) {
        if let Ok((here, directory)) = self.changeable() {
            self.open(NameDialog::new_file(here.store().clone(), directory.clone()));
        }
    }

    /// The marked entries of the directory shown, or the one at the cursor, and what they are called.
    fn entries_to_change(&self) -> Result<(Place, Vec<EntryName>, SafeText), SafeText> {
        let (here, path) = self.changeable()?;
        if !here.store().capabilities.attributes {
            return Err("hemi cannot set permissions and times in this place.".into());
        }
        let name_of = |entry: &crate::domain::entry::Entry<'_>| {
            here.store().entry_name(entry.name).map_err(|error| {
                safe!("{} cannot be changed: {}.", entry.name.sanitized(), why_not_name(error))
            })
        };
        let names: Vec<EntryName> = here.chosen().iter().map(name_of).collect::<Result<_, _>>()?;
        if names.len() < here.marks().len() {
            return Err("Some marked entries are not in the listing any more: list it again first.".into());
        }
        let title = match &names[..] {
            [] => return Err("There is no entry at the cursor.".into()),
            [name] => name.sanitized(),
            names => format::count(names.len() as u64, "marked entry", "marked entries"),
        };
        Ok((Place { store: here.store().id, path: path.clone() }, names, title))
    }

    /// Takes what became of a change.
    pub(super) fn take_attributes(&mut self, slot: Slot, reply: &Reply) {
        let Reply::Attributes(reply) = reply else { return };
        match reply {
            AttributesReply::SetModes(Part::Done(Ok(set))) => self.modes_set(slot, set),
            AttributesReply::TouchEntries(Part::Done(Ok(touched))) => self.touched(touched),
            AttributesReply::SetModes(Part::Done(Err(problem)))
            | AttributesReply::TouchEntries(Part::Done(Err(problem)))
                if slot.owner == Owner::Background && slot.purpose != Purpose::Undo =>
            {
                self.cx.say(Notice::problem(problem));
            }
            // The dialog says it, or the undo.
            _ => {}
        }
    }

    fn modes_set(&mut self, slot: Slot, set: &ModesSet) {
        let ModesSet { at, done, failed } = set;
        self.list_again(at);
        let words = match slot.purpose {
            Purpose::Undo => "Given back the permissions of",
            _ => {
                self.changes.undo.push(UndoStep::Modes { at: at.clone(), steps: done.clone() });
                "Changed the permissions of"
            }
        };
        let count = done.len();
        self.say_done(words, done.first().map(|step| step.name.sanitized()), count, failed);
    }

    fn touched(&mut self, touched: &Touched) {
        self.list_again(&touched.at);
        self.say_done("Set the time of", None, touched.done, &touched.failed);
    }

    fn say_done(
        &mut self,
        did: &'static str,
        name: Option<SafeText>,
        count: usize,
        failed: &[(EntryName, SafeText)],
    ) {
        let entries = format::count(count as u64, "entry", "entries");
        let what = name.filter(|_| count == 1).unwrap_or(entries);
        let Some((first, why)) = failed.first() else {
            return self.cx.say(Notice::info(safe!("{} {}.", did, what)));
        };
        let others = failed.len() - 1;
        let more = if others > 0 { safe!(" and {} more", others) } else { SafeText::default() };
        let words = safe!("{} {}, not of {}{}: {}.", did, what, first.sanitized(), more, *why);
        self.cx.say(Notice::problem(&Problem::new(
            crate::domain::problem::ProblemKind::Refused,
            words,
            "What is not changed is as it was.",
        )));
    }

    fn list_again(&mut self, at: &Place) {
        for side in Side::BOTH {
            self.panes.get_mut(side).refresh_if_shows(at, &mut self.cx);
        }
    }
}
