//! What is to be deleted, before it is: a [`DeletePlan`] (checked, to be shown) becomes a [`ConfirmedDelete`] only with a
//! [`DeleteTicket`], which exists only for a plan that the user saw and consented to. `ARCHITECTURE.md` P0-6.

use super::entry::EntryKind;
use super::format;
use super::path::{EntryName, StorePath};
use super::place::Side;
use super::plan::SEEN_FOR;
use super::route::EndInfo;
use super::text::{SafeText, Untrusted};
use super::time::Timestamp;
use crate::safe;

/// The word that is typed as consent.
pub const WORD: &str = "delete";

/// Beyond so many entries the word is typed, whatever they are.
const MOST_WITHOUT_WORD: usize = 100;

/// One entry to delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteItem {
    /// Its name in the directory.
    pub name: EntryName,
    /// What it is; a link counts as a link, whatever it leads to: only the link is deleted.
    pub kind: EntryKind,
    /// Bytes, for a file whose size is known.
    pub size: Option<u64>,
    /// When it last changed, in seconds since the Unix epoch, where known.
    pub modified: Option<i64>,
}

impl DeleteItem {
    /// Whether it goes with all it holds.
    pub fn is_recursive(&self) -> bool {
        self.kind == EntryKind::Dir
    }

    /// Whether only a link is deleted.
    pub fn is_link(&self) -> bool {
        matches!(self.kind, EntryKind::Link | EntryKind::BrokenLink)
    }

    /// Whether both are the same entry, by name and kind, whatever else is known of it. What a link leads to is not what
    /// it is.
    pub fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && (self.kind == other.kind || self.is_link() && other.is_link())
    }
}

/// What becomes of what is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The service of the store deletes it, as a task. There is no way back.
    Task,
    /// It is moved to the trash, from where it can be restored.
    Trash,
    /// It is removed. There is no way back.
    Removed,
}

/// What a deletion never takes, as far as a store knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteFacts {
    /// The user's home directory, resolved; `None`: the store has none.
    pub home: Option<StorePath>,
    /// Whether the store has a trash for what is in the directory.
    pub trash: bool,
    /// Whether that trash does not exist yet and is created.
    pub new_trash: bool,
    /// Why there is none, where that is known.
    pub no_trash: Option<NoTrash>,
}

/// Why a trash does not take what is in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTrash {
    /// It is on another disk: nothing is copied to be deleted.
    OtherDisk,
    /// The directory is in the trash.
    InTrash,
    /// It can be neither found nor created.
    NotThere,
}

/// Something in the trash of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trashed {
    /// Where it was.
    pub from: StorePath,
    /// Where it is now.
    pub now: StorePath,
    /// The file that tells the trash where it was.
    pub info: StorePath,
}

/// Directories that a deletion may not take, nor what holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The home directory, resolved.
    pub home: Option<StorePath>,
    /// Where the store begins.
    pub base: Option<StorePath>,
    /// What the other pane shows, where it shows the same store.
    pub other: Option<StorePath>,
}

/// Why something is never deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NeverDeleted {
    /// There is nothing.
    Nothing,
    /// It is the root of the store.
    Root,
    /// It is the home directory, or holds it.
    Home(StorePath),
    /// It is the directory that the store begins with, or holds it.
    Base(StorePath),
    /// It is what the other pane shows, or holds it.
    Other(StorePath),
    /// A path begins at a home directory that is not known.
    UnknownHome(StorePath),
}

impl NeverDeleted {
    /// Why, and what to do instead.
    pub fn reason(&self) -> SafeText {
        match self {
            Self::Nothing => "There is nothing to delete here.".into(),
            Self::Root => "The root of a store is never deleted.".into(),
            Self::Home(path) => safe!(
                "{} is your home directory or holds it, and is never deleted. Delete what is in it instead.",
                path.sanitized()
            ),
            Self::Base(path) => safe!(
                "{} is the directory that the collection begins with or holds it, and is never deleted. Delete what is in \
                 it instead.",
                path.sanitized()
            ),
            Self::Other(path) => safe!(
                "{} is shown in the other pane or holds what is shown there. Show another directory there first.",
                path.sanitized()
            ),
            Self::UnknownHome(path) => safe!(
                "{} begins at a home directory that is not known, so nothing in it is deleted.",
                path.sanitized()
            ),
        }
    }
}

/// A checked deletion that has not been confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletePlan {
    side: Side,
    directory: EndInfo,
    items: Vec<DeleteItem>,
    fate: Fate,
    kept: Kept,
}

/// Proof that exactly this plan stood on the screen long enough and was consented to. Made by [`DeletePlan::ticket`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteTicket(DeletePlan);

/// A deletion that the user has seen and confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedDelete(DeletePlan);

impl DeletePlan {
    /// Checks what the user chose in a directory.
    ///
    /// # Errors
    /// What is never deleted.
    pub fn new(
        side: Side,
        directory: EndInfo,
        items: Vec<DeleteItem>,
        fate: Fate,
        kept: Kept,
    ) -> Result<Self, NeverDeleted> {
        let plan = Self { side, directory, items, fate, kept };
        if plan.items.is_empty() {
            return Err(NeverDeleted::Nothing);
        }
        for path in plan.paths() {
            plan.check(&path)?;
        }
        Ok(plan)
    }

