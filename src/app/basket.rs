//! All marks of the active pane as one: the basket, and the plan of sending all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::App;
use super::overlay::Basket;
use super::pane::DirView;
use super::pane::marks::Marked;
use super::status::Notice;
use super::theme::Role;
use crate::domain::batch::BatchItem;
use crate::domain::entry::EntryKind;
use crate::domain::format;
use crate::domain::path::StorePath;
use crate::domain::place::{Place, typed_path};
use crate::domain::route::EndInfo;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

impl App {
    /// That the active pane has no marks anywhere, if so.
    pub(super) fn why_no_basket(&self) -> Option<SafeText> {
        self.pane(self.active()).is_unopened().then(|| "Nothing is open here yet.".into())
    }

    /// Opens the basket of the active pane.
    pub(super) fn open_basket(&mut self) {
        let basket = self.basket();
        self.open(basket);
    }

    fn basket(&mut self) -> Basket {
        let active = self.active();
        let pane = self.panes.get_mut(active);
        let store = pane.here().map(|here| here.store().id);
        Basket::new(pane.marked_directories(), store)
    }

    /// Whether nothing is marked in the directory shown, while something is in others of its store.
    pub(super) fn marks_are_elsewhere(&self) -> bool {
        let pane = self.pane(self.active());
        let none = pane.here().is_some_and(|here| here.marks().is_empty() && !here.is_marking());
        none && pane.marked_elsewhere() > 0
    }

    /// Opens the basket instead of sending the entry at the cursor, and says why.
    pub(super) fn offer_basket(&mut self) {
        let marks = self.pane(self.active()).marked_elsewhere();
        let words = safe!(
            "Nothing is marked in the directory shown, but {} elsewhere: c sends those. To send the entry at the \
             cursor, close this and mark it with Space.",
            format::count(marks as u64, "entry is", "entries are")
        );
        let basket = self.basket().saying(Role::Warning, words);
        self.open(basket);
    }

    /// Shows all marks again, and says this.
    pub(super) fn back_to_basket(&mut self, words: SafeText) {
        let basket = self.basket().saying(Role::Text, words);
        self.host.drop_deferred_basket();
        self.open(basket);
    }

    /// Marks what a file of transfers names, in the store of the active pane, and says what marks do not keep of it.
    pub(super) fn mark_batch(&mut self, items: Vec<BatchItem>) {
        let base = self.pane(self.active()).here().and_then(|here| here.path().cloned());
        let mut dirs: BTreeMap<StorePath, BTreeMap<Untrusted, Marked>> = BTreeMap::new();
        let mut unusable = 0_u64;
        let mut renamed = 0_u64;
        let mut checksums = 0_u64;
        for item in items {
            let path = typed_path(item.source.raw(), base.as_ref()).ok();
            let parts = path.as_ref().and_then(|path| Some((path.parent()?, path.name()?.to_owned())));
            let Some((dir, name)) = parts else {
                unusable += 1;
                continue;
            };
            let kind = match item.recursive {
                Some(true) => EntryKind::Dir,
                Some(false) => EntryKind::File,
                None => EntryKind::Other,
            };
            renamed += u64::from(item.destination != name);
            checksums += u64::from(item.has_checksum);
            dirs.entry(dir).or_default().insert(name, Marked { kind, size: None });
        }
        let named: usize = dirs.values().map(BTreeMap::len).sum();
        let mut missing: Vec<Untrusted> = Vec::new();
        for (path, entries) in dirs {
            let entries = entries.into_iter().collect();
            self.on_pane(|pane, cx| missing.extend(pane.add_marks(path, entries, cx)));
        }
        let marked = named.saturating_sub(missing.len()) as u64;
        let mut words = safe!("{} of the file marked.", format::count(marked, "entry", "entries"));
        if let Some(first) = missing.first() {
            let lacking = format::count(missing.len() as u64, "entry is", "entries are");
            words = safe!("{} {} not in the directory shown, such as {}.", words, lacking, first.sanitized());
        }
        let lost = [
            (unusable, "of a path that cannot be marked left out"),
            (
                renamed,
                "with another destination: marks go to the other pane's directory under their own names",
            ),
            (checksums, "with a checksum, which marks do not keep"),
        ];
        for (count, what) in lost.into_iter().filter(|(count, _)| *count > 0) {
            words = safe!("{} {} {}.", words, format::count(count, "line", "lines"), what);
        }
        let role = if unusable + renamed + checksums > 0 || !missing.is_empty() {
            Role::Warning
        } else {
            Role::Text
        };
        let basket = self.basket().saying(role, words);
        self.host.drop_deferred_basket();
        self.open(basket);
    }

    /// Shows the plan of sending all marks of the store of the active pane.
    pub(super) fn plan_marked(&mut self) {
        let refusal = self.why_no_route().or_else(|| self.why_not_transfer_marked());
        let planned = refusal.map_or_else(|| self.draft_marked(), Err);
        if let Err(reason) = planned.map(|plan| self.review(plan)) {
            let basket = self.basket().saying(Role::Warning, reason.clone());
            self.open(basket);
            self.cx.say(Notice::refusal(reason));
        }
    }

    fn why_not_transfer_marked(&self) -> Option<SafeText> {
        let other = self.pane(self.active().other()).here().and_then(DirView::place);
        other.is_none().then(|| "The other pane shows no directory: open one there first.".into())
    }
}

/// The deepest directory that contains all of these, as an end of a transfer.
pub(super) fn common_end(store: &Arc<StoreInfo>, dirs: &[Place]) -> EndInfo {
    let mut all = dirs.iter().map(|place| &place.path);
    let mut common = all.next().cloned().unwrap_or_else(StorePath::root);
    while !dirs.iter().all(|place| place.path.is_within(&common)) {
        let Some(parent) = common.parent() else { break };
        common = parent;
    }
    EndInfo::new(Arc::clone(store), common)
}