    /// Whether this path, and with it all it holds, may be deleted.
    fn check(&self, path: &StorePath) -> Result<(), NeverDeleted> {
        let resolve = |path: &StorePath| self.resolved(path);
        if path.is_root() {
            return Err(NeverDeleted::Root);
        }
        if *path == StorePath::home() {
            return Err(NeverDeleted::Home(path.clone()));
        }
        let this = resolve(path)?;
        if this.is_root() {
            return Err(NeverDeleted::Root);
        }
        let holds = |kept: &Option<StorePath>| match kept {
            Some(kept) => Ok(resolve(kept)?.is_within(&this)),
            None => Ok(false),
        };
        if holds(&self.kept.home)? {
            return Err(NeverDeleted::Home(path.clone()));
        }
        // Where a store begins at home, and there is none, its other directories are no less safe.
        if holds(&self.kept.base).unwrap_or(false) {
            return Err(NeverDeleted::Base(path.clone()));
        }
        if holds(&self.kept.other)? {
            return Err(NeverDeleted::Other(path.clone()));
        }
        Ok(())
    }

    /// The path with the home directory in the place of `/~`.
    fn resolved(&self, path: &StorePath) -> Result<StorePath, NeverDeleted> {
        let Some(below) = path.raw().strip_prefix(StorePath::home().raw()) else { return Ok(path.clone()) };
        if !below.is_empty() && !below.starts_with(b"/") {
            return Ok(path.clone());
        }
        let unknown = || NeverDeleted::UnknownHome(path.clone());
        let home = self.kept.home.as_ref().filter(|home| !home.is_within(&StorePath::home()));
        let home = home.ok_or_else(unknown)?;
        StorePath::parse([home.raw(), below].concat()).map_err(|_| unknown())
    }

    /// The pane it was made in.
    pub fn side(&self) -> Side {
        self.side
    }

    /// The directory whose entries are deleted.
    pub fn directory(&self) -> &EndInfo {
        &self.directory
    }

    /// What is deleted.
    pub fn items(&self) -> &[DeleteItem] {
        &self.items
    }

    /// What becomes of it.
    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// What is never taken: whoever deletes checks it again.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The same plan with another fate: a new plan, which the user must see first.
    pub fn set_fate(&mut self, fate: Fate) {
        self.fate = fate;
    }

    /// The path of each item.
    pub fn paths(&self) -> impl Iterator<Item = StorePath> {
        let directory = &self.directory.place().path;
        self.items.iter().map(|item| directory.join(&item.name))
    }

    /// Whether anything goes with all it holds.
    pub fn is_recursive(&self) -> bool {
        self.items.iter().any(DeleteItem::is_recursive)
    }

    /// Whether the word must be typed; else a key is consent that does nothing else.
    pub fn needs_word(&self) -> bool {
        self.is_recursive()
            || self.items.len() > MOST_WITHOUT_WORD
            || self.directory.place().path.is_root()
            || self.fate == Fate::Removed
    }

    /// How much is deleted, as far as it is known.
    pub fn amount(&self) -> SafeText {
        let of_dirs = self.items.iter().filter(|item| item.is_recursive()).count();
        let of_links = self.items.iter().filter(|item| item.is_link()).count();
        let files = || self.items.iter().filter(|item| !item.is_recursive() && !item.is_link());
        let of_files = files().count();
        let bytes = files().filter_map(|item| item.size).fold(0_u64, u64::saturating_add);
        let unknown = files().filter(|item| item.size.is_none()).count();
        let counted = |n: usize, one, many| format::count(u64::try_from(n).unwrap_or(u64::MAX), one, many);
        let files = counted(of_files, "file", "files");
        let files = match unknown {
            _ if of_files == 0 => None,
            0 => Some(safe!("{} of {}", files, format::bytes(bytes))),
            _ if unknown == of_files => Some(safe!("{} of unknown size", files)),
            _ => Some(safe!("{} of at least {} ({} of unknown size)", files, format::bytes(bytes), unknown)),
        };
        let dirs = (of_dirs > 0)
            .then(|| safe!("{} with everything inside", counted(of_dirs, "directory", "directories")));
        let links = (of_links > 0).then(|| counted(of_links, "link", "links"));
        let parts = [files, links, dirs].into_iter().flatten();
        parts.reduce(|so_far, part| safe!("{}; {}", so_far, part)).unwrap_or_default()
    }

    /// The item that changed last, as far as times are known.
    pub fn newest(&self) -> Option<(&DeleteItem, i64)> {
        let timed = self.items.iter().filter_map(|item| Some((item, item.modified?)));
        timed.max_by_key(|(_, modified)| *modified)
    }

    /// A label that says what is deleted.
    pub fn label(&self) -> Untrusted {
        let named = self.items.iter().map(|item| super::plan::PlanItem {
            dir: None,
            name: item.name.clone(),
            kind: item.kind,
            size: item.size,
        });
        super::plan::suggested_label(&named.collect::<Vec<_>>())
    }

    /// The ticket, if this plan was first drawn at `drawn` and has been on the screen since, long enough, and the word
    /// was typed where it must be. Only the overlay of the plan may call this; the architecture test looks.
    pub fn ticket(&self, drawn: Option<Timestamp>, now: Timestamp, word: &str) -> Option<DeleteTicket> {
        let consented = !self.needs_word() || word == WORD;
        (consented && now.since(drawn?) >= SEEN_FOR).then(|| DeleteTicket(self.clone()))
    }

    /// Confirms the plan that was seen.
    ///
    /// # Errors
    /// The plan itself, when the ticket is for another one.
    pub fn confirm(self, seen: DeleteTicket) -> Result<ConfirmedDelete, Box<Self>> {
        if seen.0 == self { Ok(ConfirmedDelete(self)) } else { Err(Box::new(self)) }
    }
}

impl ConfirmedDelete {
    /// What was confirmed.
    pub fn plan(&self) -> &DeletePlan {
        &self.0
    }
}

#[cfg(test)]
mod tests;
